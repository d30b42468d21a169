//! News that somebody is told at once, in the unit of work that makes it: here, and by letter unless they want none.

use super::super::{
    model::{Mail, News, NoticeId},
    store,
};
use crate::access::Scope;
use crate::kernel::{Result, db::Tx, id::UserId, text::Email};
use crate::mail::{self, Letter};
use crate::organisations;
use serde_json::json;

/// Tells somebody, if they are still here and it is not they who act. The letter knows `organisation`, `by` and `path`,
/// and what the news says.
pub async fn tell_in(tx: &mut Tx, scope: Scope, user: UserId, news: News) -> Result<()> {
    let occasion = tx.env().new_id().to_string();
    tell_once_in(tx, scope, user, (news, &occasion)).await
}

/// The same, but only once on a day of one occasion.
pub async fn tell_once_in(
    tx: &mut Tx,
    scope: Scope,
    user: UserId,
    (news, occasion): (News, &str),
) -> Result<()> {
    if tx.actor().user == Some(user) {
        return Ok(());
    }
    let Some(reader) = store::reader(tx, scope, user).await? else { return Ok(()) };
    let id = NoticeId(tx.env().new_id());
    if !store::insert_news(tx, scope, (id, user), (&news, occasion)).await? {
        return Ok(());
    }
    let Ok(to) = Email::parse(&reader.email) else { return Ok(()) };
    if reader.mail == Mail::None {
        return Ok(());
    }
    let org = organisations::get_in(tx, scope).await?;
    let mut data = json!({
        "organisation": org.name,
        "by": tx.actor().name,
        "path": format!("/o/{}{}", org.slug.as_str(), news.path),
    });
    if let Some(known) = data.as_object_mut() {
        known.extend(news.data);
    }
    mail::send_in(tx, Letter::new(news.letter, &to, reader.name, data).of(scope.org())).await
}
