//! What organisations wish of the passwords of their people: NIST SP 800-171 asks for it in 3.5.7 (a change of
//! characters) and 3.5.8 (no reuse for a number of generations). The strictest wish holds.

use super::{CHARS_MIN, CHARS_MIN_WITH_FACTOR};
use crate::access::Role;

/// More passwords than this are not kept: each costs a hash when a new one is chosen.
pub const HISTORY_MAX: i64 = 24;

/// What one organisation wishes of somebody.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Wish {
    /// What they are there.
    pub role: Role,
    /// The roles that must give a second factor, with spaces between.
    pub second_factor_roles: String,
    /// Whether a code by mail stands in for a second factor there.
    pub mail_codes: bool,
    /// How many passwords, the present one among them, may not be chosen again.
    pub password_history: i64,
    /// In how many characters a new password has to differ from the one before.
    pub password_changed_characters: i64,
}

/// What holds for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Wishes {
    /// The fewest characters.
    pub chars_min: usize,
    /// How many passwords, the present one among them, may not be chosen again.
    pub history: i64,
    /// In how many characters a new password has to differ from the one before.
    pub changed: usize,
}

impl Wishes {
    /// The strictest of all. A shorter password will do only for somebody whom every organisation asks for a
    /// second factor: otherwise there is one where the password alone would open the door. A code by mail is
    /// no second factor.
    pub fn of(all: &[Wish]) -> Self {
        let demands = |wish: &Wish| {
            let is_demanded = wish.second_factor_roles.split(' ').any(|word| word == wish.role.word());
            is_demanded && (!wish.mail_codes || wish.role == Role::Admin)
        };
        let is_enforced = !all.is_empty() && all.iter().all(demands);
        let most = |of: fn(&Wish) -> i64| all.iter().map(of).max().unwrap_or(0).max(0);
        Self {
            chars_min: if is_enforced { CHARS_MIN_WITH_FACTOR } else { CHARS_MIN },
            history: most(|wish| wish.password_history).min(HISTORY_MAX),
            changed: usize::try_from(most(|wish| wish.password_changed_characters)).unwrap_or(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(role: Role, roles: &str, history: i64, changed: i64) -> Wish {
        Wish {
            role,
            second_factor_roles: roles.into(),
            mail_codes: false,
            password_history: history,
            password_changed_characters: changed,
        }
    }

    #[test]
    fn the_strictest_wish_holds_and_a_short_password_needs_a_second_factor_everywhere() {
        let strict = wish(Role::Admin, "admin lead", 5, 2);
        let lax = wish(Role::Contributor, "admin lead", 0, 4);

        assert_eq!(Wishes::of(&[]), Wishes { chars_min: 15, history: 0, changed: 0 });
        assert_eq!(
            Wishes::of(std::slice::from_ref(&strict)),
            Wishes { chars_min: 8, history: 5, changed: 2 }
        );
        assert_eq!(Wishes::of(&[strict, lax.clone()]), Wishes { chars_min: 15, history: 5, changed: 4 });
        let by_mail = |role| Wish { role, mail_codes: true, ..wish(role, "admin lead", 0, 0) };
        assert_eq!(Wishes::of(&[by_mail(Role::Lead)]).chars_min, 15);
        assert_eq!(Wishes::of(&[by_mail(Role::Admin)]).chars_min, 8);
        assert_eq!(Wishes::of(&[wish(Role::Lead, "leader", 99, -1)]).history, 24);
    }
}
