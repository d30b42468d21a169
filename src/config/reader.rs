//! Reads one variable after the other, and remembers everything that is wrong instead of stopping at once.

use super::variables::{Preset, Variable};
use std::fmt;

/// Gives the value of a variable, if there is one.
pub type Lookup<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// One thing that is wrong with the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The variable.
    pub variable: String,
    /// What is wrong with it, as a sentence; never the value of a secret.
    pub problem: String,
    /// A value that would do; empty where none would.
    pub example: &'static str,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.variable, self.problem)?;
        match self.example {
            "" => Ok(()),
            example => write!(f, " Example: {}={example}", self.variable),
        }
    }
}

/// Where a value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It was not set.
    Default,
    /// The variable itself.
    Variable,
    /// The file that `…_FILE` names.
    File,
}

/// One line of `muster check-config`.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The variable.
    pub variable: &'static Variable,
    /// Its value as it may be shown; for a secret only that there is one.
    pub shown: String,
    /// Where it came from.
    pub origin: Origin,
}

/// Reads variables and collects faults.
pub struct Reader<'a> {
    lookup: &'a Lookup<'a>,
    pub(super) faults: Vec<Fault>,
    pub(super) settings: Vec<Setting>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(lookup: &'a Lookup<'a>) -> Self {
        Self { lookup, faults: Vec::new(), settings: Vec::new() }
    }

    /// The value of a variable whose default stands in the table. `None`: a fault has been noted.
    pub fn value<T>(
        &mut self,
        variable: &'static Variable,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        let preset = match variable.preset {
            Preset::Text(text) => Some(text.to_owned()),
            Preset::WorkedOut(_) => None,
        };
        self.value_or(variable, preset, parse)
    }

    /// The value of a variable whose default is worked out here; without one it has to be set.
    pub fn value_or<T>(
        &mut self,
        variable: &'static Variable,
        preset: Option<String>,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        let (text, origin) = match self.set(variable)? {
            Some(found) => found,
            None => match preset {
                Some(text) => (text, Origin::Default),
                None => return self.fault(variable, "It has to be set."),
            },
        };
        let shown = if variable.is_secret { "set" } else { &text };
        self.settings.push(Setting { variable, shown: shown.to_owned(), origin });
        match parse(&text) {
            Ok(value) => Some(value),
            Err(problem) => self.fault(variable, problem),
        }
    }

    /// Changes how the variable read last is shown.
    pub fn show_as(&mut self, shown: impl Into<String>) {
        if let Some(last) = self.settings.last_mut() {
            last.shown = shown.into();
        }
    }

    /// Notes that something is wrong.
    pub fn fault<T>(&mut self, variable: &'static Variable, problem: impl Into<String>) -> Option<T> {
        let fault =
            Fault { variable: variable.name.to_owned(), problem: problem.into(), example: variable.example };
        self.faults.push(fault);
        None
    }

    /// What the environment says, by itself or through a file. `None`: a fault has been noted.
    /// An empty value counts as none, because compose files pass on variables that are not set as empty ones.
    pub fn set(&mut self, variable: &'static Variable) -> Option<Option<(String, Origin)>> {
        let look = |name: &str| (self.lookup)(name).filter(|value| !value.trim().is_empty());
        let value = look(variable.name);
        let file = variable.file_name().and_then(|name| look(&name).map(|path| (name, path)));
        match (value, file) {
            (None, None) => Some(None),
            (Some(value), None) => Some(Some((value.trim().to_owned(), Origin::Variable))),
            (Some(_), Some((name, _))) => self
                .fault(variable, format!("It is set twice, by itself and as {name}. Keep one of the two.")),
            (None, Some((name, path))) => match std::fs::read_to_string(path.trim()) {
                Ok(text) if !text.trim().is_empty() => Some(Some((text.trim().to_owned(), Origin::File))),
                Ok(_) => self.fault(variable, format!("The file “{path}” that {name} names is empty.")),
                Err(e) => {
                    self.fault(variable, format!("The file “{path}” that {name} names cannot be read: {e}."))
                }
            },
        }
    }
}
