-- The plan of action and milestones: what is not met, and how and until when it is brought to an end.

-- One weakness on the POA&M of one assessment (32 CFR 170.21). A requirement stands on the POA&M while an item of
-- it is open or submitted. Whoever submitted its closure never validates it. A copied assessment takes its open
-- items along under the same id.
create table poams (
    org_id uuid not null,
    assessment_id uuid not null,
    id uuid not null,
    requirement text collate "C" not null,
    weakness text collate "C" not null,
    root_cause text collate "C" not null,
    resources text collate "C" not null default '',
    cost_usd bigint,
    responsible_id uuid references users (id),
    due_on date not null,
    state text collate "C" not null default 'open' check (state in ('open', 'submitted', 'closed', 'withdrawn')),
    closure text collate "C" not null default '',
    submitted_by uuid references users (id),
    submitted_at timestamptz,
    closed_by uuid references users (id),
    closed_at timestamptz,
    version bigint not null default 1,
    created_by uuid references users (id),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (org_id, assessment_id, id),
    foreign key (org_id, assessment_id) references assessments (org_id, id),
    check (closed_by is null or closed_by <> submitted_by)
);
create index poams_requirement on poams (org_id, assessment_id, requirement);
-- For the register, which begins with what is due first.
create index poams_register on poams (org_id, assessment_id, due_on, id);

-- One step of an item, in the order of `place`.
create table poam_milestones (
    org_id uuid not null,
    assessment_id uuid not null,
    poam_id uuid not null,
    id uuid not null,
    place bigint not null,
    words text collate "C" not null,
    due_on date not null,
    done_on date,
    version bigint not null default 1,
    primary key (org_id, assessment_id, poam_id, id),
    foreign key (org_id, assessment_id, poam_id) references poams (org_id, assessment_id, id)
);

-- Evidence that shows that an item is brought to an end.
create table poam_evidence (
    org_id uuid not null,
    assessment_id uuid not null,
    poam_id uuid not null,
    evidence_id uuid not null,
    created_at timestamptz not null,
    primary key (org_id, assessment_id, poam_id, evidence_id),
    foreign key (org_id, assessment_id, poam_id) references poams (org_id, assessment_id, id),
    foreign key (org_id, evidence_id) references evidence (org_id, id)
);
create index poam_evidence_evidence on poam_evidence (org_id, evidence_id);
