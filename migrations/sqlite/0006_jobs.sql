-- Work that follows from a change and is done after it: letters that have to be sent.

-- One piece of work, written in the transaction of the change that asks for it. `payload` is sealed, because
-- letters carry tokens. Taking a job moves `due_at` to the end of the lease, so a worker that dies loses nothing.
-- A job that is parked is tried again only when somebody says so.
create table jobs (
    id blob not null primary key,
    org_id blob references organisations (id),
    kind text not null,
    title text not null,
    recipient text not null,
    payload text not null,
    due_at text not null,
    expires_at text,
    attempts integer not null default 0,
    problem text not null default '',
    parked_at text,
    created_at text not null
);
create index jobs_due on jobs (due_at, id) where parked_at is null;
create index jobs_parked on jobs (org_id, parked_at) where parked_at is not null;
