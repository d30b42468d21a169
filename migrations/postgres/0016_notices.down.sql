drop index poams_id;
drop index poams_due;
drop index evidence_valid_until;
drop table calendar_feeds;
