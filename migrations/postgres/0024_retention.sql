-- Until when what a CMMC status rests on is kept: six years from the status date (32 CFR 170.15 to 170.18).

-- The last day, for all evidence of a completed assessment; none where it gave no status.
alter table assessments add column kept_until date;
-- The last day, the latest of all assessments it was evidence of. It stays when one of them is reopened.
alter table evidence add column kept_until date;
-- What is to be made better.
create index evidence_returned on evidence (org_id, reviewed_at, id) where review = 'returned';

-- What was completed before. A Final status keeps the day of the Conditional one that it closes out within 180 days
-- (32 CFR 170.4).
update assessments set kept_until = (
    coalesce((select b.completed_on from assessments b
              where b.org_id = assessments.org_id and b.id = assessments.copied_from
                and assessments.completed_on between b.completed_on and b.completed_on + 180
                and replace(b.result ->> 'status', 'Conditional', 'Final') = assessments.result ->> 'status'
                and b.result ->> 'status' like 'Conditional Level %'),
             completed_on) + interval '6 years')::date
where completed_on is not null
  and (result ->> 'status' like 'Final Level %' or result ->> 'status' like 'Conditional Level %');
update evidence set kept_until = (
    select max(a.kept_until) from assessments a
    where a.org_id = evidence.org_id
      and (exists (select 1 from evidence_links l
                   where l.org_id = a.org_id and l.assessment_id = a.id and l.evidence_id = evidence.id
                     and l.frozen_at is not null)
           or exists (select 1 from poam_evidence l
                      join poams p on p.org_id = l.org_id and p.assessment_id = l.assessment_id and p.id = l.poam_id
                          and p.state = 'closed'
                      where l.org_id = a.org_id and l.assessment_id = a.id and l.evidence_id = evidence.id)))
where removed_at is null;
-- What was removed does not speak for anything any more.
delete from poam_evidence
where exists (select 1 from evidence e
              where e.org_id = poam_evidence.org_id and e.id = poam_evidence.evidence_id
                and e.removed_at is not null);
