//! Tables for others: complete, for whom they are meant, and noted in the trail.

use crate::support::*;
use muster::{
    blobs::Blobs,
    kernel::{
        audit::{self, Actor},
        db::Chore,
        env::Timestamp,
        hash::Sha256,
    },
    sql,
};
use std::time::Duration;
use uuid::Uuid;

const TABLES: [&str; 6] = ["requirements", "objectives", "evidence", "poams", "tasks", "reviews"];

/// A Contoso with something in every table, and where its files are made.
async fn furnished(app: &TestApp) -> String {
    let blobs = Blobs::open(app.dir().join("exchange-blobs")).unwrap();
    let furnished = furnish(app, &blobs).await;
    format!("/o/contoso/assessments/{}/exports", furnished.assessment)
}

async fn made(app: &TestApp, at: &str, (table, audience, format): (&str, &str, &str)) -> Answer {
    let answer = app.post(LEAD, at, &[("table", table), ("audience", audience), ("format", format)]).await;
    answer.assert_status(200);
    answer
}

/// The rows of a CSV, each with its columns by name.
fn rows(csv: &str) -> Vec<std::collections::HashMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// How many rows a file of the table must have, by the database and the law.
async fn expected(app: &TestApp, table: &str) -> i64 {
    let mut conn = app.db.read().await.unwrap();
    let org = CONTOSO.id;
    let counted: Result<(i64,), _> = match table {
        "evidence" => sql! {
            fetch_one, &mut conn,
            "select count(*) from evidence where org_id = $1 and removed_at is null", org
        },
        "poams" => sql! { fetch_one, &mut conn, "select count(*) from poams where org_id = $1", org },
        "reviews" => sql! {
            fetch_one, &mut conn, "select count(*) from requirement_reviews where org_id = $1", org
        },
        "tasks" => sql! { fetch_one, &mut conn, "select count(*) from tasks where org_id = $1", org },
        "requirements" => sql! {
            fetch_one, &mut conn,
            "select 110 + count(*) from requirements r
             join catalogues c on c.org_id = r.org_id and c.id = r.catalogue_id
             where r.org_id = $1 and r.retired_at is null and c.catalogue_key = 'own'",
            org
        },
        _ => sql! {
            fetch_one, &mut conn,
            "select 320 + count(*) from objectives o
             join requirements r on r.org_id = o.org_id and r.id = o.requirement_id
             join catalogues c on c.org_id = r.org_id and c.id = r.catalogue_id
             where r.org_id = $1 and r.retired_at is null and c.catalogue_key = 'own'",
            org
        },
    };
    counted.unwrap().0
}

