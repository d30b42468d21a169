//! From the code in the browser's hand to somebody vouched for.

use super::{
    Answer, Expected, Provider, Providers, Trouble,
    discovery::{Metadata, is_fresh, names_itself},
    factors,
};
use crate::kernel::{
    env::{Env, Timestamp},
    hash::Sha256,
    secret::Secret,
    text::Email,
};
use crate::web::outgoing::Fault;
use chrono::TimeDelta;
use openidconnect::{
    AccessToken, AdditionalClaims, AuthType, AuthorizationCode, ClaimsVerificationError, Client, ClientId,
    ClientSecret, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, IdToken,
    IdTokenClaims, IdTokenFields, IdTokenVerifier, Nonce, OAuth2TokenResponse, PkceCodeVerifier, RedirectUrl,
    RequestTokenError, SignatureVerificationError, StandardErrorResponse, StandardTokenResponse,
    TokenResponse, UserInfoClaims,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreClientAuthMethod, CoreErrorResponseType, CoreGenderClaim,
        CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm as Alg,
        CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
    },
};
use serde::{Deserialize, Serialize};

/// Signatures that are believed: by keys of which only the provider has the secret half.
const ALGORITHMS: [Alg; 9] = [
    Alg::RsaSsaPkcs1V15Sha256,
    Alg::RsaSsaPkcs1V15Sha384,
    Alg::RsaSsaPkcs1V15Sha512,
    Alg::RsaSsaPssSha256,
    Alg::RsaSsaPssSha384,
    Alg::RsaSsaPssSha512,
    Alg::EcdsaP256Sha256,
    Alg::EcdsaP384Sha384,
    Alg::EdDsa,
];

/// A token is made at the moment it is asked for; clocks may differ by so much.
const DRIFT: TimeDelta = TimeDelta::minutes(5);

/// The longest subject (OpenID Connect Core 2), in bytes.
const SUBJECT_BYTES_MAX: usize = 255;

/// What a token says besides what the crate reads.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Claims {
    /// Google's word for the company that the account belongs to.
    #[serde(default)]
    hd: Option<String>,
}
impl AdditionalClaims for Claims {}

type Token = IdToken<Claims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, Alg>;
type Response = StandardTokenResponse<
    IdTokenFields<Claims, EmptyExtraTokenFields, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, Alg>,
    CoreTokenType,
>;
type Oidc = Client<
    Claims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Response,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Somebody whom a provider vouched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vouched {
    /// Who says so.
    pub issuer: String,
    /// The person's name for ever there; the only thing that tells them from others.
    pub subject: String,
    /// Their address there, if it is one.
    pub email: Option<Email>,
    /// Whether the provider checked that the address is theirs.
    pub is_email_verified: bool,
    /// Whether the provider says that two factors were used.
    pub has_two_factors: bool,
}

impl Providers {
    /// Exchanges the code of `answer` and believes what comes only if all of it fits.
    pub async fn vouch(
        &self,
        env: &Env,
        (provider, secret): (&Provider, Option<&Secret<String>>),
        answer: &Answer,
        expected: Expected<'_>,
    ) -> Result<Vouched, Trouble> {
        let metadata = self.metadata(env, provider).await?;
        let code = answer.code_from(metadata.issuer().as_str(), names_itself(&metadata))?;
        let client = client(&metadata, provider, secret, expected.callback)?;
        let response = self.exchange(&client, code, &expected.verifier).await?;
        let token = response.id_token().ok_or_else(|| Trouble::Nonsense("there is no ID token".into()))?;
        let claims = match verify(token, &metadata, provider, env.now(), expected.nonce) {
            Err(ClaimsVerificationError::SignatureVerification(error)) if is_of_keys(&error) => {
                let metadata = self.renewed(env, provider).await?;
                verify(token, &metadata, provider, env.now(), expected.nonce).map_err(not_believed)?
            }
            other => other.map_err(not_believed)?,
        };
        if !is_fresh(&expected, claims.auth_time()) {
            return Err(Trouble::NotFresh);
        }
        check_domain(provider, claims)?;
        let address = match claims.email() {
            Some(email) => Some((email.to_string(), claims.email_verified())),
            None if expected.wants_address => self.address(&client, response.access_token(), claims).await?,
            None => None,
        };
        vouched(claims, address)
    }

    async fn exchange(&self, client: &Oidc, code: &str, verifier: &str) -> Result<Response, Trouble> {
        client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|error| Trouble::Nonsense(error.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(verifier.to_owned()))
            .request_async(&self.outgoing)
            .await
            .map_err(not_exchanged)
    }

    /// Many providers tell the address only to whoever asks for it.
    async fn address(
        &self,
        client: &Oidc,
        access: &AccessToken,
        claims: &IdTokenClaims<Claims, CoreGenderClaim>,
    ) -> Result<Option<(String, Option<bool>)>, Trouble> {
        // The crate would write any bytes into a header, and fail hard on those that do not belong there.
        let is_plain = access.secret().bytes().all(|byte| byte.is_ascii_graphic());
        let Ok(request) = client.user_info(access.clone(), Some(claims.subject().clone())) else {
            return Ok(None);
        };
        if !is_plain {
            return Err(Trouble::Nonsense("the access token is not text".into()));
        }
        let told: UserInfoClaims<Claims, CoreGenderClaim> =
            request.request_async(&self.outgoing).await.map_err(|error| match error {
                openidconnect::UserInfoError::Request(fault) => fault.into(),
                other => Trouble::NotBelieved(format!("userinfo: {other}")),
            })?;
        Ok(told.email().map(|email| (email.to_string(), told.email_verified())))
    }
}

