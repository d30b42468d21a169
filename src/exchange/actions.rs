//! Makes files, and notes in the trail that they were made.

use super::{
    event::Exported,
    files,
    model::{About, Audience, Content, Format, Sheet, Table},
    reviews::reviews,
    sheets, store,
};
use crate::access::{Access, ExportTables, Scope};
use crate::assessments::{self, AssessmentId, Picture};
use crate::kernel::{
    Error, Result,
    db::{Conn, Db},
    env::Day,
    hash::Sha256,
};
use crate::reviews::on_record;
use crate::tasks;
use tokio::task::spawn_blocking;

/// What somebody asks for.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// What the file holds.
    pub content: Content,
    /// For whom.
    pub audience: Audience,
    /// In which form.
    pub format: Format,
}

/// Whose file it is.
#[derive(Clone, Copy, Debug)]
pub struct Whose<'a> {
    /// The organisation's name.
    pub organisation: &'a str,
    /// What it says below everything it hands over, or nothing.
    pub imprint: &'a str,
}

/// A file that was made.
pub struct Made {
    /// What it is saved under.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Makes a file of a table as it stands now. Whoever changes something of the organisation waits while it is read, so
/// that what the file shows is nowhere older than the moment it names.
pub async fn export(
    db: &Db,
    access: &Access<ExportTables>,
    (whose, assessment): (Whose<'_>, AssessmentId),
    wish: Wish,
) -> Result<Made> {
    let (org, as_of) = (access.scope().org(), db.env().now());
    let (picture, sheet) = seen(db, access, assessment, (wish.content, as_of.date_naive())).await?;
    let about = About {
        organisation: whose.organisation.to_owned(),
        imprint: whose.imprint.to_owned(),
        assessment: picture.assessment.title.to_string(),
        table: wish.content.word(),
        audience: wish.audience.word(),
        as_of,
        exported_by: access.actor().name.clone(),
        rule_pack: picture.standing()?.pack.name.clone(),
    };
    let name = format!(
        "{}-{}-{}.{}",
        wish.content.word(),
        wish.audience.word(),
        about.as_of.date_naive(),
        wish.format.word()
    );
    let written = spawn_blocking(move || {
        let sheet = sheet.seen_by(wish.audience);
        let bytes = files::write(&sheet, &about, wish.format)?;
        Ok::<_, Error>((about, sheet.rows.len(), Sha256::of(&bytes), bytes))
    });
    let (about, rows, sha256, bytes) = written.await.map_err(anyhow::Error::from)??;
    let made = Exported { assessment, about: &about, format: wish.format, rows, sha256 };
    access.begin(db).await?.commit(org, made).await?;
    Ok(Made { name, bytes })
}

/// An assessment and a table of it, both as they stood at one moment. Nothing is written, so the unit of work ends with
/// its reading; others wait for no longer than that.
async fn seen(
    db: &Db,
    access: &Access<ExportTables>,
    assessment: AssessmentId,
    (content, today): (Content, Day),
) -> Result<(Picture, Sheet)> {
    let scope = access.scope();
    let mut tx = access.begin(db).await?;
    let picture = assessments::look(&mut tx, scope, assessment).await?;
    let sheet = match content {
        Content::Table(table) => read(&mut tx, scope, &picture, (table, today)).await?,
        Content::Reviews => reviews(on_record(&mut tx, scope, assessment).await?),
    };
    Ok((picture, sheet))
}

/// A table as it stands now, with all its columns.
pub async fn read(
    conn: &mut Conn,
    scope: Scope,
    picture: &Picture,
    (table, today): (Table, Day),
) -> Result<Sheet> {
    let assessment = picture.assessment.id;
    Ok(match table {
        Table::Requirements => {
            sheets::requirements(picture, &store::practices(conn, scope, assessment).await?)
        }
        Table::Objectives => sheets::objectives(picture, &store::findings(conn, scope, assessment).await?),
        Table::Evidence => {
            let pieces = store::evidence(conn, scope).await?;
            sheets::evidence(pieces, &store::links(conn, scope, assessment).await?, today)
        }
        Table::Poams => {
            let items = store::poams(conn, scope, assessment).await?;
            sheets::poams(items, &store::milestones(conn, scope, assessment).await?)
        }
        Table::Tasks => sheets::tasks(&tasks::all(conn, scope).await?),
    })
}
