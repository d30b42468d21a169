drop table drafts;
drop table findings;
drop table implementations;
drop table assessments;
drop table systems;
