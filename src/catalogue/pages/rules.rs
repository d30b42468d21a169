//! The rule pack: every number, day and paragraph that scores and clocks are made of, with where it is written.

use super::super::builtin::{Level, PartialCase, Requirement, requirement, requirements};
use super::super::pack::{self, Clock, Rule, RulePack};
use crate::access::{Access, Read};
use crate::kernel::{Result, env::Day};
use crate::web::ui::{Reply, Ui};
use poem::handler;
use serde::Serialize;

const RULES: &str = "catalogue/rules.html";

#[derive(Serialize)]
struct Rules {
    name: &'static str,
    as_of: Day,
    sources: Vec<Source>,
    sections: Vec<Section>,
}

#[derive(Serialize)]
struct Source {
    title: &'static str,
    as_of: Option<Day>,
}

#[derive(Serialize)]
struct Section {
    id: &'static str,
    facts: Vec<Fact>,
}

#[derive(Clone, Serialize)]
struct Fact {
    words: String,
    source: String,
    as_of: Day,
}

/// The page.
#[handler]
pub async fn show(ui: Ui, _access: Access<Read>) -> Result<Reply> {
    let pack = pack::current();
    let sources = pack.sources.iter().map(|it| Source { title: &it.title, as_of: it.as_of }).collect();
    let rules = Rules { name: &pack.name, as_of: pack.as_of, sources, sections: sections(pack) };
    ui.at("catalogue").show(RULES, "main", rules)
}

fn sections(pack: &RulePack) -> Vec<Section> {
    let of = |rules: Vec<&Rule>| rules.into_iter().map(|rule| told(rule, pack.as_of)).collect();
    vec![
        Section { id: "thresholds", facts: [thresholds(pack), weights(pack)].concat() },
        Section { id: "deductions", facts: deductions(pack) },
        Section { id: "blockers", facts: of(pack.blockers.all()) },
        Section { id: "poam", facts: of(pack.poam.all()) },
        Section { id: "excluded", facts: excluded(pack) },
        Section { id: "claims", facts: of(pack.claims.all()) },
        Section { id: "clocks", facts: clocks(pack) },
        Section { id: "schedule", facts: schedule(pack) },
        Section { id: "clauses", facts: clauses(pack) },
    ]
}

/// What is filled in for each requirement stands in square brackets here.
fn told(rule: &Rule, as_of: Day) -> Fact {
    let gaps =
        ["requirement", "name", "points", "score", "maximum", "needed"].map(|gap| (gap, format!("[{gap}]")));
    let gaps: Vec<_> = gaps.iter().map(|(gap, text)| (*gap, text.as_str())).collect();
    Fact { words: rule.filled(&gaps), source: rule.citation.clone(), as_of }
}

/// Each with the points that the rule fixes.
fn deductions(pack: &RulePack) -> Vec<Fact> {
    let it = &pack.deductions;
    let (mfa, mfa_partial) = points_of(PartialCase::MfaRemoteAndPrivileged);
    let (encryption, encryption_partial) = points_of(PartialCase::EncryptionNotFips);
    let plan = requirement(&pack.level2.plan_of_action).and_then(|it| it.weight);
    let all = [
        (&it.five_basic, Some(5)),
        (&it.five_derived, Some(5)),
        (&it.three_basic, Some(3)),
        (&it.three_derived, Some(3)),
        (&it.one, Some(1)),
        (&it.mfa_none, mfa),
        (&it.mfa_partial, mfa_partial),
        (&it.encryption_none, encryption),
        (&it.encryption_partial, encryption_partial),
        (&it.level3, Some(1)),
        (&it.methodology, None),
        (&it.plan_missing, plan),
    ];
    let fact = |(rule, points): (&Rule, Option<i32>)| {
        let points = points.map_or_else(|| "what it is worth is".to_owned(), |points| points.to_string());
        let words = rule.filled(&[("points", points.as_str())]);
        Fact { words, source: rule.citation.clone(), as_of: pack.as_of }
    };
    all.map(fact).into()
}

/// What the requirement of this case costs, and what it costs in the case.
fn points_of(case: PartialCase) -> (Option<i32>, Option<i32>) {
    let partial = |it: &Requirement| it.partial.filter(|partial| partial.case == case);
    let found = requirements(Level::Two).iter().find_map(|it| Some((it.weight, partial(it)?.value)));
    (found.and_then(|(whole, _)| whole), found.map(|(_, part)| part))
}

/// How many requirements cost how much, counted in the built-in catalogue.
fn weights(pack: &RulePack) -> Vec<Fact> {
    let it = &pack.weights;
    let fact = |words: String, source: &str| Fact { words, source: source.to_owned(), as_of: it.as_of };
    let count = |level: Level, points: Option<i32>| {
        requirements(level).iter().filter(|it| it.weight == points).count()
    };
    let cost = |points: i32| {
        let plural = if points == 1 { "" } else { "s" };
        let words = format!(
            "{} of the {} requirements of Level 2 cost {points} point{plural} each.",
            count(Level::Two, Some(points)),
            requirements(Level::Two).len()
        );
        fact(words, &it.level2.source)
    };
    let without = requirements(Level::Two).iter().filter(|it| it.weight.is_none());
    let mut facts = vec![cost(5), cost(3), cost(1)];
    facts.extend(without.map(|one| fact(format!("{} has no value.", one.id), &it.level2.source)));
    let words = format!("Each of the {} requirements of Level 3 is worth 1.", count(Level::Three, Some(1)));
    facts.push(fact(words, &it.level3.source));
    facts
}

