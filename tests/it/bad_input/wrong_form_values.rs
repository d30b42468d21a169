//! 422, a summary and a message at the field, and everything typed is kept.

use super::*;

type Fields = &'static [(&'static str, &'static str)];

/// Who sends what where; what was typed and must come back; the field whose message is told.
const FORMS: &[(Person, &str, Fields, &str, &str)] = &[
    (ADMIN, "/o/contoso/settings", &[("name", LONG), ("kind", "pdf"), ("version", "1")], LONG, "name"),
    (
        LEAD,
        "/settings",
        &[("name", LONG), ("theme", "dark"), ("density", "roomy"), ("version", "1")],
        LONG,
        "name",
    ),
    (
        ADMIN,
        "/o/contoso/people/invitations",
        &[("name", "Typed by hand"), ("email", "no address"), ("role", "lead")],
        "Typed by hand",
        "email",
    ),
    (
        LEAD,
        "/o/contoso/assessments",
        &[("title", ""), ("level", "2"), ("system", ""), ("name", "Typed by hand"), ("cage_codes", "!")],
        "Typed by hand",
        "cage_codes",
    ),
    (
        LEAD,
        "/o/contoso/assessments/:a/edit",
        &[("title", LONG), ("lead", ""), ("version", "1")],
        LONG,
        "title",
    ),
    (LEAD, "/o/contoso/assessments/:a/copy", &[("title", LONG)], LONG, "title"),
    (
        LEAD,
        "/o/contoso/systems/:s",
        &[("name", ""), ("cage_codes", "ten words"), ("scope", "Typed by hand"), ("version", "1")],
        "Typed by hand",
        "cage_codes",
    ),
    (
        LEAD,
        "/o/contoso/catalogue/own/new",
        &[
            ("code", "no good!"),
            ("family", ""),
            ("title", "Typed by hand"),
            ("statement", ""),
            ("objectives", "?"),
        ],
        "Typed by hand",
        "code",
    ),
    (
        LEAD,
        "/o/contoso/catalogue/own/X.1/edit",
        &[("title", "Typed by hand"), ("statement", ""), ("objectives", "no letter"), ("version", "1")],
        "Typed by hand",
        "objectives",
    ),
    (
        LEAD,
        "/o/contoso/assessments/:a/requirements/3.1.2/edit",
        &[
            ("narrative", "Typed by hand"),
            ("review_months", "many"),
            ("reviewed_on", "never"),
            ("version", "0"),
        ],
        "Typed by hand",
        "review_months",
    ),
    (
        LEAD,
        "/o/contoso/assessments/:a/work/3.1.2/a",
        &[("result", "not_met"), ("method", "test"), ("finding", "typed"), ("version", "0")],
        "typed",
        "finding",
    ),
    (
        LEAD,
        "/o/contoso/assessments/:a/bulk",
        &[("id", "3.1.2"), ("set", "not_met"), ("finding", "typed")],
        "typed",
        "finding",
    ),
    (
        LEAD,
        "/o/contoso/evidence/:e/edit",
        &[
            ("title", ""),
            ("description", "Typed by hand"),
            ("captured_on", "never"),
            ("kind", "document"),
            ("version", "1"),
        ],
        "Typed by hand",
        "captured_on",
    ),
];

/// Longer than any line may be.
const LONG: &str = "Typed by hand and far too long: Typed by hand and far too long: Typed by hand and far too long: \
    Typed by hand and far too long: Typed by hand and far too long: Typed by hand and far too long: \
    Typed by hand and far too long: Typed by hand and far too long: Typed by hand and far too long: ";

#[track_caller]
fn assert_told(answer: &Answer, path: &str, typed: &str, field: &str) {
    assert_eq!(answer.status.as_u16(), 422, "{path}\n{}", answer.body);
    for text in ["There is a problem", "role=\"alert\"", "aria-invalid=\"true\"", "autofocus", typed.trim()] {
        assert!(answer.contains(text), "{path}: no {text:?} in\n{}", answer.body);
    }
    assert!(answer.contains(&format!("{field}-problem\"")), "{path}: nothing at {field} in\n{}", answer.body);
}

