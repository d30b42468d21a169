//! A provider of identities of our own on loopback, as honest or as evil as a test wants it.

mod keys;
mod line;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use keys::Key;
use muster::kernel::{env::Env, hash::Sha256};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};
use tokio::{net::TcpListener, task::JoinHandle};
use url::Url;

pub const CLIENT: &str = "muster at contoso";
pub const SECRET: &str = "a secret: of the client+more";

/// What it does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mischief {
    None,
    OtherNonce,
    NoNonce,
    OtherAudience,
    AnotherAudienceToo,
    OtherParty,
    OtherIssuer,
    /// Signed with a key that it never publishes, under the name of one that it does.
    OtherKey,
    AlgNone,
    /// HMAC with the published key as if it were a secret.
    HmacWithPublicKey,
    /// HMAC with the client's secret, which OpenID Connect allows and Muster does not.
    HmacWithClientSecret,
    Expired,
    FromYesterday,
    FromTomorrow,
    NoIdToken,
    EmptySubject,
    ControlInSubject,
    OtherSubjectAtUserinfo,
    AccessTokenWithNewline,
    TokenSlow,
    TokenBroken,
    TokenGarbage,
    TokenHuge,
    TokenMoved,
    CodeRefused,
    DiscoverySlow,
    DiscoveryBroken,
    DiscoveryGarbage,
    DiscoveryOfAnother,
    KeysGarbage,
    TokenEndpointOutOfReach,
    PageOutOfReach,
}

/// Who signs in there.
#[derive(Clone, Debug)]
pub struct Account {
    pub subject: &'static str,
    pub email: Option<&'static str>,
    pub verified: Value,
    pub domain: Option<&'static str>,
    pub methods: Vec<&'static str>,
    /// How long ago they gave their password, in seconds; none: it does not say.
    pub signed_in_s_ago: Option<i64>,
    /// Whether the address is in the token, or only at userinfo.
    pub email_in_token: bool,
}

impl Account {
    pub fn of(subject: &'static str, email: &'static str) -> Self {
        Self {
            subject,
            email: Some(email),
            verified: json!(true),
            domain: None,
            methods: vec!["pwd"],
            signed_in_s_ago: None,
            email_in_token: true,
        }
    }
}

struct Given {
    nonce: String,
    challenge: String,
    redirect: String,
    account: Account,
}

struct State {
    env: Env,
    keys: Vec<Key>,
    mischief: Mischief,
    names_itself: bool,
    codes: HashMap<String, Given>,
    access: HashMap<String, Account>,
    asked: Vec<String>,
}

/// The provider. It goes when it is dropped.
pub struct Idp {
    pub issuer: String,
    state: Arc<Mutex<State>>,
    task: JoinHandle<()>,
}

impl Drop for Idp {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Idp {
    /// One that knows what time it is in the test.
    pub async fn start(env: &Env) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
        let state = Arc::new(Mutex::new(State {
            env: env.clone(),
            keys: vec![Key::elliptic("first")],
            mischief: Mischief::None,
            names_itself: true,
            codes: HashMap::new(),
            access: HashMap::new(),
            asked: Vec::new(),
        }));
        let (desk, home) = (Arc::clone(&state), issuer.clone());
        let task = tokio::spawn(line::serve(listener, move |request| answer(&desk, &home, &request)));
        Self { issuer, state, task }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub fn mischief(&self, mischief: Mischief) {
        self.state().mischief = mischief;
    }

    /// Whether answers name their issuer, and the description says so.
    pub fn names_itself(&self, names_itself: bool) {
        self.state().names_itself = names_itself;
    }

    /// Signs with another key from now on, and publishes only that.
    pub fn rotate(&self, key: Key) {
        self.state().keys = vec![key];
    }

    pub fn rsa_key(name: &'static str) -> Key {
        Key::rsa(name)
    }

    pub fn elliptic_key(name: &'static str) -> Key {
        Key::elliptic(name)
    }

    /// What it was asked for since the last time.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.state().asked)
    }

