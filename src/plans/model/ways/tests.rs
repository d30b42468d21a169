//! The cheapest ways, beside all others.

use super::*;
use crate::assessments::specimen;
use proptest::prelude::*;

/// A Level 2 assessment with everything MET by evidence but for these: as word, `n` NOT MET, `c` the same but
/// copied, `o` open, `p` without final evidence.
fn but_for(open: &[(&str, char)]) -> Picture {
    let mut picture = specimen::picture(2);
    for line in &mut picture.lines {
        let word = open.iter().find(|(id, _)| *id == line.id).map(|(_, word)| *word);
        for cell in &mut line.cells {
            cell.mark = Mark::Met;
            cell.finals = 1;
        }
        let first = &mut line.cells[0];
        match word {
            Some('n') => first.mark = Mark::NotMet,
            Some('c') => (first.mark, first.is_to_confirm) = (Mark::NotMet, true),
            Some('o') => first.mark = Mark::Unassessed,
            Some(_) => first.finals = 0,
            None => {}
        }
    }
    picture
}

fn is_reached(picture: &Picture, fixes: &BTreeSet<&str>) -> bool {
    let worst = picture.fixing(fixes, Rest::NotMet).unwrap();
    worst.standing().unwrap().eligibility != "not_eligible"
}

fn cost(picture: &Picture, fixes: &BTreeSet<&str>) -> (usize, usize) {
    (fixes.len(), fixes.iter().map(|id| picture.line(id).unwrap().work()).sum())
}

/// Requirements of every kind: dear ones, cheap ones, one the rule names, the one with a lighter case, and the plan.
const SOME: [&str; 8] = ["3.1.1", "3.1.3", "3.1.4", "3.1.6", "3.1.20", "3.5.3", "3.13.11", "3.12.4"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_subset_of_the_fixes_is_a_cheaper_way(words in prop::collection::vec("[cnop-]", SOME.len())) {
        let open: Vec<_> = SOME.iter().zip(&words).filter(|(_, word)| *word != "-")
            .map(|(id, word)| (*id, word.chars().next().unwrap())).collect();
        let picture = but_for(&open);
        let subsets = (0..1_usize << open.len()).map(|bits| -> BTreeSet<&str> {
            open.iter().enumerate().filter(|(n, _)| bits & (1 << n) != 0).map(|(_, (id, _))| *id).collect()
        });
        let reaching: Vec<_> =
            subsets.filter(|fixes| is_reached(&picture, fixes)).map(|fixes| cost(&picture, &fixes)).collect();

        let (fewest, least) = Ways::of(&picture).unwrap().conditional.unwrap();

        prop_assert_eq!(Some(&(fewest.fixes.len(), fewest.work)), reaching.iter().min());
        prop_assert_eq!(Some((least.work, least.fixes.len())), reaching.iter().map(|(n, work)| (*work, *n)).min());
        prop_assert!(is_reached(&picture, &fewest.fixes().ids()) && is_reached(&picture, &least.fixes().ids()));
    }

    #[test]
    fn nothing_can_be_left_out_of_a_way(words in prop::collection::vec("[cnop]", 110)) {
        let lines = specimen::picture(2).lines;
        let word = |word: &String| word.chars().next().unwrap();
        let open: Vec<_> = lines.iter().zip(&words).map(|(line, it)| (line.id.as_str(), word(it))).collect();
        let picture = but_for(&open);

        let ways = Ways::of(&picture).unwrap();
        let (fewest, least) = ways.conditional.unwrap();

        prop_assert_eq!((fewest.score, least.score), (Some(88), Some(88)));
        for way in [fewest, least] {
            let fixes = way.fixes();
            prop_assert!(is_reached(&picture, &fixes.ids()));
            for id in [fixes.ids().first().copied().unwrap(), fixes.ids().last().copied().unwrap()] {
                let mut fewer = fixes.ids();
                fewer.remove(id);
                prop_assert!(!is_reached(&picture, &fewer), "{id} is not needed");
            }
        }
    }
}

#[test]
fn from_nothing_at_all_eighty_eight_takes_what_is_never_on_the_plan_and_the_cheapest_of_the_rest() {
    let ways = Ways::of(&specimen::picture(2)).unwrap();
    let (fewest, least) = ways.conditional.unwrap();

    assert_eq!(ways.forced, 64, "63 that never stand on the POA&M, and 3.13.11 without encryption");
    assert_eq!((fewest.fixes.len(), fewest.score), (88, Some(88)));
    assert!(least.work <= fewest.work && least.score == Some(88));
    assert_eq!((ways.all.fixes.len(), ways.all.points, ways.all.score), (110, 313, Some(110)));
}

#[test]
fn nothing_is_to_be_done_where_the_status_is_in_reach_already() {
    let ways = Ways::of(&but_for(&[("3.1.3", 'n')])).unwrap();

    assert!(ways.conditional.unwrap().0.fixes.is_empty());
    assert_eq!(ways.all.fixes, ["3.1.3"]);
}

#[test]
fn level_1_has_only_the_whole_way_and_level_3_one_that_begins_with_level_2() {
    let one = Ways::of(&specimen::picture(1)).unwrap();
    assert!(one.conditional.is_none());
    assert_eq!((one.all.fixes.len(), one.all.score), (15, None));

    let three = Ways::of(&specimen::picture(3)).unwrap();
    let (fewest, _) = three.conditional.unwrap();
    assert_eq!((fewest.score, three.beside.len()), (Some(20), 1));
}
