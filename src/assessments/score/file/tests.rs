//! The format of the scoring file, and its refusals.

use super::*;
use serde_json::{Value, json};

fn results(input: &Value) -> Value {
    let report = run(&input.to_string()).expect("the file is understood");
    let printed: Value = serde_json::from_str(&report.json()).expect("the report is JSON");
    assert_eq!(printed["rule_pack"], "rule-pack-2026-11-21");
    printed["results"].clone()
}

fn refusal(input: &str) -> String {
    run(input).expect_err("the file is refused").faults.iter().map(|fault| format!("{fault}\n")).collect()
}

fn refused(case: Value) -> String {
    refusal(&json!({"format": "1", "cases": [case]}).to_string())
}

#[test]
fn a_bare_case_and_a_list_of_cases_are_both_read() {
    let case = json!({"id": "x", "kind": "l1", "title": "t", "expected": {"any": ["thing"]}});

    let bare = results(&case);
    let listed = results(&json!({"format": "1", "cases": [case], "why": "w"}));

    assert_eq!(bare, listed);
    let expected = json!([{
        "id": "x", "score": null, "cmmc_status": "Final Level 1 (Self)", "eligibility": "final",
        "reasons": [], "blocking": [],
    }]);
    assert_eq!(bare, expected);
}

#[test]
fn level_2_prints_all_its_keys() {
    let printed = results(&json!({
        "id": "x", "kind": "l2", "assessment": "c3pao",
        "findings": {
            "3.5.3": {"objectives": {"d": "NOT_MET"}, "partial": "mfa_remote_and_privileged"},
            "3.1.3": "NA",
        },
    }));

    let expected = json!([{
        "id": "x", "score": 107, "cmmc_status": "No CMMC Status", "eligibility": "not_eligible",
        "reasons": ["POAM_VALUE_OVER_1"], "blocking": ["3.5.3"],
        "requirement_status": {"3.5.3": "NOT_MET", "3.1.3": "NA"},
        "deductions": [{"requirement": "3.5.3", "points": 3, "citation": "32 CFR 170.24(c)(2)(i)(B)(4)(i)"}],
    }]);
    assert_eq!(printed, expected);
}

#[test]
fn the_range_is_printed_only_while_something_is_open() {
    let open = results(&json!({"id": "x", "kind": "l2", "findings": {"3.1.1": "UNASSESSED"}}));
    let done = results(&json!({"id": "x", "kind": "l2"}));

    assert_eq!((&open[0]["provisional_best"], &open[0]["provisional_worst"]), (&json!(110), &json!(105)));
    assert!(open[0]["score"].is_null());
    assert!(done[0].get("provisional_best").is_none() && done[0].get("provisional_worst").is_none());
}

#[test]
fn a_fault_names_its_case_and_its_path() {
    let unknown = refused(json!({"id": "mine", "kind": "l2", "findings": {"3.1.99": "MET"}}));

    assert!(unknown.starts_with("case \"mine\", $.cases[0].findings[\"3.1.99\"]: "), "{unknown}");
}

