-- The plan of action and milestones: what is not met, and how and until when it is brought to an end.

-- One weakness on the POA&M of one assessment (32 CFR 170.21). A requirement stands on the POA&M while an item of
-- it is open or submitted. Whoever submitted its closure never validates it. A copied assessment takes its open
-- items along under the same id.
create table poams (
    org_id blob not null,
    assessment_id blob not null,
    id blob not null,
    requirement text not null,
    weakness text not null,
    root_cause text not null,
    resources text not null default '',
    cost_usd integer,
    responsible_id blob references users (id),
    due_on text not null,
    state text not null default 'open' check (state in ('open', 'submitted', 'closed', 'withdrawn')),
    closure text not null default '',
    submitted_by blob references users (id),
    submitted_at text,
    closed_by blob references users (id),
    closed_at text,
    version integer not null default 1,
    created_by blob references users (id),
    created_at text not null,
    updated_at text not null,
    primary key (org_id, assessment_id, id),
    foreign key (org_id, assessment_id) references assessments (org_id, id),
    check (closed_by is null or closed_by <> submitted_by)
);
create index poams_requirement on poams (org_id, assessment_id, requirement);
-- For the register, which begins with what is due first.
create index poams_register on poams (org_id, assessment_id, due_on, id);

-- One step of an item, in the order of `place`.
create table poam_milestones (
    org_id blob not null,
    assessment_id blob not null,
    poam_id blob not null,
    id blob not null,
    place integer not null,
    words text not null,
    due_on text not null,
    done_on text,
    version integer not null default 1,
    primary key (org_id, assessment_id, poam_id, id),
    foreign key (org_id, assessment_id, poam_id) references poams (org_id, assessment_id, id)
);

-- Evidence that shows that an item is brought to an end.
create table poam_evidence (
    org_id blob not null,
    assessment_id blob not null,
    poam_id blob not null,
    evidence_id blob not null,
    created_at text not null,
    primary key (org_id, assessment_id, poam_id, evidence_id),
    foreign key (org_id, assessment_id, poam_id) references poams (org_id, assessment_id, id),
    foreign key (org_id, evidence_id) references evidence (org_id, id)
);
create index poam_evidence_evidence on poam_evidence (org_id, evidence_id);
