-- The calendar's links for other programs, and reminders of what stands in it.

-- The private address at which somebody's calendar program reads the days of an organisation. Only the SHA-256 of its
-- secret is kept; a new one takes the place of the old.
create table calendar_feeds (
    org_id uuid not null references organisations (id),
    user_id uuid not null references users (id),
    token_hash bytea not null unique,
    is_mine_only boolean not null,
    created_at timestamptz not null,
    primary key (org_id, user_id)
);

-- For the days that a calendar shows.
create index evidence_valid_until on evidence (org_id, valid_until, id) where valid_until is not null;
create index poams_due on poams (org_id, due_on, id);
create index poams_id on poams (org_id, id, assessment_id);

-- When people are reminded, where an organisation wants it otherwise than usual.
create table notice_rules (
    org_id uuid not null primary key references organisations (id),
    rules jsonb not null,
    version bigint not null default 1,
    updated_at timestamptz not null
);

-- How somebody wants to be reminded: in one letter a day, in single letters, or only here. `muted` names kinds of days
-- they do not want to be reminded of.
create table notice_preferences (
    org_id uuid not null references organisations (id),
    user_id uuid not null references users (id),
    mail text collate "C" not null check (mail in ('digest', 'single', 'none')),
    muted text collate "C" not null default '',
    updated_at timestamptz not null,
    primary key (org_id, user_id)
);

-- One reminder: to whom, of what, and how many days before (below 0) or after its day. There is never a second one,
-- whichever node writes it and whenever it dies. `settled_at` is when its letter was asked for, or none was wanted.
create table notices (
    org_id uuid not null references organisations (id),
    id uuid not null,
    user_id uuid not null references users (id),
    kind text collate "C" not null,
    subject text collate "C" not null,
    due_on date not null,
    step bigint not null,
    is_escalation boolean not null,
    title text collate "C" not null,
    path text collate "C" not null,
    who text collate "C" not null default '',
    settled_at timestamptz,
    read_at timestamptz,
    created_at timestamptz not null,
    primary key (org_id, id),
    unique (org_id, user_id, kind, subject, due_on, step)
);
create index notices_user on notices (org_id, user_id, id);
create index notices_due on notices (org_id, due_on);
-- The number that every page shows.
create index notices_unread on notices (org_id, user_id) where read_at is null;

-- The days on which somebody got their letter of the day.
create table notice_digests (
    org_id uuid not null references organisations (id),
    user_id uuid not null references users (id),
    sent_on date not null,
    primary key (org_id, user_id, sent_on)
);
