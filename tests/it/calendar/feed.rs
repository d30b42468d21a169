//! The private link for other calendar programs.

use super::*;
use muster::kernel::db::Tx;

const FEED: &str = "/o/contoso/calendar/feed";

/// Makes somebody's link and gives its path.
async fn a_link(app: &TestApp, who: Person, whose: &str) -> String {
    let page = app.post(who, FEED, &[("do", "make"), ("whose", whose)]).await;
    page.assert_status(200).assert_contains("Copy the address now");
    let at = page.body.find("http://localhost:8080/calendar/").expect("the page shows the address");
    let address = page.body[at..].split('"').next().unwrap();
    address.replace("http://localhost:8080", "")
}

/// Rows of one reading.
const MANY: usize = 3000;

/// Something that is practised and was reviewed on a day.
async fn a_practice(tx: &mut Tx, assessment: uuid::Uuid, requirement: &str, reviewed_on: &str) {
    let now = tx.now();
    sql! {
        execute, tx,
        "insert into implementations
            (org_id, assessment_id, requirement, owner_id, review_months, reviewed_on, updated_at)
         values ($1, $2, $3, $4, 12, $5, $6)",
        CONTOSO.id, assessment, requirement, CONTRIBUTOR.id, day(reviewed_on), now
    }
    .unwrap();
}

fn summaries(file: &Answer) -> Vec<String> {
    let whole = file.body.replace("\r\n ", "");
    whole.lines().filter_map(|line| line.strip_prefix("SUMMARY:")).map(str::to_owned).collect()
}

