//! Every template is rendered at least once, and no page asks the database too much.

use super::{TABLE, Who, filled, furnished, table};
use crate::{house, support::*};
use minijinja::{Environment, context};
use muster::{
    kernel::{
        audit::{Actor, Entry},
        db::Chore,
    },
    sql,
    web::{
        keys::Keymap,
        templates::{self, Templates},
    },
};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

/// How many statements a page may run, session and membership included.
const STATEMENTS_MAX: u64 = 6;

/// All templates, each of which notes its name when it is used.
fn noting(used: &Arc<Mutex<BTreeSet<String>>>) -> Templates {
    let (mut env, used) = (Environment::clone(&templates::all()), used.clone());
    env.add_function("note", move |name: String| {
        used.lock().unwrap().insert(name);
        ""
    });
    for (name, source) in templates::sources() {
        let noted = format!("{{{{ note({name:?}) }}}}{source}");
        env.add_template_owned(name, noted).unwrap();
    }
    Arc::new(env)
}

/// Forms whose answer is a template of its own, filled in rightly. Sent as a page and as a fragment.
const FORMS: &[(&str, &[(&str, &str)])] = &[
    (
        "/o/:org/people/invitations",
        &[("name", "Nora New"), ("email", "nora@contoso.example"), ("role", "lead")],
    ),
    ("/o/:org/calendar/feed", &[("do", "make"), ("whose", "mine")]),
    ("/signin/strength", &[("password", "eleven quiet milling machines")]),
    ("/o/:org/settings", &[("name", "Contoso"), ("version", "1")]),
    (
        "/o/:org/settings/features",
        &[("on", "plans"), ("on", "dashboards"), ("on", "mail_texts"), ("version", "1")],
    ),
    (
        "/o/:org/assessments/:assessment/work/:requirement/:objective",
        &[("result", "met"), ("finding", "Seen."), ("version", "1")],
    ),
    ("/o/:org/evidence/bulk", &[("id", "0199ffff-ffff-7fff-8fff-ffffffffffff"), ("set", "accept")]),
    ("/o/:org/assessments/:assessment/bulk", &[("id", "3.1.1"), ("set", "met")]),
];

/// Pages that show another template than the address of the table does.
const ALSO: &[&str] = &["/o/contoso/catalogue/level-2/3.1.1"];

#[tokio::test(flavor = "multi_thread")]
async fn every_template_is_shown_to_somebody() {
    let used = Arc::new(Mutex::new(BTreeSet::new()));
    let (app, furnished) = furnished(TestDb::inhabited(Backend::Sqlite).await.unwrap()).await;
    let app = app.with_templates(noting(&used));
    app.leaves_jobs();
    join_another_company(&app).await;
    for (method, path, _) in TABLE {
        let at = filled(path, |name| table::there(path, name, &furnished));
        if *method == "GET" {
            for who in [ADMIN, CONTRIBUTOR] {
                assert!(app.get(who, &at).await.status.as_u16() < 500, "{at}");
                assert!(app.get_fragment(who, &at).await.status.as_u16() < 500, "{at}");
            }
            assert!(app.anonymous_get(&at).await.status.as_u16() < 500, "{at}");
        }
    }
    let own_page = format!("/o/contoso/settings?kept={}", token_of("kept"));
    app.get(ADMIN, &own_page).await.assert_status(200).assert_contains("value=\"Contoso Inc.\"");
    for (path, fields) in FORMS {
        let at = filled(path, |name| table::there(path, name, &furnished));
        let later = |(name, value): &(&'static str, &'static str)| {
            (*name, if *name == "version" { "2" } else { value })
        };
        let again: Vec<_> = fields.iter().map(later).collect();
        app.post(ADMIN, &at, fields).await.assert_status_below(400);
        app.post_fragment(ADMIN, &at, &again).await.assert_status_below(400);
    }
    let draft = "/o/:org/assessments/:assessment/work/:requirement/:objective/draft";
    let draft = filled(draft, |name| table::there(draft, name, &furnished));
    Browser::new(&app).post_fragment(&draft, &[]).await.assert_status(401);
    for at in ALSO {
        app.get(ADMIN, at).await.assert_status(200);
    }
    set_up(&used).await;
    registration(&used).await;
    second_step(&app).await;
    let undo = "/o/:org/assessments/:assessment/bulk/undo";
    let undo = filled(undo, |name| table::there(undo, name, &furnished)) + "?at=0";
    app.post(ADMIN, &undo, &[]).await.assert_status(409);
    completed(&app, &furnished).await;
    leaving(&app).await;
    taken_back(&app, &furnished).await;
    let at = format!("/o/contoso/people/{}/rescue/{}/confirm", CONTRIBUTOR.id, furnished.rescue);
    app.post(ADMIN, &at, &[]).await.assert_status(200);
    app.anonymous_get(&format!("/give/{}", token_of("gone"))).await.assert_status(404);
    style_guide(&app);
    without_letters(app).await;
    let all: BTreeSet<_> = house::files("templates", "")
        .into_iter()
        .map(|(path, _)| path.trim_start_matches("templates/").to_owned())
        // Letters are read one by one, in mail/letters.rs.
        .filter(|name| !name.starts_with("mail/"))
        .collect();

    let used = used.lock().unwrap();
    let forgotten: Vec<_> = all.difference(&used).collect();
    assert!(forgotten.is_empty(), "no page shows {forgotten:#?}");
    assert!(all.contains("layouts/page.html") && all.len() > 20, "{all:?}");
}

