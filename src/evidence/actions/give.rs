//! Evidence that somebody brings because they were asked for it. What it is called and what it serves was said by
//! whoever asked; it is submitted at once.

use super::{
    super::{
        links,
        model::{Details, Event, Evidence, EvidenceId, Kind, State, Tags, Target, Terms, Verdict},
        store::{items, links as link_store, validity, versions},
    },
    add::{NewFile, item},
    asked,
    reference::blank,
};
use crate::access::Giver;
use crate::kernel::{
    Error, Result,
    db::Tx,
    env::Day,
    hash::Sha256,
    id::UserId,
    text::{Line, Paragraph},
};

/// What somebody brings.
pub enum Brought {
    /// A file.
    File(NewFile),
    /// Where it is kept, and the digest of its bytes there.
    Place(Paragraph, Sha256),
}

/// It, with what is said about it.
pub struct Gift {
    /// What people call it.
    pub title: Line,
    /// What sort of proof it is.
    pub kind: Kind,
    /// What whoever brings it says about it.
    pub description: Paragraph,
    /// The day it was taken.
    pub captured_on: Option<Day>,
    /// Who keeps it up to date.
    pub owner: UserId,
    /// The evidence whose next version it is.
    pub replaces: Option<EvidenceId>,
    /// The thing itself.
    pub brought: Brought,
}

/// Adds a gift as a new piece, or as the newest version of the one that it replaces, and lets it serve `serves`.
pub async fn give_in(tx: &mut Tx, giver: &Giver, gift: &Gift, serves: &[Target<'_>]) -> Result<Evidence> {
    let scope = giver.scope();
    let old = match gift.replaces {
        None => None,
        Some(id) => versions::newest(tx, scope, id).await?,
    };
    let old = match old {
        None => None,
        Some(id) => Some(items::get(tx, scope, id).await?.evidence),
    };
    let new = piece(tx, giver, gift, old.as_ref()).await?;
    items::insert(tx, scope, &new).await?;
    if !giver.outsider().is_empty() {
        items::given_by(tx, scope, new.id, giver.outsider()).await?;
    }
    match old {
        None => tx.record(scope.org(), Event::Added(&new)).await?,
        Some(old) => {
            versions::replace(tx, scope, &giver.own(old.clone()), new.id).await?;
            let served = versions::hand_over(tx, scope, old.id, new.id).await?;
            asked::moved(tx, scope, old.id, new.id).await?;
            tx.record(scope.org(), Event::Superseded(&old, &new)).await?;
            tx.record(scope.org(), Event::VersionAdded { before: &old, after: &new, served }).await?;
        }
    }
    serve(tx, giver, new.id, serves).await?;
    Ok(new)
}

async fn piece(tx: &mut Tx, giver: &Giver, gift: &Gift, old: Option<&Evidence>) -> Result<Evidence> {
    let (scope, today) = (giver.scope(), tx.now().date_naive());
    let kind = old.map_or(gift.kind, |old| old.kind);
    let usual = validity::get(tx, scope).await?.until(kind, gift.captured_on, today);
    let terms = Terms { state: State::Final, captured_on: gift.captured_on, valid_until: None };
    let details = match old {
        Some(old) if gift.description.is_empty() => old.renewed(terms, usual),
        Some(old) => Details { description: gift.description.clone(), ..old.renewed(terms, usual) },
        None => Details {
            title: gift.title.clone(),
            description: gift.description.clone(),
            kind,
            state: State::Final,
            captured_on: gift.captured_on,
            valid_until: usual,
            owner_id: Some(gift.owner),
            tags: Tags::default(),
        },
    };
    let new = match &gift.brought {
        Brought::File(file) => item(file, details, giver.user(), tx),
        Brought::Place(place, sha256) => {
            Evidence { place: place.clone(), sha256: *sha256, ..blank(details, giver.user(), tx) }
        }
    };
    let Some(old) = old else { return Ok(new) };
    if old.sha256 == new.sha256 {
        let field = if new.place.is_empty() { "file" } else { "sha256" };
        let text = "This is the same file as before, byte for byte. A newer or better one is asked for.";
        return Err(Error::invalid(field, text));
    }
    Ok(Evidence { first_id: Some(old.series()), number: versions::next_number(tx, scope, old).await?, ..new })
}

/// Lets a piece that is here already serve `serves`. It has to be one that can be decided about.
pub async fn pick_in(tx: &mut Tx, giver: &Giver, id: EvidenceId, serves: &[Target<'_>]) -> Result<Evidence> {
    let it = items::get(tx, giver.scope(), id).await?.evidence;
    let refused = |text: &str| Err(Error::invalid("evidence", text));
    match () {
        () if it.replaced_by.is_some() => return refused("There is a newer version of it. Choose that one."),
        () if it.state == State::Draft => {
            return refused("It is still a draft. Make it final first, or choose another.");
        }
        () if it.is_stale(tx.now().date_naive()) => {
            return refused("It is out of date. Choose another, or bring a newer one.");
        }
        () if it.review == Verdict::Returned => {
            return refused("It was returned. Add a better version of it first, or choose another.");
        }
        () => {}
    }
    serve(tx, giver, id, serves).await?;
    Ok(it)
}

/// A completed assessment keeps what it was completed with.
async fn serve(tx: &mut Tx, giver: &Giver, id: EvidenceId, serves: &[Target<'_>]) -> Result<()> {
    let scope = giver.scope();
    for target in serves {
        if link_store::hold_assessment(tx, scope, target.assessment).await?
            && let Some(entry) = links::link_in(tx, scope, id, *target).await?
        {
            tx.record(scope.org(), entry).await?;
        }
    }
    Ok(())
}
