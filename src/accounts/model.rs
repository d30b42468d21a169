//! People, memberships and invitations, and what the trail says about them.

use crate::access::Role;
use crate::kernel::{
    Error, Result,
    audit::Entry,
    env::Timestamp,
    id::{OrgId, UserId},
    text::{Email, Line},
};
use serde::Serialize;
use serde_json::json;

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

/// What happened to people.
pub enum Event<'a> {
    /// Somebody was invited.
    Invited(&'a Invitation),
    /// Whoever holds the link of an invitation asked for another one.
    AskedAgain {
        /// Which.
        id: InvitationId,
        /// For whom it was.
        email: &'a Email,
        /// The address for which it is wanted instead.
        wanted: Option<&'a str>,
    },
    /// An invitation was taken back.
    Revoked(&'a Invitation),
    /// Somebody joined: by an invitation, or as the first person.
    Joined {
        /// Who.
        user: UserId,
        /// With which address.
        email: &'a Email,
        /// As what.
        role: Role,
        /// By which invitation.
        invitation: Option<InvitationId>,
    },
    /// A role or the activity of a member was changed.
    Changed {
        /// As it was.
        before: &'a Member,
        /// As it is.
        after: &'a Member,
    },
    /// Somebody changed their own name or the look of their pages.
    Preferred {
        /// As it was.
        before: &'a Person,
        /// As it is.
        after: &'a Person,
    },
}

impl From<Event<'_>> for Entry {
    fn from(event: Event<'_>) -> Self {
        match event {
            Event::Invited(it) => Entry {
                action: "invitation.created",
                subject: format!("invitation:{}", it.id),
                detail: json!({ "email": it.email, "name": it.name, "role": it.role, "expires_at": it.expires_at }),
            },
            Event::AskedAgain { id, email, wanted } => Entry {
                action: "invitation.asked_again",
                subject: format!("invitation:{id}"),
                detail: json!({ "email": email, "wanted_for": wanted }),
            },
            Event::Revoked(it) => Entry {
                action: "invitation.revoked",
                subject: format!("invitation:{}", it.id),
                detail: json!({ "email": it.email, "role": it.role }),
            },
            Event::Joined { user, email, role, invitation } => Entry {
                action: "member.joined",
                subject: format!("user:{user}"),
                detail: json!({ "email": email, "role": role, "invitation": invitation }),
            },
            Event::Changed { before, after } => changed(before, after),
            Event::Preferred { before, after } => Entry {
                action: "person.changed",
                subject: format!("user:{}", after.id),
                detail: json!({ "before": liking(before), "after": liking(after) }),
            },
        }
    }
}

fn changed(before: &Member, after: &Member) -> Entry {
    let action = match (before.deactivated_at, after.deactivated_at) {
        (None, Some(_)) => "member.deactivated",
        (Some(_), None) => "member.reactivated",
        _ => "member.role_changed",
    };
    let state = |m: &Member| json!({ "role": m.role, "deactivated_at": m.deactivated_at });
    let detail = json!({ "email": after.email, "before": state(before), "after": state(after) });
    Entry { action, subject: format!("user:{}", after.user_id), detail }
}

fn liking(person: &Person) -> serde_json::Value {
    json!({
        "name": person.name,
        "theme": person.theme,
        "density": person.density,
        "has_keys": person.has_keys,
        "keymap": person.keymap,
    })
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
