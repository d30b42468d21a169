//! What Muster can be asked to do from a terminal.

mod check_config;
mod health;
mod parse;
#[cfg(test)]
mod tests;

pub use check_config::check_config;
pub use health::health;
pub use parse::Misuse;

use crate::config::Config;
use crate::seed::Size;
use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

/// The exit status for a command or a configuration that cannot be understood, and for files with mistakes.
pub const EXIT_MISUSE: u8 = 2;

/// One command with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Show what there is.
    Help,
    /// Show the version.
    Version,
    /// Answer browsers until told to stop.
    Serve,
    /// The same with the demonstration organisation loaded, printing a sign-in link.
    Demo,
    /// Bring the database to this program's version, or say how far it is, or go back.
    Migrate(Migrate),
    /// Show the configuration without its secrets.
    CheckConfig,
    /// Ask a running Muster on this machine whether it is well.
    Health,
    /// Compute a score from a file.
    Score {
        /// The findings.
        file: PathBuf,
        /// Whether people shall read the result.
        is_table: bool,
    },
    /// Import texts into an organisation's catalogue.
    ImportCatalogue {
        /// The texts.
        file: PathBuf,
        /// The organisation's short name in addresses.
        organisation: String,
    },
    /// Take people over from another program, with the hashes of their passwords.
    ImportPeople {
        /// The people.
        file: PathBuf,
        /// The organisation's short name in addresses.
        organisation: String,
    },
    /// Write database and evidence into one archive.
    Backup {
        /// The archive.
        file: PathBuf,
    },
    /// Fill an empty place from an archive.
    Restore {
        /// The archive.
        file: PathBuf,
    },
    /// Print a one-time sign-in link for a person who cannot get in.
    Rescue {
        /// The person's address.
        email: String,
    },
    /// Send a letter to see whether the mail server takes it.
    MailTest {
        /// Where to.
        address: String,
    },
    /// Check the chain of the trail.
    VerifyTrail,
    /// Seal everything again with the current key.
    RotateKeys,
    /// Make a new pepper for passwords.
    ChangePepper,
    /// Make a company of some size, for load tests.
    Seed(Size),
    /// List every address that Muster answers.
    Routes,
}

/// What to do with the database's version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Migrate {
    /// Apply what is missing.
    Up,
    /// Only say what is missing.
    Check,
    /// Take back this many steps.
    Down(u32),
}

/// Usage and meaning of each command, in the order of the help.
const COMMANDS: [(&str, &str); 19] = [
    ("demo", "start with a demonstration organisation and print a sign-in link"),
    ("serve", "start answering browsers"),
    ("check-config", "show the configuration without its secrets, or all that is wrong with it"),
    ("migrate", "bring the database up to date"),
    ("migrate --check", "say which steps the database misses or took in another wording"),
    ("migrate --down N", "take back the last N steps"),
    ("score FILE [--table]", "compute the score of a file of findings, as JSON or to read"),
    ("catalogue import FILE --organisation SLUG", "import texts of requirements"),
    ("people import FILE --organisation SLUG", "take people over with the hashes of their passwords"),
    ("backup FILE", "write database and evidence into one archive, also while running"),
    ("restore FILE", "fill an empty installation from an archive"),
    ("rescue EMAIL", "print a one-time sign-in link for a person"),
    ("mail test ADDRESS", "send a letter to see whether the mail server takes it"),
    ("trail verify", "check that nobody has touched the trail"),
    ("keys rotate", "seal all secrets again with the first key of MUSTER_KEYS"),
    ("keys pepper", "give passwords a new pepper, each when its owner signs in"),
    (
        "seed [--requirements N] [--evidence N] [--tasks N] [--audit N]",
        "make a company of that size, to try the speed",
    ),
    ("routes", "list every address that Muster answers"),
    ("health", "ask the Muster running on this machine whether it is well"),
];

/// The help text.
pub fn help() -> String {
    let mut text = String::from("Muster tracks CMMC compliance: requirements, evidence, and the score.\n\n");
    for (usage, meaning) in COMMANDS {
        text.push_str(&format!("  muster {usage:<42} {meaning}\n"));
    }
    text.push_str("\n  muster --help, muster --version\n\nMUSTER_… variables configure it; ");
    text.push_str("check-config names and explains them all.\n");
    text
}

/// The version line.
pub fn version() -> &'static str {
    concat!("muster ", env!("CARGO_PKG_VERSION"), "\n")
}

/// Prints to standard output. A reader that went away early (`| head`) is not our problem.
pub fn print(text: &str) -> ExitCode {
    match io::stdout().write_all(text.as_bytes()).and_then(|()| io::stdout().flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    }
}

/// Says on standard error what cannot be understood.
pub fn refuse(problem: impl std::fmt::Display) -> ExitCode {
    eprintln!("{problem}");
    ExitCode::from(EXIT_MISUSE)
}

/// A failure and its causes, as sentences. "Something went wrong on our side" says nothing to whoever stands at
/// the console with the cause before their eyes.
pub fn why(error: &anyhow::Error) -> String {
    let is_said = |cause: &&(dyn std::error::Error + 'static)| {
        !matches!(cause.downcast_ref(), Some(crate::kernel::Error::Internal(_)))
    };
    let mut text = String::new();
    for cause in error.chain().filter(is_said).map(ToString::to_string) {
        match text.trim_end() {
            "" => {}
            said if said.ends_with(&cause) => continue,
            said if said.ends_with(['.', '!', '?']) => text.push(' '),
            _ => text.push_str(": "),
        }
        text.push_str(&cause);
    }
    text
}

/// The configuration of the process; all faults are printed if it has any.
pub fn configuration() -> Result<Config, ExitCode> {
    Config::from_env().map_err(|faults| {
        let lines: Vec<_> = faults.iter().map(|fault| format!("  {fault}")).collect();
        refuse(format!("The configuration has {} fault(s):\n{}", faults.len(), lines.join("\n")))
    })
}
