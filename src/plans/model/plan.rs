//! A plan as it is kept.

use crate::access::Owners;
use crate::assessments::AssessmentId;
use crate::kernel::{env::Timestamp, id::UserId, text::Line};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use std::collections::BTreeSet;

id!(
    /// A kept plan.
    PlanId
);

/// The requirements that are to be fixed, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fixes(BTreeSet<String>);

impl Fixes {
    /// The longest list that is kept; more than any level has requirements.
    pub const MAX: usize = 200;

    /// Those of the ids that `is_known`.
    pub fn of<'a>(ids: impl IntoIterator<Item = &'a str>, is_known: impl Fn(&str) -> bool) -> Self {
        Self(ids.into_iter().filter(|id| is_known(id)).take(Self::MAX).map(str::to_owned).collect())
    }
    /// Their ids.
    pub fn ids(&self) -> BTreeSet<&str> {
        self.0.iter().map(String::as_str).collect()
    }
    /// Whether `id` is one of them.
    pub fn has(&self, id: &str) -> bool {
        self.0.contains(id)
    }
    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

/// Some fixes under a name.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Plan {
    /// Its id.
    pub id: PlanId,
    /// The assessment it is about.
    pub assessment_id: AssessmentId,
    /// What people call it.
    pub title: Line,
    /// What is to be fixed.
    pub fixes: Json<Fixes>,
    /// How often it was changed.
    pub version: i64,
    /// Who made it.
    pub author_id: UserId,
    /// That person's name.
    pub author: String,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// What somebody says about a plan.
#[derive(Clone, Debug)]
pub struct NewPlan {
    /// What people call it.
    pub title: Line,
    /// What is to be fixed.
    pub fixes: Fixes,
}

impl Plan {
    /// Whether it says the same.
    pub fn says(&self, new: &NewPlan) -> bool {
        self.title == new.title && self.fixes.0 == new.fixes
    }

    /// The same, saying something else.
    #[must_use]
    pub fn saying(self, new: NewPlan, at: Timestamp) -> Self {
        Self { title: new.title, fixes: Json(new.fixes), version: self.version + 1, updated_at: at, ..self }
    }
}

impl Owners for Plan {
    const NOT_YOURS: &'static str = "You can read this plan but not change it: somebody else made it. Begin another \
         one from it, or ask its author or the compliance lead.";
    fn owners(&self) -> Vec<Option<UserId>> {
        vec![Some(self.author_id)]
    }
}
