//! What the dashboard is put together from. Nothing of it is kept from one person to the next.

use super::{
    model::{Fact, Spans, horizon},
    store,
};
use crate::access::{Access, Includes, Read};
use crate::assessments::{self, AssessmentId, Point};
use crate::kernel::{Result, db::Db};
use chrono::Days;

/// The days that count as this week, as on the page of one's own work.
const WEEK: Days = Days::new(7);

/// The story of the score, and the facts for whoever asks; `told` changes of it with their evidence.
pub async fn read(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    id: AssessmentId,
    (reads_trail, told): (bool, i64),
) -> Result<(Vec<Point>, Vec<Fact>)> {
    let points = assessments::points(db, access, id).await?;
    let today = db.env().today();
    let week = today.checked_add_days(WEEK).unwrap_or(today);
    let spans = Spans { today, week, horizon: horizon(today), told };
    let mut conn = db.read().await?;
    let who = (access.user(), reads_trail);
    Ok((points, store::facts(&mut conn, access.scope(), id, who, spans).await?))
}
