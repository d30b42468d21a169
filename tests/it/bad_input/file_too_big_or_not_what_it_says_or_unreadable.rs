//! 413 or 422, a page that names the file and the reason; the other files of the same form are kept.

use super::*;

const NEW: &str = "/o/contoso/evidence/new";
const ABOUT: [(&str, &str); 3] = [("title", "Door log"), ("kind", "artifact"), ("state", "final")];

/// The file between two good ones, its status, and what is told about it.
fn bad_files() -> Vec<(&'static str, Vec<u8>, u16, &'static str)> {
    vec![
        ("large.txt", vec![b'x'; 1024 * 1024 + 1], 413, "larger than 1 MB"),
        ("report.pdf", b"MZ this is a program".to_vec(), 422, "its content is"),
        ("page.html", b"<!doctype html><script>1</script>".to_vec(), 422, "html"),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n".to_vec(), 422, "it has no end"),
        ("empty.txt", Vec::new(), 422, "empty"),
        ("noise.png", vec![7; 400], 422, "its content is"),
    ]
}

both! {
    async fn the_file_is_named_with_the_reason_and_the_others_are_kept(app: TestApp) {
        for (round, way) in WAYS.into_iter().enumerate() {
            for (n, (name, bytes, status, reason)) in bad_files().into_iter().enumerate() {
                let (first, last) = (format!("first {round} {n}"), format!("last {round} {n}"));
                let (first, last) = (first.as_bytes(), last.as_bytes());
                let files: [(&str, &str, &[u8]); 3] =
                    [("file", "first.txt", first), ("file", name, &bytes), ("file", "last.txt", last)];
                let before = count(&app, "evidence.added").await;

                let answer = match way {
                    Way::Plain => app.upload(LEAD, NEW, &ABOUT, &files).await,
                    Way::Htmx => app.upload_fragment(LEAD, NEW, &ABOUT, &files).await,
                };

                answer.assert_status(status).assert_contains(&format!("<strong>{name}</strong>"));
                answer.assert_contains(reason).assert_contains("2 files were kept");
                answer.assert_contains("value=\"Door log\"");
                way.assert_form(&answer, name);
                assert_eq!(count(&app, "evidence.added").await, before + 2, "{name}");
            }
        }
        let kept = app.blobs.list().await.unwrap().len();
        assert_eq!(kept, 2 * 2 * bad_files().len(), "only the good ones are in the store");
    }

    async fn a_file_with_which_the_form_is_given_up_is_named_too(app: TestApp) {
        let huge = vec![b'x'; usize::try_from(muster::catalogue::FORM_BYTES_MAX).unwrap() + 1];
        let files: [(&str, &str, &[u8]); 2] = [("file", "huge.txt", &huge), ("file", "last.txt", b"not read")];

        let evidence = app.upload(LEAD, NEW, &ABOUT, &files).await;
        let catalogue = app.upload(ADMIN, "/o/contoso/catalogue/import", &[], &files).await;

        evidence.assert_status(413).assert_contains("<strong>huge.txt</strong>").assert_contains("larger than 1 MB");
        evidence.assert_contains("What comes after it in the form was not read").assert_contains("value=\"Door log\"");
        assert!(!evidence.contains("The rest of the form") && !evidence.contains("Choose what it is."));
        catalogue.assert_status(413).assert_contains("huge.txt is larger than");
        assert!(app.blobs.list().await.unwrap().is_empty());
    }

    async fn what_is_not_read_behind_a_file_that_is_too_large_is_told(app: TestApp) {
        let (large, endless) = (vec![b'x'; 1024 * 1024 + 1], "n".repeat(1024 * 1024));
        let files: [(&str, &str, &[u8]); 2] = [("file", "large.txt", &large), ("file", &endless, b"not read")];

        let answer = app.upload(LEAD, NEW, &ABOUT, &files).await;

        answer.assert_status(413).assert_contains("<strong>large.txt</strong>");
        answer.assert_contains("<strong>The rest of the form</strong>").assert_contains("too many fields");
    }

    async fn several_bad_files_are_all_named(app: TestApp) {
        let files: [(&str, &str, &[u8]); 2] = [("file", "a.exe", b"MZ"), ("file", "b.pdf", b"no")];

        let answer = app.upload(LEAD, NEW, &ABOUT, &files).await;

        answer.assert_status(422).assert_contains("<strong>a.exe</strong>").assert_contains("<strong>b.pdf</strong>");
        assert_eq!(count(&app, "evidence.added").await, 0);
    }

    async fn a_form_that_breaks_off_keeps_nothing(app: TestApp) {
        let csrf = app.csrf(LEAD);
        let body = format!(
            "--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n--b\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhalf of it"
        );
        let headers = [("content-type", "multipart/form-data; boundary=b"), ("origin", "http://localhost:8080")];

        let answer = app.request(Some(LEAD), poem::http::Method::POST, NEW, &headers, body.into_bytes()).await;

        answer.assert_status(400).assert_contains("broke off").assert_contains("Send it again");
        assert!(app.blobs.list().await.unwrap().is_empty());
        assert_eq!(count(&app, "evidence.added").await, 0);
    }
}
