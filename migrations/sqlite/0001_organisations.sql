-- Organisations and the people who work in them.

-- A contractor, or a consultant's client. `slug` is its place in every address: /o/<slug>/….
create table organisations (
    id blob not null primary key,
    slug text not null unique,
    name text not null,
    evidence_kinds text not null,
    color text not null default '',
    initials text not null default '',
    version integer not null default 1,
    created_at text not null
);

-- A person. The same person may be a member of many organisations. `password_reset_at` is when the password was
-- last set by a link in a mail.
create table users (
    id blob not null primary key,
    email text not null unique,
    name text not null,
    password_hash text,
    password_reset_at text,
    theme text not null default '' check (theme in ('', 'light', 'dark')),
    density text not null default '' check (density in ('', 'compact', 'roomy')),
    has_keys boolean not null default true,
    keymap text not null default '',
    version integer not null default 1,
    created_at text not null
);

-- Who may do what where. A deactivated member is kept, because the trail names them.
create table members (
    org_id blob not null references organisations (id),
    user_id blob not null references users (id),
    role text not null check (role in ('admin', 'lead', 'contributor', 'assessor')),
    deactivated_at text,
    version integer not null default 1,
    created_at text not null,
    primary key (org_id, user_id)
);
create index members_user on members (user_id);

-- A one-time link with which a new person joins. `asked_at` is when its holder last asked for another.
create table invitations (
    org_id blob not null references organisations (id),
    id blob not null,
    email text not null,
    name text not null,
    role text not null check (role in ('admin', 'lead', 'contributor', 'assessor')),
    token_hash blob not null unique,
    invited_by blob not null references users (id),
    expires_at text not null,
    accepted_at text,
    revoked_at text,
    asked_at text,
    created_at text not null,
    primary key (org_id, id)
);

-- A signed-in browser. Only the SHA-256 of the cookie is kept. `way` is how it began; `strength` is what was
-- proved: one factor, one and a code by mail, or two; `factor_at` is when a factor was last used. It may skip
-- the second step on a device that is remembered. One that an organisation's own provider vouched for opens
-- only that organisation. `must_renew` asks for a new cookie with the next page, because the person's rights
-- changed; the one before, `former_hash`, is good until `former_until` for what was under way.
create table sessions (
    id blob not null primary key,
    token_hash blob not null unique,
    user_id blob not null references users (id),
    way text not null,
    strength text not null check (strength in ('one', 'mail', 'two')),
    is_remembered boolean not null,
    factor_at text not null,
    device_id blob,
    provider_id blob,
    only_org_id blob references organisations (id),
    address text not null,
    agent text not null,
    created_at text not null,
    last_seen_at text not null,
    expires_at text not null,
    ended_at text,
    must_renew boolean not null default false,
    former_hash blob unique,
    former_until text
);
create index sessions_user on sessions (user_id);

-- Links printed on the console: the first set-up, and a way back in for somebody locked out. And links in letters:
-- to say that a sign-in with `device_id` was not one's own, and to choose a password again after that.
create table one_time_links (
    id blob not null primary key,
    purpose text not null check (purpose in ('setup', 'sign_in', 'not_me')),
    user_id blob references users (id),
    device_id blob,
    token_hash blob not null unique,
    expires_at text not null,
    used_at text,
    created_at text not null
);

-- A form that was sent after its session had ended, or before it was confirmed who sends it, so that nothing
-- typed is lost. Once it was applied, `location` is where its result is.
create table kept_forms (
    id blob not null primary key,
    token_hash blob not null unique,
    user_id blob references users (id),
    path text not null,
    body text not null,
    reason text not null check (reason in ('session', 'confirm')),
    expires_at text not null,
    used_at text,
    location text,
    created_at text not null
);

-- One row per form that was carried out, so that a double click has one effect.
create table once_keys (
    org_id blob not null references organisations (id),
    once_key text not null,
    location text not null,
    created_at text not null,
    primary key (org_id, once_key)
);
