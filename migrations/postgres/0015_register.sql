-- What is known about a piece of evidence besides its file: its place in a series of versions, whether it was
-- accepted, where it is kept if it is not kept here, and words to find it by.

-- What a compliance lead decided about it; the reason where it was returned.
alter table evidence add column review text collate "C" not null default 'submitted'
    check (review in ('submitted', 'accepted', 'returned'));
alter table evidence add column review_reason text collate "C" not null default '';
alter table evidence add column reviewed_by uuid references users (id);
alter table evidence add column reviewed_at timestamptz;
-- Words, each between spaces.
alter table evidence add column tags text collate "C" not null default '';
-- Where it is kept, if not in the store: then its SHA-256 is what somebody said.
alter table evidence add column place text collate "C" not null default '';
-- The first version of its series, unless it is that itself; its number in it; and the version after it.
alter table evidence add column first_id uuid;
alter table evidence add column number bigint not null default 1;
alter table evidence add column replaced_by uuid;
create index evidence_first on evidence (org_id, first_id);
create index evidence_valid on evidence (org_id, valid_until);
create index evidence_owner on evidence (org_id, owner_id);
-- What is current by its last day: how much is out of date when.
create index evidence_age on evidence (org_id, valid_until, removed_at, replaced_by)
    where removed_at is null and replaced_by is null;
update evidence set kind = case kind
    when 'policy' then 'document'
    when 'procedure' then 'document'
    when 'screenshot' then 'screen_share'
    when 'interview_notes' then 'interview'
    when 'test_result' then 'test'
    else 'artifact' end;

-- For how many days a kind of evidence shows how things are, unless somebody says otherwise.
create table evidence_validity (
    org_id uuid not null primary key references organisations (id),
    document_days bigint,
    screen_share_days bigint,
    artifact_days bigint,
    physical_days bigint,
    interview_days bigint,
    test_days bigint,
    version bigint not null default 1,
    updated_at timestamptz not null
);

-- Whether stored bytes were still what was put in, when they were last compared with their digest.
create table evidence_checks (
    org_id uuid not null references organisations (id),
    sha256 bytea not null,
    is_sound boolean not null,
    checked_at timestamptz not null,
    primary key (org_id, sha256)
);
