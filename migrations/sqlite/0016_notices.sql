-- The calendar's links for other programs.

-- The private address at which somebody's calendar program reads the days of an organisation. Only the SHA-256 of its
-- secret is kept; a new one takes the place of the old.
create table calendar_feeds (
    org_id blob not null references organisations (id),
    user_id blob not null references users (id),
    token_hash blob not null unique,
    is_mine_only boolean not null,
    created_at text not null,
    primary key (org_id, user_id)
);

-- For the days that a calendar shows.
create index evidence_valid_until on evidence (org_id, valid_until, id) where valid_until is not null;
create index poams_due on poams (org_id, due_on, id);
create index poams_id on poams (org_id, id, assessment_id);
