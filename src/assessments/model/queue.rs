//! The order in which somebody works through the objectives: all of them, or those that need them.

use super::{Mark, Place, Reviewed, picture::Cell, picture::Line, picture::Picture};
use crate::kernel::{env::Day, id::UserId};

/// Which objectives come one after the other. Written in the address, so it can be sent to somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Queue {
    /// All objectives in catalogue order.
    #[default]
    All,
    /// Those without a result.
    Open,
    /// Those that are NOT MET.
    NotMet,
    /// Those of requirements that the person owns.
    Mine,
    /// Those copied from an earlier assessment and not looked at since.
    Confirm,
    /// Those that are MET without evidence in final form.
    Provisional,
    /// Those whose evidence is no longer valid.
    Stale,
    /// Those that a second person returned with a reason.
    Returned,
    /// Those of one family.
    Family(String),
}

/// Who works, and when: two queues depend on it.
#[derive(Clone, Copy, Debug)]
pub struct Eye {
    /// The person.
    pub user: UserId,
    /// The day.
    pub today: Day,
}

/// Where a place stands in a queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// The place before.
    pub previous: Option<Place>,
    /// The place after.
    pub next: Option<Place>,
    /// The next place without a result, all around.
    pub next_open: Option<Place>,
    /// How many of the queue come before or are this one.
    pub position: usize,
    /// How many are in the queue.
    pub total: usize,
}

impl Queue {
    /// The queues that are offered on the page, families aside.
    pub const OFFERED: [Self; 8] = [
        Self::All,
        Self::Open,
        Self::NotMet,
        Self::Mine,
        Self::Confirm,
        Self::Provisional,
        Self::Stale,
        Self::Returned,
    ];

    /// Reads the word of an address.
    pub fn parse(word: &str) -> Self {
        match word {
            "open" => Self::Open,
            "not_met" => Self::NotMet,
            "mine" => Self::Mine,
            "confirm" => Self::Confirm,
            "provisional" => Self::Provisional,
            "stale" => Self::Stale,
            "returned" => Self::Returned,
            word => match word.strip_prefix("family-") {
                Some(code) => Self::Family(code.to_owned()),
                None => Self::All,
            },
        }
    }

    /// The word in addresses; empty for all.
    pub fn word(&self) -> String {
        match self {
            Self::All => "".into(),
            Self::Open => "open".into(),
            Self::NotMet => "not_met".into(),
            Self::Mine => "mine".into(),
            Self::Confirm => "confirm".into(),
            Self::Provisional => "provisional".into(),
            Self::Stale => "stale".into(),
            Self::Returned => "returned".into(),
            Self::Family(code) => format!("family-{code}"),
        }
    }

    /// The name for people.
    pub fn label(&self) -> String {
        match self {
            Self::All => "All objectives".into(),
            Self::Open => "Not assessed".into(),
            Self::NotMet => "Not met".into(),
            Self::Mine => "Mine".into(),
            Self::Confirm => "To re-confirm".into(),
            Self::Provisional => "Met without final evidence".into(),
            Self::Stale => "Stale evidence".into(),
            Self::Returned => "Returned".into(),
            Self::Family(code) => format!("Family {code}"),
        }
    }

    /// Whether the objective belongs to it.
    pub fn holds(&self, eye: Eye, line: &Line, cell: &Cell) -> bool {
        match self {
            Self::All => true,
            Self::Open => cell.mark == Mark::Unassessed,
            Self::NotMet => cell.mark == Mark::NotMet,
            Self::Mine => line.owner.as_ref().is_some_and(|owner| owner.id == eye.user),
            Self::Confirm => cell.is_to_confirm,
            Self::Provisional => cell.is_provisional(),
            Self::Stale => cell.stale_from.is_some_and(|day| day < eye.today),
            Self::Returned => cell.review() == Some(Reviewed::Returned),
            Self::Family(code) => line.family == *code,
        }
    }

    /// How many objectives are in it.
    pub fn count(&self, eye: Eye, picture: &Picture) -> usize {
        let counted = picture.counted();
        match self {
            Self::All => counted.total,
            Self::Open => counted.open,
            Self::NotMet => counted.not_met,
            Self::Confirm => counted.confirm,
            Self::Provisional => counted.provisional,
            Self::Stale => counted.stale(eye.today),
            Self::Returned => counted.reviews.returned,
            Self::Mine | Self::Family(_) => {
                picture.cells().filter(|(line, cell)| self.holds(eye, line, cell)).count()
            }
        }
    }

    /// The first place of it: one without a result if there is one, else the first of all.
    pub fn first(&self, eye: Eye, picture: &Picture) -> Option<Place> {
        let all = || picture.cells().filter(|(line, cell)| self.holds(eye, line, cell));
        all().find(|(_, cell)| cell.mark == Mark::Unassessed).or_else(|| all().next()).map(place)
    }

    /// What comes before and after `here`, which need not be in the queue (any more).
    pub fn around(&self, eye: Eye, picture: &Picture, here: &Place) -> Neighbours {
        let mut found = Neighbours::default();
        let (mut is_past, mut first_open) = (false, None);
        for (line, cell) in picture.cells() {
            let is_here = line.id == here.requirement && cell.objective == here.objective;
            is_past |= is_here;
            let is_open = cell.mark == Mark::Unassessed
                && !is_here
                && !matches!(self, Self::Family(code) if line.family != *code);
            match is_past {
                true if is_open && found.next_open.is_none() => found.next_open = Some(place((line, cell))),
                false if is_open && first_open.is_none() => first_open = Some(place((line, cell))),
                _ => {}
            }
            if !self.holds(eye, line, cell) {
                continue;
            }
            found.total += 1;
            found.position += usize::from(!is_past || is_here);
            match (is_here, is_past) {
                (true, _) => {}
                (false, false) => found.previous = Some(place((line, cell))),
                (false, true) if found.next.is_none() => found.next = Some(place((line, cell))),
                (false, true) => {}
            }
        }
        found.next_open = found.next_open.or(first_open);
        found
    }
}

fn place((line, cell): (&Line, &Cell)) -> Place {
    Place { requirement: line.id.clone(), objective: cell.objective.clone() }
}
