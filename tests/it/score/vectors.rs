//! The published vectors, worked out by hand from the regulation.

use muster::assessments::score::file::run;
use serde_json::Value;
use std::collections::BTreeSet;

const VECTORS: &str = include_str!("../../vectors/score.json");

/// Each case of the file with its result.
fn cases() -> Vec<(Value, Value)> {
    let file: Value = serde_json::from_str(VECTORS).expect("the vectors are JSON");
    let report = run(VECTORS).unwrap_or_else(|error| panic!("{error}"));
    let printed: Value = serde_json::from_str(&report.json()).expect("the report is JSON");
    let (cases, results) = (file["cases"].as_array(), printed["results"].as_array());
    let (cases, results) = (cases.expect("a list"), results.expect("a list"));
    assert_eq!(cases.len(), results.len());
    cases.iter().cloned().zip(results.iter().cloned()).collect()
}

/// Everything that `expected` names is there and the same; objects may hold more.
fn agrees(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            expected.iter().all(|(key, value)| found.get(key).is_some_and(|other| agrees(value, other)))
        }
        (Value::Array(expected), Value::Array(found)) => {
            expected.len() == found.len() && expected.iter().zip(found).all(|(one, other)| agrees(one, other))
        }
        _ => expected == found,
    }
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[test]
fn every_vector_comes_out_as_worked_out() {
    let wrong: Vec<_> = cases()
        .into_iter()
        .filter(|(case, result)| case["id"] != result["id"] || !agrees(&case["expected"], result))
        .map(|(case, result)| format!("{}\n  expected {}\n  found    {result}", case["id"], case["expected"]))
        .collect();

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn there_are_enough_vectors_and_each_says_why_and_where_from() {
    let cases = cases();
    let ids: BTreeSet<_> = cases.iter().map(|(case, _)| case["id"].to_string()).collect();

    assert!(cases.len() >= 60 && ids.len() == cases.len());
    for (case, _) in &cases {
        for key in ["title", "why", "source"] {
            assert!(case[key].as_str().is_some_and(|text| text.len() > 5), "{} lacks {key}", case["id"]);
        }
        assert!(case["expected"].as_object().is_some_and(|expected| !expected.is_empty()));
    }
}

#[test]
fn each_kind_prints_exactly_the_keys_of_the_format() {
    let common = ["id", "score", "cmmc_status", "eligibility", "reasons", "blocking"];
    for (case, result) in cases() {
        let mut expected: BTreeSet<_> = match case["kind"].as_str() {
            Some("timeline") => "id status_on_today cmmc_status_date status_expires closeout_deadline \
                retain_artifacts_until affirmation_due affirmation_current status_current award_eligible"
                .split_whitespace()
                .collect(),
            Some("l2") => common.into_iter().chain(["requirement_status", "deductions"]).collect(),
            _ => common.into(),
        };
        if case["kind"] == "l2" && result["cmmc_status"] == "Incomplete" {
            expected.extend(["provisional_best", "provisional_worst"]);
        }

        assert_eq!(keys(&result), expected, "{}", case["id"]);
    }
}

#[test]
fn deductions_add_up_and_each_has_a_paragraph() {
    for (case, result) in cases().into_iter().filter(|(case, _)| case["kind"] == "l2") {
        let deductions = result["deductions"].as_array().expect("a list");
        let lost: i64 = deductions.iter().filter_map(|one| one["points"].as_i64()).sum();
        let known = result["score"].as_i64().or(result.get("provisional_best").and_then(Value::as_i64));

        assert!(deductions.iter().all(|one| one["citation"].as_str().is_some_and(|text| text.contains('('))
            || one["citation"].as_str().is_some_and(|text| text.ends_with("Annex A"))));
        assert!(known.is_none_or(|known| lost == 110 - known), "{}", case["id"]);
    }
}

#[test]
fn level_2_gives_the_status_of_what_is_listed() {
    for (case, result) in cases().into_iter().filter(|(case, _)| case["kind"] == "l2") {
        let listed = case.get("findings").map_or_else(BTreeSet::new, keys);

        assert_eq!(keys(&result["requirement_status"]), listed, "{}", case["id"]);
    }
}