#[test]
fn what_is_not_known_is_refused_where_it_stands() {
    let l2 = |findings: Value| refused(json!({"id": "x", "kind": "l2", "findings": findings}));
    let deficiency =
        json!({"claim": "temporary_deficiency", "operational_plan": true, "reviews": true, "progress": true});

    for (fault, path) in [
        (refused(json!({"id": "x", "kind": "l4"})), ".kind:"),
        (refused(json!({"id": "x", "kind": "l2", "colour": "red"})), ".colour:"),
        (refused(json!({"id": "x", "kind": "l1", "poam": "all"})), ".poam:"),
        (refused(json!({"id": "x", "kind": "l2", "default": "met"})), ".default:"),
        (refused(json!({"id": "x", "kind": "l2", "poam": ["3.1.3", "9"]})), ".poam[1]:"),
        (refused(json!({"id": "x", "kind": "l2", "poam": "some"})), ".poam:"),
        (refused(json!({"id": "x", "kind": "l2", "assessment": "dibcac"})), ".assessment:"),
        (refused(json!({"id": "x", "kind": "l1", "findings": {"3.1.1": "MET"}})), ".findings[\"3.1.1\"]:"),
        (refused(json!({"kind": "l2"})), ".id:"),
        (l2(json!({"3.1.1": "Met"})), ".findings[\"3.1.1\"]:"),
        (l2(json!({"3.1.1": 1})), ".findings[\"3.1.1\"]:"),
        (l2(json!({"3.1.1": null})), ".findings[\"3.1.1\"]:"),
        (l2(json!({"3.1.1": {}})), ".findings[\"3.1.1\"]:"),
        (l2(json!({"3.1.1": {"objectives": {"g": "MET"}}})), ".findings[\"3.1.1\"].objectives.g:"),
        (
            l2(json!({"3.1.1": {"status": "NOT_MET", "partial": "encryption_not_fips"}})),
            "[\"3.1.1\"].partial:",
        ),
        (
            l2(json!({"3.5.3": {"status": "NOT_MET", "partial": "encryption_not_fips"}})),
            "[\"3.5.3\"].partial:",
        ),
        (
            l2(json!({"3.5.3": {"status": "MET", "partial": "mfa_remote_and_privileged"}})),
            "[\"3.5.3\"].partial:",
        ),
        (l2(json!({"3.1.1": {"status": "NOT_MET", "claim": "x"}})), "[\"3.1.1\"].claim:"),
        (l2(json!({"3.1.1": {"claim": "enduring_exception", "in_ssp": true}})), ".mitigations_described:"),
        (l2(json!({"3.1.1": deficiency})), ".arose_after_implementation:"),
        (l2(json!({"3.5.3": {"status": "NOT_MET", "partial": null}})), "[\"3.5.3\"].partial:"),
        (
            l2(json!({"3.1.1": {"objectives": {"a": "MET"}, "objectives_default": null}})),
            ".objectives_default:",
        ),
        (refused(json!({"id": "x", "kind": "l1", "findings": null})), ".findings:"),
        (refused(json!({"id": "x", "kind": "l2", "findings": null})), ".findings:"),
        (refused(json!({"id": "x", "kind": "l2", "default": null})), ".default:"),
        (refused(json!({"id": "x", "kind": "l2", "poam": null})), ".poam:"),
        (refused(json!({"id": "x", "kind": "l2", "methodology": null})), ".methodology:"),
    ] {
        assert!(fault.contains(path), "{path} is not in {fault}");
    }
}

#[test]
fn a_timeline_that_cannot_be_is_refused() {
    let case = |changes: Value| {
        let mut case = json!({
            "id": "x", "kind": "timeline", "level": 2, "initial_status": "Conditional Level 2 (Self)",
            "cmmc_status_date": "2026-01-15", "today": "2026-02-01",
        });
        for (key, value) in changes.as_object().expect("an object") {
            case[key] = value.clone();
        }
        refused(case)
    };

    for (fault, path) in [
        (case(json!({"level": 4})), ".level:"),
        (case(json!({"level": 3})), ".initial_status:"),
        (case(json!({"initial_status": "Final Level 2"})), ".initial_status:"),
        (case(json!({"today": "2026-2-1"})), ".today:"),
        (case(json!({"today": "2026-02-30"})), ".today:"),
        (case(json!({"cmmc_status_date": null})), ".cmmc_status_date:"),
        (case(json!({"closeout": {"posted": "2026-01-14", "still_not_met": []}})), ".closeout.posted:"),
        (case(json!({"closeout": {"posted": "2026-01-20"}})), ".closeout.still_not_met:"),
        (
            case(json!({"closeout": {"posted": "2026-01-20", "still_not_met": null}})),
            ".closeout.still_not_met:",
        ),
        (case(json!({"drifted_not_met": null})), ".drifted_not_met:"),
        (
            case(json!({"closeout": {"posted": "2026-01-20", "still_not_met": ["x"]}})),
            ".closeout.still_not_met[0]:",
        ),
        (case(json!({"drifted_not_met": ["AC.L3-3.1.2e"]})), ".drifted_not_met[0]:"),
        (case(json!({"today": "-026-11-21"})), ".today:"),
        (case(json!({"cmmc_status_date": "-2026-1-21"})), ".cmmc_status_date:"),
    ] {
        assert!(fault.contains(path), "{path} is not in {fault}");
    }
}

