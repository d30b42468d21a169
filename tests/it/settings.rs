//! The settings of an organisation: the tabs and who sees which, what each keeps, what is switched off, and what other
//! nodes see of it.

mod letters;

use crate::support::*;
use chrono::TimeDelta;
use muster::{
    access::Feature,
    app,
    blobs::Blobs,
    kernel::{audit::Actor, db::Chore},
    notices,
};

const SETTINGS: &str = "/o/contoso/settings";
const FEATURES: &str = "/o/contoso/settings/features";
const EVIDENCE: &str = "/o/contoso/settings/evidence";
const SIGN_IN: &str = "/o/contoso/settings/sign-in";
const REMINDERS: &str = "/o/contoso/settings/reminders";
const FILES: &str = "/o/contoso/settings/evidence/files";

/// Every feature but these.
fn all_but(off: &[Feature], version: &'static str) -> Vec<(&'static str, &'static str)> {
    let on = Feature::ALL.iter().filter(|it| !off.contains(it)).map(|it| ("on", it.word()));
    on.chain([("version", version)]).collect()
}

/// The tabs of a page, by their addresses, and which is the present one.
fn tabs(page: &Answer) -> (Vec<String>, String) {
    let Some(bar) = page.body.split("<nav class=\"tabs").nth(1) else { return Default::default() };
    let bar = bar.split("</nav>").next().unwrap();
    let links: Vec<&str> = bar.split("<a href=\"").skip(1).collect();
    let address = |link: &&str| link.split('"').next().unwrap().replace("/o/contoso/settings", "");
    let here = links.iter().find(|link| link.contains("aria-current")).map(address).unwrap_or_default();
    (links.iter().map(address).collect(), here)
}