/// Forms in which much is wrong, and how much at least.
const MUCH: &[(&str, Fields, usize)] = &[
    ("/o/contoso/settings", &[("banner", LONG), ("color", "none"), ("version", "1")], 3),
    ("/o/contoso/tasks/new", &[("about", "9.9.9"), ("assignee", "x"), ("due_on", "never")], 5),
    ("/o/contoso/requests/new", &[("repeat_months", "many")], 5),
    ("/o/contoso/assessments", &[("system", "x"), ("lead", "x")], 4),
    ("/o/contoso/assessments/:a/poams/new", &[("cost", "much"), ("milestone_words", LONG)], 4),
    ("/o/contoso/evidence/reference", &[("captured_on", "never")], 5),
    ("/o/contoso/evidence/:e/edit", &[("captured_on", "never"), ("owner", "x"), ("version", "1")], 4),
    ("/o/contoso/catalogue/own/new", &[("code", "no good!")], 4),
];

/// The fields that the summary of a page leads to, in its order.
fn summed_up(body: &str) -> Vec<&str> {
    let summary = body.split("note--bad summary").nth(1).and_then(|rest| rest.split("</ul>").next());
    let links = summary.unwrap_or_default().split("href=\"#").skip(1);
    links.filter_map(|link| link.split('"').next()).collect()
}

/// Asserts that a summary leads to at least so many fields, in the order in which they stand.
#[track_caller]
fn assert_in_order(answer: &Answer, path: &str, least: usize) {
    let told = summed_up(&answer.body);
    let stands = |id: &&str| answer.body.find(&format!("id=\"{id}\""));
    let places: Vec<_> = told.iter().map(stands).collect();
    assert!(told.len() >= least && places.iter().all(Option::is_some), "{path}: {told:?}");
    assert!(places.is_sorted(), "{path}: {told:?}");
}

both! {
    async fn a_summary_lists_what_is_wrong_as_the_fields_stand_below(app: TestApp) {
        let (app, furnished) = furnished(app).await;
        for (path, fields, least) in MUCH {
            let answer = app.post(ADMIN, &at(path, &furnished), fields).await;

            answer.assert_status(422);
            assert_in_order(&answer, path, *least);
        }
    }

    async fn the_summary_of_a_form_with_files_too(app: TestApp) {
        let long = "x".repeat(201);
        let fields = [("title", long.as_str()), ("source_on", "never"), ("captured_on", "never")];
        for path in ["/o/contoso/evidence/new", "/o/contoso/catalogue/import"] {
            let answer = app.upload(ADMIN, path, &fields, &[]).await;

            answer.assert_status(422);
            assert_in_order(&answer, path, 3);
            assert_eq!(summed_up(&answer.body).last(), Some(&"field-file"), "{path}");
        }
    }

    async fn every_form_comes_back_with_its_problems_and_all_that_was_typed(app: TestApp) {
        let (app, furnished) = furnished(app).await;
        let before = contents(&app.db).await;

        for (who, path, fields, typed, field) in FORMS {
            for way in WAYS {
                let path = at(path, &furnished);
                let answer = way.post(&app, *who, &path, fields).await;
                assert_told(&answer, &path, typed, field);
                way.assert_form(&answer, &path);
            }
        }

        assert_eq!(before, contents(&app.db).await, "nothing was changed");
    }

    async fn forms_with_files_too(app: TestApp) {
        let (app, _) = furnished(app).await;
        let evidence = [("title", "Typed by hand"), ("kind", "document"), ("captured_on", "never")];
        let import = [("title", "Typed by hand"), ("source_on", "never")];
        let file: [(&str, &str, &[u8]); 1] = [("file", "a.txt", b"good")];

        for (path, fields, field) in [
            ("/o/contoso/evidence/new", &evidence[..], "captured_on"),
            ("/o/contoso/catalogue/import", &import[..], "source_on"),
        ] {
            let plain = app.upload(ADMIN, path, fields, &file).await;
            let scripted = app.upload_fragment(ADMIN, path, fields, &file).await;

            for (way, answer) in [(Way::Plain, plain), (Way::Htmx, scripted)] {
                assert_told(&answer, path, "Typed by hand", field);
                way.assert_form(&answer, path);
            }
        }
        assert_eq!(count(&app, "evidence.added").await, 0);
    }

    async fn what_was_typed_is_text_again_and_never_markup(app: TestApp) {
        let evil = "\"><script>alert(1)</script>";
        let fields = [("name", evil), ("email", evil), ("role", "lead")];

        for way in WAYS {
            let answer = way.post(&app, ADMIN, "/o/contoso/people/invitations", &fields).await;

            answer.assert_status(422).assert_contains("&lt;script&gt;alert(1)");
            assert!(!answer.contains("<script>alert"), "{}", answer.body);
        }
    }
}
