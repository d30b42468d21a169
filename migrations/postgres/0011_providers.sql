-- Signing in by an organisation's own provider of identities (OpenID Connect).

-- A service that vouches for the people of one organisation. `client_secret` is sealed for this row; a public
-- client has none. `issuer` is the provider's address, letter by letter as it says it itself.
create table providers (
    org_id uuid not null references organisations (id),
    id uuid not null unique,
    label text collate "C" not null,
    issuer text collate "C" not null,
    client_id text collate "C" not null,
    client_secret text collate "C",
    hosted_domain text collate "C" not null default '',
    trusts_second_factor boolean not null default false,
    is_listed boolean not null default true,
    is_active boolean not null default true,
    version bigint not null default 1,
    created_at timestamptz not null,
    primary key (org_id, id)
);

-- An account at a provider that a person signs in with. Only issuer and subject tell whose it is; the address is
-- what it was when it was linked, to show.
create table identities (
    org_id uuid not null references organisations (id),
    id uuid not null unique,
    provider_id uuid not null references providers (id),
    issuer text collate "C" not null,
    subject text collate "C" not null,
    user_id uuid not null references users (id),
    email text collate "C",
    created_at timestamptz not null,
    last_used_at timestamptz,
    primary key (org_id, id),
    unique (provider_id, issuer, subject)
);
create index identities_user on identities (user_id);

-- Somebody on their way to a provider and back: for one use, in one browser, for ten minutes. Of state, cookie
-- and nonce only the SHA-256 is kept; what is needed when they come back is sealed for this row.
create table provider_attempts (
    id uuid not null primary key,
    state_hash bytea not null unique,
    cookie_hash bytea not null,
    provider_id uuid not null references providers (id),
    purpose text collate "C" not null check (purpose in ('sign_in', 'link', 'confirm', 'join')),
    user_id uuid references users (id),
    session_id uuid,
    nonce_hash bytea not null,
    luggage text collate "C" not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    created_at timestamptz not null
);
