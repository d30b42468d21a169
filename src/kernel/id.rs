//! Identifiers: UUIDv7 in a type of their own, so that one kind cannot be taken for another.

/// Declares an identifier type over a UUID.
#[macro_export]
macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type, serde::Serialize,
                 serde::Deserialize)]
        #[sqlx(transparent)]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }
        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map(Self)
            }
        }
    };
}

id!(
    /// A person.
    UserId
);
id!(
    /// An organisation.
    OrgId
);

impl UserId {
    /// Stands for nobody known, who is active in no organisation: what concerns them stands in the installation's
    /// trail.
    pub const NOBODY: Self = Self(uuid::Uuid::nil());
}

impl OrgId {
    /// Stands for the installation itself: the chain of the trail that belongs to no organisation.
    pub const INSTALLATION: Self = Self(uuid::Uuid::nil());
}
