//! What is refused without its form being shown again still shows what somebody wrote.

use crate::support::*;

const SETTINGS: &str = "/o/contoso/settings";
const WRITTEN: &str = "Contoso <Machine> Works, Inc.\nformerly Contoso Lathes";
const FORM: [(&str, &str); 4] =
    [("name", WRITTEN), ("kind", "pdf"), ("new_password", "eleven quiet mills"), ("version", "1")];
const SHOWN: &str = "Contoso &lt;Machine&gt; Works, Inc.\nformerly Contoso Lathes</textarea>";

both! {
    async fn who_may_not_any_more_can_copy_what_they_wrote(app: TestApp) {
        let refused = app.post(LEAD, SETTINGS, &FORM).await;

        refused.assert_status(403).assert_contains("You may not do that here").assert_contains("What you wrote");
        refused.assert_contains(SHOWN).assert_contains(">Name</label>");
        assert!(!refused.body.contains("eleven quiet mills") && !refused.body.contains(">Kind</label>"));
        let fragment = app.post_fragment(LEAD, SETTINGS, &FORM).await;
        assert!(!fragment.assert_status(403).body.contains("formerly Contoso Lathes"));
    }

    async fn so_can_who_writes_about_what_is_gone_or_sends_an_old_form(app: TestApp) {
        let gone = app.post(LEAD, "/o/contoso/evidence/0199aaaa-0000-7000-8000-00000000f11e/edit", &FORM).await;
        gone.assert_status(404).assert_contains(SHOWN);

        let mut browser = Browser::of(&app, ADMIN).await;
        browser.csrf = "x".into();
        browser.post(SETTINGS, &FORM).await.assert_status(403).assert_contains(SHOWN);
    }

    async fn a_conflict_leads_back_to_the_page_it_came_from(app: TestApp) {
        let id = app.an_assessment(2).await;
        let link_evidence = format!("/o/contoso/assessments/{id}/work/3.1.1/a/evidence");
        let page = format!("/o/contoso/assessments/{id}/requirements?family=AC");
        let mut browser = Browser::of(&app, LEAD).await;
        app.store.behind_our_back("update assessments set completed_on = '2026-03-02'").await;
        for (site, is_ours) in [("http://localhost:8080", true), ("http://evil.example", false)] {
            let referer = format!("{site}{page}");
            let headers = [("origin", "http://localhost:8080"), ("referer", referer.as_str())];
            let told = browser.post_with(&link_evidence, &[], &headers).await;

            let link = format!("href=\"{page}\">Back to the page before</a>");
            assert_eq!(told.assert_status(409).contains(&link), is_ours, "{}", told.body);
        }
    }

    async fn nobody_unknown_is_shown_more_than_that_there_is_nothing(app: TestApp) {
        let refused = Browser::new(&app).post("/nowhere", &FORM).await;

        assert!(!refused.assert_status(404).body.contains("formerly Contoso Lathes"));
    }

    async fn nothing_is_shown_of_what_another_site_sends(app: TestApp) {
        let mut browser = Browser::of(&app, ADMIN).await;

        let refused = browser.post_with(SETTINGS, &FORM, &[("origin", "http://evil.example")]).await;

        assert!(!refused.assert_status(403).body.contains("formerly Contoso Lathes"));
    }
}
