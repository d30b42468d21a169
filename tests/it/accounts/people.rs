//! The list of people, roles, and shutting somebody out.

use crate::support::*;
use muster::access::{Grant, RightName, Role};

const PEOPLE: &str = "/o/contoso/people";

fn of(who: Person, what: &str) -> String {
    format!("{PEOPLE}/{}{what}", who.id)
}

/// The version of a membership as its page shows it.
async fn version(app: &TestApp, who: Person) -> String {
    app.get(ADMIN, &of(who, "")).await.assert_status(200).field("version").unwrap()
}

async fn role_of(app: &TestApp, who: Person) -> Role {
    let mut conn = app.db.read().await.unwrap();
    let (role,): (Role,) = muster::sql! {
        fetch_one, &mut conn,
        "select role from members where org_id = $1 and user_id = $2",
        CONTOSO.id, who.id
    }
    .unwrap();
    role
}

both! {
    async fn everybody_sees_who_works_here_and_only_an_administrator_sees_more(app: TestApp) {
        let admin = app.get(ADMIN, PEOPLE).await;
        let reader = app.get(ASSESSOR, PEOPLE).await;

        admin.assert_status(200).assert_contains("Invite somebody").assert_contains("Last active");
        reader.assert_status(200).assert_contains("Carl Contributor").assert_contains("Compliance lead");
        assert!(!reader.contains("Invite somebody") && !reader.contains("Last active"));
        assert!(!admin.contains(STRANGER.name) && !reader.contains(STRANGER.email));
    }

    async fn strangers_and_the_signed_out_find_nothing_here(app: TestApp) {
        let missing = app.get(STRANGER, "/o/nowhere/people").await;

        for path in [PEOPLE.to_owned(), format!("{PEOPLE}/rights"), of(LEAD, "")] {
            let foreign = app.get(STRANGER, &path).await;
            foreign.assert_status(404);
            assert_eq!(foreign.body, missing.body, "{path}");
            assert!(app.anonymous_get(&path).await.location().starts_with("/signin?next="), "{path}");
        }
        let fields = [("role", "admin"), ("version", "1")];
        let posted = app.post(STRANGER, &of(LEAD, "/role"), &fields).await;
        assert_eq!(posted.assert_status(404).body, missing.body);
    }

    async fn a_person_of_another_organisation_is_not_found_by_its_administrator(app: TestApp) {
        let (foreign, missing) = (of(STRANGER, ""), format!("{PEOPLE}/0199ffff-0000-7000-8000-000000000001"));

        let foreign = app.get(ADMIN, &foreign).await;
        let missing = app.get(ADMIN, &missing).await;
        let changed = app.post(ADMIN, &of(STRANGER, "/role"), &[("role", "lead"), ("version", "1")]).await;

        assert_eq!(foreign.assert_status(404).body, missing.assert_status(404).body);
        changed.assert_status(404);
        assert!(app.trail(FABRIKAM).await.is_empty());
    }

    async fn an_administrator_gives_another_role_and_it_counts_at_once(app: TestApp) {
        let version = version(&app, CONTRIBUTOR).await;

        let done = app.post(ADMIN, &of(CONTRIBUTOR, "/role"), &[("role", "lead"), ("version", &version)]).await;

        assert_eq!(done.assert_status(303).location(), PEOPLE);
        assert_eq!(role_of(&app, CONTRIBUTOR).await, Role::Lead);
        let (action, subject, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!((action.as_str(), subject), ("member.role_changed", format!("user:{}", CONTRIBUTOR.id)));
        assert_eq!((&detail["before"]["role"], &detail["after"]["role"]), (&"contributor".into(), &"lead".into()));
        app.get(CONTRIBUTOR, &format!("{PEOPLE}/rights")).await.assert_contains("Your role here: Compliance lead");
    }

    async fn nobody_but_an_administrator_changes_people(app: TestApp) {
        for who in [LEAD, CONTRIBUTOR, ASSESSOR] {
            let fields = [("role", "admin"), ("version", "1")];
            app.post(who, &of(who, "/role"), &fields).await.assert_status(403).assert_contains("Your role here");
            app.post(who, &of(ADMIN, "/deactivate"), &[("version", "1")]).await.assert_status(403);
            app.get(who, &of(ADMIN, "")).await.assert_status(403);
        }

        assert!(app.trail(CONTOSO).await.is_empty());
        assert_eq!(role_of(&app, LEAD).await, Role::Lead);
    }

    async fn the_last_active_administrator_stays_one(app: TestApp) {
        let version = version(&app, ADMIN).await;

        let demoted = app.post(ADMIN, &of(ADMIN, "/role"), &[("role", "lead"), ("version", &version)]).await;
        let shut_out = app.post_fragment(ADMIN, &of(ADMIN, "/deactivate"), &[("version", &version)]).await;

        demoted.assert_status(422).assert_contains("Ada Admin is the only active administrator.");
        shut_out.assert_status(422).assert_contains("Make somebody else an administrator first.");
        assert_eq!(role_of(&app, ADMIN).await, Role::Admin);
        assert!(app.trail(CONTOSO).await.is_empty());
    }

    async fn two_administrators_who_demote_each_other_leave_one(app: TestApp) {
        app.store.behind_our_back("update members set role = 'admin' where role = 'lead'").await;
        let fields = [("role", "assessor"), ("version", "1")];
        let (of_lead, of_admin) = (of(LEAD, "/role"), of(ADMIN, "/role"));

        let (one, two) = tokio::join!(app.post(ADMIN, &of_lead, &fields), app.post(LEAD, &of_admin, &fields));

        let admins = [role_of(&app, ADMIN).await, role_of(&app, LEAD).await];
        assert_eq!(admins.iter().filter(|role| **role == Role::Admin).count(), 1, "{} {}", one.body, two.body);
        assert_eq!(app.trail(CONTOSO).await.len(), 1);
    }

    async fn who_is_shut_out_is_out_with_the_next_click_and_can_come_back(app: TestApp) {
        app.get(CONTRIBUTOR, PEOPLE).await.assert_status(200);
        let seen = version(&app, CONTRIBUTOR).await;

        app.post(ADMIN, &of(CONTRIBUTOR, "/deactivate"), &[("version", &seen)]).await.assert_status(303);
        let after = app.get(CONTRIBUTOR, PEOPLE).await;
        let door = Browser::new(&app).sign_in(CONTRIBUTOR).await;
        app.env.advance(chrono::TimeDelta::seconds(1));
        let seen = version(&app, CONTRIBUTOR).await;
        app.get(ADMIN, PEOPLE).await.assert_contains("Deactivated");
        app.post(ADMIN, &of(CONTRIBUTOR, "/reactivate"), &[("version", &seen)]).await.assert_status(303);

        assert!(after.location().starts_with("/signin"), "the session is over, too");
        door.assert_status(422);
        assert_eq!(app.trail(CONTOSO).await, ["member.deactivated", "member.reactivated"]);
        Browser::of(&app, CONTRIBUTOR).await.get(PEOPLE).await.assert_status(200);
    }

    async fn who_was_slower_sees_what_it_is_now_and_what_they_chose(app: TestApp) {
        app.store.behind_our_back("update members set role = 'admin' where role = 'lead'").await;
        let path = of(CONTRIBUTOR, "/role");
        app.post(LEAD, &path, &[("role", "assessor"), ("version", "1")]).await.assert_status(303);

        let late = app.post(ADMIN, &path, &[("role", "lead"), ("version", "1")]).await;

        late.assert_status(409).assert_contains("You chose: Compliance lead. It is now: Assessor,");
        assert_eq!(late.field("version").as_deref(), Some("2"));
        assert_eq!(role_of(&app, CONTRIBUTOR).await, Role::Assessor);
    }

    async fn a_role_that_there_is_not_is_refused_in_words(app: TestApp) {
        let answer = app.post(ADMIN, &of(LEAD, "/role"), &[("role", "owner"), ("version", "1")]).await;

        answer.assert_status(422).assert_contains("Choose a role.");
    }

    async fn the_page_of_rights_shows_the_whole_table(app: TestApp) {
        let page = app.get(CONTRIBUTOR, &format!("{PEOPLE}/rights")).await;

        page.assert_status(200).assert_contains("the tasks they hold and the evidence they added");
        let text = page.body.replace("&#39;", "'").replace("&#x27;", "'").replace("&amp;", "&");
        for right in RightName::ALL {
            assert!(text.contains(right.label()), "{text}");
        }
        let cells = |word: &str| page.body.matches(&format!("<td class=\"tight\">{word}</td>")).count();
        let wanted = |grant: Grant| {
            let all = RightName::ALL.iter().flat_map(|right| Role::ALL.map(|role| right.grant(role)));
            all.filter(|found| *found == grant).count()
        };
        assert_eq!(cells("Yes"), wanted(Grant::All));
        assert_eq!(cells("Own"), wanted(Grant::Own));
        assert_eq!(cells("No"), wanted(Grant::No));
    }

    async fn the_list_asks_the_database_four_times_however_many_there_are(app: TestApp) {
        let statements = app.statements_of(|| app.get(ADMIN, PEOPLE)).await;

        assert!(statements <= 4, "{statements}");
    }
}
