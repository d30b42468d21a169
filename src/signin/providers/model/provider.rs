//! Providers, and the accounts there that people sign in with.

use crate::kernel::{
    env::Timestamp,
    id::OrgId,
    seal::Place,
    text::{Email, Line},
};
use serde::Serialize;
use std::fmt::Display;

pub use crate::access::ProviderId;

id!(
    /// A person's account at a provider.
    IdentityId
);

/// The address by which a provider goes: its issuer, letter by letter as it says it itself.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::Type, Serialize)]
#[sqlx(transparent)]
#[serde(transparent)]
pub struct Issuer(String);

impl Issuer {
    /// Google's.
    pub const GOOGLE: &'static str = "https://accounts.google.com";

    /// Parses, or says what to do.
    pub fn parse(raw: &str) -> Result<Self, String> {
        let text = raw.trim().trim_end_matches("/.well-known/openid-configuration");
        let url = url::Url::parse(text).ok().filter(url::Url::has_host);
        let is_plain = |url: &url::Url| url.query().is_none() && url.fragment().is_none();
        match url {
            Some(url) if is_plain(&url) && text.len() <= Line::MAX => Ok(Self(text.to_owned())),
            Some(_) => Err("Leave out what begins with ? or #, and keep it to 200 characters.".into()),
            None => Err("Enter an address like https://login.example.com.".into()),
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A service that vouches for the people of one organisation.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Provider {
    /// Whose it is: a session that it opens opens only this organisation.
    pub org_id: OrgId,
    /// Its id.
    pub id: ProviderId,
    /// What its button says.
    pub label: Line,
    /// Its address.
    pub issuer: Issuer,
    /// What it calls Muster.
    pub client_id: Line,
    /// With what Muster proves that to it, sealed; public clients have none.
    pub client_secret: Option<String>,
    /// The only domain of Google whose accounts are taken; empty is any.
    pub hosted_domain: String,
    /// Whether its word that two factors were used is taken.
    pub trusts_second_factor: bool,
    /// Whether its button is on the sign-in page for everybody.
    pub is_listed: bool,
    /// Whether it is in use.
    pub is_active: bool,
    /// Counts its changes.
    pub version: i64,
}

crate::sealed_column! {
    /// Secrets of clients, sealed.
    CLIENT_SECRET = "providers"."client_secret"
}

impl Provider {
    /// What a client secret is sealed for: this row and nothing else.
    pub fn secret_place(org: OrgId, id: ProviderId) -> Place {
        CLIENT_SECRET.of(&[&org as &dyn Display, &id])
    }
}

/// What an administrator decides about a provider.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What its button says.
    pub label: Line,
    /// Its address.
    pub issuer: Issuer,
    /// What it calls Muster.
    pub client_id: Line,
    /// The domain of Google, or empty.
    pub hosted_domain: String,
    /// Whether its word about factors is taken.
    pub trusts_second_factor: bool,
    /// Whether everybody sees its button.
    pub is_listed: bool,
}

impl Choice {
    /// `provider` with this over the version that was seen. The secret is for the issuer it was entered for:
    /// another issuer must not get it.
    pub fn over(self, provider: &Provider, seen: i64, secret: Option<String>) -> Provider {
        let kept = (self.issuer == provider.issuer).then(|| provider.client_secret.clone()).flatten();
        let Self { label, issuer, client_id, hosted_domain, trusts_second_factor, is_listed } = self;
        Provider {
            label,
            issuer,
            client_id,
            client_secret: secret.or(kept),
            hosted_domain,
            trusts_second_factor,
            is_listed,
            version: seen + 1,
            ..provider.clone()
        }
    }
}

/// A provider as the list of an administrator shows it.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct Listed {
    /// Its id.
    pub id: ProviderId,
    /// What its button says.
    pub label: Line,
    /// Its address.
    pub issuer: Issuer,
    /// Whether everybody sees its button.
    pub is_listed: bool,
    /// Whether it is in use.
    pub is_active: bool,
    /// How many accounts there are linked to people here.
    pub people: i64,
}

/// A button at the door or on a person's own page.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct Button {
    /// The provider.
    pub id: ProviderId,
    /// What it says.
    pub label: Line,
}

/// A provider as one person sees it: with their account there, or with the possibility to link one.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Linkable {
    /// The provider.
    pub provider_id: ProviderId,
    /// What it is called.
    pub label: Line,
    /// Whose it is.
    pub organisation: Line,
    /// Whether an account can be linked.
    pub is_open: bool,
    /// The link, if there is one.
    pub id: Option<IdentityId>,
    /// The address that the account had then.
    pub email: Option<Email>,
    /// When it was linked.
    pub created_at: Option<Timestamp>,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
}

impl Linkable {
    /// The account that is linked.
    pub fn identity(&self) -> Option<Identity> {
        let (id, created_at) = self.id.zip(self.created_at)?;
        let Self { provider_id, label, organisation, email, last_used_at, .. } = self.clone();
        Some(Identity { id, provider_id, label, organisation, email, created_at, last_used_at })
    }
}

/// An account at a provider that a person signs in with.
#[derive(Clone, Debug, Serialize)]
pub struct Identity {
    /// Its id.
    pub id: IdentityId,
    /// The provider.
    pub provider_id: ProviderId,
    /// What the provider is called.
    pub label: Line,
    /// Whose provider it is.
    pub organisation: Line,
    /// The address that the account had when it was linked.
    pub email: Option<Email>,
    /// When it was linked.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn provider() -> Provider {
        let line = |text: &str| Line::parse(text, "").unwrap();
        Provider {
            org_id: OrgId::INSTALLATION,
            id: ProviderId(Uuid::nil()),
            label: line("Contoso ID"),
            issuer: Issuer::parse("https://id.contoso.example").unwrap(),
            client_id: line("muster"),
            client_secret: Some("sealed".into()),
            hosted_domain: String::new(),
            trusts_second_factor: false,
            is_listed: true,
            is_active: true,
            version: 1,
        }
    }

    fn choice(issuer: &str) -> Choice {
        let Provider { label, client_id, .. } = provider();
        let issuer = Issuer::parse(issuer).unwrap();
        let hosted_domain = String::new();
        Choice { label, issuer, client_id, hosted_domain, trusts_second_factor: false, is_listed: true }
    }

    #[test]
    fn a_secret_stays_with_the_issuer_it_was_entered_for() {
        let same = choice("https://id.contoso.example").over(&provider(), 1, None);
        let other = choice("https://evil.example").over(&provider(), 1, None);

        assert_eq!(same.client_secret.as_deref(), Some("sealed"));
        assert_eq!(other.client_secret, None);
    }

    #[test]
    fn an_issuer_is_kept_letter_by_letter() {
        for good in ["https://tenant.auth0.com/", "https://id.example/realms/a", "http://127.0.0.1:4000"] {
            assert_eq!(Issuer::parse(good).unwrap().as_str(), good);
        }
        let pasted = "https://id.example/.well-known/openid-configuration";
        assert_eq!(Issuer::parse(pasted).unwrap().as_str(), "https://id.example");
        for bad in
            ["", "id.example", "https://id.example?a=b", "https://id.example/#x", "javascript:alert(1)"]
        {
            assert!(Issuer::parse(bad).is_err(), "{bad}");
        }
    }
}
