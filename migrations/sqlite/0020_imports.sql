-- Tables that people bring along: what was sent, how its columns are to be read, and what became of it.

-- A file that was sent. What was in it is let go of when it was carried out, or after some days.
create table import_batches (
    org_id blob not null references organisations (id),
    assessment_id blob not null,
    id blob not null,
    about text not null check (about in ('requirements', 'objectives', 'evidence', 'poams', 'tasks')),
    file_name text not null,
    sha256 blob not null,
    as_of text,
    content blob,
    mapping text not null,
    preview blob,
    choices text not null,
    state text not null check (state in ('columns', 'preview', 'waiting', 'done', 'stale')),
    rows_total integer not null,
    rows_changed integer not null default 0,
    version integer not null default 1,
    created_by blob not null references users (id),
    created_at text not null,
    applied_at text,
    primary key (org_id, id),
    foreign key (org_id, assessment_id) references assessments (org_id, id)
);
create index import_batches_by_age on import_batches (org_id, assessment_id, created_at);

-- How columns with these headings were read the last time.
create table import_mappings (
    org_id blob not null references organisations (id),
    about text not null,
    headings blob not null,
    mapping text not null,
    updated_by blob not null references users (id),
    updated_at text not null,
    primary key (org_id, about, headings)
);

-- So that a file that was made before a change is told from one that was made after it.
alter table tasks add column updated_at text;
alter table evidence add column updated_at text;
