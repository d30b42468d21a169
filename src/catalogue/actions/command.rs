//! The same from the console: a file is read, told in words and let in.

use super::import::{Refusal, commit, read_file, settle_key, standing, write_all};
use crate::access::Scope;
use crate::catalogue::{
    import::{self, Mistakes, Parsed, Told},
    model::Diff,
};
use crate::kernel::{audit::Actor, db::Db};
use std::path::Path;

/// Reads `path`, and with `is_to_apply` lets it in; gives back what changed in words for the console. For the
/// program's own commands.
pub async fn import_file(
    db: &Db,
    scope: Scope,
    actor: Actor,
    path: &Path,
    told: Told,
    is_to_apply: bool,
) -> Result<String, Refusal> {
    let file_name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let bytes = bytes_of(path)
        .await
        .map_err(|reason| Refusal::Mistakes(Mistakes::one(path.display().to_string(), reason)))?;
    let mut read = read_file(file_name.clone(), bytes, told).await?;
    let mut conn = db.read().await?;
    settle_key(&mut conn, scope, &mut read.parsed).await?;
    let (kept, version) = standing(&mut conn, scope, &read.parsed).await?;
    drop(conn);
    let preview = in_words(&read.parsed, &Diff::of(&kept, &read.parsed), version > 0);
    if !is_to_apply {
        return Ok(format!("{preview}Nothing was changed.\n"));
    }
    let mut tx = db.begin(actor).await?;
    settle_key(&mut tx, scope, &mut read.parsed).await?;
    let counts = write_all(&mut tx, scope, &file_name, &read, version).await?;
    commit(tx, scope, &file_name, &read, counts).await?;
    Ok(format!("{preview}Imported.\n"))
}

/// The bytes of a file, unless there are more than any catalogue has.
async fn bytes_of(path: &Path) -> Result<Vec<u8>, String> {
    let unreadable = |error: std::io::Error| format!("The file cannot be read: {error}.");
    let size = tokio::fs::metadata(path).await.map_err(unreadable)?.len();
    if size > import::FILE_BYTES_MAX as u64 {
        return Err(format!(
            "A file may have up to {} MB; this one has more.",
            import::FILE_BYTES_MAX / 1024 / 1024
        ));
    }
    tokio::fs::read(path).await.map_err(unreadable)
}

fn in_words(parsed: &Parsed, diff: &Diff<'_>, is_renewed: bool) -> String {
    let counts = diff.counts();
    let mut text = format!(
        "{} {}\n{} requirements with {} objectives, {} withdrawn left out\nadded {}, changed {}, left {}, removed {}\n",
        if is_renewed { "Renews" } else { "New:" },
        parsed.title,
        parsed.requirements.len(),
        parsed.objectives(),
        parsed.withdrawn.len(),
        counts.added,
        counts.changed,
        counts.left,
        counts.gone,
    );
    let changed = diff.changed.iter().map(|it| ("changed", it.after.code.as_str(), it.after.title.as_str()));
    let gone = diff.gone.iter().map(|it| ("removed", it.words.code.as_str(), it.words.title.as_str()));
    for (what, code, title) in changed.chain(gone) {
        text.push_str(&format!("  {what} {code} {title}\n"));
    }
    text
}
