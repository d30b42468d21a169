//! Tables of every kind that people send.

use super::*;
use crate::catalogue::import::{Mistake, Told, read};
use std::io::Cursor;

#[test]
fn columns_are_found_by_name_wherever_they_stand() {
    let sheet =
        csv("Our list;;\n\nText;Requirement ID;Letter\n\"one; two\";3.1.1;a\n;;\n".as_bytes()).unwrap();

    assert_eq!(sheet.rows.len(), 1);
    let row = &sheet.rows[0];
    assert_eq!((sheet.text(row, "requirement"), sheet.text(row, "text")), ("3.1.1", "one; two"));
    assert_eq!(sheet.place(row, "text").to_string(), "line 4, column text");
    assert_eq!(sheet.text(row, "family"), "");
}

#[test]
fn a_file_without_columns_or_in_another_code_says_what_to_do() {
    let reason = |bytes: &[u8]| csv(bytes).unwrap_err().told.remove(0);

    assert!(reason(b"a,b\n1,2\n").reason.contains("names of the columns are missing"));
    let latin = reason(b"requirement,text\n3.1.1,caf\xe9\n");
    assert_eq!(latin.at, "line 2");
    assert!(latin.reason.contains("CSV UTF-8"));
}

#[test]
fn cells_are_named_as_in_the_spreadsheet() {
    assert_eq!([0, 25, 26, 701].map(letters), ["A", "Z", "AA", "ZZ"]);
}

/// The mistakes of a file as a whole, however it is read.
fn told(file: &[u8]) -> Vec<Mistake> {
    read("list.csv", file, &Told::default()).unwrap_err().told
}

#[test]
fn a_row_with_more_cells_than_columns_is_a_mistake_and_empty_ones_are_not() {
    let head = "requirement,objective,text,,\n";
    let long = format!("{head}3.1.1,a,said\n\n3.1.1,b,hello, with comma\n3.1.1,c,one,,two\n");

    let mistakes = told(long.as_bytes());

    let at: Vec<_> = mistakes.iter().map(|it| it.at.as_str()).collect();
    assert_eq!(at, ["line 4", "line 5"]);
    assert!(mistakes[0].reason.contains("\"with comma\" belongs to none. Put quotes around a cell"));
    let good = csv(format!("{head}3.1.1,a,said,,,, ,\n3.1.1\n").as_bytes()).unwrap();
    assert_eq!(good.rows.len(), 2);
}

#[test]
fn a_quote_that_stays_open_is_a_mistake_where_it_opens() {
    let head = "requirement,objective,text\n";
    let open = format!("{head}3.1.1,a,\"one\ntwo\"\n3.1.1,b,\"never closed\n3.1.1,c,lost\n3.1.1,d,lost\n");
    let early = format!("{head}3.1.1,a,\"never closed\n3.1.1,b,\"lost\"\n");

    let (open, early) = (told(open.as_bytes()).remove(0), told(early.as_bytes()).remove(0));

    assert_eq!((open.at.as_str(), early.at.as_str()), ("line 4", "line 2"));
    assert!(open.reason.contains("never closed, so that"), "{open:?}");
    assert!(early.reason.contains("closed in line 3 with more text behind it"), "{early:?}");
    let good = format!("{head}3.1.1,a,\"say \"\"yes\"\"\" \n3.1.1,b,5\" of it\n\"3.1.1\",c,\"\"\"\"");
    let good = csv(good.as_bytes()).unwrap();
    let texts: Vec<_> = good.rows.iter().map(|row| good.text(row, "text")).collect();
    assert_eq!(texts, ["say \"yes\"", "5\" of it", "\""]);
}

#[test]
fn the_mark_between_cells_is_that_of_the_row_with_the_names() {
    let above = "Contoso, Inc., list of requirements, v2";

    for mark in [",", ";", "\t"] {
        let table = ["requirement;objective;text", "3.1.1;a;said"].join("\n").replace(';', mark);
        let sheet = csv(format!("{above}\n\n{table}\n").as_bytes()).unwrap();

        let row = &sheet.rows[0];
        assert_eq!((sheet.text(row, "requirement"), sheet.text(row, "text")), ("3.1.1", "said"));
        assert_eq!(sheet.place(row, "text").to_string(), "line 4, column text");
    }
}

