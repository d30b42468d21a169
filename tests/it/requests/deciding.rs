//! What is decided about the evidence is decided about the request.

use super::*;

both! {
    async fn what_is_accepted_is_done(app: TestApp) {
        let request = a_request(&app, &[]).await;
        bring(&app, CONTRIBUTOR, &request, "one").await.assert_status(303);

        decide(&app, &request, "accept", "").await;

        app.get(LEAD, &request).await.assert_contains("Accepted").assert_contains("Ask for a new one");
        app.get(LEAD, "/o/contoso/requests?view=accepted").await.assert_contains(&request);
        assert!(!app.get(LEAD, "/o/contoso/requests").await.contains(&request));
        let trail = app.trail(CONTOSO).await;
        assert_eq!(trail[trail.len() - 2..], ["request.accepted", "evidence.accepted"]);
        bring(&app, CONTRIBUTOR, &request, "two").await.assert_status(409);
    }

    async fn what_is_returned_is_asked_for_again_and_comes_back_as_the_next_version(app: TestApp) {
        let (fields, _) = for_an_objective(&app).await;
        let request = a_request(&app, &sent(&fields)).await;
        bring(&app, CONTRIBUTOR, &request, "one").await;
        app.letters().await;

        decide(&app, &request, "return", "Two machines are missing").await;

        let letters = app.letters().await;
        assert_eq!(letters.len(), 1, "{letters:?}");
        let (to, subject) = (letters[0].to.as_str(), letters[0].subject.as_str());
        assert_eq!((to, subject), (CONTRIBUTOR.email, "Returned: List of accounts"));
        assert!(letters[0].text.contains("Two machines are missing"));
        let list = app.get(CONTRIBUTOR, "/o/contoso/notices").await;
        list.assert_contains(&request);
        for title in ["Evidence is asked of you: List of accounts", "Returned: List of accounts"] {
            let row = list.body.split("<tr>").find(|row| row.contains(title)).unwrap();
            assert!(row.contains(LEAD.name), "the program says it for the one that asks: {row}");
        }
        app.get(LEAD, "/o/contoso/notices").await.assert_contains("To decide: List of accounts");
        let page = app.get(CONTRIBUTOR, &request).await;
        page.assert_contains("Returned").assert_contains("Two machines are missing").assert_contains("Upload a file");
        app.get(CONTRIBUTOR, "/o/contoso/requests?view=mine").await.assert_contains(&request);
        let (first, same) = (brought(&app, &request).await, bring(&app, CONTRIBUTOR, &request, "one").await);
        same.assert_status(422).assert_contains("same file as before");
        bring(&app, CONTRIBUTOR, &request, "two").await.assert_status(303);
        let second = brought(&app, &request).await;
        assert_ne!(first, second);
        app.get(LEAD, &first).await.assert_contains("Superseded.");
        app.get(LEAD, &second).await.assert_contains("2, this one").assert_contains("3.1.1[a]");
        decide(&app, &request, "accept", "").await;
        assert_eq!((count(&app, "evidence").await, count(&app, "links").await), (2, 1));
        app.run_jobs().await;
    }

    async fn a_better_version_of_a_returned_piece_answers_without_the_request_being_looked_at(app: TestApp) {
        let request = a_request(&app, &[]).await;
        bring(&app, CONTRIBUTOR, &request, "one").await;
        decide(&app, &request, "return", "Too old").await;
        let first = brought(&app, &request).await;

        let fields = [("state", "final")];
        let files: [(&str, &str, &[u8]); 1] = [("file", "accounts.txt", b"two")];
        app.upload(CONTRIBUTOR, &format!("{first}/version"), &fields, &files).await.assert_status(303);

        app.get(LEAD, &request).await.assert_contains("Accept or return");
        assert!(app.trail(CONTOSO).await.ends_with(&[
            "request.submitted".into(), "evidence.superseded".into(), "evidence.version_added".into()
        ]));
    }

    async fn a_removed_piece_leaves_the_request_open(app: TestApp) {
        let request = a_request(&app, &[]).await;
        bring(&app, CONTRIBUTOR, &request, "one").await;
        let evidence = brought(&app, &request).await;

        app.post(LEAD, &format!("{evidence}/remove"), &[]).await.assert_status(303);

        app.get(LEAD, &request).await.assert_contains("Requested").assert_contains("Upload a file");
        assert!(app.trail(CONTOSO).await.contains(&"request.opened_again".to_owned()));
        bring(&app, CONTRIBUTOR, &request, "one").await.assert_status(303);
    }

    async fn many_pieces_decided_at_once_decide_their_requests(app: TestApp) {
        let (first, second) = (a_request(&app, &[]).await, a_request(&app, &[("title", "List of doors")]).await);
        bring(&app, CONTRIBUTOR, &first, "one").await;
        bring(&app, CONTRIBUTOR, &second, "two").await;
        let (one, two) = (brought(&app, &first).await, brought(&app, &second).await);
        let id = |address: &str| address.rsplit('/').next().unwrap().to_owned();
        let (one, two) = (id(&one), id(&two));

        let fields = [("id", one.as_str()), ("id", &two), ("set", "return"), ("reason", "Blurred"), ("expected", "2")];
        app.post(LEAD, "/o/contoso/evidence/bulk/review", &fields).await.assert_status(303);

        for request in [first, second] {
            app.get(LEAD, &request).await.assert_contains("Blurred");
        }
        let returned = app.letters().await.iter().filter(|it| it.subject.starts_with("Returned")).count();
        assert_eq!(returned, 2);
    }
}