both! {
    async fn everybody_sees_the_tabs_that_they_may_open(app: TestApp) {
        let all = ["", "/sign-in", "/evidence", "/reminders", "/features", "/letters"];
        for tab in all {
            let page = app.get(ADMIN, &format!("{SETTINGS}{tab}")).await;
            page.assert_status(200).assert_contains("<h1>Settings of the organisation</h1>");
            assert_eq!(tabs(&page), (all.map(str::to_owned).to_vec(), tab.to_owned()));
        }

        let lead = app.get(LEAD, &format!("{SETTINGS}/reminders")).await;
        assert_eq!(tabs(&lead), (vec!["/evidence".into(), "/reminders".into()], "/reminders".into()));
        lead.assert_contains("href=\"/o/contoso/settings/reminders\" aria-current=\"page\">Settings</a>");
        for who in [CONTRIBUTOR, ASSESSOR] {
            let page = app.get(who, EVIDENCE).await;
            page.assert_status(200).assert_contains("An administrator can change these days.");
            assert_eq!(tabs(&page).0, Vec::<String>::new());
            assert!(!page.contains("<button class=\"button--primary\""), "only to be read");
            assert!(!page.contains(">Settings</a>\n"), "no way to what they may not open");
        }
        app.get(STRANGER, EVIDENCE).await.assert_status(404);
    }

    async fn the_files_that_are_taken_are_a_form_of_their_own(app: TestApp) {
        let fields = [("kind", "pdf"), ("kind", "docx"), ("version", "1")];
        app.get(ADMIN, EVIDENCE).await.assert_status(200).assert_contains("PDF document (.pdf)");
        app.get(LEAD, FILES).await.assert_status(200).assert_contains("PDF document (.pdf)");

        let none = app.post_fragment(ADMIN, FILES, &[("version", "1")]).await;
        let saved = app.post(ADMIN, FILES, &fields).await;
        let late = app.post(ADMIN, FILES, &[("kind", "png"), ("version", "1")]).await;
        let script = app.post_fragment(ADMIN, FILES, &[("kind", "pdf"), ("version", "2")]).await;

        none.assert_status(422).assert_contains("Choose at least one kind of file.");
        assert_eq!(none.header("hx-retarget"), "#files-form");
        assert_eq!(saved.assert_status(303).location(), EVIDENCE);
        late.assert_status(409).assert_contains("in the place of theirs: pdf, docx.");
        let form = late.body.split("id=\"files-form\"").nth(1).unwrap();
        let png = form.split("value=\"png\"").nth(1).unwrap().split('>').next().unwrap();
        assert!(png.contains("checked"), "what was ticked stays ticked");
        assert_eq!(script.assert_status(204).header("hx-redirect"), EVIDENCE);
        app.post(LEAD, FILES, &fields).await.assert_status(403);
        let (action, _, detail) = app.trail_entries(CONTOSO).await.remove(0);
        assert_eq!(action, "organisation.files_changed");
        assert_eq!(detail["after"]["evidence_kinds"], serde_json::json!(["pdf", "docx"]));
        let text = app.upload(LEAD, "/o/contoso/evidence/new", &[("kind", "document"), ("state", "final")],
            &[("file", "a.txt", b"text")]).await;
        text.assert_status(422);
    }

    async fn what_is_switched_off_has_no_address_and_no_way_to_it(app: TestApp) {
        let blobs = Blobs::open(app.dir().join("blobs")).unwrap();
        let at = format!("/o/contoso/assessments/{}", furnish(&app, &blobs).await.assessment);
        app.leaves_jobs();
        let feed = app.post(LEAD, "/o/contoso/calendar/feed", &[("do", "make"), ("whose", "all")]).await;
        let feed = feed.body.split("http://localhost:8080").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let ways = ["/dashboard\"", "/plans\"", "/exports\"", "/calendar/feed\"", "/settings/letters\""];
        let shown = async || {
            let pages = [at.clone(), "/o/contoso/calendar".into(), SETTINGS.into()];
            let mut text = String::new();
            for page in pages {
                text += &app.get(ADMIN, &page).await.assert_status(200).body;
            }
            ways.map(|way| text.contains(way))
        };
        assert_eq!(shown().await, [true; 5]);

        app.post(ADMIN, FEATURES, &all_but(Feature::ALL, "1")).await.assert_status(303);

        assert_eq!(shown().await, [false; 5]);
        let mut count = 0;
        for address in app::pages().addresses.iter().filter(|address| address.feature.is_some()) {
            let path = address.path.replace(":org", "contoso").replace(":assessment", &at[24..]);
            let answer = match address.method.as_str() {
                "GET" => app.get(LEAD, &path).await,
                _ => app.post(LEAD, &path, &[]).await,
            };
            answer.assert_status(404).assert_contains("Your organisation does without this");
            answer.assert_contains(address.feature.unwrap().label());
            let script = match address.method.as_str() {
                "GET" => app.get_fragment(LEAD, &path).await,
                _ => app.post_fragment(LEAD, &path, &[]).await,
            };
            script.assert_status(404).assert_contains("does without this");
            let stranger = match address.method.as_str() {
                "GET" => app.get(STRANGER, &path).await,
                _ => app.post(STRANGER, &path, &[]).await,
            };
            assert!(!stranger.assert_status(404).contains("does without"), "{path}");
            count += 1;
        }
        assert!(count >= 14, "{count}");
        app.anonymous_get(&feed).await.assert_status(404);
        app.post(ADMIN, FEATURES, &all_but(&[], "2")).await.assert_status(303);
        assert_eq!(shown().await, [true; 5]);
        app.anonymous_get(&feed).await.assert_status(200);
    }

    async fn features_are_explained_kept_and_told_in_the_trail(app: TestApp) {
        let page = app.get(ADMIN, FEATURES).await;
        for feature in Feature::ALL {
            let says = feature.says().replace('&', "&amp;").replace('\'', "&#39;");
            page.assert_contains(&says).assert_contains(feature.label());
        }
        assert_eq!(page.body.matches(" checked").count(), Feature::ALL.len(), "everything is on at first");

        let saved = app.post_fragment(ADMIN, FEATURES, &all_but(&[Feature::Plans], "1")).await;
        let late = app.post(ADMIN, FEATURES, &all_but(&[Feature::Exports], "1")).await;

        assert_eq!(saved.assert_status(204).header("hx-redirect"), FEATURES);
        late.assert_status(409).assert_contains("they switched off What-if plans");
        assert_eq!(late.field("version").as_deref(), Some("2"));
        assert_eq!(late.body.matches(" checked").count(), Feature::ALL.len() - 1);
        assert_eq!(app.get(ADMIN, FEATURES).await.body.matches(" checked").count(), Feature::ALL.len() - 1);
        for who in [LEAD, CONTRIBUTOR, ASSESSOR] {
            app.get(who, FEATURES).await.assert_status(403);
            app.post(who, FEATURES, &all_but(&[], "2")).await.assert_status(403);
        }
        app.post(STRANGER, FEATURES, &all_but(&[], "2")).await.assert_status(404);
        let (action, _, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!(action, "organisation.features_changed");
        assert_eq!(detail["before"]["switched_off"], serde_json::json!([]));
        assert_eq!(detail["after"]["switched_off"], serde_json::json!(["What-if plans"]));
    }

    async fn people_who_change_different_things_do_not_meet(app: TestApp) {
        app.post(ADMIN, SETTINGS, &[("name", "Contoso One"), ("version", "1")]).await.assert_status(303);
        app.post(ADMIN, FEATURES, &all_but(&[Feature::Plans], "1")).await.assert_status(303);
        app.post(ADMIN, FILES, &[("kind", "pdf"), ("version", "1")]).await.assert_status(303);

        app.get(ADMIN, SETTINGS).await.assert_contains("value=\"Contoso One\"");
        assert_eq!(app.trail(CONTOSO).await.len(), 3);
    }

    async fn another_node_sees_every_change_with_its_next_page(app: TestApp) {
        let other = TestApp::with(app.store.as_another_node().await);
        let assessment = app.an_assessment(2).await;
        let dashboard = format!("/o/contoso/assessments/{assessment}/dashboard");
        other.get(LEAD, &dashboard).await.assert_status(200);

        let looks = [("name", "Contoso Two"), ("banner", "CUI: do not forward"), ("version", "1")];
        app.post(ADMIN, SETTINGS, &looks).await.assert_status(303);
        app.post(ADMIN, FEATURES, &all_but(&[Feature::Dashboards], "1")).await.assert_status(303);
        app.post(ADMIN, FILES, &[("kind", "pdf"), ("version", "1")]).await.assert_status(303);

        let page = other.get(LEAD, "/o/contoso/evidence").await;
        page.assert_contains("CUI: do not forward").assert_contains("Contoso Two");
        other.get(LEAD, &dashboard).await.assert_status(404).assert_contains("Dashboards");
        let page = other.get(LEAD, EVIDENCE).await;
        assert!(page.contains("PDF document") && !page.contains("Word document"));
        other.post(ADMIN, FEATURES, &all_but(&[], "2")).await.assert_status(303);
        app.get(LEAD, &dashboard).await.assert_status(200);
    }

    async fn another_node_goes_by_every_new_rule_at_once(app: TestApp) {
        let other = TestApp::with(app.store.as_another_node().await);
        other.get(CONTRIBUTOR, "/o/contoso/tasks").await.assert_status(200);
        other.get(LEAD, "/o/contoso/notices").await.assert_status(200);

        app.post(ADMIN, EVIDENCE, &[("test", "90"), ("version", "0")]).await.assert_status(303);
        let version = app.get(LEAD, REMINDERS).await.field("version").unwrap();
        let rules = [("task_before", "5"), ("hour", "8"), ("version", version.as_str())];
        app.post(LEAD, REMINDERS, &rules).await.assert_status(303);
        let rules = [("second_factor_roles", "contributor"), ("version", "0")];
        app.post(ADMIN, SIGN_IN, &rules).await.assert_status(303);

        let turned = other.get(CONTRIBUTOR, "/o/contoso/tasks").await;
        assert!(turned.location().starts_with("/signin/second"), "{}", turned.location());
        let (today, digest) = (app.env.today(), "ab".repeat(32));
        let (captured, until) = (today.to_string(), (today + TimeDelta::days(90)).to_string());
        let piece = [
            ("title", "Scan"), ("kind", "test"), ("state", "final"), ("captured_on", captured.as_str()),
            ("place", "Safe 3"), ("sha256", digest.as_str()),
        ];
        let added = other.post(LEAD, "/o/contoso/evidence/reference", &piece).await;
        other.get(LEAD, added.assert_status(303).location()).await.assert_contains(&until);
        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        for (title, days) in [("In a week", 7), ("In five days", 5)] {
            let due = (today + TimeDelta::days(days)).to_string();
            a_task_due(&mut tx, title, &due, Some(LEAD.id)).await;
        }
        tx.commit_chore(Chore::Sweep).await.unwrap();
        notices::remind(&other.db, other.scope(CONTOSO)).await.unwrap();
        let reminders = other.get(LEAD, "/o/contoso/notices").await;
        reminders.assert_contains("In five days");
        assert!(!reminders.contains("In a week"), "{}", reminders.body);
        app.leaves_jobs();
        other.leaves_jobs();
    }

    async fn no_setting_costs_a_page_a_statement(app: TestApp) {
        let before = app.statements_of(|| app.get(LEAD, "/o/contoso/tasks")).await;
        let looks = [("name", "C"), ("banner", "CUI"), ("imprint", "CAGE"), ("version", "1")];
        app.post(ADMIN, SETTINGS, &looks).await.assert_status(303);
        app.post(ADMIN, FEATURES, &all_but(&[Feature::Plans], "1")).await.assert_status(303);

        assert_eq!(app.statements_of(|| app.get(LEAD, "/o/contoso/tasks")).await, before);
    }

    async fn what_stands_below_prints_is_in_files_and_is_escaped(app: TestApp) {
        let imprint = "<b>Contoso & Sons</b>, CAGE 1ABC2";
        let looks = [("name", "Contoso"), ("banner", "<i>CUI</i>"), ("imprint", imprint), ("version", "1")];
        app.post(ADMIN, SETTINGS, &looks).await.assert_status(303);
        let at = format!("/o/contoso/assessments/{}", app.an_assessment(2).await);

        let page = app.get(LEAD, &at).await;
        let fields = [("table", "requirements"), ("audience", "prime"), ("format", "json")];
        let file = app.post(LEAD, &format!("{at}/exports"), &fields).await;

        page.assert_contains("to be handled\">&lt;i&gt;CUI&lt;/i&gt;</aside>");
        page.assert_contains("print-only\">&lt;b&gt;Contoso &amp; Sons&lt;/b&gt;, CAGE 1ABC2</p>");
        let file: serde_json::Value = serde_json::from_str(&file.body).unwrap();
        assert_eq!(file["about"]["imprint"], imprint);
    }
}
