//! Own requirements: written, changed, retired, taken back.

use super::*;

const NEW: &str = "/o/contoso/catalogue/own/new";
const AT: &str = "/o/contoso/catalogue/own/Q.1";

async fn written(app: &TestApp) {
    app.post(LEAD, NEW, &VISITORS).await.assert_status(303);
}

fn with<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    VISITORS.iter().map(|pair| if pair.0 == name { (name, value) } else { *pair }).collect()
}

both! {
    async fn a_requirement_is_written_and_joins_every_level(app: TestApp) {
        let answer = app.post(LEAD, NEW, &VISITORS).await;

        assert_eq!((answer.status.as_u16(), answer.location()), (303, AT));
        let own = own(&app).await;
        assert_eq!(own[0].objectives[1], ("b".to_owned(), "nobody else is on the floor".to_owned()));
        let whole = Catalogue::of(Level::One, &own);
        assert!(whole.get("Q.1").unwrap().is_own() && whole.len() == 16);
        let (action, subject, detail) = app.trail_entries(CONTOSO).await.remove(0);
        assert_eq!((action.as_str(), subject.as_str()), ("requirement.created", "requirement:Q.1"));
        assert_eq!(detail["after"]["title"], "Visitors sign in");
        app.get(CONTRIBUTOR, AT).await.assert_contains("visitors are listed");
    }

    async fn what_is_wrong_is_told_and_what_was_typed_is_kept(app: TestApp) {
        let empty = app.post_fragment(LEAD, NEW, &[("code", "no good!"), ("title", "Typed")]).await;

        empty.assert_status(422).assert_contains("value=\"Typed\"").assert_contains("Enter what it asks.");
        empty.assert_contains("Write the number");
        assert_eq!(empty.header("hx-retarget"), "#requirement-form");
        let unlettered = app.post(LEAD, NEW, &with("objectives", "no letter")).await;
        unlettered.assert_status(422).assert_contains("Begin each objective");
        assert!(app.trail(CONTOSO).await.is_empty());
    }

    async fn a_number_that_is_taken_is_refused(app: TestApp) {
        written(&app).await;

        let taken = [
            ("Q.1", "There is a requirement Q.1 already. Choose"),
            ("q.1", "There is a requirement Q.1 already, and capitals alone"),
            ("AC.L2-3.1.1", "a requirement of CMMC itself"),
        ];
        for (code, reason) in taken {
            app.post(LEAD, NEW, &with("code", code)).await.assert_status(422).assert_contains(reason);
        }
    }

    async fn a_double_click_writes_one_requirement(app: TestApp) {
        let once = app.get(LEAD, NEW).await.field("once").unwrap();
        let fields = [&VISITORS[..], &[("once", once.as_str())]].concat();

        for _ in 0..2 {
            let answer = app.post(LEAD, NEW, &fields).await;
            assert_eq!((answer.status.as_u16(), answer.location()), (303, AT));
        }

        assert_eq!(app.trail(CONTOSO).await.len(), 1);
    }

    async fn a_change_is_told_before_and_after(app: TestApp) {
        written(&app).await;
        let fields = [&with("objectives", "a: only this"), &[("version", "1")][..]].concat();

        app.post(LEAD, &format!("{AT}/edit"), &fields).await.assert_status(303);

        assert_eq!(own(&app).await[0].objectives, [("a".to_owned(), "only this".to_owned())]);
        let (action, _, detail) = app.trail_entries(CONTOSO).await.remove(1);
        assert_eq!(action, "requirement.changed");
        assert_eq!(detail["before"]["objectives"], VISITORS[4].1);
        assert_eq!(detail["after"]["objectives"], "a: only this");
    }

    async fn two_people_changing_it_see_both_texts(app: TestApp) {
        written(&app).await;
        let edit = format!("{AT}/edit");
        let version = app.get(LEAD, &edit).await.field("version").unwrap();
        let theirs = [&with("title", "Theirs"), &[("version", version.as_str())][..]].concat();
        app.post(ADMIN, &edit, &theirs).await.assert_status(303);

        let mine = [&with("title", "Mine"), &[("version", version.as_str())][..]].concat();
        let answer = app.post(LEAD, &edit, &mine).await;

        answer.assert_status(409).assert_contains("<dd>Theirs</dd>").assert_contains("value=\"Mine\"");
        assert_eq!((answer.field("version").as_deref(), own(&app).await[0].title.as_str()), (Some("2"), "Theirs"));
    }

    async fn a_retired_requirement_is_asked_no_longer_until_it_is_taken_back(app: TestApp) {
        written(&app).await;

        app.post(LEAD, &format!("{AT}/retire"), &[("version", "1")]).await.assert_status(303);
        let retired = own(&app).await.len();
        app.get(LEAD, AT).await.assert_contains("Retired since").assert_contains("Take back into use");
        app.post(LEAD, &format!("{AT}/retire"), &[("version", "2")]).await.assert_status(409);
        app.post(LEAD, &format!("{AT}/restore"), &[("version", "2")]).await.assert_status(303);

        assert_eq!((retired, own(&app).await.len()), (0, 1));
        assert_eq!(
            app.trail(CONTOSO).await,
            ["requirement.created", "requirement.retired", "requirement.restored"]
        );
    }

    async fn readers_read_and_strangers_see_nothing(app: TestApp) {
        written(&app).await;

        for who in [CONTRIBUTOR, ASSESSOR] {
            app.post(who, NEW, &VISITORS).await.assert_status(403);
            app.post(who, &format!("{AT}/retire"), &[("version", "1")]).await.assert_status(403);
            assert!(!app.get(who, AT).await.contains("/retire\""));
        }
        app.get(STRANGER, AT).await.assert_status(404);
        app.get(STRANGER, &AT.replace("contoso", "fabrikam")).await.assert_status(404);
        app.post(STRANGER, &format!("{AT}/edit").replace("contoso", "fabrikam"), &VISITORS).await.assert_status(404);
    }
}