fn client(
    metadata: &Metadata,
    provider: &Provider,
    secret: Option<&Secret<String>>,
    callback: &str,
) -> Result<Oidc, Trouble> {
    let redirect = RedirectUrl::new(callback.to_owned()).map_err(|e| Trouble::Nonsense(e.to_string()))?;
    let secret = secret.map(|secret| ClientSecret::new(secret.expose().clone()));
    let methods = metadata.token_endpoint_auth_methods_supported();
    let takes_basic = methods.is_none_or(|all| all.contains(&CoreClientAuthMethod::ClientSecretBasic));
    let how = if takes_basic { AuthType::BasicAuth } else { AuthType::RequestBody };
    let id = ClientId::new(provider.client_id.to_string());
    let client: Oidc = Client::from_provider_metadata(metadata.clone(), id, secret);
    Ok(client.set_redirect_uri(redirect).set_auth_type(how))
}

fn not_exchanged(error: RequestTokenError<Fault, StandardErrorResponse<CoreErrorResponseType>>) -> Trouble {
    match error {
        RequestTokenError::Request(fault) => fault.into(),
        RequestTokenError::ServerResponse(refusal) => match refusal.error() {
            CoreErrorResponseType::InvalidClient | CoreErrorResponseType::UnauthorizedClient => {
                Trouble::ClientRefused(refusal.error().to_string())
            }
            other => Trouble::NotBelieved(format!("the code was refused: {other}")),
        },
        RequestTokenError::Parse(why, _) => {
            Trouble::Nonsense(format!("the token answer is unreadable: {why}"))
        }
        RequestTokenError::Other(why) => Trouble::Nonsense(why),
    }
}

/// Issuer, audience, signature, time and nonce, in the order of OpenID Connect Core 3.1.3.7.
fn verify<'t>(
    token: &'t Token,
    metadata: &Metadata,
    provider: &Provider,
    now: Timestamp,
    nonce: Sha256,
) -> Result<&'t IdTokenClaims<Claims, CoreGenderClaim>, ClaimsVerificationError> {
    let id = ClientId::new(provider.client_id.to_string());
    let verifier = IdTokenVerifier::new_public_client(id, metadata.issuer().clone(), metadata.jwks().clone())
        .set_allowed_algs(ALGORITHMS)
        .set_time_fn(move || now)
        .set_issue_time_verifier_fn(move |at| {
            let is_now = (now - DRIFT..=now + DRIFT).contains(&at);
            is_now.then_some(()).ok_or_else(|| "issued at another time".to_owned())
        });
    let claims = token.claims(&verifier, |found: Option<&Nonce>| match found {
        Some(found) if Sha256::of(found.secret()) == nonce => Ok(()),
        _ => Err("not the nonce that was sent".to_owned()),
    })?;
    let party = claims.authorized_party().map(|party| party.as_str());
    match party {
        Some(party) if party != provider.client_id.as_str() => {
            Err(ClaimsVerificationError::InvalidAudience("made for another party".into()))
        }
        _ => Ok(claims),
    }
}

/// Whether other keys could make a difference.
fn is_of_keys(error: &SignatureVerificationError) -> bool {
    use SignatureVerificationError as E;
    matches!(error, E::NoMatchingKey | E::CryptoError(_) | E::AmbiguousKeyId(_) | E::InvalidKey(_))
}

fn not_believed(error: ClaimsVerificationError) -> Trouble {
    Trouble::NotBelieved(error.to_string())
}

fn check_domain(provider: &Provider, claims: &IdTokenClaims<Claims, CoreGenderClaim>) -> Result<(), Trouble> {
    let (ours, theirs) = (&provider.hosted_domain, claims.additional_claims().hd.as_deref());
    if ours.is_empty() || theirs.is_some_and(|theirs| theirs.eq_ignore_ascii_case(ours)) {
        return Ok(());
    }
    Err(Trouble::OtherDomain(theirs.map(str::to_owned)))
}

fn vouched(
    claims: &IdTokenClaims<Claims, CoreGenderClaim>,
    address: Option<(String, Option<bool>)>,
) -> Result<Vouched, Trouble> {
    let subject = claims.subject().to_string();
    if subject.is_empty() || subject.len() > SUBJECT_BYTES_MAX || subject.contains(char::is_control) {
        return Err(Trouble::NotBelieved("the subject is no name".into()));
    }
    let methods = claims.auth_method_refs().map_or(&[][..], Vec::as_slice);
    let class = claims.auth_context_ref().map(|class| class.as_str());
    let (email, is_verified) = address.unzip();
    let email = email.and_then(|text| Email::parse(&text).ok());
    Ok(Vouched {
        issuer: claims.issuer().to_string(),
        subject,
        is_email_verified: email.is_some() && is_verified.flatten() == Some(true),
        email,
        has_two_factors: factors::are_two(methods.iter().map(|method| method.as_str()), class),
    })
}
