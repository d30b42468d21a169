-- Organisations and the people who work in them.

-- A contractor, or a consultant's client. `slug` is its place in every address: /o/<slug>/….
create table organisations (
    id uuid not null primary key,
    slug text collate "C" not null unique,
    name text collate "C" not null,
    evidence_kinds text collate "C" not null,
    version bigint not null default 1,
    created_at timestamptz not null
);

-- A person. The same person may be a member of many organisations.
create table users (
    id uuid not null primary key,
    email text collate "C" not null unique,
    name text collate "C" not null,
    password_hash text collate "C",
    theme text collate "C" not null default '' check (theme in ('', 'light', 'dark')),
    density text collate "C" not null default '' check (density in ('', 'compact', 'roomy')),
    has_keys boolean not null default true,
    version bigint not null default 1,
    created_at timestamptz not null
);

-- Who may do what where. A deactivated member is kept, because the trail names them.
create table members (
    org_id uuid not null references organisations (id),
    user_id uuid not null references users (id),
    role text collate "C" not null check (role in ('admin', 'lead', 'contributor', 'assessor')),
    deactivated_at timestamptz,
    version bigint not null default 1,
    created_at timestamptz not null,
    primary key (org_id, user_id)
);
create index members_user on members (user_id);

-- A one-time link with which a new person joins.
create table invitations (
    org_id uuid not null references organisations (id),
    id uuid not null,
    email text collate "C" not null,
    name text collate "C" not null,
    role text collate "C" not null check (role in ('admin', 'lead', 'contributor', 'assessor')),
    token_hash bytea not null unique,
    invited_by uuid not null references users (id),
    expires_at timestamptz not null,
    accepted_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz not null,
    primary key (org_id, id)
);

-- A signed-in browser. Only the SHA-256 of the cookie is kept.
create table sessions (
    id uuid not null primary key,
    token_hash bytea not null unique,
    user_id uuid not null references users (id),
    address text collate "C" not null,
    agent text collate "C" not null,
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz
);
create index sessions_user on sessions (user_id);

-- Links printed on the console: the first set-up, and a way back in for somebody locked out.
create table one_time_links (
    id uuid not null primary key,
    purpose text collate "C" not null check (purpose in ('setup', 'sign_in')),
    user_id uuid references users (id),
    token_hash bytea not null unique,
    expires_at timestamptz not null,
    used_at timestamptz,
    created_at timestamptz not null
);

-- A form that was sent after its session had ended, so that nothing typed is lost. Once it was applied,
-- `location` is where its result is.
create table kept_forms (
    id uuid not null primary key,
    token_hash bytea not null unique,
    user_id uuid references users (id),
    path text collate "C" not null,
    body text collate "C" not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    location text collate "C",
    created_at timestamptz not null
);

-- One row per form that was carried out, so that a double click has one effect.
create table once_keys (
    org_id uuid not null references organisations (id),
    once_key text collate "C" not null,
    location text collate "C" not null,
    created_at timestamptz not null,
    primary key (org_id, once_key)
);
