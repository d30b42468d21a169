-- Tasks: what somebody is to do until a day, and what was said about it.

create table tasks (
    org_id uuid not null references organisations (id),
    id uuid not null,
    title text collate "C" not null,
    description text collate "C" not null default '',
    requirement text collate "C" not null default '',
    objective text collate "C" not null default '',
    evidence_id uuid,
    assignee_id uuid references users (id),
    reviewer_id uuid references users (id),
    due_on date not null,
    priority text collate "C" not null check (priority in ('low', 'normal', 'high')),
    repeats text collate "C" not null default '',
    -- The day that the series began with, so that the 31st stays the last of the month.
    series_on date not null,
    next_id uuid,
    state text collate "C" not null check (state in ('open', 'done', 'closed')),
    done_by uuid references users (id),
    done_at timestamptz,
    closed_by uuid references users (id),
    closed_at timestamptz,
    created_by uuid not null references users (id),
    version bigint not null default 1,
    created_at timestamptz not null,
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
    org_id uuid not null,
    id uuid not null,
    task_id uuid not null,
    author_id uuid not null references users (id),
    body text collate "C" not null,
    created_at timestamptz not null,
    primary key (org_id, id),
    foreign key (org_id, task_id) references tasks (org_id, id)
);
create index task_comments_task on task_comments (org_id, task_id, id);
