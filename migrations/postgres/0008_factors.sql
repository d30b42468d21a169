-- What proves a person besides their password, and when it is asked for.

-- A browser that a person signed in with before, known by a cookie of which only the SHA-256 is kept. Until
-- `remembered_until` it need not give a second step. `told_at` is when the person was written to about it.
create table devices (
    id uuid not null primary key,
    user_id uuid not null references users (id),
    token_hash bytea not null,
    agent text collate "C" not null,
    address text collate "C" not null,
    remembered_until timestamptz,
    revoked_at timestamptz,
    told_at timestamptz,
    created_at timestamptz not null,
    unique (user_id, token_hash)
);

-- A sign-in whose first step succeeded and that waits for the second. `tries` counts wrong second steps of any
-- kind, `mail_tries` those with a code by mail: a new code does not begin to count again.
create table attempts (
    id uuid not null primary key,
    token_hash bytea not null unique,
    user_id uuid not null references users (id),
    way text collate "C" not null,
    provider_id uuid,
    only_org_id uuid references organisations (id),
    tries bigint not null default 0,
    mail_hash bytea,
    mail_until timestamptz,
    mail_tries bigint not null default 0,
    mail_sent bigint not null default 0,
    used_at timestamptz,
    expires_at timestamptz not null,
    created_at timestamptz not null
);
create index attempts_user on attempts (user_id);

-- A person's authenticator app. `secret` is sealed for this row. `last_step` is the time step of the last code
-- that was taken, so that each works once; `tries` were made in `tries_step`.
create table totps (
    user_id uuid not null primary key references users (id),
    secret text collate "C" not null,
    last_step bigint not null,
    tries_step bigint not null default 0,
    tries bigint not null default 0,
    created_at timestamptz not null
);

-- Codes on paper, for somebody who lost their phone. Each has a salt of its own and works once; `place` is the
-- digit that it begins with.
create table backup_codes (
    user_id uuid not null references users (id),
    place bigint not null,
    salt bytea not null,
    code_hash bytea not null,
    used_at timestamptz,
    created_at timestamptz not null,
    primary key (user_id, place)
);

-- How an organisation wants its people to sign in. No row is the same as one with all defaults.
create table sign_in_rules (
    org_id uuid not null primary key references organisations (id),
    second_factor_roles text collate "C" not null default '',
    mail_codes boolean not null default false,
    remember_days bigint not null default 0,
    password_history bigint not null default 0,
    password_changed_characters bigint not null default 0,
    lock_after bigint not null default 100,
    lock_minutes bigint not null default 30,
    idle_minutes bigint not null default 30,
    absolute_hours bigint not null default 12,
    sessions_max bigint not null default 10,
    passkeys_device_bound boolean not null default false,
    version bigint not null default 1
);
