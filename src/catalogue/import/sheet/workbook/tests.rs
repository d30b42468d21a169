//! Workbooks as people send them, and as nobody should.

use super::{
    made::{book, book_of, book_with, zipped},
    *,
};
use crate::catalogue::import::{Told, read, sheet::tests::told};

#[test]
fn a_workbook_is_read_and_its_cells_keep_their_places() {
    let sheet = workbook(&book(&[["Requirement", "Objective", "Text"], ["3.1.1", "a", "known"]])).unwrap();

    let row = &sheet.rows[0];
    assert_eq!((sheet.text(row, "requirement"), sheet.text(row, "text")), ("3.1.1", "known"));
    assert_eq!(sheet.place(row, "objective").to_string(), "sheet Controls, cell C3");
    let nameless = workbook(&book(&[["a", "b", "c"]])).unwrap_err().told.remove(0);
    assert_eq!(nameless.at, "sheet Controls, row 1");
}

#[test]
fn an_archive_that_grows_without_end_is_not_unpacked() {
    let zeros = vec![0; 70 * 1024 * 1024];
    let bomb = zipped(&[("xl/one.xml", &zeros), ("xl/two.xml", &zeros)]);

    assert!(bomb.len() < 1024 * 1024);
    assert!(workbook(&bomb).unwrap_err().told[0].reason.contains("far more than a table needs"));
}

#[test]
fn dates_errors_and_truths_in_columns_that_are_read_are_mistakes_and_numbers_are_not() {
    let day = "<c s=\"1\"><v>36893</v></c>";
    let error = "<c t=\"e\"><v>#N/A</v></c>";
    let truth = "<c t=\"b\"><v>1</v></c>";
    let number = "<c><v>3.5</v></c>";
    let head = ["Requirement", "Objective", "Text"];

    let mistakes = told(&book(&[head, [day, "a", "x"], ["3.1.1", truth, "x"], ["3.1.1", "c", error]]));

    let at: Vec<_> = mistakes.iter().map(|it| it.at.as_str()).collect();
    assert_eq!(at, ["sheet Controls, cell B3", "sheet Controls, cell C4", "sheet Controls, cell D5"]);
    assert!(mistakes[2].reason.starts_with("This is the error #N/A, not text. Format the column as text"));
    let unread = book(&[["Requirement", "Text", "Title"], ["3.1.1", number, day], [number, "x", truth]]);
    let parsed = read("book.xlsx", &unread, &Told::default()).unwrap();
    assert_eq!(
        (parsed.requirements[0].statement.as_str(), parsed.requirements[1].code.as_str()),
        ("3.5", "3.5")
    );
}

#[test]
fn hidden_sheets_are_passed_over() {
    let rows = |text| [["Requirement", "Objective", "Text"], ["3.1.1", "a", text]];
    let (old, new) = (rows("old"), rows("new"));
    let sheets: [(&str, &str, &[_]); 3] =
        [("Old", "hidden", &old), ("Older", "veryHidden", &old), ("New", "visible", &new)];

    let sheet = workbook(&book_of(&sheets)).unwrap();
    let hidden = workbook(&book_of(&sheets[..2])).unwrap_err();

    assert_eq!(sheet.text(&sheet.rows[0], "text"), "new");
    assert!(hidden.told[0].reason.contains("no sheet in sight"));
}

const TABLE: [[&str; 3]; 2] = [["Requirement", "Objective", "Text"], ["3.1.1", "a", "known"]];

/// What the sheets are read as: the name of the one that is taken, or the place and the reason of the first mistake.
fn taken(sheets: &[(&str, &[[&str; 3]])]) -> Result<String, (String, String)> {
    let sheets: Vec<_> = sheets.iter().map(|(name, rows)| (*name, "visible", *rows)).collect();
    match workbook(&book_of(&sheets)) {
        Ok(sheet) => Ok(sheet.name.unwrap()),
        Err(mistakes) => Err(mistakes.told.into_iter().map(|it| (it.at, it.reason)).next().unwrap()),
    }
}

#[test]
fn no_sheet_with_rows_is_lost_without_a_word() {
    let notes = [["Who", "When", "What"], ["Ann", "Monday", "Drew it up"]];
    let statements = [["ID", "Title", "Description"], ["3.2.1", "Awareness", "Say it."]];
    let first: [(&str, &[_]); 2] = [("Notes", &notes), ("AC", &TABLE)];

    for other in [&TABLE, &statements] {
        let (at, reason) = taken(&[first[0], first[1], ("AT", other)]).unwrap_err();

        assert_eq!(at, "sheet AT");
        assert!(reason.starts_with("It can be read in the same way as sheet AC"), "{reason}");
    }
    assert_eq!(taken(&first), Ok("AC".into()));
}

