alter table kept_forms drop column page;
