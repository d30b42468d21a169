//! What all objectives of a picture come to, counted once: its pages show it again and again.

use super::Picture;
use crate::assessments::model::{Mark, Reviewed, Tally};
use crate::kernel::env::Day;

/// How many objectives are how far.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    /// All of them.
    pub total: usize,
    /// Those without a result.
    pub open: usize,
    /// Those that are NOT MET.
    pub not_met: usize,
    /// Those that are MET without evidence in final form.
    pub provisional: usize,
    /// Those copied from an earlier assessment and not looked at since.
    pub confirm: usize,
    /// How far their reviews are.
    pub reviews: Tally,
    /// Requirements of the organisation's own.
    pub own: usize,
    /// The days from which on some have evidence that is no longer valid, the earliest first.
    stale: Vec<Day>,
}

impl Counted {
    /// Counts.
    pub fn of(picture: &Picture) -> Self {
        let own = picture.lines().filter(|line| line.is_own).count();
        let mut all = Self { own, ..Self::default() };
        for (_, cell) in picture.cells() {
            all.total += 1;
            all.open += usize::from(cell.mark == Mark::Unassessed);
            all.not_met += usize::from(cell.mark == Mark::NotMet);
            all.provisional += usize::from(cell.is_provisional());
            all.confirm += usize::from(cell.is_to_confirm);
            all.stale.extend(cell.stale_from);
            match cell.review() {
                Some(Reviewed::Waiting) => all.reviews.waiting += 1,
                Some(Reviewed::Changed) => all.reviews.changed += 1,
                Some(Reviewed::Returned) => all.reviews.returned += 1,
                Some(Reviewed::Accepted) => all.reviews.accepted += 1,
                None => {}
            }
        }
        all.reviews.total = all.total;
        all.stale.sort_unstable();
        all
    }

    /// Those with evidence that is no longer valid `today`.
    pub fn stale(&self, today: Day) -> usize {
        self.stale.partition_point(|day| *day < today)
    }
}

#[cfg(test)]
mod tests {
    use crate::assessments::model::{
        Mark, Reviewed,
        queue::{Eye, Queue},
        specimen::{found, member, own, owned, pictured, proved},
    };

    #[test]
    fn each_queue_has_as_many_as_it_holds() {
        let today = "2026-03-02".parse().unwrap();
        let marks = [("a", Mark::Met), ("b", Mark::NotMet), ("c", Mark::Met), ("d", Mark::NotApplicable)];
        let mut rows: Vec<_> = marks.iter().map(|(key, mark)| found("3.1.1", key, *mark)).collect();
        let dana = member(7, "Dana");
        rows.extend([
            proved("3.1.1", "a", "final"),
            own("SW-1", "Badges"),
            owned("3.1.1", Some(dana.clone()), None),
        ]);
        let mut picture = pictured(2, rows);
        picture.alter("3.1.1", |line| {
            line.cells[0].stale_from = Some("2026-03-01".parse().unwrap());
            line.cells[1].is_to_confirm = true;
            line.cells[2].reviewed = Reviewed::Returned;
            line.cells[3].stale_from = Some(today);
        });
        let eye = Eye { user: dana.id, today };

        let held =
            |queue: &Queue| picture.cells().filter(|(line, cell)| queue.holds(eye, line, cell)).count();
        for queue in Queue::OFFERED {
            assert_ne!(queue.count(eye, &picture), 0, "{queue:?}");
            assert_eq!(queue.count(eye, &picture), held(&queue), "{queue:?}");
        }
        assert_eq!(picture.progress(), (4, picture.counted().total));
        assert_eq!(picture.counted().own, 1);
    }

    #[test]
    fn what_changes_is_counted_again() {
        let mut picture = pictured(2, Vec::new());
        let open = picture.counted().open;

        picture.alter("3.1.1", |line| line.cells[0].mark = Mark::Met);

        assert_eq!(picture.counted().open, open - 1);
    }
}
