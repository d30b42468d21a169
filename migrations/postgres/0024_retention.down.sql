drop index evidence_returned;
alter table evidence drop column kept_until;
alter table assessments drop column kept_until;
