//! The trail: written with each change, shown to those who may, and provably whole.

use crate::support::*;
use chrono::TimeDelta;
use muster::{
    kernel::{
        audit::{Actor, Entry},
        db::Db,
        hash::Sha256,
        id::OrgId,
    },
    sql,
    trail::{self, Break, Verdict},
};
use serde_json::{Value, json};
use std::time::Duration;

fn actor(person: Person) -> Actor {
    Actor {
        user: Some(person.id),
        name: person.name.into(),
        address: "192.0.2.7".into(),
        device: "Lynx/2.9".into(),
    }
}

async fn write(db: &Db, who: Actor, org: OrgId, action: &'static str, detail: Value) {
    let entry = Entry { action, subject: format!("{}:1", action.split('.').next().unwrap()), detail };
    db.begin(who).await.unwrap().commit(org, entry).await.unwrap();
}

/// Three days of work: four lines at Contoso, one at Fabrikam.
async fn some_days(app: &TestApp) {
    let day = || app.env.advance(TimeDelta::days(1));
    write(&app.db, actor(LEAD), CONTOSO.id, "assessment.started", json!({"title": "Spring"})).await;
    day();
    let change =
        json!({"before": {"result": "", "is_tested": false}, "after": {"result": "met", "is_tested": true}});
    write(&app.db, actor(CONTRIBUTOR), CONTOSO.id, "finding.saved", change).await;
    write(&app.db, actor(CONTRIBUTOR), CONTOSO.id, "evidence.added", json!({"title": "<b>=2+2</b>"})).await;
    day();
    write(&app.db, actor(ADMIN), CONTOSO.id, "person.invited", json!({"email": "new@contoso.example"})).await;
    write(&app.db, actor(STRANGER), FABRIKAM.id, "evidence.added", json!({"title": "Not for Contoso"})).await;
    app.sign_in_again().await;
}

