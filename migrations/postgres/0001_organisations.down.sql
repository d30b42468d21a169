drop table once_keys;
drop table kept_forms;
drop table one_time_links;
drop table sessions;
drop table invitations;
drop table members;
drop table users;
drop table organisations;
