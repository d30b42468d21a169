//! 409 with both versions where two people differ; one effect where one form is sent twice.

use super::*;

/// Where two people write, who comes too late, the version both saw, what the first and what the second wrote.
type Contest = (&'static str, Person, &'static str, Vec<(&'static str, &'static str)>, &'static str);

/// `NEW` stands where the two differ.
const NEW: &str = "NEW";

fn contests() -> Vec<Contest> {
    vec![
        ("/o/contoso/settings", ADMIN, "1", vec![("name", NEW), ("kind", "pdf")], "name"),
        (
            "/settings",
            ADMIN,
            "1",
            vec![("name", NEW), ("theme", "dark"), ("density", "roomy"), ("has_keys", "on")],
            "name",
        ),
        ("/o/contoso/assessments/:a/edit", LEAD, "1", vec![("title", NEW), ("lead", "")], "title"),
        (
            "/o/contoso/systems/:s",
            LEAD,
            "1",
            vec![("name", NEW), ("cage_codes", "1A2B3"), ("scope", "All")],
            "name",
        ),
        (
            "/o/contoso/catalogue/own/X.1/edit",
            LEAD,
            "1",
            vec![
                ("title", NEW),
                ("family", "Own"),
                ("statement", "Say it."),
                ("objectives", "a: it is said"),
            ],
            "title",
        ),
        (
            "/o/contoso/assessments/:a/requirements/3.1.2/edit",
            LEAD,
            "0",
            vec![("status", "implemented"), ("narrative", NEW), ("partial_case", ""), ("claim", "")],
            "narrative",
        ),
        (
            "/o/contoso/assessments/:a/work/3.1.2/a",
            LEAD,
            "0",
            vec![("result", "not_met"), ("finding", NEW)],
            "finding",
        ),
        (
            "/o/contoso/evidence/:e/edit",
            LEAD,
            "1",
            vec![
                ("title", NEW),
                ("kind", "document"),
                ("state", "final"),
                ("captured_on", "2026-02-01"),
                ("owner", ""),
            ],
            "title",
        ),
    ]
}

fn filled<'a>(fields: &[(&'a str, &'a str)], new: &'a str, version: &'a str) -> Vec<(&'a str, &'a str)> {
    let given = fields.iter().map(|(name, value)| (*name, if *value == NEW { new } else { value }));
    given.chain([("version", version)]).collect()
}

const FASTER: &str = "What the faster one wrote of it";
const SLOWER: &str = "What the slower one wrote of it";

both! {
    async fn the_slower_one_sees_both_versions_and_decides(app: TestApp) {
        let (app, furnished) = furnished(app).await;
        for (path, who, version, fields, name) in contests() {
            let path = at(path, &furnished);
            app.post(who, &path, &filled(&fields, FASTER, version)).await.assert_status_below(400);

            for way in WAYS {
                let late = way.post(&app, who, &path, &filled(&fields, SLOWER, version)).await;

                assert_eq!(late.status.as_u16(), 409, "{way:?} {path}\n{}", late.body);
                late.assert_contains(FASTER).assert_contains(SLOWER).assert_contains("role=\"alert\"");
                late.assert_contains(&format!("name=\"{name}\""));
                way.assert_form(&late, &path);
                assert_ne!(late.field("version").as_deref(), Some(version), "{path}: the new version is in the form");
            }
            let late = app.post(who, &path, &filled(&fields, SLOWER, version)).await;
            let now = late.field("version").unwrap();
            app.post(who, &path, &filled(&fields, SLOWER, &now)).await.assert_status_below(400);
        }
    }

    async fn a_double_click_on_what_makes_something_has_one_effect(app: TestApp) {
        let (app, furnished) = furnished(app).await;
        let own = [
            ("code", "Q.9"),
            ("family", "Own"),
            ("title", "T"),
            ("statement", "Say it."),
            ("objectives", "a: said"),
        ];
        let started = [
            ("title", "Autumn"),
            ("level", "2"),
            ("system", ""),
            ("name", "New net"),
            ("cage_codes", "1A2B3"),
            ("scope", ""),
        ];
        for (who, page, path, fields, action) in [
            (LEAD, "/o/contoso/catalogue/own/new", "/o/contoso/catalogue/own/new", &own[..], "requirement.created"),
            (LEAD, "/o/contoso/assessments/new", "/o/contoso/assessments", &started[..], "assessment.started"),
            (LEAD, "/o/contoso/assessments/:a/copy", "/o/contoso/assessments/:a/copy", &[("title", "Copy")][..],
                "assessment.started"),
        ] {
            let (page, path) = (at(page, &furnished), at(path, &furnished));
            let before = count(&app, action).await;
            let once = app.get(who, &page).await.field("once").unwrap_or_default();
            let fields = [fields, &[("once", once.as_str())]].concat();

            let (first, second) = tokio::join!(app.post(who, &path, &fields), app.post(who, &path, &fields));

            first.assert_status_below(400);
            second.assert_status_below(400);
            assert_eq!(first.location(), second.location(), "{path}");
            assert_eq!(count(&app, action).await, before + 1, "{path}: {:?}", app.trail(CONTOSO).await);
        }
    }

    async fn a_double_click_on_what_changes_something_has_one_effect(app: TestApp) {
        let (app, furnished) = furnished(app).await;
        for (path, who, version, fields, _) in contests() {
            let path = at(path, &furnished);
            let fields = filled(&fields, FASTER, version);
            let before = app.trail(CONTOSO).await.len();

            let (first, second) = tokio::join!(app.post(who, &path, &fields), app.post(who, &path, &fields));

            let statuses = [first.status.as_u16(), second.status.as_u16()];
            assert!(statuses.iter().all(|status| matches!(status, 200 | 303 | 409)), "{path}: {statuses:?}");
            assert!(statuses.iter().any(|status| *status != 409), "{path}: {statuses:?}");
            assert!(app.trail(CONTOSO).await.len() <= before + 1, "{path}: {:?}", app.trail(CONTOSO).await);
        }
    }

    async fn two_tabs_that_decide_the_same_objective_have_one_line(app: TestApp) {
        let path = objective(app.an_assessment(2).await, "3.1.1/a");
        let form = [("result", "met"), ("finding", "Seen."), ("version", "0")];

        let (one, other) = tokio::join!(app.post(LEAD, &path, &form), app.post_fragment(LEAD, &path, &form));

        one.assert_status_below(400);
        other.assert_status_below(400);
        assert_eq!(count(&app, "finding.decided").await, 1);
    }
}
