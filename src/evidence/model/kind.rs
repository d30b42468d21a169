//! What sort of proof a piece of evidence is, and whether it is in its final form.

use serde::Serialize;

/// What a piece of evidence is, by how an assessor meets it: read, seen on a screen, seen in place, told, tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, Serialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What the organisation wrote down: a policy, a procedure, a plan.
    Document,
    /// What a screen showed, live or as a picture.
    ScreenShare,
    /// What work leaves behind: a log, a list, a configuration, a signed form.
    Artifact,
    /// What is seen in place: a lock, a badge reader, a sign.
    Physical,
    /// What somebody said.
    Interview,
    /// What a trial gave.
    Test,
}

impl Kind {
    /// All of them, in the order of forms.
    pub const ALL: [Self; 6] =
        [Self::Document, Self::ScreenShare, Self::Artifact, Self::Physical, Self::Interview, Self::Test];

    /// The word in forms and addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::ScreenShare => "screen_share",
            Self::Artifact => "artifact",
            Self::Physical => "physical",
            Self::Interview => "interview",
            Self::Test => "test",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// Whether the file is what will be shown to an assessor, or still being worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, Serialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Not yet to be relied upon (32 CFR 170.24 wants final forms).
    Draft,
    /// As it will be shown.
    Final,
}

impl State {
    /// The word in forms and addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Final => "final",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Draft, Self::Final].into_iter().find(|state| state.word() == word)
    }
}
