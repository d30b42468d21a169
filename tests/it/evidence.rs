//! Evidence: what the assessments ask of it, and its pages.

mod adding;
mod changing;
mod forecast;
mod frozen;
mod library;
pub mod links;
mod register;
mod removing;
mod returned;
mod versions;

use crate::support::*;
use muster::{
    evidence::{self, EvidenceId, Target},
    kernel::{audit::Actor, hash::Sha256},
    sql,
};

const NEW: &str = "/o/contoso/evidence/new";

/// The smallest form that is taken.
const ABOUT: [(&str, &str); 2] = [("kind", "artifact"), ("state", "draft")];

/// Adds a text file and gives its address.
async fn a_file(app: &TestApp, who: Person, name: &str, text: &str) -> String {
    let answer = app.upload(who, NEW, &ABOUT, &[("file", name, text.as_bytes())]).await;
    answer.assert_status(303);
    app.env.advance(chrono::TimeDelta::milliseconds(5));
    answer.location().to_owned()
}

fn id_of(address: &str) -> EvidenceId {
    address.rsplit('/').next().unwrap().parse().unwrap()
}

/// Lets a piece of evidence serve 3.1.1[a], and completes the assessment if asked.
async fn serve(app: &TestApp, id: EvidenceId, assessment: uuid::Uuid, is_completed: bool) {
    let target = Target { assessment, requirement: "3.1.1", objective: "a" };
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let (now, scope) = (tx.now(), app.scope(CONTOSO));
    let linked = evidence::link_in(&mut tx, scope, id, target).await.unwrap();
    if is_completed {
        evidence::freeze_in(&mut tx, scope, assessment).await.unwrap();
        sql! {
            execute, &mut tx,
            "update assessments set completed_at = $3 where org_id = $1 and id = $2",
            CONTOSO.id, assessment, now
        }
        .unwrap();
    }
    tx.commit(CONTOSO.id, linked.expect("it did not serve it before")).await.unwrap();
}

async fn rows(app: &TestApp) -> i64 {
    let mut conn = app.db.read().await.unwrap();
    let (rows,): (i64,) =
        sql! { fetch_one, &mut conn, "select count(*) from evidence where removed_at is null" }.unwrap();
    rows
}

async fn has_bytes(app: &TestApp, text: &str) -> bool {
    app.blobs.exists(CONTOSO.id, Sha256::of(text)).await.unwrap()
}
