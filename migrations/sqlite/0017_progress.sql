-- How an assessment goes on: what is planned, and how it came to stand where it stands.

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

-- Each change of where an assessment stands, written with what changed it: the story of its score.
create table score_points (
    org_id blob not null,
    assessment_id blob not null,
    id blob not null,
    at text not null,
    by_id blob references users (id),
    by_name text not null,
    action text not null,
    requirement text not null,
    objective text not null,
    result text not null,
    score_before integer,
    best_before integer,
    worst_before integer,
    score integer,
    best integer,
    worst integer,
    status text not null,
    unassessed integer not null,
    primary key (org_id, assessment_id, id),
    foreign key (org_id, assessment_id) references assessments (org_id, id)
);
