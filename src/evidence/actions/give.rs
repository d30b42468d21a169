//! Evidence that somebody brings because they were asked for it. What it is called and what it serves was said by
//! whoever asked; it is submitted at once.

use super::{
    super::{
        links,
        model::{Details, Event, Evidence, EvidenceId, Kind, State, Tags, Target, Terms, Verdict},
        store::{items, links as link_store, validity, versions},
    },
    add::{NewFile, item},
    reference::blank,
    version::supersede,
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

impl Brought {
    /// It with what is said about it, as it will stand in the database.
    pub fn item(&self, details: Details, user: UserId, tx: &Tx) -> Evidence {
        match self {
            Self::File(file) => item(file, details, user, tx),
            Self::Place(place, sha256) => {
                Evidence { place: place.clone(), sha256: *sha256, ..blank(details, user, tx) }
            }
        }
    }
}

/// Where it stands among the evidence that is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A piece of its own.
    New,
    /// The next version of this one, which is called and kept as before.
    Better(EvidenceId),
    /// The next version of this one, with the title and kind that were asked for.
    Renewed(EvidenceId),
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
    /// A new piece, or the next version of one.
    pub place: Place,
    /// The thing itself.
    pub brought: Brought,
}

/// Adds a gift as a new piece, or as the newest version of the one that it replaces, and lets it serve `serves`.
pub async fn give_in(tx: &mut Tx, giver: &Giver, gift: &Gift, serves: &[Target<'_>]) -> Result<Evidence> {
    let scope = giver.scope();
    let old = match gift.place {
        Place::New => None,
        Place::Better(id) | Place::Renewed(id) => versions::newest(tx, scope, id).await?,
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
            let added = supersede(tx, scope, &giver.own(old), &new).await?;
            tx.record(scope.org(), added).await?;
        }
    }
    serve(tx, giver, new.id, serves).await?;
    Ok(new)
}

async fn piece(tx: &mut Tx, giver: &Giver, gift: &Gift, old: Option<&Evidence>) -> Result<Evidence> {
    let (scope, today) = (giver.scope(), tx.now().date_naive());
    // What was asked for anew is called as whoever asked said; what is only made better is called as before.
    let named = old.filter(|_| matches!(gift.place, Place::Better(_)));
    let (title, kind) = named.map_or((&gift.title, gift.kind), |old| (&old.title, old.kind));
    let usual = validity::get(tx, scope).await?.until(kind, gift.captured_on, today);
    let said = old.filter(|_| gift.description.is_empty()).map_or(&gift.description, |old| &old.description);
    let terms = Terms { state: State::Final, captured_on: gift.captured_on, valid_until: None };
    let details = match old {
        Some(old) => {
            Details { title: title.clone(), description: said.clone(), kind, ..old.renewed(terms, usual) }
        }
        None => Details {
            title: title.clone(),
            description: said.clone(),
            kind,
            state: terms.state,
            captured_on: terms.captured_on,
            valid_until: usual,
            owner_id: Some(gift.owner),
            tags: Tags::default(),
        },
    };
    let new = gift.brought.item(details, giver.user(), tx);
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

/// A completed assessment keeps what it was completed with. All of `serves` are objectives of one assessment.
async fn serve(tx: &mut Tx, giver: &Giver, id: EvidenceId, serves: &[Target<'_>]) -> Result<()> {
    let scope = giver.scope();
    let Some(first) = serves.first() else { return Ok(()) };
    if !link_store::hold_assessment(tx, scope, first.assessment).await? {
        return Ok(());
    }
    let entries = links::link_held_in(tx, scope, id, serves).await?;
    tx.record_all(scope.org(), entries).await
}
