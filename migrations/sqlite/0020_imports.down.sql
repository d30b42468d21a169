alter table evidence drop column updated_at;
alter table tasks drop column updated_at;
drop table import_mappings;
drop table import_batches;
