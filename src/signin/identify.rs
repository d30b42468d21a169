//! Finds out who sends a request: one look at the session of its cookie.

use super::{
    model::{Identified, Life, Session},
    settings::Settings,
    store,
};
use crate::access::{Caller, Membership, Visit};
use crate::kernel::{
    Result,
    audit::Actor,
    db::{Chore, Db},
    hash::Sha256,
    id::UserId,
};
use crate::web::{cookies, csrf, shell::Shell};
use chrono::TimeDelta;
use poem::{
    Endpoint, IntoResponse, Request, Response,
    http::{Method, header},
};
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;

/// The cookie of a session.
pub const SESSION: &str = "sid";
/// The cookie of somebody not signed in, so that the forms at the door can carry a token too.
pub const VISITOR: &str = "visit";
/// The cookie of a sign-in that waits for its second step.
pub const ATTEMPT: &str = "attempt";
/// The cookie by which a browser is known again.
pub const DEVICE: &str = "device";

/// A session is marked as used once in this time, not at every request.
const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(1);

/// How long a page waits for others who write, to mark its session.
const TOUCH_PATIENCE: Duration = Duration::from_millis(500);

/// A token that was replaced because the person's rights changed is good for so long: other requests of the same
/// page are under way with it.
const FORMER_FOR: TimeDelta = TimeDelta::minutes(1);

const AGENT_CHARS_MAX: usize = 200;

/// How long the page about the program's state waits to hear who asks.
const STATUS_PATIENCE: Duration = Duration::from_secs(2);

/// A session that the request's cookie names and that is over.
#[derive(Clone)]
pub struct Former {
    /// Whose it was.
    pub user: UserId,
    csrf: String,
}

impl Former {
    /// Whether a form that carries `token` came from a page of this session.
    pub fn fits(&self, token: &str) -> bool {
        csrf::fits(&self.csrf, token)
    }
}

/// Leaves a `Visit` on the request, with its caller if the session of its cookie is live.
pub async fn identify<E: Endpoint>(next: Arc<E>, mut req: Request) -> poem::Result<Response> {
    let shell = Shell::of(&req).clone();
    let found = match req.uri().path() {
        // Whether the program is well must be told without the database, too, and soon.
        "/status" => timeout(STATUS_PATIENCE, find(&req, &shell)).await.ok().and_then(Result::ok).flatten(),
        _ => match find(&req, &shell).await {
            Ok(found) => found,
            Err(error) => {
                csrf::lay_unknown(&mut req).await;
                return Err(error.into());
            }
        },
    };
    let (known, secret, token) = match found {
        Some(Found::Live { known, secret, token }) => (Some(*known), Some(secret), token),
        Some(Found::Over(former)) => {
            req.set_data(former);
            (None, None, None)
        }
        None => (None, None, None),
    };
    let (caller, membership) = known.map_or((None, None), |(caller, place)| (Some(caller), place));
    let (secret, fresh) = match secret {
        Some(secret) => (secret, None),
        None => visitor(&req, &shell),
    };
    let is_door = csrf::is_door(req.uri().path());
    req.set_data(Visit::new(caller, membership, (address(&req), agent(&req)), csrf::token(&shell, &secret)?));
    let mut reply = next.call(req).await?.into_response();
    if let Some(token) = token {
        reply.headers_mut().append(header::SET_COOKIE, cookies::set(shell.is_secure, SESSION, &token, None));
    }
    if let Some(cookie) = fresh.filter(|_| is_door) {
        reply.headers_mut().append(header::SET_COOKIE, cookies::set(shell.is_secure, VISITOR, &cookie, None));
    }
    Ok(reply)
}

/// The network address of whoever sent the request.
pub fn address(req: &Request) -> String {
    match req.remote_addr().as_socket_addr() {
        Some(peer) => peer.ip().to_canonical().to_string(),
        None => "unknown".into(),
    }
}

/// What the browser says it is. It may say what it likes, so not all of that is kept.
pub fn agent(req: &Request) -> String {
    let said = req.header("user-agent").unwrap_or_default();
    said.chars().filter(|c| !c.is_control()).take(AGENT_CHARS_MAX).collect()
}

