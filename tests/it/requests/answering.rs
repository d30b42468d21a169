//! Bringing what was asked for, by a member.

use super::*;
use muster::kernel::hash::Sha256;

const LIST: &str = "/o/contoso/evidence/new";

async fn a_piece(app: &TestApp, state: &str, text: &str) -> String {
    app.env.advance(TimeDelta::milliseconds(5));
    let fields = [("kind", "artifact"), ("state", state), ("title", "Export of accounts")];
    let added = app.upload(LEAD, LIST, &fields, &[("file", "export.txt", text.as_bytes())]).await;
    added.assert_status(303);
    added.location().to_owned()
}

fn id_of(address: &str) -> &str {
    address.rsplit('/').next().unwrap()
}

both! {
    async fn a_file_is_submitted_and_serves_the_objectives_at_once(app: TestApp) {
        let (fields, _) = for_an_objective(&app).await;
        let request = a_request(&app, &sent(&fields)).await;
        app.get(CONTRIBUTOR, &format!("{request}/give")).await.assert_status(200).assert_contains("Does it hold CUI?");

        let answer = bring(&app, CONTRIBUTOR, &request, "ada, lena").await;

        assert_eq!(answer.assert_status(303).location(), request);
        app.get(LEAD, &request).await.assert_contains("Submitted").assert_contains("Accept or return");
        let evidence = app.get(ASSESSOR, &brought(&app, &request).await).await;
        evidence.assert_contains("List of accounts").assert_contains("3.1.1[a]").assert_contains("Submitted");
        assert_eq!(app.get(LEAD, &format!("{}/file", brought(&app, &request).await)).await.body, "ada, lena");
        app.get(LEAD, "/o/contoso/requests?view=submitted").await.assert_contains(&request);
        assert_eq!(
            app.trail(CONTOSO).await,
            ["request.asked", "evidence.added", "evidence.linked", "request.submitted"]
        );
        let letters = app.letters().await;
        assert_eq!(letters.last().unwrap().to, LEAD.email);
        let statements = app.statements_of(|| app.get(LEAD, &request)).await;
        assert!(statements <= 6, "{statements}");
    }

    async fn only_whoever_was_asked_or_a_lead_brings_it_and_only_once(app: TestApp) {
        let request = a_request(&app, &[]).await;

        for (who, status) in [(OTHER_CONTRIBUTOR, 403), (ASSESSOR, 403), (STRANGER, 404)] {
            bring(&app, who, &request, "not mine").await.assert_status(status);
            app.get(who, &format!("{request}/choose")).await.assert_status(status);
        }
        assert_nothing_stored(&app).await;
        bring(&app, LEAD, &request, "got it by mail").await.assert_status(303);
        let second = bring(&app, CONTRIBUTOR, &request, "one more").await;
        second.assert_status(409).assert_contains("This request is not open");
        assert_eq!(count(&app, "evidence").await, 1);
        assert_eq!(app.blobs.list().await.unwrap().len(), 1);
        let form = app.get(CONTRIBUTOR, &format!("{request}/give")).await;
        assert_eq!(form.assert_status(303).location(), request);
    }

    async fn a_file_that_is_not_taken_is_named_and_nothing_of_it_stays(app: TestApp) {
        let request = a_request(&app, &[]).await;
        let at = format!("{request}/give");
        let large = vec![b'x'; 1024 * 1024 + 1];
        let files: [(&str, &[u8], u16, &str); 3] = [
            ("list.pdf", b"MZ this is a program", 422, "its content is"),
            ("list.exe", b"MZ", 422, "exe"),
            ("list.txt", &large, 413, "larger than 1 MB"),
        ];
        for (name, bytes, status, reason) in files {
            let fields = [("description", "Of all machines")];
            let page = app.upload(CONTRIBUTOR, &at, &fields, &[("file", name, bytes)]).await;
            let part = app.upload_fragment(CONTRIBUTOR, &at, &fields, &[("file", name, bytes)]).await;

            for answer in [page, part] {
                answer.assert_status(status).assert_contains(reason).assert_contains("Of all machines");
                answer.assert_contains(&format!("<strong>{name}</strong>"));
            }
        }
        app.upload(CONTRIBUTOR, &at, &[], &[]).await.assert_status(422).assert_contains("Choose the file.");
        let tomorrow = [("captured_on", "2026-03-05")];
        let future = app.upload(CONTRIBUTOR, &at, &tomorrow, &[("file", "a.txt", b"a")]).await;
        future.assert_status(422).assert_contains("has not come yet");
        assert_nothing_stored(&app).await;
        assert_eq!(app.trail(CONTOSO).await, ["request.asked"]);
        bring(&app, CONTRIBUTOR, &request, "good").await.assert_status(303);
    }

    async fn what_is_here_already_answers_if_it_can_be_decided_about(app: TestApp) {
        let (fields, _) = for_an_objective(&app).await;
        let request = a_request(&app, &sent(&fields)).await;
        let (draft, piece) = (a_piece(&app, "draft", "half").await, a_piece(&app, "final", "all").await);
        let version = app.get(LEAD, &format!("{piece}/review")).await.field("version").unwrap();
        let accept = [("verdict", "accept"), ("version", version.as_str())];
        app.post(LEAD, &format!("{piece}/review"), &accept).await.assert_status(303);
        let at = format!("{request}/choose");
        let offers = app.get(CONTRIBUTOR, &format!("{at}?search=export")).await;
        offers.assert_contains(id_of(&piece));
        assert!(!offers.contains(id_of(&draft)));
        app.get_fragment(CONTRIBUTOR, &format!("{at}?search=nothing")).await.assert_contains("Nothing matches");

        let refused = app.post(CONTRIBUTOR, &at, &[("evidence", id_of(&draft))]).await;
        let nothing = app.post_fragment(CONTRIBUTOR, &at, &[]).await;
        let gone = app.post(CONTRIBUTOR, &at, &[("evidence", "0199ffff-ffff-7fff-8fff-ffffffffffff")]).await;
        let chosen = app.post(CONTRIBUTOR, &at, &[("evidence", id_of(&piece))]).await;

        refused.assert_status(422).assert_contains("It is still a draft.");
        nothing.assert_status(422).assert_contains("Choose one piece of evidence.");
        gone.assert_status(422).assert_contains("It is not there any more.");
        assert_eq!(chosen.assert_status(303).location(), request);
        assert!(app.letters().await.iter().all(|it| !it.subject.starts_with("To decide")), "it is decided already");
        app.get(LEAD, &request).await.assert_contains("Accepted");
        app.get(LEAD, &piece).await.assert_contains("3.1.1[a]");
        let trail = app.trail(CONTOSO).await;
        assert_eq!(trail[trail.len() - 3..], ["evidence.linked", "request.submitted", "request.accepted"]);
    }

    async fn what_serves_many_objectives_costs_a_statement_or_two_for_each(app: TestApp) {
        app.leaves_jobs();
        let assessment = app.an_assessment(2).await.to_string();
        let of = |objectives| [("assessment", assessment.as_str()), ("objectives", objectives)];
        let (one, six) = (a_request(&app, &of("3.1.1[a]")).await, a_request(&app, &of("3.1.1")).await);

        let few = app.statements_of(|| bring(&app, CONTRIBUTOR, &one, "one")).await;
        let more = app.statements_of(|| bring(&app, CONTRIBUTOR, &six, "six")).await;

        assert_eq!(count(&app, "links").await, 7);
        assert!(more - few <= 10, "{few} and {more}");
    }

    async fn where_it_is_kept_answers_too(app: TestApp) {
        let request = a_request(&app, &[]).await;
        let (at, digest) = (format!("{request}/refer"), Sha256::of("drawing").to_string());
        app.get(CONTRIBUTOR, &at).await.assert_status(200);

        let wrong = app.post_fragment(CONTRIBUTOR, &at, &[("sha256", "abc")]).await;
        let answer = app.post(CONTRIBUTOR, &at, &[("place", "Cabinet 4"), ("sha256", &digest)]).await;

        wrong.assert_status(422).assert_contains("Say where it is kept.").assert_contains("Enter the 64 digits");
        answer.assert_status(303);
        app.get(LEAD, &brought(&app, &request).await).await.assert_contains("Cabinet 4").assert_contains(&digest);
        assert_eq!(app.trail(CONTOSO).await, ["request.asked", "evidence.added", "request.submitted"]);
    }
}
