drop table former_passwords;
drop table peppers;
drop table key_checks;
