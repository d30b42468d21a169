drop table mail_texts;
alter table organisations drop column features_version;
alter table organisations drop column features_off;
alter table organisations drop column files_version;
alter table organisations drop column imprint;
alter table organisations drop column banner;
