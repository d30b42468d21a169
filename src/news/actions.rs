//! Telling somebody, in the unit of work that makes the news.

use super::{
    model::{Mail, News},
    store,
};
use crate::access::Scope;
use crate::kernel::{Result, db::Tx, id::UserId, text::Email};
use crate::mail::{self, Letter};
use crate::organisations;
use serde_json::json;

/// Tells somebody what came of their work or waits for them: here, and by letter as they chose. Whoever wants one
/// letter a day finds it in that, because such news come in series. Nobody who left is told, nor who did it themselves.
pub async fn tell_in(tx: &mut Tx, scope: Scope, user: UserId, news: News) -> Result<()> {
    tell_all_in(tx, scope, user, vec![news]).await
}

/// The same of several things: who they are and how they want it is asked once.
pub async fn tell_all_in(tx: &mut Tx, scope: Scope, user: UserId, all: Vec<News>) -> Result<()> {
    tell(tx, scope, user, (all, false)).await
}

/// Tells somebody what is asked of them or said to them: also by a letter at once, unless they want none.
pub async fn tell_now_in(tx: &mut Tx, scope: Scope, user: UserId, news: News) -> Result<()> {
    tell(tx, scope, user, (vec![news], true)).await
}

async fn tell(tx: &mut Tx, scope: Scope, user: UserId, (all, is_for_now): (Vec<News>, bool)) -> Result<()> {
    if tx.actor().user == Some(user) {
        return Ok(());
    }
    let Some(reader) = store::reader(tx, scope, user).await? else { return Ok(()) };
    let waits = reader.mail == Mail::Digest && !is_for_now;
    for news in &all {
        store::insert(tx, scope, user, (news, waits)).await?;
    }
    if waits || reader.mail == Mail::None {
        return Ok(());
    }
    let Ok(to) = Email::parse(&reader.email) else { return Ok(()) };
    let org = organisations::get_in(tx, scope).await?;
    for news in all {
        let mut data = json!({
            "organisation": org.name,
            "by": news.by(&tx.actor().name),
            "path": format!("/o/{}{}", org.slug.as_str(), news.path),
        });
        if let Some(known) = data.as_object_mut() {
            known.extend(news.data);
        }
        let letter = Letter::new(news.letter, &to, reader.name.as_str(), data).of(scope.org());
        mail::send_in(tx, letter).await?;
    }
    Ok(())
}
