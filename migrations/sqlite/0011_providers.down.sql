drop table provider_attempts;
drop table identities;
drop table providers;