/// Somebody with two organisations chooses between them.
async fn join_another_company(app: &TestApp) {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let now = tx.now();
    sql! {
        execute, &mut tx,
        "insert into members (org_id, user_id, role, created_at) values ($1, $2, 'lead', $3)",
        FABRIKAM.id, ADMIN.id, now
    }
    .unwrap();
    tx.commit_chore(Chore::Sweep).await.unwrap();
}

/// The lead has an authenticator app, so signing in takes two steps; and then there are backup codes.
async fn second_step(app: &TestApp) {
    let mut browser = Browser::new(app);
    browser.sign_in(LEAD).await;
    browser.get("/signin/second").await.assert_status(200);
    browser.post("/signin/second", &[("code", &app.code(0))]).await.assert_status(303);
    browser.get("/account/security").await.assert_status(200);
    browser.post("/account/security/codes", &[]).await.assert_status(200);
}

/// Only a completed assessment can be reopened.
async fn completed(app: &TestApp, furnished: &Furnished) {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let today = app.env.today();
    sql! {
        execute, &mut tx,
        "update assessments set completed_on = $2, version = version + 1 where id = $1",
        furnished.assessment, today
    }
    .unwrap();
    let entry = Entry { action: "test.prepared", subject: "test:1".into(), detail: serde_json::json!({}) };
    tx.commit(CONTOSO.id, entry).await.unwrap();
    let at = format!("/o/contoso/assessments/{}/reopen", furnished.assessment);
    app.get(ADMIN, &at).await.assert_status(200);
}

/// What became of an invitation that does not work any more.
async fn taken_back(app: &TestApp, furnished: &Furnished) {
    let at = format!("/o/contoso/people/invitations/{}/revoke", furnished.invitation);
    app.post(ADMIN, &at, &[]).await.assert_status(303);
    app.anonymous_get(&format!("/join/{}", token_of("join"))).await.assert_status(404);
}

/// The page that leads to a provider, where one answers.
async fn leaving(app: &TestApp) {
    let (idp, at) = (idp::Idp::start(&app.env).await, "/o/contoso/settings/providers");
    let id = app.get(ADMIN, &format!("{at}/new")).await.field("id").unwrap();
    let fields = [("id", id.as_str()), ("label", "ID"), ("issuer", &idp.issuer), ("client_id", idp::CLIENT)];
    app.post(ADMIN, at, &fields).await.assert_status(303);
    let mut browser = Browser::new(app);
    browser.get("/signin").await;
    browser.post(&format!("/signin/provider/{id}"), &[]).await.assert_status(200);
}

/// The first page of a new installation.
async fn set_up(used: &Arc<Mutex<BTreeSet<String>>>) {
    let store = TestDb::empty(Backend::Sqlite).await.unwrap();
    store.db.migrate().await.unwrap();
    let app = TestApp::with(store).with_templates(noting(used));
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    links(&mut tx, &[("setup", "setup", None)]).await;
    tx.commit_chore(Chore::Sweep).await.unwrap();
    app.anonymous_get(&format!("/setup/{}", token_of("setup"))).await.assert_status(200);
}

/// The link that whoever asks for evidence passes on themselves.
async fn without_letters(app: TestApp) {
    let app = app.without_mail();
    app.leaves_jobs();
    let whom = [("person", "outside"), ("name", "Rosa Roe"), ("email", "rosa@supplier.example")];
    let day = (app.env.today() + chrono::TimeDelta::days(7)).to_string();
    let what = [("title", "Certificate"), ("kind", "document"), ("due_on", day.as_str())];
    app.post(ADMIN, "/o/contoso/requests/new", &[&what[..], &whom].concat()).await.assert_status(200);
}

/// The pages of an installation where anybody may begin an organisation.
async fn registration(used: &Arc<Mutex<BTreeSet<String>>>) {
    let (app, _) = furnished(TestDb::inhabited(Backend::Sqlite).await.unwrap()).await;
    let app = app.open_to_all(noting(used));
    app.anonymous_get("/signin/register").await.assert_status(200);
    app.anonymous_get(&format!("/register/{}", token_of("register"))).await.assert_status(200);
}

/// Every part in every state. It has no address; people who change the style sheet render it.
fn style_guide(app: &TestApp) {
    let keymap = Keymap::default();
    let ui = context! {
        csrf => "token", once => "", here => "/o/contoso", path => "/styleguide", theme => "", density => "",
        keys => "on", role => "admin", section => "", version => "1", unread => "",
        can => context! {}, on => context! {},
        org => context! {
            slug => "contoso", name => "Contoso", color => "blue", initials => "CM", banner => "", imprint => ""
        },
        person => none(), flash => none(), session => none(),
        assessment => none(), keymap => keymap.written(), key => keymap.by_name(),
    };
    let page = app.shell.templates.get_template("styleguide/index.html").unwrap();
    let html = page.render(context! { ui, layout => "layouts/page.html" }).unwrap();
    assert!(html.contains("ribbon") && html.contains("Families"), "{html}");
}

fn none() -> minijinja::Value {
    minijinja::Value::from(())
}

both! {
    async fn no_page_asks_the_database_too_much(app: TestApp) {
        let (app, furnished) = furnished(app.into_store()).await;
        let mut greedy = Vec::new();
        for (method, path, who) in TABLE {
            if *method == "GET" && matches!(who, Who::Roles(_)) {
                let at = filled(path, |name| table::there(path, name, &furnished));
                let statements = app.statements_of(|| app.get(ADMIN, &at)).await;
                if statements > STATEMENTS_MAX {
                    greedy.push(format!("{path}: {statements}"));
                }
            }
        }

        assert!(greedy.is_empty(), "more than {STATEMENTS_MAX} statements:\n{}", greedy.join("\n"));
    }
}
