-- Keys that people carry on a device or a security key instead of a password (WebAuthn).

-- A passkey of a person. `credential` is the public key and what the authenticator said of itself; `sign_count` is
-- its count of uses, which goes back only where a key was copied. One that `is_synced` may be on several devices.
create table passkeys (
    id blob not null primary key,
    user_id blob not null references users (id),
    credential_id blob not null unique,
    name text not null,
    credential text not null,
    sign_count integer not null,
    is_synced boolean not null,
    created_at text not null,
    last_used_at text
);
create index passkeys_user on passkeys (user_id);

-- Somebody who was asked for a passkey and has not answered yet: for one use, in one browser, for ten minutes.
-- `bond` is the SHA-256 of what ties it to that browser. The person is not there yet where an invitation is
-- accepted, and not known where somebody signs in without a name.
create table passkey_ceremonies (
    id blob not null primary key,
    token_hash blob not null unique,
    bond blob not null,
    purpose text not null check (purpose in ('add', 'sign_in', 'second', 'confirm', 'join')),
    user_id blob,
    state text not null,
    expires_at text not null,
    created_at text not null
);
