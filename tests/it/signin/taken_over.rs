//! Passwords that were hashed elsewhere or otherwise, and how each gets a hash of ours.

use crate::support::*;
use muster::{
    kernel::text::Email,
    signin::{
        Browser as Client, Password,
        actions::{self, Imported},
    },
    sql,
};

const OLD: &str = "Eleven quiet milling machines, gr\u{fc}n";
const BCRYPT: &str = "$2b$04$IKwT7yNqX3pm08fP7LXPVOfIByASrmtfiGwqHk3lN080eAVoNRrYe";
const WERKZEUG: &str =
    "pbkdf2:sha256:1000$Y7aDX7BK$eb8473c99a9e75c6e526ade4378e31f8645bd1c5043dd86525b995525a800a65";

fn file(lines: &[&str]) -> String {
    [&["email,name,role,password_hash"], lines].concat().join("\n")
}

async fn hash_of(app: &TestApp, email: &str) -> Option<String> {
    let mut conn = app.db.read().await.unwrap();
    let (hash,): (Option<String>,) =
        sql! { fetch_one, &mut conn, "select password_hash from users where email = $1", email }.unwrap();
    hash
}

async fn sign_in(app: &TestApp, settings: &muster::signin::Settings, email: &str, password: &str) -> bool {
    let client = Client {
        address: "192.0.2.1".into(),
        agent: "a test".into(),
        former: None,
        devices: Vec::new(),
        known: muster::signin::Known::default(),
    };
    let email = Email::parse(email).unwrap();
    let given = Password::given(password);
    actions::sign_in(&app.db, settings, &email, given.as_ref(), &client).await.is_ok()
}

