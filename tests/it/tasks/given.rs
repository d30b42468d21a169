//! Tasks that are given many at a time.

use super::*;
use muster::{
    access::{Access, ManageTasks},
    evidence::EvidenceId,
    kernel::{
        audit::Actor,
        db::Chore,
        text::{Line, Paragraph},
    },
    poams::MilestoneId,
    sql,
    tasks::{About, Priority, Repeat, Terms, given, keep_given},
};
use uuid::Uuid;

type Row = (String, Option<Uuid>, Option<Uuid>, Uuid, i64, String);

both! {
    async fn tasks_given_together_keep_all_of_their_terms(app: TestApp) {
        let blobs = muster::blobs::Blobs::open(app.dir().join("given-blobs")).unwrap();
        let furnished = furnish(&app, &blobs).await;
        app.leaves_jobs();
        let about = About {
            requirement: "3.1.1".into(),
            objective: "a".into(),
            evidence_id: Some(EvidenceId(furnished.evidence)),
            milestone_id: Some(MilestoneId(furnished.milestone)),
        };
        let actor = Actor {
            user: Some(LEAD.id),
            name: LEAD.name.into(),
            address: String::new(),
            device: String::new(),
        };
        let access = {
            let mut conn = app.db.read().await.unwrap();
            Access::<ManageTasks>::prove_absent(&mut conn, CONTOSO.id, actor.clone()).await.unwrap()
        };

        let mut tx = app.db.begin(actor).await.unwrap();
        let terms = |n: usize| Terms {
            title: Line::parse(&format!("Given {n:02}"), "").unwrap(),
            description: Paragraph::default(),
            about: about.clone(),
            assignee_id: Some(CONTRIBUTOR.id),
            reviewer_id: None,
            due_on: app.env.today(),
            priority: Priority::High,
            repeats: Repeat::Never,
        };
        let all: Vec<_> = (0..12).map(|n| given(&tx, &access, terms(n)).0).collect();
        keep_given(&mut tx, &access, &all).await.unwrap();
        tx.commit_chore(Chore::Sweep).await.unwrap();

        let (mut conn, org) = (app.db.read().await.unwrap(), CONTOSO.id);
        let rows: Vec<Row> = sql! {
            fetch_all, &mut conn,
            "select title, evidence_id, milestone_id, created_by, version, state from tasks
             where org_id = $1 and title like 'Given%' order by title",
            org
        }
        .unwrap();
        let as_given = |n: usize| -> Row {
            let (evidence, milestone) = (Some(furnished.evidence), Some(furnished.milestone));
            (format!("Given {n:02}"), evidence, milestone, LEAD.id.0, 1, "open".into())
        };
        assert_eq!(rows, (0..12).map(as_given).collect::<Vec<_>>());
    }
}
