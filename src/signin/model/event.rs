//! What the trail says about the door: who came in and how, who was turned away, what was set up. Never a secret.

use super::{super::guess::Kind, Locked, Rules, Second, Way};
use crate::access::Strength;
use crate::kernel::{
    audit::Entry,
    env::Timestamp,
    id::{OrgId, UserId},
    text::Email,
};
use serde_json::json;

/// What happened at the door.
pub enum Event<'a> {
    /// Somebody came in.
    Started {
        /// Who.
        user: UserId,
        /// How.
        way: Way,
        /// What they gave as a second step.
        second: Option<Second>,
        /// How much they proved.
        strength: Strength,
        /// With what.
        agent: &'a str,
        /// Whether the device was not known before.
        is_new_device: bool,
    },
    /// The first step of a sign-in succeeded; the second is asked for.
    SecondAsked {
        /// Of whom.
        user: UserId,
        /// What the first step was.
        way: Way,
        /// With what.
        agent: &'a str,
    },
    /// A second step was wrong.
    SecondRefused {
        /// Whose.
        user: UserId,
        /// Which.
        second: Second,
    },
    /// An organisation changed its rules for signing in.
    RulesChanged {
        /// Which organisation.
        org: OrgId,
        /// What they were.
        before: &'a Rules,
        /// What they are.
        after: &'a Rules,
    },
    /// A code was sent by mail.
    MailCodeSent(UserId),
    /// A backup code was used up.
    CodeUsed {
        /// Whose.
        user: UserId,
        /// How many are left.
        left: i64,
    },
    /// Somebody made ten new backup codes.
    CodesMade(UserId),
    /// Somebody set an authenticator app up.
    TotpEnrolled {
        /// Who.
        user: UserId,
        /// Whether it took the place of another.
        is_another: bool,
    },
    /// Somebody gave a wrong code when they set one up.
    TotpEnrolRefused(UserId),
    /// Somebody removed theirs.
    TotpRemoved(UserId),
    /// Somebody who was in already gave a second step, too.
    Raised {
        /// Who.
        user: UserId,
        /// By what.
        second: Second,
    },
    /// Somebody proved once more that it is them.
    Confirmed {
        /// Who.
        user: UserId,
        /// By what: a second step, or a way in.
        by: &'static str,
    },
    /// Somebody could not.
    ConfirmRefused {
        /// Who.
        user: UserId,
        /// By what.
        by: &'static str,
    },
    /// Somebody went out.
    Ended(UserId),
    /// Somebody was turned away: the account, if the address has one.
    Refused {
        /// The address that was typed.
        email: &'a Email,
        /// The account of that address.
        user: Option<UserId>,
        /// At which door.
        way: Way,
    },
    /// Wrong tries locked a way of signing in, or switched it off.
    Locked {
        /// Whose, if the address has an account.
        user: Option<UserId>,
        /// What.
        kind: Kind,
        /// After how many.
        failures: i64,
        /// When it opens by itself; never if it is switched off.
        until: Option<Timestamp>,
        /// Whether they were made in a browser that the person was signed in with before.
        is_known_browser: bool,
    },
    /// Somebody unlocked what wrong tries had locked.
    Unlocked {
        /// For whom.
        user: UserId,
        /// What it was.
        before: &'a [Locked],
    },
    /// Somebody tried too often and was told to wait.
    Throttled {
        /// The address that was typed.
        email: Option<&'a Email>,
        /// The account of that address.
        user: Option<UserId>,
        /// For how long.
        retry_after_s: u64,
    },
    /// Somebody changed their password.
    PasswordChanged(UserId),
    /// Somebody gave a wrong password when they wanted to change it.
    PasswordChangeRefused(UserId),
    /// A one-time link was made on the console: for a person, or for the set-up.
    LinkMade(Option<UserId>),
    /// The installation was set up.
    SetUp(&'a Email),
}

impl From<Event<'_>> for Entry {
    fn from(event: Event<'_>) -> Self {
        let of = |user: UserId| format!("user:{user}");
        let (action, subject, detail) = match event {
            Event::Started { user, way, second, strength, agent, is_new_device } => (
                "session.started",
                of(user),
                json!({
                    "by": way.word(), "second": second.map(Second::word), "factors": strength.word(),
                    "browser": agent, "new_device": is_new_device
                }),
            ),
            Event::SecondAsked { user, way, agent } => {
                ("second_step.asked", of(user), json!({ "by": way.word(), "browser": agent }))
            }
            Event::SecondRefused { user, second } => {
                ("second_step.refused", of(user), json!({ "second": second.word() }))
            }
            Event::RulesChanged { org, before, after } => (
                "sign_in_rules.changed",
                format!("organisation:{org}"),
                json!({ "before": before, "after": after }),
            ),
            Event::MailCodeSent(user) => ("mail_code.sent", of(user), json!({})),
            Event::CodeUsed { user, left } => ("backup_code.used", of(user), json!({ "left": left })),
            Event::CodesMade(user) => ("backup_codes.made", of(user), json!({})),
            Event::TotpEnrolled { user, is_another } => {
                ("totp.enrolled", of(user), json!({ "in_place_of_another": is_another }))
            }
            Event::TotpEnrolRefused(user) => ("totp.enrol_refused", of(user), json!({})),
            Event::TotpRemoved(user) => ("totp.removed", of(user), json!({})),
            Event::Raised { user, second } => {
                ("session.raised", of(user), json!({ "second": second.word() }))
            }
            Event::Confirmed { user, by } => ("session.confirmed", of(user), json!({ "by": by })),
            Event::ConfirmRefused { user, by } => ("session.confirm_refused", of(user), json!({ "by": by })),
            Event::Ended(user) => ("session.ended", of(user), json!({})),
            Event::Refused { email, user, way } => {
                let subject = user.map_or_else(|| "user:unknown".to_owned(), of);
                ("session.refused", subject, json!({ "by": way.word(), "email": email }))
            }
            Event::Locked { user, kind, failures, until, is_known_browser } => {
                let detail = json!({
                    "what": kind, "wrong_tries": failures, "until": until, "known_browser": is_known_browser
                });
                ("account.locked", user.map_or_else(|| "user:unknown".to_owned(), of), detail)
            }
            Event::Unlocked { user, before } => {
                let was = |it: &Locked| (it.kind, it.failures, it.locked_until);
                let named =
                    |(what, tries, until)| json!({ "what": what, "wrong_tries": tries, "until": until });
                let before: Vec<_> = before.iter().map(was).map(named).collect();
                ("account.unlocked", of(user), json!({ "before": before, "after": [] }))
            }
            Event::Throttled { email, user, retry_after_s } => {
                let subject = user.map_or_else(|| "user:unknown".to_owned(), of);
                ("session.throttled", subject, json!({ "email": email, "retry_after_s": retry_after_s }))
            }
            Event::PasswordChanged(user) => ("password.changed", of(user), json!({})),
            Event::PasswordChangeRefused(user) => ("password.change_refused", of(user), json!({})),
            Event::LinkMade(Some(user)) => ("link.made", of(user), json!({ "purpose": "sign_in" })),
            Event::LinkMade(None) => ("link.made", "installation".to_owned(), json!({ "purpose": "setup" })),
            Event::SetUp(email) => {
                ("installation.set_up", "installation".to_owned(), json!({ "email": email }))
            }
        };
        Entry { action, subject, detail }
    }
}
