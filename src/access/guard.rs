//! The proof that a caller may do what they ask for. Every handler gets its `Access` here and nowhere else.

use super::{Access, Caller, Feature, FeaturesOff, Grant, Reach, Right, RightName, Role, Scope, Strength};
use crate::kernel::{
    Error, Result,
    audit::{self, Actor},
    db::{Conn, Db, Tx},
    id::{OrgId, UserId},
};
use poem::{FromRequest, Request, RequestBody};
use std::{marker::PhantomData, sync::Arc};
use tokio::sync::OnceCell;

/// What is known about the sender of a request, signed in or not. One per request.
#[derive(Clone)]
pub struct Visit(Arc<Inner>);

struct Inner {
    caller: Option<Caller>,
    address: String,
    device: String,
    csrf: String,
    membership: OnceCell<Option<Membership>>,
}

/// A place in an organisation: what the guard found for the address.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Membership {
    org_id: OrgId,
    /// The organisation's word in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The word of its color, or empty.
    pub color: String,
    /// The letters beside its name, where it has a color.
    pub initials: String,
    /// What stands on top of its pages, or nothing.
    pub banner: String,
    /// What stands below what it prints and in files it hands over, or nothing.
    pub imprint: String,
    /// What it does without.
    pub features_off: FeaturesOff,
    /// The caller's role in it.
    pub role: Role,
    /// Reminders that the caller has not read.
    pub unread: i64,
    changes: i64,
    second_factor_roles: String,
    mail_codes: bool,
    remember_days: i64,
}

impl Membership {
    /// Whether the organisation is content with what the caller proved. Asked at each request, because the
    /// same session may open organisations with other rules, and rules change.
    fn admits(&self, caller: &Caller) -> Result<()> {
        if caller.only.is_some_and(|only| only != self.org_id) {
            return Err(Error::ConfirmFirst);
        }
        let is_demanded = self.second_factor_roles.split(' ').any(|word| word == self.role.word());
        let is_enough = match caller.strength {
            Strength::One => false,
            Strength::Mail => self.mail_codes && self.role != Role::Admin,
            Strength::Two => !caller.is_remembered || self.remember_days > 0,
        };
        if is_demanded && !is_enough { Err(Error::SecondFirst) } else { Ok(()) }
    }
}

impl Visit {
    /// A visit from an address and with a device, by `caller` if a session says so, whose forms carry `csrf`.
    pub fn new(caller: Option<Caller>, (address, device): (String, String), csrf: String) -> Self {
        Self(Arc::new(Inner { caller, address, device, csrf, membership: OnceCell::new() }))
    }
    /// Who it is.
    pub fn caller(&self) -> Option<&Caller> {
        self.0.caller.as_ref()
    }
    /// The secret of the tokens that this visitor's forms must carry. No page shows it as it is.
    pub fn csrf(&self) -> &str {
        &self.0.csrf
    }
    /// The network address it comes from.
    pub fn address(&self) -> &str {
        &self.0.address
    }
    /// What the browser says it is.
    pub fn device(&self) -> &str {
        &self.0.device
    }
    /// Who acts, for the trail.
    pub fn actor(&self) -> Actor {
        let (user, name) = match &self.0.caller {
            Some(caller) => (Some(caller.user), caller.name.clone()),
            None => (None, "Somebody not signed in".to_owned()),
        };
        Actor { user, name, address: self.0.address.clone(), device: self.0.device.clone() }
    }
    /// The caller's place in the organisation of the address, looked up once per request.
    pub fn membership(&self) -> Option<&Membership> {
        self.0.membership.get().and_then(Option::as_ref)
    }

    async fn look_up(&self, db: &Db, slug: &str) -> Result<&Membership> {
        let caller = self.caller().ok_or(Error::Unauthenticated)?;
        let found = self
            .0
            .membership
            .get_or_try_init(|| async { membership(&mut db.read().await?, slug, caller.user).await })
            .await?;
        let place = found.as_ref().ok_or(Error::NotFound)?;
        place.admits(caller)?;
        Ok(place)
    }
}

