//! What waits for the last line of its unit of work is written with it or not at all.

use crate::support::*;
use muster::{
    kernel::{
        audit::{Actor, Entry},
        db::Chore,
    },
    sql,
    trail::{self, Verdict},
};
use serde_json::json;

fn entry() -> Entry {
    Entry { action: "organisation.renamed", subject: "org:1".into(), detail: json!({}) }
}

async fn names(app: &TestApp) -> (String, String) {
    let mut conn = app.db.read().await.unwrap();
    sql! {
        fetch_one, &mut conn,
        "select a.name, b.name from organisations a join organisations b on b.id = $2 where a.id = $1",
        CONTOSO.id, FABRIKAM.id
    }
    .unwrap()
}

async fn lines(app: &TestApp) -> i64 {
    match trail::verify(&app.db, app.scope(CONTOSO)).await.unwrap() {
        Verdict::Whole { lines, .. } => lines,
        broken => panic!("{broken:?}"),
    }
}

both! {
    async fn it_is_written_whatever_the_last_line_is(app: TestApp) {
        for ends in ["given up", "line", "two chains", "chore"] {
            let mut tx = app.db.begin_alone(Actor::console(), CONTOSO.id).await.unwrap();
            let new = (format!("$2 {ends}"), format!("the other {ends}"));
            for (org, name) in [(CONTOSO.id, &new.0), (FABRIKAM.id, &new.1)] {
                sql! { along, &mut tx, "update organisations set name = $2 where id = $1", org, name }.unwrap();
            }
            match ends {
                "line" => tx.commit(CONTOSO.id, entry()).await.unwrap(),
                "two chains" => {
                    tx.record(FABRIKAM.id, entry()).await.unwrap();
                    tx.commit(CONTOSO.id, entry()).await.unwrap();
                }
                "chore" => tx.commit_chore(Chore::Sweep).await.unwrap(),
                _ => drop(tx),
            }
            let expected = if ends == "given up" { (CONTOSO.name.into(), FABRIKAM.name.into()) } else { new };
            assert_eq!(names(&app).await, expected, "{ends}");
        }
        assert_eq!(lines(&app).await, 2);
    }

    async fn where_it_fails_there_is_no_line_either(app: TestApp) {
        let mut tx = app.db.begin_alone(Actor::console(), CONTOSO.id).await.unwrap();

        let waits = sql! { along, &mut tx, "update organisations set slug = null where id = $1", CONTOSO.id };

        assert_eq!(waits.is_ok(), matches!(app.store.backend, Backend::Sqlite));
        assert!(tx.commit(CONTOSO.id, entry()).await.is_err());
        assert_eq!(lines(&app).await, 0);
    }
}
