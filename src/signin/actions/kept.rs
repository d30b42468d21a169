//! Forms kept for those whose session ended while they were writing.

use super::super::{
    model::{Kept, ToKeep},
    store,
};
use crate::kernel::{
    Result,
    audit::Actor,
    db::{Chore, Db},
    hash::Sha256,
    id::UserId,
};
use chrono::TimeDelta;

/// How long a form is kept.
const LIFE: TimeDelta = TimeDelta::hours(1);

/// Whose a kept form is.
#[derive(Clone, Copy, Debug)]
pub enum Keeper<'a> {
    /// This person's.
    Person(UserId),
    /// Nobody knows whose: of the browser that holds this secret, whoever signs in there.
    Browser(&'a str),
}

/// Who asks for a kept form: by its token, a person in a browser with its secret.
#[derive(Clone, Debug)]
pub struct Asker {
    /// The token.
    pub token: String,
    /// The person.
    pub user: UserId,
    /// The secret; empty where the browser has none.
    pub secret: String,
}

impl Asker {
    /// The digest of a form that is the person's, and that of one of the browser.
    fn digests(&self) -> (Sha256, Sha256) {
        (Sha256::of(&self.token), of_browser(&self.token, &self.secret))
    }
}

/// The token alone, in another browser, is not enough.
fn of_browser(token: &str, secret: &str) -> Sha256 {
    Sha256::of(format!("{token} {secret}"))
}

/// Keeps a form. The answer is the token that shows it again to its keeper.
pub async fn keep(db: &Db, keeper: Keeper<'_>, form: ToKeep<'_>) -> Result<String> {
    let mut tx = db.begin(Actor::console()).await?;
    let (now, token) = (tx.now(), tx.env().token());
    let (digest, owner) = match keeper {
        Keeper::Person(user) => (Sha256::of(&token), Some(user)),
        Keeper::Browser(secret) => (of_browser(&token, secret), None),
    };
    store::forget_kept(&mut tx, now).await?;
    store::insert_kept(&mut tx, digest, owner, form, now + LIFE).await?;
    tx.commit_chore(Chore::KeepForm).await?;
    Ok(token)
}

/// What was kept, for whoever asks. `NotFound` if it is somebody else's or too old.
pub async fn kept(db: &Db, asker: &Asker) -> Result<Kept> {
    store::kept(&mut db.read().await?, asker.digests(), asker.user, db.env().now()).await
}

/// Takes a kept form for one sending to `path`. Whoever comes second, by a double click say, gets false.
pub async fn claim(db: &Db, asker: &Asker, path: &str) -> Result<bool> {
    let mut tx = db.begin(Actor::console()).await?;
    let rows = store::claim_kept(&mut tx, asker.digests(), asker.user, path).await?;
    tx.commit_chore(Chore::KeepForm).await?;
    Ok(rows > 0)
}

/// After sending: where its result is, or none if it did not succeed and may be sent again.
pub async fn settle(db: &Db, asker: &Asker, location: Option<&str>) -> Result<()> {
    let mut tx = db.begin(Actor::console()).await?;
    match location {
        Some(location) => store::finish_kept(&mut tx, asker.digests(), location).await?,
        None => store::release_kept(&mut tx, asker.digests()).await?,
    };
    tx.commit_chore(Chore::KeepForm).await
}

/// Forgets what whoever asks does not want any more.
pub async fn discard(db: &Db, asker: &Asker) -> Result<()> {
    let mut tx = db.begin(Actor::console()).await?;
    store::discard_kept(&mut tx, asker.digests(), asker.user).await?;
    tx.commit_chore(Chore::KeepForm).await
}
