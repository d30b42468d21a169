//! Somebody outside and the link in their letter.

use super::*;

both! {
    async fn the_link_shows_what_is_wanted_and_takes_one_file(app: TestApp) {
        let (mut fields, _) = for_an_objective(&app).await;
        fields.push(("wanted", "With the date on it".into()));
        let (request, link) = outside(&app, &sent(&fields)).await;
        let page = app.anonymous_get(&link).await;
        page.assert_status(200).assert_contains("List of accounts").assert_contains("With the date on it");
        page.assert_contains(CONTOSO.name).assert_contains("Rosa Roe").assert_contains("2026-03-24");
        page.assert_contains("Send no Controlled Unclassified Information");
        assert!(!page.contains("3.1.1") && !page.contains("Spring"), "outsiders see no more than they need");

        let answer = upload_by(&app, &link, ("certificate.txt", "valid"), false).await;

        assert_eq!(answer.assert_status(303).location(), link);
        app.anonymous_get(&link).await.assert_status(200).assert_contains("It arrived");
        let shown = app.get(LEAD, &request).await;
        shown.assert_contains("Submitted").assert_contains("Used on");
        let evidence = app.get(LEAD, &brought(&app, &request).await).await;
        evidence.assert_contains("Rosa Roe, rosa@supplier.example").assert_contains("3.1.1[a]");
        let (action, _, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!((action.as_str(), &detail["email"]), ("request.submitted", &OUTSIDER.into()));
        let told = app.letters().await.pop().unwrap();
        assert_eq!((told.to.as_str(), told.subject.as_str()), (LEAD.email, "To decide: List of accounts"));
        assert!(told.text.contains("Rosa Roe"));
    }

    async fn a_used_link_takes_nothing_more(app: TestApp) {
        let (_, link) = outside(&app, &[]).await;
        upload_by(&app, &link, ("a.txt", "first"), true).await.assert_status(204);

        let again = upload_by(&app, &link, ("b.txt", "second"), false).await;

        again.assert_status(410).assert_contains("It arrived");
        assert_eq!((count(&app, "evidence").await, app.blobs.list().await.unwrap().len()), (1, 1));
    }

    async fn a_file_that_is_not_taken_leaves_the_link_working(app: TestApp) {
        let (_, link) = outside(&app, &[]).await;
        let large = "x".repeat(1024 * 1024 + 1);
        for (file, status, reason) in [
            (("certificate.pdf", "this is no PDF"), 422, "its content is"),
            (("certificate.exe", "MZ"), 422, "exe"),
            (("certificate.txt", large.as_str()), 413, "larger than 1 MB"),
        ] {
            for is_scripted in [false, true] {
                let answer = upload_by(&app, &link, file, is_scripted).await;

                answer.assert_status(status).assert_contains(reason).assert_contains("The link goes on working");
                answer.assert_contains(&format!("<strong>{}</strong>", file.0));
            }
        }
        assert_nothing_stored(&app).await;
        upload_by(&app, &link, ("certificate.txt", "good"), false).await.assert_status(303);
    }

    async fn a_link_ends_with_its_time_and_says_so(app: TestApp) {
        let (request, link) = outside(&app, &[]).await;
        app.env.advance(TimeDelta::days(23));

        let (look, send) = (app.anonymous_get(&link).await, upload_by(&app, &link, ("a.txt", "late"), false).await);

        for answer in [look, send] {
            answer.assert_status(410).assert_contains("its time is over").assert_contains(LEAD.name);
        }
        assert_nothing_stored(&app).await;
        app.sign_in_again().await;
        press(&app, &request, "link", &[]).await.assert_status(303);
        let fresh = app.letters().await.pop().unwrap().link("/give/");
        upload_by(&app, &fresh, ("a.txt", "in time"), false).await.assert_status(303);
    }

    async fn a_withdrawn_link_and_one_that_nobody_was_given_look_the_same(app: TestApp) {
        let (request, link) = outside(&app, &[]).await;
        press(&app, &request, "withdraw", &[]).await.assert_status(303);
        let guessed = format!("/give/{}", "x".repeat(43));

        let (withdrawn, unknown) = (app.anonymous_get(&link).await, app.anonymous_get(&guessed).await);
        let (sent, guess) = (
            upload_by(&app, &link, ("a.txt", "a"), false).await,
            upload_by(&app, &guessed, ("a.txt", "a"), false).await,
        );

        for answer in [&withdrawn, &unknown, &sent, &guess] {
            assert_eq!(answer.assert_status(404).body, unknown.body);
        }
        assert!(!withdrawn.contains("Contoso") && !withdrawn.contains("accounts"));
        assert_nothing_stored(&app).await;
    }

    async fn a_new_link_takes_the_place_of_the_old(app: TestApp) {
        let (request, old) = outside(&app, &[]).await;

        press(&app, &request, "link", &[]).await.assert_status(303);

        let new = app.letters().await.pop().unwrap().link("/give/");
        upload_by(&app, &old, ("a.txt", "a"), false).await.assert_status(404);
        assert_nothing_stored(&app).await;
        upload_by(&app, &new, ("a.txt", "a"), false).await.assert_status(303);
        let trail = app.trail(CONTOSO).await;
        assert_eq!(trail[..2], ["request.asked", "request.link_sent"]);
        let mut conn = app.db.read().await.unwrap();
        let kept: Vec<(Vec<u8>,)> = sql! { fetch_all, &mut conn, "select link_hash from requests" }.unwrap();
        let secret = new.trim_start_matches("/give/");
        assert_eq!(kept[0].0, muster::kernel::hash::Sha256::of(secret).bytes().to_vec(), "only a hash is kept");
    }

    async fn whoever_sent_something_returned_gets_a_fresh_link_with_the_reason(app: TestApp) {
        let (request, link) = outside(&app, &[]).await;
        upload_by(&app, &link, ("a.txt", "blurred"), false).await.assert_status(303);
        app.letters().await;

        decide(&app, &request, "return", "It cannot be read").await;

        let letter = app.letters().await.pop().unwrap();
        assert_eq!((letter.to.as_str(), letter.text.contains("It cannot be read")), (OUTSIDER, true));
        let fresh = letter.link("/give/");
        app.anonymous_get(&link).await.assert_status(404);
        app.anonymous_get(&fresh).await.assert_contains("It cannot be read");
        upload_by(&app, &fresh, ("a.txt", "sharp"), false).await.assert_status(303);
        app.get(LEAD, &brought(&app, &request).await).await.assert_contains("2, this one");
        app.letters().await;
    }

    async fn what_somebody_here_brings_is_not_taken_for_the_upload_of_the_one_outside(app: TestApp) {
        let (request, link) = outside(&app, &[]).await;

        bring(&app, LEAD, &request, "it came by mail").await.assert_status(303);

        assert!(!app.get(LEAD, &request).await.contains("Used on"));
        let page = app.anonymous_get(&link).await;
        page.assert_status(200).assert_contains("List of accounts is here already");
        decide(&app, &request, "return", "It cannot be read").await;
        let letter = app.letters().await.pop().unwrap();
        assert_eq!(letter.to, OUTSIDER);
        assert!(letter.text.contains("better than what was brought for this"));
        upload_by(&app, &letter.link("/give/"), ("a.txt", "sharp"), false).await.assert_status(303);
    }

    async fn two_who_send_at_the_same_moment_are_one(app: TestApp) {
        let (_, link) = outside(&app, &[]).await;

        let (one, two) = tokio::join!(
            upload_by(&app, &link, ("a.txt", "one"), false), upload_by(&app, &link, ("b.txt", "two"), false));

        let mut statuses = [one.status.as_u16(), two.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 410]);
        assert_eq!(count(&app, "evidence").await, 1);
    }

    async fn tries_are_counted(app: TestApp) {
        let guessed = format!("/give/{}", "x".repeat(43));
        for _ in 0..10 {
            upload_by(&app, &guessed, ("a.txt", "a"), false).await.assert_status(404);
        }

        let refused = upload_by(&app, &guessed, ("a.txt", "a"), false).await;

        refused.assert_status(429).assert_contains("Too many tries");
    }
}
