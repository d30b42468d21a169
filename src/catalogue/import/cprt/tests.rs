//! Small exports of the same shape as those of NIST's tool, in our own words.

use crate::catalogue::import::{Mistakes, Parsed, Told, read};
use serde_json::{Value, json};

fn parsed(elements: &[(&str, &str, &str, &str)], links: &[(&str, &str, &str)]) -> Result<Parsed, Mistakes> {
    let element = |(kind, id, title, text): &(&str, &str, &str, &str)| -> Value {
        json!({"element_type": kind, "element_identifier": id, "title": title, "text": text,
               "doc_identifier": "SMALL_3_0_0"})
    };
    let link = |(from, to, kind): &(&str, &str, &str)| -> Value {
        json!({"source_element_identifier": from, "dest_element_identifier": to,
               "relationship_identifier": kind, "source_doc_identifier": "SMALL_3_0_0"})
    };
    let file = json!({"response": {"requestType": 3, "elements": {
        "documents": [{"doc_identifier": "SMALL_3_0_0", "name": "Small Things", "version": "Revision 3"}],
        "relationship_types": [],
        "elements": elements.iter().map(element).collect::<Vec<_>>(),
        "relationships": links.iter().map(link).collect::<Vec<_>>()
    }}});
    read("cprt.json", file.to_string().as_bytes(), &Told::default())
}

#[test]
fn an_export_like_rev_3_is_read_by_its_relationships() {
    let parsed = parsed(
        &[
            ("family", "03.01", "Doors", ""),
            ("requirement", "03.01.01", "Keys", ""),
            ("security_requirement", "SR-03.01.01.a", "", "Count [*Assignment: all*] keys."),
            ("security_requirement", "SR-03.01.01.a.01", "", "At night."),
            ("discussion", "D-03.01.01", "", "Keys are small."),
            ("determination", "DS-A.03.01.01.a[01]", "", "keys are counted."),
            ("examine", "E-03.01.01", "", "key list\nlock list"),
            ("odp", "A.03.01.01.ODP[01]", "", "time"),
            ("requirement", "03.01.02", "Locks", ""),
            ("withdraw_reason", "WR-03.01.02", "", "Addressed by 03.01.01."),
        ],
        &[
            ("03.01", "03.01.01", "projection"),
            ("03.01.01", "SR-03.01.01.a", "projection"),
            ("SR-03.01.01.a", "SR-03.01.01.a.01", "projection"),
            ("SR-03.01.01.a", "DS-A.03.01.01.a[01]", "projection"),
            ("03.01.02", "WR-03.01.02", "projection"),
            ("WR-03.01.02", "03.01.01", "incorporated_into"),
        ],
    )
    .unwrap();

    assert_eq!(
        (parsed.key.as_str(), parsed.withdrawn.as_slice()),
        ("small-3-0-0", &["03.01.02".to_owned()][..])
    );
    let one = &parsed.requirements[0];
    assert_eq!((one.family.as_str(), one.title.as_str()), ("Doors", "Keys"));
    assert_eq!(one.statement, "a. Count [Assignment: all] keys.\n  01. At night.");
    assert_eq!(one.guidance, "Keys are small.\n\nExamine: key list; lock list");
    assert_eq!(one.objectives, [("a[01]".to_owned(), "keys are counted.".to_owned())]);
}

#[test]
fn an_export_like_rev_2_is_read_by_its_numbers_and_takes_our_ids() {
    let parsed = parsed(
        &[
            ("family", "3.1", "ACCESS CONTROL", ""),
            ("requirement", "3.1.1", "", "Let in whom you know."),
            ("requirement", "3.1.12", "", "Watch remote sessions."),
            ("discussion", "D-3.1.12", "", "From afar."),
        ],
        &[],
    )
    .unwrap();

    assert_eq!(parsed.requirements[0].family, "Access Control");
    assert_eq!(parsed.requirements[0].guidance, "");
    assert_eq!(parsed.requirements[1].guidance, "From afar.");
}

#[test]
fn what_hangs_nowhere_is_a_mistake() {
    let mistakes = parsed(&[("requirement", "1.1.1", "A", "B"), ("discussion", "D-9.9.9", "", "?")], &[]);

    assert_eq!(mistakes.unwrap_err().told[0].at, "response.elements.elements[1]");
}

#[test]
fn a_note_says_that_a_requirement_is_withdrawn_and_a_sentence_does_not() {
    let notes = [
        "Withdrawn",
        "Withdrawn.",
        "[Withdrawn: Incorporated into 1.1.2.]",
        "[**Withdrawn**: Addressed by 1.1.2.]",
        "Withdrawn: Moved to 1.1.2.",
        "Withdrawn. Incorporated into 1.1.2.",
        "Withdrawn into 1.1.2.",
        "Withdrawn – Incorporated into 1.1.2.",
        "Withdrawn (moved to 1.1.2)",
    ];
    let sentences = [
        "Withdrawn users must lose access.",
        "Withdrawn, lost and broken keys are counted.",
        "Withdrawn. Keys are counted.",
        "Withdrawn (by their owner) keys are counted.",
        "Withdrawnness is measured.",
    ];
    let withdrawn = |text: &str| {
        let both =
            [("requirement", "1.1.1", "Keys", text), ("requirement", "1.1.2", "Locks", "Locks are shut.")];
        parsed(&both, &[]).unwrap().withdrawn.len()
    };

    assert_eq!(notes.map(withdrawn), [1; 9]);
    assert_eq!(sentences.map(withdrawn), [0; 5]);
}