#[test]
fn a_sheet_that_is_no_table_of_requirements_stands_in_nobodys_way() {
    let people = [["ID", "Name", "Phone"], ["1", "Ann", "555"]];
    let words = [["Code", "Description", ""], ["CUI", "Controlled unclassified information", ""]];
    let own = [["Requirement", "Family", "Statement"], ["Q.1", "Quality", "Visitors sign in."]];

    for other in [&people, &words] {
        assert_eq!(taken(&[("Other", other), ("AC", &TABLE)]), Ok("AC".into()));
        assert_eq!(taken(&[("AC", &TABLE), ("Other", other)]), Ok("AC".into()));
    }
    for other in [&people, &words] {
        assert_eq!(taken(&[("Other", other), ("Own", &own)]), Ok("Own".into()));
        assert_eq!(taken(&[("Own", &own), ("Other", other)]), Ok("Own".into()));
    }
}

#[test]
fn two_tables_of_different_kinds_are_not_read_as_one_of_them() {
    let own = [["Requirement", "Family", "Statement"], ["Q.1", "Quality", "Visitors sign in."]];

    for sheets in [[("AC", &TABLE), ("Own", &own)], [("Own", &own), ("AC", &TABLE)]] {
        let (at, reason) = taken(&sheets.map(|(name, rows)| (name, &rows[..]))).unwrap_err();

        assert_eq!(at, format!("sheet {}", sheets[1].0));
        let words = format!("It can be read in the same way as sheet {}", sheets[0].0);
        assert!(reason.starts_with(&words), "{reason}");
    }
}

#[test]
fn a_sheet_with_rows_comes_before_an_empty_one_wherever_it_stands() {
    let people = [["ID", "Name", "Phone"], ["1", "Ann", "555"]];
    let empty = ("Template", &TABLE[..1]);

    assert_eq!(taken(&[empty, ("Data", &TABLE)]), Ok("Data".into()));
    assert_eq!(taken(&[("Data", &TABLE), empty]), Ok("Data".into()));
    assert_eq!(taken(&[("People", &people), empty]), Ok("Template".into()));
}

