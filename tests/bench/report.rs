//! From what was measured to the table.

use super::{
    once::{Flood, Wire},
    rounds::Measured,
    table::{
        Limits::{AtLeast, AtMost},
        Table,
    },
};

/// All that was measured.
pub struct Found {
    pub measured: Measured,
    /// Of the list and of the overview.
    pub wires: [Wire; 2],
    pub flood: Flood,
    pub first_answer_ms: f64,
    /// Page, statements after a change, statements without one.
    pub statements: Vec<(&'static str, usize, usize)>,
    /// The list's length, not compressed.
    pub page_bytes: usize,
}

impl Found {
    /// The table.
    pub fn table(&self) -> Table {
        let mut table = Table::default();
        self.pages(&mut table);
        self.changes(&mut table);
        self.at_the_door(&mut table);
        self.installation(&mut table);
        table
    }

    fn pages(&self, table: &mut Table) {
        let m = &self.measured;
        for (name, what) in [("hello", "poem says hello"), ("memory", "the list rendered from memory")] {
            table.tell(format!("{what}: 1, 32, 100 connections"), rates(m, name));
        }
        table.tell("the list's length", format!("{:.1} kB", self.page_bytes as f64 / 1e3));
        for name in ["list", "overview", "list on PostgreSQL", "overview on PostgreSQL"] {
            if m.rate((name, 32)).is_finite() {
                table.tell(format!("{name}: 1, 32, 100 connections"), rates(m, name));
            }
        }
        for name in [
            "list, not compressed",
            "list of 500",
            "list of 500 on PostgreSQL",
            "workbench",
            "workbench on PostgreSQL",
        ] {
            if m.rate((name, 32)).is_finite() {
                table.tell(format!("{name}: 32 connections"), per_second(m.rate((name, 32))));
            }
        }
        let list = m.ratio(("list", 32), ("memory", 32));
        table.judge(
            "list / from memory, 32 connections",
            list,
            ratio(list),
            AtLeast { gate: 0.15, aim: 0.35 },
        );
        let overview = m.ratio(("overview", 32), ("hello", 32));
        table.judge(
            "overview / hello, 32 connections",
            overview,
            ratio(overview),
            AtLeast { gate: 0.04, aim: 0.08 },
        );
        for name in ["list", "overview"] {
            let (spread, key) = (m.spread((name, 100)), (name, 100));
            let text = format!("{spread:.2} ({:.1} / {:.1} ms)", m.p99(key), m.p50(key));
            table.judge(
                format!("{name}: p99 / p50 at 100 connections"),
                spread,
                text,
                AtMost { gate: 5.0, aim: 3.0 },
            );
        }
        for (name, after, again) in &self.statements {
            let limits = match *name {
                "list" => AtMost { gate: 4.0, aim: 3.0 },
                _ => AtMost { gate: 6.0, aim: 4.0 },
            };
            let text = format!("{after} after a change, else {again}");
            table.judge(format!("{name}: statements"), *after as f64, text, limits);
        }
    }

    fn changes(&self, table: &mut Table) {
        let m = &self.measured;
        table.tell("SQLite's own commits, each on the disk, 1 client", per_second(m.number("commits")));
        for name in ["result", "result on PostgreSQL"] {
            if m.rate((name, 1)).is_finite() {
                let text = format!("{} / {}", whole(m.rate((name, 1))), per_second(m.rate((name, 32))));
                table.tell(format!("{name} with its line in the trail: 1, 32 connections"), text);
            }
        }
        let result = m.share(("result", 1), "commits");
        table.judge("result / commits, 1 client", result, ratio(result), AtLeast { gate: 0.2, aim: 0.3 });
        table.tell("10 MB hashed, written, on the disk", format!("{:.1} ms", m.number("keep")));
        let upload = m.quotient("upload", "keep");
        let text = format!("{upload:.2} ({:.1} ms)", m.number("upload"));
        table.judge(
            "upload of 10 MB / the same without Muster",
            upload,
            text,
            AtMost { gate: 1.5, aim: 1.1 },
        );
    }

    fn at_the_door(&self, table: &mut Table) {
        let (m, flood) = (&self.measured, &self.flood);
        let at_once = m.number("hashes at once");
        let text = format!("{at_once:.1}/s (one thread alone {:.1}/s)", m.number("hashes"));
        table.tell("argon2 alone, a thread per core", text);
        let rate = m.rate(("sign-in", 8));
        let share = m.share(("sign-in", 8), "hashes at once");
        let text = format!("{share:.2} ({rate:.1}/s)");
        table.judge("sign-in / that, 8 connections", share, text, AtLeast { gate: 0.8, aim: 0.87 });
        let text = format!("{} told to come back, {:.1}/s let in", flood.refused, flood.admitted_per_s);
        table.judge(
            "flood of 100 sign-ins at once: 503",
            flood.refused as f64,
            text,
            AtLeast { gate: 1.0, aim: 1.0 },
        );
        let slower = flood.reader_flood_ms / flood.reader_idle_ms;
        let text = format!("{slower:.2} ({:.1} / {:.1} ms)", flood.reader_flood_ms, flood.reader_idle_ms);
        table.judge("one reader's p99 in the flood / idle", slower, text, AtMost { gate: 5.0, aim: 3.0 });
    }

    fn installation(&self, table: &mut Table) {
        let flood = &self.flood;
        for (what, mb, gate, aim) in [
            ("idle", flood.idle_mb, 40.0, 20.0),
            ("at 100 connections", flood.loaded_mb, 80.0, 50.0),
            ("in the flood", flood.flood_mb, 200.0, 150.0),
            ("10 s after the flood", flood.after_mb, 60.0, 60.0),
        ] {
            table.judge(format!("resident memory {what}, MB"), mb, format!("{mb:.1}"), AtMost { gate, aim });
        }
        let ms = self.first_answer_ms;
        table.judge("start to first answer, ms", ms, format!("{ms:.0}"), AtMost { gate: 150.0, aim: 60.0 });
        for (name, wire) in ["list", "overview"].into_iter().zip(&self.wires) {
            let without = (wire.page + wire.files) as f64 / 1e3;
            let with = without + wire.fonts as f64 / 1e3;
            let text = format!("{without:.1} (page {:.1})", wire.page as f64 / 1e3);
            table.judge(
                format!("{name}: cold load without fonts, kB"),
                without,
                text,
                AtMost { gate: 36.0, aim: 26.0 },
            );
            let limits = AtMost { gate: 110.0, aim: 90.0 };
            table.judge(format!("{name}: cold load with fonts, kB"), with, format!("{with:.1}"), limits);
        }
    }
}

fn rates(measured: &Measured, name: &'static str) -> String {
    let [one, some, many] = [1, 32, 100].map(|connections| whole(measured.rate((name, connections))));
    format!("{one} / {some} / {many}/s")
}

fn per_second(rate: f64) -> String {
    format!("{}/s", whole(rate))
}

/// `68000` → `68,000`.
fn whole(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn ratio(number: f64) -> String {
    format!("{number:.2}")
}
