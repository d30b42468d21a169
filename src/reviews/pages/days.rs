//! When each requirement is to be reviewed, what is overdue first; and how often, for many at once.

use crate::access::{Access, Grant, Includes, Read, ReviewObjectives, RightName};
use crate::assessments::{AssessmentId, Line, Picture, Pictures, segment};
use crate::kernel::{Error, Problems, Result, db::Db, env::Day, id::UserId, paging::Page as Cut};
use crate::reviews::{
    actions,
    model::{months, own},
};
use crate::web::{
    flash::Flash,
    forms::{Fields, Query, problems},
    pager::{Pages, asked},
    routes::Routes,
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;

const DAYS: &str = "reviews/days.html";
const BLOCK: &str = "days";

/// The page and its forms.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/review-days", days);
    routes.post("/o/:org/assessments/:assessment/review-days", set_own);
    routes.get("/o/:org/assessments/:assessment/review-days/usual", back);
    routes.post("/o/:org/assessments/:assessment/review-days/usual", set_usual);
}

#[derive(Serialize)]
struct Page {
    at: String,
    address: String,
    /// What was asked for, and so where a form leads back to: `?show=soon&page=2`.
    query: String,
    show: &'static str,
    counts: Counts,
    rows: Vec<Row>,
    pages: Pages,
    usual: String,
    is_locked: bool,
    may_change: bool,
    typed: Typed,
    problems: Problems,
}

#[derive(Clone, Copy, Default, Serialize)]
struct Counts {
    all: usize,
    overdue: usize,
    soon: usize,
    never: usize,
}

/// What was typed for many, and could not be saved.
#[derive(Default, Serialize)]
struct Typed {
    picked: Vec<String>,
    set: String,
    months: String,
}

#[derive(Serialize)]
struct Row {
    id: String,
    href: String,
    record: String,
    title: String,
    owner: String,
    months: i64,
    is_own: bool,
    reviewed_on: Option<Day>,
    next_on: Option<Day>,
    is_overdue: bool,
}

/// Which requirements are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Show {
    All,
    Overdue,
    Soon,
    Mine,
}

/// So many days ahead is soon.
const SOON: i64 = 30;

impl Show {
    fn parse(word: &str) -> Self {
        match word {
            "overdue" => Self::Overdue,
            "soon" => Self::Soon,
            "mine" => Self::Mine,
            _ => Self::All,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Overdue => "overdue",
            Self::Soon => "soon",
            Self::Mine => "mine",
        }
    }

    fn lets(self, line: &Line, today: Day, user: UserId) -> bool {
        match self {
            Self::All => true,
            Self::Overdue => is_overdue(line, today),
            Self::Soon => is_soon(line, today),
            Self::Mine => line.owner.as_ref().is_some_and(|owner| owner.id == user),
        }
    }
}

/// The question of the page, without what means nothing to it.
fn query_of(query: &Fields, show: Show) -> String {
    let asked = [("show", show.word()), ("page", query.text("page")), ("per", query.text("per"))];
    let said: Vec<_> = asked.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    match said.is_empty() {
        true => String::new(),
        false => format!("?{}", serde_urlencoded::to_string(said).unwrap_or_default()),
    }
}

/// The question of the page on which a form was sent.
fn asked_in(form: &Fields) -> Fields {
    Fields::parse(form.text("query").trim_start_matches('?').as_bytes())
}

fn is_overdue(line: &Line, today: Day) -> bool {
    line.next_review_on.is_some_and(|day| day < today)
}

fn is_soon(line: &Line, today: Day) -> bool {
    line.next_review_on.is_some_and(|day| (0..=SOON).contains(&(day - today).num_days()))
}

impl Page {
    async fn load(
        ui: Ui,
        db: &Db,
        pictures: &Pictures,
        access: &Access<impl Includes<Read>>,
        id: AssessmentId,
        query: &Fields,
    ) -> Result<(Ui, Self)> {
        let (ui, picture, at) = super::open(ui, db, pictures, access, id).await?;
        let mut page = Self::of(&picture, at, db.env().today(), access.user(), query);
        page.may_change = !page.is_locked && ui.may(RightName::ReviewObjectives) == Grant::All;
        Ok((ui, page))
    }