    /// Somebody signs in at the page `url` and lets Muster know. The answer is where their browser is sent:
    /// path and query.
    pub fn approve(&self, url: &str, account: &Account) -> String {
        let url = Url::parse(url).unwrap();
        let query: HashMap<_, _> = url.query_pairs().into_owned().collect();
        let of = |name: &str| query.get(name).unwrap_or_else(|| panic!("{name} is not in {url}")).clone();
        assert_eq!((of("response_type"), of("client_id")), ("code".into(), CLIENT.into()));
        assert_eq!(of("code_challenge_method"), "S256");
        assert!(of("scope").split(' ').any(|scope| scope == "openid"), "{url}");
        let mut state = self.state();
        let code = state.env.token();
        let redirect = of("redirect_uri");
        let (nonce, challenge) = (of("nonce"), of("code_challenge"));
        let given = Given { nonce, challenge, redirect: redirect.clone(), account: account.clone() };
        state.codes.insert(code.clone(), given);
        let mut pairs = vec![("code", code), ("state", of("state"))];
        if state.names_itself {
            pairs.push(("iss", self.issuer.clone()));
        }
        let path = Url::parse(&redirect).unwrap().path().to_owned();
        format!("{path}?{}", serde_urlencoded::to_string(pairs).unwrap())
    }

    /// They turn back instead.
    pub fn cancel(&self, url: &str) -> String {
        let approved = self.approve(url, &Account::of("nobody", "nobody@contoso.example"));
        let (path, query) = approved.split_once('?').unwrap();
        let kept = query.split('&').filter(|pair| !pair.starts_with("code=")).collect::<Vec<_>>().join("&");
        format!("{path}?error=access_denied&{kept}")
    }
}

/// A request, as far as this provider reads it.
pub struct Asked {
    pub path: String,
    pub authorization: String,
    pub body: String,
}

/// An answer: status, headers, body, and how long to wait with it in milliseconds.
pub struct Told {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
    pub wait_ms: u64,
}

fn json_of(value: &Value) -> Told {
    Told {
        status: 200,
        headers: vec![("content-type", "application/json".into())],
        body: value.to_string(),
        wait_ms: 0,
    }
}

fn status(status: u16) -> Told {
    Told { status, headers: Vec::new(), body: "<h1>Out of order</h1>".into(), wait_ms: 0 }
}

fn garbage() -> Told {
    Told { headers: vec![("content-type", "application/json".into())], ..status(200) }
}

/// Longer than tests let Muster wait.
const SLOW_MS: u64 = 3_000;

fn answer(desk: &Mutex<State>, home: &str, asked: &Asked) -> Told {
    let mut state = desk.lock().unwrap();
    state.asked.push(asked.path.clone());
    let mischief = state.mischief;
    match (asked.path.as_str(), mischief) {
        ("/.well-known/openid-configuration", Mischief::DiscoverySlow) => {
            Told { wait_ms: SLOW_MS, ..json_of(&description(&state, home)) }
        }
        ("/.well-known/openid-configuration", Mischief::DiscoveryBroken) => status(500),
        ("/.well-known/openid-configuration", Mischief::DiscoveryGarbage) => garbage(),
        ("/.well-known/openid-configuration", _) => json_of(&description(&state, home)),
        ("/keys", Mischief::KeysGarbage) => garbage(),
        ("/keys", _) => json_of(&json!({ "keys": state.keys.iter().map(Key::public).collect::<Vec<_>>() })),
        ("/token", Mischief::TokenSlow) => Told { wait_ms: SLOW_MS, ..garbage() },
        ("/token", Mischief::TokenBroken) => status(500),
        ("/token", Mischief::TokenGarbage) => garbage(),
        ("/token", Mischief::TokenHuge) => Told { body: "x".repeat(100_000), ..garbage() },
        ("/token", Mischief::TokenMoved) => {
            Told { headers: vec![("location", format!("{home}/elsewhere"))], ..status(307) }
        }
        ("/token", _) => token(&mut state, home, asked),
        ("/me", _) => userinfo(&state, asked),
        _ => status(404),
    }
}

fn description(state: &State, home: &str) -> Value {
    let mischief = state.mischief;
    let issuer = if mischief == Mischief::DiscoveryOfAnother { "https://accounts.google.com" } else { home };
    let token = match mischief {
        Mischief::TokenEndpointOutOfReach => "http://192.0.2.7/token".to_owned(),
        _ => format!("{home}/token"),
    };
    let page = match mischief {
        Mischief::PageOutOfReach => "javascript://x/%0aalert(1)".to_owned(),
        _ => format!("{home}/auth"),
    };
    json!({
        "issuer": issuer,
        "authorization_endpoint": page,
        "token_endpoint": token,
        "userinfo_endpoint": format!("{home}/me"),
        "jwks_uri": format!("{home}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none"],
        "authorization_response_iss_parameter_supported": state.names_itself,
    })
}

