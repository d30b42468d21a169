drop table sign_in_rules;
drop table backup_codes;
drop table totps;
drop table attempts;
drop table devices;
