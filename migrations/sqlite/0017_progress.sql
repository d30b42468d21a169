-- How an assessment goes on: what is planned.

-- A plan: requirements that are to be fixed, kept to see what they come to and to compare.
create table plans (
    org_id blob not null,
    assessment_id blob not null,
    id blob not null,
    title text not null,
    fixes text not null,
    version integer not null default 1,
    author_id blob not null references users (id),
    created_at text not null,
    updated_at text not null,
    primary key (org_id, assessment_id, id),
    foreign key (org_id, assessment_id) references assessments (org_id, id)
);
