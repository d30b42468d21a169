drop table poam_evidence;
drop table poam_milestones;
drop table poams;
