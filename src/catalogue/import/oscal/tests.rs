//! Small catalogues of the same shape as NIST's, in our own words.

use super::super::{Mistakes, Parsed, Told, read};
use serde_json::{Value, json};

fn file(groups: Value) -> Vec<u8> {
    let metadata = json!({
        "title": "A catalogue of small things", "version": "1.2",
        "last-modified": "2025-07-06T21:01:17.00000-00:00",
        "props": [{"name": "framework-version-identifier", "value": "SMALL_3_0_0"}]
    });
    json!({"catalog": {"uuid": "x", "metadata": metadata, "groups": groups, "back-matter": {"resources": []}}})
        .to_string()
        .into_bytes()
}

fn parsed(groups: Value) -> Result<Parsed, Mistakes> {
    read("small.json", &file(groups), &Told::default())
}

/// As SP 800-171 Rev 3 is made: numbers in the sort-id, labels in full, objectives by id.
fn like_800_171() -> Value {
    json!([{
        "id": "SMALL_03.01", "class": "family", "title": "Doors and Keys",
        "controls": [
            {
                "id": "SMALL_03.01.01", "class": "requirement", "title": "Key Keeping",
                "params": [
                    {"id": "ODP.01", "label": "time period", "usage": "organization-defined time period"},
                    {"id": "ODP.02", "label": "SELECTED", "select": {"how-many": "one-or-more", "choice": [
                        "change the lock after {{ insert: param, ODP.01 }}", "take the key back"]}}
                ],
                "props": [{"name": "sort-id", "value": "03.01.01"},
                          {"name": "label", "value": "Key Keeping (03.01.01)"}],
                "parts": [
                    {"id": "s", "name": "statement", "parts": [
                        {"id": "SR-03.01.01.a", "name": "item",
                         "prose": "Count keys every {{ insert: param, ODP.01 }}.",
                         "props": [{"name": "label", "value": "SR-03.01.01.a"}]},
                        {"id": "SR-03.01.01.b", "name": "item", "prose": "When a key is lost:",
                         "props": [{"name": "label", "value": "SR-03.01.01.b"}],
                         "parts": [{"id": "SR-03.01.01.b.01", "name": "item", "prose": "{{ insert: param, ODP.02 }}.",
                                    "props": [{"name": "label", "value": "SR-03.01.01.b.01"}]}]}
                    ]},
                    {"id": "g", "name": "guidance", "prose": "Keys are small. See [](#/x=03.01.02)03.01.02."},
                    {"id": "assessment-objective_DS-A.03.01.01.a", "name": "assessment-objective",
                     "prose": "keys are counted every <A: time period>."},
                    {"id": "assessment-objective_DS-A.03.01.01.b.01", "name": "assessment-objective",
                     "prose": "lost keys are dealt with."},
                    {"id": "m", "name": "assessment-method", "props": [{"name": "method", "value": "EXAMINE"}],
                     "parts": [{"name": "assessment-objects", "prose": "key list\n\nlock list"}]}
                ]
            },
            {"id": "SMALL_03.01.02", "title": "03.01.02",
             "props": [{"name": "sort-id", "value": "03.01.02"}, {"name": "status", "value": "withdrawn"}]}
        ]
    }])
}

/// As SP 800-53 Rev 5 is made: short labels, padded ones for the assessment, enhancements inside.
fn like_800_53() -> Value {
    json!([{
        "id": "dk", "title": "Doors and Keys",
        "controls": [{
            "id": "dk-2", "title": "Key Keeping",
            "props": [{"name": "label", "value": "DK-02", "class": "zero-padded"},
                      {"name": "label", "value": "DK-2"}],
            "parts": [
                {"id": "dk-2_smt", "name": "statement", "prose": "Keep keys."},
                {"id": "dk-2_obj", "name": "assessment-objective",
                 "props": [{"name": "label", "value": "DK-02", "class": "sp800-53a"}],
                 "parts": [
                    {"id": "dk-2_obj.a-1", "name": "assessment-objective", "prose": "keys are kept;",
                     "props": [{"name": "label", "value": "DK-02a.[01]", "class": "sp800-53a"}]},
                    {"id": "dk-2_obj.b", "name": "assessment-objective", "prose": "keys are counted.",
                     "props": [{"name": "label", "value": "DK-02b.", "class": "sp800-53a"}]}
                 ]}
            ],
            "controls": [
                {"id": "dk-2.1", "title": "Key Cabinet", "props": [{"name": "label", "value": "DK-2(1)"}],
                 "parts": [{"id": "dk-2.1_obj", "name": "assessment-objective", "prose": "there is a cabinet.",
                            "props": [{"name": "label", "value": "DK-02(01)", "class": "sp800-53a"}]}]},
                {"id": "dk-2.2", "title": "Key Ring", "props": [
                    {"name": "label", "value": "DK-2(2)"}, {"name": "status", "value": "Withdrawn"}]}
            ]
        }]
    }])
}

