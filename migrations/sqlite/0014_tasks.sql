-- Tasks: what somebody is to do until a day, and what was said about it.

create table tasks (
    org_id blob not null references organisations (id),
    id blob not null,
    title text not null,
    description text not null default '',
    requirement text not null default '',
    objective text not null default '',
    evidence_id blob,
    assignee_id blob references users (id),
    reviewer_id blob references users (id),
    due_on text not null,
    priority text not null check (priority in ('low', 'normal', 'high')),
    repeats text not null default '',
    -- The day that the series began with, so that the 31st stays the last of the month.
    series_on text not null,
    next_id blob,
    state text not null check (state in ('open', 'done', 'closed')),
    done_by blob references users (id),
    done_at text,
    closed_by blob references users (id),
    closed_at text,
    created_by blob not null references users (id),
    version integer not null default 1,
    created_at text not null,
    primary key (org_id, id),
    foreign key (org_id, evidence_id) references evidence (org_id, id),
    -- Where somebody is to confirm it, that is not whoever did it.
    check (closed_by is null or reviewer_id is null or closed_by <> done_by)
);
create index tasks_due on tasks (org_id, state, due_on, id);
create index tasks_assignee on tasks (org_id, assignee_id, state);
create index tasks_reviewer on tasks (org_id, reviewer_id, state);
create index tasks_created_by on tasks (org_id, created_by, state);

create table task_comments (
    org_id blob not null,
    id blob not null,
    task_id blob not null,
    author_id blob not null references users (id),
    body text not null,
    created_at text not null,
    primary key (org_id, id),
    foreign key (org_id, task_id) references tasks (org_id, id)
);
create index task_comments_task on task_comments (org_id, task_id, id);