/// The secret of a visitor's cookie, or a new one that must be set.
fn visitor(req: &Request, shell: &Shell) -> (String, Option<String>) {
    match cookies::read(req, shell.is_secure, VISITOR) {
        Some(known) if known.len() == 43 => (known.to_owned(), None),
        _ => {
            let fresh = shell.env.token();
            (fresh.clone(), Some(fresh))
        }
    }
}

enum Found {
    Live {
        /// Who, and their place in the organisation of the address.
        known: Box<(Caller, Option<Membership>)>,
        /// What the tokens of forms are made of.
        secret: String,
        /// The session's new token.
        token: Option<String>,
    },
    Over(Former),
}

async fn find(req: &Request, shell: &Shell) -> Result<Option<Found>> {
    let Some(token) = cookies::read(req, shell.is_secure, SESSION) else { return Ok(None) };
    // These answer everybody alike, and the second also when the database does not answer.
    let is_for_anybody = req.uri().path().starts_with("/assets/") || req.uri().path() == "/healthz";
    if token.is_empty() || is_for_anybody {
        return Ok(None);
    }
    let db = req.data::<Db>().expect("app() provides the database");
    let settings = req.data::<Settings>().expect("app() provides the settings");
    let now = db.env().now();
    let asked = (Sha256::of(token), organisation(req.uri().path()));
    let is_page = *req.method() == Method::GET;
    let mut conn = if is_page { db.read().await? } else { db.read_before_change().await? };
    let found = store::session(&mut conn, asked, now).await?;
    drop(conn);
    let Some(Identified { mut session, place }) = found else { return Ok(None) };
    let life = session.life(settings.life);
    if !session.is_live(now, life) {
        let former = Former { user: session.user_id, csrf: csrf::token(shell, &session.id.to_string())? };
        return Ok(Some(Found::Over(former)));
    }
    if now >= session.last_seen_at + TOUCH_EVERY && touch(db, &session).await {
        session.last_seen_at = now;
    }
    let token = if session.must_renew && is_page { rotate(db, &session).await? } else { None };
    // Not from the cookie: that changes when somebody confirms who they are, and forms in other windows must not.
    let secret = session.id.to_string();
    let known = Box::new((caller(session, life), place.0));
    Ok(Some(Found::Live { known, secret, token }))
}

/// The organisation of an address, as it is called there: all pages of one are below `/o/contoso`. The words of
/// organisations are plain letters; one that is written with percent signs is that of none.
fn organisation(path: &str) -> &str {
    path.strip_prefix("/o/").and_then(|rest| rest.split('/').next()).unwrap_or_default()
}

/// The rights of the person changed, so the session goes on under a new token, unless another request was faster.
async fn rotate(db: &Db, session: &Session) -> Result<Option<String>> {
    let token = db.env().token();
    let mut tx = db.begin(Actor::console()).await?;
    let until = tx.now() + FORMER_FOR;
    let rows = store::rotate(&mut tx, session.id, Sha256::of(&token), until).await?;
    tx.commit_chore(Chore::TouchSession).await?;
    Ok((rows > 0).then_some(token))
}

/// A page is shown even where this cannot be written, and it waits for nobody who is writing much, such as an import:
/// the worst is that the session ends a minute early. The answer is whether it was written.
async fn touch(db: &Db, session: &Session) -> bool {
    let Ok(begun) = timeout(TOUCH_PATIENCE, db.begin(Actor::console())).await else {
        return false;
    };
    let touched = async {
        let mut tx = begun?;
        store::touch(&mut tx, session.id).await?;
        tx.commit_chore(Chore::TouchSession).await
    };
    if let Err(error) = touched.await {
        tracing::warn!(cause = %error, "a session could not be marked as used");
        return false;
    }
    true
}

fn caller(session: Session, life: Life) -> Caller {
    Caller {
        idle: life.idle,
        idle_at: session.last_seen_at + life.idle,
        ends_at: session.ends_at(life),
        user: session.user_id,
        name: session.name,
        email: session.email,
        session: session.id,
        signed_in_at: session.created_at,
        way: session.way,
        strength: session.strength,
        is_remembered: session.is_remembered,
        factor_at: session.factor_at,
        device: session.device_id,
        provider: session.provider_id,
        only: session.only_org_id,
        is_all_there_is: session.is_all_there_is,
        theme: session.theme,
        density: session.density,
        has_keys: session.has_keys,
        keymap: session.keymap,
    }
}
