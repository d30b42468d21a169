-- Signing in by an organisation's own provider of identities (OpenID Connect).

-- A service that vouches for the people of one organisation. `client_secret` is sealed for this row; a public
-- client has none. `issuer` is the provider's address, letter by letter as it says it itself.
create table providers (
    org_id blob not null references organisations (id),
    id blob not null unique,
    label text not null,
    issuer text not null,
    client_id text not null,
    client_secret text,
    hosted_domain text not null default '',
    trusts_second_factor boolean not null default false,
    is_listed boolean not null default true,
    is_active boolean not null default true,
    version integer not null default 1,
    created_at text not null,
    primary key (org_id, id)
);

-- An account at a provider that a person signs in with. Only issuer and subject tell whose it is; the address is
-- what it was when it was linked, to show.
create table identities (
    org_id blob not null references organisations (id),
    id blob not null unique,
    provider_id blob not null references providers (id),
    issuer text not null,
    subject text not null,
    user_id blob not null references users (id),
    email text,
    created_at text not null,
    last_used_at text,
    primary key (org_id, id),
    unique (provider_id, issuer, subject)
);
create index identities_user on identities (user_id);

-- Somebody on their way to a provider and back: for one use, in one browser, for ten minutes. Of state, cookie
-- and nonce only the SHA-256 is kept; what is needed when they come back is sealed for this row.
create table provider_attempts (
    id blob not null primary key,
    state_hash blob not null unique,
    cookie_hash blob not null,
    provider_id blob not null references providers (id),
    purpose text not null check (purpose in ('sign_in', 'link', 'confirm', 'join')),
    user_id blob references users (id),
    session_id blob,
    nonce_hash blob not null,
    luggage text not null,
    expires_at text not null,
    used_at text,
    created_at text not null
);
