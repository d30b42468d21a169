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

-- Passwords that people had before, where an organisation wants them not to come back. As many as the strictest
-- organisation of a person wants, and no more.
create table former_passwords (
    id uuid not null primary key,
    user_id uuid not null references users (id),
    password_hash text collate "C" not null,
    replaced_at timestamptz not null
);
create index former_passwords_user on former_passwords (user_id);
