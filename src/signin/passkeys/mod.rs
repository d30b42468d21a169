//! Passkeys at this installation's address (WebAuthn level 3): what browsers are asked for, and whether what they
//! answer is right. Nothing of pages or SQL.

mod answer;
mod model;
mod refusal;
#[cfg(test)]
mod tests;

pub use answer::Answer;
pub use model::*;
pub use refusal::Refusal;

use crate::kernel::{Error, Result, id::UserId};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::sync::Arc;
use webauthn_rs::prelude::{Passkey as Credential, PasskeyRegistration, Url, Webauthn, WebauthnBuilder};

/// Makes and checks passkeys for one address. One per program; cheap to clone.
#[derive(Clone)]
pub struct Passkeys(Result<Arc<Webauthn>, String>);

/// Whom a new passkey is for.
pub struct Owner<'a> {
    /// The person. Every passkey carries their id, and nothing else that is ours.
    pub id: UserId,
    /// Their address, which devices show.
    pub email: &'a str,
    /// Their name, which devices show, too.
    pub name: &'a str,
}

impl Passkeys {
    /// Passkeys for the public address `origin`; they work at no other.
    pub fn at(origin: &str) -> Self {
        Self(Self::why_not_at(origin).map_or_else(|| build(origin), Err))
    }

    /// Why browsers refuse passkeys at `origin`, in words; nothing if they do not.
    pub fn why_not_at(origin: &str) -> Option<String> {
        let Ok(url) = Url::parse(origin) else { return Some(format!("“{origin}” is no address.")) };
        let Some(name) = url.domain() else {
            return Some(
                "Passkeys belong to a name, and the address of this Muster is only a number.".into(),
            );
        };
        let is_this_machine = name == "localhost" || name.ends_with(".localhost");
        (url.scheme() != "https" && !is_this_machine)
            .then(|| "Passkeys need an address that begins with https://.".into())
    }

    /// Why there can be no passkeys here, in words; nothing if there can.
    pub fn why_not(&self) -> Option<&str> {
        self.0.as_ref().err().map(String::as_str)
    }

    fn site(&self) -> Result<&Webauthn> {
        self.0.as_deref().map_err(|why| Error::Conflict(why.clone()))
    }

    /// What a browser needs for a new passkey, and what its answer must fit. It is to be kept on the device, so
    /// that nobody has to say who they are before they use it; `known` are not to be made again.
    pub fn ask_for_new(&self, owner: &Owner<'_>, known: &[Vec<u8>]) -> Result<(Value, State)> {
        let (options, state) = self
            .site()?
            .start_passkey_registration(owner.id.0, owner.email, owner.name, Some(known.to_vec()))
            .map_err(|fault| Error::Internal(fault.into()))?;
        let mut options = written(&options)?;
        let chosen = &mut options["publicKey"]["authenticatorSelection"];
        chosen["residentKey"] = json!("required");
        chosen["requireResidentKey"] = json!(true);
        Ok((options, State::New(Box::new(state))))
    }

    /// The passkey that a browser made.
    pub fn take_new(&self, answer: &Answer, state: &PasskeyRegistration) -> Result<New, Refusal> {
        let made = answer.as_new()?;
        let site = self.0.as_deref().map_err(|_| Refusal::OtherAddress)?;
        New::of(site.finish_passkey_registration(&made, state).map_err(Refusal::of)?)
    }

    /// What a browser needs to use a passkey, and what its answer must fit. One of `known` where it is known
    /// already who it is; else any that the device has for this address.
    pub fn ask(&self, known: &[Vec<u8>]) -> Result<(Value, State)> {
        let (options, state) = self
            .site()?
            .start_discoverable_authentication()
            .map_err(|fault| Error::Internal(fault.into()))?;
        let mut options = written(&options)?;
        let allowed: Vec<_> = known
            .iter()
            .map(|id| json!({ "type": "public-key", "id": URL_SAFE_NO_PAD.encode(id) }))
            .collect();
        options["publicKey"]["allowCredentials"] = json!(allowed);
        // How the browser asks is the page's affair.
        if let Some(options) = options.as_object_mut() {
            options.remove("mediation");
        }
        Ok((options, State::Use(Box::new(state))))
    }

    /// Checks what a browser answered with `key`, which Muster keeps: the key as it is to be kept from now on. The
    /// device has checked that it is the person: nothing less is taken.
    pub fn check(&self, answer: &Answer, state: State, key: &Key) -> Result<Used, Refusal> {
        let State::Use(state) = state else { return Err(Refusal::Wrong) };
        let used = answer.as_used()?;
        let site = self.0.as_deref().map_err(|_| Refusal::OtherAddress)?;
        let found = site
            .finish_discoverable_authentication_v2(&used, *state, &key.credential.0)
            .map_err(Refusal::of)?;
        if !found.user_verified() {
            return Err(Refusal::NotVerified);
        }
        let mut credential: Credential = key.credential.0.clone();
        credential.update_credential(&found).ok_or(Refusal::Wrong)?;
        Ok(Used { credential, sign_count: found.counter().into() })
    }
}

fn build(origin: &str) -> Result<Arc<Webauthn>, String> {
    let url = Url::parse(origin).map_err(|fault| fault.to_string())?;
    let name = url.domain().unwrap_or_default();
    let built = WebauthnBuilder::new(name, &url).and_then(|builder| builder.rp_name("Muster").build());
    built.map(Arc::new).map_err(|fault| fault.to_string())
}

fn written(options: &impl serde::Serialize) -> Result<Value> {
    serde_json::to_value(options).map_err(|fault| Error::Internal(fault.into()))
}
