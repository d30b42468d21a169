//! Where sealed values are kept. Each column is declared once, by [`sealed_column!`](crate::sealed_column), and
//! is then known to the check at start and to the change of keys: it cannot be forgotten.

use std::fmt::{self, Display};

/// A column of a table whose values are sealed, or null.
#[derive(Debug)]
pub struct SealedColumn {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
}
inventory::collect!(&'static SealedColumn);

/// What a value is sealed for. It opens for nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place(String);

impl Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl SealedColumn {
    /// Made by `sealed_column!`, which also registers it.
    #[doc(hidden)]
    pub const fn new(table: &'static str, column: &'static str) -> Self {
        Self { table, column }
    }

    /// All of them, by name.
    pub fn all() -> Vec<&'static Self> {
        let mut all: Vec<_> = inventory::iter::<&'static Self>.into_iter().copied().collect();
        all.sort_by_key(|column| (column.table, column.column));
        all
    }

    /// This column's place in the row with this primary key, its parts in the order of the key:
    /// `totps.secret:<user id>`.
    pub fn of(&self, key: &[&dyn Display]) -> Place {
        let key: Vec<_> = key.iter().map(ToString::to_string).collect();
        Place(format!("{self}:{}", key.join(":")))
    }
}

impl Display for SealedColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.table, self.column)
    }
}

impl Place {
    /// For what is in no database and soon over, as in a cookie. No change of keys reaches it.
    pub fn passing(purpose: &'static str) -> Self {
        Self(format!("passing {purpose}"))
    }
}

/// Declares a column of sealed values: `sealed_column! { /// … pub SECRET = "totps" . "secret" }`. Rows are told
/// apart by their primary key: `keyring.seal(&SECRET.of(&[&user]), …)`.
#[macro_export]
macro_rules! sealed_column {
    ($(#[$meta:meta])* $vis:vis $name:ident = $table:literal . $column:literal) => {
        $(#[$meta])*
        $vis static $name: $crate::kernel::seal::SealedColumn =
            $crate::kernel::seal::SealedColumn::new($table, $column);
        inventory::submit! { &$name }
    };
}
