-- Until when what a CMMC status rests on is kept: six years from the status date (32 CFR 170.15 to 170.18).

-- The last day, for all evidence of a completed assessment; none where it gave no status.
alter table assessments add column kept_until date;
-- The last day, the latest of all assessments it was evidence of. It stays when one of them is reopened.
alter table evidence add column kept_until date;
-- What is to be made better.
create index evidence_returned on evidence (org_id, reviewed_at, id) where review = 'returned';
