-- The audit trail: who did what, when, from where, before and after. Hash-chained per organisation.

-- The end of each organisation's chain. Updating it takes the lock that keeps two writers in line.
-- The nil organisation holds what belongs to the installation. `seq` also tells caches that something changed.
create table chains (
    org_id uuid not null primary key,
    seq bigint not null,
    hash bytea not null
);

-- One line per change. `detail` is text and not a JSON type, because its exact bytes are hashed.
create table audit_log (
    org_id uuid not null references chains (org_id),
    seq bigint not null,
    at timestamptz not null,
    actor_id uuid,
    actor_name text collate "C" not null,
    address text collate "C" not null,
    device text not null,
    action text collate "C" not null,
    subject text collate "C" not null,
    detail text collate "C" not null,
    hash bytea not null,
    primary key (org_id, seq)
);
create index audit_log_subject on audit_log (org_id, subject, seq);
create index audit_log_actor on audit_log (org_id, actor_id, seq);

create function audit_log_is_append_only() returns trigger language plpgsql as $$
begin raise exception 'the audit log is append-only'; end $$;
create trigger audit_log_no_change before update or delete on audit_log
    for each row execute function audit_log_is_append_only();
create trigger audit_log_no_truncate before truncate on audit_log
    for each statement execute function audit_log_is_append_only();
