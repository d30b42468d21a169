-- What is read in an order stands in the index in that order, so that the first rows of many are found without sorting
-- the others: somebody's most pressing tasks, and the evidence that somebody linked last.
drop index tasks_assignee;
create index tasks_assignee on tasks (org_id, assignee_id, state, due_on, id);
drop index tasks_reviewer;
create index tasks_reviewer on tasks (org_id, reviewer_id, state, due_on, id);
drop index tasks_created_by;
create index tasks_created_by on tasks (org_id, created_by, state, due_on, id);
drop index evidence_links_latest;
create index evidence_links_latest on evidence_links (org_id, assessment_id, created_by, created_at, evidence_id);
