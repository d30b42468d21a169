drop table evidence_checks;
drop table evidence_validity;
update evidence set kind = case kind
    when 'document' then 'policy'
    when 'screen_share' then 'screenshot'
    when 'interview' then 'interview_notes'
    when 'test' then 'test_result'
    when 'physical' then 'other'
    else 'record' end;
drop index evidence_age;
drop index evidence_owner;
drop index evidence_valid;
drop index evidence_first;
alter table evidence drop column replaced_by;
alter table evidence drop column number;
alter table evidence drop column first_id;
alter table evidence drop column place;
alter table evidence drop column tags;
alter table evidence drop column reviewed_at;
alter table evidence drop column reviewed_by;
alter table evidence drop column review_reason;
alter table evidence drop column review;
