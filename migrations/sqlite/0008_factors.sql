-- What proves a person besides their password, and when it is asked for.

-- A browser that a person signed in with before, known by a cookie of which only the SHA-256 is kept. Until
-- `remembered_until` it need not give a second step. `told_at` is when the person was written to about it.
create table devices (
    id blob not null primary key,
    user_id blob not null references users (id),
    token_hash blob not null,
    agent text not null,
    address text not null,
    remembered_until text,
    revoked_at text,
    told_at text,
    created_at text not null,
    unique (user_id, token_hash)
);

-- A sign-in whose first step succeeded and that waits for the second. `tries` counts wrong second steps of any
-- kind, `mail_tries` those with a code by mail: a new code does not begin to count again.
create table attempts (
    id blob not null primary key,
    token_hash blob not null unique,
    user_id blob not null references users (id),
    way text not null,
    provider_id blob,
    only_org_id blob references organisations (id),
    tries integer not null default 0,
    mail_hash blob,
    mail_until text,
    mail_tries integer not null default 0,
    mail_sent integer not null default 0,
    used_at text,
    expires_at text not null,
    created_at text not null
);
create index attempts_user on attempts (user_id);

-- A person's authenticator app. `secret` is sealed for this row. `last_step` is the time step of the last code
-- that was taken, so that each works once; `tries` were made in `tries_step`.
create table totps (
    user_id blob not null primary key references users (id),
    secret text not null,
    last_step integer not null,
    tries_step integer not null default 0,
    tries integer not null default 0,
    created_at text not null
);

-- Codes on paper, for somebody who lost their phone. Each has a salt of its own and works once; `place` is the
-- digit that it begins with.
create table backup_codes (
    user_id blob not null references users (id),
    place integer not null,
    salt blob not null,
    code_hash blob not null,
    used_at text,
    created_at text not null,
    primary key (user_id, place)
);

-- How an organisation wants its people to sign in. No row is the same as one with all defaults.
create table sign_in_rules (
    org_id blob not null primary key references organisations (id),
    second_factor_roles text not null default '',
    mail_codes boolean not null default false,
    remember_days integer not null default 0,
    password_history integer not null default 0,
    password_changed_characters integer not null default 0,
    lock_after integer not null default 100,
    lock_minutes integer not null default 30,
    idle_minutes integer not null default 30,
    absolute_hours integer not null default 12,
    sessions_max integer not null default 10,
    passkeys_device_bound boolean not null default false,
    version integer not null default 1
);
