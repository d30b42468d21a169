//! Every value of the built-in catalogue, written down a second time from the publications.

use muster::catalogue::builtin::{
    Kind, Level, PartialCase, Poam, Requirement, families, requirement, requirements,
};

/// 32 CFR 170.24(c)(2)(i)(B)(1)(i).
const FIVE_BASIC: &str = "3.1.1 3.1.2 3.2.1 3.2.2 3.3.1 3.4.1 3.4.2 3.5.1 3.5.2 3.6.1 3.6.2 3.7.2 3.8.3 \
    3.9.2 3.10.1 3.10.2 3.12.1 3.12.3 3.13.1 3.13.2 3.14.1 3.14.2 3.14.3";
/// 32 CFR 170.24(c)(2)(i)(B)(1)(ii).
const FIVE_DERIVED: &str = "3.1.12 3.1.13 3.1.16 3.1.17 3.1.18 3.3.5 3.4.5 3.4.6 3.4.7 3.4.8 3.5.10 \
    3.7.5 3.8.7 3.11.2 3.13.5 3.13.6 3.13.15 3.14.4 3.14.6";
/// 32 CFR 170.24(c)(2)(i)(B)(2)(i).
const THREE_BASIC: &str = "3.3.2 3.7.1 3.8.1 3.8.2 3.9.1 3.11.1 3.12.2";
/// 32 CFR 170.24(c)(2)(i)(B)(2)(ii).
const THREE_DERIVED: &str = "3.1.5 3.1.19 3.7.4 3.8.8 3.13.8 3.14.5 3.14.7";
/// 32 CFR 170.24(c)(2)(i)(B)(4), at their full value.
const FIVE_OR_THREE: &str = "3.5.3 3.13.11";
/// 32 CFR 170.21(a)(2)(iii).
const NEVER_ON_A_PLAN: &str = "3.1.20 3.1.22 3.12.4 3.10.3 3.10.4 3.10.5";
/// 32 CFR 170.21(a)(3)(ii).
const NEVER_ON_A_PLAN_3: &str = "3.6.1e 3.6.2e 3.11.1e 3.11.6e 3.11.7e 3.11.4e 3.14.3e";

/// How many objectives NIST SP 800-171A gives each requirement, family by family.
const OBJECTIVES: [(&str, &str, &str); 14] = [
    ("AC", "3.1", "6 2 5 3 4 2 4 2 2 3 2 4 2 2 4 2 2 3 2 6 3 5"),
    ("AT", "3.2", "4 3 2"),
    ("AU", "3.3", "6 2 3 3 2 2 3 6 2"),
    ("CM", "3.4", "6 2 4 1 8 2 15 3 3"),
    ("IA", "3.5", "3 3 4 1 2 2 4 2 1 2 1"),
    ("IR", "3.6", "7 6 1"),
    ("MA", "3.7", "1 4 1 1 2 1"),
    ("MP", "3.8", "4 1 2 2 2 1 1 1 1"),
    ("PS", "3.9", "1 3"),
    ("PE", "3.10", "4 4 2 1 3 2"),
    ("RA", "3.11", "2 5 2"),
    ("CA", "3.12", "2 3 1 8"),
    ("SC", "3.13", "8 6 3 1 2 2 1 3 3 2 1 3 2 2 1 1"),
    ("SI", "3.14", "6 2 3 1 3 3 2"),
];

/// 32 CFR 170.15, table 2: FAR 52.204-21(b)(1)(i) to (xv) in SP 800-171.
const LEVEL_1: [(&str, &str); 15] = [
    ("AC.L1-b.1.i", "3.1.1"),
    ("AC.L1-b.1.ii", "3.1.2"),
    ("AC.L1-b.1.iii", "3.1.20"),
    ("AC.L1-b.1.iv", "3.1.22"),
    ("IA.L1-b.1.v", "3.5.1"),
    ("IA.L1-b.1.vi", "3.5.2"),
    ("MP.L1-b.1.vii", "3.8.3"),
    ("PE.L1-b.1.viii", "3.10.1"),
    ("PE.L1-b.1.ix", "3.10.3 3.10.4 3.10.5"),
    ("SC.L1-b.1.x", "3.13.1"),
    ("SC.L1-b.1.xi", "3.13.5"),
    ("SI.L1-b.1.xii", "3.14.1"),
    ("SI.L1-b.1.xiii", "3.14.2"),
    ("SI.L1-b.1.xiv", "3.14.4"),
    ("SI.L1-b.1.xv", "3.14.5"),
];

