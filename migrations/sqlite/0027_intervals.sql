-- Nothing is never reviewed: "periodically" means at least once a year (32 CFR 170.4). Where never was said in an open
-- assessment, the usual interval is the longest one, and a requirement is reviewed as usual. What is completed stays as
-- it was completed.
update assessments set review_months = 12, version = version + 1 where review_months = 0 and completed_on is null;
update implementations set review_months = null, version = version + 1
where review_months = 0 and exists (
    select 1 from assessments a
    where a.org_id = implementations.org_id and a.id = implementations.assessment_id and a.completed_on is null);
