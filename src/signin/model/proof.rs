//! How somebody proves who they are, and what follows from it.

use super::{super::guess::Kind, Rules};
use crate::access::{ProviderId, Role, Strength};
use crate::kernel::{
    env::Timestamp,
    id::{OrgId, UserId},
};
use uuid::Uuid;

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// The word in the database, in forms and in the trail.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
            /// Reads the word.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

words! {
    /// The first step: how somebody came to the door.
    Way {
        /// By their password.
        Password = "password",
        /// By a one-time link of the console.
        Link = "link",
        /// By setting up the installation.
        Setup = "setup",
        /// By an invitation.
        Invitation = "invitation",
        /// By beginning an organisation.
        Registration = "registration",
        /// By an organisation's provider of identities.
        Provider = "provider",
        /// By a passkey.
        Passkey = "passkey",
    }
}

impl Way {
    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Password => "Password",
            Self::Link => "One-time link",
            Self::Setup => "Setting Muster up",
            Self::Invitation => "Invitation",
            Self::Registration => "Beginning an organisation",
            Self::Provider => "An identity provider",
            Self::Passkey => "Passkey",
        }
    }
}

words! {
    /// The second step.
    Second {
        /// A code of an authenticator app.
        Totp = "totp",
        /// A passkey.
        Passkey = "passkey",
        /// A backup code.
        Code = "code",
        /// A code by mail.
        Mail = "mail",
    }
}

impl Second {
    /// Which wrong tries count together with those at this one.
    pub fn kind(self) -> Kind {
        match self {
            Self::Totp => Kind::Totp,
            Self::Passkey => Kind::Passkey,
            Self::Code => Kind::Code,
            Self::Mail => Kind::Mail,
        }
    }

    /// What a session is worth after it.
    pub fn strength(self) -> Strength {
        match self {
            Self::Mail => Strength::Mail,
            Self::Totp | Self::Passkey | Self::Code => Strength::Two,
        }
    }
}

/// What was proved so far about somebody who wants to come in.
#[derive(Clone, Copy, Debug)]
pub struct Proof {
    /// Who they are.
    pub user: UserId,
    /// How they came.
    pub way: Way,
    /// How much that is worth.
    pub strength: Strength,
    /// The provider that vouched for them.
    pub provider: Option<Vouched>,
}

impl Proof {
    /// One factor, proved here.
    pub fn one(user: UserId, way: Way) -> Self {
        Self { user, way, strength: Strength::One, provider: None }
    }
}

/// The provider that vouched for somebody.
#[derive(Clone, Copy, Debug)]
pub struct Vouched {
    /// Which one.
    pub id: ProviderId,
    /// The only organisation it speaks for; none if it is the installation's.
    pub only: Option<OrgId>,
}

/// What the door answers.
#[derive(Clone, Debug)]
pub enum Admission {
    /// Come in.
    In {
        /// The token of the new session.
        session: String,
        /// The tokens of the browser's `device` cookie, if they are others now.
        devices: Option<Vec<String>>,
    },
    /// A second step first.
    Second {
        /// The token of the attempt.
        attempt: String,
    },
}

/// What somebody could give as a second step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow, serde::Serialize)]
pub struct Factors {
    /// Whether they have an authenticator app.
    pub has_totp: bool,
    /// How many passkeys they have that their organisations take.
    pub passkeys: i64,
    /// How many backup codes they have left.
    pub codes_left: i64,
}

impl Factors {
    /// Whether they set up a second step. Backup codes stand in for one and are none by themselves.
    pub fn has_second(&self) -> bool {
        self.has_totp || self.passkeys > 0
    }
}

/// A person before the door: one row for each organisation they are active in, or one without.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct StandingRow {
    /// The organisation.
    pub org_id: Option<OrgId>,
    /// Their role in it.
    pub role: Option<Role>,
    /// What they could give.
    #[sqlx(flatten)]
    pub factors: Factors,
    /// The organisation's rules, or the defaults.
    #[sqlx(flatten)]
    pub rules: Rules,
    /// The device, if they used it before.
    pub device_id: Option<Uuid>,
    /// Where mails go.
    pub email: String,
    /// Their name.
    pub person: String,
    /// Until when the second step is skipped on it.
    pub remembered_until: Option<Timestamp>,
    /// When their password was last set by a link in a mail.
    pub password_reset_at: Option<Timestamp>,
    /// How many sessions they have that have not ended.
    pub sessions: i64,
}

/// A person before the door.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Where they are active, in the order in which trails are written.
    pub orgs: Vec<OrgId>,
    /// What they could give.
    pub factors: Factors,
    /// The strictest rules of their organisations.
    pub rules: Rules,
    /// The device, if they used it before.
    pub device: Option<Uuid>,
    /// Where mails go.
    pub email: String,
    /// Their name.
    pub name: String,
    /// How many sessions they have that have not ended.
    pub sessions: i64,
    /// Whether one of their organisations wants a second factor of them.
    pub is_demanded: bool,
    /// Whether a code by mail would do.
    pub may_mail: bool,
    is_remembered: bool,
}

/// What the one policy says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// In, with a session worth this.
    In {
        /// How much was proved.
        strength: Strength,
        /// Whether the second step is skipped on this device.
        is_remembered: bool,
    },
    /// A second step first.
    Second,
}

impl Standing {
    /// A code by mail is not taken for so long after the password was set by a mail.
    const AFTER_RESET: chrono::TimeDelta = chrono::TimeDelta::hours(24);

    /// Puts the rows of a person together. None if there is no such person.
    pub fn of(rows: &[StandingRow], now: Timestamp) -> Option<Self> {
        let first = rows.first()?;
        let orgs: Vec<OrgId> = rows.iter().filter_map(|row| row.org_id).collect();
        let rules = rows.iter().map(|row| row.rules.clone()).reduce(Rules::strictest)?;
        let is_admin = rows.iter().any(|row| row.role == Some(Role::Admin));
        let was_reset = first.password_reset_at.is_some_and(|at| now < at + Self::AFTER_RESET);
        let demands = |row: &StandingRow| row.role.is_some_and(|role| row.rules.demands_second_of(role));
        Some(Self {
            factors: first.factors,
            device: first.device_id,
            email: first.email.clone(),
            name: first.person.clone(),
            sessions: first.sessions,
            is_demanded: rows.iter().any(demands),
            may_mail: rules.mail_codes && !is_admin && !was_reset && !orgs.is_empty(),
            is_remembered: rules.remember_days > 0 && first.remembered_until.is_some_and(|until| now < until),
            rules,
            orgs,
        })
    }

    /// Whether a code by mail is taken: only where nothing better is set up.
    pub fn takes_mail(&self) -> bool {
        self.may_mail && !self.factors.has_second()
    }

    /// The one policy for every way in: a second step that is set up is asked for, unless the first was two in
    /// one or the device is remembered. A code by mail is asked for where one is demanded and nothing better
    /// is set up. Otherwise one comes in, and the pages of an organisation that wants more say so.
    pub fn verdict(&self, proved: Strength) -> Verdict {
        let is_in = |strength, is_remembered| Verdict::In { strength, is_remembered };
        match (proved, self.factors.has_second()) {
            (Strength::Two, _) => is_in(Strength::Two, false),
            (_, true) if self.is_remembered => is_in(Strength::Two, true),
            (_, true) => Verdict::Second,
            (Strength::One, false) if self.is_demanded && self.may_mail => Verdict::Second,
            (proved, false) => is_in(proved, false),
        }
    }
}

#[cfg(test)]
mod tests;
