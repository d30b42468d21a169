//! What the list shows, on specimens.

use super::*;
use crate::assessments::model::specimen::{found, member, own, owned, picture, pictured, proved};
use crate::kernel::env::Day;

fn eye() -> Eye {
    Eye { user: member(1, "Dana").id, today: Day::default() }
}

fn ids(picture: &Picture, query: &[(&str, &'static str)], sort: &str) -> Vec<String> {
    let of = |name: &str| query.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| *value);
    let listed = picture.listed(&Filter::read(of), Sort::parse(sort), eye(), &Words::default());
    listed.into_iter().map(|line| line.id.clone()).collect()
}

#[test]
fn nothing_asked_shows_everything_in_the_order_of_the_catalogue() {
    let all = ids(&picture(2), &[], "");

    assert_eq!(all.len(), 110);
    assert_eq!((all[0].as_str(), all[9].as_str(), all[109].as_str()), ("3.1.1", "3.1.10", "3.14.7"));
}

#[test]
fn words_are_looked_for_in_ids_names_and_our_wording() {
    let picture = picture(2);

    assert!(ids(&picture, &[("text", "MULTIFACTOR")], "").contains(&"3.5.3".to_owned()));
    assert_eq!(ids(&picture, &[("text", "AC.L2-3.1.22")], ""), ["3.1.22"]);
    let asks = &wording::lookup("3.8.3", None).unwrap().asks;
    let found = ids(&picture, &[("text", Box::leak(asks.clone().into_boxed_str()))], "");
    assert_eq!(found, ["3.8.3"], "all its words stand in its own wording");
    assert!(ids(&picture, &[("text", "multifactor xyzzy")], "").is_empty(), "all words, not any");
}

#[test]
fn families_values_and_origins_are_counted_as_the_catalogue_has_them() {
    let picture = pictured(2, vec![own("ACME-1", "Badges at the gate")]);

    assert_eq!(ids(&picture, &[("family", "AC")], "").len(), 22);
    assert_eq!(ids(&picture, &[("value", "5")], "").len(), 44);
    assert_eq!(ids(&picture, &[("value", "3")], "").len(), 14);
    assert_eq!(ids(&picture, &[("value", "1")], "").len(), 51);
    assert_eq!(ids(&picture, &[("value", "none")], ""), ["3.12.4", "ACME-1"]);
    assert_eq!(ids(&picture, &[("origin", "own")], ""), ["ACME-1"]);
    assert_eq!(ids(&picture, &[("origin", "builtin")], "").len(), 110);
    assert_eq!(ids(&picture, &[("text", "acme gate")], ""), ["ACME-1"]);
}

#[test]
fn results_are_those_of_the_whole_requirement() {
    let rows = vec![
        found("3.1.2", "a", Mark::Met),
        found("3.1.2", "b", Mark::Met),
        proved("3.1.2", "a", "final"),
        found("3.1.1", "b", Mark::NotMet),
        found("3.2.1", "a", Mark::Met),
    ];
    let picture = pictured(2, rows);

    assert_eq!(ids(&picture, &[("result", "met")], ""), ["3.1.2"]);
    assert_eq!(ids(&picture, &[("result", "not_met")], ""), ["3.1.1"]);
    assert_eq!(ids(&picture, &[("result", "provisional")], ""), ["3.1.2", "3.2.1"]);
    assert_eq!(ids(&picture, &[("result", "unassessed")], "").len(), 108);
    assert!(ids(&picture, &[("result", "not_applicable")], "").is_empty());
}

#[test]
fn owners_and_evidence_are_found() {
    let rows = vec![
        owned("3.1.1", Some(member(1, "Dana")), None),
        owned("3.1.2", Some(member(2, "Sam")), None),
        proved("3.1.2", "a", "draft"),
        proved("3.1.3", "a", "final"),
        proved("3.1.3", "b", "draft"),
    ];
    let picture = pictured(2, rows);

    assert_eq!(ids(&picture, &[("owner", "me")], ""), ["3.1.1"]);
    assert_eq!(ids(&picture, &[("owner", "00000000-0000-0000-0000-000000000002")], ""), ["3.1.2"]);
    assert_eq!(ids(&picture, &[("owner", "nobody")], "").len(), 108);
    assert_eq!(ids(&picture, &[("evidence", "draft")], ""), ["3.1.2"]);
    assert_eq!(ids(&picture, &[("evidence", "final")], ""), ["3.1.3"]);
    assert_eq!(ids(&picture, &[("evidence", "none")], "").len(), 108);
}

#[test]
fn each_order_has_a_way_back_and_what_is_missing_comes_last() {
    let day = |number| Day::from_ymd_opt(2026, 3, number);
    let rows = vec![
        owned("3.1.2", Some(member(2, "sam")), day(9)),
        owned("3.1.3", Some(member(1, "Dana")), day(2)),
        found("3.1.4", "a", Mark::NotMet),
    ];
    let picture = pictured(2, rows);
    let first = |sort: &str| ids(&picture, &[], sort)[..2].to_vec();

    assert_eq!(first("owner"), ["3.1.3", "3.1.2"]);
    assert_eq!(first("-owner"), ["3.1.2", "3.1.3"]);
    assert_eq!(ids(&picture, &[], "next_review")[108..], ["3.1.3", "3.1.2"]);
    assert_eq!(first("-next_review"), ["3.1.2", "3.1.3"]);
    assert_eq!(first("result"), ["3.1.4", "3.1.1"]);
    assert_eq!(first("-value"), ["3.1.1", "3.1.2"]);
    assert_eq!(first("-id"), ["3.14.7", "3.14.6"]);
    for sort in ["value", "-value"] {
        assert_eq!(ids(&picture, &[], sort).last().unwrap(), "3.12.4", "{sort}");
    }
}

#[test]
fn a_heading_turns_its_own_order_round_and_begins_another() {
    assert_eq!(Sort::parse("owner").towards(By::Owner).word(), "-owner");
    assert_eq!(Sort::parse("-owner").towards(By::Owner).word(), "owner");
    assert_eq!(Sort::parse("owner").towards(By::Value).word(), "-value");
    assert_eq!(Sort::parse("nonsense"), Sort::default());
}

#[test]
fn an_address_says_what_it_was_read_from() {
    let asked = [
        ("text", "vpn"),
        ("family", "AC"),
        ("result", "provisional"),
        ("owner", "nobody"),
        ("value", "none"),
        ("evidence", "draft"),
        ("origin", "own"),
        ("review", "changed"),
    ];
    let of = |name: &str| asked.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| *value);

    let said = Filter::read(of).pairs();

    assert_eq!(said, asked.map(|(name, value)| (name, value.to_owned())));
    assert!(Filter::read(|_| "?").pairs().len() == 2, "text and family are free, the rest is not");
}
