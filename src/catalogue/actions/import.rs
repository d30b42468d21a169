//! From a file to the catalogue: read and checked outside, looked at, then written in one short unit of work.

use crate::access::{Access, ImportCatalogues, Scope};
use crate::catalogue::{
    import::{self, Mistakes, Parsed, Told},
    model::{Body, CatalogueId, Counts, Diff, Event, Import, ImportId, Kept, Read, key_for, stem},
    store::{bodies, imports, requirements, write},
};
use crate::kernel::{
    Error, Result,
    db::{Chore, Conn, Db, Tx},
    env::Day,
    hash::Sha256,
};
use chrono::TimeDelta;
use std::fmt;

/// How long a preview waits for a yes.
const KEPT_DAYS: i64 = 7;

/// Why a file did not come in.
#[derive(Debug)]
pub enum Refusal {
    /// The file has mistakes; nothing was changed.
    Mistakes(Mistakes),
    /// Something else went wrong.
    Other(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mistakes(mistakes) => mistakes.fmt(f),
            Self::Other(error) => error.fmt(f),
        }
    }
}

/// Reads a file, off the threads that answer others.
pub async fn read_file(file_name: String, bytes: Vec<u8>, told: Told) -> Result<Read, Refusal> {
    let reading = move || {
        let parsed = import::read(&file_name, &bytes, &told)?;
        let (sha256, size_bytes) = (Sha256::of(&bytes).to_string(), bytes.len() as u64);
        Ok(Read { parsed, sha256, size_bytes, counts: None })
    };
    let read = tokio::task::spawn_blocking(reading).await;
    let read =
        read.map_err(|error| Error::Internal(anyhow::Error::new(error).context("reading a catalogue")))?;
    read.map_err(Refusal::Mistakes)
}

/// Keeps a file that was read until somebody says yes to its preview.
pub async fn keep(
    db: &Db,
    access: &Access<ImportCatalogues>,
    file_name: &str,
    read: &Read,
) -> Result<ImportId> {
    let mut tx = db.begin(access.actor()).await?;
    let before = tx.now() - TimeDelta::days(KEPT_DAYS);
    imports::sweep(&mut tx, access.scope(), before).await?;
    let id = imports::insert(&mut tx, access.scope(), file_name, read, Some(access.user())).await?;
    tx.commit_chore(Chore::KeepImport).await?;
    Ok(id)
}

/// A file with what stands in the catalogue now.
pub struct Preview {
    /// The file.
    pub import: Import,
    /// What stands in the body that it renews.
    pub kept: Vec<Kept>,
    /// The body's version that was compared; 0 where there is no body yet.
    pub version: i64,
    /// The day of its publication, which stays because the file says neither another nor another version.
    pub kept_on: Option<Day>,
}

impl Preview {
    /// What would change.
    pub fn diff(&self) -> Diff<'_> {
        Diff::of(&self.kept, &self.import.read.parsed)
    }

    /// Why it cannot come in, if so.
    pub fn obstacle(&self) -> Option<String> {
        self.diff().obstacle(&self.kept, &self.import.read.parsed)
    }
}

/// What a file would change. `NotFound` if there is no such file.
pub async fn preview(db: &Db, access: &Access<ImportCatalogues>, id: ImportId) -> Result<Preview> {
    let mut conn = db.read().await?;
    let mut import = imports::get(&mut conn, access.scope(), id).await?;
    if import.applied_at.is_none() {
        settle_key(&mut conn, access.scope(), &mut import.read.parsed).await?;
    }
    let Standing { kept, version, source_on } =
        standing(&mut conn, access.scope(), &import.read.parsed).await?;
    let says_none = import.applied_at.is_none() && import.read.parsed.source_on.is_none();
    Ok(Preview { import, kept, version, kept_on: source_on.filter(|_| says_none) })
}

/// Gives the file the key of its title, which only the catalogue as it stands can tell.
pub(super) async fn settle_key(conn: &mut Conn, scope: Scope, parsed: &mut Parsed) -> Result<()> {
    if !parsed.is_own() {
        let taken = bodies::titles(conn, scope, &parsed.title, stem(&parsed.key)).await?;
        parsed.key = key_for(&taken, &parsed.key, &parsed.title);
    }
    Ok(())
}

/// The body that a file renews; nothing where there is none yet.
#[derive(Default)]
pub(super) struct Standing {
    /// What stands in it.
    pub kept: Vec<Kept>,
    /// Its version.
    pub version: i64,
    /// The day of its publication, where it is that of the file's version too.
    pub source_on: Option<Day>,
}

/// What stands in the body that a file renews.
pub(super) async fn standing(conn: &mut Conn, scope: Scope, parsed: &Parsed) -> Result<Standing> {
    let Some(body) = bodies::get(conn, scope, &parsed.key).await? else { return Ok(Standing::default()) };
    let kept = requirements::kept(conn, scope, body.id).await?;
    Ok(Standing { kept, version: body.version, source_on: lasting_day(&body, parsed) })
}

/// The day of publication that stays where nobody says one. That of another version is not the day of this one.
fn lasting_day(body: &Body, parsed: &Parsed) -> Option<Day> {
    body.source_on.filter(|_| body.source.ends_with(&version_in_words(parsed)))
}

