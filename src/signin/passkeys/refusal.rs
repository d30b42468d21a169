//! Why a passkey was not taken, for the person and for the trail.

use webauthn_rs::prelude::WebauthnError;

/// Why a passkey was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The page's script did not run.
    NoScript,
    /// Nobody was asked, it was too long ago, or it was answered before.
    Over,
    /// The browser's answer makes no sense.
    Unreadable,
    /// It was used at another address than this installation's.
    OtherAddress,
    /// The device did not check that it is the person.
    NotVerified,
    /// Its count of uses went back: somebody has a copy.
    Copied,
    /// It is not known, not known any more, or not of whom it should be.
    Unknown,
    /// The signature or what was signed is not right.
    Wrong,
    /// It is on several devices, which an organisation of the person does not want.
    Synced,
    /// It is in use already.
    Taken,
    /// The person has as many as they may have.
    TooMany,
}

impl Refusal {
    /// What a finding of the crate amounts to.
    pub fn of(fault: WebauthnError) -> Self {
        use WebauthnError as W;
        match fault {
            W::InvalidRPOrigin | W::InvalidRPIDHash | W::CredentialCrossOrigin => Self::OtherAddress,
            W::UserNotVerified | W::UserNotPresent => Self::NotVerified,
            W::CredentialPossibleCompromise => Self::Copied,
            W::MismatchedChallenge => Self::Over,
            W::ParseBase64Failure(_)
            | W::ParseCBORFailure(_)
            | W::ParseJSONFailure(_)
            | W::ParseNOMFailure => Self::Unreadable,
            _ => Self::Wrong,
        }
    }

    /// Whether somebody may have tried a key that is not theirs, and not only cancelled or been too slow.
    pub fn is_guess(self) -> bool {
        matches!(self, Self::Unknown | Self::Wrong | Self::Copied)
    }

    /// The word in the trail.
    pub fn word(self) -> &'static str {
        match self {
            Self::NoScript => "no_script",
            Self::Over => "over",
            Self::Unreadable => "unreadable",
            Self::OtherAddress => "other_address",
            Self::NotVerified => "not_verified",
            Self::Copied => "count_went_back",
            Self::Unknown => "unknown",
            Self::Wrong => "wrong",
            Self::Synced => "synced",
            Self::Taken => "taken",
            Self::TooMany => "too_many",
        }
    }

    /// What to tell the person. Unknown, removed and wrong keys are all told the same.
    pub fn words(self) -> &'static str {
        match self {
            Self::NoScript => {
                "No passkey came with that. Passkeys need JavaScript: turn it on and try again, or use another way."
            }
            Self::Over => "That took longer than ten minutes, or was sent before. Try again.",
            Self::Unreadable => {
                "Your browser's answer could not be read. Try again, or use another browser or another way."
            }
            Self::OtherAddress => {
                "The passkey was used at another address than this Muster's. Open Muster at its own address, and try \
                 again there."
            }
            Self::NotVerified => {
                "Your device did not check that it is you. Set up its PIN, fingerprint or face recognition, then try \
                 again."
            }
            Self::Copied => {
                "This passkey has counted fewer uses than before, as a copy of it would. It was not taken. Come in \
                 another way, remove it and make a new one."
            }
            Self::Unknown | Self::Wrong => {
                "This passkey does not work here, or not any more. Use another way; the device that holds it can \
                 delete it."
            }
            Self::Synced => {
                "Your organisation wants passkeys that stay on one device, and this one is copied to others by the \
                 account it is kept in. Use a security key, or a device that does not copy it."
            }
            Self::Taken => "That passkey is in use already. Choose another device or security key.",
            Self::TooMany => "You have 20 passkeys, which is the most. Remove one that you do not use.",
        }
    }
}