both! {
    async fn a_lead_reads_who_did_what_when_and_from_where(app: TestApp) {
        some_days(&app).await;

        let page = app.get(LEAD, "/o/contoso/trail").await;

        page.assert_status(200).assert_contains("Carl Contributor").assert_contains("Finding saved");
        page.assert_contains("192.0.2.7").assert_contains("2026-03-03 09:00 UTC").assert_contains("Lines 4 to 1");
        page.assert_contains("<th scope=\"row\">Is tested</th>").assert_contains("<td>no</td>");
        page.assert_contains("&lt;b&gt;");
        assert!(!page.contains("Not for Contoso"), "{}", page.body);
        let (newest, oldest) = (page.body.find("Person invited"), page.body.find("Assessment started"));
        assert!(newest < oldest, "the newest line comes first");
    }

    async fn the_trail_is_filtered_by_person_action_subject_and_days(app: TestApp) {
        some_days(&app).await;
        let lines = async |query: &str| {
            let page = app.get(ASSESSOR, &format!("/o/contoso/trail?{query}")).await;
            page.assert_status(200).body.matches("<tr id=\"line-").count()
        };

        assert_eq!(lines("").await, 4);
        assert_eq!(lines("person=carl").await, 2);
        for person in ["carl%40contoso.example", "CARL%40Contoso", "Contributor"] {
            assert_eq!(lines(&format!("person={person}")).await, 2, "{person}");
        }
        assert_eq!(lines("person=%40contoso.example").await, 4);
        assert_eq!(lines("person=contoso.example").await, 0);
        assert_eq!(lines("person=sam%40fabrikam.example").await, 0);
        for action in ["Evidence", "Evidence+added", "evidence.added", "EVIDENCE_ADDED", "+evidence++added", "nce+a"] {
            assert_eq!(lines(&format!("action={action}")).await, 1, "{action}");
        }
        assert_eq!(lines("action=%25").await, 0);
        assert_eq!(lines("subject=finding%3A1").await, 1);
        assert_eq!(lines("subject=finding%3A1%2F").await, 1);
        assert_eq!(lines("subject=finding%3A%2F").await, 0);
        assert_eq!(lines("from=2026-03-03").await, 3);
        assert_eq!(lines("to=2026-03-02").await, 1);
        assert_eq!(lines("from=2026-03-03&to=2026-03-03&person=carl&action=finding").await, 1);
        assert_eq!(lines("person=%25").await, 0);
        assert_eq!(lines("person=c_rl").await, 0);
    }

    async fn a_filter_as_htmx_brings_only_the_lines(app: TestApp) {
        some_days(&app).await;

        let part = app.get_fragment(LEAD, "/o/contoso/trail?person=ada").await;
        let empty = app.get(LEAD, "/o/contoso/trail?person=nobody").await;

        part.assert_status(200).assert_contains("id=\"lines\"").assert_contains("Person invited");
        assert!(!part.contains("<h1") && !part.contains("<html"), "{}", part.body);
        empty.assert_status(200).assert_contains("No line fits").assert_contains("Clear the filters");
    }

    async fn a_day_that_is_none_comes_back_with_its_problem(app: TestApp) {
        let page = app.get(LEAD, "/o/contoso/trail?from=tomorrow&person=carl").await;
        let part = app.get_fragment(LEAD, "/o/contoso/trail?from=2026-03-03&to=2026-03-02").await;

        page.assert_status(422).assert_contains("Enter a date like 2026-11-21.");
        page.assert_contains("value=\"tomorrow\"").assert_contains("value=\"carl\"");
        part.assert_status(422).assert_contains("not before the first");
        assert_eq!(part.header("hx-retarget"), "#filters");
    }

    async fn a_hundred_lines_make_a_page(app: TestApp) {
        for n in 0..205 {
            write(&app.db, actor(LEAD), CONTOSO.id, "finding.saved", json!({"n": n})).await;
        }

        let first = app.get(LEAD, "/o/contoso/trail?person=lena").await;
        let second = app.get(LEAD, "/o/contoso/trail?person=lena&before=106").await;
        let last = app.get(LEAD, "/o/contoso/trail?person=lena&before=6").await;
        let past = app.get(LEAD, "/o/contoso/trail?before=1").await;
        let statements = app.statements_of(|| app.get(LEAD, "/o/contoso/trail?person=lena")).await;

        first.assert_contains("Lines 205 to 106").assert_contains("?person=lena&amp;before=106");
        assert!(!first.contains("Newest"), "{}", first.body);
        second.assert_contains("Lines 105 to 6").assert_contains("href=\"?person=lena\"");
        last.assert_contains("Lines 5 to 1");
        assert!(!last.contains("Earlier"), "{}", last.body);
        past.assert_status(200).assert_contains("No line fits");
        assert_eq!(last.body.matches("<tr id=\"line-").count(), 5);
        assert!(statements <= 4, "{statements} statements");
    }

    async fn the_export_holds_every_line_and_no_formula(app: TestApp) {
        some_days(&app).await;
        for n in 0..1100 {
            write(&app.db, Actor::console(), CONTOSO.id, "test.line", json!({"n": n})).await;
        }
        let risky = Actor { name: "=HYPERLINK(\"x\")".into(), ..actor(LEAD) };
        write(&app.db, risky, CONTOSO.id, "finding.saved", json!({})).await;

        let file = app.get(LEAD, "/o/contoso/trail.csv").await;
        let some = app.get(LEAD, "/o/contoso/trail.csv?person=carl").await;

        file.assert_status(200);
        assert!(file.header("content-disposition").starts_with("attachment"), "{:?}", file.headers);
        let rows: Vec<csv::StringRecord> =
            csv::Reader::from_reader(file.bytes.as_slice()).records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 4 + 1100 + 1);
        assert!(rows.iter().enumerate().all(|(at, row)| row[0] == (at + 1).to_string()));
        assert_eq!(&rows[1104][2], "'=HYPERLINK(\"x\")");
        assert_eq!(&rows[0][1], "2026-03-02T09:00:00+00:00");
        assert_eq!(csv::Reader::from_reader(some.bytes.as_slice()).records().count(), 2);
        let query = "person=carl%40contoso.example&action=Finding+saved";
        let one = app.get(LEAD, &format!("/o/contoso/trail.csv?{query}")).await;
        assert_eq!(csv::Reader::from_reader(one.bytes.as_slice()).records().count(), 1);
    }

    async fn a_contributor_and_a_stranger_do_not_read_the_trail(app: TestApp) {
        some_days(&app).await;
        for path in ["/o/contoso/trail", "/o/contoso/trail.csv", "/o/contoso/trail/verify"] {
            app.get(CONTRIBUTOR, path).await.assert_status(403).assert_contains("does not include");
            app.get(STRANGER, path).await.assert_status(404);
            app.anonymous_get(path).await.assert_status(303);
        }
    }

    async fn a_whole_chain_is_told_with_its_last_link(app: TestApp) {
        some_days(&app).await;

        let page = app.get(ASSESSOR, "/o/contoso/trail/verify").await;

        let Verdict::Whole { lines: 4, head } = trail::verify(&app.db, app.scope(CONTOSO)).await.unwrap() else {
            panic!("not whole")
        };
        page.assert_status(200).assert_contains("none is missing").assert_contains("<dd>4</dd>");
        page.assert_contains(&head.to_string());
        assert_ne!(head, Sha256::of(""));
    }

    async fn a_line_changed_behind_our_back_is_named(app: TestApp) {
        some_days(&app).await;
        disarm(&app).await;
        let org = literal(&app, CONTOSO.id);
        let change = format!("update audit_log set actor_name = 'Somebody else' where org_id = {org} and seq = 2");
        app.store.behind_our_back(&change).await;

        let verdict = trail::verify(&app.db, app.scope(CONTOSO)).await.unwrap();
        let page = app.get(LEAD, "/o/contoso/trail/verify").await;

        assert_eq!(verdict, Verdict::Broken { seq: 2, how: Break::Changed });
        page.assert_status(200).assert_contains("broken at line 2").assert_contains("not what was written");
        let other = trail::verify(&app.db, app.scope(FABRIKAM)).await.unwrap();
        assert!(matches!(other, Verdict::Whole { lines: 1, .. }), "{other:?}");
    }

    async fn lines_taken_out_are_missed_wherever_they_stood(app: TestApp) {
        some_days(&app).await;
        disarm(&app).await;
        let org = literal(&app, CONTOSO.id);
        let take = async |condition: &str| {
            app.store.behind_our_back(&format!("delete from audit_log where org_id = {org} and {condition}")).await;
            trail::verify(&app.db, app.scope(CONTOSO)).await.unwrap()
        };

        assert_eq!(take("seq = 4").await, Verdict::Broken { seq: 4, how: Break::Missing });
        assert_eq!(take("seq = 2").await, Verdict::Broken { seq: 2, how: Break::Missing });
        assert_eq!(take("seq > 0").await, Verdict::Broken { seq: 1, how: Break::Missing });
    }

    async fn an_end_that_was_rewritten_is_noticed(app: TestApp) {
        some_days(&app).await;
        let org = literal(&app, CONTOSO.id);
        app.store.behind_our_back(&format!("update chains set seq = 3 where org_id = {org}")).await;

        let verdict = trail::verify(&app.db, app.scope(CONTOSO)).await.unwrap();

        assert_eq!(verdict, Verdict::Broken { seq: 3, how: Break::End });
    }

    async fn a_line_outside_the_chain_is_named_wherever_it_was_put(app: TestApp) {
        some_days(&app).await;
        let org = literal(&app, CONTOSO.id);
        let put = async |seq: i64| {
            let copy = format!(
                "insert into audit_log
                    (org_id, seq, hash, at, actor_name, address, device, action, subject, detail)
                 select org_id, {seq}, hash, at, 'Forger', address, device, action, subject, detail
                 from audit_log where org_id = {org} and seq = 4"
            );
            app.store.behind_our_back(&copy).await;
            trail::verify(&app.db, app.scope(CONTOSO)).await.unwrap()
        };
        let stray = |seq| Verdict::Broken { seq, how: Break::Stray };

        assert_eq!(put(9).await, stray(9));
        assert_eq!(put(5).await, stray(5), "the first of those behind the end");
        assert_eq!(put(0).await, stray(0), "one before the beginning comes before those");
        assert_eq!(put(-3).await, stray(-3));
        let page = app.get(LEAD, "/o/contoso/trail/verify").await;
        page.assert_status(200).assert_contains("broken at line -3").assert_contains("The chain does not reach there");
        let file = app.get(LEAD, "/o/contoso/trail.csv").await;
        assert_eq!(file.body.matches("Forger").count(), 4, "{}", file.body);
        let other = trail::verify(&app.db, app.scope(FABRIKAM)).await.unwrap();
        assert!(matches!(other, Verdict::Whole { lines: 1, .. }), "{other:?}");
    }

    async fn lines_whose_chain_is_gone_are_lines_of_no_chain(app: TestApp) {
        some_days(&app).await;
        let free = match app.store.backend {
            Backend::Sqlite => "pragma foreign_keys = off",
            Backend::Postgres => "alter table audit_log drop constraint audit_log_org_id_fkey",
        };
        let org = literal(&app, CONTOSO.id);
        app.store.behind_our_back(&format!("{free}; delete from chains where org_id = {org}")).await;

        let verdict = trail::verify(&app.db, app.scope(CONTOSO)).await.unwrap();

        assert_eq!(verdict, Verdict::Broken { seq: 1, how: Break::Stray });
        let gone = trail::without_chain(&app.db).await.unwrap();
        assert_eq!(gone.iter().map(|chain| chain.org).collect::<Vec<_>>(), [CONTOSO.id], "the console tells it, too");
    }

    async fn the_database_itself_refuses_to_rewrite_the_trail(app: TestApp) {
        some_days(&app).await;
        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        let updated = sql! { execute, &mut tx, "update audit_log set action = 'x.y'" };
        drop(tx);
        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        let deleted = sql! { execute, &mut tx, "delete from audit_log" };
        drop(tx);
        let (replace, empty) = match app.store.backend {
            Backend::Sqlite => ("insert or replace into audit_log select * from audit_log", "delete from audit_log"),
            Backend::Postgres => (
                "insert into audit_log select * from audit_log on conflict (org_id, seq) do update set action = 'x'",
                "truncate audit_log",
            ),
        };

        for (what, error) in [
            ("update", format!("{updated:?}")),
            ("delete", format!("{deleted:?}")),
            ("replace", app.store.try_behind_our_back(replace).await.unwrap_err().to_string()),
            ("empty", app.store.try_behind_our_back(empty).await.unwrap_err().to_string()),
        ] {
            assert!(error.contains("the audit log is append-only"), "{what}: {error}");
        }
        assert_eq!(app.trail(CONTOSO).await.len(), 4);
    }

    async fn writers_at_the_same_time_keep_the_chain_whole(app: TestApp) {
        let writers = [LEAD, CONTRIBUTOR].map(|person| {
            let db = app.db.clone();
            tokio::spawn(async move {
                for n in 0..50 {
                    write(&db, actor(person), CONTOSO.id, "finding.saved", json!({"n": n})).await;
                }
            })
        });
        for writer in writers {
            writer.await.unwrap();
        }

        let verdict = trail::verify(&app.db, app.scope(CONTOSO)).await.unwrap();

        assert!(matches!(verdict, Verdict::Whole { lines: 100, .. }), "{verdict:?}");
    }

    async fn whoever_changes_an_organisation_alone_keeps_others_waiting_until_they_are_done(app: TestApp) {
        let entry = |n: i64| Entry { action: "task.closed", subject: "task:1".into(), detail: json!({"n": n}) };
        let begin = || app.db.begin_alone(actor(LEAD), CONTOSO.id);
        drop(begin().await.unwrap());
        let nobody = OrgId(uuid::Uuid::from_u128(7));
        assert!(app.db.begin_alone(actor(LEAD), nobody).await.is_err());

        let mut first = begin().await.unwrap();
        assert!(tokio::time::timeout(Duration::from_millis(100), begin()).await.is_err());
        first.record(CONTOSO.id, entry(1)).await.unwrap();
        first.commit(CONTOSO.id, entry(2)).await.unwrap();
        let mut second = begin().await.unwrap();
        second.record(CONTOSO.id, entry(3)).await.unwrap();
        drop(second);
        let lines = begin().await.unwrap().commit_counted(CONTOSO.id, entry(4)).await.unwrap();

        let verdict = trail::verify(&app.db, app.scope(CONTOSO)).await.unwrap();
        assert!(lines == 3 && matches!(verdict, Verdict::Whole { lines: 3, .. }), "{lines} {verdict:?}");
    }

    async fn what_begins_by_asking_is_alone_too_and_needs_not_ask(app: TestApp) {
        let entry = || Entry { action: "task.closed", subject: "task:1".into(), detail: json!({}) };
        let begin = || app.db.begin_by_asking(actor(LEAD), CONTOSO.id);
        drop(begin().await.unwrap());

        let first = begin().await.unwrap();
        let second = app.db.begin_alone(actor(CONTRIBUTOR), CONTOSO.id);
        assert!(tokio::time::timeout(Duration::from_millis(100), second).await.is_err());
        first.commit(CONTOSO.id, entry()).await.unwrap();
        let mut given_up = begin().await.unwrap();
        given_up.record(CONTOSO.id, entry()).await.unwrap();
        drop(given_up);

        let verdict = trail::verify(&app.db, app.scope(CONTOSO)).await.unwrap();
        assert!(matches!(verdict, Verdict::Whole { lines: 1, .. }), "{verdict:?}");
    }

    async fn a_unit_of_work_adds_to_two_chains_or_to_none(app: TestApp) {
        let entry = || Entry { action: "password.changed", subject: "user:1".into(), detail: json!({}) };
        for is_committed in [false, true] {
            let mut tx = app.db.begin(actor(LEAD)).await.unwrap();
            tx.record(FABRIKAM.id, entry()).await.unwrap();
            tx.record(CONTOSO.id, entry()).await.unwrap();
            if is_committed {
                tx.commit(CONTOSO.id, entry()).await.unwrap();
            }
        }

        for (company, expected) in [(CONTOSO, 2), (FABRIKAM, 1)] {
            let verdict = trail::verify(&app.db, app.scope(company)).await.unwrap();
            assert!(matches!(verdict, Verdict::Whole { lines, .. } if lines == expected), "{verdict:?}");
        }
    }

    async fn every_chain_is_listed_for_the_console(app: TestApp) {
        let chains = trail::chains(&app.db).await.unwrap();

        let names: Vec<_> = chains.iter().map(|chain| chain.name.as_str()).collect();
        assert_eq!(names, ["The installation itself", CONTOSO.name, FABRIKAM.name]);
        assert_eq!(chains[0].org, OrgId::INSTALLATION);
    }
}

/// Takes the guard off the table, as somebody with the database's own tools could.
async fn disarm(app: &TestApp) {
    let script = match app.store.backend {
        Backend::Sqlite => "drop trigger audit_log_no_update; drop trigger audit_log_no_delete",
        Backend::Postgres => "alter table audit_log disable trigger audit_log_no_change",
    };
    app.store.behind_our_back(script).await;
}

fn literal(app: &TestApp, id: OrgId) -> String {
    match app.store.backend {
        Backend::Sqlite => format!("x'{}'", id.0.simple()),
        Backend::Postgres => format!("'{id}'"),
    }
}
