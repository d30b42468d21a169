//! The proof of a calendar program: it has no session, only the secret of the link that somebody made for it.

use super::{Access, Feature, FeaturesOff, Grant, Reach, Read, Right, Role, Scope};
use crate::kernel::{
    Result,
    audit::Actor,
    db::Conn,
    hash::Sha256,
    id::{OrgId, UserId},
};
use std::marker::PhantomData;

/// What the link opens.
pub struct Feed {
    /// What its person may read, and no more than that.
    pub access: Access<Read>,
    /// The organisation's word in addresses.
    pub slug: String,
    /// The organisation's name.
    pub name: String,
    /// Whether it shows only what its person has to do with.
    pub is_mine_only: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    user_id: UserId,
    person: String,
    org_id: OrgId,
    slug: String,
    name: String,
    role: Role,
    changes: i64,
    is_mine_only: bool,
    features_off: FeaturesOff,
}

/// The feed whose secret has this hash. None if there is none, its person is no member
/// any more, or the organisation does without such links.
pub async fn feed(conn: &mut Conn, token: Sha256, from: (&str, &str)) -> Result<Option<Feed>> {
    let found: Option<Row> = sql! {
        fetch_optional, conn,
        "select f.user_id, u.name as person, o.id as org_id, o.slug, o.name, m.role, c.seq as changes, f.is_mine_only,
                o.features_off
         from calendar_feeds f
         join members m on m.org_id = f.org_id and m.user_id = f.user_id and m.deactivated_at is null
         join users u on u.id = f.user_id
         join organisations o on o.id = f.org_id
         join chains c on c.org_id = f.org_id
         where f.token_hash = $1",
        token
    }?;
    Ok(found.and_then(|row| row.open(from)))
}

impl Row {
    fn open(self, (address, device): (&str, &str)) -> Option<Feed> {
        if !self.features_off.leaves(Feature::CalendarFeeds) {
            return None;
        }
        let reach = match Read::RIGHT.grant(self.role) {
            Grant::No => return None,
            Grant::Own => Reach::Own(self.user_id),
            Grant::All => Reach::Organisation,
        };
        let access = Access {
            actor: Actor {
                user: Some(self.user_id),
                name: self.person,
                address: address.to_owned(),
                device: device.to_owned(),
            },
            user: self.user_id,
            scope: Scope { org: self.org_id, reach },
            changes: self.changes,
            role: self.role,
            right: PhantomData,
        };
        Some(Feed { access, slug: self.slug, name: self.name, is_mine_only: self.is_mine_only })
    }
}
