//! The one policy, case by case.

use super::*;

fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH + chrono::TimeDelta::days(20_000)
}

fn org(number: u128) -> OrgId {
    OrgId(Uuid::from_u128(number))
}

fn row(number: u128, role: Role) -> StandingRow {
    StandingRow {
        org_id: Some(org(number)),
        role: Some(role),
        factors: Factors::default(),
        rules: Rules::default(),
        device_id: None,
        email: "lena@contoso.example".into(),
        person: "Lena Lead".into(),
        remembered_until: None,
        password_reset_at: None,
        sessions: 0,
    }
}

fn standing(rows: &[StandingRow]) -> Standing {
    Standing::of(rows, now()).unwrap()
}

const WITH_APP: Factors = Factors { has_totp: true, passkeys: 0, codes_left: 3 };

fn demanding(role: Role, mail_codes: bool) -> Rules {
    Rules { second_factor_roles: role.word().into(), mail_codes, ..Rules::default() }
}

#[test]
fn a_second_step_that_is_set_up_is_asked_for_even_where_nobody_demands_it() {
    let it = standing(&[StandingRow { factors: WITH_APP, ..row(1, Role::Lead) }]);

    assert_eq!(it.verdict(Strength::One), Verdict::Second);
    assert_eq!(it.verdict(Strength::Mail), Verdict::Second);
    assert_eq!(it.verdict(Strength::Two), Verdict::In { strength: Strength::Two, is_remembered: false });
}

#[test]
fn backup_codes_alone_are_no_second_step() {
    let codes = Factors { has_totp: false, passkeys: 0, codes_left: 10 };
    let it = standing(&[StandingRow { factors: codes, ..row(1, Role::Lead) }]);

    assert_eq!(it.verdict(Strength::One), Verdict::In { strength: Strength::One, is_remembered: false });
}

#[test]
fn a_device_is_remembered_only_while_every_organisation_allows_it() {
    let until = Some(now() + chrono::TimeDelta::days(1));
    let allows = Rules { remember_days: 7, ..Rules::default() };
    let one = StandingRow { factors: WITH_APP, remembered_until: until, rules: allows, ..row(1, Role::Lead) };
    let late = StandingRow { remembered_until: Some(now()), ..one.clone() };
    let two = [one.clone(), StandingRow { rules: Rules::default(), ..one.clone() }];

    let skips = Verdict::In { strength: Strength::Two, is_remembered: true };
    assert_eq!(standing(std::slice::from_ref(&one)).verdict(Strength::One), skips);
    assert_eq!(standing(&[late]).verdict(Strength::One), Verdict::Second);
    assert_eq!(standing(&two).verdict(Strength::One), Verdict::Second);
}

#[test]
fn a_code_by_mail_is_asked_for_where_a_second_step_is_demanded_and_nothing_better_is_there() {
    let allowed = StandingRow { rules: demanding(Role::Lead, true), ..row(1, Role::Lead) };
    let refused = StandingRow { rules: demanding(Role::Lead, false), ..row(1, Role::Lead) };
    let of_others = StandingRow { rules: demanding(Role::Admin, true), ..row(1, Role::Lead) };

    let is_in = Verdict::In { strength: Strength::One, is_remembered: false };
    assert_eq!(standing(std::slice::from_ref(&allowed)).verdict(Strength::One), Verdict::Second);
    assert_eq!(standing(&[refused]).verdict(Strength::One), is_in);
    assert_eq!(standing(&[of_others]).verdict(Strength::One), is_in);
    assert_eq!(standing(&[allowed.clone(), row(2, Role::Lead)]).verdict(Strength::One), is_in, "strictest");
}

#[test]
fn a_code_by_mail_is_not_for_administrators_nor_after_a_reset_by_mail() {
    let with = |role| StandingRow { rules: demanding(role, true), ..row(1, role) };
    let after = |hours| StandingRow {
        password_reset_at: Some(now() - chrono::TimeDelta::hours(hours)),
        ..with(Role::Lead)
    };

    assert!(standing(&[with(Role::Lead)]).may_mail);
    assert!(!standing(&[with(Role::Admin)]).may_mail);
    assert!(!standing(&[after(23)]).may_mail);
    assert!(standing(&[after(24)]).may_mail);
}

#[test]
fn the_strictest_rules_count_for_somebody_of_several_organisations() {
    let one =
        Rules { second_factor_roles: "admin".into(), lock_after: 5, idle_minutes: 60, ..Rules::default() };
    let two =
        Rules { second_factor_roles: "admin lead".into(), idle_minutes: 15, sessions_max: 3, ..one.clone() };

    let both = one.clone().strictest(two);

    assert_eq!(both.second_factor_roles, "admin lead");
    assert_eq!((both.lock_after, both.idle_minutes, both.sessions_max), (5, 15, 3));
    assert_eq!(Rules::default().strictest(Rules::default()), Rules::default());
}

#[test]
fn every_word_can_be_read_back() {
    for way in ["password", "link", "setup", "invitation"] {
        assert_eq!(Way::parse(way).unwrap().word(), way);
    }
    assert_eq!(Second::parse("totp"), Some(Second::Totp));
    assert_eq!(Second::parse("hope"), None);
}
