-- Requests for evidence: what somebody was asked to bring until a day, and what came of it.

create table requests (
    org_id blob not null references organisations (id),
    id blob not null,
    title text not null,
    wanted text not null default '',
    kind text not null,
    due_on text not null,
    -- Who is to bring it: a member, or somebody outside.
    person_id blob references users (id),
    outsider_name text not null default '',
    outsider_email text not null default '',
    note text not null default '',
    assessment_id blob,
    -- So many months after it was accepted the next one is made; `renew_on` is that day.
    repeat_months integer,
    renew_on text,
    -- The evidence that it is to be the next version of, and the request that it came after.
    renews_id blob,
    after_id blob,
    evidence_id blob,
    state text not null check (state in ('open', 'submitted', 'accepted', 'returned', 'withdrawn')),
    submitted_at text,
    decided_at text,
    -- The last decision that whoever was asked was told of.
    told_at text,
    -- The upload link of somebody outside: the SHA-256 of its secret.
    link_hash blob unique,
    link_until text,
    link_used_at text,
    created_by blob not null references users (id),
    version integer not null default 1,
    created_at text not null,
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
    org_id blob not null,
    request_id blob not null,
    requirement text not null,
    objective text not null,
    primary key (org_id, request_id, requirement, objective),
    foreign key (org_id, request_id) references requests (org_id, id)
);

-- Who outside brought it, in words; `added_by` is then who asked for it.
alter table evidence add column given_by text not null default '';
