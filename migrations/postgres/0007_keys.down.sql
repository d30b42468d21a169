drop table peppers;
drop table key_checks;
