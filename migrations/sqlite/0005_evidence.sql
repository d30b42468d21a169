-- Evidence: files that prove a finding. The bytes are in the blob store under their SHA-256.

-- One artifact. The file never changes; a new version is a new artifact.
create table evidence (
    org_id blob not null references organisations (id),
    id blob not null,
    title text not null,
    description text not null default '',
    kind text not null,
    state text not null check (state in ('draft', 'final')),
    captured_on text,
    valid_until text,
    owner_id blob references users (id),
    added_by blob not null references users (id),
    file_name text not null,
    media_type text not null,
    size_bytes integer not null,
    sha256 blob not null,
    removed_at text,
    version integer not null default 1,
    created_at text not null,
    primary key (org_id, id)
);
create index evidence_sha256 on evidence (org_id, sha256);

-- Which objectives an artifact serves, in which assessment. Frozen when that assessment is completed.
create table evidence_links (
    org_id blob not null,
    evidence_id blob not null,
    assessment_id blob not null,
    requirement text not null,
    objective text not null,
    created_by blob references users (id),
    frozen_at text,
    created_at text not null,
    primary key (org_id, assessment_id, requirement, objective, evidence_id),
    foreign key (org_id, evidence_id) references evidence (org_id, id),
    foreign key (org_id, assessment_id) references assessments (org_id, id)
);
create index evidence_links_evidence on evidence_links (org_id, evidence_id);
-- For what somebody linked last.
create index evidence_links_latest on evidence_links (org_id, assessment_id, created_by, created_at);