both! {
    async fn a_calendar_program_gets_what_its_person_sees(app: TestApp) {
        some_days(&app).await;
        let link = a_link(&app, LEAD, "all").await;

        let file = app.anonymous_get(&link).await;

        file.assert_status(200);
        assert_eq!(file.header("content-type"), "text/calendar; charset=utf-8");
        assert_eq!(file.header("cache-control"), "private, no-cache");
        assert!(file.body.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"), "{}", file.body);
        file.assert_contains("NAME:Muster\\, Contoso Machine Works");
        let expected = [
            "Affirmation: Machine shop network\\, Conditional Level 2 (Self)",
            "Task: Review the accounts",
            "Review of an operational plan: 3.10.3\\, Machine shop network",
            "Review of a requirement: 3.10.3\\, Machine shop network",
            "POA&M milestone: 3.1.3: The filter is on",
            "Evidence expires: Visitor log",
            "POA&M item: 3.1.3: Drawings leave by mail",
            "Close-out: Machine shop network\\, Conditional Level 2 (Self)",
            "Review of a requirement: 109 requirements nobody answers for\\, Machine shop network",
            "Artifacts kept until: Machine shop network\\, Conditional Level 2 (Self)",
        ];
        assert_eq!(summaries(&file), expected);
    }

    async fn one_of_mine_shows_only_what_is_mine(app: TestApp) {
        some_days(&app).await;
        let (lead, doer) = (a_link(&app, LEAD, "mine").await, a_link(&app, CONTRIBUTOR, "mine").await);

        assert_eq!(summaries(&app.anonymous_get(&doer).await).len(), 6);
        let of_lead = summaries(&app.anonymous_get(&lead).await);
        assert!(of_lead.len() == 3 && of_lead.iter().all(|line| line.contains("Conditional")), "{of_lead:?}");
    }

    async fn what_is_the_same_is_not_sent_again(app: TestApp) {
        some_days(&app).await;
        let link = a_link(&app, LEAD, "all").await;
        let first = app.anonymous_get(&link).await;
        let tag = first.header("etag").to_owned();

        let again = app.request(None, Method::GET, &link, &[("if-none-match", tag.as_str())], vec![]).await;
        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        a_task_due(&mut tx, "Another", "2026-03-10", None).await;
        tx.commit_chore(Chore::Sweep).await.unwrap();
        let changed = app.request(None, Method::GET, &link, &[("if-none-match", tag.as_str())], vec![]).await;

        assert_eq!((again.status.as_u16(), again.body.as_str(), again.header("etag")), (304, "", tag.as_str()));
        changed.assert_status(200).assert_contains("Another");
        assert_ne!(changed.header("etag"), tag);
    }

    async fn a_new_link_takes_the_place_of_the_old_and_a_revoked_one_gives_nothing(app: TestApp) {
        some_days(&app).await;
        let old = a_link(&app, LEAD, "all").await;
        let new = a_link(&app, LEAD, "mine").await;

        app.anonymous_get(&old).await.assert_status(404);
        app.anonymous_get(&new).await.assert_status(200);
        app.get(LEAD, FEED).await.assert_contains("only what you answer for").assert_contains("Revoke the link");
        app.post(LEAD, FEED, &[("do", "revoke")]).await.assert_status(303);
        app.post(LEAD, FEED, &[("do", "revoke")]).await.assert_status(303);
        app.anonymous_get(&new).await.assert_status(404);

        let page = app.get(LEAD, FEED).await;
        assert!(!page.contains("Revoke the link"));
        let nothing = app.anonymous_get("/no/such/page").await;
        assert_eq!(app.anonymous_get(&new).await.body, nothing.body);
        let told = app.trail_entries(CONTOSO).await;
        let actions: Vec<_> = told.iter().map(|(action, ..)| action.as_str()).collect();
        assert_eq!(actions, ["calendar_feed.made", "calendar_feed.made", "calendar_feed.revoked"]);
        let secret = new.split('/').nth(2).unwrap();
        assert!(secret.len() == 43 && !format!("{told:?}{:?}", contents(&app.db).await).contains(secret));
    }

    async fn whoever_left_the_organisation_sees_its_days_no_more(app: TestApp) {
        some_days(&app).await;
        let link = a_link(&app, CONTRIBUTOR, "all").await;
        app.anonymous_get(&link).await.assert_status(200);

        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        let now = tx.now();
        sql! {
            execute, &mut tx,
            "update members set deactivated_at = $2 where user_id = $1",
            CONTRIBUTOR.id, now
        }
        .unwrap();
        tx.commit_chore(Chore::Sweep).await.unwrap();

        app.anonymous_get(&link).await.assert_status(404);
    }

    async fn only_the_buttons_of_the_page_mean_something(app: TestApp) {
        app.post(LEAD, FEED, &[]).await.assert_status(400);
        app.post_fragment(LEAD, FEED, &[("do", "make"), ("whose", "mine")]).await.assert_contains("Copy the address");
        app.anonymous_get("/calendar/guess/muster.ics").await.assert_status(404);
    }

    async fn a_calendar_program_gets_all_of_it_however_much_that_is(app: TestApp) {
        let before = app.an_assessment(2).await;
        app.env.advance(TimeDelta::milliseconds(5));
        app.an_assessment(2).await;
        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        for n in 0..=MANY {
            a_task_due(&mut tx, &format!("Task {n}"), "2026-03-09", None).await;
            a_practice(&mut tx, before, &format!("X-{n}"), "2026-03-01").await;
        }
        a_task_due(&mut tx, "The last of all", "2031-03-09", None).await;
        tx.commit_chore(Chore::Sweep).await.unwrap();
        let link = a_link(&app, LEAD, "all").await;

        let all = summaries(&app.anonymous_get(&link).await);

        let count = |what: &str| all.iter().filter(|line| line.contains(what)).count();
        assert_eq!((count("Task: Task"), count("The last of all")), (MANY + 1, 1));
        assert_eq!((count("Review of a requirement: X-"), count("110 requirements nobody answers for")), (MANY + 1, 1));
        let month = app.get(LEAD, "/o/contoso/calendar?month=2027-03").await;
        month.assert_contains("110 requirements nobody answers for");
    }
}
