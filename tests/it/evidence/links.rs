//! What serves which objective, as the assessments ask for it.

use crate::support::*;
use muster::{
    access::Scope,
    evidence::{self, Candidate, EvidenceId, Target},
    kernel::{
        Error, Result,
        audit::{Actor, Entry},
        db::Chore,
        hash::Sha256,
    },
    sql,
};
use uuid::Uuid;

const TITLES: [&str; 3] = ["Access control policy", "List of accounts", "Screen: lock after 15 minutes"];

/// Adds a row as if a file had been uploaded.
pub async fn a_row(app: &TestApp, title: &str, state: &str) -> EvidenceId {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let (id, now) = (EvidenceId(app.env.new_id()), tx.now());
    let size = i64::try_from(title.len()).unwrap();
    sql! {
        execute, &mut tx,
        "insert into evidence (org_id, id, title, kind, state, added_by, file_name, media_type, size_bytes,
                               sha256, created_at)
         values ($1, $2, $3, 'document', $4, $5, 'file.txt', 'text/plain', $6, $7, $8)",
        CONTOSO.id, id, title, state, LEAD.id, size, Sha256::of(title), now
    }
    .unwrap();
    tx.commit_chore(Chore::Sweep).await.unwrap();
    app.env.advance(chrono::TimeDelta::milliseconds(5));
    id
}

fn of(assessment: Uuid, objective: &str) -> Target<'_> {
    Target { assessment, requirement: "3.1.1", objective }
}

async fn link(app: &TestApp, id: EvidenceId, target: Target<'_>) -> Result<Option<Entry>> {
    let mut tx = app.db.begin(Actor::console()).await?;
    let told = evidence::link_in(&mut tx, app.scope(CONTOSO), id, target).await?;
    tx.commit_chore(Chore::Sweep).await?;
    Ok(told)
}

async fn unlink(app: &TestApp, id: EvidenceId, target: Target<'_>) -> Result<Option<Entry>> {
    let mut tx = app.db.begin(Actor::console()).await?;
    let told = evidence::unlink_in(&mut tx, app.scope(CONTOSO), id, target).await?;
    tx.commit_chore(Chore::Sweep).await?;
    Ok(told)
}

async fn titles(app: &TestApp, scope: Scope, target: Target<'_>) -> Vec<String> {
    let mut conn = app.db.read().await.unwrap();
    let found = evidence::linked_to(&mut conn, scope, target, app.env.today()).await.unwrap();
    found.into_iter().map(|linked| linked.title).collect()
}

async fn picker(app: &TestApp, target: Target<'_>, search: &str) -> Vec<Candidate> {
    let mut conn = app.db.read().await.unwrap();
    evidence::candidates(&mut conn, app.scope(CONTOSO), target, search, app.env.today()).await.unwrap()
}

async fn complete(app: &TestApp, assessment: Uuid) {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let now = tx.now();
    evidence::freeze_in(&mut tx, app.scope(CONTOSO), assessment).await.unwrap();
    sql! {
        execute, &mut tx,
        "update assessments set completed_at = $3 where org_id = $1 and id = $2",
        CONTOSO.id, assessment, now
    }
    .unwrap();
    tx.commit_chore(Chore::Sweep).await.unwrap();
}

