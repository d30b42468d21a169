//! What there is to read about the requirements of an assessment.

use crate::access::Scope;
use crate::assessments::model::{
    listing::Filter,
    picture::{Line, Picture},
};
use crate::catalogue::{self, Official, Own, Words};
use crate::kernel::{
    Result,
    db::{Conn, Db},
    env::Timestamp,
};

/// The imported official text of a requirement, or what the organisation wrote about one of its own: in a completed
/// assessment what stood there then.
pub async fn text_of(
    conn: &mut Conn,
    scope: Scope,
    picture: &Picture,
    line: &Line,
) -> Result<Option<Official>> {
    if !line.is_own {
        return catalogue::official_text(conn, scope, &line.id).await;
    }
    if let Some(kept) = picture.assessment.kept_own() {
        return Ok(kept.into_iter().find(|own| own.code == line.id).map(ours));
    }
    let written = catalogue::own_text(conn, scope, &line.id).await?;
    Ok(written.map(|it| {
        let (code, family, title) = (it.code, it.family, it.title);
        ours(Own { code, family, title, statement: it.statement, objectives: it.objectives })
    }))
}

/// The texts to look through for what `filter` asks; none are read where it asks for no words.
pub async fn words_for(db: &Db, scope: Scope, picture: &Picture, filter: &Filter) -> Result<Words> {
    if filter.text.is_empty() {
        return Ok(Words::default());
    }
    let words = catalogue::words(&mut db.read().await?, scope).await?;
    Ok(match picture.assessment.kept_own() {
        Some(kept) => words.with_own(kept),
        None => words,
    })
}

fn ours(own: Own) -> Official {
    Official {
        key: "own".into(),
        title: "Our own requirements".into(),
        source: "Written here".into(),
        source_on: None,
        imported_at: Timestamp::UNIX_EPOCH,
        statement: own.statement,
        guidance: String::new(),
        objectives: own.objectives.into_iter().collect(),
    }
}
