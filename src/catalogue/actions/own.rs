//! Own requirements: written, changed, retired, taken back.

use crate::access::{Access, Includes, ManageRequirements, Read, Scope};
use crate::catalogue::{
    builtin,
    import::{self, ParsedRequirement},
    model::{CatalogueId, Code, Event, OWN, OWN_MAX, Requirement, Written},
    store::{bodies, requirements, write},
};
use crate::kernel::{
    Error, Result,
    db::{Db, Tx},
};
use crate::organisations;

/// One own requirement. `NotFound` if there is none.
pub async fn get(db: &Db, access: &Access<impl Includes<Read>>, code: &str) -> Result<Requirement> {
    requirements::get(&mut db.read().await?, access.scope(), OWN, code).await?.ok_or(Error::NotFound)
}

/// Writes a new one. `Invalid` where its number is taken, by CMMC or by another, whatever its capitals.
pub async fn create(
    db: &Db,
    access: &Access<ManageRequirements>,
    code: &Code,
    new: &Written,
    once: (&str, &str),
) -> Result<()> {
    let mut tx = access.begin(db).await?;
    let scope = access.scope();
    organisations::once(&mut tx, scope, once.0, once.1).await?;
    create_in(&mut tx, scope, code, new).await?;
    tx.commit(scope.org(), Event::Created(code.as_str(), new)).await
}

/// The same inside a unit of work that has more to do, without the line in the trail.
async fn create_in(tx: &mut Tx, scope: Scope, code: &Code, new: &Written) -> Result<()> {
    check_code(code)?;
    let catalogue = match bodies::version(tx, scope, OWN).await? {
        Some((id, _)) => id,
        None => begin(tx, scope).await?,
    };
    if let Some(there) = requirements::alike(tx, scope, OWN, code.as_str()).await? {
        return Err(Error::invalid("code", taken(code, &there)));
    }
    let (place, count) = write::next_place(tx, scope, catalogue).await?;
    if usize::try_from(count).is_ok_and(|count| count >= OWN_MAX) {
        return Err(Error::invalid(
            "form",
            format!("An organisation can have up to {OWN_MAX} requirements of its own."),
        ));
    }
    write::insert(tx, scope, catalogue, place, &words(code.as_str(), new))
        .await
        .map_err(|error| error.on_taken("requirements.code", "code", &taken(code, code.as_str())))?;
    bodies::count_change(tx, scope, catalogue).await
}

/// Writes a new one for the program itself, with its line in the trail.
pub async fn write_in(tx: &mut Tx, scope: Scope, code: &Code, new: &Written) -> Result<()> {
    create_in(tx, scope, code, new).await?;
    tx.record(scope.org(), Event::Created(code.as_str(), new)).await
}

async fn begin(tx: &mut Tx, scope: Scope) -> Result<CatalogueId> {
    let by = tx.actor().user;
    let origin =
        bodies::Origin { key: OWN, title: "Own requirements", source: "", sha256: None, source_on: None, by };
    bodies::insert(tx, scope, &origin).await
}

fn check_code(code: &Code) -> Result<()> {
    code.check_own().map_err(|problem| Error::invalid("code", problem))?;
    match import::builtin_id(code.as_str()).or_else(|| builtin::requirement(code.as_str()).map(|it| it.id)) {
        Some(id) => Err(Error::invalid(
            "code",
            format!("{id} is a requirement of CMMC itself. Give your own requirement another number."),
        )),
        None => Ok(()),
    }
}

fn taken(code: &Code, there: &str) -> String {
    if there == code.as_str() {
        format!("There is a requirement {code} already. Choose another number.")
    } else {
        format!(
            "There is a requirement {there} already, and capitals alone do not tell two apart. Choose another number."
        )
    }
}

fn words(code: &str, it: &Written) -> ParsedRequirement {
    ParsedRequirement {
        code: code.to_owned(),
        family: it.family.to_string(),
        title: it.title.to_string(),
        statement: it.statement.as_str().to_owned(),
        guidance: String::new(),
        objectives: it
            .objectives
            .iter()
            .map(|(letter, text)| (letter.to_string(), text.as_str().to_owned()))
            .collect(),
    }
}

/// Writes it anew over `version`. `Conflict` if somebody else was faster.
pub async fn change(
    db: &Db,
    access: &Access<ManageRequirements>,
    code: &str,
    version: i64,
    after: &Written,
) -> Result<()> {
    let mut tx = access.begin(db).await?;
    let scope = access.scope();
    let before = requirements::get(&mut tx, scope, OWN, code).await?.ok_or(Error::NotFound)?;
    write::change(&mut tx, scope, &before, version, &words(code, after)).await?;
    count_change(&mut tx, scope).await?;
    tx.commit(scope.org(), Event::Changed(&before, after)).await
}

async fn count_change(tx: &mut Tx, scope: Scope) -> Result<()> {
    let (catalogue, _) = bodies::version(tx, scope, OWN).await?.ok_or(Error::NotFound)?;
    bodies::count_change(tx, scope, catalogue).await
}

/// Retires it, so that no assessment asks it any longer, or takes it back. What was found stays.
pub async fn retire(
    db: &Db,
    access: &Access<ManageRequirements>,
    code: &str,
    version: i64,
    is_to_retire: bool,
) -> Result<Requirement> {
    let mut tx = access.begin(db).await?;
    let scope = access.scope();
    let it = requirements::get(&mut tx, scope, OWN, code).await?.ok_or(Error::NotFound)?;
    if it.retired_at.is_some() == is_to_retire {
        let state = if is_to_retire { "retired" } else { "in use" };
        return Err(Error::Conflict(format!("{code} is {state} already. Nothing was changed.")));
    }
    let at = is_to_retire.then(|| tx.now());
    write::retire(&mut tx, scope, &it, version, at).await?;
    count_change(&mut tx, scope).await?;
    let event = if is_to_retire { Event::Retired(&it) } else { Event::Restored(&it) };
    tx.commit(scope.org(), event).await?;
    Ok(it)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_cmmc_is_not_ours_to_give() {
        for code in ["3.1.1", "AC.L2-3.1.1", "ac.l1-3.1.1", "AC.L1-b.1.i", "3.1.2e"] {
            assert!(check_code(&Code::parse(code).unwrap()).is_err(), "{code}");
        }
        assert!(check_code(&Code::parse("new").unwrap()).is_err());
        assert!(check_code(&Code::parse("Q.1").unwrap()).is_ok());
    }
}
