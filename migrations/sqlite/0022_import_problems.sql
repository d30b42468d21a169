-- Why a file that came in was not carried out, for whoever asked for it.
alter table import_batches add column problem text not null default '';
