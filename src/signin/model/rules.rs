//! How an organisation wants its people to sign in.

use crate::access::Role;

/// The rules of one organisation, or the strictest of several. The defaults are those of an organisation that
/// never chose.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow, serde::Serialize)]
pub struct Rules {
    /// The roles that must give a second factor: their words, with spaces between.
    pub second_factor_roles: String,
    /// Whether a code by mail may stand in for a second factor.
    pub mail_codes: bool,
    /// For how many days a device may skip the second step; 0 for never.
    pub remember_days: i64,
    /// How many passwords before the present one may not be chosen again (NIST SP 800-171, 3.5.8).
    pub password_history: i64,
    /// How many characters a new password must change (3.5.7).
    pub password_changed_characters: i64,
    /// After so many wrong tries an account waits.
    pub lock_after: i64,
    /// For so many minutes.
    pub lock_minutes: i64,
    /// After so many minutes without use a session is over.
    pub idle_minutes: i64,
    /// After so many hours it is over in any case.
    pub absolute_hours: i64,
    /// How many sessions a person may have at once.
    pub sessions_max: i64,
    /// Whether passkeys must stay on the device that made them.
    pub passkeys_device_bound: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            second_factor_roles: String::new(),
            mail_codes: false,
            remember_days: 0,
            password_history: 0,
            password_changed_characters: 0,
            lock_after: 100,
            lock_minutes: 30,
            idle_minutes: 30,
            absolute_hours: 12,
            sessions_max: 10,
            passkeys_device_bound: false,
        }
    }
}

impl Rules {
    /// Whether people in `role` must give a second factor.
    pub fn demands_second_of(&self, role: Role) -> bool {
        self.second_factor_roles.split(' ').any(|word| word == role.word())
    }

    /// What satisfies both. For a person who belongs to several organisations.
    #[must_use]
    pub fn strictest(self, other: Self) -> Self {
        let demanded = |role: &&Role| self.demands_second_of(**role) || other.demands_second_of(**role);
        let words: Vec<&str> = Role::ALL.iter().filter(demanded).map(|role| role.word()).collect();
        Self {
            second_factor_roles: words.join(" "),
            mail_codes: self.mail_codes && other.mail_codes,
            remember_days: self.remember_days.min(other.remember_days),
            password_history: self.password_history.max(other.password_history),
            password_changed_characters: self
                .password_changed_characters
                .max(other.password_changed_characters),
            lock_after: self.lock_after.min(other.lock_after),
            lock_minutes: self.lock_minutes.max(other.lock_minutes),
            idle_minutes: self.idle_minutes.min(other.idle_minutes),
            absolute_hours: self.absolute_hours.min(other.absolute_hours),
            sessions_max: self.sessions_max.min(other.sessions_max),
            passkeys_device_bound: self.passkeys_device_bound || other.passkeys_device_bound,
        }
    }
}
