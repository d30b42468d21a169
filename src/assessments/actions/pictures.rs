//! Reading whole assessments, and keeping what was read until something changes.

use crate::access::{Access, Includes, Read};
use crate::assessments::{
    model::{Assessment, AssessmentId, picture::Picture},
    store::{self, Head, Named, OpenRow, Row},
};
use crate::kernel::{Result, db::Db, id::OrgId, kept::Kept};
use crate::web::ui::AssessmentBar;
use std::{collections::HashMap, sync::Arc};

/// Pictures that were made before. Nothing in one depends on who looks at it, and one is used only while the
/// organisation's trail has not grown, which it does with every change.
#[derive(Clone)]
pub struct Pictures(Arc<Kept<Key, i64, Picture>>);

type Key = (OrgId, AssessmentId);

/// Pictures kept at once; each is about 100 kB.
const KEPT: usize = 128;

impl Default for Pictures {
    fn default() -> Self {
        Self(Arc::new(Kept::new(KEPT)))
    }
}

impl Pictures {
    /// One picture alone, for whoever holds `access` to find; others do not see it.
    pub fn only(access: &Access<impl Includes<Read>>, picture: &Arc<Picture>) -> Self {
        let pictures = Self::default();
        pictures.put((access.scope().org(), picture.assessment.id), access.changes(), picture);
        pictures
    }

    /// The one of when the trail had `changes` lines.
    pub(super) fn get(&self, key: Key, changes: i64) -> Option<Arc<Picture>> {
        self.0.get(&key, &changes)
    }

    /// Keeps a picture of when the trail had `changes` lines.
    pub(super) fn put(&self, key: Key, changes: i64, picture: &Arc<Picture>) {
        self.0.put(key, changes, picture);
    }
}

/// The state of one assessment, at most as old as the request.
pub async fn picture(
    db: &Db,
    pictures: &Pictures,
    access: &Access<impl Includes<Read>>,
    id: AssessmentId,
) -> Result<Arc<Picture>> {
    if let Some(kept) = pictures.get((access.scope().org(), id), access.changes()) {
        return Ok(kept);
    }
    let assessment = store::get(&mut db.read().await?, access.scope(), id).await?;
    picture_of(db, pictures, access, assessment).await
}

/// The same for an assessment that was loaded already.
pub async fn picture_of(
    db: &Db,
    pictures: &Pictures,
    access: &Access<impl Includes<Read>>,
    assessment: Assessment,
) -> Result<Arc<Picture>> {
    let key = (access.scope().org(), assessment.id);
    if let Some(kept) = pictures.get(key, access.changes()) {
        return Ok(kept);
    }
    let rows = store::rows(&mut db.read().await?, access.scope(), assessment.id).await?;
    let picture = Arc::new(Picture::of(assessment, rows));
    pictures.put(key, access.changes(), &picture);
    Ok(picture)
}

/// All assessments of the organisation, with pictures of the newest open ones.
pub async fn list(
    db: &Db,
    pictures: &Pictures,
    access: &Access<impl Includes<Read>>,
) -> Result<Vec<(Head, Option<Arc<Picture>>)>> {
    let (org, changes) = (access.scope().org(), access.changes());
    let heads = store::list(&mut db.read().await?, access.scope()).await?;
    let open: Vec<_> = heads
        .iter()
        .map(|head| &head.assessment)
        .filter(|one| !one.is_locked())
        .take(store::OPEN_MAX)
        .collect();
    let kept = |one: &&Assessment| pictures.get((org, one.id), changes).map(|picture| (one.id, picture));
    let mut found: HashMap<_, _> = open.iter().filter_map(kept).collect();
    if found.len() < open.len() {
        let rows = store::rows_of_open(&mut db.read().await?, access.scope()).await?;
        for (assessment, rows) in dealt(&open, rows) {
            let (id, picture) = (assessment.id, Arc::new(Picture::of(assessment, rows)));
            pictures.put((org, id), changes, &picture);
            found.insert(id, picture);
        }
    }
    let pictured = |head: Head| {
        let picture = found.remove(&head.assessment.id);
        (head, picture)
    };
    Ok(heads.into_iter().map(pictured).collect())
}

/// Gives each assessment its facts, and those of the whole organisation.
fn dealt(open: &[&Assessment], rows: Vec<OpenRow>) -> Vec<(Assessment, Vec<Row>)> {
    let mut hands: Vec<(Assessment, Vec<Row>)> =
        open.iter().map(|one| ((*one).clone(), Vec::new())).collect();
    for OpenRow { assessment_id, row } in rows {
        for (assessment, hand) in &mut hands {
            if assessment_id.is_none_or(|id| id == assessment.id) {
                hand.push(row.clone());
            }
        }
    }
    hands
}

/// The newest open assessment.
pub async fn latest_open(db: &Db, access: &Access<impl Includes<Read>>) -> Result<Option<AssessmentId>> {
    store::latest_open(&mut db.read().await?, access.scope()).await
}

/// The names of all assessments: `first` where it is one of them, then open ones, newest first.
pub async fn names(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    first: Option<AssessmentId>,
) -> Result<Vec<Named>> {
    store::names(&mut db.read().await?, access.scope(), first).await
}

/// What masthead and rail say about an assessment; `here` is `/o/contoso`.
pub fn bar(picture: &Picture, here: &str) -> AssessmentBar {
    let assessment = &picture.assessment;
    let (done, total) = picture.progress();
    AssessmentBar {
        id: assessment.id.to_string(),
        title: assessment.title.to_string(),
        level: assessment.level,
        at: format!("{here}/assessments/{}", assessment.id),
        done,
        total,
        is_locked: assessment.is_locked(),
    }
}