#[test]
fn two_columns_that_mean_the_same_are_a_mistake_that_names_both() {
    let twice = told(b"requirement,requirement,text,text\n3.1.1,3.1.2,one,two\n");
    let alike = told(b"List\nCode,objective,Text,Requirement ID\n3.1.1,a,one,3.1.2\n");

    let places: Vec<_> = twice.iter().map(|it| it.at.as_str()).collect();
    assert_eq!(places, ["line 1, column requirement", "line 1, column text"]);
    assert!(twice[1].reason.starts_with("The columns C (\"text\") and D (\"text\") both mean text."));
    assert_eq!(alike[0].at, "line 2, column requirement");
    assert!(alike[0].reason.contains("A (\"Code\") and D (\"Requirement ID\")"), "{alike:?}");
    let unused = b"requirement,text,title,name\n3.1.1,one,two,three\n";
    assert!(read("list.csv", unused, &Told::default()).is_ok());
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut writer, bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The least that is a workbook: a sheet called Controls with texts in its cells, from row 2, column B.
fn book(rows: &[[&str; 3]]) -> Vec<u8> {
    book_of(&[("Controls", "visible", rows)])
}

/// Sheets, and whether they are in sight. A cell that begins with `<` stands for itself, with its place or without.
fn book_of(sheets: &[(&str, &str, &[[&str; 3]])]) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relation = |number: usize, kind: &str, target: &str| {
        format!("<Relationship Id=\"rId{number}\" Type=\"{office}/{kind}\" Target=\"{target}\"/>")
    };
    let relations = |all: &str| format!("<Relationships xmlns=\"{package}\">{all}</Relationships>");
    let (mut listed, mut related, mut files) = (String::new(), String::new(), Vec::new());
    for (number, (name, state, rows)) in (1..).zip(sheets) {
        let id = format!("sheetId=\"{number}\" r:id=\"rId{number}\"");
        listed.push_str(&format!("<sheet name=\"{name}\" state=\"{state}\" {id}/>"));
        related.push_str(&relation(number, "worksheet", &format!("worksheets/sheet{number}.xml")));
        let rows: String = (2..).zip(*rows).map(|(number, cells)| row(number, cells)).collect();
        let sheet = format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
        files.push((format!("xl/worksheets/sheet{number}.xml"), sheet));
    }
    let office_uses = format!("xmlns=\"{main}\" xmlns:r=\"{office}\"");
    files.push(("_rels/.rels".into(), relations(&relation(1, "officeDocument", "xl/workbook.xml"))));
    files.push(("xl/_rels/workbook.xml.rels".into(), relations(&related)));
    files.push((
        "xl/workbook.xml".into(),
        format!("<workbook {office_uses}><sheets>{listed}</sheets></workbook>"),
    ));
    // The second of two styles is that of a day.
    let styles = "<cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>";
    files.push(("xl/styles.xml".into(), format!("<styleSheet xmlns=\"{main}\">{styles}</styleSheet>")));
    let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    zipped(&files)
}

fn row(number: usize, cells: &[&str; 3]) -> String {
    let cell = |(at, text): (usize, &&str)| {
        let place = format!("{}{number}", letters(at + 1));
        match text.strip_prefix("<c") {
            Some(rest) if rest.starts_with(" r=") => (*text).to_owned(),
            Some(rest) => format!("<c r=\"{place}\"{rest}"),
            None => format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
        }
    };
    let cells: String = cells.iter().enumerate().map(cell).collect();
    format!("<row r=\"{number}\">{cells}</row>")
}

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
    assert!(workbook(&bomb).unwrap_err().told[0].reason.contains("far more than a catalogue needs"));
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
    let numbered = [["No", "Code", "Description"], ["1", "C-1", "A word"]];

    for other in [&people, &words] {
        assert_eq!(taken(&[("Other", other), ("AC", &TABLE)]), Ok("AC".into()));
        assert_eq!(taken(&[("AC", &TABLE), ("Other", other)]), Ok("AC".into()));
    }
    assert_eq!(taken(&[("Words", &numbered), ("Own", &own)]), Ok("Own".into()));
    assert_eq!(taken(&[("Own", &own), ("Words", &numbered)]), Ok("Own".into()));
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
