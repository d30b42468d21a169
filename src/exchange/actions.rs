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
    Result, audit,
    db::{Conn, Db},
    hash::Sha256,
};
use crate::reviews::on_record;
use crate::tasks;

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

/// Makes a file of a table as it stands now. Whoever changes something of the organisation waits meanwhile, so that
/// what the file shows is nowhere older than the moment it names.
pub async fn export(
    db: &Db,
    access: &Access<ExportTables>,
    (whose, assessment): (Whose<'_>, AssessmentId),
    wish: Wish,
) -> Result<Made> {
    let (scope, as_of) = (access.scope(), db.env().now());
    let mut tx = db.begin(access.actor()).await?;
    audit::hold_chain(&mut tx, scope.org()).await?;
    let picture = assessments::look(&mut tx, scope, assessment).await?;
    let sheet = whole(&mut tx, scope, &picture, wish.content).await?.seen_by(wish.audience);
    let about = About {
        organisation: whose.organisation.to_owned(),
        imprint: whose.imprint.to_owned(),
        assessment: picture.assessment.title.to_string(),
        table: wish.content.word(),
        audience: wish.audience.word(),
        as_of,
        exported_by: tx.actor().name.clone(),
        rule_pack: picture.standing()?.pack.name.clone(),
    };
    let bytes = files::write(&sheet, &about, wish.format)?;
    let made = Exported {
        assessment: picture.assessment.id,
        about: &about,
        format: wish.format,
        rows: sheet.rows.len(),
        sha256: Sha256::of(&bytes),
    };
    let name = format!(
        "{}-{}-{}.{}",
        wish.content.word(),
        wish.audience.word(),
        about.as_of.date_naive(),
        wish.format.word()
    );
    tx.commit(access.scope().org(), made).await?;
    Ok(Made { name, bytes })
}

/// What a file holds, with all its columns.
async fn whole(conn: &mut Conn, scope: Scope, picture: &Picture, content: Content) -> Result<Sheet> {
    match content {
        Content::Table(table) => read(conn, scope, picture, table).await,
        Content::Reviews => Ok(reviews(on_record(conn, scope, picture.assessment.id).await?)),
    }
}

/// A table as it stands now, with all its columns.
pub async fn read(conn: &mut Conn, scope: Scope, picture: &Picture, table: Table) -> Result<Sheet> {
    let assessment = picture.assessment.id;
    Ok(match table {
        Table::Requirements => {
            sheets::requirements(picture, &store::practices(conn, scope, assessment).await?)
        }
        Table::Objectives => sheets::objectives(picture, &store::findings(conn, scope, assessment).await?),
        Table::Evidence => {
            let pieces = store::evidence(conn, scope).await?;
            sheets::evidence(pieces, &store::links(conn, scope, assessment).await?)
        }
        Table::Poams => sheets::poams(store::poams(conn, scope, assessment).await?),
        Table::Tasks => sheets::tasks(&tasks::all(conn, scope).await?),
    })
}
