alter table import_batches drop column problem;
