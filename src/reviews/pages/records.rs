//! The reviews of a requirement on record, and the form that adds one.

use crate::access::{Access, Grant, Includes, Read, ReviewObjectives, RightName};
use crate::assessments::{AssessmentId, Pictures, segment};
use crate::kernel::{Error, Problems, Result, db::Db, env::Day, text, text::Paragraph};
use crate::reviews::{
    actions,
    model::{NewReview, Outcome, Review, There, name},
};
use crate::web::{
    flash::Flash,
    forms::{Fields, Parser, problems},
    routes::Routes,
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};

const RECORDS: &str = "reviews/records.html";
const BLOCK: &str = "record_form";

/// The page and its form.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/reviews/:requirement/record", show);
    routes.post("/o/:org/assessments/:assessment/reviews/:requirement/record", record);
}

#[derive(Deserialize)]
struct Address {
    assessment: AssessmentId,
    requirement: String,
}

#[derive(Serialize)]
struct Page {
    at: String,
    id: String,
    title: String,
    href: String,
    action: String,
    reviewed_on: Option<Day>,
    next_on: Option<Day>,
    months: i64,
    records: Vec<Record>,
    is_locked: bool,
    may_record: bool,
    typed: Typed,
    problems: Problems,
}

/// A review on record, with the names of its objectives.
#[derive(Serialize)]
struct Record {
    #[serde(flatten)]
    review: Review,
    names: Vec<String>,
}

#[derive(Default, Serialize)]
struct Typed {
    reviewed_on: String,
    outcome: String,
    notes: String,
}

impl Typed {
    fn of(fields: &Fields) -> Self {
        let text = |name| fields.text(name).to_owned();
        Self { reviewed_on: text("reviewed_on"), outcome: text("outcome"), notes: text("notes") }
    }

    fn begun(today: Day) -> Self {
        Self { reviewed_on: today.to_string(), ..Self::default() }
    }
}

fn read(fields: &Fields) -> Result<NewReview> {
    let mut parser = Parser::default();
    let day = text::day(fields.text("reviewed_on"))
        .and_then(|day| day.ok_or("Enter the day of the review.".into()));
    let reviewed_on = parser.take("reviewed_on", day);
    let outcome = Outcome::parse(fields.text("outcome")).ok_or("Say what came of it.");
    let outcome = parser.take("outcome", outcome);
    let notes = parser.take("notes", Paragraph::parse(fields.text("notes")));
    let new = (|| Some(NewReview { reviewed_on: reviewed_on?, outcome: outcome?, notes: notes? }))();
    parser.finish(new)
}

impl Page {
    async fn load(
        ui: Ui,
        db: &Db,
        pictures: &Pictures,
        access: &Access<impl Includes<Read>>,
        address: &Address,
        typed: Typed,
    ) -> Result<(Ui, Self)> {
        let (ui, picture, at) = super::open(ui, db, pictures, access, address.assessment).await?;
        let line = picture.line(&address.requirement).ok_or(Error::NotFound)?;
        let there = There { assessment: address.assessment, requirement: &line.id };
        let records = actions::records(db, access, there).await?;
        let is_locked = picture.assessment.is_locked();
        let page = Self {
            id: line.id.clone(),
            title: line.title.clone(),
            href: format!("{at}/requirements/{}", segment(&line.id)),
            action: format!("{at}/reviews/{}/record", segment(&line.id)),
            reviewed_on: line.reviewed_on,
            next_on: line.next_review_on,
            months: line.interval.months(),
            records: records.into_iter().map(|review| Record::of(review, &line.id)).collect(),
            is_locked,
            may_record: !is_locked && ui.may(RightName::ReviewObjectives) == Grant::All,
            typed,
            problems: Problems::new(),
            at,
        };
        Ok((ui, page))
    }
}

impl Record {
    fn of(review: Review, requirement: &str) -> Self {
        let names = review.seen.objectives.iter().map(|one| name(requirement, &one.objective)).collect();
        Self { review, names }
    }
}

#[handler]
async fn show(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<Read>,
    Path(address): Path<Address>,
) -> Result<Reply> {
    let typed = Typed::begun(db.env().today());
    let (ui, page) = Page::load(ui, &db, &pictures, &access, &address, typed).await?;
    ui.once().show(RECORDS, BLOCK, page)
}

#[handler]
async fn record(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<ReviewObjectives>,
    Path(address): Path<Address>,
    fields: Fields,
) -> Result<Reply> {
    let (ui, page) = Page::load(ui, &db, &pictures, &access, &address, Typed::of(&fields)).await?;
    let once = (fields.text("once"), page.action.as_str());
    let recorded = match read(&fields) {
        Ok(new) => actions::record(&db, &access, address.assessment, &page.id, new, once).await,
        Err(refused) => Err(refused),
    };
    match problems(recorded)? {
        Ok(review) => {
            let text = match review.outcome {
                Outcome::AsRecorded => format!("The review of {} is on record.", page.id),
                Outcome::NeedsWork => {
                    format!("The review of {} is on record. Give somebody the work as a task.", page.id)
                }
            };
            Ok(ui.go(&format!("{}#on-record", page.action), Flash::ok(text)))
        }
        Err(problems) => ui.once().show_problems(RECORDS, BLOCK, Page { problems, ..page }),
    }
}
