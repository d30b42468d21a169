//! Starting, changing and copying assessments, and the list of them.

use super::{at, meet_all, plan, set, trail};
use crate::support::*;
use muster::kernel::{audit::Actor, db::Chore};
use muster::sql;
use uuid::Uuid;

const NEW: [(&str, &str); 6] = [
    ("title", "Level 2 self-assessment 2026"),
    ("level", "2"),
    ("system", ""),
    ("name", "Shop network"),
    ("cage_codes", "1a2b3 9z8y7"),
    ("scope", "Everything in hall 1"),
];

const LIST: &str = "/o/contoso/assessments";

async fn systems(app: &TestApp) -> Vec<(Uuid, String, String, i64)> {
    let mut conn = app.db.read().await.unwrap();
    sql! {
        fetch_all, &mut conn,
        "select id, name, cage_codes, version from systems where org_id = $1 order by name",
        CONTOSO.id
    }
    .unwrap()
}

async fn head(app: &TestApp, id: Uuid) -> (String, Option<Uuid>, i64) {
    let mut conn = app.db.read().await.unwrap();
    sql! {
        fetch_one, &mut conn,
        "select title, lead_id, version from assessments where org_id = $1 and id = $2",
        CONTOSO.id, id
    }
    .unwrap()
}

fn id_of(location: &str) -> Uuid {
    location.rsplit('/').next().unwrap().parse().unwrap()
}

