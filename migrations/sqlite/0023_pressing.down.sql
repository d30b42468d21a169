drop index evidence_links_latest;
create index evidence_links_latest on evidence_links (org_id, assessment_id, created_by, created_at);
drop index tasks_created_by;
create index tasks_created_by on tasks (org_id, created_by, state);
drop index tasks_reviewer;
create index tasks_reviewer on tasks (org_id, reviewer_id, state);
drop index tasks_assignee;
create index tasks_assignee on tasks (org_id, assignee_id, state);
