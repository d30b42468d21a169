drop table registrations;
drop table rescues;
drop table address_changes;
drop table password_resets;
