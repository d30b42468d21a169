//! From the words on the command line to a command.

use super::{COMMANDS, Command, Migrate};
use crate::seed::Size;
use lexopt::{Arg, Parser, ValueExt};
use std::{ffi::OsString, fmt, path::PathBuf};

/// Words that make no command, explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misuse(String);

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<lexopt::Error> for Misuse {
    fn from(error: lexopt::Error) -> Self {
        Self(format!("{error}.\nmuster --help shows what there is."))
    }
}

impl Command {
    /// Reads the words after the program's name. No word at all asks for help.
    pub fn parse(words: impl IntoIterator<Item = impl Into<OsString>>) -> Result<Self, Misuse> {
        let mut parser = Parser::from_args(words);
        let command = match parser.next()? {
            None | Some(Arg::Long("help") | Arg::Short('h')) => return Ok(Self::Help),
            Some(Arg::Long("version") | Arg::Short('V')) => return Ok(Self::Version),
            Some(Arg::Value(word)) => word.string()?,
            Some(other) => return Err(other.unexpected().into()),
        };
        let given = Given::read(&mut parser)?;
        if given.is_help {
            return Ok(Self::Help);
        }
        given.into_command(&command)
    }
}

/// Everything after the command's name, not yet held against what the command takes.
#[derive(Default)]
struct Given {
    words: Vec<OsString>,
    is_help: bool,
    is_check: bool,
    is_table: bool,
    down: Option<u32>,
    organisation: Option<String>,
    /// Sizes by name.
    sizes: Vec<(String, usize)>,
}

/// What a seeded company can have a number of.
const SIZES: [&str; 4] = ["requirements", "evidence", "tasks", "audit"];

impl Given {
    fn read(parser: &mut Parser) -> Result<Self, lexopt::Error> {
        let mut given = Self::default();
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("help") | Arg::Short('h') => given.is_help = true,
                Arg::Long("check") => given.is_check = true,
                Arg::Long("table") => given.is_table = true,
                Arg::Long("down") => given.down = Some(parser.value()?.parse()?),
                Arg::Long("organisation") => given.organisation = Some(parser.value()?.string()?),
                Arg::Long(name) if SIZES.contains(&name) => {
                    let name = name.to_owned();
                    given.sizes.push((name, parser.value()?.parse()?));
                }
                Arg::Value(word) => given.words.push(word),
                other => return Err(other.unexpected()),
            }
        }
        Ok(given)
    }

    fn into_command(mut self, command: &str) -> Result<Command, Misuse> {
        let name = match command {
            "catalogue" | "keys" | "mail" | "people" | "trail" => {
                format!("{command} {}", self.take_word().unwrap_or_default().display())
            }
            _ => command.to_owned(),
        };
        let made = match name.as_str() {
            "help" => Some(Command::Help),
            "version" => Some(Command::Version),
            "serve" => Some(Command::Serve),
            "demo" => Some(Command::Demo),
            "migrate" => self.migrate().map(Command::Migrate),
            "check-config" => Some(Command::CheckConfig),
            "health" => Some(Command::Health),
            "score" => self.take_file().map(|file| Command::Score { file, is_table: self.take_table() }),
            "catalogue import" => self.take_file().and_then(|file| {
                self.organisation.take().map(|organisation| Command::ImportCatalogue { file, organisation })
            }),
            "people import" => self.take_file().and_then(|file| {
                self.organisation.take().map(|organisation| Command::ImportPeople { file, organisation })
            }),
            "backup" => self.take_file().map(|file| Command::Backup { file }),
            "restore" => self.take_file().map(|file| Command::Restore { file }),
            "rescue" => self
                .take_word()
                .and_then(|word| word.into_string().ok())
                .map(|email| Command::Rescue { email }),
            "mail test" => self
                .take_word()
                .and_then(|word| word.into_string().ok())
                .map(|address| Command::MailTest { address }),
            "trail verify" => Some(Command::VerifyTrail),
            "keys rotate" => Some(Command::RotateKeys),
            "keys pepper" => Some(Command::ChangePepper),
            "seed" => Some(Command::Seed(self.take_size()?)),
            "routes" => Some(Command::Routes),
            _ => return Err(unknown(&name)),
        };
        made.filter(|_| self.is_used_up()).ok_or_else(|| usage(&name))
    }

    fn migrate(&mut self) -> Option<Migrate> {
        match (std::mem::take(&mut self.is_check), self.down.take()) {
            (false, None) => Some(Migrate::Up),
            (true, None) => Some(Migrate::Check),
            (false, Some(steps)) if steps > 0 => Some(Migrate::Down(steps)),
            _ => None,
        }
    }

    fn take_size(&mut self) -> Result<Size, Misuse> {
        let mut size = Size::default();
        for (name, number) in std::mem::take(&mut self.sizes) {
            *match name.as_str() {
                "requirements" => &mut size.requirements,
                "evidence" => &mut size.evidence,
                "tasks" => &mut size.tasks,
                _ => &mut size.audit,
            } = number;
        }
        size.check().map_err(|problem| Misuse(problem.to_string()))
    }

    fn take_word(&mut self) -> Option<OsString> {
        (!self.words.is_empty()).then(|| self.words.remove(0))
    }

    fn take_file(&mut self) -> Option<PathBuf> {
        self.take_word().map(PathBuf::from)
    }

    fn take_table(&mut self) -> bool {
        std::mem::take(&mut self.is_table)
    }

    /// Whether the command had a use for everything.
    fn is_used_up(&self) -> bool {
        let Self { words, is_help: _, is_check, is_table, down, organisation, sizes } = self;
        words.is_empty()
            && !is_check
            && !is_table
            && down.is_none()
            && organisation.is_none()
            && sizes.is_empty()
    }
}

fn unknown(name: &str) -> Misuse {
    Misuse(format!("Muster has no command “{}”.\nmuster --help shows what there is.", name.trim()))
}

/// How the command is written.
fn usage(name: &str) -> Misuse {
    let is_its =
        |usage: &&str| *usage == name || usage.strip_prefix(name).is_some_and(|rest| rest.starts_with(' '));
    let usages = COMMANDS.map(|(usage, _)| usage);
    let lines: Vec<_> = usages.iter().filter(|u| is_its(u)).map(|u| format!("  muster {u}")).collect();
    Misuse(format!("“{name}” is written like this:\n{}", lines.join("\n")))
}
