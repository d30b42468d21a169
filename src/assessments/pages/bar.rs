//! A bar beside a table: where each part begins and how wide it is.

use serde::Serialize;

/// What `ui/bar.html` draws. A part of nothing is none.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Bar {
    met: Option<Part>,
    not_met: Option<Part>,
    not_applicable: Option<Part>,
    unassessed: Option<Part>,
}

/// Percent of the whole, to a tenth.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Part {
    x: String,
    width: String,
}

impl Bar {
    /// A bar of the counts met, not met, not applicable and unassessed. Each part ends where the next begins, however
    /// the tenths are rounded.
    pub fn of(counts: [usize; 4]) -> Self {
        let total = counts.iter().sum::<usize>().max(1);
        let mut before = 0;
        let [met, not_met, not_applicable, unassessed] = counts.map(|count| {
            let [start, end] = [before, before + count].map(|edge| (2000 * edge + total) / (2 * total));
            before += count;
            (count > 0).then(|| Part { x: percent(start), width: percent(end - start) })
        });
        Self { met, not_met, not_applicable, unassessed }
    }
}

/// 955 → `95.5`.
fn percent(tenths: usize) -> String {
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        tenth => format!("{}.{tenth}", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(x: &str, width: &str) -> Option<Part> {
        Some(Part { x: x.to_owned(), width: width.to_owned() })
    }

    #[test]
    fn parts_touch_each_other_and_fill_the_whole() {
        let thirds = Bar::of([1, 1, 0, 1]);

        assert_eq!(
            thirds,
            Bar {
                met: part("0", "33.3"),
                not_met: part("33.3", "33.4"),
                not_applicable: None,
                unassessed: part("66.7", "33.3")
            }
        );
        assert_eq!(Bar::of([0, 0, 22, 0]), Bar { not_applicable: part("0", "100"), ..Bar::default() });
        assert_eq!(Bar::of([0; 4]), Bar::default());
    }
}