#[test]
fn mistakes_come_in_the_order_of_the_file_whatever_is_read_first() {
    let file = r#"{"response": {"elements": {
        "elements": [
            {"element_type": "requirement", "element_identifier": "no number!", "text": "Keys are counted."},
            {"element_type": "discussion", "element_identifier": "D-9.9.9", "text": "?"},
            {"element_type": "requirement"}
        ],
        "documents": [{}]
    }}}"#;

    let mistakes = read("cprt.json", file.as_bytes(), &Told::default()).unwrap_err();

    let told: Vec<_> = mistakes.told.iter().map(|it| it.at.as_str()).collect();
    assert_eq!(
        told,
        [
            "response.elements.elements[0]",
            "response.elements.elements[1]",
            "response.elements.elements[2].element_identifier",
            "response.elements.documents[0].name",
        ]
    );
}

#[test]
fn a_relation_that_names_what_the_file_does_not_have_is_a_mistake() {
    let elements = [("family", "1.1", "Doors", ""), ("requirement", "1.1.1", "Keys", "Keys are counted.")];
    let known = ("1.1", "1.1.1", "projection");

    let mistakes = parsed(&elements, &[("1.1", "9.9.9", "projection"), known, ("8.8", "1.1.1", "")]);

    let told = mistakes.unwrap_err().told;
    let told: Vec<_> = told.iter().map(|it| (it.at.as_str(), it.reason.as_str())).collect();
    let at = "response.elements.relationships";
    assert_eq!(
        told,
        [
            (
                &*format!("{at}[0].dest_element_identifier"),
                "This file has no element \"9.9.9\". Correct it, or remove the relation."
            ),
            (
                &*format!("{at}[2].source_element_identifier"),
                "This file has no element \"8.8\". Correct it, or remove the relation."
            ),
        ]
    );
}

#[test]
fn an_element_of_a_document_that_the_file_does_not_list_is_a_mistake() {
    let file = r#"{"response": {"elements": {
        "documents": [{"doc_identifier": "SMALL_1", "name": "Small", "version": "1"}],
        "elements": [
            {"doc_identifier": "SMALL_1", "element_type": "requirement", "element_identifier": "1.1.1",
             "title": "Keys", "text": "Keys are counted."},
            {"doc_identifier": "LARGE_5", "element_type": "requirement", "element_identifier": "1.1.2",
             "title": "Doors", "text": "Doors are shut."}
        ]
    }}}"#;

    let told = read("cprt.json", file.as_bytes(), &Told::default()).unwrap_err().told;

    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].at, "response.elements.elements[1].doc_identifier");
    assert!(told[0].reason.starts_with("This file has no document \"LARGE_5\"."), "{}", told[0].reason);
}

#[test]
fn a_relation_to_another_publication_is_none_of_ours() {
    let file = |dest_document: &str| {
        let file = json!({"response": {"elements": {
            "documents": [{"doc_identifier": "SMALL_3_0_0", "name": "Small Things"}],
            "elements": [{"element_type": "requirement", "element_identifier": "1.1.1", "title": "Keys"}],
            "relationships": [
                {"source_element_identifier": "1.1.1", "dest_element_identifier": "AC-02",
                 "dest_doc_identifier": "SMALL_3_0_0", "relationship_identifier": "external_reference"},
                {"source_element_identifier": "1.1.1", "dest_element_identifier": "AC-03",
                 "dest_doc_identifier": dest_document, "relationship_identifier": "projection"}
            ]
        }}});
        read("cprt.json", file.to_string().as_bytes(), &Told::default())
    };

    assert_eq!(file("LARGE_5_1_1").unwrap().requirements.len(), 1);
    assert!(file("SMALL_3_0_0").is_err());
}

fn of_documents(elements: &Value) -> Result<Parsed, Mistakes> {
    let documents = json!([{"doc_identifier": "OTHER_1", "name": "Other Things"},
                           {"doc_identifier": "SMALL_3", "name": "Small Things", "version": "Revision 3"}]);
    let file = json!({"response": {"elements": {"documents": documents, "elements": elements}}});
    read("cprt.json", file.to_string().as_bytes(), &Told::default())
}

fn requirement_of(document: &str, id: &str) -> Value {
    json!({"element_type": "requirement", "element_identifier": id, "title": "Keys", "text": "Keys are counted.",
           "doc_identifier": document})
}

#[test]
fn the_document_that_gives_the_requirements_gives_the_name_wherever_it_is_listed() {
    let parsed = of_documents(&json!([requirement_of("SMALL_3", "1.1.1")])).unwrap();

    assert_eq!((parsed.title.as_str(), parsed.version.as_str()), ("Small Things", "Revision 3"));
}

#[test]
fn requirements_of_two_documents_do_not_come_in_under_one_name() {
    let both = json!([requirement_of("SMALL_3", "1.1.1"), requirement_of("OTHER_1", "2.1.1")]);

    let told = of_documents(&both).unwrap_err().told;

    let told: Vec<_> = told.iter().map(|it| (it.at.as_str(), it.reason.as_str())).collect();
    let reason = "\"2.1.1\" is of \"OTHER_1\", requirements before it are of \"SMALL_3\". Bring in one document at a \
                  time.";
    assert_eq!(told, [("response.elements.elements[1]", reason)]);
}