/// Says yes to the preview made of `version`: everything of the file comes in, or nothing. `Conflict` if the body
/// changed since; `AlreadyDone` if the file came in before.
pub async fn apply(
    db: &Db,
    access: &Access<ImportCatalogues>,
    id: ImportId,
    version: i64,
    leads_to: impl Fn(&Parsed) -> String,
) -> Result<(Parsed, Counts)> {
    let mut import = imports::get(&mut db.read().await?, access.scope(), id).await?;
    if import.applied_at.is_some() {
        return Err(Error::AlreadyDone(leads_to(&import.read.parsed)));
    }
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    settle_key(&mut tx, access.scope(), &mut import.read.parsed).await?;
    let counts = match write_all(&mut tx, access.scope(), &import.file_name, &mut import.read, version).await
    {
        // What changed the catalogue meanwhile may have been this very file.
        Err(Error::Conflict(_)) if is_applied(&mut tx, access.scope(), id).await? => {
            return Err(Error::AlreadyDone(leads_to(&import.read.parsed)));
        }
        written => written?,
    };
    let rest = without_requirements(&import.read, counts);
    if !imports::apply(&mut tx, access.scope(), id, &rest).await? {
        return Err(Error::AlreadyDone(leads_to(&import.read.parsed)));
    }
    commit(tx, access.scope(), &import.file_name, &import.read, counts).await?;
    Ok((import.read.parsed, counts))
}

async fn is_applied(tx: &mut Tx, scope: Scope, id: ImportId) -> Result<bool> {
    Ok(imports::get(tx, scope, id).await?.applied_at.is_some())
}

/// Once it came in, the file's words stand in the catalogue and need no second place.
fn without_requirements(read: &Read, counts: Counts) -> Read {
    let parsed = &read.parsed;
    let parsed = Parsed {
        key: parsed.key.clone(),
        title: parsed.title.clone(),
        version: parsed.version.clone(),
        source_on: parsed.source_on,
        requirements: Vec::new(),
        withdrawn: parsed.withdrawn.clone(),
    };
    Read { parsed, sha256: read.sha256.clone(), size_bytes: read.size_bytes, counts: Some(counts) }
}

/// Commits a file that came in, with its line in the trail.
pub(super) async fn commit(tx: Tx, scope: Scope, file_name: &str, read: &Read, counts: Counts) -> Result<()> {
    let event = Event::Imported {
        key: &read.parsed.key,
        title: &read.parsed.title,
        source: file_name,
        sha256: &read.sha256,
        counts,
        withdrawn: read.parsed.withdrawn.len(),
    };
    tx.commit(scope.org(), event).await
}

/// Writes everything of a file, unless its body is of another `version` by now. A file that does not say when it was
/// published leaves the day that stands, unless it is another version of the publication.
pub(super) async fn write_all(
    tx: &mut Tx,
    scope: Scope,
    file_name: &str,
    read: &mut Read,
    version: i64,
) -> Result<Counts> {
    let found = bodies::get(tx, scope, &read.parsed.key).await?;
    if found.as_ref().map_or(0, |body| body.version) != version {
        return Err(bodies::meanwhile());
    }
    let stands_on = found.as_ref().and_then(|body| lasting_day(body, &read.parsed));
    read.parsed.source_on = read.parsed.source_on.or(stands_on);
    let parsed = &read.parsed;
    let (by, source) = (tx.actor().user, format!("{file_name}{}", version_in_words(parsed)));
    let origin = bodies::Origin {
        key: &parsed.key,
        title: &parsed.title,
        source: &source,
        sha256: read.digest(),
        source_on: parsed.source_on,
        by,
    };
    let (id, kept) = match found {
        Some(body) => {
            bodies::renew(tx, scope, body.id, version, &origin).await?;
            (body.id, requirements::kept(tx, scope, body.id).await?)
        }
        None => (bodies::insert(tx, scope, &origin).await?, Vec::new()),
    };
    let diff = Diff::of(&kept, parsed);
    if let Some(obstacle) = diff.obstacle(&kept, parsed) {
        return Err(Error::Conflict(format!("{obstacle} Nothing was changed.")));
    }
    write_diff(tx, scope, id, &kept, &diff, parsed.is_own()).await?;
    Ok(diff.counts())
}

/// What the source of a body ends with; nothing where the file does not say its version.
fn version_in_words(parsed: &Parsed) -> String {
    match parsed.version.as_str() {
        "" => String::new(),
        version => format!(", version {version}"),
    }
}

/// A publication takes the order of its file; own requirements keep theirs, and new ones come after.
async fn write_diff(
    tx: &mut Tx,
    scope: Scope,
    id: CatalogueId,
    kept: &[Kept],
    diff: &Diff<'_>,
    is_own: bool,
) -> Result<()> {
    let place = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
    for gone in &diff.gone {
        write::remove(tx, scope, gone.id).await?;
    }
    for it in &diff.changed {
        let place = if is_own { it.before.place } else { place(it.place) };
        write::replace(tx, scope, it.before.id, place, it.after).await?;
    }
    for (at, it) in diff.left.iter().filter(|(at, it)| !is_own && it.place != place(*at)) {
        write::move_to(tx, scope, it.id, place(*at)).await?;
    }
    let after_the_last = kept.iter().map(|it| it.place).max().unwrap_or(0) + 1;
    for (own_place, (at, new)) in (after_the_last..).zip(&diff.added) {
        write::insert(tx, scope, id, if is_own { own_place } else { place(*at) }, new).await?;
    }
    Ok(())
}
