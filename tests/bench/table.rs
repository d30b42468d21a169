//! The table: what was measured, what had to be reached, and whether it was.

use std::fmt;

/// The least or the most that a number may be.
#[derive(Clone, Copy, Debug)]
pub enum Limits {
    AtLeast { gate: f64, aim: f64 },
    AtMost { gate: f64, aim: f64 },
}

/// All lines, in their order.
#[derive(Debug, Default)]
pub struct Table(Vec<Line>);

#[derive(Debug)]
struct Line {
    what: String,
    value: String,
    limited: Option<(f64, Limits)>,
}

impl Table {
    /// Adds what is only told.
    pub fn tell(&mut self, what: impl Into<String>, value: impl Into<String>) {
        self.0.push(Line { what: what.into(), value: value.into(), limited: None });
    }

    /// Adds what has to be reached; `number` is shown as `value`.
    pub fn judge(&mut self, what: impl Into<String>, number: f64, value: impl Into<String>, limits: Limits) {
        self.0.push(Line { what: what.into(), value: value.into(), limited: Some((number, limits)) });
    }

    /// Whether every gate is reached.
    pub fn is_reached(&self) -> bool {
        self.0.iter().filter_map(|line| line.limited).all(|(number, limits)| limits.verdict(number) != MISSED)
    }
}

const MISSED: &str = "NO";

impl Limits {
    fn texts(self) -> [String; 2] {
        let (sign, gate, aim) = match self {
            Self::AtLeast { gate, aim } => ("≥", gate, aim),
            Self::AtMost { gate, aim } => ("≤", gate, aim),
        };
        [gate, aim].map(|limit| format!("{sign} {limit}"))
    }

    fn verdict(self, number: f64) -> &'static str {
        let is_within = |limit: f64| match self {
            Self::AtLeast { .. } => number >= limit,
            Self::AtMost { .. } => number <= limit,
        };
        let (Self::AtLeast { gate, aim } | Self::AtMost { gate, aim }) = self;
        match (is_within(gate), is_within(aim)) {
            (true, true) => "aim",
            (true, false) => "gate",
            (false, _) => MISSED,
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rows = vec![["measured", "value", "gate", "aim", "reached"].map(str::to_owned)];
        for Line { what, value, limited } in &self.0 {
            let [gate, aim] = limited.map_or_else(Default::default, |(_, limits)| limits.texts());
            let verdict = limited.map_or("", |(number, limits)| limits.verdict(number));
            rows.push([what.clone(), value.clone(), gate, aim, verdict.to_owned()]);
        }
        let widest = |at: usize| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
        let widths = [0, 1, 2, 3, 4].map(widest);
        rows.insert(1, widths.map(|width| "-".repeat(width)));
        for row in &rows {
            for (text, width) in row.iter().zip(widths) {
                write!(f, "| {text:width$} ")?;
            }
            writeln!(f, "|")?;
        }
        Ok(())
    }
}