#[test]
fn a_catalogue_like_sp_800_171_is_read_whole() {
    let parsed = parsed(like_800_171()).unwrap();

    assert_eq!((parsed.key.as_str(), parsed.version.as_str()), ("small-3-0-0", "1.2"));
    assert_eq!(parsed.source_on.unwrap().to_string(), "2025-07-06");
    assert_eq!(parsed.withdrawn, ["03.01.02"]);
    let [one] = &parsed.requirements[..] else { panic!("one requirement") };
    assert_eq!((one.code.as_str(), one.family.as_str()), ("03.01.01", "Doors and Keys"));
    assert_eq!(
        one.statement,
        "a. Count keys every [Assignment: organization-defined time period].\nb. When a key is lost:\n  01. \
         [Selection (one or more): change the lock after [Assignment: organization-defined time period]; take the \
         key back]."
    );
    assert_eq!(one.guidance, "Keys are small. See 03.01.02.\n\nExamine: key list; lock list");
    assert_eq!(one.objectives[1], ("b.01".to_owned(), "lost keys are dealt with.".to_owned()));
}

#[test]
fn a_catalogue_like_sp_800_53_is_read_with_its_enhancements() {
    let parsed = parsed(like_800_53()).unwrap();

    let codes: Vec<_> = parsed.requirements.iter().map(|it| it.code.as_str()).collect();
    assert_eq!((codes, parsed.withdrawn), (vec!["DK-2", "DK-2(1)"], vec!["DK-2(2)".to_owned()]));
    let letters =
        |at: usize| parsed.requirements[at].objectives.iter().map(|it| it.0.as_str()).collect::<Vec<_>>();
    assert_eq!((letters(0), letters(1)), (vec!["a.[01]", "b"], vec!["a"]));
}

#[test]
fn every_mistake_is_told_with_its_path() {
    let mistakes = parsed(json!([{"title": "Doors", "controls": [
        {"title": "No id", "parts": [{"name": "statement", "prose": 7}]},
        {"id": "d-1", "title": "Gap", "parts": [{"name": "guidance", "prose": "{{ insert: param, nobody }}"}]},
        {"id": "d-2", "parts": "none"}
    ]}]))
    .unwrap_err();

    let told: Vec<_> = mistakes.told.iter().map(|it| it.at.as_str()).collect();
    assert_eq!(
        told,
        [
            "catalog.groups[0].controls[0].id",
            "catalog.groups[0].controls[0].parts[0].prose",
            "catalog.groups[0].controls[1].parts[0].prose",
            "catalog.groups[0].controls[2].title",
            "catalog.groups[0].controls[2].parts",
        ]
    );
    assert!(mistakes.told[2].reason.contains("\"nobody\""));
}

#[test]
fn a_parameter_that_stands_in_itself_ends() {
    let mistakes = parsed(json!([{"controls": [{"id": "d-1", "title": "Loop",
        "params": [{"id": "p", "select": {"choice": ["{{ insert: param, p }}"]}}],
        "parts": [{"name": "statement", "prose": "{{ insert: param, p }}"}]}]}]))
    .unwrap_err();

    assert!(mistakes.told[0].reason.contains("stands in itself"));
}

#[test]
fn mistakes_come_in_the_order_of_the_file_whatever_is_read_first() {
    let file = r#"{"catalog": {
        "groups": [{"title": "Doors", "controls": [{
            "id": "d-1", "title": "Gap",
            "parts": [{"name": "guidance", "prose": "{{ insert: param, nobody }}"}],
            "params": [{"label": "no id"}]
        }]}],
        "metadata": {"version": 1}
    }}"#;

    let mistakes = read("small.json", file.as_bytes(), &Told::default()).unwrap_err();

    let told: Vec<_> = mistakes.told.iter().map(|it| it.at.as_str()).collect();
    assert_eq!(
        told,
        [
            "catalog.groups[0].controls[0].parts[0].prose",
            "catalog.groups[0].controls[0].params[0].id",
            "catalog.metadata.title",
            "catalog.metadata.version",
        ]
    );
}
