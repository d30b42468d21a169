-- The audit trail: who did what, when, from where, before and after. Hash-chained per organisation.

-- The end of each organisation's chain. Updating it takes the lock that keeps two writers in line.
-- The nil organisation holds what belongs to the installation. `seq` also tells caches that something changed.
create table chains (
    org_id blob not null primary key,
    seq integer not null,
    hash blob not null
);

-- One line per change. `detail` is text and not a JSON type, because its exact bytes are hashed.
create table audit_log (
    org_id blob not null references chains (org_id),
    seq integer not null,
    at text not null,
    actor_id blob,
    actor_name text not null,
    address text not null,
    device text not null,
    action text not null,
    subject text not null,
    detail text not null,
    hash blob not null,
    primary key (org_id, seq)
);
create index audit_log_subject on audit_log (org_id, subject, seq);
create index audit_log_actor on audit_log (org_id, actor_id, seq);

create trigger audit_log_no_update before update on audit_log
begin select raise(abort, 'the audit log is append-only'); end;
create trigger audit_log_no_delete before delete on audit_log
begin select raise(abort, 'the audit log is append-only'); end;

create trigger audit_log_no_replace before insert on audit_log
when exists (select 1 from audit_log where org_id = new.org_id and seq = new.seq)
begin select raise(abort, 'the audit log is append-only'); end;
