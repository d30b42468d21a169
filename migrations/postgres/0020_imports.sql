-- Tables that people bring along: what was sent, how its columns are to be read, and what became of it.

-- A file that was sent. What was in it is let go of when it was carried out, or after some days.
create table import_batches (
    org_id uuid not null references organisations (id),
    assessment_id uuid not null,
    id uuid not null,
    about text collate "C" not null check (about in ('requirements', 'objectives', 'evidence', 'poams', 'tasks')),
    file_name text collate "C" not null,
    sha256 bytea not null,
    as_of timestamptz,
    content bytea,
    mapping jsonb not null,
    preview bytea,
    choices jsonb not null,
    state text collate "C" not null check (state in ('columns', 'preview', 'waiting', 'done', 'stale')),
    rows_total bigint not null,
    rows_changed bigint not null default 0,
    version bigint not null default 1,
    created_by uuid not null references users (id),
    created_at timestamptz not null,
    applied_at timestamptz,
    primary key (org_id, id),
    foreign key (org_id, assessment_id) references assessments (org_id, id)
);
create index import_batches_by_age on import_batches (org_id, assessment_id, created_at);

-- How columns with these headings were read the last time.
create table import_mappings (
    org_id uuid not null references organisations (id),
    about text collate "C" not null,
    headings bytea not null,
    mapping jsonb not null,
    updated_by uuid not null references users (id),
    updated_at timestamptz not null,
    primary key (org_id, about, headings)
);

-- So that a file that was made before a change is told from one that was made after it.
alter table tasks add column updated_at timestamptz;
alter table evidence add column updated_at timestamptz;
