//! The list, one piece, and its file.

use super::{links::a_row, *};

const LIST: &str = "/o/contoso/evidence";

async fn dated(app: &TestApp, title: &str, owner: Person, captured: &str, until: &str) -> EvidenceId {
    let id = a_row(app, title, "final").await;
    let uuid = match app.store.backend {
        Backend::Sqlite => format!("x'{}'", id.0.simple()),
        Backend::Postgres => format!("'{id}'"),
    };
    let owner = match app.store.backend {
        Backend::Sqlite => format!("x'{}'", owner.id.0.simple()),
        Backend::Postgres => format!("'{}'", owner.id),
    };
    app.store
        .behind_our_back(&format!(
            "update evidence set owner_id = {owner}, captured_on = '{captured}', valid_until = '{until}'
             where id = {uuid}"
        ))
        .await;
    id
}

/// The titles of a list's rows, in order.
async fn titles(app: &TestApp, query: &str) -> Vec<String> {
    let answer = app.get(ASSESSOR, &format!("{LIST}{query}")).await;
    answer.assert_status(200);
    let rows = answer.body.split("<th scope=\"row\" class=\"grow\">").skip(1);
    rows.map(|row| row.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned()).collect()
}

/// The titles of all pages, one after the other.
async fn walk(app: &TestApp, query: &str) -> Vec<String> {
    let (mut all, mut at) = (Vec::new(), query.to_owned());
    loop {
        all.extend(titles(app, &at).await);
        let page = app.get(ASSESSOR, &format!("{LIST}{at}")).await;
        let Some(link) = page.body.split("rel=\"next\" href=\"").nth(1) else { return all };
        at = link.split('"').next().unwrap().trim_start_matches(LIST).replace("&amp;", "&");
    }
}

