//! The one table of rights. Not a ladder: an assessor reads what a contributor does, and changes nothing.

use super::{Includes, Right};
use serde::Serialize;

/// What a person is in an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, sqlx::Type, Serialize, serde::Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the installation and may do everything in it.
    Admin,
    /// Runs the assessments.
    Lead,
    /// Answers for some requirements.
    Contributor,
    /// Reads and doubts.
    Assessor,
}

impl Role {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 4] = [Self::Admin, Self::Lead, Self::Contributor, Self::Assessor];

    /// The word in forms and addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Lead => "lead",
            Self::Contributor => "contributor",
            Self::Assessor => "assessor",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// The name for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Admin => "Administrator",
            Self::Lead => "Compliance lead",
            Self::Contributor => "Contributor",
            Self::Assessor => "Assessor",
        }
    }
}

/// What one role may do with one right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// Not at all.
    No,
    /// With what is their own: requirements they own, tasks they hold, evidence they added.
    Own,
    /// With everything of the organisation.
    All,
}

macro_rules! rights {
    ($($name:ident, $word:literal, $label:literal: $($grant:ident)+;)+) => {
        /// A row of the table of rights.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum RightName { $(#[doc = $label] $name,)+ }

        impl RightName {
            /// All rows.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The word that templates ask `ui.can` for.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }
            /// What it lets somebody do, in words.
            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)+ }
            }
            fn grants(self) -> [Grant; 4] {
                match self { $(Self::$name => [$(Grant::$grant,)+],)+ }
            }
            /// What `role` may do.
            pub fn grant(self, role: Role) -> Grant {
                let grants = self.grants();
                match role {
                    Role::Admin => grants[0],
                    Role::Lead => grants[1],
                    Role::Contributor => grants[2],
                    Role::Assessor => grants[3],
                }
            }
        }

        $(
            #[doc = $label]
            pub struct $name;
            impl Right for $name { const RIGHT: RightName = RightName::$name; }
        )+
    };
}

rights! {
    //                                                                            admin lead contributor assessor
    Read, "read", "Read requirements, findings, evidence and scores":             All All All All;
    EditFindings, "edit_findings", "Assess objectives and write findings":        All All Own No;
    EditImplementations, "edit_implementations", "Write how a requirement is met": All All Own No;
    AssignRequirements, "assign_requirements", "Choose owners, in bulk too":      All All No No;
    AddEvidence, "add_evidence", "Add evidence":                                  All All All No;
    EditEvidence, "edit_evidence", "Describe, finalise and remove evidence":      All All Own No;
    ReviewEvidence, "review_evidence", "Accept evidence and return it":           All All No No;
    AskForEvidence, "ask_for_evidence", "Ask for evidence, outside too":         All All No No;
    AnswerRequests, "answer_requests", "Bring evidence that was asked for":       All All Own No;
    EditPoams, "edit_poams", "Plan how a POA&M item is brought to an end":        All All Own No;
    ClosePoams, "close_poams", "Validate the closure of somebody else's POA&M item": All All No No;
    ManageTasks, "manage_tasks", "Give tasks, do them and confirm them":          All All Own No;
    CommentTasks, "comment_tasks", "Comment on tasks":                             All All All No;
    ManageAssessments, "manage_assessments", "Start, copy, complete and reopen assessments": All All No No;
    ReviewObjectives, "review_objectives", "Accept and return what others found, review requirements": All All No No;
    ManageRequirements, "manage_requirements", "Write the organisation's own requirements": All All No No;
    ImportCatalogues, "import_catalogues", "Import official texts":               All No No No;
    ReadTrail, "read_trail", "Read, export and verify the trail":                 All All No All;
    ExportTables, "export_tables", "Make files of requirements, evidence, POA&M and tasks": All All No All;
    ImportTables, "import_tables", "Change requirements, evidence, POA&M and tasks by a file": All All No No;
    ManageNotices, "manage_notices", "Say when people are reminded, and remind them": All All No No;
    ManagePeople, "manage_people", "Invite people, change roles, deactivate":     All No No No;
    ManageSettings, "manage_settings", "Change the organisation's settings":      All No No No;
}

impl RightName {
    /// Whether `role` may do it at all, if only with what is their own.
    pub fn is_held_by(self, role: Role) -> bool {
        self.grant(role) != Grant::No
    }
}

macro_rules! include_read {
    ($($name:ident)+) => { $(impl Includes<Read> for $name {})+ };
}
include_read! {
    EditFindings EditImplementations AssignRequirements AddEvidence EditEvidence ReviewEvidence EditPoams
    AskForEvidence AnswerRequests ClosePoams ManageTasks CommentTasks ManageAssessments ManageRequirements
    ImportCatalogues ReadTrail ExportTables ImportTables ManagePeople ManageSettings ManageNotices ReviewObjectives
}

// Whoever decides about all evidence may change all of it.
impl Includes<EditEvidence> for ReviewEvidence {}

// A file says what people would otherwise say in forms, so it takes what those take.
impl Includes<EditFindings> for ImportTables {}
impl Includes<EditImplementations> for ImportTables {}
impl Includes<AssignRequirements> for ImportTables {}
impl Includes<AddEvidence> for ImportTables {}
impl Includes<EditEvidence> for ImportTables {}
impl Includes<EditPoams> for ImportTables {}
impl Includes<ManageTasks> for ImportTables {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assessor_changes_nothing_and_a_contributor_only_what_is_theirs() {
        for right in RightName::ALL {
            let assessor = right.grant(Role::Assessor);
            let reads = matches!(right, RightName::Read | RightName::ReadTrail | RightName::ExportTables);
            assert_eq!(assessor == Grant::All, reads, "{right:?}");
            let adds = matches!(right, RightName::Read | RightName::AddEvidence | RightName::CommentTasks);
            assert_eq!(right.grant(Role::Contributor) == Grant::All, adds, "{right:?}");
        }
    }

    #[test]
    fn neither_contributor_nor_assessor_includes_the_other() {
        let more = |a: Role, b: Role| {
            RightName::ALL.iter().any(|r| r.grant(a) != Grant::No && r.grant(b) == Grant::No)
        };
        assert!(more(Role::Contributor, Role::Assessor) && more(Role::Assessor, Role::Contributor));
    }
}
