//! What can go wrong with a provider, for people, for the trail and for the log.

use crate::web::outgoing::{Fault, Refusal};

/// Why a provider did not vouch for somebody. The texts in it are for the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// Its address may not be asked.
    #[error("{0}")]
    OutOfReach(Refusal),
    /// It cannot be reached.
    #[error("not reached: {0}")]
    Unreachable(String),
    /// It does not answer in time.
    #[error("too slow")]
    Slow,
    /// What it answers makes no sense.
    #[error("nonsense: {0}")]
    Nonsense(String),
    /// It goes by another name than the one that was entered.
    #[error("another issuer: {0}")]
    OtherIssuer(String),
    /// It refuses what Muster says about itself: the client id or the secret.
    #[error("refused the client: {0}")]
    ClientRefused(String),
    /// What it vouches for does not hold.
    #[error("not believed: {0}")]
    NotBelieved(String),
    /// The person turned back, or was turned away there.
    #[error("turned away there: {0}")]
    TurnedAway(String),
    /// The person's account there is not of the domain that is asked for.
    #[error("another domain: {0:?}")]
    OtherDomain(Option<String>),
    /// It does not tell that the person signed in just now.
    #[error("no fresh sign-in there")]
    NotFresh,
}

impl Trouble {
    /// The stable word in the trail.
    pub fn word(&self) -> &'static str {
        match self {
            Self::OutOfReach(_) => "out_of_reach",
            Self::Unreachable(_) => "unreachable",
            Self::Slow => "slow",
            Self::Nonsense(_) => "nonsense",
            Self::OtherIssuer(_) => "other_issuer",
            Self::ClientRefused(_) => "client_refused",
            Self::NotBelieved(_) => "not_believed",
            Self::TurnedAway(_) => "turned_away",
            Self::OtherDomain(_) => "other_domain",
            Self::NotFresh => "not_fresh",
        }
    }

    /// For somebody at the door of the provider called `label`.
    pub fn at_the_door(&self, label: &str) -> String {
        match self {
            Self::TurnedAway(_) => format!("You did not finish signing in at {label}. Nothing was changed."),
            Self::OtherDomain(_) => {
                format!("That account at {label} is not one of the organisation's. Choose another one there.")
            }
            Self::NotFresh => format!("{label} does not say that you signed in there just now."),
            Self::Slow | Self::Unreachable(_) => {
                format!("{label} does not answer at the moment. Try again in a few minutes, or another way.")
            }
            _ => format!(
                "{label} answered in a way that cannot be trusted, so nobody was signed in. Use another way, and \
                 tell your administrator."
            ),
        }
    }

    /// For an administrator who tries the connection.
    pub fn at_the_desk(&self) -> String {
        match self {
            Self::OutOfReach(refusal) => refusal.to_string(),
            Self::Slow => {
                "There is no answer in time. Is the address right, and may this server reach it?".into()
            }
            Self::Unreachable(why) => format!(
                "No connection ({why}). Is the address right, may this server reach it, and does it trust the \
                 certificate?"
            ),
            Self::OtherIssuer(_) => {
                "Somebody answers there, but goes by another issuer address. Copy it from the \
                 provider letter by letter; a slash at the end counts."
                    .into()
            }
            _ => {
                "Somebody answers there, but not as an OpenID Connect provider. Is it the issuer's address, \
                 without /.well-known/openid-configuration?"
                    .into()
            }
        }
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Refused(refusal) => Self::OutOfReach(refusal),
            Fault::Unreachable(why) => Self::Unreachable(why),
            Fault::Slow => Self::Slow,
            Fault::TooLong => Self::Nonsense(fault.to_string()),
        }
    }
}
