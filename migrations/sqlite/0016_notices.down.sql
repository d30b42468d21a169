drop table notice_digests;
drop table notices;
drop table notice_preferences;
drop table notice_rules;
drop index poams_id;
drop index poams_due;
drop index evidence_valid_until;
drop table calendar_feeds;
