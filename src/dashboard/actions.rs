//! What the dashboard is put together from. Nothing about a person is kept from one to the next; how old the evidence
//! of an organisation is, that is kept until something there changes.

use super::{
    model::{Aged, Fact, Spans, horizon},
    store,
};
use crate::access::{Access, Includes, Read};
use crate::assessments::{self, AssessmentId, Point};
use crate::kernel::{Result, db::Conn, db::Db, env::Day, id::OrgId, kept::Kept};
use chrono::Days;
use std::sync::Arc;

/// The days that count as this week, as on the page of one's own work.
const WEEK: Days = Days::new(7);

/// How old the evidence of organisations is: it takes a look at all of it, and is the same for all their people until
/// the trail grows or the day ends.
#[derive(Clone)]
pub struct Ages(Arc<Kept<OrgId, (Day, i64), Vec<Aged>>>);

/// Organisations whose counts are kept at once; each is less than 1 kB.
const KEPT: usize = 1000;

impl Default for Ages {
    fn default() -> Self {
        Self(Arc::new(Kept::new(KEPT)))
    }
}

impl Ages {
    async fn of(
        &self,
        conn: &mut Conn,
        access: &Access<impl Includes<Read>>,
        today: Day,
    ) -> Result<Arc<Vec<Aged>>> {
        let (org, stamp) = (access.scope().org(), (today, access.changes()));
        if let Some(kept) = self.0.get(&org, &stamp) {
            return Ok(kept);
        }
        let aged = Arc::new(store::aged(conn, access.scope(), (today, horizon(today))).await?);
        self.0.put(org, stamp, &aged);
        Ok(aged)
    }
}

/// What the dashboard is made of.
pub struct Found {
    /// The story of the score, the latest change first.
    pub points: Vec<Point>,
    /// What waits, what is open, what was done.
    pub facts: Vec<Fact>,
    /// How old the evidence is.
    pub aged: Arc<Vec<Aged>>,
}

/// The story of the score, and the facts for whoever asks; `told` changes of it with their evidence.
pub async fn read(
    db: &Db,
    ages: &Ages,
    access: &Access<impl Includes<Read>>,
    id: AssessmentId,
    (reads_trail, told): (bool, i64),
) -> Result<Found> {
    let points = assessments::points(db, access, id).await?;
    let today = db.env().today();
    let week = today.checked_add_days(WEEK).unwrap_or(today);
    let mut conn = db.read().await?;
    let who = (access.user(), reads_trail);
    let facts = store::facts(&mut conn, access.scope(), id, who, Spans { today, week, told }).await?;
    let aged = ages.of(&mut conn, access, today).await?;
    Ok(Found { points, facts, aged })
}
