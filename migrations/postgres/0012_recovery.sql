-- Ways back for somebody who cannot come in.

-- A link with which somebody sets a new password. It goes by mail and works once, for half an hour.
create table password_resets (
    id uuid not null primary key,
    user_id uuid not null references users (id),
    token_hash bytea not null unique,
    expires_at timestamptz not null,
    used_at timestamptz,
    created_at timestamptz not null
);
create index password_resets_user on password_resets (user_id);

-- Somebody wants another address. The link goes to the new one and is opened by its own person, signed in; until then
-- the old one stays. A second link goes to the old one: it stops the change, or takes it back for a week.
create table address_changes (
    id uuid not null primary key,
    user_id uuid not null references users (id),
    before_email text collate "C" not null,
    after_email text collate "C" not null,
    token_hash bytea not null unique,
    stop_hash bytea not null unique,
    expires_at timestamptz not null,
    stop_until timestamptz not null,
    confirmed_at timestamptz,
    stopped_at timestamptz,
    created_at timestamptz not null
);
create index address_changes_user on address_changes (user_id);

-- One administrator asks for a way in for somebody who is locked out; another one confirms, and passes a link on.
create table rescues (
    org_id uuid not null references organisations (id),
    id uuid not null,
    user_id uuid not null references users (id),
    asked_by uuid not null references users (id),
    reason text collate "C" not null,
    confirmed_by uuid references users (id),
    confirmed_at timestamptz,
    expires_at timestamptz not null,
    created_at timestamptz not null,
    primary key (org_id, id)
);
create index rescues_user on rescues (user_id);

-- An address whose owner wants to begin an organisation, where the installation lets everybody do that. Nothing else is
-- made before the link is opened.
create table registrations (
    id uuid not null primary key,
    email text collate "C" not null,
    token_hash bytea not null unique,
    expires_at timestamptz not null,
    used_at timestamptz,
    created_at timestamptz not null
);
create index registrations_email on registrations (email);
