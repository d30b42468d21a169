//! The official text of a requirement, as the organisation imported it.

use super::{
    builtin::{self, Level},
    store,
};
use crate::access::Scope;
use crate::kernel::{
    Result,
    db::Conn,
    env::{Day, Timestamp},
};
use serde::Serialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What a publication says about one requirement.
#[derive(Clone, Debug, Serialize)]
pub struct Official {
    /// The requirement's statement.
    pub statement: String,
    /// The discussion that comes with it.
    pub guidance: String,
    /// The text of each objective, by its letter.
    pub objectives: BTreeMap<String, String>,
    /// Which publication, in which file.
    pub source: String,
    /// The publication's date.
    pub source_on: Option<Day>,
    /// When it was imported.
    pub imported_at: Timestamp,
}

/// One objective's text beside its requirement's.
#[derive(Debug, sqlx::FromRow)]
pub struct OfficialRow {
    catalogue_id: Uuid,
    source: String,
    source_on: Option<Day>,
    imported_at: Timestamp,
    statement: String,
    guidance: String,
    letter: Option<String>,
    objective: Option<String>,
}

/// The newest imported text about a requirement; Level 1 reads that of the Level 2 requirement behind it.
/// One statement.
pub async fn official_text(conn: &mut Conn, scope: Scope, id: &str) -> Result<Option<Official>> {
    let code = match builtin::requirement(id) {
        Some(found) if found.level == Level::One => found.sources[0],
        _ => id,
    };
    let mut rows = store::official(conn, scope, code).await?.into_iter();
    let Some(first) = rows.next() else { return Ok(None) };
    let catalogue = first.catalogue_id;
    let mut official = Official {
        statement: first.statement,
        guidance: first.guidance,
        objectives: first.letter.zip(first.objective).into_iter().collect(),
        source: first.source,
        source_on: first.source_on,
        imported_at: first.imported_at,
    };
    let same = rows.filter(|row| row.catalogue_id == catalogue);
    official.objectives.extend(same.filter_map(|row| row.letter.zip(row.objective)));
    Ok(Some(official))
}