#[test]
fn what_is_wrong_with_a_sheet_counts_only_if_it_is_the_table() {
    let fault = ["<c t=\"none\"><v>1</v></c>", "<c/>", "<c/>"];
    let (faulty_notes, faulty_table) = ([["Who", "When", "What"], fault], [TABLE[0], TABLE[1], fault]);
    let many = || std::iter::repeat_n(["Ann", "<c/>", "<c/>"], ROWS_MAX);
    let long = |first: &[[&'static str; 3]]| first.iter().copied().chain(many()).collect::<Vec<_>>();
    let (long_notes, long_table) = (long(&[["Who", "When", "What"]]), long(&TABLE));

    for notes in [&faulty_notes[..], &long_notes] {
        assert_eq!(taken(&[("Notes", notes), ("AC", &TABLE)]), Ok("AC".into()));
        assert_eq!(taken(&[("AC", &TABLE), ("Notes", notes)]), Ok("AC".into()));
    }
    let says = |sheets: &[(&str, &[[&str; 3]])], words: &str| {
        let (at, reason) = taken(sheets).unwrap_err();
        assert!(at == "sheet AC" && reason.contains(words), "{at}: {reason}");
    };
    says(&[("AC", &faulty_table)], "cannot be read as an Excel workbook");
    says(&[("Template", &TABLE[..1]), ("AC", &[fault])], "cannot be read as an Excel workbook");
    says(&[("AC", &long_table)], "up to 30000 rows");
}

#[test]
fn a_sheet_that_cannot_be_read_where_it_may_be_a_table_is_not_lost() {
    let error = "<c t=\"e\"><v>#SPILL!</v></c>";
    let nowhere = "<c r=\"ZZZZZZZZ1\"><v>1</v></c>";
    let above = |cell| [[cell, "", ""], TABLE[0], TABLE[1]];
    let beside = [[error, "Objective", "Text"], TABLE[1]];
    let broken = [["Drawn up by Ann", "<c x=\"", ""], TABLE[0], TABLE[1]];

    for faulty in [&above(error)[..], &above(nowhere), &beside, &broken] {
        for sheets in [[("AC", &TABLE[..]), ("AT", faulty)], [("AT", faulty), ("AC", &TABLE[..])]] {
            let (at, reason) = taken(&sheets).unwrap_err();

            assert_eq!(at, "sheet AT", "{reason}");
            let is_told =
                reason.starts_with("It cannot be read as an Excel workbook") || reason.contains("#SPILL!");
            assert!(is_told, "{reason}");
        }
    }
    let numbers = [["Costs", "2026", error], ["Doors", "<c><v>3</v></c>", error]];
    assert_eq!(taken(&[("Costs", &numbers), ("AC", &TABLE)]), Ok("AC".into()));
}

#[test]
fn what_has_no_rows_is_not_blamed_for_a_table_without_names() {
    let nameless = [["a", "b", "c"], ["1", "2", "3"]];

    for empty in ["Chart", "Cover"] {
        let (at, _) = taken(&[(empty, &[]), ("AC", &nameless)]).unwrap_err();
        assert_eq!(at, "sheet AC, row 1");
        assert_eq!(taken(&[(empty, &[]), ("AC", &TABLE)]), Ok("AC".into()));
    }
    assert_eq!(taken(&[("Cover", &[])]).unwrap_err().0, "sheet Cover, row 1");
}

#[test]
fn a_workbook_that_asks_for_more_memory_than_there_is_gets_none() {
    let sheets: [(&str, &str, &[_]); 1] = [("AC", "visible", &TABLE)];
    let promising = book_with(&sheets, "<sst count=\"1\" uniqueCount=\"1000000000000\"></sst>");

    let mistake = workbook(&promising).unwrap_err().told.remove(0);

    assert!(promising.len() < 4096);
    assert_eq!((mistake.at.as_str(), &mistake.reason[..14]), ("the workbook", "It is damaged."));
    assert!(workbook(&book_with(&sheets, "<sst uniqueCount=\"1\"><si><t>x</t></si></sst>")).is_ok());
}

#[test]
fn one_long_text_in_every_cell_is_refused_before_it_fills_the_memory() {
    let shared = format!("<sst uniqueCount=\"1\"><si><t>{}</t></si></sst>", "x".repeat(1024 * 1024));
    let cell = "<c t=\"s\"><v>0</v></c>";
    let long: Vec<_> = TABLE.into_iter().chain([["3.1.2", cell, cell]; 25]).collect();

    let mistake = workbook(&book_with(&[("AC", "visible", &long)], &shared)).unwrap_err().told.remove(0);

    assert_eq!(mistake.at, "sheet AC");
    assert!(mistake.reason.contains("far more text than a table"), "{}", mistake.reason);
    assert!(workbook(&book_with(&[("AC", "visible", &long[..4])], &shared)).is_ok());
}

#[test]
fn so_many_sheets_in_sight_are_read_and_no_more() {
    let notes = [["Who", "When", "What"]];
    let many = |state| -> Vec<(&str, &str, &[_])> {
        let notes: (&str, &str, &[_]) = ("Notes", state, &notes);
        let table: (&str, &str, &[_]) = ("AC", "visible", &TABLE);
        std::iter::repeat_n(notes, SHEETS_MAX).chain([table]).collect()
    };

    let mistake = workbook(&book_of(&many("visible"))).unwrap_err().told.remove(0);

    assert_eq!(mistake.at, "the workbook");
    assert!(mistake.reason.starts_with("A workbook may have up to 50 sheets in sight; this one has 51."));
    assert!(workbook(&book_of(&many("hidden"))).is_ok());
}

#[test]
fn a_cell_far_away_does_not_fill_the_memory() {
    let rows = [TABLE[0], TABLE[1], ["3.1.2", "a", "<c r=\"XFD1048576\"><v>1</v></c>"]];

    assert_eq!(taken(&[("AC", &rows)]), Ok("AC".into()));
}

#[test]
fn mistakes_of_a_workbook_come_in_the_order_of_its_rows() {
    let head = ["Requirement", "Objective", "Text"];

    let mistakes = told(&book(&[head, ["3.1.1", "z", "no such letter"], ["", "a", "lost"]]));

    let at: Vec<_> = mistakes.iter().map(|it| it.at.as_str()).collect();
    assert_eq!(at, ["sheet Controls, cell C3", "sheet Controls, cell B4"]);
}
