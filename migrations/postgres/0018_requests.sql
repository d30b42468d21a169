-- Requests for evidence: what somebody was asked to bring until a day, and what came of it.

create table requests (
    org_id uuid not null references organisations (id),
    id uuid not null,
    title text collate "C" not null,
    wanted text collate "C" not null default '',
    kind text collate "C" not null,
    due_on date not null,
    -- Who is to bring it: a member, or somebody outside.
    person_id uuid references users (id),
    outsider_name text collate "C" not null default '',
    outsider_email text collate "C" not null default '',
    note text collate "C" not null default '',
    assessment_id uuid,
    -- So many months after it was accepted the next one is made; `renew_on` is that day.
    repeat_months bigint,
    renew_on date,
    -- The evidence that it is to be the next version of, and the request that it came after.
    renews_id uuid,
    after_id uuid,
    evidence_id uuid,
    state text collate "C" not null check (state in ('open', 'submitted', 'accepted', 'returned', 'withdrawn')),
    submitted_at timestamptz,
    decided_at timestamptz,
    -- The last decision that whoever was asked was told of.
    told_at timestamptz,
    -- The upload link of somebody outside: the SHA-256 of its secret.
    link_hash bytea unique,
    link_until timestamptz,
    link_used_at timestamptz,
    created_by uuid not null references users (id),
    version bigint not null default 1,
    created_at timestamptz not null,
    primary key (org_id, id),
    unique (org_id, after_id),
    foreign key (org_id, assessment_id) references assessments (org_id, id),
    foreign key (org_id, renews_id) references evidence (org_id, id),
    foreign key (org_id, evidence_id) references evidence (org_id, id),
    check ((person_id is null) = (outsider_email <> ''))
);
create index requests_due on requests (org_id, state, due_on, id);
create index requests_person on requests (org_id, person_id, state);
create index requests_evidence on requests (org_id, evidence_id);
-- For those whose next one is made some day.
create index requests_repeat on requests (org_id, state, id) where repeat_months is not null;

-- The objectives of its assessment that a request is for.
create table request_objectives (
    org_id uuid not null,
    request_id uuid not null,
    requirement text collate "C" not null,
    objective text collate "C" not null,
    primary key (org_id, request_id, requirement, objective),
    foreign key (org_id, request_id) references requests (org_id, id)
);

-- Who outside brought it, in words; `added_by` is then who asked for it.
alter table evidence add column given_by text collate "C" not null default '';
