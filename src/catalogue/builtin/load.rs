//! Reads the tables that are built into the program: tab-separated, `#` before notes, the column names first.

use super::{Family, Kind, Level, Objective, Partial, PartialCase, Poam, Requirement};

const LEVEL1: &str = include_str!("../data/level1.tsv");
const LEVEL2: &str = include_str!("../data/requirements.tsv");
const LEVEL3: &str = include_str!("../data/level3.tsv");
const WELL_FORMED: &str = "the built-in tables are well formed: tests read every line of them";

struct Row {
    head: Vec<&'static str>,
    fields: Vec<&'static str>,
}

impl Row {
    fn text(&self, column: &str) -> &'static str {
        let at = self.head.iter().position(|name| *name == column).expect(WELL_FORMED);
        self.fields.get(at).expect(WELL_FORMED)
    }

    fn maybe(&self, column: &str) -> Option<&'static str> {
        Some(self.text(column)).filter(|text| !text.is_empty())
    }

    fn number(&self, column: &str) -> Option<i32> {
        self.maybe(column).map(|text| text.parse().expect(WELL_FORMED))
    }

    fn poam(&self) -> Poam {
        match self.text("poam") {
            "allowed" => Some(Poam::Allowed),
            "never" => Some(Poam::Never),
            "only_partial" => Some(Poam::OnlyPartial),
            _ => None,
        }
        .expect(WELL_FORMED)
    }

    fn kind(&self) -> Kind {
        match self.text("kind") {
            "basic" => Some(Kind::Basic),
            "derived" => Some(Kind::Derived),
            _ => None,
        }
        .expect(WELL_FORMED)
    }

    fn partial(&self) -> Option<Partial> {
        let word = self.maybe("partial_case")?;
        let case = PartialCase::ALL.into_iter().find(|case| case.word() == word).expect(WELL_FORMED);
        Some(Partial { case, value: self.number("partial_value").expect(WELL_FORMED) })
    }
}

/// The requirements of the three levels, each in the order of its table.
pub(super) fn levels() -> [Vec<Requirement>; 3] {
    let families = families();
    let each = |table, make: fn(&Row, usize, &[Family]) -> Requirement| {
        rows(table).iter().enumerate().map(|(position, row)| make(row, position, &families)).collect()
    };
    [each(LEVEL1, level1), each(LEVEL2, level2), each(LEVEL3, level3)]
}

/// The families, as they first appear at Level 2.
pub(super) fn families() -> Vec<Family> {
    let mut families = Vec::<Family>::new();
    for row in rows(LEVEL2) {
        let code = row.text("family");
        if families.last().is_none_or(|family| family.code != code) {
            let (chapter, _) = row.text("id").rsplit_once('.').expect(WELL_FORMED);
            families.push(Family { code, name: row.text("family_name"), chapter });
        }
    }
    families
}

fn rows(table: &'static str) -> Vec<Row> {
    let mut lines =
        table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect());
    let head: Vec<_> = lines.next().expect(WELL_FORMED);
    lines.map(|fields| Row { head: head.clone(), fields }).collect()
}

fn level1(row: &Row, position: usize, families: &[Family]) -> Requirement {
    let sources = row.text("requirements").split(' ').collect();
    let objectives = row.text("objectives").split(' ').map(|key| {
        let (source, letter) = key.split_once('[').expect(WELL_FORMED);
        Objective { key, letter: letter.chars().next().expect(WELL_FORMED), source }
    });
    Requirement {
        sources,
        objectives: objectives.collect(),
        poam: Poam::Never,
        poam_basis: "170.21(a)(1)",
        far_paragraph: row.maybe("far_paragraph"),
        ..bare(row, row.text("id"), Level::One, position, families)
    }
}

fn level2(row: &Row, position: usize, families: &[Family]) -> Requirement {
    let (id, letters) = (row.text("id"), row.text("objectives"));
    Requirement {
        id,
        sources: vec![id],
        kind: Some(row.kind()),
        weight: row.number("value"),
        partial: row.partial(),
        poam: row.poam(),
        poam_basis: row.text("poam_basis"),
        objectives: (0..letters.len()).map(|at| lettered(&letters[at..=at], id)).collect(),
        level1_id: row.maybe("level1_id"),
        not_permitted: row.maybe("not_permitted"),
        ..bare(row, row.text("cmmc_id"), Level::Two, position, families)
    }
}

fn level3(row: &Row, position: usize, families: &[Family]) -> Requirement {
    let source = row.text("id");
    Requirement {
        sources: vec![source],
        weight: row.number("value"),
        poam: row.poam(),
        poam_basis: row.text("poam_basis"),
        objectives: vec![lettered("a", source)],
        parameter: row.maybe("parameter"),
        ..bare(row, row.text("cmmc_id"), Level::Three, position, families)
    }
}

fn lettered(key: &'static str, source: &'static str) -> Objective {
    Objective { key, letter: key.chars().next().expect(WELL_FORMED), source }
}

/// What the tables of all levels have in common.
fn bare(row: &Row, cmmc_id: &'static str, level: Level, position: usize, families: &[Family]) -> Requirement {
    let family = row.text("family");
    Requirement {
        id: cmmc_id,
        cmmc_id,
        level,
        position,
        family,
        family_name: families.iter().find(|other| other.code == family).expect(WELL_FORMED).name,
        short_name: row.text("short_name"),
        sources: Vec::new(),
        kind: None,
        weight: None,
        partial: None,
        poam: Poam::Never,
        poam_basis: "",
        objectives: Vec::new(),
        level1_id: None,
        far_paragraph: None,
        not_permitted: None,
        parameter: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_a_field_for_every_column() {
        for (table, lines) in [(LEVEL1, 15), (LEVEL2, 110), (LEVEL3, 24)] {
            let rows = rows(table);

            assert_eq!(rows.len(), lines);
            for row in rows {
                assert_eq!(row.fields.len(), row.head.len(), "{:?}", row.fields);
                assert!(row.fields.iter().all(|field| field.trim() == *field), "{:?}", row.fields);
            }
        }
    }
}