    fn of(picture: &Picture, at: String, today: Day, user: UserId, query: &Fields) -> Self {
        let show = Show::parse(query.text("show"));
        let mut lines: Vec<&Line> = picture.lines().filter(|line| show.lets(line, today, user)).collect();
        // The sort is stable: requirements of one day stay in the order of the catalogue.
        lines.sort_by_key(|line| (line.next_review_on.is_none(), line.next_review_on));
        let cut = Cut::cut(lines, asked(query));
        let count = |is_it: fn(&Line, Day) -> bool| picture.lines().filter(|line| is_it(line, today)).count();
        Self {
            address: format!("{at}/review-days"),
            query: query_of(query, show),
            show: show.word(),
            counts: Counts {
                all: picture.lines.len(),
                overdue: count(is_overdue),
                soon: count(is_soon),
                never: count(|line, _| line.reviewed_on.is_none()),
            },
            pages: Pages::of(query, &cut, if cut.total == 1 { "requirement" } else { "requirements" }),
            rows: cut.rows.into_iter().map(|line| Row::of(&at, line, today)).collect(),
            usual: picture.usual_interval().to_string(),
            is_locked: picture.assessment.is_locked(),
            may_change: false,
            typed: Typed { months: "6".to_owned(), ..Typed::default() },
            problems: Problems::new(),
            at,
        }
    }

    fn back(&self) -> String {
        format!("{}{}", self.address, self.query)
    }
}

impl Row {
    fn of(at: &str, line: &Line, today: Day) -> Self {
        Self {
            id: line.id.clone(),
            href: format!("{at}/requirements/{}", segment(&line.id)),
            record: format!("{at}/reviews/{}/record", segment(&line.id)),
            title: line.title.clone(),
            owner: line.owner.as_ref().map(|owner| owner.name.clone()).unwrap_or_default(),
            months: line.interval.months(),
            is_own: line.interval.own.is_some(),
            reviewed_on: line.reviewed_on,
            next_on: line.next_review_on,
            is_overdue: is_overdue(line, today),
        }
    }
}

#[handler]
async fn days(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<Read>,
    Path((_, id)): Path<(String, AssessmentId)>,
    Query(query): Query,
) -> Result<Reply> {
    let (ui, page) = Page::load(ui, &db, &pictures, &access, id, &query).await?;
    ui.show(DAYS, BLOCK, page)
}

/// Addresses of forms lead back to the page that holds them.
#[handler]
async fn back(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<Read>,
    Path((_, id)): Path<(String, AssessmentId)>,
) -> Result<Reply> {
    let (ui, _, at) = super::open(ui, &db, &pictures, &access, id).await?;
    Ok(ui.go_silently(&format!("{at}/review-days")))
}

#[handler]
async fn set_own(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<ReviewObjectives>,
    Path((_, id)): Path<(String, AssessmentId)>,
    fields: Fields,
) -> Result<Reply> {
    let (ui, page) = Page::load(ui, &db, &pictures, &access, id, &asked_in(&fields)).await?;
    let picked: Vec<String> = fields.all("id").into_iter().map(str::to_owned).collect();
    let (set, typed) = (fields.text("set"), fields.text("months"));
    let done = async { actions::set_own(&db, &access, id, &picked, own(set, typed)?).await };
    match problems(done.await)? {
        Ok(changed) => {
            let text = match changed {
                0 => "Nothing changed: they are reviewed like that already.".to_owned(),
                1 => "One requirement has another interval.".to_owned(),
                n => format!("{n} requirements have another interval."),
            };
            Ok(ui.go(&page.back(), Flash::ok(text)))
        }
        Err(problems) => {
            let typed = Typed { picked, set: set.to_owned(), months: typed.to_owned() };
            ui.show_problems(DAYS, BLOCK, Page { typed, problems, ..page })
        }
    }
}

#[handler]
async fn set_usual(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<ReviewObjectives>,
    Path((_, id)): Path<(String, AssessmentId)>,
    fields: Fields,
) -> Result<Reply> {
    let (ui, page) = Page::load(ui, &db, &pictures, &access, id, &asked_in(&fields)).await?;
    let done = match months(fields.text("usual")) {
        Ok(months) => actions::set_usual(&db, &access, id, months).await,
        Err(problem) => Err(Error::invalid("usual", problem)),
    };
    match problems(done)? {
        Ok(()) => Ok(ui.go(&page.back(), Flash::ok("The usual interval is saved."))),
        Err(problems) => {
            let usual = fields.text("usual").to_owned();
            ui.show_problems(DAYS, BLOCK, Page { usual, problems, ..page })
        }
    }
}
