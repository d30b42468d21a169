drop table score_points;
drop table plans;