both! {
    async fn every_table_is_complete_in_every_form(app: TestApp) {
        let at = furnished(&app).await;

        for table in TABLES {
            let wanted = usize::try_from(expected(&app, table).await).unwrap();
            let csv = made(&app, &at, (table, "internal", "csv")).await;
            let json = made(&app, &at, (table, "internal", "json")).await;
            let xlsx = made(&app, &at, (table, "internal", "xlsx")).await;

            assert!(wanted > 0 && rows(&csv.body).len() == wanted, "{table}: {wanted}, but\n{}", csv.body);
            let json: serde_json::Value = serde_json::from_str(&json.body).unwrap();
            assert_eq!(json["count"], wanted);
            assert_eq!(json["rows"].as_array().unwrap().len(), wanted);
            let cursor = std::io::Cursor::new(xlsx.bytes.clone());
            let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(cursor).unwrap();
            let page = calamine::Reader::worksheet_range(&mut book, table).unwrap();
            assert_eq!(page.height(), wanted + 1, "{table}");
        }
    }

    async fn the_trail_knows_every_file_by_its_rows_and_its_digest(app: TestApp) {
        let at = furnished(&app).await;

        let csv = made(&app, &at, ("evidence", "assessor", "csv")).await;

        let (action, _, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!(action, "table.exported");
        assert_eq!(detail["rows"], rows(&csv.body).len());
        assert_eq!(detail["sha256"], Sha256::of(&csv.bytes).to_string());
        assert_eq!(detail["audience"], "assessor");
        assert!(csv.header("content-disposition").contains("evidence"), "{:?}", csv.headers);
    }

    async fn a_file_says_what_it_shows_and_who_made_it(app: TestApp) {
        let at = furnished(&app).await;

        let row = rows(&made(&app, &at, ("requirements", "internal", "csv")).await.body).remove(0);

        assert_eq!(row["requirement"], "3.1.1");
        assert_eq!(row["exported_by"], LEAD.name);
        assert!(row["as_of"].starts_with("2026-") && !row["rule_pack"].is_empty(), "{row:?}");
    }

    async fn a_file_shows_everything_up_to_the_moment_it_names(app: TestApp) {
        let at = furnished(&app).await;
        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        audit::hold_chain(&mut tx, CONTOSO.id).await.unwrap();

        let export = made(&app, &at, ("tasks", "internal", "csv"));
        let change = async {
            // By now the export waits for whoever writes.
            for _ in 0..200 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            let org = CONTOSO.id;
            sql! { execute, &mut tx, "update tasks set title = 'Changed meanwhile' where org_id = $1", org }.unwrap();
            app.env.advance(chrono::TimeDelta::minutes(1));
            let changed = app.env.now();
            tx.commit_chore(Chore::Sweep).await.unwrap();
            changed
        };
        let (csv, changed) = tokio::join!(export, change);

        let row = rows(&csv.body).remove(0);
        let as_of: Timestamp = row["as_of"].parse().unwrap();
        assert!(row["title"] == "Changed meanwhile" || as_of < changed, "{row:?}");
        assert_eq!(row["title"], "Changed meanwhile");
    }

    async fn readers_get_only_what_is_for_them(app: TestApp) {
        let at = furnished(&app).await;
        let head = |answer: Answer| answer.body.lines().next().unwrap().to_owned();
        let names = |head: &str| head.split(',').map(str::to_owned).collect::<Vec<_>>();

        let mut hidden = Vec::new();
        for table in TABLES {
            let all = names(&head(made(&app, &at, (table, "internal", "csv")).await));
            let assessor = names(&head(made(&app, &at, (table, "assessor", "csv")).await));
            let prime = names(&head(made(&app, &at, (table, "prime", "csv")).await));
            assert!(prime.len() < assessor.len() && assessor.len() <= all.len(), "{table}");
            hidden.extend(all.iter().filter(|name| !assessor.contains(name)).cloned());
            for private in ["narrative", "finding", "file_name", "sha256", "owner", "weakness", "title"] {
                let is_name_of_requirement = table == "requirements" && private == "title";
                assert!(is_name_of_requirement || !prime.iter().any(|name| name == private), "{table} {private}");
            }
        }
        for private in ["owner_email", "assignee_email", "cost_usd", "resources"] {
            assert!(hidden.iter().any(|name| name == private), "{private}: {hidden:?}");
        }
    }

    async fn a_review_is_handed_over_as_it_was_seen(app: TestApp) {
        let at = furnished(&app).await;

        let row = rows(&made(&app, &at, ("reviews", "assessor", "csv")).await.body).remove(0);
        let prime = made(&app, &at, ("reviews", "prime", "json")).await;

        assert_eq!((row["requirement"].as_str(), row["outcome"].as_str()), ("3.1.1", "needs_work"));
        assert_eq!((row["result"].as_str(), row["score"].as_str()), ("not_met", "87"));
        assert_eq!(row["objectives"], "3.1.1[a] met, returned");
        assert_eq!(row["evidence"], "3.1.1[a] Account list, SHA-256 00ff");
        assert_eq!((row["notes"].as_str(), row["reviewed_by"].as_str()), ("The list is of last year.", "Lena Lead"));
        assert!(!prime.contains("last year") && !prime.assert_contains("needs_work").contains("Account list"));
    }

    async fn evidence_says_where_it_stands_and_which_version_it_is(app: TestApp) {
        let at = furnished(&app).await;
        let cases = [
            ("state = 'draft'", "draft"),
            ("state = 'final', tags = ' audit door '", "submitted"),
            ("review = 'accepted', number = 3", "accepted"),
            ("review = 'returned'", "returned"),
            ("captured_on = '2025-01-01', valid_until = '2025-12-31'", "stale"),
            ("replaced_by = id", "superseded"),
        ];

        for (change, standing) in cases {
            app.store.behind_our_back(&format!("update evidence set {change} where title = 'Policy'")).await;
            let csv = made(&app, &at, ("evidence", "assessor", "csv")).await;
            let row = rows(&csv.body).into_iter().find(|row| row["title"] == "Policy").unwrap();
            assert_eq!(row["standing"], standing, "{row:?}");
            let replaced_by = if standing == "superseded" { row["id"].as_str() } else { "" };
            assert_eq!(row["replaced_by"], replaced_by);
            if standing == "superseded" {
                assert_eq!((row["tags"].as_str(), row["version_number"].as_str()), ("audit, door", "3"));
            }
        }
    }

    async fn an_item_of_the_poam_says_its_steps_and_who_brought_it_to_an_end(app: TestApp) {
        let at = furnished(&app).await;
        let (by, at_instant) = (LEAD.email, "2026-03-01T08:00:00.000000+00:00");
        app.store
            .behind_our_back(&format!(
                "update poams set state = 'closed', submitted_by = responsible_id, submitted_at = '{at_instant}',
                    closed_by = (select id from users where email = '{by}'), closed_at = '{at_instant}'"
            ))
            .await;
        app.store
            .behind_our_back(
                "insert into poam_milestones (org_id, assessment_id, poam_id, id, place, words, due_on)
                 select org_id, assessment_id, poam_id, assessment_id, 2, 'Accounts are split', '2026-04-01'
                 from poam_milestones",
            )
            .await;

        let row = rows(&made(&app, &at, ("poams", "assessor", "csv")).await.body).remove(0);
        let prime = made(&app, &at, ("poams", "prime", "csv")).await;

        let done = app.env.today();
        let steps = format!("{done} Accounts are counted (done {done})\n2026-04-01 Accounts are split");
        assert_eq!(row["milestones"], steps);
        assert_eq!((row["submitted_by"].as_str(), row["closed_by"].as_str()), (CONTRIBUTOR.name, LEAD.name));
        assert_eq!(row["submitted_at"], "2026-03-01T08:00:00Z");
        assert!(!prime.contains("Accounts are") && !prime.contains(CONTRIBUTOR.name), "{}", prime.body);
    }

    async fn a_task_says_what_it_is_about_and_where_its_reviewer_gets_mail(app: TestApp) {
        let at = furnished(&app).await;
        app.store
            .behind_our_back(
                "update tasks set milestone_id = (select id from poam_milestones) where title = 'Review the accounts'",
            )
            .await;
        let (evidence,): (Uuid,) = {
            let (mut conn, org) = (app.db.read().await.unwrap(), CONTOSO.id);
            sql! {
                fetch_one, &mut conn,
                "select id from evidence where org_id = $1 and title = 'Policy'", org
            }
            .unwrap()
        };

        let csv = made(&app, &at, ("tasks", "internal", "csv")).await;

        let row = rows(&csv.body).into_iter().find(|row| row["title"] == "Review the accounts").unwrap();
        assert_eq!(row["reviewer_email"], CONTRIBUTOR.email);
        assert_eq!((row["evidence_id"].as_str(), row["evidence"].as_str()), (evidence.to_string().as_str(), "Policy"));
        assert_eq!(row["milestone"], "Accounts are counted");
    }

    async fn what_cannot_be_made_is_said_at_the_field(app: TestApp) {
        let at = furnished(&app).await;
        let before = app.trail(CONTOSO).await.len();

        let refused =
            app.post(LEAD, &at, &[("table", "secrets"), ("audience", "prime"), ("format", "pdf")]).await;

        refused.assert_status(422).assert_contains("Choose what the file shall hold.");
        refused.assert_contains("Choose one of these forms.");
        let ticked = refused.body.split("value=\"prime\"").nth(1).unwrap().split('>').next().unwrap();
        assert!(ticked.contains("checked"), "what was chosen stays chosen: {ticked}");
        assert_eq!(app.trail(CONTOSO).await.len(), before);
    }

    async fn taking_everything_along_wants_a_factor_used_a_moment_ago(app: TestApp) {
        let at = furnished(&app).await;
        app.env.advance(chrono::TimeDelta::minutes(11));

        let page = app.get(LEAD, &at).await;
        let sent =
            app.post(LEAD, &at, &[("table", "evidence"), ("audience", "internal"), ("format", "csv")]).await;

        for answer in [page, sent] {
            let there = answer.assert_status(303).location();
            assert!(there.starts_with("/signin/confirm"), "{there}");
        }
        assert!(!app.trail(CONTOSO).await.contains(&"table.exported".to_owned()));
    }

    async fn another_organisations_rows_are_in_no_file(app: TestApp) {
        let at = furnished(&app).await;
        let ours: Vec<Uuid> = {
            let mut conn = app.db.read().await.unwrap();
            let ids: Vec<(Uuid,)> =
                sql! { fetch_all, &mut conn, "select id from evidence where org_id = $1", CONTOSO.id }.unwrap();
            ids.into_iter().map(|(id,)| id).collect()
        };

        let csv = made(&app, &at, ("evidence", "internal", "csv")).await;

        for row in rows(&csv.body) {
            assert!(ours.contains(&row["id"].parse().unwrap()), "{row:?}");
        }
    }
}
