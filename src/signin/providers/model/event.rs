//! What the trail says about providers.

use super::{Identity, IdentityId, Provider};
use crate::kernel::{audit::Entry, id::UserId, text::Email};
use serde_json::{Value, json};

/// What happened with providers.
pub enum Event<'a> {
    /// One was set up.
    Created(&'a Provider),
    /// One was changed.
    Changed {
        /// As it was.
        before: &'a Provider,
        /// As it is.
        after: &'a Provider,
    },
    /// An account there was linked to a person.
    Linked {
        /// The link.
        id: IdentityId,
        /// The person.
        user: UserId,
        /// The provider.
        provider: &'a Provider,
        /// The account's address.
        email: Option<&'a Email>,
    },
    /// A link was taken away.
    Unlinked {
        /// The person.
        user: UserId,
        /// The link, as it was.
        identity: &'a Identity,
    },
    /// Somebody came back from a provider and was not let in.
    Refused {
        /// The provider.
        provider: &'a Provider,
        /// Who, if it is known.
        user: Option<UserId>,
        /// A stable word.
        why: &'static str,
    },
}

impl From<Event<'_>> for Entry {
    fn from(event: Event<'_>) -> Self {
        match event {
            Event::Created(it) => Entry {
                action: "provider.created",
                subject: format!("provider:{}", it.id),
                detail: settings(it),
            },
            Event::Changed { before, after } => Entry {
                action: match (before.is_active, after.is_active) {
                    (true, false) => "provider.deactivated",
                    (false, true) => "provider.reactivated",
                    _ => "provider.changed",
                },
                subject: format!("provider:{}", after.id),
                detail: json!({
                    "before": settings(before),
                    "after": settings(after),
                    "secret_changed": before.client_secret != after.client_secret,
                }),
            },
            Event::Linked { id, user, provider, email } => Entry {
                action: "identity.linked",
                subject: format!("user:{user}"),
                detail: json!({ "identity": id, "provider": provider.id, "label": provider.label, "email": email }),
            },
            Event::Unlinked { user, identity } => Entry {
                action: "identity.unlinked",
                subject: format!("user:{user}"),
                detail: json!({
                    "identity": identity.id, "provider": identity.provider_id, "label": identity.label,
                    "email": identity.email,
                }),
            },
            Event::Refused { provider, user, why } => Entry {
                action: "session.refused",
                subject: user.map_or_else(|| "user:unknown".to_owned(), |user| format!("user:{user}")),
                detail: json!({ "by": "provider", "provider": provider.id, "label": provider.label, "why": why }),
            },
        }
    }
}

/// Everything but the secret.
fn settings(provider: &Provider) -> Value {
    json!({
        "label": provider.label,
        "issuer": provider.issuer,
        "client_id": provider.client_id,
        "has_secret": provider.client_secret.is_some(),
        "hosted_domain": provider.hosted_domain,
        "trusts_second_factor": provider.trusts_second_factor,
        "is_listed": provider.is_listed,
        "is_active": provider.is_active,
    })
}
