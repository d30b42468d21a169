//! Forgetting what nobody needs any more.

use super::{super::store, guesses::forget_guesses_in};
use crate::kernel::{
    Result,
    audit::Actor,
    db::{Chore, Db},
};
use crate::organisations;
use chrono::TimeDelta;

/// Sessions are kept so long after their end, so that somebody can be told what ended them.
const SESSIONS: TimeDelta = TimeDelta::days(7);
/// The longest that browsers keep the cookie by which a device is known.
const DEVICES: TimeDelta = TimeDelta::days(400);

/// Links for a new password, so that they can be counted.
const RESETS: TimeDelta = TimeDelta::hours(1);

/// Removes old sessions, devices, attempts, links, kept forms, wrong tries and keys of forms. Run it every hour or so.
pub async fn sweep(db: &Db) -> Result<()> {
    let mut tx = db.begin(Actor::console()).await?;
    let now = tx.now();
    store::forget_sessions(&mut tx, now - SESSIONS).await?;
    store::forget_devices(&mut tx, now - DEVICES).await?;
    store::forget_links(&mut tx, now).await?;
    store::forget_addresses(&mut tx, now).await?;
    store::forget_registrations(&mut tx, now).await?;
    store::forget_resets(&mut tx, now - RESETS).await?;
    store::forget_attempts(&mut tx, now).await?;
    store::forget_kept(&mut tx, now).await?;
    store::forget_pending(&mut tx, now).await?;
    forget_guesses_in(&mut tx).await?;
    store::forget_ceremonies(&mut tx, now).await?;
    organisations::forget_once_keys_in(&mut tx).await?;
    tx.commit_chore(Chore::Sweep).await
}
