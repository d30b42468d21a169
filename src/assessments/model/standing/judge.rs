//! From a picture to a result: what the rules are asked, and how their answer is kept.

use super::{ClaimNote, Hurdle, Pack, Row, Standing};
use crate::assessments::{
    model::{
        Claim, Mark, Origin, PartialCase,
        picture::{Line, Picture},
    },
    score::{
        self, CmmcStatus, Finding, Level2Held, Level2Terms, Outcome, PoamList, Word, level1, level2, level3,
    },
};
use crate::catalogue::builtin::{self, Level, Requirement};
use crate::catalogue::pack::RulePack;

/// How the picture is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    /// As it is: what lacks evidence in final form counts as open, and so does what came from another assessment and
    /// nobody confirmed.
    AsItIs,
    /// As if everything open turned out met.
    AtBest,
    /// The same, and as if there were a system security plan: what else stands in the way.
    BesidesThePlan,
}

impl Standing {
    /// The result of `picture` under `pack`. Own requirements never count.
    pub(super) fn of(picture: &Picture, pack: &RulePack) -> Self {
        let now = outcome(picture, pack, View::AsItIs);
        let best = outcome(picture, pack, View::AtBest);
        let limits = match now.level {
            Level::One => None,
            Level::Two => Some((pack.level2.maximum_score, pack.level2.threshold)),
            Level::Three => Some((pack.level3.maximum_score, pack.level3.threshold)),
        };
        Self {
            pack: Pack::of(pack),
            maximum: limits.map(|(maximum, _)| maximum),
            needed: limits.map(|(maximum, threshold)| threshold.lowest(maximum)),
            score: now.score,
            best: now.range.map(|range| range.best),
            worst: now.range.map(|range| range.worst),
            status: now.status.name().to_owned(),
            status_at_best: best.status.name().to_owned(),
            eligibility: word_of(&now.eligibility),
            reasons: now.reasons().into_iter().map(|reason| reason.name().to_owned()).collect(),
            blocking: now.blocking().into_iter().map(str::to_owned).collect(),
            hurdles: hurdles(picture, pack, &best),
            rows: rows(picture, pack, &now),
        }
    }
}

impl Pack {
    fn of(pack: &RulePack) -> Self {
        let source = |source: &crate::catalogue::pack::Source| match source.as_of {
            Some(day) => format!("{}, as of {day}", source.title),
            None => source.title.clone(),
        };
        Self {
            name: pack.name.clone(),
            as_of: pack.as_of,
            sources: pack.sources.iter().map(source).collect(),
        }
    }
}

fn word_of(eligibility: &score::Eligibility) -> String {
    match eligibility {
        score::Eligibility::Final => "final",
        score::Eligibility::Conditional => "conditional",
        score::Eligibility::NotEligible => "not_eligible",
    }
    .to_owned()
}

fn outcome(picture: &Picture, pack: &RulePack, view: View) -> Outcome {
    let finding = |requirement: &'static Requirement| match picture.line(requirement.id) {
        Some(_) if view == View::BesidesThePlan && requirement.id == pack.level2.ssp => Word::Met.into(),
        Some(line) => finding(line, view),
        None => Word::Unassessed.into(),
    };
    match Level::numbered(picture.assessment.level).unwrap_or(Level::Two) {
        Level::One => level1(pack, finding),
        Level::Two => level2(pack, &terms(picture), finding),
        Level::Three => level3(pack, held(picture), finding),
    }
}

/// A self-assessment with what people put on the POA&M.
fn terms(picture: &Picture) -> Level2Terms {
    let listed = picture.lines.iter().filter(|line| line.is_on_poam).map(|line| line.id.clone());
    Level2Terms { poam: PoamList::Listed(listed.collect()), ..Level2Terms::default() }
}

fn held(picture: &Picture) -> Level2Held {
    Level2Held {
        status: CmmcStatus::named(&picture.assessment.level2_status),
        score: picture.assessment.level2_score.and_then(|score| i32::try_from(score).ok()),
    }
}

/// A claim whose conditions are all fulfilled stands in for the objectives that are NOT MET; what nobody has
/// looked at stays open (32 CFR 170.24(b)(1)).
fn finding(line: &Line, view: View) -> Finding {
    if line.is_plan_left_out() {
        return Word::NotMet.into();
    }
    let is_claimed = line.is_claimed();
    let words = line.cells.iter().map(|cell| match cell.mark {
        Mark::NotMet if !is_claimed && !cell.is_to_confirm => Word::NotMet,
        Mark::Unassessed if view == View::AsItIs => Word::Unassessed,
        _ if view == View::AsItIs && (cell.is_to_confirm || cell.is_provisional()) => Word::Unassessed,
        Mark::NotApplicable => Word::Na,
        Mark::Met | Mark::NotMet | Mark::Unassessed => Word::Met,
    });
    Finding::Objectives { words: words.collect(), partial: partial_of(line.partial_case) }
}

