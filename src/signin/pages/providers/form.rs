//! The form of a provider.

use super::super::super::{
    actions,
    providers::{Choice, Issuer, Provider, ProviderId},
};
use crate::kernel::{Problems, Result, secret::Secret, text::Line};
use crate::web::forms::{Fields, Parser};
use serde::Serialize;

/// The longest client secret, in bytes.
const SECRET_BYTES_MAX: usize = 1000;

/// What the page of a provider shows.
#[derive(Serialize)]
pub struct Form {
    id: String,
    callback: String,
    door: String,
    is_new: bool,
    label: String,
    issuer: String,
    client_id: String,
    has_secret: bool,
    hosted_domain: String,
    trusts_second_factor: bool,
    is_listed: bool,
    is_active: bool,
    depend: i64,
    version: i64,
    problems: Problems,
    theirs: Option<Theirs>,
}

/// What somebody else wrote.
#[derive(Serialize)]
pub struct Theirs {
    label: String,
    issuer: String,
    client_id: String,
}

impl Theirs {
    /// The provider as it is.
    pub fn of(provider: &Provider) -> Self {
        Self {
            label: provider.label.to_string(),
            issuer: provider.issuer.as_str().to_owned(),
            client_id: provider.client_id.to_string(),
        }
    }
}

impl Form {
    fn empty(origin: &str, id: ProviderId) -> Self {
        Self {
            id: id.to_string(),
            callback: actions::callback(origin, id),
            door: format!("{origin}/signin?provider={id}"),
            is_new: true,
            label: String::new(),
            issuer: String::new(),
            client_id: String::new(),
            has_secret: false,
            hosted_domain: String::new(),
            trusts_second_factor: false,
            is_listed: true,
            is_active: true,
            depend: 0,
            version: 0,
            problems: Problems::new(),
            theirs: None,
        }
    }

    /// For a new provider, of which Google's address is known already.
    pub fn new(origin: &str, id: ProviderId, preset: &str) -> Self {
        let (label, issuer) = if preset == "google" { ("Google", Issuer::GOOGLE) } else { ("", "") };
        Self { label: label.into(), issuer: issuer.into(), ..Self::empty(origin, id) }
    }

    /// Of a provider; `depend` people would have no way in without it.
    pub fn of(origin: &str, provider: &Provider, depend: i64) -> Self {
        Self {
            is_new: false,
            label: provider.label.to_string(),
            issuer: provider.issuer.as_str().to_owned(),
            client_id: provider.client_id.to_string(),
            has_secret: provider.client_secret.is_some(),
            hosted_domain: provider.hosted_domain.clone(),
            trusts_second_factor: provider.trusts_second_factor,
            is_listed: provider.is_listed,
            is_active: provider.is_active,
            depend,
            version: provider.version,
            ..Self::empty(origin, provider.id)
        }
    }

    /// The same form beside what somebody else wrote meanwhile.
    pub fn beside(self, theirs: Theirs) -> Self {
        Self { theirs: Some(theirs), ..self }
    }

    /// The same form as it was typed.
    pub fn typed(self, fields: &Fields, problems: Problems) -> Self {
        let text = |name| fields.text(name).to_owned();
        Self {
            label: text("label"),
            issuer: text("issuer"),
            client_id: text("client_id"),
            hosted_domain: text("hosted_domain"),
            trusts_second_factor: fields.is_on("trusts_second_factor"),
            is_listed: fields.is_on("is_listed"),
            problems,
            ..self
        }
    }
}

/// What was decided, and the secret if one was typed.
pub fn parse(fields: &Fields) -> Result<(Choice, Option<Secret<String>>)> {
    let mut parser = Parser::default();
    let label = Line::parse(fields.text("label"), "Say what the button is to say, for example Google.");
    let label = parser.take("label", label);
    let issuer = parser.take("issuer", Issuer::parse(fields.text("issuer")));
    let client_id = Line::parse(fields.text("client_id"), "Copy the client ID from the provider.");
    let client_id = parser.take("client_id", client_id);
    let secret = parser.take("client_secret", secret(fields.text("client_secret")));
    let hosted_domain = parser.take("hosted_domain", domain(fields.text("hosted_domain")));
    let parts = label.zip(issuer).zip(client_id).zip(hosted_domain).zip(secret);
    parser.finish(parts.map(|((((label, issuer), client_id), hosted_domain), secret)| {
        let (trusts_second_factor, is_listed) =
            (fields.is_on("trusts_second_factor"), fields.is_on("is_listed"));
        (Choice { label, issuer, client_id, hosted_domain, trusts_second_factor, is_listed }, secret)
    }))
}

fn domain(raw: &str) -> Result<String, String> {
    let text = raw.trim().trim_start_matches('@').to_lowercase();
    match url::Host::parse(&text) {
        _ if text.is_empty() => Ok(text),
        Ok(url::Host::Domain(name)) if name.contains('.') => Ok(name),
        _ => Err("Enter a domain like example.com, or leave it empty.".into()),
    }
}

fn secret(raw: &str) -> Result<Option<Secret<String>>, String> {
    let text = raw.trim();
    match text.len() {
        0 => Ok(None),
        1..=SECRET_BYTES_MAX if !text.contains(char::is_control) => Ok(Some(Secret::new(text.to_owned()))),
        _ => Err("That does not look like a client secret. Copy it from the provider again.".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_bare_and_may_be_missing() {
        assert_eq!(domain(" @Contoso.Example "), Ok("contoso.example".into()));
        assert_eq!(domain(""), Ok(String::new()));
        assert!(domain("contoso").is_err() && domain("10.0.0.1").is_err() && domain("a b.c").is_err());
    }
}
