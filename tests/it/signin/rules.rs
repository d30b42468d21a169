//! The page on which an organisation says how its people sign in.

use crate::support::*;

const RULES: &str = "/o/contoso/settings/sign-in";

both! {
    async fn an_administrator_demands_a_second_factor_and_the_trail_says_before_and_after(app: TestApp) {
        let page = app.get(ADMIN, RULES).await;
        page.assert_status(200).assert_contains("Who must give a second factor");
        let version = page.field("version").unwrap();
        let fields = [
            ("second_factor_roles", "lead"), ("second_factor_roles", "contributor"), ("remember_days", "7"),
            ("absolute_hours", "8"), ("mail_codes", "yes"), ("passkeys_device_bound", "yes"),
            ("version", version.as_str()),
        ];

        app.post(ADMIN, RULES, &fields).await.assert_status(303);

        assert!(app.get(LEAD, "/o/contoso/people").await.location().starts_with("/signin/second?next="));
        app.get(ADMIN, "/o/contoso/people").await.assert_status(200);
        let (action, _, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!(action, "sign_in_rules.changed");
        assert_eq!(detail["before"]["second_factor_roles"], "");
        assert_eq!(detail["after"]["second_factor_roles"], "lead contributor");
        assert_eq!((&detail["before"]["mail_codes"], &detail["after"]["mail_codes"]), (&false.into(), &true.into()));
        let shown = app.get(ADMIN, RULES).await;
        assert_eq!(shown.field("remember_days").as_deref(), Some("7"));
        assert_eq!(detail["after"]["passkeys_device_bound"], true);
        assert_eq!(shown.body.matches(" checked").count(), 4);
    }

    async fn history_and_changed_characters_are_switched_on_here_with_words_for_an_assessor(app: TestApp) {
        let fields = [("password_history", "12"), ("password_changed_characters", "4"), ("version", "0")];

        app.post(ADMIN, RULES, &fields).await.assert_status(303);

        let shown = app.get(ADMIN, RULES).await;
        shown.assert_contains("What to tell an assessor about 3.5.7 and 3.5.8");
        assert_eq!(shown.field("password_history").as_deref(), Some("12"));
        assert_eq!(shown.field("password_changed_characters").as_deref(), Some("4"));
        app.get(LEAD, "/settings/password").await.assert_contains("none of your last 12 passwords again");
    }

    async fn nonsense_is_told_and_changes_nothing(app: TestApp) {
        let fields = [
            ("remember_days", "400"), ("absolute_hours", "0"), ("password_history", "25"),
            ("password_changed_characters", "-1"), ("lock_after", "many"), ("idle_minutes", "20"), ("version", "0"),
        ];

        let answer = app.post(ADMIN, RULES, &fields).await;

        answer.assert_status(422).assert_contains("from 0 to 30").assert_contains("from 1 to 24");
        answer.assert_contains("from 0 to 24").assert_contains("from 0 to 15");
        for (name, typed) in &fields[..6] {
            assert_eq!(answer.field(name).as_deref(), Some(*typed), "{name} is shown as it was typed");
        }
        assert_eq!(answer.field("lock_minutes").as_deref(), Some("30"), "what was not typed is as it was");
        assert!(app.trail(CONTOSO).await.is_empty());
    }

    async fn of_two_administrators_the_slower_sees_what_the_faster_chose(app: TestApp) {
        let fields = [("second_factor_roles", "lead"), ("version", "0")];
        app.post(ADMIN, RULES, &fields).await.assert_status(303);
        let seen = app.get(ADMIN, RULES).await.field("version").unwrap();
        let fields = [("second_factor_roles", "assessor"), ("version", seen.as_str())];
        app.post(ADMIN, RULES, &fields).await.assert_status(303);

        let late = [("second_factor_roles", "contributor"), ("remember_days", "5"), ("version", seen.as_str())];
        let slow = app.post(ADMIN, RULES, &late).await;
        let script = app.post_fragment(ADMIN, RULES, &late).await;

        slow.assert_status(409).assert_contains("Somebody else changed these rules meanwhile");
        slow.assert_contains("<dt>Who must give a second factor</dt><dd>Assessor</dd>");
        slow.assert_contains("<dt>Days that a device may skip the second step</dt><dd>0</dd>");
        assert_eq!(slow.body.matches("<dt>").count(), 2, "only what differs");
        assert_eq!(slow.field("remember_days").as_deref(), Some("5"), "what was typed is kept");
        assert_eq!(slow.body.matches(" checked").count(), 1);
        assert_eq!(script.assert_status(409).header("hx-retarget"), "#rules-form");
        let again = slow.field("version").unwrap();
        let again = [&late[..2], &[("version", again.as_str())]].concat();
        let done = app.post_fragment(ADMIN, RULES, &again).await;
        assert_eq!(done.assert_status(204).header("hx-redirect"), RULES);
    }

    async fn only_administrators_who_just_used_a_factor_see_it(app: TestApp) {
        app.get(LEAD, RULES).await.assert_status(403);
        app.get(STRANGER, RULES).await.assert_status(404);
        app.env.advance(chrono::TimeDelta::minutes(11));

        assert!(app.get(ADMIN, RULES).await.location().starts_with("/signin/confirm?next="));
    }
}
