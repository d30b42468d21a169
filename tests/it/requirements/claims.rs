//! The two neighbours of the POA&M: operational plans of action with their reviews, and enduring exceptions.

use super::*;

const PLAN: [(&str, &str); 6] = [
    ("version", "0"),
    ("note", "The badge reader at the gate broke."),
    ("fix", "A new reader is ordered; the guard writes a list."),
    ("origin", "after_implementation"),
    ("review_on", "2026-04-01"),
    ("confirmed", "yes"),
];
const EXCEPTION: [(&str, &str); 5] = [
    ("version", "0"),
    ("note", "The old lathe cannot be patched."),
    ("mitigations", "It has no network and stands in a locked room."),
    ("ssp_reference", "Section 4.2, version 3"),
    ("confirmed", "yes"),
];
const REVIEW: [(&str, &str); 4] = [
    ("reviewed_on", "2026-03-02"),
    ("words", "The reader has come."),
    ("is_progress", "yes"),
    ("next_on", "2026-04-01"),
];

/// The same form with one field otherwise.
fn but<'a, const N: usize>(
    mut form: [(&'a str, &'a str); N],
    name: &str,
    value: &'a str,
) -> [(&'a str, &'a str); N] {
    for field in &mut form {
        if field.0 == name {
            field.1 = value;
        }
    }
    form
}

/// An assessment in which 3.1.1 is NOT MET, and the page of that requirement.
async fn not_met(app: &TestApp) -> (Uuid, String) {
    let id = app.an_assessment(2).await;
    for letter in ["a", "b", "c", "d", "e", "f"] {
        assess(app, id, &format!("3.1.1/{letter}"), "not_met").await;
    }
    (id, at(id, "requirements/3.1.1"))
}

/// The actions of the trail that are about claims.
async fn told(app: &TestApp) -> Vec<String> {
    app.trail(CONTOSO).await.into_iter().filter(|action| action.starts_with("claim.")).collect()
}

