//! Makes files, and notes in the trail that they were made.

use super::{
    event::Exported,
    files,
    model::{About, Audience, Format, Sheet, Table},
    sheets, store,
};
use crate::access::{Access, ExportTables, Scope};
use crate::assessments::Picture;
use crate::kernel::{
    Result,
    db::{Conn, Db},
    hash::Sha256,
};

/// What somebody asks for.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// Which table.
    pub table: Table,
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

/// Makes a file of a table as it stands now.
pub async fn export(
    db: &Db,
    access: &Access<ExportTables>,
    (whose, picture): (Whose<'_>, &Picture),
    wish: Wish,
) -> Result<Made> {
    let sheet =
        read(&mut db.read().await?, access.scope(), picture, wish.table).await?.seen_by(wish.audience);
    let tx = db.begin(access.actor()).await?;
    let about = About {
        organisation: whose.organisation.to_owned(),
        imprint: whose.imprint.to_owned(),
        assessment: picture.assessment.title.to_string(),
        table: wish.table.word(),
        audience: wish.audience.word(),
        as_of: tx.now(),
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
        wish.table.word(),
        wish.audience.word(),
        about.as_of.date_naive(),
        wish.format.word()
    );
    tx.commit(access.scope().org(), made).await?;
    Ok(Made { name, bytes })
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
        Table::Tasks => sheets::tasks(store::tasks(conn, scope).await?),
    })
}