both! {
    async fn the_library_is_searched_filtered_and_sorted(app: TestApp) {
        dated(&app, "Banner", LEAD, "2026-01-02", "2026-03-01").await;
        dated(&app, "apple list", CONTRIBUTOR, "2026-01-03", "2026-03-02").await;
        dated(&app, "Cabinet", ADMIN, "2026-01-01", "2027-01-01").await;
        a_row(&app, "Draft of a policy", "draft").await;

        let all = ["Draft of a policy", "Cabinet", "apple list", "Banner"];
        for (query, expected) in [
            ("", &all[..]),
            ("?sort=title", &["apple list", "Banner", "Cabinet", "Draft of a policy"]),
            ("?sort=-title", &["Draft of a policy", "Cabinet", "Banner", "apple list"]),
            ("?sort=captured", &["Draft of a policy", "Cabinet", "Banner", "apple list"]),
            ("?sort=-valid", &["Cabinet", "apple list", "Banner", "Draft of a policy"]),
            ("?sort=-owner", &["Banner", "apple list", "Cabinet", "Draft of a policy"]),
            ("?sort=nonsense", &all[..]),
            ("?state=stale", &["Banner"]),
            ("?state=final", &["Cabinet", "apple list"]),
            ("?state=submitted", &["Cabinet", "apple list"]),
            ("?state=accepted", &[]),
            ("?state=superseded", &[]),
            ("?state=draft", &["Draft of a policy"]),
            ("?q=APPLE", &["apple list"]),
            ("?q=100%25", &[]),
            ("?kind=document", &all[..]),
            ("?kind=artifact", &[]),
            (&format!("?owner={}", CONTRIBUTOR.id), &["apple list"]),
            (&format!("?owner={}&state=stale", LEAD.id), &["Banner"]),
        ] {
            assert_eq!(titles(&app, query).await, expected, "{query}");
        }
        app.get(LEAD, &format!("{LIST}?q=nothing")).await.assert_contains("Nothing fits");
    }

    async fn a_fragment_is_the_results_and_their_number(app: TestApp) {
        a_row(&app, "Banner", "final").await;

        let part = app.get_fragment(LEAD, &format!("{LIST}?q=ban")).await;

        part.assert_status(200).assert_contains("1 piece of evidence").assert_contains("Banner");
        assert!(part.body.trim_start().starts_with("<section id=\"results\"") && !part.contains("<h1>"));
        assert!(!app.get(LEAD, LIST).await.contains("hx-partial"));
    }

    async fn a_long_list_comes_in_pages_with_four_statements(app: TestApp) {
        for n in 0..10 {
            a_row(&app, &format!("Row {n:03}"), "final").await;
        }
        let few = app.statements_of(|| app.get(LEAD, LIST)).await;
        for n in 10..120 {
            a_row(&app, &format!("Row {n:03}"), "final").await;
        }
        let many = app.statements_of(|| app.get(LEAD, LIST)).await;

        assert!(few == many && many <= 4, "{few} {many}");
        for sort in ["", "?sort=title", "?sort=-title", "?sort=valid", "?sort=-owner"] {
            let seen = walk(&app, sort).await;
            let all: std::collections::BTreeSet<_> = seen.iter().collect();
            assert_eq!((seen.len(), all.len()), (120, 120), "{sort}: every row is on one page and only one");
        }
        assert_eq!(walk(&app, "?sort=title").await[50], "Row 050");
        assert_eq!(walk(&app, "?sort=-title").await[50], "Row 069");
        assert_eq!(titles(&app, "?sort=title&after=nonsense").await[0], "Row 000");
    }

    async fn one_piece_says_what_it_serves_and_what_became_of_it(app: TestApp) {
        let (assessment, address) = (app.an_assessment(2).await, a_file(&app, CONTRIBUTOR, "a.txt", "text").await);
        serve(&app, id_of(&address), assessment, false).await;

        let page = app.get(ASSESSOR, &address).await;
        let statements = app.statements_of(|| app.get(ASSESSOR, &address)).await;

        page.assert_status(200).assert_contains("3.1.1[a]").assert_contains("Spring assessment");
        page.assert_contains("Added").assert_contains("Linked to an objective: 3.1.1[a]");
        page.assert_contains(&format!("/o/contoso/assessments/{assessment}/work/3%2E1%2E1/a"));
        assert!(!page.contains(">Change<") && !page.contains(">Remove<"), "an assessor changes nothing");
        app.get(CONTRIBUTOR, &address).await.assert_contains(">Remove<");
        assert!(!app.get(OTHER_CONTRIBUTOR, &address).await.contains(">Remove<"));
        assert!(statements <= 6, "{statements}");
    }

    async fn the_file_comes_back_whole_and_can_only_be_saved(app: TestApp) {
        let text = "one line of a log\n".repeat(40_000);
        let address = a_file(&app, LEAD, "räport; 1.txt", &text).await;

        let file = app.get(ASSESSOR, &format!("{address}/file")).await;

        file.assert_status(200);
        assert_eq!(file.bytes, text.as_bytes());
        for (name, value) in [
            ("content-disposition", "attachment; filename*=UTF-8''r%C3%A4port%3B%201%2Etxt"),
            ("content-type", "text/plain"),
            ("content-length", &text.len().to_string()),
            ("content-security-policy", "sandbox; default-src 'none'"),
            ("x-content-type-options", "nosniff"),
            ("cache-control", "no-store"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(file.header(name), value, "{name}");
        }
    }

    async fn a_damaged_file_is_never_handed_out_as_if_it_were_well(app: TestApp) {
        let address = a_file(&app, LEAD, "a.txt", "as it was put in").await;
        let path = blob_path(&app, "as it was put in");
        std::fs::write(&path, "as it was put iN").unwrap();

        let damaged = app.get(LEAD, &format!("{address}/file")).await;
        std::fs::remove_file(&path).unwrap();
        let missing = app.get(LEAD, &format!("{address}/file")).await;

        damaged.assert_status(409);
        missing.assert_status(409);
        assert!(!damaged.contains("as it was"));
        a_file(&app, LEAD, "a.txt", "as it was put in").await;
        app.get(LEAD, &format!("{address}/file")).await.assert_status(200);
    }

    async fn what_is_foreign_is_not_there(app: TestApp) {
        let ours = a_file(&app, LEAD, "a.txt", "ours").await;
        let missing = format!("/o/contoso/evidence/{}", app.env.new_id());
        let theirs = ours.replace("contoso", "fabrikam");

        for page in ["", "/file", "/edit", "/remove"] {
            let none = app.get(ADMIN, &format!("{missing}{page}")).await;
            let foreign = app.get(STRANGER, &format!("{theirs}{page}")).await;
            let outside = app.get(STRANGER, &format!("{ours}{page}")).await;

            none.assert_status(404);
            assert_eq!((none.status, &none.body), (foreign.status, &foreign.body), "{page}");
            assert_eq!((none.status, &none.body), (outside.status, &outside.body), "{page}");
        }
        let post = app.post(STRANGER, &format!("{theirs}/remove"), &[]).await;
        post.assert_status(404);
        app.get(LEAD, &ours).await.assert_status(200);
    }
}

fn blob_path(app: &TestApp, text: &str) -> std::path::PathBuf {
    let digits = Sha256::of(text).to_string();
    app.dir().join("blobs").join(CONTOSO.id.to_string()).join(&digits[..2]).join(digits)
}
