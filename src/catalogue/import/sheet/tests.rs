//! Tables of every kind that people send.

use super::*;
use crate::catalogue::import::{Mistake, Told, read};

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
pub fn told(file: &[u8]) -> Vec<Mistake> {
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
