drop table task_comments;
drop table tasks;
