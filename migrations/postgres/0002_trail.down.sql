drop table audit_log;
drop table chains;
drop function audit_log_is_append_only();
