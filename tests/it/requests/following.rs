//! What happens to the evidence that answers a request, and what the request makes of it.

use super::*;

fn id_of(address: &str) -> &str {
    address.rsplit('/').next().unwrap()
}

/// One that the contributor answered and that was returned; its address and that of what came in.
async fn returned(app: &TestApp) -> (String, String) {
    let request = a_request(app, &[]).await;
    bring(app, CONTRIBUTOR, &request, "one").await.assert_status(303);
    decide(app, &request, "return", "Too old").await;
    app.letters().await;
    let evidence = brought(app, &request).await;
    (request, evidence)
}

/// Writes other details over what is known of evidence.
async fn edit(app: &TestApp, evidence: &str, state: &str, title: &str) {
    let page = app.get(CONTRIBUTOR, &format!("{evidence}/edit")).await;
    let version = page.field("version").unwrap();
    let fields = [("title", title), ("kind", "artifact"), ("state", state), ("version", version.as_str())];
    app.post(CONTRIBUTOR, &format!("{evidence}/edit"), &fields).await.assert_status(303);
}

async fn lines(app: &TestApp, action: &str) -> usize {
    app.trail(CONTOSO).await.iter().filter(|known| *known == action).count()
}

both! {
    async fn another_tag_or_owner_returns_nothing_a_second_time(app: TestApp) {
        let (request, link) = outside(&app, &[]).await;
        upload_by(&app, &link, ("a.txt", "blurred"), false).await.assert_status(303);
        decide(&app, &request, "return", "It cannot be read").await;
        let letter = app.letters().await.into_iter().rfind(|letter| letter.to == OUTSIDER).unwrap();
        let fresh = letter.link("/give/");
        let evidence = brought(&app, &request).await;
        let at = "/o/contoso/evidence/bulk/details";
        let (owner, other) = (LEAD.id.to_string(), CONTRIBUTOR.id.to_string());
        let tag = [("id", id_of(&evidence)), ("set", "tag"), ("tags", "supplier"), ("expected", "1")];
        let give = [("id", id_of(&evidence)), ("set", "owner"), ("owner", other.as_str()), ("expected", "1")];
        let back = [("id", id_of(&evidence)), ("set", "owner"), ("owner", owner.as_str()), ("expected", "1")];

        for fields in [&tag[..], &give[..], &back[..]] {
            app.post(LEAD, at, fields).await.assert_status(303);
        }

        assert!(app.letters().await.is_empty());
        assert_eq!((lines(&app, "request.returned").await, lines(&app, "request.link_sent").await), (1, 1));
        app.anonymous_get(&fresh).await.assert_status(200).assert_contains("It cannot be read");
        app.env.advance(TimeDelta::milliseconds(5));
        decide(&app, &request, "return", "It still cannot be read").await;
        assert_eq!(app.letters().await.len(), 1, "another reason is told");
        assert_eq!(lines(&app, "request.returned").await, 2);
    }

    async fn whoever_was_asked_and_whose_it_is_both_hear_that_it_was_returned(app: TestApp) {
        each_by_letter(&app, ADMIN).await;
        let request = a_request(&app, &[]).await;
        bring(&app, ADMIN, &request, "one").await.assert_status(303);
        app.letters().await;

        decide(&app, &request, "return", "Too old").await;

        let mut told: Vec<_> = app.letters().await.into_iter().map(|letter| letter.to).collect();
        told.sort();
        assert_eq!(told, [ADMIN.email, CONTRIBUTOR.email]);
    }

    async fn a_draft_of_something_better_waits_for_its_final_form(app: TestApp) {
        let (request, evidence) = returned(&app).await;
        let files: [(&str, &str, &[u8]); 1] = [("file", "accounts.txt", b"two")];
        let version = format!("{evidence}/version");
        app.upload(CONTRIBUTOR, &version, &[("state", "draft")], &files).await.assert_status(303);
        let page = app.get(CONTRIBUTOR, &request).await;
        page.assert_contains("Returned").assert_contains("Upload a file");
        assert!(app.letters().await.is_empty());

        edit(&app, &brought(&app, &request).await, "final", "List of accounts").await;

        app.get(LEAD, &request).await.assert_contains("Submitted").assert_contains("Accept or return");
        let told = app.letters().await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!((told[0].to.as_str(), told[0].subject.as_str()), (LEAD.email, "To decide: List of accounts"));
        decide(&app, &request, "accept", "").await;
    }

    async fn what_was_returned_and_becomes_a_draft_stays_with_whoever_brings_it(app: TestApp) {
        let (request, evidence) = returned(&app).await;

        edit(&app, &evidence, "draft", "Accounts").await;
        app.get(LEAD, &request).await.assert_contains("Returned");
        edit(&app, &evidence, "draft", "Accounts of all machines").await;
        app.get(LEAD, &request).await.assert_contains("Returned");
        edit(&app, &evidence, "final", "Accounts of all machines").await;

        app.get(LEAD, &request).await.assert_contains("Submitted");
        assert_eq!(app.letters().await.len(), 1);
        assert_eq!(lines(&app, "request.submitted").await, 2);
    }

    async fn what_was_submitted_and_becomes_a_draft_is_open_until_it_is_final_again(app: TestApp) {
        let request = a_request(&app, &[]).await;
        bring(&app, CONTRIBUTOR, &request, "one").await.assert_status(303);
        let evidence = brought(&app, &request).await;
        app.letters().await;

        edit(&app, &evidence, "draft", "List of accounts").await;

        let page = app.get(CONTRIBUTOR, &request).await;
        page.assert_contains("Requested").assert_contains("a draft again").assert_contains("Upload a file");
        assert!(!app.get(LEAD, &request).await.contains("Accept or return"));
        app.get(CONTRIBUTOR, "/o/contoso/requests?view=mine").await.assert_contains(&request);
        assert_eq!(lines(&app, "request.opened_again").await, 1);
        edit(&app, &evidence, "draft", "Accounts of all machines").await;
        assert_eq!(lines(&app, "request.opened_again").await, 1, "it was open already");
        assert!(app.letters().await.is_empty());
        edit(&app, &evidence, "final", "Accounts of all machines").await;
        app.get(LEAD, &request).await.assert_contains("Submitted");
        assert_eq!(app.letters().await.pop().unwrap().subject, "To decide: List of accounts");
        decide(&app, &request, "accept", "").await;
        app.get(LEAD, &request).await.assert_contains("Accepted");
    }

    async fn a_draft_of_the_next_version_takes_back_what_was_submitted(app: TestApp) {
        let request = a_request(&app, &[]).await;
        bring(&app, CONTRIBUTOR, &request, "one").await.assert_status(303);
        let version = format!("{}/version", brought(&app, &request).await);
        let files: [(&str, &str, &[u8]); 1] = [("file", "accounts.txt", b"two")];

        app.upload(CONTRIBUTOR, &version, &[("state", "draft")], &files).await.assert_status(303);

        app.get(LEAD, &request).await.assert_contains("Requested").assert_contains("a draft again");
        let draft = brought(&app, &request).await;
        app.post(LEAD, &format!("{draft}/remove"), &[]).await.assert_status(303);
        app.get(CONTRIBUTOR, &request).await.assert_contains("Requested");
        bring(&app, CONTRIBUTOR, &request, "three").await.assert_status(303);
        app.get(LEAD, &request).await.assert_contains("Submitted");
    }

    async fn the_final_version_after_a_draft_is_what_is_decided_about(app: TestApp) {
        let request = a_request(&app, &[]).await;
        bring(&app, CONTRIBUTOR, &request, "one").await.assert_status(303);
        for (state, told) in [("draft", "Requested"), ("final", "Submitted")] {
            let version = format!("{}/version", brought(&app, &request).await);
            let files: [(&str, &str, &[u8]); 1] = [("file", "accounts.txt", state.as_bytes())];

            app.upload(CONTRIBUTOR, &version, &[("state", state)], &files).await.assert_status(303);

            app.get(LEAD, &request).await.assert_contains(told);
        }

        app.get(LEAD, &brought(&app, &request).await).await.assert_contains("3, this one");
        decide(&app, &request, "accept", "").await;
        app.get(LEAD, &request).await.assert_contains("Accepted");
    }

    async fn something_else_is_brought_instead_of_a_draft(app: TestApp) {
        let request = a_request(&app, &[]).await;
        bring(&app, CONTRIBUTOR, &request, "one").await.assert_status(303);
        edit(&app, &brought(&app, &request).await, "draft", "List of accounts").await;

        bring(&app, CONTRIBUTOR, &request, "two").await.assert_status(303);

        app.get(LEAD, &request).await.assert_contains("Submitted");
        app.get(LEAD, &brought(&app, &request).await).await.assert_contains("2, this one");
    }

    async fn a_final_change_of_what_was_returned_is_told_to_whoever_asked(app: TestApp) {
        let (request, evidence) = returned(&app).await;

        edit(&app, &evidence, "final", "Accounts of all machines").await;

        app.get(LEAD, &request).await.assert_contains("Submitted");
        assert_eq!(app.letters().await.pop().unwrap().subject, "To decide: List of accounts");
    }
}
