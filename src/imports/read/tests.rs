//! Files as they come: friendly, odd and hostile.

use super::*;
use std::io::{Cursor, Read, Write};

fn cells(text: &[u8]) -> Vec<Vec<String>> {
    let mut book = read(text).unwrap();
    let page = book.pages.remove(0);
    std::iter::once(page.head).chain(page.rows.into_iter().map(|row| row.cells)).collect()
}

#[test]
fn commas_semicolons_and_tabs_are_told_apart() {
    for text in ["Task,Due\n\"A, or; B\",x\n", "Task;Due\n\"A, or; B\";x\n", "Task\tDue\n\"A, or; B\"\tx\n"] {
        assert_eq!(cells(text.as_bytes()), [["Task", "Due"], ["A, or; B", "x"]], "{text}");
    }
}

#[test]
fn utf_8_with_and_without_its_mark_and_windows_1252_are_read() {
    assert_eq!(cells("\u{feff}Task,Due\nPrüfen,x\n".as_bytes())[1][0], "Prüfen");
    assert_eq!(cells(b"Task,Due\nPr\xfcfen \x93now\x94 \x80,x\n")[1][0], "Prüfen “now” €");
}

#[test]
fn names_may_stand_below_a_title_and_rows_know_their_number() {
    let book = read(b"Our tasks\n\nTask,Due,Who\nA,x,y\n\nB,x,y\n").unwrap();

    assert_eq!(book.pages[0].head, ["Task", "Due", "Who"]);
    assert_eq!(book.pages[0].rows.iter().map(|row| row.line).collect::<Vec<_>>(), [4, 6]);
}

#[test]
fn an_apostrophe_that_an_export_put_there_is_taken_off_again() {
    let read = cells(b"Task,Due\n'=1+1,'tis\n'-5 apples,'\n");

    assert_eq!(read[1], ["=1+1", "'tis"]);
    assert_eq!(read[2], ["-5 apples", "'"]);
}

#[test]
fn what_is_no_table_is_refused_in_words() {
    for (bytes, word) in [
        (&b"\x89PNG\r\n\x1a\n\0\0\0"[..], "no CSV"),
        (b"%PDF-1.7\n\x01\x02\x00", "no CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xlsx"),
        (b"PK\x03\x04 and no more", "does not read as"),
        (b"{\"rows\": 3}", "rows"),
        (b"[1, 2]", "object"),
        (b"{\"rows\": [{\"a\": [1]}]}", "list"),
        (b"{\"count\": 2, \"rows\": [{\"a\": 1}]}", "not whole"),
        (b"Task,Due\n", "no row"),
        (b"", "no row"),
    ] {
        let problem = read(bytes).unwrap_err();
        assert!(problem.contains(word), "{problem}");
    }
}

#[test]
fn too_many_rows_and_columns_are_refused() {
    let wide = format!("{}\n{}\n", "a,".repeat(70), "1,".repeat(70));
    let long = format!("Task,Due\n{}", "A,x\n".repeat(ROWS_MAX + 1));

    assert!(read(wide.as_bytes()).unwrap_err().contains("64"));
    assert!(read(long.as_bytes()).unwrap_err().contains("20000"));
}

#[test]
fn json_with_the_mark_of_utf_8_is_json() {
    let book = read("\u{feff}[{\"Task\": \"A\"}]".as_bytes()).unwrap();

    assert_eq!(book.pages[0].head, ["Task"]);
}

#[test]
fn what_stands_between_cells_is_told_by_the_lines_and_not_by_a_title_or_a_text() {
    for text in [
        "Tasks, 2026, all\n\nTask;Due;Who\nA;x;z\nB;y;z\n",
        "Task;Due;Who\nA, then B, then C, and D;x;z\n\"E\nF, G, H, I\";y;z\n",
    ] {
        assert_eq!(read(text.as_bytes()).unwrap().pages[0].head, ["Task", "Due", "Who"], "{text}");
    }
}