/// An organisation that the person does not belong to is `None`, as if it did not exist.
async fn membership(conn: &mut Conn, slug: &str, user: UserId) -> Result<Option<Membership>> {
    sql! {
        fetch_optional, conn,
        "select o.id as org_id, o.slug, o.name, o.color, o.initials, o.banner, o.imprint, o.features_off,
            m.role, c.seq as changes,
            (select count(*) from notices n
             where n.org_id = m.org_id and n.user_id = m.user_id and n.read_at is null) as unread,
            coalesce(r.second_factor_roles, '') as second_factor_roles,
            coalesce(r.mail_codes, false) as mail_codes, coalesce(r.remember_days, 0) as remember_days
         from organisations o
         join members m on m.org_id = o.id
         join chains c on c.org_id = o.id
         left join sign_in_rules r on r.org_id = o.id
         where o.slug = $1 and m.user_id = $2 and m.deactivated_at is null",
        slug, user
    }
}

/// Whether the organisation of the address has `feature`. To its people it says why not; to everybody else there is
/// nothing, as ever.
pub async fn opened(req: &Request, feature: Feature) -> Result<()> {
    let visit = req.data::<Visit>().expect("signin::identify puts a visit on every request");
    let db = req.data::<Db>().expect("app() provides the database");
    let slug = req.raw_path_param("org").ok_or(Error::NotFound)?;
    match visit.look_up(db, slug).await?.features_off.leaves(feature) {
        true => Ok(()),
        false => Err(Error::SwitchedOff(feature.label())),
    }
}

impl<R: Right> Access<R> {
    /// Proves the right once more inside a unit of work, after waiting for whoever is changing the same
    /// organisation: the first proof was a moment ago. For changes of rights themselves.
    pub async fn prove_again(&self, tx: &mut Tx) -> Result<()> {
        audit::hold_chain(tx, self.scope.org).await?;
        let (org, user) = (self.scope.org, self.user);
        let found: Option<(Role,)> = sql! {
            fetch_optional, tx,
            "select role from members where org_id = $1 and user_id = $2 and deactivated_at is null",
            org, user
        }?;
        let (role,) = found.ok_or(Error::NotFound)?;
        if R::RIGHT.grant(role) != R::RIGHT.grant(self.role) {
            return Err(forbidden(R::RIGHT, role));
        }
        Ok(())
    }

    /// The proof for somebody whose request asked for work that is done now: they may have lost the right since.
    pub async fn prove_absent(conn: &mut Conn, org: OrgId, actor: Actor) -> Result<Self> {
        let user = actor.user.ok_or(Error::NotFound)?;
        let found: Option<(Role, i64)> = sql! {
            fetch_optional, conn,
            "select m.role, c.seq from members m join chains c on c.org_id = m.org_id
             where m.org_id = $1 and m.user_id = $2 and m.deactivated_at is null",
            org, user
        }?;
        let (role, changes) = found.ok_or(Error::NotFound)?;
        let reach = match R::RIGHT.grant(role) {
            Grant::No => return Err(forbidden(R::RIGHT, role)),
            Grant::Own => Reach::Own(user),
            Grant::All => Reach::Organisation,
        };
        Ok(Self { actor, user, scope: Scope { org, reach }, changes, role, right: PhantomData })
    }

    fn prove(visit: &Visit, caller: &Caller, place: &Membership) -> Result<Self> {
        let reach = match R::RIGHT.grant(place.role) {
            Grant::No => return Err(forbidden(R::RIGHT, place.role)),
            Grant::Own => Reach::Own(caller.user),
            Grant::All => Reach::Organisation,
        };
        Ok(Self {
            actor: visit.actor(),
            user: caller.user,
            scope: Scope { org: place.org_id, reach },
            changes: place.changes,
            role: place.role,
            right: PhantomData,
        })
    }
}

fn forbidden(right: RightName, role: Role) -> Error {
    Error::Forbidden(format!(
        "Your role here is {}. It does not include: {}. An administrator of this organisation can change that.",
        role.label(),
        right.label()
    ))
}

impl<'a> FromRequest<'a> for Visit {
    async fn from_request(req: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        Ok(req.data::<Self>().expect("signin::identify puts a visit on every request").clone())
    }
}

impl<'a, R: Right> FromRequest<'a> for Access<R> {
    async fn from_request(req: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let visit = Visit::from_request(req, body).await?;
        let caller = visit.caller().ok_or(Error::Unauthenticated)?;
        let db = req.data::<Db>().expect("app() provides the database");
        let slug = req.raw_path_param("org").ok_or(Error::NotFound)?;
        let place = visit.look_up(db, slug).await?;
        Ok(Self::prove(&visit, caller, place)?)
    }
}
