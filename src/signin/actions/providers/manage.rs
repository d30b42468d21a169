//! An administrator sets up the providers of an organisation.

use super::super::super::{
    providers::{Choice, Event, Issuer, Listed, Provider, ProviderId, Trouble},
    settings::Settings,
    store,
};
use crate::access::{Access, ManageSettings};
use crate::kernel::{Error, Result, db::Db, id::OrgId, secret::Secret};

/// The providers of the organisation.
pub async fn providers(db: &Db, access: &Access<ManageSettings>) -> Result<Vec<Listed>> {
    store::providers(&mut db.read().await?, access.scope()).await
}

/// One of them, and how many people would have no way in without it.
pub async fn provider(db: &Db, access: &Access<ManageSettings>, id: ProviderId) -> Result<(Provider, i64)> {
    let mut conn = db.read().await?;
    let provider = store::provider(&mut conn, access.scope(), id).await?;
    Ok((provider, store::depend_on(&mut conn, access.scope(), id).await?))
}

/// Sets up a provider under `id`, which the form was given because the provider must be told of it first.
/// The second sending of the same form is `AlreadyDone`.
pub async fn create_provider(
    db: &Db,
    settings: &Settings,
    access: &Access<ManageSettings>,
    (id, choice, secret): (ProviderId, Choice, Option<Secret<String>>),
    location: &str,
) -> Result<Provider> {
    check(settings, &choice.issuer)?;
    let mut tx = db.begin(access.actor()).await?;
    access.prove_again(&mut tx).await?;
    match store::provider(&mut tx, access.scope(), id).await {
        Ok(_) => return Err(Error::AlreadyDone(location.to_owned())),
        Err(Error::NotFound) => {}
        Err(other) => return Err(other),
    }
    let Choice { label, issuer, client_id, hosted_domain, trusts_second_factor, is_listed } = choice;
    let provider = Provider {
        org_id: access.scope().org(),
        id,
        label,
        issuer,
        client_id,
        client_secret: sealed(db, settings, (access.scope().org(), id), secret.as_ref()),
        hosted_domain,
        trusts_second_factor,
        is_listed,
        is_active: true,
        version: 1,
    };
    store::insert_provider(&mut tx, access.scope(), &provider).await.map_err(|error| {
        error.on_taken("providers.id", "form", "This form cannot be used any more. Reload the page.")
    })?;
    tx.commit(access.scope().org(), Event::Created(&provider)).await?;
    Ok(provider)
}

/// Changes a provider over the version that was seen; without a new secret the one it has is kept.
pub async fn change_provider(
    db: &Db,
    settings: &Settings,
    access: &Access<ManageSettings>,
    id: ProviderId,
    (choice, secret, seen): (Choice, Option<Secret<String>>, i64),
) -> Result<Provider> {
    check(settings, &choice.issuer)?;
    let mut tx = db.begin(access.actor()).await?;
    access.prove_again(&mut tx).await?;
    let before = store::provider(&mut tx, access.scope(), id).await?;
    let secret = sealed(db, settings, (before.org_id, id), secret.as_ref());
    let after = choice.over(&before, seen, secret);
    store::update_provider(&mut tx, access.scope(), &after).await?;
    tx.commit(access.scope().org(), Event::Changed { before: &before, after: &after }).await?;
    Ok(after)
}

/// Takes a provider out of use, and ends the sessions it vouched for; or puts it into use again.
pub async fn set_provider_active(
    db: &Db,
    access: &Access<ManageSettings>,
    id: ProviderId,
    is_active: bool,
    seen: i64,
) -> Result<Provider> {
    let mut tx = db.begin(access.actor()).await?;
    access.prove_again(&mut tx).await?;
    let before = store::provider(&mut tx, access.scope(), id).await?;
    let after = Provider { is_active, version: seen + 1, ..before.clone() };
    store::update_provider(&mut tx, access.scope(), &after).await?;
    if !is_active {
        store::end_vouched_for(&mut tx, id).await?;
    }
    tx.commit(access.scope().org(), Event::Changed { before: &before, after: &after }).await?;
    Ok(after)
}

/// Asks the provider who it is, and says how that went.
pub async fn test_provider(
    db: &Db,
    settings: &Settings,
    access: &Access<ManageSettings>,
    id: ProviderId,
) -> Result<Result<Provider, Trouble>> {
    let provider = store::provider(&mut db.read().await?, access.scope(), id).await?;
    Ok(settings.providers.test(&provider.issuer).await.map(|()| provider))
}

fn check(settings: &Settings, issuer: &Issuer) -> Result<()> {
    settings.providers.check(issuer).map_err(|problem| Error::invalid("issuer", problem))
}

fn sealed(
    db: &Db,
    settings: &Settings,
    (org, id): (OrgId, ProviderId),
    secret: Option<&Secret<String>>,
) -> Option<String> {
    let place = Provider::secret_place(org, id);
    secret.map(|secret| settings.keyring.seal(&place, secret.expose(), db.env()))
}