#[test]
fn every_case_with_a_fault_is_named_and_nothing_is_scored() {
    let cases =
        json!([{"id": "a", "kind": "l9"}, {"id": "b", "kind": "l2"}, {"id": "c", "kind": "l2", "x": 1}]);

    let fault = refusal(&json!({"format": "1", "cases": cases}).to_string());

    assert_eq!(fault.lines().count(), 2, "{fault}");
    assert!(fault.contains("case \"a\", $.cases[0].kind") && fault.contains("case \"c\", $.cases[2].x"));
}

#[test]
fn files_of_another_shape_are_refused() {
    assert!(refusal("{").starts_with("$: this is not JSON"));
    assert!(refusal("[]").starts_with("$: an object belongs here"));
    assert!(refusal(r#"{"cases":[]}"#).starts_with("$.format: "));
    assert!(refusal(r#"{"format":"2","cases":[]}"#).starts_with("$.format: "));
    assert!(refusal(r#"{"format":"1","cases":{}}"#).starts_with("$.cases: "));
    assert!(refusal(r#"{"format":"1","cases":[1]}"#).starts_with("$.cases[0]: "));
}

#[test]
fn a_key_that_stands_twice_is_refused_for_neither_of_both_can_be_meant() {
    let fault = refusal(r#"{"id":"x","kind":"l2","findings":{"3.1.1":"MET","3.1.1":"NOT_MET"}}"#);

    assert!(fault.contains("$.findings[\"3.1.1\"]: this key stands here twice"), "{fault}");
}

#[test]
fn a_status_of_level_3_drifts_with_a_requirement_of_level_2_too() {
    let case = |id: &str| {
        json!({"id": "x", "kind": "timeline", "level": 3, "initial_status": "Final Level 3 (DIBCAC)",
               "cmmc_status_date": "2026-01-15", "today": "2026-02-01", "drifted_not_met": [id]})
    };

    for id in ["3.1.1", "AC.L3-3.1.2e"] {
        assert_eq!(results(&case(id))[0]["status_current"], false, "{id}");
    }
    assert!(refused(case("AC.L1-b.1.i")).contains("drifted_not_met[0]: Level 3 has no requirement"));
}

#[test]
fn the_table_gives_score_status_and_reasons_with_paragraphs() {
    let cases = json!([
        {"id": "low\u{1b}[2J", "kind": "l2", "findings": {"3.1.1": "NOT_MET"}},
        {"id": "open", "kind": "l2", "findings": {"3.1.2": "UNASSESSED"}},
        {"id": "time", "kind": "timeline", "level": 1, "initial_status": "Final Level 1 (Self)",
         "cmmc_status_date": "2026-01-15", "today": "2026-02-01"},
    ]);

    let table = run(&json!({"format": "1", "cases": cases}).to_string()).expect("understood").table();

    assert!(table.contains("105  No CMMC Status"), "{table}");
    assert!(table.contains("105 to 110  Incomplete"), "{table}");
    assert!(table.contains("Final Level 1 (Self)  affirmation due"), "{table}");
    assert!(
        table.contains("[32 CFR 170.24(c)(2)(i)(B)(1)(i)]")
            && table.contains("status ends          2027-01-15")
    );
    assert!(!table.contains('\u{1b}'));
}
