-- Reviews: what a second person said about a finding, how often requirements are reviewed, and the record of it.

-- What somebody other than whoever recorded it said about the version `reviewed_version` of a finding. Where the
-- finding has another version now, it was changed since.
alter table findings add column review text collate "C" not null default '' check (review in ('', 'accepted', 'returned'));
alter table findings add column review_reason text collate "C" not null default '';
alter table findings add column reviewed_version bigint;
alter table findings add column reviewed_by uuid references users (id);
alter table findings add column reviewed_at timestamptz;
-- What came back, for those who are to look at it again.
create index findings_returned on findings (org_id, assessment_id) where review = 'returned';

-- Months between two reviews of a requirement: usually in an assessment, and where one has its own. 0 is never.
alter table assessments add column review_months bigint not null default 12
    check (review_months between 0 and 12);
alter table implementations add column review_months bigint check (review_months between 0 and 12);
update implementations set review_months = least(12, greatest(1, (review_days + 15) / 30)) where review_days is not null;
alter table implementations drop column review_days;

-- One review of a requirement, as it was then: results of its objectives, the score, and the evidence with its
-- digests. Nothing in it ever changes.
create table requirement_reviews (
    org_id uuid not null,
    assessment_id uuid not null,
    id uuid not null,
    requirement text collate "C" not null,
    reviewed_on date not null,
    outcome text collate "C" not null check (outcome in ('as_recorded', 'needs_work')),
    notes text collate "C" not null,
    seen jsonb not null,
    by_id uuid references users (id),
    by_name text collate "C" not null,
    created_at timestamptz not null,
    primary key (org_id, id),
    foreign key (org_id, assessment_id) references assessments (org_id, id)
);
create index requirement_reviews_requirement on requirement_reviews (org_id, assessment_id, requirement, id);
create function requirement_reviews_are_append_only() returns trigger language plpgsql as $$
begin raise exception 'the record of a review is append-only'; end $$;
create trigger requirement_reviews_no_change before update or delete on requirement_reviews
    for each row execute function requirement_reviews_are_append_only();
create trigger requirement_reviews_no_truncate before truncate on requirement_reviews
    for each statement execute function requirement_reviews_are_append_only();

-- A task may be about a milestone of the POA&M. No foreign key: a milestone can be removed, and the task stays.
alter table tasks add column milestone_id uuid;
create index tasks_milestone on tasks (org_id, milestone_id);
create index poam_milestones_id on poam_milestones (org_id, id, assessment_id);
