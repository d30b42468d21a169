-- The page that a kept form stands on, to show it there again; empty where the browser did not tell.
alter table kept_forms add column page text not null default '';
