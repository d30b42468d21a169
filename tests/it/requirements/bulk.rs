//! Changes of many requirements at once.

use super::*;

async fn saved(app: &TestApp, assessment: Uuid) -> Vec<(String, String, String)> {
    let mut conn = app.db.read().await.unwrap();
    sql! {
        fetch_all, &mut conn,
        "select requirement || objective, result, finding from findings
         where org_id = $1 and assessment_id = $2 order by requirement, objective",
        CONTOSO.id, assessment
    }
    .unwrap()
}

async fn owners(app: &TestApp, assessment: Uuid) -> Vec<(String, Option<muster::kernel::id::UserId>)> {
    let mut conn = app.db.read().await.unwrap();
    sql! {
        fetch_all, &mut conn,
        "select requirement, owner_id from implementations
         where org_id = $1 and assessment_id = $2 order by requirement",
        CONTOSO.id, assessment
    }
    .unwrap()
}

const WHY: &str = "There is no wireless network.";

/// The form of the list: wireless does not apply.
fn wireless() -> Vec<(&'static str, &'static str)> {
    vec![
        ("id", "3.1.16"),
        ("id", "3.1.17"),
        ("set", "not_applicable"),
        ("finding", WHY),
        ("back", "?family=AC"),
    ]
}

fn with<'a>(form: &[(&'a str, &'a str)], also: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [form, also].concat()
}

