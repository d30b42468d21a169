-- Until when what a CMMC status rests on is kept: six years from the status date (32 CFR 170.15 to 170.18).

-- The last day, for all evidence of a completed assessment; none where it gave no status.
alter table assessments add column kept_until date;
-- The last day, the latest of all assessments it was evidence of. It stays when one of them is reopened.
alter table evidence add column kept_until date;
-- What is to be made better.
create index evidence_returned on evidence (org_id, reviewed_at, id) where review = 'returned';

-- What was completed before. A Final status keeps the day of the Conditional one that it closes out (32 CFR 170.4).
update assessments set kept_until = (
    coalesce((select b.completed_on from assessments b
              where b.org_id = assessments.org_id and b.id = assessments.copied_from
                and b.completed_on <= assessments.completed_on
                and replace(b.result ->> 'status', 'Conditional', 'Final') = assessments.result ->> 'status'
                and b.result ->> 'status' like 'Conditional Level %'),
             completed_on) + interval '6 years')::date
where completed_on is not null
  and (result ->> 'status' like 'Final Level %' or result ->> 'status' like 'Conditional Level %');
update evidence set kept_until = (
    select max(a.kept_until) from evidence_links l
    join assessments a on a.org_id = l.org_id and a.id = l.assessment_id
    where l.org_id = evidence.org_id and l.evidence_id = evidence.id and l.frozen_at is not null);
