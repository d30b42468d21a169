-- Keys that seal secrets.

-- One row per key in use: known words, sealed with it, so that a wrong key is noticed at start.
create table key_checks (
    key_id text collate "C" not null primary key,
    sealed text collate "C" not null,
    created_at timestamptz not null
);

-- Secret keys that passwords go through before they are hashed. The newest is used.
create table peppers (
    id bigint not null primary key,
    sealed text collate "C" not null,
    created_at timestamptz not null
);
