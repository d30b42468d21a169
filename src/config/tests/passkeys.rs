//! Addresses that cannot carry passkeys.

use super::production;

#[test]
fn an_address_that_cannot_carry_passkeys_is_warned_of() {
    for base in ["http://127.0.0.1:8080", "https://192.0.2.7", "https://[2001:db8::7]"] {
        let warnings = production(&[("MUSTER_BASE_URL", base)]).unwrap().warnings;

        let told = warnings.iter().any(|it| it.starts_with("MUSTER_BASE_URL: Passkeys") && it.contains(base));
        assert!(told, "{base}: {warnings:?}");
    }
    let named = production(&[("MUSTER_BASE_URL", "https://muster.example.com")]).unwrap().warnings;
    assert!(!named.iter().any(|it| it.contains("asskeys")), "{named:?}");
}
