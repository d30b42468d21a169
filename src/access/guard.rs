//! The proof that a caller may do what they ask for. Every handler gets its `Access` here and nowhere else.

use super::{Access, Caller, Feature, FeaturesOff, Grant, Reach, Right, RightName, Role, Scope, Strength};
use crate::kernel::{
    Error, Result,
    audit::{self, Actor},
    db::{Conn, Tx},
    id::OrgId,
};
use poem::{FromRequest, Request, RequestBody};
use sqlx::{ColumnIndex, Decode, FromRow, Row, Type};
use std::{marker::PhantomData, sync::Arc};

/// What is known about the sender of a request, signed in or not. One per request.
#[derive(Clone)]
pub struct Visit(Arc<Inner>);

struct Inner {
    caller: Option<Caller>,
    address: String,
    device: String,
    csrf: String,
    membership: Option<Membership>,
}

/// A place in an organisation: that of the address.
#[derive(Clone, Debug, FromRow)]
pub struct Membership {
    org_id: OrgId,
    /// The organisation's word in addresses.
    pub slug: String,
    /// Its name.
    #[sqlx(rename = "org_name")]
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
    /// Reminders that the caller has not read, counted up to 100.
    pub unread: i64,
    changes: i64,
    second_factor_roles: String,
    mail_codes: bool,
    remember_days: i64,
}

/// The place that a row tells of, beside whatever else it tells; none where its `org_id` is null. An organisation that
/// the person does not belong to is none too, as if it did not exist.
#[derive(Clone, Debug)]
pub struct PlaceFound(pub Option<Membership>);

impl<'r, R: Row> FromRow<'r, R> for PlaceFound
where
    Membership: FromRow<'r, R>,
    Option<OrgId>: Decode<'r, R::Database> + Type<R::Database>,
    for<'name> &'name str: ColumnIndex<R>,
{
    fn from_row(row: &'r R) -> sqlx::Result<Self> {
        let org: Option<OrgId> = row.try_get("org_id")?;
        org.map(|_| Membership::from_row(row)).transpose().map(Self)
    }
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
    /// A visit from an address and with a device, by `caller` if a session says so, who has that place in the
    /// organisation asked for, and whose forms carry `csrf`.
    pub fn new(
        caller: Option<Caller>,
        membership: Option<Membership>,
        (address, device): (String, String),
        csrf: String,
    ) -> Self {
        Self(Arc::new(Inner { caller, address, device, csrf, membership }))
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
    /// The caller's place in the organisation of the address.
    pub fn membership(&self) -> Option<&Membership> {
        self.0.membership.as_ref()
    }

    /// The same, where the organisation is content with what the caller proved.
    fn place(&self) -> Result<&Membership> {
        let caller = self.caller().ok_or(Error::Unauthenticated)?;
        let place = self.membership().ok_or(Error::NotFound)?;
        place.admits(caller)?;
        Ok(place)
    }
}

/// Whether the organisation of the address has `feature`. To its people it says why not; to everybody else there is
/// nothing, as ever.
pub fn opened(req: &Request, feature: Feature) -> Result<()> {
    let visit = req.data::<Visit>().expect("signin::identify puts a visit on every request");
    match visit.place()?.features_off.leaves(feature) {
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
        Ok(Self::prove(&visit, caller, visit.place()?)?)
    }
}
