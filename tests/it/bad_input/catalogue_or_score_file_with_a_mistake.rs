//! Path and reason, and nothing is changed. At the console, with exit status 2, see `console`.

use super::*;

const IMPORT: &str = "/o/contoso/catalogue/import";

/// A file, where its mistake is, and what it is.
const FILES: &[(&str, &str, &str, &str)] = &[
    ("cut.json", "{\"catalog\": {", "line", "JSON"),
    ("other.json", "{\"songs\": []}", "catalog", "This is missing. A catalogue in JSON"),
    ("list.json", " []\n", "catalog", "the file is a list, not an object. A catalogue in JSON"),
    ("list_cut.json", "[{\"catalog\": {}}, {", "line 1, column", "not well-formed JSON"),
    ("text.json", "\"catalog\"", "catalog", "the file is a text, not an object"),
    ("number.json", "-1.5", "catalog", "the file is a single value, not an object"),
    ("null.json", "\u{feff}null", "catalog", "the file is empty (null), not an object"),
    (
        "oscal.json",
        r#"{"catalog": {"uuid": "74c8ba1e-5cd4-4ad1-bbfd-d888e2f6c724", "metadata": {"title": "T"},
            "groups": [{"controls": [{"title": "x"}]}]}}"#,
        "catalog.groups[0].controls[0]",
        "missing",
    ),
    ("cprt.json", r#"{"response": {"elements": {"elements": 7}}}"#, "response.elements", ""),
    (
        "letters.csv",
        "requirement,objective,text\n3.1.1,a,ok\n3.1.1,z,no such\n",
        "line 3, column objective",
        "no objective z",
    ),
    (
        "twice.csv",
        "requirement,objective,text\n3.1.1,a,ok\n3.1.1,a,again\n",
        "line 3, column objective",
        "comes twice",
    ),
    ("columns.csv", "one,two\n1,2\n", "The names of the columns are missing", ""),
    ("empty.csv", "", "empty.csv", "The file is empty."),
    ("program.xlsx", "PK\u{3}\u{4}no workbook", "", ""),
];

both! {
    async fn the_path_and_the_reason_are_told_and_nothing_is_changed(app: TestApp) {
        let (app, _) = furnished(app).await;
        let before = contents(&app.db).await;

        for way in WAYS {
            for (name, text, place, reason) in FILES {
                let file: [(&str, &str, &[u8]); 1] = [("file", name, text.as_bytes())];
                let answer = match way {
                    Way::Plain => app.upload(ADMIN, IMPORT, &[("title", "Ours")], &file).await,
                    Way::Htmx => app.upload_fragment(ADMIN, IMPORT, &[("title", "Ours")], &file).await,
                };

                answer.assert_status(422).assert_contains(&format!("{name} was not taken"));
                answer.assert_contains("Nothing was changed").assert_contains(place).assert_contains(reason);
                answer.assert_contains("value=\"Ours\"");
                way.assert_form(&answer, name);
            }
        }

        assert_eq!(before, contents(&app.db).await);
    }
}
