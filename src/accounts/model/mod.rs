//! People, memberships and invitations.

mod event;

pub use event::Event;

use crate::access::{RightName, Role};
use crate::kernel::{
    Error, Result,
    env::Timestamp,
    id::{OrgId, UserId},
    text::{Email, Line},
};
use serde::Serialize;

id!(
    /// An invitation.
    InvitationId
);

/// Somebody with an account here.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct Person {
    /// Their id.
    pub id: UserId,
    /// Their address, with which they sign in.
    pub email: Email,
    /// Their name.
    pub name: Line,
    /// Light, dark or, empty, the system's.
    pub theme: String,
    /// Compact, roomy or, empty, in between.
    pub density: String,
    /// Whether single-letter shortcuts are on.
    pub has_keys: bool,
    /// Which keys, where they differ from the usual ones: `met=y link_5=`.
    pub keymap: String,
    /// Counts their changes.
    pub version: i64,
}

/// An account about to be made.
pub struct NewPerson {
    /// Their id, so that they can act in the unit of work that makes them.
    pub id: UserId,
    /// With which they sign in.
    pub email: Email,
    /// Their name.
    pub name: Line,
    /// The PHC string of their password; without one only a one-time link lets them in.
    pub password_hash: Option<String>,
}

/// Somebody who works in an organisation now, as others there name them.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct Colleague {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// What they are here.
    pub role: Role,
}

impl Colleague {
    /// Whether they hold `right`, if only for what is their own.
    pub fn may(&self, right: RightName) -> bool {
        right.is_held_by(self.role)
    }
}

/// A person in an organisation.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct Member {
    /// The person.
    pub user_id: UserId,
    /// Their name.
    pub name: Line,
    /// Their address.
    pub email: Email,
    /// What they are here.
    pub role: Role,
    /// Since when they are shut out.
    pub deactivated_at: Option<Timestamp>,
    /// When they last signed in or changed something of this organisation.
    pub last_at: Option<Timestamp>,
    /// Counts the changes of this membership.
    pub version: i64,
}

impl Member {
    /// Whether they run the organisation at the moment.
    pub fn is_active_admin(&self) -> bool {
        self.role == Role::Admin && self.deactivated_at.is_none()
    }
    /// With another role.
    pub fn with_role(&self, role: Role, seen: i64) -> Self {
        Self { role, version: seen + 1, ..self.clone() }
    }
    /// Shut out since `at`, or let in again.
    pub fn with_deactivated(&self, at: Option<Timestamp>, seen: i64) -> Self {
        Self { deactivated_at: at, version: seen + 1, ..self.clone() }
    }
}

/// An organisation always keeps an active administrator: `others` is how many there are besides `before`.
pub fn keeps_an_admin(before: &Member, after: &Member, others: i64) -> Result<()> {
    if before.is_active_admin() && !after.is_active_admin() && others == 0 {
        return Err(Error::invalid(
            "form",
            format!(
                "{} is the only active administrator. Make somebody else an administrator first.",
                before.name
            ),
        ));
    }
    Ok(())
}

/// A one-time link that is still open.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// For whom.
    pub email: Email,
    /// Their name, as the inviter wrote it.
    pub name: Line,
    /// What they will be.
    pub role: Role,
    /// Who invited them.
    pub invited_by: String,
    /// Until when it works.
    pub expires_at: Timestamp,
}

/// What an open invitation says to whoever holds its link.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Invited {
    /// Into which organisation.
    pub org_id: OrgId,
    /// Its word in addresses.
    pub slug: String,
    /// Its name.
    pub organisation: Line,
    /// The invitation.
    pub id: InvitationId,
    /// For whom.
    pub email: Email,
    /// Their name, as the inviter wrote it.
    pub name: Line,
    /// What they will be.
    pub role: Role,
    /// Who invited them.
    pub invited_by: String,
}

/// What became of an invitation that does not work any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Somebody joined with it.
    Used,
    /// It was taken back, or a newer one took its place.
    Revoked,
    /// It ran out.
    Expired,
}

/// An invitation that does not work any more, for whoever holds its link.
#[derive(Clone, Debug, Serialize)]
pub struct Fate {
    /// Into which organisation it was.
    pub organisation: Line,
    /// For whom.
    pub email: Email,
    /// Who invited them.
    pub invited_by: String,
    /// What became of it.
    pub state: State,
    /// When.
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(role: Role) -> Member {
        Member {
            user_id: UserId(uuid::Uuid::nil()),
            name: Line::parse("Dana Lee", "").unwrap(),
            email: Email::parse("dana@contoso.example").unwrap(),
            role,
            deactivated_at: None,
            last_at: None,
            version: 1,
        }
    }

    #[test]
    fn the_only_active_administrator_stays_one() {
        let admin = member(Role::Admin);
        let shut_out = admin.with_deactivated(Some(Timestamp::UNIX_EPOCH), 1);

        assert!(keeps_an_admin(&admin, &admin.with_role(Role::Lead, 1), 0).is_err());
        assert!(keeps_an_admin(&admin, &shut_out, 0).is_err());
        assert!(keeps_an_admin(&admin, &shut_out, 1).is_ok());
        assert!(keeps_an_admin(&admin, &admin.with_role(Role::Admin, 1), 0).is_ok());
        assert!(keeps_an_admin(&member(Role::Lead), &member(Role::Assessor), 0).is_ok());
    }
}
