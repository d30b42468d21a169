//! What happens to people and invitations, as the trail tells it.

use super::{Invitation, InvitationId, Member, Person};
use crate::access::Role;
use crate::kernel::{audit::Entry, id::UserId, text::Email};
use serde_json::json;

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
