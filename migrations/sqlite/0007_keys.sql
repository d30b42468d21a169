-- Keys that seal secrets.

-- One row per key in use: known words, sealed with it, so that a wrong key is noticed at start.
create table key_checks (
    key_id text not null primary key,
    sealed text not null,
    created_at text not null
);

-- Secret keys that passwords go through before they are hashed. The newest is used.
create table peppers (
    id integer not null primary key,
    sealed text not null,
    created_at text not null
);
