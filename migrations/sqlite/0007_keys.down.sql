drop table key_checks;
