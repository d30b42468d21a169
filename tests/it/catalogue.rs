//! The catalogue: what is read, imported and written.

mod importing;
mod own;
mod reading;
mod refusing;

use crate::support::*;
use muster::catalogue::{self, Catalogue, builtin::Level, import::Told};

const IMPORT: &str = "/o/contoso/catalogue/import";

/// Sends a file and gives the address of its preview.
async fn a_preview(app: &TestApp, name: &str, bytes: &[u8]) -> String {
    let answer =
        app.upload(ADMIN, IMPORT, &[("title", ""), ("source_on", "")], &[("file", name, bytes)]).await;
    answer.assert_status(303);
    answer.location().to_owned()
}

/// Sends a file and says yes to its preview.
async fn imported(app: &TestApp, name: &str, bytes: &[u8]) -> Answer {
    let preview = a_preview(app, name, bytes).await;
    let version = app.get(ADMIN, &preview).await.field("version").unwrap();
    app.post(ADMIN, &format!("{preview}/apply"), &[("version", &version)]).await
}

async fn count(app: &TestApp, table: &str) -> i64 {
    use muster::sql;
    let mut conn = app.db.read().await.unwrap();
    let (rows,): (i64,) = match table {
        "requirements" => sql! { fetch_one, &mut conn, "select count(*) from requirements" },
        "objectives" => sql! { fetch_one, &mut conn, "select count(*) from objectives" },
        "imports" => sql! { fetch_one, &mut conn, "select count(*) from imports" },
        other => panic!("count {other}"),
    }
    .unwrap();
    rows
}

/// A table of official text for the first two requirements of Level 2, in other words than the publication's.
const TEXT: &str = "requirement,objective,text\n\
    3.1.1,,Let in whom you know.\n\
    3.1.1,a,known people are listed\n\
    AC.L2-3.1.2,,Let them do what they may.\n\
    3.1.2,a,what they may do is written down\n\
    3.1.2,b,they can do nothing else\n";

/// A new own requirement as the form sends it.
const VISITORS: [(&str, &str); 5] = [
    ("code", "Q.1"),
    ("family", "Quality"),
    ("title", "Visitors sign in"),
    ("statement", "Visitors are recorded."),
    ("objectives", "a: visitors are listed\nb: nobody else is on the floor"),
];

async fn own(app: &TestApp) -> Vec<catalogue::Own> {
    catalogue::own_requirements(&mut app.db.read().await.unwrap(), app.scope(CONTOSO)).await.unwrap()
}
