//! Muster is reached in another way than it is set up for: the pages at the door name the setting.

use crate::support::*;
use poem::http::Method;

async fn door(app: &TestApp, headers: &[(&str, &str)]) -> Answer {
    app.request(None, Method::GET, "/signin", headers, Vec::new()).await
}

both! {
    async fn a_sign_in_page_that_is_reached_as_it_should_be_names_no_setting(app: TestApp) {
        let page = door(&app, &[]).await;

        assert!(!page.assert_status(200).contains("MUSTER_"));
    }

    async fn https_that_a_proxy_takes_off_is_told_with_the_value_to_set(app: TestApp) {
        let page = door(&app, &[("x-forwarded-proto", "https")]).await;

        page.assert_status(200).assert_contains("MUSTER_BASE_URL=https://localhost:8080");
    }

    async fn the_first_page_names_the_setting_too(app: TestApp) {
        let store = TestDb::empty(app.store.backend).await.unwrap();
        store.db.migrate().await.unwrap();
        let app = TestApp::with(store);
        let token = muster::signin::actions::setup_link(&app.db).await.unwrap().unwrap();

        let proxied = [("x-forwarded-proto", "https")];
        let page = app.request(None, Method::GET, &format!("/setup/{token}"), &proxied, Vec::new()).await;

        page.assert_status(200).assert_contains("MUSTER_BASE_URL=https://localhost:8080");
    }

    async fn a_form_that_is_refused_because_of_it_says_so_and_a_foreign_one_does_not(app: TestApp) {
        let mut browser = Browser::new(&app);
        browser.get("/signin").await;
        let good = [("email", LEAD.email), ("password", PASSWORD)];

        let over_https = browser.twin().post_with("/signin", &good, &[("origin", "https://localhost:8080")]).await;
        let foreign = browser.twin().post_with("/signin", &good, &[("origin", "https://evil.example")]).await;

        over_https.assert_status(403).assert_contains("MUSTER_BASE_URL=https://localhost:8080");
        assert!(!foreign.assert_status(403).contains("MUSTER_"));
    }

    async fn somebody_signed_in_is_not_bothered_with_it(app: TestApp) {
        let cookie = format!("sid={}", LEAD.cookie());
        let headers = [("cookie", cookie.as_str()), ("x-forwarded-proto", "https")];

        let page = app.request(None, Method::GET, "/settings", &headers, Vec::new()).await;

        assert!(!page.assert_status(200).contains("MUSTER_"));
    }
}