fn partial_of(case: PartialCase) -> Option<builtin::PartialCase> {
    match case {
        PartialCase::None => None,
        PartialCase::MfaRemoteAndPrivileged => Some(builtin::PartialCase::MfaRemoteAndPrivileged),
        PartialCase::EncryptionNotFips => Some(builtin::PartialCase::EncryptionNotFips),
    }
}

fn claim_of(claim: &Claim) -> score::Claim {
    let missing = claim.missing();
    let has = |name: &str| !missing.contains(&name);
    match claim {
        Claim::EnduringException { .. } => score::Claim::EnduringException {
            in_ssp: has("exception_in_ssp"),
            mitigations_described: has("mitigations_described"),
        },
        Claim::TemporaryDeficiency { origin, .. } => score::Claim::TemporaryDeficiency {
            operational_plan: has("operational_plan"),
            reviews: has("reviews"),
            progress: has("progress"),
            arose_after_implementation: *origin == Origin::AfterImplementation,
            isolated_rollout_issue: *origin == Origin::RollOut,
            // The case that holds is recorded with the requirement, whether or not there is a claim.
            fallback_partial: None,
        },
        Claim::DodCioAdjudication { in_ssp, environment_changed, .. } => {
            score::Claim::DodCioAdjudication { in_ssp: *in_ssp, environment_changed: *environment_changed }
        }
    }
}

/// Without a system security plan nothing else is said by the rule, but people want to know what comes after.
fn hurdles(picture: &Picture, pack: &RulePack, best: &Outcome) -> Vec<Hurdle> {
    let mut all = named(best);
    if best.status == CmmcStatus::NoScore {
        all.extend(named(&outcome(picture, pack, View::BesidesThePlan)));
    }
    all
}

fn named(outcome: &Outcome) -> Vec<Hurdle> {
    let hurdle = |blocker: &score::Blocker| Hurdle {
        requirement: blocker.requirement.map(|one| one.id.to_owned()),
        reason: blocker.reason.name().to_owned(),
        words: blocker.words.clone(),
        citation: blocker.citation.clone(),
        points: blocker.requirement.map_or(0, |one| outcome.decided[one.position].points(one)),
    };
    outcome.blockers.iter().map(hurdle).collect()
}

fn rows(picture: &Picture, pack: &RulePack, now: &Outcome) -> Vec<Row> {
    let row = |requirement: &'static Requirement| {
        let line = picture.line(requirement.id);
        let deduction = now.deductions.iter().find(|one| one.requirement == requirement.id);
        let claim = line.and_then(|line| line.claim.as_ref());
        let result = mark_of(now.word(requirement));
        let partial = now.decided[requirement.position].partial;
        // What costs no points stands in the way all the same, and has its paragraph.
        let blocker =
            now.blockers.iter().find(|it| it.requirement.is_some_and(|one| one.id == requirement.id));
        let blocker = blocker.filter(|_| result == Mark::NotMet);
        let words = deduction.map(|one| (&one.words, &one.citation));
        let (words, citation) = words.or(blocker.map(|it| (&it.words, &it.citation))).unzip();
        let line_is = |so: fn(&Line) -> bool| result == Mark::Unassessed && line.is_some_and(so);
        let is_to_confirm = line_is(Line::is_to_confirm);
        Row {
            requirement: requirement.id.to_owned(),
            result,
            is_provisional: !is_to_confirm
                && line_is(|line| line.cells.iter().all(|cell| cell.mark != Mark::Unassessed)),
            is_to_confirm,
            points: deduction.map_or(0, |one| one.points),
            words: words.cloned().unwrap_or_default(),
            citation: citation.cloned().unwrap_or_default(),
            claim: claim.map(|claim| note(pack, claim)),
            partial: partial.map(|case| case.word().to_owned()).unwrap_or_default(),
            is_on_poam: line.is_some_and(|line| line.is_on_poam),
        }
    };
    builtin::requirements(now.level).iter().map(row).collect()
}

fn mark_of(word: Word) -> Mark {
    match word {
        Word::Met => Mark::Met,
        Word::NotMet => Mark::NotMet,
        Word::Na => Mark::NotApplicable,
        Word::Unassessed => Mark::Unassessed,
    }
}

fn note(pack: &RulePack, claim: &Claim) -> ClaimNote {
    let asked = claim_of(claim);
    let rule = asked.rule(&pack.claims);
    let kind = match claim {
        Claim::EnduringException { .. } => "enduring_exception",
        Claim::TemporaryDeficiency { .. } => "temporary_deficiency",
        Claim::DodCioAdjudication { .. } => "dod_cio_adjudication",
    };
    ClaimNote {
        kind: kind.to_owned(),
        holds: asked.holds(),
        words: format!("{} ({})", rule.words, rule.citation),
        note: claim.note().to_owned(),
    }
}
