-- Ways back for somebody who cannot come in.

-- A link with which somebody sets a new password. It goes by mail and works once, for half an hour.
create table password_resets (
    id blob not null primary key,
    user_id blob not null references users (id),
    token_hash blob not null unique,
    expires_at text not null,
    used_at text,
    created_at text not null
);
create index password_resets_user on password_resets (user_id);

-- Somebody wants another address. The link goes to the new one and is opened by its own person, signed in; until then
-- the old one stays. A second link goes to the old one: it stops the change, or takes it back for a week.
create table address_changes (
    id blob not null primary key,
    user_id blob not null references users (id),
    before_email text not null,
    after_email text not null,
    token_hash blob not null unique,
    stop_hash blob not null unique,
    expires_at text not null,
    stop_until text not null,
    confirmed_at text,
    stopped_at text,
    created_at text not null
);
create index address_changes_user on address_changes (user_id);

-- One administrator asks for a way in for somebody who is locked out; another one confirms, and passes a link on.
create table rescues (
    org_id blob not null references organisations (id),
    id blob not null,
    user_id blob not null references users (id),
    asked_by blob not null references users (id),
    reason text not null,
    confirmed_by blob references users (id),
    confirmed_at text,
    expires_at text not null,
    created_at text not null,
    primary key (org_id, id)
);
create index rescues_user on rescues (user_id);

-- An address whose owner wants to begin an organisation, where the installation lets everybody do that. Nothing else is
-- made before the link is opened.
create table registrations (
    id blob not null primary key,
    email text not null,
    token_hash blob not null unique,
    expires_at text not null,
    used_at text,
    created_at text not null
);
create index registrations_email on registrations (email);