both! {
    async fn a_preview_says_what_would_change_and_changes_nothing(app: TestApp) {
        let id = app.an_assessment(2).await;
        assess(&app, id, "3.1.16/a", "met").await;

        let page = app.post(LEAD, &at(id, "bulk"), &with(&wireless(), &[("id", "3.1.1")])).await;

        page.assert_status(200)
            .assert_contains("9 objectives of 3\n      requirements would become Not applicable");
        page.assert_contains(WHY).assert_contains("requirements?family=AC");
        assert_eq!(page.field("expected").as_deref(), Some("9"));
        assert_eq!((saved(&app, id).await.len(), app.trail(CONTOSO).await.len()), (1, 1));
    }

    async fn a_yes_changes_everything_open_with_a_line_for_each_requirement(app: TestApp) {
        let id = app.an_assessment(2).await;
        assess(&app, id, "3.1.16/a", "met").await;
        let preview = app.post(LEAD, &at(id, "bulk"), &wireless()).await;
        let once = preview.field("once").unwrap();

        let form = with(&wireless(), &[("expected", "3"), ("once", &once)]);
        let done = app.post(LEAD, &at(id, "bulk/result"), &form).await;

        done.assert_status(303);
        assert_eq!(done.location(), at(id, "requirements?family=AC"));
        let rows = saved(&app, id).await.into_iter();
        let all: Vec<_> = rows.map(|(place, result, _)| (place, result)).collect();
        let expected = [("3.1.16a", "met"), ("3.1.16b", "not_applicable"), ("3.1.17a", "not_applicable"),
                        ("3.1.17b", "not_applicable")];
        assert_eq!(all, expected.map(|(place, result)| (place.to_owned(), result.to_owned())));
        assert_eq!(app.trail(CONTOSO).await, ["finding.decided", "findings.decided", "findings.decided"]);
        let (_, subject, detail) = app.trail_entries(CONTOSO).await.remove(2);
        assert_eq!(subject, format!("requirement:{id}/3.1.17"));
        assert_eq!((detail["objectives"].to_string(), detail["after"]["finding"].as_str()),
                   ("[\"a\",\"b\"]".to_owned(), Some(WHY)));
        app.get(LEAD, done.location()).await.assert_contains("Not applicable");
    }

    async fn the_trail_tells_what_stood_where_somebody_had_begun(app: TestApp) {
        let id = app.an_assessment(2).await;
        let half = [("result", "unassessed"), ("method", "examine"), ("finding", "Half is done."), ("version", "0")];
        app.post(LEAD, &at(id, "work/3.1.16/a"), &half).await.assert_status(303);

        app.post(LEAD, &at(id, "bulk/result"), &with(&wireless(), &[("expected", "4")])).await.assert_status(303);

        let entries = app.trail_entries(CONTOSO).await;
        let actions: Vec<_> = entries.iter().map(|entry| entry.0.as_str()).collect();
        assert_eq!(actions, ["finding.decided", "finding.decided", "findings.decided", "findings.decided"]);
        let detail = &entries[1].2;
        assert_eq!(detail["before"]["finding"], "Half is done.");
        assert_eq!((&detail["after"]["finding"], &detail["after"]["is_examined"]), (&WHY.into(), &true.into()));
        assert_eq!(entries[2].2["objectives"].to_string(), "[\"b\"]");
    }

    async fn all_of_it_is_taken_back_together_but_for_what_changed_since(app: TestApp) {
        let id = app.an_assessment(2).await;
        let half = [("result", "unassessed"), ("method", "examine"), ("finding", "Half is done."), ("version", "0")];
        app.post(LEAD, &at(id, "work/3.1.16/a"), &half).await.assert_status(303);
        app.env.advance(chrono::TimeDelta::seconds(1));
        let undo = at(id, &format!("bulk/undo?at={}&back=%3Ffamily%3DAC", app.env.now().timestamp_micros()));
        let mut browser = Browser::of(&app, LEAD).await;
        let done = browser.post(&at(id, "bulk/result"), &with(&wireless(), &[("expected", "4")])).await;
        let list = browser.get(done.assert_status(303).location()).await;
        list.assert_contains(&undo.replace('&', "&amp;"));
        app.env.advance(chrono::TimeDelta::seconds(1));
        let other = [("result", "met"), ("version", "1")];
        app.post(LEAD, &at(id, "work/3.1.17/b"), &other).await.assert_status(303);

        app.post(ADMIN, &undo, &[]).await.assert_status(409).assert_contains("nothing left of that");
        let back = app.post(LEAD, &undo, &[]).await;

        assert_eq!(back.assert_status(303).location(), at(id, "requirements?family=AC"));
        let found = |place: &str, result: &str, words: &str| (place.to_owned(), result.to_owned(), words.to_owned());
        let expected = [found("3.1.16a", "", "Half is done."), found("3.1.16b", "", ""), found("3.1.17a", "", ""),
                        found("3.1.17b", "met", "")];
        assert_eq!(saved(&app, id).await, expected);
        let undone = app.trail(CONTOSO).await.into_iter().filter(|action| action == "finding.undone");
        assert_eq!(undone.count(), 3);
        // A double click has one effect; what it did has a name in the story of the score.
        let again = app.post(LEAD, &undo, &[]).await;
        assert_eq!(again.assert_status(303).location(), back.location());
        assert_eq!(saved(&app, id).await, expected);
    }

    async fn an_undo_that_comes_too_late_names_what_was_changed_since_and_by_whom(app: TestApp) {
        let id = app.an_assessment(2).await;
        let undo = at(id, &format!("bulk/undo?at={}&back=%3Ffamily%3DAC", app.env.now().timestamp_micros()));
        let mut browser = Browser::of(&app, LEAD).await;
        browser.post(&at(id, "bulk/result"), &with(&wireless(), &[("expected", "4")])).await.assert_status(303);
        app.env.advance(chrono::TimeDelta::seconds(1));
        let met = [("result", "met"), ("version", "1")];
        for letter in ["a", "b"] {
            app.post(ADMIN, &at(id, &format!("work/3.1.16/{letter}")), &met).await.assert_status(303);
        }
        app.post(ADMIN, &at(id, "work/3.1.17/a"), &met).await.assert_status(303);
        assess(&app, id, "3.1.18/a", "met").await;

        let back = browser.post(&undo, &[]).await;
        let list = browser.get(back.assert_status(303).location()).await;
        list.assert_contains("One objective is as it was before. 3 stay, because they were changed since: 3.1.16[a], ");
        let before = saved(&app, id).await;
        app.env.advance(chrono::TimeDelta::seconds(1));
        // Of somebody else, who changed nothing at that instant, nothing is left either.
        let nothing = app.post(ADMIN, &undo, &[]).await;

        nothing.assert_status(409).assert_contains("<title>Error: Nothing was taken back");
        nothing.assert_contains("There is nothing left of that").assert_contains("requirements?family=AC\"");
        assert!(!nothing.contains("Go to the start page"), "{}", nothing.body);
        assert_eq!(saved(&app, id).await, before);
    }

    async fn where_all_was_changed_since_nothing_is_taken_back(app: TestApp) {
        let id = app.an_assessment(2).await;
        let undo = at(id, &format!("bulk/undo?at={}&back=%3Ffamily%3DAC", app.env.now().timestamp_micros()));
        let form = [("id", "3.1.16"), ("set", "not_met"), ("finding", WHY), ("expected", "2")];
        app.post(LEAD, &at(id, "bulk/result"), &form).await.assert_status(303);
        app.env.advance(chrono::TimeDelta::seconds(1));
        for place in ["3.1.16/a", "3.1.16/b"] {
            let met = [("result", "met"), ("version", "1")];
            app.post(ADMIN, &at(id, &format!("work/{place}")), &met).await.assert_status(303);
        }
        app.post(ADMIN, &at(id, "work/3.1.18/a"), &[("result", "met"), ("version", "0")]).await.assert_status(303);

        let refused = app.post(LEAD, &undo, &[]).await;

        refused.assert_status(409).assert_contains("Nothing was taken back").assert_contains(ADMIN.name);
        for letter in ["a", "b"] {
            let link = format!("<a href=\"{}\">3.1.16[{letter}]</a>", at(id, &format!("work/3.1.16/{letter}")));
            refused.assert_contains(&link);
        }
        assert!(!refused.contains("3.1.18[a]"), "that was no part of it");
        refused.assert_contains(&format!("href=\"{}\"", at(id, "requirements?family=AC")));
        assert!(saved(&app, id).await.iter().all(|(_, result, _)| result == "met"));
    }

    async fn after_ten_minutes_a_change_of_many_is_told_to_stay(app: TestApp) {
        let id = app.an_assessment(2).await;
        let undo = at(id, &format!("bulk/undo?at={}", app.env.now().timestamp_micros()));
        app.post(LEAD, &at(id, "bulk/result"), &with(&wireless(), &[("expected", "4")])).await.assert_status(303);
        app.env.advance(chrono::TimeDelta::minutes(11));

        let refused = app.post(LEAD, &undo, &[]).await;

        refused.assert_status(409).assert_contains("for ten minutes").assert_contains("Back to the list");
        assert!(saved(&app, id).await.iter().all(|(_, result, _)| result == "not_applicable"));
    }

    async fn what_has_another_owner_by_now_stays_when_the_rest_is_taken_back(app: TestApp) {
        let id = app.an_assessment(2).await;
        for requirement in ["3.1.16", "3.1.17"] {
            give(&app, id, requirement, CONTRIBUTOR).await;
        }
        let undo = at(id, &format!("bulk/undo?at={}", app.env.now().timestamp_micros()));
        let mut browser = Browser::of(&app, CONTRIBUTOR).await;
        browser.post(&at(id, "bulk/result"), &with(&wireless(), &[("expected", "4")])).await.assert_status(303);
        let gone = [("id", "3.1.17"), ("set", "owner"), ("owner", "nobody")];
        app.post(LEAD, &at(id, "bulk/owner"), &gone).await.assert_status(303);

        let back = browser.post(&undo, &[]).await;

        browser.get(back.assert_status(303).location()).await
            .assert_contains("2 objectives are as they were before. 2 stay, because");
        let results: Vec<_> = saved(&app, id).await.into_iter().map(|(place, result, _)| place + &result).collect();
        assert_eq!(results, ["3.1.16a", "3.1.16b", "3.1.17anot_applicable", "3.1.17bnot_applicable"]);
        let story = app.get(LEAD, &at(id, "dashboard")).await;
        story.assert_contains("requirements/3.1.16\">3.1.16</a>").assert_contains("and others taken back");
    }

    async fn a_change_of_one_alone_is_told_as_such(app: TestApp) {
        let id = app.an_assessment(2).await;
        assess(&app, id, "3.1.16/a", "met").await;
        app.env.advance(chrono::TimeDelta::seconds(1));
        let undo = at(id, &format!("bulk/undo?at={}", app.env.now().timestamp_micros()));
        let form = [("id", "3.1.16"), ("set", "not_met"), ("finding", WHY), ("expected", "1")];

        app.post(LEAD, &at(id, "bulk/result"), &form).await.assert_status(303);
        app.post(LEAD, &undo, &[]).await.assert_status(303);

        let story = app.get(LEAD, &at(id, "dashboard")).await;
        story.assert_contains("3.1.16[b]</a>\nNOT MET").assert_contains("3.1.16[b]</a>\ntaken back to");
        assert!(!story.contains("and others"), "{}", story.body);
    }

    async fn a_double_click_has_one_effect(app: TestApp) {
        let id = app.an_assessment(2).await;
        let once = app.post(LEAD, &at(id, "bulk"), &wireless()).await.field("once").unwrap();
        let form = with(&wireless(), &[("expected", "4"), ("once", &once)]);

        let first = app.post(LEAD, &at(id, "bulk/result"), &form).await;
        let second = app.post(LEAD, &at(id, "bulk/result"), &form).await;

        first.assert_status(303);
        second.assert_status(303);
        assert_eq!(second.location(), first.location());
        assert_eq!(app.trail(CONTOSO).await.len(), 2);
    }

    async fn what_changed_since_the_preview_is_shown_again_first(app: TestApp) {
        let id = app.an_assessment(2).await;
        app.post(LEAD, &at(id, "bulk"), &wireless()).await.assert_contains("4 objectives");
        assess(&app, id, "3.1.16/a", "met").await;

        let late = app.post(LEAD, &at(id, "bulk/result"), &with(&wireless(), &[("expected", "4")])).await;

        late.assert_status(409).assert_contains("Nothing was changed").assert_contains("3 objectives of 2");
        assert_eq!((saved(&app, id).await.len(), late.field("expected").as_deref()), (1, Some("3")));
    }

    async fn what_is_missing_is_asked_for_and_nothing_typed_is_lost(app: TestApp) {
        let id = app.an_assessment(2).await;
        let short = [("id", "3.1.16"), ("set", "not_met"), ("finding", "short")];

        for answer in [
            app.post(LEAD, &at(id, "bulk"), &short).await,
            app.post_fragment(LEAD, &at(id, "bulk"), &short).await,
            app.post(LEAD, &at(id, "bulk/result"), &short).await,
        ] {
            answer.assert_status(422).assert_contains("170.24(b)(2)").assert_contains(">\nshort</textarea>");
            answer.assert_contains("name=\"id\" value=\"3.1.16\"");
        }
        app.post(LEAD, &at(id, "bulk"), &[("set", "met")]).await
            .assert_status(422).assert_contains("Tick at least one");
        let nobody = app.post(LEAD, &at(id, "bulk"), &[("id", "3.1.1"), ("set", "owner")]).await;
        nobody.assert_status(422).assert_contains("Choose the new owner");
        app.post(LEAD, &at(id, "bulk"), &[("id", "3.1.1")]).await
            .assert_status(422).assert_contains("Choose what to do");
        app.post(LEAD, &at(id, "bulk"), &[("id", "3.9.9"), ("set", "met")]).await.assert_status(404);
        assert!(app.trail(CONTOSO).await.is_empty());
    }

    async fn met_without_evidence_is_called_provisional_beforehand(app: TestApp) {
        let id = app.an_assessment(2).await;

        let page = app.post(LEAD, &at(id, "bulk"), &[("id", "3.1.16"), ("set", "met")]).await;

        page.assert_status(200).assert_contains("2 of them have no evidence in")
            .assert_contains("provisional");
    }

    async fn a_contributor_changes_only_what_is_theirs(app: TestApp) {
        let id = app.an_assessment(2).await;
        give(&app, id, "3.1.16", CONTRIBUTOR).await;
        give(&app, id, "3.1.17", OTHER_CONTRIBUTOR).await;

        let preview = app.post(CONTRIBUTOR, &at(id, "bulk"), &wireless()).await;
        preview.assert_status(200).assert_contains("2 objectives of 1")
            .assert_contains("it has another owner");
        let form = with(&wireless(), &[("expected", "2")]);
        app.post(CONTRIBUTOR, &at(id, "bulk/result"), &form).await.assert_status(303);

        assert!(saved(&app, id).await.iter().all(|(place, ..)| place.starts_with("3.1.16")));
        let owner = [("id", "3.1.16"), ("set", "owner"), ("owner", "nobody")];
        for path in ["bulk", "bulk/owner"] {
            app.post(CONTRIBUTOR, &at(id, path), &owner).await
                .assert_status(403).assert_contains("Contributor");
        }
    }

    async fn owners_are_set_together(app: TestApp) {
        let id = app.an_assessment(2).await;
        give(&app, id, "3.1.1", CONTRIBUTOR).await;
        let carl = CONTRIBUTOR.id.to_string();
        let ids = [("id", "3.1.1"), ("id", "3.1.2"), ("id", "3.1.3")];
        let form = with(&ids, &[("set", "owner"), ("owner", carl.as_str()), ("back", "?page=2")]);

        let preview = app.post(LEAD, &at(id, "bulk"), &form).await;
        let done = app.post(LEAD, &at(id, "bulk/owner"), &form).await;

        preview.assert_status(200).assert_contains("Carl Contributor would answer for 2 more");
        preview.assert_contains("it is like that already");
        done.assert_status(303);
        assert_eq!(done.location(), at(id, "requirements?page=2"));
        assert!(owners(&app, id).await.iter().all(|(_, owner)| *owner == Some(CONTRIBUTOR.id)));
        assert_eq!(app.trail(CONTOSO).await, ["implementation.assigned", "implementation.assigned"]);
        let (_, subject, detail) = app.trail_entries(CONTOSO).await.remove(0);
        assert_eq!(subject, format!("requirement:{id}/3.1.2"));
        assert_eq!(detail["after"].as_str(), Some("Carl Contributor"));
    }

    async fn an_owner_that_somebody_gave_meanwhile_is_not_written_over(app: TestApp) {
        let id = app.an_assessment(2).await;
        let carl = CONTRIBUTOR.id.to_string();
        let form = [("id", "3.1.1"), ("id", "3.1.2"), ("id", "3.1.2"), ("set", "owner"), ("owner", carl.as_str())];
        let preview = app.post(LEAD, &at(id, "bulk"), &form).await;
        preview.assert_contains("name=\"was\" value=\"3.1.1=nobody\"");
        let seen = with(&form, &[("was", "3.1.1=nobody"), ("was", "3.1.2=nobody")]);
        give(&app, id, "3.1.2", OTHER_CONTRIBUTOR).await;

        for late in [
            app.post(LEAD, &at(id, "bulk/owner"), &seen).await,
            app.post_fragment(LEAD, &at(id, "bulk/owner"), &seen).await,
        ] {
            late.assert_status(409).assert_contains("Nothing was changed").assert_contains(OTHER_CONTRIBUTOR.name);
        }

        assert!(app.trail(CONTOSO).await.is_empty());
        let was = format!("3.1.2={}", OTHER_CONTRIBUTOR.id);
        let again = with(&form, &[("was", &was)]);
        app.post(LEAD, &at(id, "bulk/owner"), &again).await.assert_status(303);
        let told: Vec<_> = app.trail_entries(CONTOSO).await.into_iter().map(|(.., it)| it["before"].clone()).collect();
        assert_eq!(told, ["".into(), serde_json::Value::from(OTHER_CONTRIBUTOR.name)], "each once, as it was");
    }

    async fn readers_strangers_and_completed_assessments_change_nothing(app: TestApp) {
        let id = app.an_assessment(2).await;
        let result = with(&wireless(), &[("expected", "4")]);
        let owner = [("id", "3.1.1"), ("set", "owner"), ("owner", "nobody")];

        let forms = [("bulk", &result[..]), ("bulk", &owner), ("bulk/result", &result), ("bulk/owner", &owner)];
        for (path, form) in forms {
            app.post(ASSESSOR, &at(id, path), form).await.assert_status(403).assert_contains("Assessor");
            app.post(STRANGER, &at(id, path), form).await.assert_status(404);
            app.get(LEAD, &at(id, path)).await.assert_status(303);
        }
        lock(&app, id).await;
        let chosen = r#"<option value="not_applicable" selected>"#;
        let nobody = r#"<option value="nobody" selected>"#;
        let forms = [
            ("bulk", &result[..], [WHY, chosen]), ("bulk/result", &result, [WHY, chosen]),
            ("bulk", &owner, [r#"name="id" value="3.1.1""#, nobody]), ("bulk/owner", &owner, ["3.1.1</a>", nobody]),
        ];
        for (path, form, shown) in forms {
            let late = [app.post(LEAD, &at(id, path), form).await, app.post_fragment(LEAD, &at(id, path), form).await];
            for late in late {
                late.assert_status(409).assert_contains("This assessment was completed");
                for text in ["You had selected"].into_iter().chain(shown) {
                    late.assert_contains(text);
                }
            }
        }
        assert!(saved(&app, id).await.is_empty());
        assert_eq!(app.trail(CONTOSO).await, ["assessment.completed"]);
    }

    async fn words_somebody_began_survive_a_met_for_all(app: TestApp) {
        let id = app.an_assessment(2).await;
        let words = ("finding", "Tried it on the guest network.");
        let begun = [("result", "unassessed"), ("method", "test"), words, ("version", "0")];
        app.post(LEAD, &at(id, "work/3.1.16/a"), &begun).await.assert_status(303);

        let form = [("id", "3.1.16"), ("set", "met"), ("expected", "2")];
        app.post(LEAD, &at(id, "bulk/result"), &form).await.assert_status(303);

        let first = saved(&app, id).await.remove(0);
        assert_eq!((first.1.as_str(), first.2.as_str()), ("met", "Tried it on the guest network."));
    }
}