/// Holds the client to all it owes: its secret, the address it was sent back to, and the verifier of the code.
fn token(state: &mut State, home: &str, asked: &Asked) -> Told {
    let form: HashMap<String, String> = serde_urlencoded::from_str(&asked.body).unwrap();
    let refused = |error: &str| Told { status: 400, ..json_of(&json!({ "error": error })) };
    if !is_client(&asked.authorization) {
        return Told { status: 401, ..json_of(&json!({ "error": "invalid_client" })) };
    }
    let Some(given) = form.get("code").and_then(|code| state.codes.remove(code)) else {
        return refused("invalid_grant");
    };
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::of(form.get("code_verifier").unwrap()).0);
    if challenge != given.challenge
        || form["redirect_uri"] != given.redirect
        || state.mischief == Mischief::CodeRefused
    {
        return refused("invalid_grant");
    }
    let access = match state.mischief {
        Mischief::AccessTokenWithNewline => "a\nb".to_owned(),
        _ => state.env.token(),
    };
    state.access.insert(access.clone(), given.account.clone());
    let mut told = json!({ "access_token": access, "token_type": "Bearer", "expires_in": 60 });
    if state.mischief != Mischief::NoIdToken {
        told["id_token"] = json!(id_token(state, home, &given));
    }
    json_of(&told)
}

fn is_client(authorization: &str) -> bool {
    let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encoded(CLIENT), encoded(SECRET));
    let basic = base64::engine::general_purpose::STANDARD.encode(pair);
    authorization == format!("Basic {basic}")
}

fn id_token(state: &State, home: &str, given: &Given) -> String {
    use Mischief as M;
    let (now, mischief, account) = (state.env.now().timestamp(), state.mischief, &given.account);
    let mut claims = json!({
        "iss": home, "sub": account.subject, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": given.nonce,
        "amr": account.methods,
    });
    if account.email_in_token {
        claims["email"] = json!(account.email);
        claims["email_verified"] = account.verified.clone();
    }
    if let Some(domain) = account.domain {
        claims["hd"] = json!(domain);
    }
    if let Some(ago) = account.signed_in_s_ago {
        claims["auth_time"] = json!(now - ago);
    }
    match mischief {
        M::OtherNonce => claims["nonce"] = json!("another"),
        M::NoNonce => drop(claims.as_object_mut().unwrap().remove("nonce")),
        M::OtherAudience => claims["aud"] = json!("another client"),
        M::AnotherAudienceToo => claims["aud"] = json!([CLIENT, "another client"]),
        M::OtherParty => claims["azp"] = json!("another client"),
        M::OtherIssuer => claims["iss"] = json!("https://accounts.google.com"),
        M::Expired => {
            claims["iat"] = json!(now - 200);
            claims["exp"] = json!(now - 1);
        }
        M::FromYesterday => claims["iat"] = json!(now - 86_400),
        M::FromTomorrow => claims["iat"] = json!(now + 86_400),
        M::EmptySubject => claims["sub"] = json!(""),
        M::ControlInSubject => claims["sub"] = json!("a\u{0}b"),
        _ => {}
    }
    let key = &state.keys[0];
    match mischief {
        M::OtherKey => key.of_the_same_name().sign(&claims),
        M::AlgNone => keys::unsigned(&claims),
        M::HmacWithPublicKey => key.sign_with_hmac(&claims, key.public().to_string().as_bytes()),
        M::HmacWithClientSecret => key.sign_with_hmac(&claims, SECRET.as_bytes()),
        _ => key.sign(&claims),
    }
}

fn userinfo(state: &State, asked: &Asked) -> Told {
    let bearer = asked.authorization.strip_prefix("Bearer ").unwrap_or_default();
    let Some(account) = state.access.get(bearer) else { return status(401) };
    let subject = match state.mischief {
        Mischief::OtherSubjectAtUserinfo => "somebody-else",
        _ => account.subject,
    };
    json_of(&json!({ "sub": subject, "email": account.email, "email_verified": account.verified }))
}
