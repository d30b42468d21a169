drop table imports;
drop table objectives;
drop table requirements;
drop table catalogues;