/// 32 CFR 170.14(c)(4), table 1.
const LEVEL_3: &str = "AC.L3-3.1.2e AC.L3-3.1.3e AT.L3-3.2.1e AT.L3-3.2.2e CM.L3-3.4.1e CM.L3-3.4.2e \
    CM.L3-3.4.3e IA.L3-3.5.1e IA.L3-3.5.3e IR.L3-3.6.1e IR.L3-3.6.2e PS.L3-3.9.2e \
    RA.L3-3.11.1e RA.L3-3.11.2e RA.L3-3.11.3e RA.L3-3.11.4e RA.L3-3.11.5e RA.L3-3.11.6e \
    RA.L3-3.11.7e CA.L3-3.12.1e SC.L3-3.13.4e SI.L3-3.14.1e SI.L3-3.14.3e SI.L3-3.14.6e";

fn names(list: &str, id: &str) -> bool {
    list.split(' ').any(|name| name == id)
}

fn of(id: &str) -> &'static Requirement {
    requirement(id).unwrap_or_else(|| panic!("{id} is in the catalogue"))
}

fn objective_count(level: Level) -> usize {
    requirements(level).iter().map(|one| one.objectives.len()).sum()
}

#[test]
fn the_totals_are_those_of_the_publications() {
    let counts = Level::ALL.map(|level| (requirements(level).len(), objective_count(level)));

    assert_eq!(counts, [(15, 59), (110, 320), (24, 24)]);
    assert_eq!(families().len(), 14);
}

#[test]
fn every_value_of_level_2_is_that_of_the_regulation() {
    let mut counts = [0; 6];
    for one in requirements(Level::Two) {
        let five = names(FIVE_BASIC, one.id) || names(FIVE_DERIVED, one.id) || names(FIVE_OR_THREE, one.id);
        let three = names(THREE_BASIC, one.id) || names(THREE_DERIVED, one.id);
        let expected = match one.id {
            "3.12.4" => None,
            _ if five => Some(5),
            _ if three => Some(3),
            _ => Some(1),
        };

        assert_eq!(one.weight, expected, "{}", one.id);
        counts[usize::try_from(one.weight.unwrap_or(0)).expect("values are small")] += 1;
    }

    assert_eq!(counts, [1, 51, 0, 14, 0, 44]);
    assert_eq!(requirements(Level::Two).iter().filter_map(|one| one.weight).sum::<i32>(), 313);
}

#[test]
fn basic_and_derived_agree_with_the_lists_of_the_regulation() {
    for (list, kind) in [
        (FIVE_BASIC, Kind::Basic),
        (THREE_BASIC, Kind::Basic),
        (FIVE_DERIVED, Kind::Derived),
        (THREE_DERIVED, Kind::Derived),
        (FIVE_OR_THREE, Kind::Derived),
    ] {
        for id in list.split(' ') {
            assert_eq!(of(id).kind, Some(kind), "{id}");
        }
    }
    let basic = requirements(Level::Two).iter().filter(|one| one.kind == Some(Kind::Basic));
    assert_eq!(basic.count(), 23 + 7 + 1);
}

#[test]
fn only_two_requirements_know_a_lighter_case() {
    let partial = requirements(Level::Two).iter().filter_map(|one| Some((one.id, one.partial?)));
    let partial: Vec<_> = partial.map(|(id, partial)| (id, partial.case, partial.value)).collect();

    let expected =
        [("3.5.3", PartialCase::MfaRemoteAndPrivileged, 3), ("3.13.11", PartialCase::EncryptionNotFips, 3)];
    assert_eq!(partial, expected);
}

