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
