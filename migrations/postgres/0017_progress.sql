-- How an assessment goes on: what is planned.

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
