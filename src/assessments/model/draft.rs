//! What somebody types about an objective and has not saved.

use serde::{Deserialize, Serialize};

/// What somebody typed and has not saved.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Draft {
    /// The word of the result.
    pub result: String,
    /// The ticked methods.
    pub methods: Vec<String>,
    /// The text.
    pub finding: String,
}
