-- Systems, their assessments, and what was found.

-- What is assessed: a network, an enclave, a site.
create table systems (
    org_id blob not null references organisations (id),
    id blob not null,
    name text not null,
    cage_codes text not null,
    scope text not null,
    version integer not null default 1,
    created_at text not null,
    primary key (org_id, id)
);

-- One assessment of one system against one CMMC level. A completed one is locked with its score and rule pack.
create table assessments (
    org_id blob not null,
    id blob not null,
    system_id blob not null,
    title text not null,
    level integer not null check (level between 1 and 3),
    lead_id blob references users (id),
    level2_status text not null default '',
    level2_score integer,
    copied_from blob,
    completed_on text,
    completed_at text,
    completed_by blob references users (id),
    completed_name text not null default '',
    result text,
    version integer not null default 1,
    created_at text not null,
    primary key (org_id, id),
    foreign key (org_id, system_id) references systems (org_id, id)
);

-- How one requirement is met: who answers for it, what is done, and what the score must know beside the findings.
create table implementations (
    org_id blob not null,
    assessment_id blob not null,
    requirement text not null,
    owner_id blob references users (id),
    status text not null default '' check (status in ('', 'planned', 'partial', 'implemented', 'not_applicable')),
    narrative text not null default '',
    review_days integer,
    reviewed_on text,
    partial_case text not null default '' check (partial_case in ('', 'mfa_remote_and_privileged', 'encryption_not_fips')),
    claim text,
    version integer not null default 1,
    updated_at text not null,
    primary key (org_id, assessment_id, requirement),
    foreign key (org_id, assessment_id) references assessments (org_id, id)
);

-- What was found for one objective. No row, or no result: not assessed.
create table findings (
    org_id blob not null,
    assessment_id blob not null,
    requirement text not null,
    objective text not null,
    result text not null check (result in ('', 'met', 'not_met', 'not_applicable')),
    is_examined boolean not null default false,
    is_interviewed boolean not null default false,
    is_tested boolean not null default false,
    finding text not null default '',
    is_to_confirm boolean not null default false,
    previous text,
    version integer not null default 1,
    updated_by blob references users (id),
    updated_at text not null,
    primary key (org_id, assessment_id, requirement, objective),
    foreign key (org_id, assessment_id) references assessments (org_id, id)
);

-- What somebody typed and has not saved yet.
create table drafts (
    org_id blob not null,
    user_id blob not null references users (id),
    assessment_id blob not null,
    requirement text not null,
    objective text not null,
    body text not null,
    updated_at text not null,
    primary key (org_id, user_id, assessment_id, requirement, objective),
    foreign key (org_id, assessment_id) references assessments (org_id, id)
);
