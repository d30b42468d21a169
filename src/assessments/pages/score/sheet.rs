//! What the score sheet holds, whichever form it takes.

use super::super::place;
use crate::access::{Access, Read};
use crate::assessments::{
    actions,
    model::{
        Lasting, Mark,
        picture::{Line, Picture},
        standing::{ClaimNote, Row, Standing},
    },
};
use crate::kernel::{Result, db::Db};
use serde::Serialize;

/// The whole sheet.
#[derive(Debug, Serialize)]
pub struct Sheet<'a> {
    pub at: String,
    pub title: String,
    pub system: String,
    pub level: i64,
    pub lead: String,
    pub today: String,
    pub completed_on: Option<String>,
    pub completed_name: String,
    pub level2_status: String,
    pub level2_score: Option<i64>,
    pub standing: &'a Standing,
    pub lasting: Option<Lasting>,
    pub points: i32,
    pub open: usize,
    pub to_confirm: usize,
    pub is_plan_open: bool,
    pub provisional: usize,
    pub rows: Vec<SheetRow<'a>>,
    pub own: Vec<SheetRow<'a>>,
}

/// A requirement with what it came to and who said so.
#[derive(Debug, Serialize)]
pub struct SheetRow<'a> {
    pub id: &'a str,
    pub cmmc_id: &'a str,
    pub title: &'a str,
    pub family: &'a str,
    pub href: String,
    pub result: Mark,
    pub is_provisional: bool,
    pub is_to_confirm: bool,
    pub value: Option<i32>,
    pub points: i32,
    pub words: &'a str,
    pub citation: &'a str,
    pub claim: Option<&'a ClaimNote>,
    pub partial: &'a str,
    pub is_on_poam: bool,
    pub owner: &'a str,
    pub by: &'a str,
    pub changed_at: Option<String>,
}

impl<'a> SheetRow<'a> {
    fn blank(line: &'a Line, at: &str) -> Self {
        Self {
            id: &line.id,
            cmmc_id: &line.cmmc_id,
            title: &line.title,
            family: &line.family,
            href: format!("{at}/requirements/{}", place::segment(&line.id)),
            result: line.mark(),
            is_provisional: false,
            is_to_confirm: line.is_to_confirm(),
            value: line.weight,
            points: 0,
            words: "",
            citation: "",
            claim: None,
            partial: "",
            is_on_poam: line.is_on_poam,
            owner: line.owner.as_ref().map_or("", |owner| &owner.name),
            by: line.changed.as_ref().map_or("", |(by, _)| by),
            changed_at: line.changed.as_ref().map(|(_, at)| at.to_rfc3339()),
        }
    }

    fn of(line: &'a Line, row: &'a Row, at: &str) -> Self {
        Self {
            result: row.result,
            is_provisional: row.is_provisional,
            is_to_confirm: row.is_to_confirm,
            points: row.points,
            words: &row.words,
            citation: &row.citation,
            claim: row.claim.as_ref(),
            partial: &row.partial,
            is_on_poam: row.is_on_poam,
            ..Self::blank(line, at)
        }
    }
}

impl<'a> Sheet<'a> {
    /// The sheet of `picture`, whose pages are `at`, as it stands today.
    pub async fn load(db: &Db, access: &Access<Read>, picture: &'a Picture, at: &str) -> Result<Self> {
        let lasting = actions::lasting(db, access, picture).await?;
        Ok(Self { lasting, ..Self::of(picture, at, db.env().today().to_string())? })
    }

    fn of(picture: &'a Picture, at: &str, today: String) -> Result<Self> {
        let (assessment, standing) = (&picture.assessment, picture.standing()?);
        let row = |row: &'a Row| Some(SheetRow::of(picture.line(&row.requirement)?, row, at));
        let lead = assessment.lead_id.and_then(|id| picture.members.iter().find(|member| member.id == id));
        Ok(Self {
            at: at.to_owned(),
            title: assessment.title.to_string(),
            system: assessment.system.to_string(),
            level: assessment.level,
            lead: lead.map(|lead| lead.name.clone()).unwrap_or_default(),
            today,
            completed_on: assessment.completed_on.map(|day| day.to_string()),
            completed_name: assessment.completed_name.clone(),
            level2_status: assessment.level2_status.clone(),
            level2_score: assessment.level2_score,
            points: standing.points(),
            open: standing.open().count(),
            provisional: standing.open().filter(|row| row.is_provisional).count(),
            is_plan_open: standing.is_plan_open(),
            to_confirm: standing.open().filter(|row| row.is_to_confirm).count(),
            rows: standing.rows.iter().filter_map(row).collect(),
            own: picture
                .lines
                .iter()
                .filter(|line| line.is_own)
                .map(|line| SheetRow::blank(line, at))
                .collect(),
            standing,
            lasting: None,
        })
    }

    /// What the file is saved as.
    pub fn file_name(&self, ending: &str) -> String {
        let word = |c: char| if c.is_alphanumeric() { c } else { '-' };
        format!("score-{}-{}.{ending}", self.title.chars().map(word).collect::<String>(), self.today)
    }
}
