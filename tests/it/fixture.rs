//! The fixture itself: what every other test takes for granted.

use crate::support::*;
use muster::{
    kernel::{audit::Actor, audit::Entry, db::Health},
    sql,
};

both! {
    async fn everybody_lives_in_a_fresh_database(app: TestApp) {
        let mut conn = app.db.read().await.unwrap();
        let people: Vec<(String, String)> = sql! {
            fetch_all, &mut conn,
            "select u.name, o.slug from users u join members m on m.user_id = u.id
             join organisations o on o.id = m.org_id order by u.name"
        }
        .unwrap();

        assert_eq!(people.len(), EVERYBODY.len());
        assert!(people.contains(&("Sam Stranger".into(), "fabrikam".into())), "{people:?}");
        assert!(app.trail(CONTOSO).await.is_empty());
    }

    async fn a_unit_of_work_leaves_its_line_in_the_right_trail(app: TestApp) {
        let tx = app.db.begin(Actor::console()).await.unwrap();
        let entry = Entry { action: "test.done", subject: "test:1".into(), detail: serde_json::json!({"n": 1}) };
        tx.commit(CONTOSO.id, entry).await.unwrap();

        assert_eq!(app.trail(CONTOSO).await, ["test.done"]);
        assert!(app.trail(FABRIKAM).await.is_empty());
    }

    async fn an_unknown_address_is_a_page_that_says_so(app: TestApp) {
        let answer = app.anonymous_get("/nowhere-at-all").await;

        answer.assert_status(404).assert_contains("There is nothing here");
    }

    async fn the_right_database_answers(app: TestApp) {
        let Health { kind, .. } = app.db.health().await.unwrap();
        let level = app.an_assessment(2).await;

        assert_eq!(kind == "SQLite", app.store.backend == Backend::Sqlite);
        assert!(!level.is_nil());
    }
}
