-- What an organisation settles for itself: a line on top of its pages and below what it prints, what it does without,
-- and its own words for letters.

-- `features_off` names what is switched off, with spaces between. Each form has a version of its own, so that two
-- people who change different things do not meet.
alter table organisations add column banner text collate "C" not null default '';
alter table organisations add column imprint text collate "C" not null default '';
alter table organisations add column files_version bigint not null default 1;
alter table organisations add column features_off text collate "C" not null default '';
alter table organisations add column features_version bigint not null default 1;

-- An organisation's own words for a letter. Without subject and body Muster's own words are used again; the row stays,
-- because its version goes on counting.
create table mail_texts (
    org_id uuid not null references organisations (id),
    letter text collate "C" not null,
    subject text collate "C",
    body text collate "C",
    version bigint not null,
    updated_at timestamptz not null,
    primary key (org_id, letter)
);
