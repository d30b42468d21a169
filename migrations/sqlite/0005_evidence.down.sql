drop table evidence_links;
drop table evidence;
