//! Everything an operator can decide about an installation, read once at start from the environment and
//! checked as a whole: whoever sets Muster up sees all that is wrong in one go, with an example for each.

mod database;
mod dotenv;
mod keys;
mod mail;
mod parse;
mod reach;
mod reader;
mod redis;
mod secret_key;
mod sections;
#[cfg(test)]
mod tests;
mod variables;

pub use mail::MailConfig;
pub use reader::{Fault, Origin, Setting};
pub use secret_key::SecretKey;
pub use sections::{
    DatabaseConfig, HashingConfig, HttpConfig, LogConfig, LogFormat, SigninConfig, Stage, StorageConfig,
};
pub use variables::{Preset, VARIABLES, Variable, reference};

use reader::{Lookup, Reader};
use std::{collections::BTreeMap, fmt, path::Path};

/// The file with settings for development, in the folder Muster is started from.
const DOTENV: &str = ".env";

/// The checked configuration of an installation.
#[derive(Clone, Debug)]
pub struct Config {
    /// `MUSTER_ENV`, by default development.
    pub stage: Stage,
    /// Where people reach Muster.
    pub http: HttpConfig,
    /// Where data is kept.
    pub storage: StorageConfig,
    /// The database.
    pub database: DatabaseConfig,
    /// Passwords and sessions.
    pub signin: SigninConfig,
    /// How letters are sent.
    pub mail: MailConfig,
    /// What is logged.
    pub log: LogConfig,
    /// What is allowed but should be looked at, as sentences.
    pub warnings: Vec<String>,
    settings: Vec<Setting>,
}

/// One line of `muster check-config`, without anything secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The variable's name.
    pub name: &'static str,
    /// Its value, or for a secret that it is set.
    pub value: String,
    /// Where the value came from.
    pub origin: Origin,
    /// What it is for.
    pub meaning: &'static str,
    /// What a number counts; empty for what is not a number.
    pub unit: &'static str,
}

impl Config {
    /// The configuration that the process was started with; in development `.env` fills what is not set.
    pub fn from_env() -> Result<Self, Vec<Fault>> {
        let set: BTreeMap<String, String> = std::env::vars_os()
            .map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()))
            .filter(|(name, _)| name.starts_with("MUSTER_"))
            .collect();
        Self::from_env_and(set, Path::new(DOTENV))
    }

    fn from_env_and(mut set: BTreeMap<String, String>, dotenv: &Path) -> Result<Self, Vec<Fault>> {
        let is_production = set.get(variables::ENV.name).is_some_and(|stage| stage.trim() == "production");
        let mut faults = if is_production { Vec::new() } else { dotenv::fill(&mut set, dotenv) };
        let unknown = set.keys().filter(|name| !variables::is_known(name)).map(|name| Fault {
            variable: name.clone(),
            problem: "Muster knows no such variable. Is it misspelt?".to_owned(),
            example: "",
        });
        let unknown: Vec<_> = unknown.collect();
        match Self::from_map(&|name| set.get(name).cloned()) {
            Ok(mut config) if faults.is_empty() => {
                config.warnings.extend(unknown.iter().map(ToString::to_string));
                Ok(config)
            }
            read => {
                // A name that is misspelt may be why another one is missing.
                faults.extend(read.err().into_iter().flatten().chain(unknown));
                Err(faults)
            }
        }
    }

    /// The configuration out of any source of variables; reads no file but those named by `…_FILE`.
    pub fn from_map(lookup: &Lookup<'_>) -> Result<Self, Vec<Fault>> {
        let mut r = Reader::new(lookup);
        let stage = sections::stage(&mut r);
        let assumed = stage.unwrap_or(Stage::Development);
        let http = sections::http(&mut r, assumed);
        let storage = sections::storage(&mut r);
        let data_dir = storage.as_ref().map(|s| s.data_dir.clone()).unwrap_or_default();
        let database = database::read(&mut r, &data_dir);
        let signin = sections::signin(&mut r, assumed, &data_dir);
        let base_host = http.as_ref().map(|http| http.host().to_owned()).unwrap_or_default();
        let mail = mail::read(&mut r, assumed, &data_dir, &base_host);
        let log = sections::log(&mut r, assumed);
        let Reader { faults, settings, .. } = r;
        match (stage, http, storage, database, signin, mail, log) {
            (Some(stage), Some(http), Some(storage), Some(database), Some(signin), Some(mail), Some(log))
                if faults.is_empty() =>
            {
                let mut warnings: Vec<_> =
                    http.warning().into_iter().chain(database.warning()).chain(mail.warning(stage)).collect();
                warnings.extend(redis::warning(&http));
                warnings.extend(reach::warnings(&http, stage));
                warnings.extend(keys::warnings(&signin.keys));
                Ok(Self { stage, http, storage, database, signin, mail, log, warnings, settings })
            }
            _ => Err(faults),
        }
    }

    /// Every variable with its value, secrets left out, in the order of the table.
    pub fn redacted(&self) -> Vec<Line> {
        let lines = self.settings.iter().map(|setting| Line {
            name: setting.variable.name,
            value: setting.shown.clone(),
            origin: setting.origin,
            meaning: setting.variable.meaning,
            unit: setting.variable.unit,
        });
        lines.collect()
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origin = match self.origin {
            Origin::Default => " (default)",
            Origin::Variable => "",
            Origin::File => " (from a file)",
        };
        let unit = match self.unit {
            "" => String::new(),
            unit => format!(" In {unit}."),
        };
        write!(f, "{}={}{origin}\n    {}{unit}", self.name, self.value, self.meaning)
    }
}
