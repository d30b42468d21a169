//! The evidence of the company: what people bring, renew, accept and return.

use super::{
    data::{FILES, File},
    days::Days,
    draw,
    history::Deed,
    read,
    scene::Scene,
};
use crate::assessments::program::Piece;
use crate::blobs::Blobs;
use crate::evidence::{self, Change, Details, NewFile, Reference, State, Tags, Terms};
use crate::kernel::{
    Result,
    db::Tx,
    env::{Day, Timestamp},
    hash::Sha256,
    id::{OrgId, UserId},
    text::{Line, Paragraph},
};
use std::collections::HashMap;

/// Who looks at evidence.
const REVIEWER: &str = "morgan";

/// Puts the bytes of all versions into the store. Until rows that name them are committed, what is kept here holds
/// them there.
pub async fn keep(blobs: &Blobs, org: OrgId, days: Days) -> Result<HashMap<(&'static str, bool), NewFile>> {
    let mut kept = HashMap::new();
    for file in FILES.iter().filter(|file| file.place.is_empty()) {
        for (is_first, ago) in file.first.map(|ago| (true, ago)).into_iter().chain([(false, file.captured)]) {
            let bytes = bytes(file, days.ago(ago), is_first);
            let new = evidence::keep_file(blobs, org, &file.name, &bytes).await?;
            kept.insert((file.key.as_str(), is_first), new);
        }
    }
    Ok(kept)
}

fn bytes(file: &File, captured: Day, is_first: bool) -> Vec<u8> {
    let text = file.text.trim_start().replace("{captured}", &captured.to_string());
    match file.name.rsplit('.').next() {
        Some("pdf") => draw::pdf(&text),
        Some("png") => draw::png(file.title.len() % 4 + if is_first { 2 } else { 3 }),
        _ => text.into_bytes(),
    }
}

pub(super) async fn play(scene: &mut Scene, tx: &mut Tx, at: Timestamp, deed: Deed) -> Result<()> {
    match deed {
        Deed::Bring(file, is_first) => bring(scene, tx, at, file, is_first).await,
        Deed::Accept(file) => review(scene, tx, at, file, Change::Accept).await,
        Deed::Return(file, why) => {
            review(scene, tx, at, file, Change::Return(read(Paragraph::parse(why))?)).await
        }
        _ => Ok(()),
    }
}

async fn bring(
    scene: &mut Scene,
    tx: &mut Tx,
    at: Timestamp,
    file: &'static File,
    is_first: bool,
) -> Result<()> {
    let (owner, scope) = (scene.goes_on(tx, at, &file.owner)?, scene.scope);
    let details = details(file, owner, scene.days, is_first)?;
    let state = details.state;
    let id = match (scene.kept.get(&(file.key.as_str(), is_first)), scene.evidence.get(file.key.as_str())) {
        (None, _) => {
            let place = read(Paragraph::parse(&file.place))?;
            // The digest of a file that is not here: any will do, as long as it stays the same.
            let reference = Reference { details, place, sha256: Sha256::of(&file.place) };
            evidence::add_reference_in(tx, scope, reference, owner).await?
        }
        (Some(kept), None) => evidence::add_in(tx, scope, kept, details, owner).await?,
        (Some(kept), Some(before)) => {
            let Details { state, captured_on, valid_until, .. } = details;
            let terms = Terms { state, captured_on, valid_until };
            evidence::add_version_in(tx, scope, before.id, (kept, terms), owner).await?
        }
    };
    scene.evidence.insert(&file.key, Piece { id, is_final: state == State::Final });
    look(scene, tx).await
}

async fn review(
    scene: &mut Scene,
    tx: &mut Tx,
    at: Timestamp,
    file: &'static File,
    change: Change,
) -> Result<()> {
    let (by, piece) = (scene.goes_on(tx, at, REVIEWER)?, scene.piece(&file.key)?);
    evidence::review_in(tx, scene.scope, piece.id, &change, by).await?;
    let is_final = piece.is_final && change == Change::Accept;
    scene.evidence.insert(&file.key, Piece { is_final, ..piece });
    look(scene, tx).await
}

/// Evidence that changes may change what stands in an assessment.
async fn look(scene: &mut Scene, tx: &mut Tx) -> Result<()> {
    match &mut scene.level2 {
        Some(work) => work.look_in(tx).await,
        None => Ok(()),
    }
}

fn details(file: &File, owner: UserId, days: Days, is_first: bool) -> Result<Details> {
    let unknown = |word: &str| format!("{word} is not known");
    let state = read(State::parse(&file.state).ok_or_else(|| unknown(&file.state)))?;
    let ago = file.first.filter(|_| is_first).unwrap_or(file.captured);
    Ok(Details {
        title: read(Line::parse(&file.title, ""))?,
        description: read(Paragraph::parse(&file.about))?,
        kind: read(evidence::Kind::parse(&file.kind).ok_or_else(|| unknown(&file.kind)))?,
        state: if is_first && file.draft { State::Draft } else { state },
        captured_on: Some(days.ago(ago)),
        // Each version is good for as long as the last one.
        valid_until: file.valid.map(|valid| days.ahead(valid + file.captured - ago)),
        owner_id: Some(owner),
        tags: read(Tags::parse(&file.tags))?,
    })
}