#[test]
fn a_column_without_a_name_is_a_column_where_most_rows_have_it() {
    let most = read(b"Task,Due\nA,x,note\nB,y,note\nC,z\n").unwrap();
    let one = read(b"Task,Due\nA,x\nB,y,slipped\nC,z\n").unwrap();

    assert_eq!(most.pages[0].head, ["Task", "Due", ""]);
    assert_eq!(one.pages[0].head, ["Task", "Due"]);
}

fn workbook(write: impl FnOnce(&mut rust_xlsxwriter::Workbook)) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    write(&mut book);
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_is_read_sheet_by_sheet_with_days_as_days() {
    let bytes = workbook(|book| {
        let day = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
        let page = book.add_worksheet().set_name("Notes").unwrap();
        page.write_string(0, 0, "Nothing here").unwrap();
        let page = book.add_worksheet().set_name("Tasks").unwrap();
        page.write_string(0, 0, "Task").unwrap();
        page.write_string(0, 1, "Due").unwrap();
        page.write_string(1, 0, "A").unwrap();
        let on = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 11, 21).unwrap();
        page.write_datetime_with_format(1, 1, &on, &day).unwrap();
        page.write_string(2, 0, "B").unwrap();
        page.write_number(2, 1, 3.0).unwrap();
    });

    let book = read(&bytes).unwrap();

    assert_eq!(book.pages.len(), 1, "a sheet without rows is left out");
    assert_eq!(book.pages[0].name, "Tasks");
    assert_eq!(book.pages[0].rows[0].cells, ["A", "2026-11-21"]);
    assert_eq!(book.pages[0].rows[1].cells, ["B", "3"]);
}

#[test]
fn a_cell_at_the_end_of_the_world_fills_no_memory() {
    let far = workbook(|book| {
        let page = book.add_worksheet();
        page.write_string(0, 0, "Task").unwrap();
        page.write_string(1_048_575, 0, "A").unwrap();
    });
    let wide = workbook(|book| {
        let page = book.add_worksheet();
        page.write_string(0, 0, "Task").unwrap();
        page.write_string(1, 16_383, "A").unwrap();
    });

    assert!(read(&far).unwrap_err().contains("20000"));
    assert!(read(&wide).unwrap_err().contains("64"));
}

#[test]
fn one_long_text_in_every_cell_is_refused_before_it_fills_the_memory() {
    let long = "x".repeat(32_000);
    let bytes = workbook(|book| {
        let page = book.add_worksheet();
        page.write_string(0, 0, "Task").unwrap();
        for row in 1..1_500 {
            page.write_string(row, 0, &long).unwrap();
        }
    });

    assert!(read(&bytes).unwrap_err().contains("far more text"));
}

#[test]
fn rows_that_are_empty_but_for_their_last_cell_take_no_room_without_end() {
    let bytes = workbook(|book| {
        for _ in 0..2 {
            let page = book.add_worksheet();
            for row in 0..20_000 {
                page.write_string(row, 63, "x").unwrap();
            }
        }
    });

    assert!(read(&bytes).unwrap_err().contains("2000000 cells"));
}

/// The same workbook with a word of its shared texts changed.
fn with_shared(bytes: &[u8], old: &str, new: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        if name == "xl/sharedStrings.xml" {
            assert!(text.contains(old), "{text}");
            text = text.replace(old, new);
        }
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_workbook_that_asks_for_more_memory_than_there_is_gets_none() {
    let good = workbook(|book| {
        let page = book.add_worksheet();
        page.write_string(0, 0, "Task").unwrap();
        page.write_string(1, 0, "A").unwrap();
    });
    let count = "uniqueCount=\"2\"";

    let same = with_shared(&good, count, count);
    let promising = with_shared(&good, count, "uniqueCount=\"1000000000000\"");

    assert_eq!(read(&same).unwrap().pages[0].rows.len(), 1);
    assert_eq!(read(&promising).unwrap_err(), "It is damaged. Open and save it again, then send it.");
}
