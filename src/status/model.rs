//! What is told about the installation, and to whom.

use serde::Serialize;

/// How the installation is. `details` are for administrators only.
#[derive(Debug, Serialize)]
pub struct Report {
    /// `ok`; `reads, but cannot write` while nothing can be changed; `unavailable` while the database does not answer.
    pub status: &'static str,
    /// How the database is.
    pub database: Database,
    /// What only an administrator needs to know.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub details: Option<Details>,
}

/// How the database is.
#[derive(Debug, Serialize)]
pub struct Database {
    /// Whether it answers.
    pub reachable: bool,
    /// Whether it takes changes.
    pub writable: bool,
    /// How long a question and its answer took, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<f64>,
}

/// What runs here.
#[derive(Debug, Serialize)]
pub struct Details {
    /// The program's version.
    pub version: &'static str,
    /// Which database it is.
    pub engine: &'static str,
    /// The last step of the schema that the database has taken.
    pub schema_level: i64,
    /// The last step that the program knows.
    pub schema_level_known: i64,
    /// By how many milliseconds this node's clock is corrected to agree with the database's; below 0 where it is fast.
    pub clock_corrected_ms: i64,
    /// Stored files that were found damaged or gone, and not found well since.
    pub damaged_files: i64,
    /// Connections to the database.
    pub pools: Pools,
}

/// Connections to the database.
#[derive(Debug, Serialize)]
pub struct Pools {
    /// Those that read.
    pub readers: Pool,
    /// Those that write.
    pub writers: Pool,
}

/// Connections of one kind.
#[derive(Debug, Serialize)]
pub struct Pool {
    /// Open now.
    pub open: u32,
    /// Open and waiting for work.
    pub idle: usize,
}

impl Report {
    /// The database does not answer.
    pub fn unavailable() -> Self {
        let database = Database { reachable: false, writable: false, latency_ms: None };
        Self { status: "unavailable", database, details: None }
    }

    /// The same where the database takes no changes.
    #[must_use]
    pub fn without_writing(mut self) -> Self {
        self.status = "reads, but cannot write";
        self.database.writable = false;
        self
    }

    /// Whether all is well.
    pub fn is_ok(&self) -> bool {
        self.database.reachable && self.database.writable
    }
}

/// Whether the sender of this `Accept` header would rather read a page than JSON.
pub fn prefers_page(accept: &str) -> bool {
    let weight = |kind: &str| {
        accept.split(',').map(str::trim).find_map(|part| {
            let mut parts = part.split(';').map(str::trim);
            let is_kind = parts.next()?.eq_ignore_ascii_case(kind);
            let q = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
            is_kind.then_some(q)
        })
    };
    weight("text/html").is_some_and(|html| html > weight("application/json").unwrap_or(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_gets_the_page_and_a_monitor_the_numbers() {
        assert!(prefers_page("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"));
        assert!(!prefers_page("*/*"));
        assert!(!prefers_page(""));
        assert!(!prefers_page("application/json, text/html;q=0.5"));
        assert!(!prefers_page("text/html;q=0.4, application/json;q=0.5"));
    }
}
