alter table evidence drop column given_by;
drop table request_objectives;
drop table requests;
