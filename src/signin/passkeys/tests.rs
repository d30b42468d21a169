//! What browsers are asked, and where.

use super::*;

#[test]
fn passkeys_need_a_name_and_https_unless_it_is_this_machine() {
    for good in ["https://muster.example.com", "http://localhost:8080", "https://a.localhost"] {
        assert_eq!(Passkeys::why_not_at(good), None, "{good}");
        assert_eq!(Passkeys::at(good).why_not(), None, "{good}");
    }
    for bad in
        ["http://127.0.0.1:8080", "https://192.0.2.7", "https://[2001:db8::1]", "http://muster.internal"]
    {
        assert!(Passkeys::why_not_at(bad).is_some_and(|why| why.starts_with("Passkeys ")), "{bad}");
        assert!(Passkeys::at(bad).ask(&[]).is_err(), "{bad}");
    }
}

#[test]
fn a_new_passkey_must_stay_on_the_device_and_be_used_by_its_person_only() {
    let site = Passkeys::at("https://muster.example.com");
    let owner = Owner { id: UserId(uuid::Uuid::from_u128(7)), email: "ada@contoso.example", name: "Ada" };

    let (options, _) = site.ask_for_new(&owner, &[vec![1, 2, 3]]).unwrap();

    let options = &options["publicKey"];
    assert_eq!(options["rp"]["id"], "muster.example.com");
    assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(options["excludeCredentials"][0]["id"], "AQID");
}

#[test]
fn nobody_unknown_is_told_which_passkeys_there_are() {
    let (options, _) = Passkeys::at("https://muster.example.com").ask(&[]).unwrap();

    assert_eq!(options["publicKey"]["allowCredentials"], json!([]));
    assert_eq!(options["publicKey"]["userVerification"], "required");
    assert_eq!(options.get("mediation"), None);
}