fn thresholds(pack: &RulePack) -> Vec<Fact> {
    let fact = |words: String, source: &str| Fact { words, source: source.to_owned(), as_of: pack.as_of };
    let (two, three) = (&pack.level2, &pack.level3);
    vec![
        fact(
            format!(
                "Level 2 starts at {}. A Conditional status needs {} or more.",
                two.maximum_score,
                two.threshold.lowest(two.maximum_score)
            ),
            &two.source,
        ),
        fact(format!("Without {}, the system security plan, there is no score.", two.ssp), &two.source),
        fact(format!("A POA&M takes what costs at most {}.", two.poam_value_max), &two.source),
        fact(
            format!(
                "Level 3 starts at {}. A Conditional status needs {} or more.",
                three.maximum_score,
                three.threshold.lowest(three.maximum_score)
            ),
            &three.source,
        ),
        fact(
            format!("Level 3 starts from {} with {}.", three.prerequisite_status, three.prerequisite_score),
            &three.source,
        ),
    ]
}

fn excluded(pack: &RulePack) -> Vec<Fact> {
    let all = pack.level2.excluded.iter().chain(&pack.level3.excluded);
    let fact = |it: &pack::Excluded| Fact {
        words: format!("{} may not stand on a POA&M.", it.id),
        source: it.citation.clone(),
        as_of: pack.as_of,
    };
    all.map(fact).collect()
}

fn clocks(pack: &RulePack) -> Vec<Fact> {
    let it = &pack.clocks;
    let fact = |what: &str, clock: &Clock, unit: &str| {
        let plural = if clock.length == 1 { "" } else { "s" };
        let words = format!("{what}: {} {unit}{plural}.", clock.length);
        Fact { words, source: clock.source.clone(), as_of: pack.as_of }
    };
    vec![
        fact("From a Conditional status to its close-out", &it.closeout_days, "calendar day"),
        fact("A Level 1 status lasts", &it.level1_status_years, "year"),
        fact("A Level 2 status lasts", &it.level2_status_years, "year"),
        fact("A Level 3 status lasts", &it.level3_status_years, "year"),
        fact("An affirmation lasts", &it.affirmation_years, "year"),
        fact("What an assessment rested on is kept", &it.retention_years, "year"),
        fact(
            "A requirement can be looked at again after the assessment",
            &it.reevaluation_business_days,
            "business day",
        ),
        fact("An incident is reported after its discovery within", &it.incident_report_hours, "hour"),
        fact("Images of what an incident touched are kept from the report", &it.incident_images_days, "day"),
        fact("What is done periodically is done again within", &it.review_interval_years, "year"),
    ]
}

fn schedule(pack: &RulePack) -> Vec<Fact> {
    let schedule = &pack.rule_schedule;
    let printed = schedule.phases.iter().map(|phase| Fact {
        words: format!("The rule prints {} as the first day of phase {}.", phase.starts, phase.number),
        source: schedule.source.clone(),
        as_of: schedule.as_of,
    });
    let now = &pack.current_instrument;
    let in_force =
        Fact { words: format!("In force: {}", now.words), source: now.source.clone(), as_of: now.as_of };
    printed.chain([in_force]).collect()
}

fn clauses(pack: &RulePack) -> Vec<Fact> {
    let fact = |clause: &pack::Clause| {
        let mut words = clause.number.clone();
        if !clause.aliases.is_empty() {
            words.push_str(&format!(", also {}", clause.aliases.join(", ")));
        }
        if let Some(day) = clause.withdrawn {
            words.push_str(&format!(", withdrawn on {day}"));
        }
        Fact { words: format!("{words}."), source: clause.source.clone(), as_of: pack.as_of }
    };
    pack.clauses.iter().map(fact).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_says_where_it_is_written() {
        let sections = sections(pack::current());

        let facts: Vec<_> = sections.iter().flat_map(|it| &it.facts).collect();
        assert!(facts.len() > 60, "{}", facts.len());
        for fact in facts {
            assert!(!fact.source.is_empty() && !fact.words.contains('{'), "{}", fact.words);
        }
        let clocks = &sections.iter().find(|it| it.id == "clocks").unwrap().facts;
        assert!(clocks[0].words.ends_with("180 calendar days."), "{}", clocks[0].words);
    }

    #[test]
    fn deductions_and_weights_are_told_in_numbers() {
        let pack = pack::current();
        let (deductions, weights) = (deductions(pack), weights(pack));

        assert_eq!(deductions.len(), pack.deductions.all().len());
        for fact in &deductions {
            assert!(!fact.words.contains('[') && !fact.words.contains('{'), "{}", fact.words);
        }
        assert!(deductions[5].words.contains(": 5 points."), "{}", deductions[5].words);
        assert!(deductions[8].words.ends_with(": 3 points."), "{}", deductions[8].words);
        let words: Vec<_> = weights.iter().map(|fact| fact.words.as_str()).collect();
        assert_eq!(
            words,
            [
                "44 of the 110 requirements of Level 2 cost 5 points each.",
                "14 of the 110 requirements of Level 2 cost 3 points each.",
                "51 of the 110 requirements of Level 2 cost 1 point each.",
                "3.12.4 has no value.",
                "Each of the 24 requirements of Level 3 is worth 1.",
            ]
        );
    }
}
