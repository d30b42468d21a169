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
