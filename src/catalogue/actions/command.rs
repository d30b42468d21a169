//! The same from the console: a file is read, told in words and let in.

use super::import::{Refusal, Standing, commit, read_file, settle_key, standing, write_all};
use crate::access::Scope;
use crate::catalogue::{
    import::{self, Mistakes, Parsed, Told},
    model::Diff,
};
use crate::kernel::{audit::Actor, db::Db, text::number_of};
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
    let Standing { kept, version, source_on } = standing(&mut conn, scope, &read.parsed).await?;
    drop(conn);
    let diff = Diff::of(&kept, &read.parsed);
    let mut preview = in_words(&read.parsed, &diff, version > 0);
    if let Some(day) = source_on.filter(|_| read.parsed.source_on.is_none()) {
        preview.push_str(&format!("published {day} as it stands: nobody says another day\n"));
    }
    if let Some(obstacle) = diff.obstacle(&kept, &read.parsed).filter(|_| !is_to_apply) {
        preview.push_str(&format!("It cannot come in. {obstacle}\n"));
    }
    if !is_to_apply {
        return Ok(format!("{preview}Nothing was changed.\n"));
    }
    let mut tx = db.begin_alone(actor, scope.org()).await?;
    settle_key(&mut tx, scope, &mut read.parsed).await?;
    let counts = write_all(&mut tx, scope, &file_name, &mut read, version).await?;
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
        "{} {}\n{} with {}, {} withdrawn left out\nadded {}, changed {}, left {}, removed {}\n",
        if is_renewed { "Renews" } else { "New:" },
        parsed.title,
        number_of(parsed.requirements.len() as u64, "requirement"),
        number_of(parsed.objectives() as u64, "objective"),
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
    text + &unknown_in_words(&parsed.unknown()) + &retired_in_words(&diff.retired())
}

fn unknown_in_words(unknown: &[&str]) -> String {
    match unknown {
        [] => String::new(),
        codes => format!(
            "SP 800-171 Rev 2 has no {}: no assessment asks for that, and no score counts it\n",
            codes.join(", ")
        ),
    }
}

fn retired_in_words(retired: &[&str]) -> String {
    match retired {
        [] => String::new(),
        [code] => format!("1 of them is retired and stays so until somebody takes it back: {code}\n"),
        codes => {
            let (count, codes) = (codes.len(), codes.join(", "));
            format!("{count} of them are retired and stay so until somebody takes them back: {codes}\n")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::import::ParsedRequirement;
    use crate::catalogue::model::{Kept, RequirementId};

    fn own(codes: &[&str]) -> Parsed {
        let requirement = |code: &&str| ParsedRequirement {
            code: (*code).to_owned(),
            objectives: vec![("a".into(), "Said.".into())],
            ..ParsedRequirement::default()
        };
        Parsed {
            key: "own".into(),
            title: "Own requirements".into(),
            version: String::new(),
            source_on: None,
            requirements: codes.iter().map(requirement).collect(),
            withdrawn: Vec::new(),
        }
    }

    fn retired(words: &ParsedRequirement) -> Kept {
        Kept { id: RequirementId(uuid::Uuid::nil()), place: 0, is_retired: true, words: words.clone() }
    }

    #[test]
    fn one_is_told_in_the_singular_and_as_new_or_renewed() {
        let (one, two) = (own(&["Q.1"]), own(&["Q.1", "Q.2"]));

        let new = in_words(&one, &Diff::of(&[], &one), false);
        let renewed = in_words(&two, &Diff::of(&[], &two), true);

        assert!(
            new.starts_with("New: Own requirements\n1 requirement with 1 objective, 0 withdrawn"),
            "{new}"
        );
        assert!(
            renewed.starts_with("Renews Own requirements\n2 requirements with 2 objectives,"),
            "{renewed}"
        );
        assert!(!new.contains("retired"), "{new}");
    }

    #[test]
    fn retired_ones_are_said_to_stay_retired() {
        let file = own(&["Q.1", "Q.2"]);
        let kept: Vec<_> = file.requirements.iter().map(retired).collect();

        let one = in_words(&file, &Diff::of(&kept[..1], &file), true);
        let both = in_words(&file, &Diff::of(&kept, &file), true);

        assert!(
            one.ends_with("\n1 of them is retired and stays so until somebody takes it back: Q.1\n"),
            "{one}"
        );
        assert!(
            both.ends_with("2 of them are retired and stay so until somebody takes them back: Q.1, Q.2\n")
        );
    }
}
