//! What the rows of a file are held against, read at one moment.

use crate::access::Scope;
use crate::assessments::{self, Finding, Implementation, Picture, Place};
use crate::evidence::{self, Validity};
use crate::exchange::{self, Cell, Sheet, Table};
use crate::imports::{
    model::{people::People, values},
    store,
};
use crate::kernel::{
    Result,
    db::Conn,
    env::{Day, Timestamp},
};
use crate::poams::{self, Poam};
use crate::tasks;
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

/// What the rows of a file are held against.
pub struct Ground {
    /// What the file holds.
    pub table: Table,
    /// The assessment.
    pub picture: Arc<Picture>,
    /// Everybody of the organisation.
    pub people: People,
    /// The moment that the file shows.
    pub as_of: Option<Timestamp>,
    /// Today.
    pub today: Day,
    /// Tasks, where the file is about those; and so on.
    pub tasks: Vec<tasks::Dated>,
    /// What was found.
    pub findings: Vec<Finding>,
    /// How requirements are met.
    pub implementations: Vec<Implementation>,
    /// Items of the POA&M, each with the day of its last milestone.
    pub poams: Vec<(Poam, Option<Day>)>,
    /// The last day for the close-out, where the clock of a Conditional status runs.
    pub closing: Option<Day>,
    /// The register of evidence.
    pub evidence: Vec<evidence::Dated>,
    /// How long evidence is valid where nobody says so.
    pub validity: Option<Validity>,
    /// Texts as exports write them: the record, then the columns.
    texts: HashMap<String, Vec<String>>,
    columns: HashMap<&'static str, usize>,
}

impl Ground {
    /// Reads what a file about `table` is held against.
    pub async fn read(
        conn: &mut Conn,
        scope: Scope,
        (table, picture): (Table, Arc<Picture>),
        as_of: Option<Timestamp>,
        today: Day,
    ) -> Result<Self> {
        let tasks = match table {
            Table::Tasks => tasks::all(conn, scope).await?,
            _ => Vec::new(),
        };
        let sheet = match table {
            Table::Tasks => exchange::tasks(&tasks),
            _ => exchange::read(conn, scope, &picture, (table, today)).await?,
        };
        let people = store::people(conn, scope).await?;
        let id = picture.assessment.id;
        let columns = sheet.columns.iter().enumerate().map(|(at, column)| (column.name, at)).collect();
        let mut ground = Self {
            table,
            people,
            as_of,
            today,
            tasks,
            findings: Vec::new(),
            implementations: Vec::new(),
            poams: Vec::new(),
            closing: None,
            evidence: Vec::new(),
            validity: None,
            texts: texts(table, sheet),
            columns,
            picture,
        };
        match table {
            Table::Tasks => {}
            Table::Requirements => {
                ground.implementations = assessments::all_implementations(conn, scope, id).await?;
            }
            Table::Objectives => ground.findings = assessments::all_findings(conn, scope, id).await?,
            Table::Poams => {
                ground.poams = poams::all(conn, scope, id).await?;
                ground.closing = poams::closing_in(conn, scope, &ground.picture, today).await?;
            }
            Table::Evidence => {
                ground.evidence = evidence::all(conn, scope).await?;
                ground.validity = Some(evidence::usual_validity(conn, scope).await?);
            }
        }
        Ok(ground)
    }

    /// What a record has in a column.
    pub fn text(&self, record: &str, column: &str) -> &str {
        let found = self.texts.get(record).zip(self.columns.get(column));
        found.and_then(|(row, at)| row.get(*at)).map_or("", String::as_str)
    }

    /// The requirement of this assessment that a text means, and the objective that it names besides.
    pub fn requirement(&self, raw: &str) -> Result<(String, String), String> {
        if self.picture.line(raw).is_some() {
            return Ok((raw.to_owned(), String::new()));
        }
        let own = raw.strip_suffix(']').and_then(|open| open.split_once('['));
        let own = own.filter(|(name, _)| self.picture.line(name.trim()).is_some());
        let (id, letter) = match own {
            Some((name, letter)) => (name.trim().to_owned(), letter.trim().to_owned()),
            None => match values::requirement(raw) {
                Some((id, letter)) => (id.to_owned(), letter.to_owned()),
                None => {
                    return Err("No requirement is called that. Write it like 3.1.1 or AC.L2-3.1.1.".into());
                }
            },
        };
        if self.picture.line(&id).is_some() {
            return Ok((id, letter));
        }
        // The guide of 2021 for Level 2 calls what Level 1 has as well by names such as AC.L1-3.1.1.
        let name = raw.split('[').next().unwrap_or_default().trim();
        match name.split_once('-').filter(|(_, number)| self.picture.line(number).is_some()) {
            Some((_, number)) => Ok((number.to_owned(), letter)),
            None => Err("This requirement is not part of this assessment.".into()),
        }
    }

    /// The objectives that a list means, with commas, semicolons or line breaks between them. A requirement without a
    /// letter stands for all of its objectives.
    pub fn objectives(&self, raw: &str) -> Result<BTreeSet<Place>, String> {
        let mut places = BTreeSet::new();
        for part in raw.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
            let named = |reason: String| format!("{part}: {reason}");
            // Objectives of Level 1 carry the requirement's number in their own name.
            let own = part.split_once(' ').filter(|(id, _)| self.picture.line(id).is_some());
            let (requirement, letter) = match own {
                Some((id, objective)) => (id.to_owned(), objective.trim().to_owned()),
                None => self.requirement(part).map_err(named)?,
            };
            let place =
                |objective: &str| Place { requirement: requirement.clone(), objective: objective.to_owned() };
            match (letter.as_str(), self.picture.line(&requirement)) {
                ("", Some(line)) => places.extend(line.cells.iter().map(|cell| place(&cell.objective))),
                (letter, _) => {
                    places.insert(place(&self.objective(&requirement, letter).map_err(named)?));
                }
            }
        }
        Ok(places)
    }

    /// The objective of a requirement that a text means: `a`, `[a]`, or with the number before it.
    pub fn objective(&self, requirement: &str, raw: &str) -> Result<String, String> {
        let line =
            self.picture.line(requirement).ok_or("This requirement is not part of this assessment.")?;
        let letter =
            raw.trim().trim_end_matches(']').rsplit('[').next().unwrap_or_default().trim().to_lowercase();
        let is_it = |name: &str| name == raw || name == letter || name.ends_with(&format!("[{letter}]"));
        let found = line.cells.iter().map(|cell| cell.objective.as_str()).filter(|name| is_it(name));
        let found: Vec<&str> = found.collect();
        match found.as_slice() {
            [one] => Ok((*one).to_owned()),
            [] => Err(format!("{requirement} has no objective of this letter.")),
            _ => Err(format!("{requirement} has several objectives of this letter. Write it like 3.1.1[a].")),
        }
    }
}

/// The rows of a sheet by the record they are about.
fn texts(table: Table, sheet: Sheet) -> HashMap<String, Vec<String>> {
    let text = |cell: Cell| match cell {
        Cell::Nothing => String::new(),
        Cell::Number(number) => number.to_string(),
        Cell::Text(text) => text.replace("\r\n", "\n").trim().to_owned(),
    };
    let named = |row: Vec<Cell>| {
        let row: Vec<String> = row.into_iter().map(text).collect();
        let key = match table {
            Table::Objectives => row[..2].join(" "),
            _ => row[0].clone(),
        };
        (key, row)
    };
    sheet.rows.into_iter().map(named).collect()
}
