-- Keys that seal secrets.

-- One row per key in use: known words, sealed with it, so that a wrong key is noticed at start.
create table key_checks (
    key_id text not null primary key,
    sealed text not null,
    created_at text not null
);
