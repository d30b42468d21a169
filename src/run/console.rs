//! Commands for whoever runs the installation, at its own console.

use super::{blobs, current, open, open_current, start};
use crate::access::Scope;
use crate::app;
use crate::catalogue::{self, import::Told};
use crate::cli;
use crate::config::Config;
use crate::jobs::Outcome;
use crate::kernel::{Error, audit::Actor, env::Env, id::OrgId, text::Email, text::Slug, text::number_of};
use crate::mail::Way;
use crate::organisations;
use crate::seed::{self, Size};
use crate::signin;
use crate::trail::{self, Verdict};
use anyhow::Result;
use std::{path::Path, process::ExitCode};

/// Prints every address that Muster answers.
pub fn routes() -> ExitCode {
    let lines = app::pages().addresses.into_iter().map(|a| format!("{:<5}{}\n", a.method.as_str(), a.path));
    cli::print(&lines.collect::<String>())
}

/// Prints a one-time sign-in link for a person.
pub async fn rescue(config: &Config, email: &str) -> Result<ExitCode> {
    let email = match Email::parse(email) {
        Ok(email) => email,
        Err(problem) => return Ok(cli::refuse(format!("{email}: {problem}"))),
    };
    let db = open_current(config).await?;
    match signin::actions::rescue_link(&db, &email).await {
        Ok(token) => Ok(cli::print(&format!(
            "Sign in once, within the hour, as {email} with:\n{}/link/{token}\n",
            config.http.origin()
        ))),
        Err(Error::NotFound) => Ok(cli::refuse(format!("Nobody here has the address {email}."))),
        Err(Error::Forbidden(why)) => Ok(cli::refuse(why)),
        Err(error) => Err(error.into()),
    }
}

/// Sends a letter to see whether the mail server takes it, and says what it said.
pub async fn mail_test(config: &Config, address: &str) -> Result<ExitCode> {
    let to = match Email::parse(address) {
        Ok(email) => email,
        Err(problem) => return Ok(cli::refuse(format!("{address}: {problem}"))),
    };
    let (way, from) = (&config.mail.way, &config.mail.from);
    Ok(match start::post(config).try_out(&to, &Env::system()).await? {
        Outcome::Done | Outcome::Again(_) => cli::print(&match way {
            Way::Folder(folder) => {
                format!("There is no mail server; the letter is in {}.\n", folder.display())
            }
            _ => format!("The mail server took the letter from {from} to {to}. Look whether it arrives.\n"),
        }),
        Outcome::Retry(problem) | Outcome::Fail(problem) => {
            eprintln!("The letter from {from} to {to} was not sent. {problem}");
            ExitCode::FAILURE
        }
    })
}

/// Makes a company of some size.
pub async fn seed(config: &Config, size: Size) -> Result<ExitCode> {
    let db = current(open(config).await?).await?;
    let made = seed::load(&db, &blobs(config)?, size).await?;
    let (slug, email, origin) = (made.slug.as_str(), &made.email, config.http.origin());
    let text = format!(
        "{origin}/o/{slug} has {} requirements, {} pieces of evidence, {} tasks and a trail of {} lines or more.\n\
         Come in with: muster rescue {email}\n",
        size.requirements, size.evidence, size.tasks, size.audit
    );
    Ok(cli::print(&text))
}

/// Walks every chain of the trail and says whether it is whole.
pub async fn verify(config: &Config) -> Result<ExitCode> {
    let db = open_current(config).await?;
    let mut is_whole = true;
    for chain in trail::chains(&db).await? {
        let text = match trail::verify(&db, Scope::of_the_program(chain.org)).await? {
            Verdict::Whole { lines, head } => {
                let lines = number_of(lines.unsigned_abs(), "line");
                format!("whole   {}: {lines}, ends in {head}\n", chain.name)
            }
            Verdict::Broken { seq, how } => {
                is_whole = false;
                format!("BROKEN  {}: line {seq} {how}\n", chain.name)
            }
        };
        cli::print(&text);
    }
    for chain in trail::without_chain(&db).await? {
        is_whole = false;
        let name = if chain.org == OrgId::INSTALLATION { "The installation itself" } else { &chain.name };
        cli::print(&format!("BROKEN  {name}: its chain is not there any more\n"));
    }
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Imports a file of requirements into an organisation's catalogue.
pub async fn import(config: &Config, file: &Path, organisation: &str) -> Result<ExitCode> {
    let db = open_current(config).await?;
    let slug = Slug::of(organisation);
    let Some(found) = organisations::by_slug(&mut db.read().await?, &slug).await? else {
        return Ok(cli::refuse(format!("There is no organisation {organisation} here.")));
    };
    let scope = Scope::of_the_program(found.id);
    let told = Told { title: None, source_on: None };
    Ok(match catalogue::import_file(&db, scope, Actor::console(), file, told, true).await {
        Ok(text) => cli::print(&text),
        Err(catalogue::Refusal::Other(error)) => return Err(error.into()),
        Err(mistakes) => cli::refuse(format!(
            "{}: Nothing was imported. Correct this in the file and run it again:\n{mistakes}",
            file.display()
        )),
    })
}

/// Takes people over from another program.
pub async fn people(config: &Config, file: &Path, organisation: &str) -> Result<ExitCode> {
    let db = open_current(config).await?;
    let Some(found) = organisations::by_slug(&mut db.read().await?, &Slug::of(organisation)).await? else {
        return Ok(cli::refuse(format!("There is no organisation {organisation} here.")));
    };
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => return Ok(cli::refuse(format!("{}: {error}", file.display()))),
    };
    Ok(match signin::actions::import_people(&db, found.id, &text).await {
        Ok(done) => cli::print(&format!(
            "{} came new, {} had an account here and joined, {} belonged to {} already.\nEach signs in with the \
             password they had; whoever has none gets a link by `muster rescue`.\n",
            done.made, done.joined, done.skipped, found.name
        )),
        Err(mistakes) => cli::refuse(format!("Nobody was taken over.\n{}", mistakes.join("\n"))),
    })
}
