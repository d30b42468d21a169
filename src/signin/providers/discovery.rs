//! What a provider says about itself: where its pages are and which keys it signs with.

use super::{Expected, Issuer, Journey, Key, Provider, Providers, Trouble};
use crate::kernel::env::{Env, Timestamp};
use crate::web::outgoing::Fault;
use chrono::TimeDelta;
use openidconnect::{
    AdditionalProviderMetadata, AuthenticationFlow, ClientId, CsrfToken, DiscoveryError, IssuerUrl,
    JsonWebKeySet, Nonce, PkceCodeChallenge, PkceCodeVerifier, ProviderMetadata, RedirectUrl, Scope,
    core::{
        CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClient, CoreClientAuthMethod, CoreGrantType,
        CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode,
        CoreResponseType, CoreSubjectIdentifierType,
    },
};
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    sync::{Arc, MutexGuard, PoisonError},
    time::Duration,
};
use url::Url;

/// How long a provider's description and keys are believed without asking again.
const LIFE: TimeDelta = TimeDelta::hours(1);
/// An unknown key makes us ask again, but not more often than this.
const RENEW: TimeDelta = TimeDelta::minutes(1);
/// So many descriptions are remembered at most.
const KNOWN_MAX: usize = 256;

/// What we read of a description besides what the crate does.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Extra {
    /// Whether its answers name their issuer (RFC 9207).
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}
impl AdditionalProviderMetadata for Extra {}

/// A provider's description of itself, with its keys.
pub type Metadata = ProviderMetadata<
    Extra,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// A description and when it was read.
pub struct Known {
    at: Timestamp,
    metadata: Arc<Metadata>,
}

impl Providers {
    /// Asks the provider at `issuer` who it is, whatever is remembered. Tells an administrator whether it works.
    pub async fn test(&self, issuer: &Issuer) -> Result<(), Trouble> {
        self.discover(issuer).await.map(drop)
    }

    /// Where to send somebody who wants to be vouched for. With `must_sign_in` the provider has to ask them
    /// again and to say when it did.
    pub async fn journey(
        &self,
        env: &Env,
        provider: &Provider,
        callback: &str,
        must_sign_in: bool,
    ) -> Result<Journey, Trouble> {
        let metadata = self.metadata(env, provider).await?;
        let redirect = RedirectUrl::new(callback.to_owned()).map_err(|e| Trouble::Nonsense(e.to_string()))?;
        let (state, nonce, verifier) = (env.token(), env.token(), env.token());
        let challenge =
            PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier.clone()));
        let client = CoreClient::new(
            ClientId::new(provider.client_id.to_string()),
            metadata.issuer().clone(),
            JsonWebKeySet::default(),
        )
        .set_auth_uri(metadata.authorization_endpoint().clone())
        .set_redirect_uri(redirect);
        let (state_too, nonce_too) = (CsrfToken::new(state.clone()), Nonce::new(nonce.clone()));
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let mut request = client
            .authorize_url(flow, || state_too, || nonce_too)
            .add_scope(Scope::new("email".into()))
            .add_scope(Scope::new("profile".into()))
            .set_pkce_challenge(challenge);
        if !provider.hosted_domain.is_empty() {
            request = request.add_extra_param("hd", provider.hosted_domain.clone());
        }
        if must_sign_in {
            request = request.set_max_age(Duration::ZERO);
        }
        let (url, ..) = request.url();
        Ok(Journey { url, state, nonce, verifier })
    }

    /// The description of `provider`, remembered or read anew.
    pub(super) async fn metadata(&self, env: &Env, provider: &Provider) -> Result<Arc<Metadata>, Trouble> {
        self.metadata_within(env, provider, LIFE).await
    }

    /// The same after a token was signed with a key that is not in it: keys change.
    pub(super) async fn renewed(&self, env: &Env, provider: &Provider) -> Result<Arc<Metadata>, Trouble> {
        self.metadata_within(env, provider, RENEW).await
    }

    async fn metadata_within(
        &self,
        env: &Env,
        provider: &Provider,
        life: TimeDelta,
    ) -> Result<Arc<Metadata>, Trouble> {
        let (key, now) = (Key::of(provider), env.now());
        if let Some(known) = self.remembered().get(&key).filter(|known| now < known.at + life) {
            return Ok(Arc::clone(&known.metadata));
        }
        let metadata = Arc::new(self.discover(&provider.issuer).await?);
        let mut known = self.remembered();
        known.retain(|_, it| now < it.at + LIFE);
        if known.len() < KNOWN_MAX {
            known.insert(key, Known { at: now, metadata: Arc::clone(&metadata) });
        }
        Ok(metadata)
    }

    fn remembered(&self) -> MutexGuard<'_, HashMap<Key, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn discover(&self, issuer: &Issuer) -> Result<Metadata, Trouble> {
        let issuer =
            IssuerUrl::new(issuer.as_str().to_owned()).map_err(|e| Trouble::Nonsense(e.to_string()))?;
        let metadata = Metadata::discover_async(issuer, &self.outgoing).await.map_err(not_discovered)?;
        self.check_pages(&metadata)?;
        Ok(metadata)
    }

    /// The page that browsers are sent to has to be as safe as the addresses we ask ourselves.
    fn check_pages(&self, metadata: &Metadata) -> Result<(), Trouble> {
        let check = |url: &Url| self.outgoing.reach().check(url).map_err(Trouble::OutOfReach);
        check(metadata.authorization_endpoint().url())?;
        let token = metadata.token_endpoint();
        check(token.ok_or_else(|| Trouble::Nonsense("it has no token endpoint".into()))?.url())
    }
}

fn not_discovered(error: DiscoveryError<Fault>) -> Trouble {
    match error {
        DiscoveryError::Request(fault) => fault.into(),
        DiscoveryError::Validation(why) => Trouble::OtherIssuer(why),
        DiscoveryError::Response(status, ..) => Trouble::Nonsense(format!("discovery answered {status}")),
        DiscoveryError::Parse(why) => Trouble::Nonsense(format!("the description is unreadable: {why}")),
        other => Trouble::Nonsense(other.to_string()),
    }
}

/// Whether the provider promises that its answers name it.
pub fn names_itself(metadata: &Metadata) -> bool {
    metadata.additional_metadata().authorization_response_iss_parameter_supported
}

/// Whether `expected` is about a fresh sign-in, and `at` is one. Clocks may differ by half a minute.
pub fn is_fresh(expected: &Expected<'_>, at: Option<Timestamp>) -> bool {
    expected.since.is_none_or(|since| at.is_some_and(|at| at >= since - TimeDelta::seconds(30)))
}
