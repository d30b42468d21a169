//! Lines in steps, as the attributes of SVG elements. Words stand beside a chart, never in it.

use crate::kernel::env::Timestamp;
use serde::Serialize;
use std::fmt::Write;

/// How wide a chart is, in its own units.
pub const WIDTH: f64 = 640.0;
/// How high.
pub const HEIGHT: f64 = 160.0;

/// The times and values that a chart covers.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// The left end.
    pub from: Timestamp,
    /// The right end.
    pub to: Timestamp,
    /// The lowest value.
    pub low: i64,
    /// The highest.
    pub high: i64,
}

impl Span {
    /// How far along a time is, as a share.
    pub fn share(self, at: Timestamp) -> f64 {
        share((at - self.from).num_seconds(), (self.to - self.from).num_seconds())
    }
    /// How far to the right a time is.
    pub fn x(self, at: Timestamp) -> f64 {
        self.share(at) * WIDTH
    }
    /// How far down a value is.
    pub fn y(self, value: i64) -> f64 {
        (1.0 - share(value - self.low, self.high - self.low)) * HEIGHT
    }

    /// The points of a line that keeps each value until the next one.
    pub fn steps(self, values: &[(Timestamp, i64)]) -> String {
        let mut line = String::new();
        let mut last = None;
        for (at, value) in values {
            let x = self.x(*at);
            if let Some(before) = last {
                put(&mut line, x, self.y(before));
            }
            put(&mut line, x, self.y(*value));
            last = Some(*value);
        }
        line
    }
}

/// Where `part` lies between nothing and `whole`, as a share; in the middle of nothing.
#[expect(clippy::cast_precision_loss, reason = "a drawing is not more precise than its screen")]
pub fn share(part: i64, whole: i64) -> f64 {
    if whole <= 0 { 0.5 } else { (part as f64 / whole as f64).clamp(0.0, 1.0) }
}

fn put(line: &mut String, x: f64, y: f64) {
    // Writing into a string cannot fail.
    let _ = write!(line, "{}{x:.1},{y:.1}", if line.is_empty() { "" } else { " " });
}

/// A drawn chart.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Chart {
    /// The line of the highest values.
    pub best: String,
    /// The line of the lowest.
    pub worst: String,
    /// Where it goes from today on.
    pub ahead: String,
    /// How far to the right today is.
    pub today: f64,
    /// How far down the line of a Conditional status is.
    pub needed: Option<f64>,
    /// How far down the highest score is.
    pub maximum: Option<f64>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn hour(n: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + TimeDelta::hours(n)
    }

    #[test]
    fn a_value_holds_until_the_next_one() {
        let span = Span { from: hour(0), to: hour(4), low: 0, high: 100 };

        let line = span.steps(&[(hour(0), 0), (hour(2), 50), (hour(4), 100)]);

        assert_eq!(line, "0.0,160.0 320.0,160.0 320.0,80.0 640.0,80.0 640.0,0.0");
    }

    #[test]
    fn what_lies_outside_stays_at_the_edge_and_a_span_of_nothing_has_a_middle() {
        let span = Span { from: hour(0), to: hour(1), low: 0, high: 10 };
        assert_eq!((span.x(hour(5)), span.y(-3)), (WIDTH, HEIGHT));

        let point = Span { from: hour(0), to: hour(0), low: 7, high: 7 };
        assert_eq!((point.x(hour(0)), point.y(7)), (WIDTH / 2.0, HEIGHT / 2.0));
    }
}
