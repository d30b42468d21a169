-- How an assessment goes on: what is planned, and how it came to stand where it stands.

-- A plan: requirements that are to be fixed, kept to see what they come to and to compare.
create table plans (
    org_id uuid not null,
    assessment_id uuid not null,
    id uuid not null,
    title text collate "C" not null,
    fixes jsonb not null,
    version bigint not null default 1,
    author_id uuid not null references users (id),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (org_id, assessment_id, id),
    foreign key (org_id, assessment_id) references assessments (org_id, id)
);

-- Each change of where an assessment stands, written with what changed it: the story of its score.
create table score_points (
    org_id uuid not null,
    assessment_id uuid not null,
    id uuid not null,
    at timestamptz not null,
    by_id uuid references users (id),
    by_name text collate "C" not null,
    action text collate "C" not null,
    requirement text collate "C" not null,
    objective text collate "C" not null,
    result text collate "C" not null,
    score_before bigint,
    best_before bigint,
    worst_before bigint,
    score bigint,
    best bigint,
    worst bigint,
    status text collate "C" not null,
    unassessed bigint not null,
    primary key (org_id, assessment_id, id),
    foreign key (org_id, assessment_id) references assessments (org_id, id)
);