both! {
    async fn evidence_serves_an_objective_until_it_is_taken_away(app: TestApp) {
        let assessment = app.an_assessment(2).await;
        let id = a_row(&app, TITLES[0], "final").await;

        let told = link(&app, id, of(assessment, "a")).await.unwrap().expect("a line for the trail");
        let again = link(&app, id, of(assessment, "a")).await.unwrap();

        assert_eq!((told.action, told.subject), ("evidence.linked", format!("evidence:{id}")));
        assert_eq!(told.detail["objective"], "a");
        assert!(again.is_none(), "the second time nothing changes");
        assert_eq!(titles(&app, app.scope(CONTOSO), of(assessment, "a")).await, [TITLES[0]]);
        assert!(titles(&app, app.scope(CONTOSO), of(assessment, "b")).await.is_empty());
        assert!(titles(&app, app.scope(FABRIKAM), of(assessment, "a")).await.is_empty());
        assert!(unlink(&app, id, of(assessment, "a")).await.unwrap().is_some());
        assert!(unlink(&app, id, of(assessment, "a")).await.unwrap().is_none());
        assert!(titles(&app, app.scope(CONTOSO), of(assessment, "a")).await.is_empty());
    }

    async fn the_picker_shows_what_serves_siblings_first_then_the_newest(app: TestApp) {
        let assessment = app.an_assessment(2).await;
        let old = a_row(&app, TITLES[0], "final").await;
        let middle = a_row(&app, TITLES[1], "draft").await;
        let new = a_row(&app, TITLES[2], "draft").await;
        link(&app, old, of(assessment, "b")).await.unwrap();
        link(&app, middle, of(assessment, "a")).await.unwrap();

        let all = picker(&app, of(assessment, "a"), "").await;
        let some = picker(&app, of(assessment, "a"), "LOCK AFTER 15").await;
        let none = picker(&app, of(assessment, "a"), "lock%15").await;

        assert_eq!(all.iter().map(|c| c.evidence.id).collect::<Vec<_>>(), [old, new, middle]);
        assert_eq!(all.iter().map(|c| (c.is_linked, c.is_sibling)).collect::<Vec<_>>(), [
            (false, true),
            (false, false),
            (true, false),
        ]);
        assert_eq!(some.iter().map(|c| c.evidence.id).collect::<Vec<_>>(), [new]);
        assert!(none.is_empty(), "a percent sign is a percent sign");
    }

    async fn a_completed_assessment_keeps_its_evidence(app: TestApp) {
        let assessment = app.an_assessment(2).await;
        let id = a_row(&app, TITLES[0], "final").await;
        link(&app, id, of(assessment, "a")).await.unwrap();
        complete(&app, assessment).await;

        let more = link(&app, id, of(assessment, "b")).await;
        let less = unlink(&app, id, of(assessment, "a")).await;

        assert!(matches!(more, Err(Error::Conflict(_))), "{more:?}");
        assert!(matches!(less, Err(Error::Conflict(_))), "{less:?}");
        assert_eq!(titles(&app, app.scope(CONTOSO), of(assessment, "a")).await, [TITLES[0]]);
        let mut conn = app.db.read().await.unwrap();
        let cited =
            evidence::of_assessment(&mut conn, app.scope(CONTOSO), assessment, app.env.today()).await.unwrap();
        assert_eq!(cited.len(), 1);
        assert_eq!(cited[0].sha256, Sha256::of(TITLES[0]));
        assert!(cited[0].frozen_at.is_some());
    }

    async fn a_copy_of_an_assessment_has_the_same_evidence_unfrozen(app: TestApp) {
        let (first, second) = (app.an_assessment(2).await, app.an_assessment(2).await);
        let (one, two) = (a_row(&app, TITLES[0], "final").await, a_row(&app, TITLES[1], "draft").await);
        link(&app, one, of(first, "a")).await.unwrap();
        link(&app, two, of(first, "a")).await.unwrap();
        complete(&app, first).await;

        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        let copied = evidence::copy_links_in(&mut tx, app.scope(CONTOSO), first, second).await.unwrap();
        tx.commit_chore(Chore::Sweep).await.unwrap();

        assert_eq!(copied, 2);
        let mut conn = app.db.read().await.unwrap();
        let covered = evidence::coverage(&mut conn, app.scope(CONTOSO), second).await.unwrap();
        assert_eq!(covered.len(), 1);
        assert_eq!((covered[0].links, covered[0].finals), (2, 1));
        drop(conn);
        assert!(unlink(&app, one, of(second, "a")).await.unwrap().is_some());
    }

    async fn a_missing_assessment_or_file_is_not_found(app: TestApp) {
        let assessment = app.an_assessment(2).await;
        let id = a_row(&app, TITLES[0], "final").await;
        let nowhere = app.env.new_id();

        let no_assessment = link(&app, id, of(nowhere, "a")).await;
        let no_file = link(&app, EvidenceId(nowhere), of(assessment, "a")).await;

        assert!(matches!(no_assessment, Err(Error::NotFound)), "{no_assessment:?}");
        assert!(matches!(no_file, Err(Error::NotFound)), "{no_file:?}");
    }

    async fn what_serves_an_objective_already_crowds_out_no_sibling_s_evidence(app: TestApp) {
        let assessment = app.an_assessment(2).await;
        let older = a_row(&app, "Only the sibling's", "final").await;
        link(&app, older, of(assessment, "b")).await.unwrap();
        for n in 0..12 {
            let both = a_row(&app, &format!("Of both, {n}"), "final").await;
            link(&app, both, of(assessment, "a")).await.unwrap();
            link(&app, both, of(assessment, "b")).await.unwrap();
        }

        let mut conn = app.db.read().await.unwrap();
        let (scope, today) = (app.scope(CONTOSO), app.env.today());
        let offers = evidence::beside(&mut conn, scope, of(assessment, "a"), CONTRIBUTOR.id, today).await.unwrap();

        let free: Vec<_> = offers.iter().filter(|offer| !offer.is_linked).collect();
        assert_eq!((offers.len(), free.len()), (13, 1));
        assert!(free[0].evidence.id == older && free[0].is_sibling);
    }
}