#[test]
fn every_letter_of_every_objective_is_there() {
    let mut all = Vec::new();
    for (family, chapter, counts) in OBJECTIVES {
        for (number, count) in (1..).zip(counts.split(' ')) {
            let count: usize = count.parse().expect("a number");
            let letters: String = ('a'..='z').take(count).collect();
            all.push((family, format!("{chapter}.{number}"), letters));
        }
    }

    let built_in: Vec<_> = requirements(Level::Two)
        .iter()
        .map(|one| {
            (one.family, one.id.to_owned(), one.objectives.iter().map(|objective| objective.key).collect())
        })
        .collect();
    assert_eq!(built_in, all);
    assert_eq!(built_in.iter().filter(|(_, _, letters)| letters == "a").count(), 23);
}

#[test]
fn what_may_stand_on_a_plan_is_what_the_regulation_allows() {
    for one in requirements(Level::Two) {
        let expected = match (one.id, one.weight) {
            (id, _) if names(NEVER_ON_A_PLAN, id) => Poam::Never,
            ("3.13.11", _) => Poam::OnlyPartial,
            (_, Some(1)) => Poam::Allowed,
            _ => Poam::Never,
        };
        assert_eq!(one.poam, expected, "{}", one.id);
    }
    let count = |poam| requirements(Level::Two).iter().filter(|one| one.poam == poam).count();
    assert_eq!((count(Poam::Allowed), count(Poam::OnlyPartial), count(Poam::Never)), (46, 1, 63));
}

#[test]
fn level_1_is_made_of_the_objectives_of_seventeen_requirements() {
    let mut sources = 0;
    for (built_in, (id, expected)) in requirements(Level::One).iter().zip(LEVEL_1) {
        let expected: Vec<_> = expected.split(' ').collect();
        let keys: Vec<_> = expected
            .iter()
            .flat_map(|source| {
                of(source).objectives.iter().map(move |one| format!("{source}[{}]", one.letter))
            })
            .collect();

        assert_eq!((built_in.id, &built_in.sources), (id, &expected));
        assert_eq!(built_in.objectives.iter().map(|one| one.key).collect::<Vec<_>>(), keys, "{id}");
        assert_eq!((built_in.weight, built_in.poam), (None, Poam::Never));
        let numeral = id.rsplit('.').next().expect("a numeral");
        assert_eq!(built_in.far_paragraph, Some(format!("52.204-21(b)(1)({numeral})").as_str()));
        for source in &expected {
            assert_eq!(of(source).level1_id, Some(id));
        }
        sources += expected.len();
    }

    assert_eq!(sources, 17);
    assert_eq!(requirements(Level::Two).iter().filter(|one| one.level1_id.is_some()).count(), 17);
}

#[test]
fn level_3_is_the_twenty_four_of_the_rule_at_one_point_each() {
    let ids: Vec<_> = requirements(Level::Three).iter().map(|one| one.id).collect();

    assert_eq!(ids, LEVEL_3.split(' ').collect::<Vec<_>>());
    for one in requirements(Level::Three) {
        let is_named = names(NEVER_ON_A_PLAN_3, one.sources[0]);
        assert_eq!(one.id, format!("{}.L3-{}", one.family, one.sources[0]));
        assert_eq!(one.weight, Some(1));
        assert_eq!(one.poam, if is_named { Poam::Never } else { Poam::Allowed }, "{}", one.id);
        assert_eq!(one.objectives.iter().map(|objective| objective.key).collect::<Vec<_>>(), ["a"]);
    }
}

#[test]
fn every_name_has_the_form_of_the_rule() {
    for one in requirements(Level::Two) {
        assert_eq!(one.cmmc_id, format!("{}.L2-{}", one.family, one.id));
        assert!(!one.short_name.is_empty() && !one.family_name.is_empty());
    }
    let noted: Vec<_> =
        requirements(Level::Two).iter().filter(|one| one.not_permitted.is_some()).map(|one| one.id).collect();
    assert_eq!(noted, ["3.1.12", "3.1.13", "3.1.16", "3.1.17", "3.1.18"]);
}