both! {
    async fn what_an_exception_does_to_the_score_is_shown_before_it_is_recorded(app: TestApp) {
        let (id, page) = not_met(&app).await;
        let path = format!("{page}/exception");
        app.get(LEAD, &path).await.assert_status(200).assert_contains("170.24(b)(1)(i)");
        let unconfirmed = but(EXCEPTION, "confirmed", "");

        for look in [app.post(LEAD, &path, &unconfirmed).await, app.post_fragment(LEAD, &path, &unconfirmed).await] {
            look.assert_status(200).assert_contains("What this does to the score");
            look.assert_contains("-203 to 105").assert_contains("-198 to 110");
            look.assert_contains("It has no network").assert_contains("name=\"confirmed\"");
        }
        assert!(told(&app).await.is_empty());

        let done = app.post(LEAD, &path, &EXCEPTION).await;
        assert_eq!(done.assert_status(303).location(), format!("{page}#claim"));
        app.get(LEAD, &page).await.assert_contains("Met by claim").assert_contains("Section 4.2, version 3");
        app.get(ASSESSOR, &at(id, "exceptions")).await.assert_contains("Counts as met")
            .assert_contains("It has no network");
        app.get(LEAD, &at(id, "score")).await.assert_contains("Enduring exception:");
        let (action, subject, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!((action.as_str(), subject), ("claim.recorded", format!("requirement:{id}/3.1.1")));
        assert_eq!(detail["after"]["ssp_reference"], "Section 4.2, version 3");
        app.post_fragment(LEAD, &path, &EXCEPTION).await.assert_status(204);
        assert_eq!(told(&app).await.len(), 1);
    }

    async fn each_register_has_required_fields_of_its_own(app: TestApp) {
        let (_, page) = not_met(&app).await;
        let bare = [("version", "0"), ("note", "broken"), ("confirmed", "yes")];

        for refused in [
            app.post(LEAD, &format!("{page}/exception"), &bare).await,
            app.post_fragment(LEAD, &format!("{page}/exception"), &bare).await,
        ] {
            refused.assert_status(422).assert_contains("Say which circumstance");
            refused.assert_contains(">\nbroken</textarea>");
            refused.assert_contains("Say what is done to reduce the risk").assert_contains("Name the section");
        }
        let plan = app.post(LEAD, &format!("{page}/deficiency"), &bare).await;
        plan.assert_status(422).assert_contains("Say how it is fixed").assert_contains("Choose how it came about");
        plan.assert_contains("Enter the day of the first review").assert_contains("never implemented");
        let late = app.post(LEAD, &format!("{page}/deficiency"), &but(PLAN, "review_on", "2027-04-01")).await;
        late.assert_status(422).assert_contains("within a year").assert_contains("value=\"2027-04-01\"");
        let unread = app.post(LEAD, &format!("{page}/deficiency"), &but(PLAN, "review_on", "soon")).await;
        unread.assert_status(422).assert_contains("Enter a date like");
        assert!(told(&app).await.is_empty());
    }

    async fn a_plan_counts_from_its_first_review_that_shows_progress(app: TestApp) {
        let (id, page) = not_met(&app).await;
        let (path, reviews) = (format!("{page}/deficiency"), format!("{page}/deficiency/reviews"));
        let look = app.post(LEAD, &path, &but(PLAN, "confirmed", "")).await;
        look.assert_status(200).assert_contains("It counts from the first review that shows progress");
        app.post(LEAD, &path, &PLAN).await.assert_status(303);
        app.get(LEAD, &page).await.assert_contains("It does not count as met yet")
            .assert_contains("the plan has to be reviewed");
        app.get(LEAD, &at(id, "deficiencies?state=open")).await.assert_contains("Does not count yet");

        app.get(LEAD, &reviews).await.assert_status(200).assert_contains("value=\"2026-03-02\"");
        app.post(LEAD, &reviews, &REVIEW).await.assert_status(303);
        app.post_fragment(LEAD, &reviews, &REVIEW).await.assert_status(204);
        app.get(LEAD, &page).await.assert_contains("counts as met").assert_contains("The reader has come.");
        app.get(LEAD, &at(id, "deficiencies?state=counts")).await.assert_contains("2026-04-01");

        let stuck = but(but(REVIEW, "is_progress", "no"), "words", "The reader does not fit.");
        app.post(LEAD, &reviews, &stuck).await.assert_status(303);
        app.get(LEAD, &page).await.assert_contains("the reviews have to show progress");
        assert_eq!(told(&app).await, ["claim.recorded", "claim.reviewed", "claim.reviewed"]);
    }

    async fn a_change_of_the_plan_keeps_its_reviews(app: TestApp) {
        let (_, page) = not_met(&app).await;
        app.post(LEAD, &format!("{page}/deficiency"), &PLAN).await.assert_status(303);
        app.post(LEAD, &format!("{page}/deficiency/reviews"), &REVIEW).await.assert_status(303);
        let version = app.get(LEAD, &format!("{page}/deficiency")).await.field("version").unwrap();
        let changed = but(but(PLAN, "fix", "A new reader of another make is ordered."), "version", &version);

        app.post(LEAD, &format!("{page}/deficiency"), &changed).await.assert_status(303);

        let shown = app.get(LEAD, &page).await;
        shown.assert_contains("another make").assert_contains("The reader has come.").assert_contains("Met by claim");
    }

    async fn a_review_has_taken_place_and_names_the_next(app: TestApp) {
        let (_, page) = not_met(&app).await;
        let reviews = format!("{page}/deficiency/reviews");
        app.get(LEAD, &reviews).await.assert_status(409).assert_contains("nothing to review");
        app.post(LEAD, &format!("{page}/deficiency"), &PLAN).await.assert_status(303);

        let wrong = [("reviewed_on", "2026-03-03"), ("words", "ok"), ("is_progress", "yes"), ("next_on", "2026-03-01")];
        for refused in [app.post(LEAD, &reviews, &wrong).await, app.post_fragment(LEAD, &reviews, &wrong).await] {
            refused.assert_status(422).assert_contains("has taken place").assert_contains("Say how far the fix is");
            refused.assert_contains("still to come").assert_contains("value=\"2026-03-03\"");
        }
        let unread = app.post(LEAD, &reviews, &[("words", "The reader has come.")]).await;
        unread.assert_status(422).assert_contains("Enter the day of the next review");
        assert_eq!(told(&app).await, ["claim.recorded"]);
    }

    async fn an_open_item_of_the_poam_is_not_turned_into_a_neighbour(app: TestApp) {
        let id = app.an_assessment(2).await;
        assess(&app, id, "3.1.3/a", "not_met").await;
        let page = at(id, "requirements/3.1.3");
        let item = [
            ("requirement", "3.1.3"), ("weakness", "Drawings can leave by private mail."), ("due_on", "2026-05-01"),
            ("root_cause", "Nobody switched the filter on."), ("responsible", &LEAD.id.to_string()),
            ("confirmed", "yes"), ("seen", "3.1.3"),
        ];
        app.post(LEAD, &at(id, "poams/new"), &item).await.assert_status(303);

        for (path, form) in [("deficiency", &PLAN[..]), ("exception", &EXCEPTION[..])] {
            app.get(LEAD, &format!("{page}/{path}")).await.assert_contains("cannot be turned into");
            let refused = app.post(LEAD, &format!("{page}/{path}"), form).await;
            refused.assert_status(422).assert_contains("cannot be turned into").assert_contains("170.21(b)");
        }
        assert!(told(&app).await.is_empty());
    }

    async fn what_counts_as_met_by_a_claim_has_no_place_on_the_poam(app: TestApp) {
        let id = app.an_assessment(2).await;
        assess(&app, id, "3.1.3/a", "not_met").await;
        let page = at(id, "requirements/3.1.3");
        app.post(LEAD, &format!("{page}/exception"), &EXCEPTION).await.assert_status(303);

        let refused = app.post(LEAD, &at(id, "poams/new"), &[("requirement", "3.1.3")]).await;

        refused.assert_status(422).assert_contains("counts as MET by a claim");
    }

    async fn no_review_gives_the_points_of_an_open_item_back(app: TestApp) {
        let id = app.an_assessment(2).await;
        assess(&app, id, "3.1.3/a", "not_met").await;
        let (page, new) = (at(id, "requirements/3.1.3"), at(id, "poams/new"));
        app.post(LEAD, &format!("{page}/deficiency"), &PLAN).await.assert_status(303);

        let refused = app.post(LEAD, &new, &[("requirement", "3.1.3")]).await;

        refused.assert_status(422).assert_contains("never on both");
        // As a version of Muster left it that let both stand.
        app.post(LEAD, &format!("{page}/claim"), &[("why", "To try it.")]).await.assert_status(303);
        let item = [
            ("requirement", "3.1.3"), ("weakness", "Drawings can leave by private mail."), ("due_on", "2026-05-01"),
            ("root_cause", "Nobody switched the filter on."), ("responsible", &LEAD.id.to_string()),
            ("confirmed", "yes"), ("seen", "3.1.3"),
        ];
        app.post(LEAD, &new, &item).await.assert_status(303);
        let plan = r#"{"claim":"temporary_deficiency","note":"It broke.","fix":"A new one","origin":"roll_out",
            "review_on":"2026-04-01","reviews":[]}"#;
        let both = format!("update implementations set claim = '{plan}' where requirement = '3.1.3'");
        app.store.behind_our_back(&both).await;
        let review = |form: [(&'static str, &'static str); 4]| {
            let path = format!("{page}/deficiency/reviews");
            let app = &app;
            async move { app.post(LEAD, &path, &form).await }
        };
        review(REVIEW).await.assert_status(409).assert_contains("withdraw the item");
        review(but(REVIEW, "is_progress", "no")).await.assert_status(303);
        assert!(!app.get(LEAD, &page).await.contains("Met by claim"));
    }

    async fn one_claim_at_a_time_and_it_ends_with_a_reason(app: TestApp) {
        let (_, page) = not_met(&app).await;
        app.post(LEAD, &format!("{page}/exception"), &EXCEPTION).await.assert_status(303);
        let second = app.post(LEAD, &format!("{page}/deficiency"), &but(PLAN, "version", "1")).await;
        second.assert_status(422).assert_contains("End that first");
        let decision = [("version", "1"), ("claim", "dod_cio_adjudication"), ("claim_note", "Memo of 2 March 2026")];
        app.post(LEAD, &format!("{page}/edit"), &decision).await.assert_status(422).assert_contains("End that first");

        let ask = app.get(LEAD, &format!("{page}/claim")).await;
        ask.assert_status(200).assert_contains("What this does to the score").assert_contains("The old lathe");
        let silent = app.post_fragment(LEAD, &format!("{page}/claim"), &[("why", " ")]).await;
        silent.assert_status(422).assert_contains("Say why it ends");
        app.post(LEAD, &format!("{page}/claim"), &[("why", "The lathe is sold.")]).await.assert_status(303);
        app.post(LEAD, &format!("{page}/claim"), &[("why", "The lathe is sold.")]).await.assert_status(303);

        assert!(!app.get(LEAD, &page).await.contains("Met by claim"));
        let (action, _, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!((action.as_str(), &detail["reason"]), ("claim.ended", &"The lathe is sold.".into()));
        assert_eq!(told(&app).await, ["claim.recorded", "claim.ended"]);
    }

    async fn writing_about_the_practice_keeps_the_claim(app: TestApp) {
        let (_, page) = not_met(&app).await;
        app.post(LEAD, &format!("{page}/exception"), &EXCEPTION).await.assert_status(303);

        let words = [("version", "1"), ("status", "partial"), ("narrative", "All machines but the lathe.")];
        app.post(LEAD, &format!("{page}/edit"), &words).await.assert_status(303);

        let shown = app.get(LEAD, &page).await;
        shown.assert_contains("Met by claim").assert_contains("All machines but the lathe.");
    }

    async fn two_people_at_once_both_see_both_texts(app: TestApp) {
        let (_, page) = not_met(&app).await;
        let path = format!("{page}/exception");
        app.post(ADMIN, &path, &EXCEPTION).await.assert_status(303);
        let mine = but(EXCEPTION, "mitigations", "It is switched off at night.");

        for late in [app.post(LEAD, &path, &mine).await, app.post_fragment(LEAD, &path, &mine).await] {
            late.assert_status(409).assert_contains("It has no network and stands in a locked room.");
            late.assert_contains(">\nIt is switched off at night.</textarea>");
            assert_eq!(late.field("version").as_deref(), Some("1"));
        }
    }

    async fn only_the_owner_and_the_lead_record_and_review(app: TestApp) {
        let (id, page) = not_met(&app).await;
        let owner = CONTRIBUTOR.id.to_string();
        app.post(LEAD, &format!("{page}/owner"), &[("owner", &owner)]).await.assert_status(303);
        for (path, form) in [
            ("exception", &EXCEPTION[..]), ("deficiency", &PLAN[..]), ("deficiency/reviews", &REVIEW[..]),
            ("claim", &[("why", "It is fixed.")]),
        ] {
            let path = format!("{page}/{path}");
            for (who, status) in [(OTHER_CONTRIBUTOR, 403), (ASSESSOR, 403), (STRANGER, 404)] {
                app.get(who, &path).await.assert_status(status);
                app.post(who, &path, form).await.assert_status(status);
            }
        }
        assert!(told(&app).await.is_empty());
        let plan = but(PLAN, "version", "1");
        app.post(CONTRIBUTOR, &format!("{page}/deficiency"), &plan).await.assert_status(303);
        app.post(CONTRIBUTOR, &format!("{page}/deficiency/reviews"), &REVIEW).await.assert_status(303);
        app.get(STRANGER, &at(id, "deficiencies")).await.assert_status(404);
    }

    async fn reviews_go_on_after_the_assessment_is_completed_and_nothing_else_does(app: TestApp) {
        let (id, page) = not_met(&app).await;
        app.post(LEAD, &format!("{page}/deficiency"), &PLAN).await.assert_status(303);
        lock(&app, id).await;

        app.get(LEAD, &page).await.assert_contains("deficiency/reviews");
        app.post(LEAD, &format!("{page}/deficiency/reviews"), &REVIEW).await.assert_status(303);
        app.get(LEAD, &format!("{page}/deficiency")).await.assert_status(409);
        app.post(LEAD, &format!("{page}/deficiency"), &but(PLAN, "version", "2")).await.assert_status(409);
        app.post(LEAD, &format!("{page}/claim"), &[("why", "It is fixed.")]).await.assert_status(409);
        app.get(LEAD, &at(id, "deficiencies")).await.assert_contains("badge reader");
    }

    async fn the_registers_are_filtered_sorted_and_saved_without_formulas(app: TestApp) {
        let (id, page) = not_met(&app).await;
        app.post(LEAD, &format!("{page}/deficiency"), &but(PLAN, "note", "=cmd|calc is broken")).await
            .assert_status(303);
        app.post(LEAD, &at(id, "requirements/3.1.2/exception"), &EXCEPTION).await.assert_status(303);

        app.get(LEAD, &at(id, "deficiencies?state=overdue")).await.assert_contains("Nothing fits");
        app.env.advance(chrono::TimeDelta::days(31));
        app.sign_in_again().await;
        app.get(LEAD, &at(id, "deficiencies?state=overdue&sort=-review")).await.assert_contains("Overdue")
            .assert_contains("aria-sort=\"descending\"");
        let part = app.get_fragment(LEAD, &at(id, "exceptions")).await;
        part.assert_contains("1 exception").assert_contains("3.1.2");
        assert!(!part.contains("3.1.1") && !part.contains("<h1"));
        app.get(ASSESSOR, &at(id, "deficiencies.csv")).await.assert_contains("'=cmd|calc is broken");
        app.get(ASSESSOR, &at(id, "exceptions.csv")).await.assert_contains("\"Section 4.2, version 3\",yes");
        for path in ["deficiencies", "exceptions", "requirements/3.1.1/deficiency", "requirements/3.1.1/claim"] {
            let page = at(id, path);
            let asked = app.statements_of(|| app.get(LEAD, &page)).await;
            assert!(asked <= 6, "{path}: {asked}");
        }
    }
}
