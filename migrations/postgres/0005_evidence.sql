-- Evidence: files that prove a finding. The bytes are in the blob store under their SHA-256.

-- One artifact. The file never changes; a new version is a new artifact.
create table evidence (
    org_id uuid not null references organisations (id),
    id uuid not null,
    title text collate "C" not null,
    description text collate "C" not null default '',
    kind text collate "C" not null,
    state text collate "C" not null check (state in ('draft', 'final')),
    captured_on date,
    valid_until date,
    owner_id uuid references users (id),
    added_by uuid not null references users (id),
    file_name text collate "C" not null,
    media_type text collate "C" not null,
    size_bytes bigint not null,
    sha256 bytea not null,
    removed_at timestamptz,
    version bigint not null default 1,
    created_at timestamptz not null,
    primary key (org_id, id)
);
create index evidence_sha256 on evidence (org_id, sha256);

-- Which objectives an artifact serves, in which assessment. Frozen when that assessment is completed.
create table evidence_links (
    org_id uuid not null,
    evidence_id uuid not null,
    assessment_id uuid not null,
    requirement text collate "C" not null,
    objective text collate "C" not null,
    created_by uuid references users (id),
    frozen_at timestamptz,
    created_at timestamptz not null,
    primary key (org_id, assessment_id, requirement, objective, evidence_id),
    foreign key (org_id, evidence_id) references evidence (org_id, id),
    foreign key (org_id, assessment_id) references assessments (org_id, id)
);
create index evidence_links_evidence on evidence_links (org_id, evidence_id);
-- For what somebody linked last.
create index evidence_links_latest on evidence_links (org_id, assessment_id, created_by, created_at);
