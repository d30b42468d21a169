-- Systems, their assessments, and what was found.

-- What is assessed: a network, an enclave, a site.
create table systems (
    org_id uuid not null references organisations (id),
    id uuid not null,
    name text collate "C" not null,
    cage_codes text collate "C" not null,
    scope text collate "C" not null,
    version bigint not null default 1,
    created_at timestamptz not null,
    primary key (org_id, id)
);

-- One assessment of one system against one CMMC level. A completed one is locked with its score and rule pack.
create table assessments (
    org_id uuid not null,
    id uuid not null,
    system_id uuid not null,
    title text collate "C" not null,
    level bigint not null check (level between 1 and 3),
    lead_id uuid references users (id),
    level2_status text collate "C" not null default '',
    level2_score bigint,
    copied_from uuid,
    completed_on date,
    completed_at timestamptz,
    completed_by uuid references users (id),
    completed_name text collate "C" not null default '',
    result jsonb,
    version bigint not null default 1,
    created_at timestamptz not null,
    primary key (org_id, id),
    foreign key (org_id, system_id) references systems (org_id, id)
);

-- How one requirement is met: who answers for it, what is done, and what the score must know beside the findings.
create table implementations (
    org_id uuid not null,
    assessment_id uuid not null,
    requirement text collate "C" not null,
    owner_id uuid references users (id),
    status text collate "C" not null default '' check (status in ('', 'planned', 'partial', 'implemented', 'not_applicable')),
    narrative text collate "C" not null default '',
    review_days bigint,
    reviewed_on date,
    partial_case text collate "C" not null default '' check (partial_case in ('', 'mfa_remote_and_privileged', 'encryption_not_fips')),
    claim jsonb,
    version bigint not null default 1,
    updated_at timestamptz not null,
    primary key (org_id, assessment_id, requirement),
    foreign key (org_id, assessment_id) references assessments (org_id, id)
);

-- What was found for one objective. No row, or no result: not assessed.
create table findings (
    org_id uuid not null,
    assessment_id uuid not null,
    requirement text collate "C" not null,
    objective text collate "C" not null,
    result text collate "C" not null check (result in ('', 'met', 'not_met', 'not_applicable')),
    is_examined boolean not null default false,
    is_interviewed boolean not null default false,
    is_tested boolean not null default false,
    finding text collate "C" not null default '',
    is_to_confirm boolean not null default false,
    previous jsonb,
    version bigint not null default 1,
    updated_by uuid references users (id),
    updated_at timestamptz not null,
    primary key (org_id, assessment_id, requirement, objective),
    foreign key (org_id, assessment_id) references assessments (org_id, id)
);

-- What somebody typed and has not saved yet.
create table drafts (
    org_id uuid not null,
    user_id uuid not null references users (id),
    assessment_id uuid not null,
    requirement text collate "C" not null,
    objective text collate "C" not null,
    body jsonb not null,
    updated_at timestamptz not null,
    primary key (org_id, user_id, assessment_id, requirement, objective),
    foreign key (org_id, assessment_id) references assessments (org_id, id)
);
