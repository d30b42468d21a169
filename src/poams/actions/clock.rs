//! The clock that the items of an assessment stand under.

use crate::access::{Access, Includes, Read, Scope};
use crate::assessments::{self, Picture};
use crate::kernel::{
    Result,
    db::{Conn, Db},
    env::Day,
};
use crate::poams::model::Clock;

/// The clock of a Conditional status that the assessment gave, or that it is about to close out: an open copy stands
/// under the clock of the one it was copied from as long as that runs.
pub async fn clock(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    picture: &Picture,
) -> Result<Option<Clock>> {
    if !has_one(picture) {
        return Ok(None);
    }
    clock_in(&mut db.read().await?, access.scope(), picture, db.env().today()).await
}

/// The last day of that clock, on a connection or inside a unit of work.
pub async fn closing_in(conn: &mut Conn, scope: Scope, picture: &Picture, today: Day) -> Result<Option<Day>> {
    if !has_one(picture) {
        return Ok(None);
    }
    Ok(clock_in(conn, scope, picture, today).await?.map(|clock| clock.last))
}

/// Whether it can have one at all: else nobody need ask.
fn has_one(picture: &Picture) -> bool {
    picture.assessment.is_locked() || picture.assessment.copied_from.is_some()
}

async fn clock_in(conn: &mut Conn, scope: Scope, picture: &Picture, today: Day) -> Result<Option<Clock>> {
    let it = &picture.assessment;
    let found = assessments::conditional_in(conn, scope, it.id).await?;
    let clock = found.map(|status| Clock::of(status, today));
    Ok(clock.filter(|clock| it.is_locked() || clock.is_running()))
}
