-- Nothing is never reviewed: "periodically" means at least once a year (32 CFR 170.4). Where never was said, the usual
-- interval is the longest one, and a requirement is reviewed as usual.
update assessments set review_months = 12, version = version + 1 where review_months = 0;
update implementations set review_months = null, version = version + 1 where review_months = 0;
