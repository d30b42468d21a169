//! Joining by an invitation: with a new account, or with the one that the address has already.

use super::{
    super::{
        guess::{Kind, Target, Try},
        model::{Account, Admission, Browser, Proof, Way},
        password::{Accepted, Password},
        settings::Settings,
        store,
    },
    admit::admit,
    enter::{actor_of, refuse},
    guesses::succeeded_in,
    peppers::learn_for,
};
use crate::access::Caller;
use crate::accounts::{self, Invited, NewPerson};
use crate::kernel::{
    Error, Result,
    audit::Actor,
    db::{Db, Tx},
    id::UserId,
    text::Line,
};

/// Who stands before an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guest {
    /// The address has no account yet.
    New,
    /// The address has an account, this one; its password is asked for.
    Known(UserId),
    /// The one who is invited, signed in.
    Invited,
    /// Somebody else is signed in.
    Other,
}

/// The open invitation of a link, and who stands before it. `NotFound` if it does not work.
pub async fn invitation(db: &Db, token: &str, caller: Option<&Caller>) -> Result<(Invited, Guest)> {
    let mut conn = db.read().await?;
    let it = accounts::invitation(&mut conn, token, db.env().now()).await?.ok_or(Error::NotFound)?;
    let account = store::account(&mut conn, &it.email).await?;
    let guest = match (&account, caller) {
        (Some(account), Some(caller)) if account.id == caller.user => Guest::Invited,
        (_, Some(_)) => Guest::Other,
        (Some(account), None) => Guest::Known(account.id),
        (None, None) => Guest::New,
    };
    Ok((it, guest))
}

/// Makes an account for somebody invited, and signs them in.
pub async fn join_as_new(
    db: &Db,
    settings: &Settings,
    it: &Invited,
    (name, password): (Line, Accepted),
    browser: &Browser,
) -> Result<Admission> {
    let password_hash = Some(settings.hashing.hash(db.env(), password.password()).await?);
    let id = UserId(db.env().new_id());
    let actor = browser.actor(Some(id), &name);
    let mut tx = db.begin_alone(actor, it.org_id).await?;
    let person = NewPerson { id, email: it.email.clone(), name, password_hash };
    accounts::create_person_in(&mut tx, &person).await?;
    join(tx, settings, it, id, browser).await
}

/// Lets somebody join who has an account and proves it by its password.
pub async fn join_by_password(
    db: &Db,
    settings: &Settings,
    it: &Invited,
    password: Option<&Password>,
    browser: &Browser,
) -> Result<Admission> {
    let now = db.env().now();
    let target = Target::new(&it.email, Kind::Password, &browser.known);
    let (account, guessed) =
        store::account_at_door(&mut db.read().await?, &it.email, browser.device_hashes(), (&target, now))
            .await?;
    let (account, _) = account.ok_or(Error::NotFound)?;
    let tried = Try::begin(target, guessed, now)?;
    learn_for(db, settings, account.password_hash.as_deref()).await?;
    if !is_theirs(settings, &account, password).await? || tried.is_switched_off() {
        refuse(db, &it.email, (Some(&account), &tried), Way::Invitation, browser).await?;
        return Err(Error::invalid("password", "That is not the password of this address."));
    }
    let actor = actor_of(&account, browser);
    let mut tx = accounts::begin_also_in(db, actor, account.id, it.org_id).await?;
    succeeded_in(&mut tx, &tried).await?;
    join(tx, settings, it, account.id, browser).await
}

/// Unlike at the sign-in page somebody may come who is active nowhere: that is about to change.
async fn is_theirs(settings: &Settings, account: &Account, password: Option<&Password>) -> Result<bool> {
    match (password, &account.password_hash) {
        (Some(password), Some(stored)) => settings.hashing.verify(password, Some(stored)).await,
        _ => Ok(false),
    }
}

/// Lets somebody join who is signed in already.
pub async fn join_signed_in(db: &Db, it: &Invited, caller: &Caller, actor: Actor) -> Result<()> {
    accounts::accept(db, it, caller.user, actor).await
}

async fn join(
    mut tx: Tx,
    settings: &Settings,
    it: &Invited,
    user: UserId,
    browser: &Browser,
) -> Result<Admission> {
    accounts::accept_in(&mut tx, it, user).await?;
    admit(tx, settings, Proof::one(user, Way::Invitation), browser).await
}