both! {
    async fn the_way_in_leads_to_the_newest_open_assessment_else_to_the_list(app: TestApp) {
        assert_eq!(app.get(LEAD, "/o/contoso").await.assert_status(303).location(), LIST);

        let id = app.an_assessment(2).await;

        assert_eq!(app.get(LEAD, "/o/contoso").await.location(), at(id, ""));
        app.get(STRANGER, "/o/contoso").await.assert_status(404);
    }

    async fn an_empty_list_says_what_to_do(app: TestApp) {
        app.get(LEAD, LIST).await.assert_status(200).assert_contains("Start an assessment");
        let reader = app.get(ASSESSOR, LIST).await;
        assert!(reader.assert_contains("No assessment yet").body.matches("Start an assessment").count() == 0);
    }

    async fn an_assessment_is_started_with_its_system(app: TestApp) {
        let form = app.get(LEAD, "/o/contoso/assessments/new").await;
        let key = form.assert_status(200).field("once").unwrap();
        let lead = LEAD.id.to_string();
        let sent = [NEW.as_slice(), &[("lead", &lead), ("once", &key)]].concat();

        let answer = app.post(LEAD, LIST, &sent).await;
        let again = app.post(LEAD, LIST, &sent).await;

        assert_eq!(answer.assert_status(303).location(), again.assert_status(303).location());
        assert_eq!(trail(&app).await, ["system.added", "assessment.started"]);
        let all = systems(&app).await;
        assert_eq!((all.len(), all[0].2.as_str()), (1, "1A2B3 9Z8Y7"));
        let (title, lead_id, _) = head(&app, id_of(answer.location())).await;
        assert_eq!((title.as_str(), lead_id), ("Level 2 self-assessment 2026", Some(LEAD.id.0)));
        let list = app.get(LEAD, LIST).await;
        list.assert_contains("0 of 320").assert_contains("-203 to 110").assert_contains("Lena Lead");
    }

    async fn a_second_one_uses_the_same_system(app: TestApp) {
        app.post(LEAD, LIST, &NEW).await.assert_status(303);
        let system = systems(&app).await[0].0.to_string();
        let form = [("title", "Level 1"), ("level", "1"), ("system", system.as_str())];

        let answer = app.post_fragment(LEAD, LIST, &form).await;

        assert!(answer.location().starts_with(LIST), "{}", answer.location());
        assert_eq!(systems(&app).await.len(), 1);
        app.get(LEAD, answer.location()).await.assert_contains("Shop network, CMMC Level 1");
    }

    async fn what_is_described_beside_a_chosen_system_is_never_dropped(app: TestApp) {
        app.post(LEAD, LIST, &NEW).await.assert_status(303);
        let system = systems(&app).await[0].0.to_string();
        let both = [("title", "Level 1"), ("level", "1"), ("system", &system[..]), ("name", "Paint shop")];

        for answer in [app.post(LEAD, LIST, &both).await, app.post_fragment(LEAD, LIST, &both).await] {
            answer.assert_status(422).assert_contains("For a new system choose").assert_contains("empty this field");
            answer.assert_contains("value=\"Paint shop\"").assert_contains("value=\"Level 1\"");
            answer.assert_contains(&format!("<option value=\"{system}\" selected>"));
        }
        let codes = [&both[..3], &[("name", " "), ("cage_codes", "1A2B3")]].concat();
        app.post(LEAD, LIST, &codes).await.assert_status(422).assert_contains("value=\"1A2B3\"");

        assert_eq!(trail(&app).await, ["system.added", "assessment.started"]);
        let another = [&both[..2], &[("system", ""), ("name", "Paint shop")]].concat();
        app.post(LEAD, LIST, &another).await.assert_status(303);
        app.post(LEAD, LIST, &[&both[..3], &[("name", " ")]].concat()).await.assert_status(303);
        assert_eq!(systems(&app).await.len(), 2);
    }

    async fn a_new_system_is_called_as_no_other_is(app: TestApp) {
        app.post(LEAD, LIST, &[&NEW[..3], &[("name", "\u{dc}bersee Shop")]].concat()).await.assert_status(303);

        for name in ["\u{dc}bersee Shop", "\u{fc}bersee shop", " \u{dc}BERSEE SHOP\t"] {
            let form = [&NEW[..3], &[("name", name), ("scope", "Hall 2")]].concat();
            for answer in [app.post(LEAD, LIST, &form).await, app.post_fragment(LEAD, LIST, &form).await] {
                answer.assert_status(422).assert_contains("There is a system called &quot;\u{dc}bersee Shop&quot;");
                answer.assert_contains("Hall 2");
            }
        }

        assert_eq!(trail(&app).await, ["system.added", "assessment.started"]);
        app.post(LEAD, LIST, &[&NEW[..3], &[("name", "\u{dc}bersee Shop 2")]].concat()).await.assert_status(303);
        let first = systems(&app).await.remove(0).0;
        let path = format!("/o/contoso/systems/{first}");
        let form = |name| [("name", name), ("cage_codes", ""), ("scope", ""), ("version", "1")];
        let refused = app.post(LEAD, &path, &form("\u{fc}bersee shop 2")).await;
        refused.assert_status(422).assert_contains("Another system is called &quot;\u{dc}bersee Shop 2&quot;");
        app.post(LEAD, &path, &form("\u{dc}BERSEE Shop")).await.assert_status(303);

        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        for name in (0..200).map(|n| format!("Hall {n:03}")).chain(["\u{dc}bersee Shop".to_owned()]) {
            let (now, id) = (tx.now(), tx.env().new_id());
            sql! {
                execute, &mut tx,
                "insert into systems (org_id, id, name, cage_codes, scope, created_at) values ($1, $2, $3, '', '', $4)",
                CONTOSO.id, id, name, now
            }
            .unwrap();
        }
        tx.commit_chore(Chore::Sweep).await.unwrap();
        let refused = app.post(LEAD, LIST, &[&NEW[..3], &[("name", "\u{fc}bersee shop 2")]].concat()).await;
        refused.assert_status(422).assert_contains("There is a system called");
        let twin = [("name", "\u{dc}BERSEE Shop"), ("cage_codes", "1A2B3"), ("scope", ""), ("version", "2")];
        app.post(LEAD, &path, &twin).await.assert_status(303);
    }

    async fn a_wrong_form_comes_back_with_all_problems_and_everything_typed(app: TestApp) {
        let form = [("title", ""), ("level", "4"), ("name", "Shop"), ("cage_codes", "1A2B"), ("scope", "Hall one")];

        for answer in [app.post(LEAD, LIST, &form).await, app.post_fragment(LEAD, LIST, &form).await] {
            answer.assert_status(422).assert_contains("Give the assessment a title");
            answer.assert_contains("Choose Level 1").assert_contains("5 letters or digits");
            answer.assert_contains("Hall one").assert_contains("value=\"1A2B\"");
        }
        assert!(systems(&app).await.is_empty() && trail(&app).await.is_empty());
    }

    async fn a_stranger_cannot_lead_and_a_foreign_system_is_not_found(app: TestApp) {
        let stranger = STRANGER.id.to_string();
        let led = [NEW.as_slice(), &[("lead", &stranger)]].concat();
        app.post(LEAD, LIST, &led).await.assert_status(422).assert_contains("active member");

        let foreign = [("title", "x"), ("level", "1"), ("system", "0199c000-0000-7000-8000-000000000001")];
        app.post(LEAD, LIST, &foreign).await.assert_status(404);
        assert!(systems(&app).await.is_empty());
    }

    async fn only_who_can_complete_an_assessment_leads_one_and_whoever_does_stays(app: TestApp) {
        let id = app.an_assessment(2).await;
        let form = app.get(LEAD, "/o/contoso/assessments/new").await;
        form.assert_contains("Lena Lead (Compliance lead)").assert_contains("Ada Admin (Administrator)");
        assert!(!form.contains("Abe Assessor") && !form.contains("Carl Contributor"));
        for who in [ASSESSOR, CONTRIBUTOR] {
            let (lead, says) = (who.id.to_string(), format!("{} cannot complete an assessment", who.name));
            let led = [NEW.as_slice(), &[("lead", &lead)]].concat();
            app.post(LEAD, LIST, &led).await.assert_status(422).assert_contains(&says);
            let changed = [("title", "Late"), ("lead", &lead), ("version", "1")];
            app.post(LEAD, &at(id, "/edit"), &changed).await.assert_status(422).assert_contains(&says);
        }
        let lena = LEAD.id.to_string();
        let led = [("title", "Led"), ("lead", lena.as_str()), ("version", "1")];
        app.post(ADMIN, &at(id, "/edit"), &led).await.assert_status(303);
        let role = format!("/o/contoso/people/{lena}/role");
        app.post(ADMIN, &role, &[("role", "assessor"), ("version", "1")]).await.assert_status(303);

        app.get(ADMIN, &at(id, "/edit")).await.assert_contains("Lena Lead, as until now");

        let kept = [("title", "Renamed"), ("lead", lena.as_str()), ("version", "2")];
        app.post(ADMIN, &at(id, "/edit"), &kept).await.assert_status(303);
        assert_eq!(head(&app, id).await, ("Renamed".to_owned(), Some(LEAD.id.0), 3));
        let copied = app.post(ADMIN, &at(id, "/copy"), &[("title", "Copied")]).await;
        assert_eq!(head(&app, id_of(copied.assert_status(303).location())).await.1, None);
    }

    async fn readers_and_contributors_start_and_change_nothing(app: TestApp) {
        let id = app.an_assessment(2).await;
        let system = systems(&app).await[0].0;
        for person in [ASSESSOR, CONTRIBUTOR] {
            app.post(person, LIST, &NEW).await.assert_status(403);
            for page in ["/edit", "/copy", "/complete", "/reopen"] {
                app.get(person, &at(id, page)).await.assert_status(403);
                app.post(person, &at(id, page), &[("title", "x")]).await.assert_status(403);
            }
            let described = app.get(person, &format!("/o/contoso/systems/{system}")).await;
            assert!(!described.assert_status(200).contains("<form method=\"post\" action=\"/o/contoso/systems"));
            app.post(person, &format!("/o/contoso/systems/{system}"), &[("name", "x")]).await.assert_status(403);
        }
    }

    async fn two_people_changing_it_both_see_both(app: TestApp) {
        let id = app.an_assessment(2).await;
        app.post(ADMIN, &at(id, "/edit"), &[("title", "Ada's title"), ("version", "1")]).await.assert_status(303);

        let late = app.post(LEAD, &at(id, "/edit"), &[("title", "Lena's title"), ("version", "1")]).await;

        late.assert_status(409).assert_contains("Ada&#39;s title").assert_contains("Lena&#39;s title");
        assert_eq!(late.field("version").as_deref(), Some("2"));
        assert_eq!(trail(&app).await, ["assessment.changed"]);
        let entries = app.trail_entries(CONTOSO).await;
        assert_eq!(entries[0].2["before"]["title"], "Spring assessment");
        assert_eq!(entries[0].2["after"]["title"], "Ada's title");
    }

    async fn a_system_is_described_anew_over_the_version_that_was_seen(app: TestApp) {
        app.an_assessment(2).await;
        let path = format!("/o/contoso/systems/{}", systems(&app).await[0].0);
        let form = [("name", "Shop floor"), ("cage_codes", "1A2B3"), ("scope", ""), ("version", "1")];

        app.post(LEAD, &path, &form).await.assert_status(303);
        let late = app.post(LEAD, &path, &[("name", "Late"), ("version", "1")]).await;
        late.assert_status(409).assert_contains("Shop floor").assert_contains("value=\"Late\"");
        app.post(LEAD, &path, &[("name", ""), ("version", "2")]).await.assert_status(422);

        assert_eq!(systems(&app).await[0].1, "Shop floor");
        assert_eq!(trail(&app).await, ["system.changed"]);
    }

    async fn a_copy_keeps_narratives_and_asks_for_every_result_again(app: TestApp) {
        let id = app.an_assessment(2).await;
        meet_all(&app, id, 2).await;
        set(&app, id, &[("3.1.1", "a", "not_met")]).await;
        plan(&app, id, "3.1.1").await;
        let own = [("code", "Q.1"), ("family", "Gate"), ("title", "Visitors"), ("statement", "Sign in.")];
        app.post(LEAD, "/o/contoso/catalogue/own/new", &own).await.assert_status(303);
        let half = [("result", "unassessed"), ("finding", "Half is done."), ("version", "0")];
        app.post(LEAD, &at(id, "/work/Q.1/a"), &half).await.assert_status(303);
        let key = app.get(LEAD, &at(id, "/copy")).await.assert_status(200).field("once").unwrap();

        let form = [("title", "Next year"), ("once", key.as_str())];
        let answer = app.post(LEAD, &at(id, "/copy"), &form).await;
        let twice = app.post(LEAD, &at(id, "/copy"), &form).await;

        assert_eq!(answer.assert_status(303).location(), twice.location());
        let overview = app.get(LEAD, answer.location()).await;
        overview.assert_contains("Confirm 320 copied results").assert_contains("and 110 <span>of 110</span>");
        overview.assert_contains("Score will lie between").assert_contains("110 of them copied and not confirmed yet");
        let sheet = |page: &str| format!("{}{page}", answer.location());
        app.get(LEAD, &sheet("/score")).await.assert_contains("To re-confirm").assert_contains("110 of them copied");
        let list = app.get(LEAD, &sheet("/requirements?per=all")).await;
        assert_eq!(list.body.matches("To re-confirm").count(), 110);
        app.get(LEAD, &sheet("/requirements/3.1.2")).await.assert_contains("To re-confirm");
        let file = app.get(LEAD, &sheet("/score.csv")).await;
        assert!(file.body.lines().next().is_some_and(|head| head.ends_with(",to_confirm")), "{}", file.body);
        assert_eq!(file.body.lines().filter(|line| line.ends_with(",yes")).count(), 110);
        overview.assert_contains("Carl Contributor");
        app.get(LEAD, &format!("{}/work/Q.1/a", answer.location())).await.assert_contains("Half is done.");
        assert_eq!(trail(&app).await.last().unwrap(), "assessment.started");
        app.post(LEAD, &at(id, "/copy"), &[("title", " ")]).await.assert_status(422);
    }
}
