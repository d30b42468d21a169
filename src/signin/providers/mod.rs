//! Providers of identities: a company's own sign-in service (Google, Entra, Keycloak, …) vouches for a person by
//! OpenID Connect. Here is what is known about providers and how they are talked to; nothing of pages or SQL.

mod answer;
mod discovery;
mod factors;
mod model;
mod token;
mod trouble;

pub use answer::Answer;
pub use model::*;
pub use token::Vouched;
pub use trouble::Trouble;

use crate::kernel::env::Timestamp;
use crate::web::outgoing::{Fault, Outgoing};
use discovery::Known;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use std::{
    collections::HashMap,
    pin::Pin,
    sync::{Arc, Mutex},
};

/// What talks to providers, and what it was told by them a while ago. One per program; cheap to clone.
#[derive(Clone)]
pub struct Providers {
    outgoing: Outgoing,
    known: Arc<Mutex<HashMap<Key, Known>>>,
}

/// The crate asks by the same rules as everything else that the program asks.
impl<'c> AsyncHttpClient<'c> for Outgoing {
    type Error = Fault;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Fault>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

/// Under this the answers of a provider are remembered: a changed provider is another one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    provider: ProviderId,
    version: i64,
    issuer: String,
}

impl Key {
    fn of(provider: &Provider) -> Self {
        let issuer = provider.issuer.as_str().to_owned();
        Self { provider: provider.id, version: provider.version, issuer }
    }
}

/// Where somebody is sent to sign in, and what their answer must fit.
pub struct Journey {
    /// The provider's page.
    pub url: url::Url,
    /// What comes back with the answer.
    pub state: String,
    /// What the token must hold.
    pub nonce: String,
    /// What proves to the provider that the code is ours (RFC 7636).
    pub verifier: String,
}

/// A sign-in that the provider answered, as far as the token must fit it.
pub struct Expected<'a> {
    /// Where the answer was to arrive.
    pub callback: &'a str,
    /// The SHA-256 of the nonce.
    pub nonce: crate::kernel::hash::Sha256,
    /// The verifier of the code.
    pub verifier: String,
    /// Whether the person's address is needed, too.
    pub wants_address: bool,
    /// For a confirmation: the person must have signed in at the provider no earlier than this.
    pub since: Option<Timestamp>,
}

impl Providers {
    /// Talks to providers by `outgoing`. Nothing is known yet.
    pub fn new(outgoing: Outgoing) -> Self {
        Self { outgoing, known: Arc::default() }
    }

    /// Whether a provider could be asked at this address at all, in words where not.
    pub fn check(&self, issuer: &Issuer) -> Result<(), String> {
        let url = issuer.as_str().parse().map_err(|_| "This is no address.".to_owned())?;
        self.outgoing.reach().check(&url).map_err(|refusal| refusal.to_string())
    }
}
