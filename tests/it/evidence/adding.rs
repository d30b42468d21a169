//! Files on their way in: kept, or refused by name and reason, each on its own.

use super::*;
use muster::{
    evidence::{self, Fault},
    kernel::{Error, audit::Actor},
};
use poem::http::Method;

fn temps(app: &TestApp) -> usize {
    std::fs::read_dir(app.dir().join("blobs/incoming")).unwrap().count()
}

async fn is_clean(app: &TestApp) -> bool {
    temps(app) == 0 && evidence::fsck(&app.db, &app.blobs, app.scope(CONTOSO), true).await.unwrap().is_empty()
}

both! {
    async fn a_file_is_added_with_what_is_known_about_it(app: TestApp) {
        let page = app.get(CONTRIBUTOR, NEW).await;
        page.assert_status(200).assert_contains("at most 1 MB each").assert_contains("pdf, png");
        let fields = [
            ("once", page.field("once").unwrap()),
            ("title", "Access control policy".into()),
            ("kind", "document".into()),
            ("state", "final".into()),
            ("captured_on", "21 Feb 2026".into()),
            ("valid_until", "2027-02-21".into()),
            ("description", "Signed by the owner.".into()),
        ];
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();

        let answer = app.upload(CONTRIBUTOR, NEW, &fields, &[("file", "policy.txt", b"Nobody gets in.")]).await;

        answer.assert_status(303);
        let shown = app.get(ASSESSOR, answer.location()).await;
        for text in ["Access control policy", "Document", "2026-02-21", "2027-02-21", "Signed by the owner.",
                     "Carl Contributor", "policy.txt", "15 bytes"] {
            shown.assert_status(200).assert_contains(text);
        }
        shown.assert_contains(&Sha256::of("Nobody gets in.").to_string());
        let (action, subject, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!((action.as_str(), subject), ("evidence.added", format!("evidence:{}", id_of(answer.location()))));
        assert_eq!(detail["file"]["sha256"], Sha256::of("Nobody gets in.").to_string());
        assert!(is_clean(&app).await);
    }

    async fn sending_the_same_form_twice_has_one_effect(app: TestApp) {
        let once = app.get(LEAD, NEW).await.field("once").unwrap();
        let fields = [&[("once", once.as_str())][..], &ABOUT].concat();
        let send = || app.upload(LEAD, NEW, &fields, &[("file", "a.txt", b"once")]);

        let (first, second) = (send().await, send().await);

        assert_eq!(first.location(), second.location());
        assert_eq!((rows(&app).await, app.trail(CONTOSO).await.len()), (1, 1));
        assert!(is_clean(&app).await);
    }

    async fn of_two_files_the_good_one_is_kept_and_the_bad_one_named(app: TestApp) {
        let files: [(&str, &str, &[u8]); 2] =
            [("file", "report.pdf", b"MZ this is a program"), ("file", "good.txt", b"good")];

        let fields = [("title", "Both"), ("kind", "artifact"), ("state", "draft")];
        let answer = app.upload(LEAD, NEW, &fields, &files).await;

        answer.assert_status(422).assert_contains("<strong>report.pdf</strong>").assert_contains("One file was kept");
        answer.assert_contains("good.txt").assert_contains("value=\"Both\"");
        assert_eq!((rows(&app).await, app.trail(CONTOSO).await), (1, vec!["evidence.added".to_owned()]));
        assert!(has_bytes(&app, "good").await && is_clean(&app).await);
    }

    async fn a_file_too_large_is_named_with_the_limit_and_the_others_are_kept(app: TestApp) {
        let large = vec![b'x'; 1024 * 1024 + 1];
        let files: [(&str, &str, &[u8]); 3] =
            [("file", "first.txt", b"first"), ("file", "large.txt", &large), ("file", "last.txt", b"last")];

        let answer = app.upload(LEAD, NEW, &ABOUT, &files).await;

        answer.assert_status(413).assert_contains("<strong>large.txt</strong>").assert_contains("larger than 1 MB");
        answer.assert_contains("2 files were kept");
        assert_eq!(rows(&app).await, 2);
        assert!(is_clean(&app).await);
    }

    async fn a_file_of_exactly_the_limit_is_taken(app: TestApp) {
        let text = "x".repeat(1024 * 1024);

        let answer = app.upload(LEAD, NEW, &ABOUT, &[("file", "large.txt", text.as_bytes())]).await;

        answer.assert_status(303);
        assert!(has_bytes(&app, &text).await);
    }

    async fn a_form_larger_than_any_may_be_is_not_read_to_its_end(app: TestApp) {
        let huge = vec![b'x'; usize::try_from(muster::catalogue::FORM_BYTES_MAX).unwrap() + 1];
        let files: [(&str, &str, &[u8]); 3] =
            [("file", "first.txt", b"first"), ("file", "huge.txt", &huge), ("file", "last.txt", b"last")];

        let answer = app.upload(LEAD, NEW, &ABOUT, &files).await;

        answer.assert_status(413).assert_contains("<strong>huge.txt</strong>").assert_contains("One file was kept");
        answer.assert_contains("What comes after it in the form was not read");
        assert!(rows(&app).await == 1 && is_clean(&app).await && !has_bytes(&app, "last").await);
    }

    async fn more_files_than_allowed_are_named(app: TestApp) {
        let texts = ["one", "two", "three", "four", "five"];
        let names = texts.map(|text| format!("{text}.txt"));
        let files: Vec<(&str, &str, &[u8])> =
            names.iter().zip(texts).map(|(name, text)| ("file", name.as_str(), text.as_bytes())).collect();

        let answer = app.upload(LEAD, NEW, &ABOUT, &files).await;

        answer.assert_status(422).assert_contains("<strong>five.txt</strong>").assert_contains("At most 4 files");
        assert_eq!(rows(&app).await, 4);
    }

    async fn an_organisation_can_narrow_what_it_takes(app: TestApp) {
        app.store.behind_our_back("update organisations set evidence_kinds = 'pdf,png'").await;

        let page = app.get(LEAD, NEW).await;
        let answer = app.upload(LEAD, NEW, &ABOUT, &[("file", "a.txt", b"text")]).await;

        page.assert_contains("Accepted: pdf, png.").assert_contains("accept=\".pdf,.png\"");
        answer.assert_status(422).assert_contains("Files ending in .txt are not accepted");
    }

    async fn wrong_values_come_back_with_what_was_typed_and_nothing_is_kept(app: TestApp) {
        let fields = [("title", "Kept words"), ("kind", ""), ("state", "draft"), ("captured_on", "2026-03-09"),
                      ("valid_until", "soon")];

        let answer = app.upload(LEAD, NEW, &fields, &[("file", "a.txt", b"text")]).await;

        answer.assert_status(422).assert_contains("value=\"Kept words\"").assert_contains("Choose what it is.");
        answer.assert_contains("that day has not come yet").assert_contains("Enter a date like 2026-11-21.");
        answer.assert_contains("choose the files again");
        assert!(rows(&app).await == 0 && is_clean(&app).await && !has_bytes(&app, "text").await);
    }

    async fn a_bad_file_is_named_beside_wrong_values(app: TestApp) {
        let (too_large, fields) = (vec![b'x'; 1024 * 1024 + 1], [("kind", ""), ("state", "draft")]);
        for (name, bytes, status) in [("a.svg", &b"<svg>"[..], 422), ("b.txt", &too_large, 413)] {
            let answer = app.upload(LEAD, NEW, &fields, &[("file", name, bytes)]).await;

            answer.assert_status(status).assert_contains("Choose what it is.").assert_contains(name);
            answer.assert_contains("One file was not taken").assert_contains("choose the files again");
        }
    }

    async fn a_refused_file_is_known_by_its_place_among_the_chosen_ones(app: TestApp) {
        let files: [(&str, &str, &[u8]); 4] =
            [("file", "a:  b.exe", b"MZ"), ("file", "c.txt", b"good"), ("file", "c.txt", b""), ("file", "", b"")];

        let answer = app.upload(LEAD, NEW, &[("kind", ""), ("state", "draft")], &files).await;

        answer.assert_status(422).assert_contains("2 files were not taken");
        let refused: Vec<_> = answer.body.split("<li data-file=\"").skip(1).map(|rest| &rest[..1]).collect();
        assert_eq!(refused, ["1", "3"]);
        answer.assert_contains("<strong>a_ b.exe</strong>").assert_contains("<strong>c.txt</strong>");
    }

    async fn a_form_without_a_file_is_asked_for_one(app: TestApp) {
        let nothing_chosen = app.upload(LEAD, NEW, &ABOUT, &[("file", "", b"")]).await;
        let no_field = app.upload(LEAD, NEW, &ABOUT, &[]).await;

        nothing_chosen.assert_status(422).assert_contains("Choose at least one file.");
        no_field.assert_status(422).assert_contains("Choose at least one file.");
        // Together with what else is wrong, and nobody is told to choose again what they did not choose.
        let both = app.upload(LEAD, NEW, &[("kind", ""), ("state", "draft")], &[]).await;
        both.assert_status(422).assert_contains("Choose what it is.").assert_contains("Choose at least one file.");
        assert!(!both.contains("choose the files again"), "{}", both.body);
    }

    async fn a_name_never_leads_out_of_the_store(app: TestApp) {
        let names = ["../../../etc/passwd.txt", "..%2f..%2fx.txt", "C:\\Windows\\x.txt", "/etc/x.txt",
                     "a/../../b.txt", "con.txt", "....//x.txt", "x\u{202e}fdp.txt"];
        for name in names {
            let text = format!("bytes of {name}");

            let answer = app.upload(LEAD, NEW, &ABOUT, &[("file", name, text.as_bytes())]).await;

            answer.assert_status(303);
            let file = app.get(LEAD, &format!("{}/file", answer.location())).await;
            assert_eq!(file.body, text);
            let saved_as = file.header("content-disposition");
            assert!(!saved_as.contains("%2F") && !saved_as.contains("%5C") && !saved_as.contains(".."), "{saved_as}");
        }
        assert!(is_clean(&app).await);
        let outside: Vec<_> = std::fs::read_dir(app.dir()).unwrap().map(|it| it.unwrap().file_name()).collect();
        assert!(!outside.iter().any(|name| name.to_string_lossy().ends_with(".txt")), "{outside:?}");
    }

    async fn a_name_is_read_as_browsers_write_it(app: TestApp) {
        let name = "%22old%22 list%0D%0Aof 100%25%0a.txt";

        let address = a_file(&app, LEAD, name, "text").await;

        let shown = app.get(LEAD, &address).await;
        shown.assert_status(200).assert_contains("_old_ list of 100%25%0a.txt");
        assert!(!shown.contains("%22") && !shown.contains("%0D"), "{}", shown.body);
    }

    async fn the_same_bytes_are_stored_once_and_known_twice(app: TestApp) {
        let (one, two) = (a_file(&app, LEAD, "a.txt", "same").await, a_file(&app, CONTRIBUTOR, "b.txt", "same").await);

        assert_ne!(one, two);
        assert_eq!((rows(&app).await, app.blobs.list().await.unwrap().len()), (2, 1));
    }

    async fn a_commit_that_fails_leaves_no_row_and_nothing_but_bytes(app: TestApp) {
        // The chain of the trail is what every commit writes last.
        app.store.behind_our_back("update chains set seq = -1").await;
        let constraint = match app.store.backend {
            Backend::Sqlite => {
                "create trigger full_disk before insert on audit_log begin select raise(abort, 'full'); end"
            }
            Backend::Postgres => "alter table audit_log add check (seq > 100) not valid",
        };
        app.store.behind_our_back(constraint).await;

        let answer = app.upload(LEAD, NEW, &ABOUT, &[("file", "a.txt", b"orphan")]).await;

        assert!(answer.status.is_server_error(), "{}", answer.status);
        assert_eq!((rows(&app).await, temps(&app)), (0, 0));
        let faults = evidence::fsck(&app.db, &app.blobs, app.scope(CONTOSO), true).await.unwrap();
        assert_eq!(faults, [Fault::Unused(Sha256::of("orphan"))]);
    }

    async fn files_brought_for_an_objective_serve_it_and_lead_back(app: TestApp) {
        let assessment = app.an_assessment(2).await;
        let back = format!("/o/contoso/assessments/{assessment}/work/3.1.1/a");
        let page = format!("{NEW}?assessment={assessment}&requirement=3.1.1&objective=a&back={back}");

        let form = app.get(CONTRIBUTOR, &page).await;
        let files: [(&str, &str, &[u8]); 2] = [("file", "a.txt", b"a"), ("file", "b.txt", b"b")];
        let answer = app.upload(CONTRIBUTOR, &page, &ABOUT, &files).await;

        form.assert_status(200).assert_contains("3.1.1[a]").assert_contains("Spring assessment");
        answer.assert_status(303);
        assert_eq!(answer.location(), back);
        let trail = app.trail(CONTOSO).await;
        assert_eq!(trail, ["evidence.added", "evidence.linked", "evidence.added", "evidence.linked"]);
        let target = evidence::Target { assessment, requirement: "3.1.1", objective: "a" };
        let mut conn = app.db.read().await.unwrap();
        let linked = evidence::linked_to(&mut conn, app.scope(CONTOSO), target, app.env.today()).await.unwrap();
        assert_eq!(linked.iter().map(|it| it.title.as_str()).collect::<Vec<_>>(), ["a.txt", "b.txt"]);
    }

    async fn files_for_a_wrong_or_closed_objective_are_not_taken(app: TestApp) {
        let (open, closed) = (app.an_assessment(2).await, app.an_assessment(2).await);
        let id = id_of(&a_file(&app, LEAD, "a.txt", "text").await);
        serve(&app, id, closed, true).await;
        let page = |assessment, requirement, letter| {
            format!("{NEW}?assessment={assessment}&requirement={requirement}&objective={letter}")
        };

        for (address, status) in [
            (page(closed, "3.1.1", "a"), 409),
            (page(open, "3.1.1", "z"), 404),
            (page(open, "9.9.9", "a"), 404),
            (page(open, "AC.L1-b.1.i", "3.1.1%5Ba%5D"), 404),
            (page(app.env.new_id(), "3.1.1", "a"), 404),
            (format!("{NEW}?assessment=x&requirement=3.1.1&objective=a"), 404),
        ] {
            app.get(LEAD, &address).await.assert_status(status);
            app.upload(LEAD, &address, &ABOUT, &[("file", "b.txt", b"b")]).await.assert_status(status);
        }
        assert_eq!(rows(&app).await, 1);
    }

    async fn the_way_back_stays_in_the_organisation(app: TestApp) {
        for back in ["//evil.example", "https://evil.example/", "/o/fabrikam/evidence", "/o/contoso.evil/x",
                     "/o/contoso//evil", "/o/contoso/../fabrikam", "\\\\evil"] {
            let address = format!("{NEW}?{}", serde_urlencoded::to_string([("back", back)]).unwrap());

            let answer = app.upload(LEAD, &address, &ABOUT, &[("file", "a.txt", back.as_bytes())]).await;

            assert!(answer.location().starts_with("/o/contoso/evidence/0"), "{back}: {}", answer.location());
            assert!(!app.get(LEAD, &address).await.contains(&format!("href=\"{back}\"")), "{back}");
        }
    }

    async fn a_script_is_told_where_to_go_by_a_header(app: TestApp) {
        let good = scripted(&app, "a.txt", b"good").await;
        let bad = scripted(&app, "a.exe", b"MZ").await;

        good.assert_status(204);
        assert!(good.header("hx-redirect").starts_with("/o/contoso/evidence/"));
        assert!(good.header("set-cookie").contains("flash="));
        bad.assert_status(422).assert_contains("<main").assert_contains("a.exe");
    }

    async fn only_who_may_add_can(app: TestApp) {
        app.get(ASSESSOR, NEW).await.assert_status(403);
        app.upload(ASSESSOR, NEW, &ABOUT, &[("file", "a.txt", b"a")]).await.assert_status(403);
        app.upload(STRANGER, NEW, &ABOUT, &[("file", "a.txt", b"a")]).await.assert_status(404);
        assert!(app.anonymous_get(NEW).await.location().starts_with("/signin"));

        assert!(rows(&app).await == 0 && app.blobs.list().await.unwrap().is_empty());
    }

    async fn a_form_without_its_token_is_refused_before_its_files(app: TestApp) {
        for body in [
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nx\r\n--b--\r\n",
            "--b\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nrecord\r\n--b--\r\n",
        ] {
            let headers = [("content-type", "multipart/form-data; boundary=b"), ("origin", "http://localhost:8080")];

            let answer = app.request(Some(LEAD), Method::POST, NEW, &headers, body.into()).await;

            answer.assert_status(403).assert_contains("This form has expired");
        }
        assert!(app.blobs.list().await.unwrap().is_empty());
    }

    async fn evidence_is_never_added_to_an_assessment_that_closes_meanwhile(app: TestApp) {
        let assessment = app.an_assessment(2).await;
        let id = id_of(&a_file(&app, LEAD, "a.txt", "text").await);
        serve(&app, id, assessment, true).await;
        let mut tx = app.db.begin(Actor::console()).await.unwrap();

        let held = evidence::hold_open(&mut tx, app.scope(CONTOSO), assessment).await;

        assert!(matches!(held, Err(Error::Conflict(_))), "{held:?}");
    }
}

/// As the script that shows how far an upload has come sends it.
async fn scripted(app: &TestApp, name: &str, bytes: &[u8]) -> Answer {
    let mut body = Vec::new();
    let csrf = app.csrf(LEAD);
    for (name, value) in [("csrf", csrf.as_str()), ("kind", "artifact"), ("state", "draft")] {
        let field = format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(field.as_bytes());
    }
    let head = format!("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--b--\r\n");
    let headers = [
        ("content-type", "multipart/form-data; boundary=b"),
        ("origin", "http://localhost:8080"),
        ("hx-request", "true"),
    ];
    app.request(Some(LEAD), Method::POST, NEW, &headers, body).await
}
