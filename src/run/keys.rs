//! What an operator does with the keys that seal secrets.

use super::{keyring, open_current};
use crate::cli;
use crate::config::Config;
use crate::kernel::{db::Db, seal};
use crate::signin;
use anyhow::Result;
use std::process::ExitCode;

/// What to keep besides a backup.
pub const NOT_IN_THE_ARCHIVE: &str = "The keys are not in it. Keep MUSTER_SECRET_KEY and MUSTER_KEYS (in \
    development the file secret.key of the data folder) in another place: nobody can open what is sealed \
    without them.\n";

/// Seals everything again with the first key of the configuration.
pub async fn rotate(config: &Config) -> Result<ExitCode> {
    let db = open_current(config).await?;
    let keyring = keyring(config, &db)?;
    seal::ready(&db, &keyring).await?;
    let done = seal::rotate(&db, &keyring).await?;
    let mut text = String::new();
    for (column, count) in &done.columns {
        text.push_str(&format!("{count:>8} sealed again in {column}\n"));
    }
    text.push_str(&format!("Everything is sealed with the key “{}” now.\n", done.key));
    for id in &done.retired {
        text.push_str(&format!("The key “{id}” is not needed any more, but for older backups.\n"));
    }
    Ok(cli::print(&text))
}

/// Makes a new pepper.
pub async fn change_pepper(config: &Config) -> Result<ExitCode> {
    let db = open_current(config).await?;
    let keyring = keyring(config, &db)?;
    seal::ready(&db, &keyring).await?;
    let done = signin::actions::change_pepper(&db, &keyring).await?;
    let mut text =
        format!("Pepper {} is used for every password that is set or given from now on.\n", done.pepper);
    if done.waiting > 0 {
        let waiting = done.waiting;
        text.push_str(&format!("{waiting} password(s) keep an older one until their owners sign in.\n"));
    }
    for id in &done.removed {
        text.push_str(&format!("Pepper {id} was needed by nobody any more and is removed.\n"));
    }
    Ok(cli::print(&text))
}

/// Whether the keys at hand open what was restored, in words.
pub async fn after_restore(config: &Config, db: &Db) -> Result<String> {
    let keyring = keyring(config, db)?;
    Ok(match seal::check(&mut db.read().await?, &keyring).await {
        Ok(()) => "The keys at hand open what is sealed in it.\n".to_owned(),
        Err(error) => {
            let cause = anyhow::Error::from(error);
            format!(
                "Look at this: keys are not in an archive, and those at hand are not the ones it was made with. \
                 Muster does not start before that is put right. {}\n",
                cause.root_cause()
            )
        }
    })
}