both! {
    async fn whoever_comes_from_another_program_keeps_their_password(app: TestApp) {
        let text = file(&[
            &format!("bea@contoso.example,Bea,lead,{BCRYPT}"),
            &format!("werner@contoso.example,Werner,contributor,{WERKZEUG}"),
            "nora@contoso.example,Nora,assessor,",
        ]);

        let done = actions::import_people(&app.db, CONTOSO.id, &text).await.unwrap();

        assert_eq!(done, Imported { made: 3, joined: 0, skipped: 0 });
        for (email, stored) in [("bea@contoso.example", BCRYPT), ("werner@contoso.example", WERKZEUG)] {
            assert_eq!(hash_of(&app, email).await.as_deref(), Some(stored));
            let mut browser = Browser::new(&app);
            browser.get("/signin").await;
            browser.post("/signin", &[("email", email), ("password", "something else")]).await.assert_status(422);
            assert_eq!(hash_of(&app, email).await.as_deref(), Some(stored));
            app.env.advance(chrono::TimeDelta::seconds(1));
            browser.post("/signin", &[("email", email), ("password", OLD)]).await.assert_status(303);
            assert!(hash_of(&app, email).await.unwrap().starts_with("$argon2id$"), "replaced at the first sign-in");
            let mut again = Browser::new(&app);
            again.get("/signin").await;
            again.post("/signin", &[("email", email), ("password", OLD)]).await.assert_status(303);
        }
        assert_eq!(hash_of(&app, "nora@contoso.example").await, None);
        let trail = app.trail(CONTOSO).await;
        assert_eq!(trail.iter().filter(|action| *action == "member.joined").count(), 3, "{trail:?}");
        assert!(trail.contains(&"people.imported".to_owned()));
    }

    async fn who_is_here_already_keeps_what_they_have(app: TestApp) {
        let before = hash_of(&app, STRANGER.email).await;
        let text = file(&[
            &format!("{},Other name,lead,{BCRYPT}", STRANGER.email),
            &format!("{},Other name,lead,{BCRYPT}", LEAD.email),
        ]);

        let done = actions::import_people(&app.db, CONTOSO.id, &text).await.unwrap();

        assert_eq!(done, Imported { made: 0, joined: 1, skipped: 1 });
        assert_eq!(hash_of(&app, STRANGER.email).await, before);
    }

    async fn a_file_with_mistakes_brings_nobody_and_names_each_line(app: TestApp) {
        let text = file(&[
            &format!("bea@contoso.example,Bea,lead,{BCRYPT}"),
            &format!("bea@contoso.example,Bea,lead,{BCRYPT}"),
            "nobody,Nora,lead,",
            "nora@contoso.example,Nora,boss,",
            "nils@contoso.example,Nils,lead,5f4dcc3b5aa765d61d8327deb882cf99",
        ]);

        let told = actions::import_people(&app.db, CONTOSO.id, &text).await.unwrap_err();

        let lines: Vec<_> = told.iter().map(|line| line.split(':').next().unwrap()).collect();
        assert_eq!(lines, ["Line 3", "Line 4", "Line 5", "Line 6"]);
        assert!(!told.join("\n").contains("5f4dcc3b"), "{told:?}");
        let mut conn = app.db.read().await.unwrap();
        let (n,): (i64,) =
            sql! { fetch_one, &mut conn, "select count(*) from users where email like 'bea@%'" }.unwrap();
        assert_eq!(n, 0);
        assert!(app.trail(CONTOSO).await.is_empty());
    }

    async fn a_right_and_a_wrong_password_and_nobodys_address_cost_one_hash_each(app: TestApp) {
        let text = file(&[&format!("bea@contoso.example,Bea,lead,{BCRYPT}")]);
        actions::import_people(&app.db, CONTOSO.id, &text).await.unwrap();
        let settings = signin_settings();
        actions::learn(&app.db, &settings).await.unwrap();
        let cost = async |email: &str, password: &str| {
            let before = settings.hashing.hashes();
            sign_in(&app, &settings, email, password).await;
            settings.hashing.hashes() - before
        };

        assert_eq!(cost(LEAD.email, PASSWORD).await, 2, "once it is replaced by one with a pepper");
        assert_eq!(cost(LEAD.email, PASSWORD).await, 1);
        assert_eq!(cost(LEAD.email, "something else").await, 1);
        assert_eq!(cost("bea@contoso.example", "something else").await, 1);
        for n in 0..8 {
            assert_eq!(cost(&format!("nobody{n}@contoso.example"), PASSWORD).await, 1);
        }
    }

    async fn a_new_pepper_reaches_each_password_when_its_owner_signs_in(app: TestApp) {
        let settings = signin_settings();
        actions::learn(&app.db, &settings).await.unwrap();
        assert!(sign_in(&app, &settings, LEAD.email, PASSWORD).await);
        assert!(hash_of(&app, LEAD.email).await.unwrap().contains(",keyid=MQ$"));

        let done = actions::change_pepper(&app.db, &settings.keyring).await.unwrap();

        assert_eq!(done, actions::Peppered { pepper: 2, waiting: 1, removed: vec![] });
        // Another node, which has heard of it, and this one, which has not.
        let other = signin_settings();
        actions::learn(&app.db, &other).await.unwrap();
        assert!(sign_in(&app, &other, LEAD.email, PASSWORD).await);
        assert!(hash_of(&app, LEAD.email).await.unwrap().contains(",keyid=Mg$"));
        assert!(sign_in(&app, &settings, LEAD.email, PASSWORD).await, "it learns what it needs");
        app.env.advance(chrono::TimeDelta::days(2));
        let done = actions::change_pepper(&app.db, &settings.keyring).await.unwrap();
        assert_eq!(done, actions::Peppered { pepper: 3, waiting: 1, removed: vec![1] });
        assert!(sign_in(&app, &signin_settings(), LEAD.email, PASSWORD).await);
    }

    async fn the_first_start_makes_one_pepper_and_the_second_takes_it(app: TestApp) {
        for _ in 0..2 {
            actions::learn(&app.db, &signin_settings()).await.unwrap();
        }

        let peppers = &contents(&app.db).await["peppers"];
        assert_eq!(peppers.len(), 1);
        assert!(peppers[0]["sealed"].as_str().unwrap().starts_with("v1.first."));
    }
}
