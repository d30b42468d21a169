//! How the company assesses itself: decisions, what is written about requirements, and the neighbours of the POA&M.

use super::{
    data::{Again, Assessment, COMPANY, Deficiency, Exception, LEVEL2, Look, Requirement},
    history::Deed,
    read,
    scene::{Scene, name},
};
use crate::assessments::program::{
    Claim, Completion, Judgement, Mark, NewAssessment, On, Origin, PartialCase, Piece, Place, Practice,
    Review, Status, Terms, Work,
};
use crate::catalogue::{self, Code, Letter, Written};
use crate::kernel::{
    Result,
    db::Tx,
    env::Timestamp,
    text::{Line, Paragraph},
};

pub(super) async fn play(scene: &mut Scene, tx: &mut Tx, at: Timestamp, deed: Deed) -> Result<()> {
    match deed {
        Deed::Begin(told, level) => begin(scene, tx, at, told, level).await,
        Deed::Write(told, one) => write(scene, tx, at, (told, one)).await,
        Deed::Decide(told, one, n) => decide(scene, tx, at, (told, one), n).await,
        Deed::Again(one, again) => once_more(scene, tx, at, one, again).await,
        Deed::Complete(told) => complete(scene, tx, at, told).await,
        Deed::Own => own(scene, tx, at).await,
        Deed::Except(one, told) => {
            scene.goes_on(tx, at, &one.owner)?;
            scene.work()?.claim_in(tx, &one.id, exception(told)).await
        }
        Deed::Defer(one, told) => {
            scene.goes_on(tx, at, &one.owner)?;
            let claim = deficiency(scene, told);
            scene.work()?.claim_in(tx, &one.id, claim).await
        }
        Deed::Review(one, look) => {
            scene.goes_on(tx, at, &one.owner)?;
            let review = review(scene, one, look, at);
            scene.work()?.review_in(tx, &one.id, review).await
        }
        _ => Ok(()),
    }
}

async fn begin(scene: &mut Scene, tx: &mut Tx, at: Timestamp, told: &Assessment, level: i64) -> Result<()> {
    let lead = scene.goes_on(tx, at, &told.lead)?;
    let terms = Terms {
        title: read(Line::parse(&told.title, ""))?,
        lead_id: Some(lead),
        level2_status: String::new(),
        level2_score: None,
    };
    let system = read(scene.system.ok_or_else(|| "the system is not described yet".to_owned()))?;
    let new = NewAssessment { level, terms };
    let work = Work::start_in(tx, scene.scope, On::Known(system), new).await?;
    *(if level == 1 { &mut scene.level1 } else { &mut scene.level2 }) = Some(work);
    Ok(())
}

/// The assessment that a requirement belongs to.
fn of<'a>(scene: &'a mut Scene, told: &Assessment) -> Result<&'a mut Work> {
    let is_level2 = std::ptr::eq(told, &*LEVEL2);
    if is_level2 {
        return scene.work();
    }
    read(scene.level1.as_mut().ok_or_else(|| "Level 1 is not at work".to_owned()))
}

type Told = (&'static Assessment, &'static Requirement);

async fn write(scene: &mut Scene, tx: &mut Tx, at: Timestamp, (told, one): Told) -> Result<()> {
    let owner = scene.goes_on(tx, at, &one.owner)?;
    let is_written = !one.narrative.is_empty();
    let practice = Practice {
        status: Status::parse(&one.status),
        narrative: read(Paragraph::parse(&one.narrative))?,
        review_months: is_written.then(|| one.review.unwrap_or(12)),
        reviewed_on: is_written.then(|| at.date_naive()),
        partial_case: PartialCase::parse(&one.partial, &one.id),
        claim: None,
    };
    of(scene, told)?.write_in(tx, &one.id, (owner, name(&one.owner)), practice).await
}

async fn decide(scene: &mut Scene, tx: &mut Tx, at: Timestamp, (told, one): Told, n: usize) -> Result<()> {
    let Some((objective, mark)) = one.objectives().get(n).copied() else { return Ok(()) };
    let by = scene.goes_on(tx, at, &one.owner)?;
    let pieces = one.evidence.iter().map(|key| scene.piece(key)).collect::<Result<Vec<Piece>>>()?;
    let place = Place { requirement: one.id.clone(), objective: objective.to_owned() };
    let judgement = judgement(one, objective, mark)?;
    of(scene, told)?.decide_in(tx, &place, (judgement, by), &pieces).await
}

/// The first met objective carries the finding, the next ones point to it, as people do who carry it over.
fn judgement(one: &Requirement, objective: &str, mark: char) -> Result<Judgement> {
    let first = one.objectives().into_iter().find(|(_, mark)| *mark == 'm').map_or("", |(key, _)| key);
    let (result, text) = match mark {
        'm' if first == objective => (Mark::Met, one.finding.clone()),
        'm' => (Mark::Met, format!("As for {first}.")),
        'a' => (Mark::NotApplicable, one.why.clone()),
        _ => (Mark::NotMet, one.why.clone()),
    };
    Ok(Judgement {
        result,
        is_examined: one.how.contains('e') || one.how.is_empty(),
        is_interviewed: one.how.contains('i'),
        is_tested: one.how.contains('t'),
        finding: read(Paragraph::parse(&text))?,
    })
}

async fn once_more(
    scene: &mut Scene,
    tx: &mut Tx,
    at: Timestamp,
    one: &Requirement,
    again: &Again,
) -> Result<()> {
    let by = scene.goes_on(tx, at, &again.who)?;
    let pieces = [scene.piece(&again.evidence)?];
    let place = Place { requirement: one.id.clone(), objective: again.objective.clone() };
    let finding = read(Paragraph::parse(&again.finding))?;
    let judgement = Judgement { result: Mark::Met, is_examined: true, finding, ..Judgement::default() };
    scene.work()?.decide_in(tx, &place, (judgement, by), &pieces).await
}

async fn complete(scene: &mut Scene, tx: &mut Tx, at: Timestamp, told: &Assessment) -> Result<()> {
    let (Some(completed), Some(work)) = (&told.completed, scene.level1.take()) else { return Ok(()) };
    let by = scene.goes_on(tx, at, &told.lead)?;
    let completion = Completion { name: read(Line::parse(&completed.name, ""))?, on: at.date_naive() };
    work.complete_in(tx, completion, by).await
}

/// The company's own requirement, assessed beside those of CMMC.
async fn own(scene: &mut Scene, tx: &mut Tx, at: Timestamp) -> Result<()> {
    let told = &COMPANY.own;
    let by = scene.goes_on(tx, at, &told.owner)?;
    let written = Written {
        family: read(Line::parse(&told.family, ""))?,
        title: read(Line::parse(&told.title, ""))?,
        statement: read(Paragraph::parse(&told.statement))?,
        objectives: vec![(read(Letter::parse("a"))?, read(Paragraph::parse(&told.objective))?)],
    };
    catalogue::write_in(tx, scene.scope, &read(Code::parse(&told.code))?, &written).await?;
    let finding = read(Paragraph::parse(&told.finding))?;
    let judgement = Judgement { result: Mark::Met, is_examined: true, finding, ..Judgement::default() };
    let practice = Practice { status: Status::Implemented, ..Practice::default() };
    let place = Place { requirement: told.code.clone(), objective: "a".to_owned() };
    let pieces = told.evidence.iter().map(|key| scene.piece(key)).collect::<Result<Vec<Piece>>>()?;
    let work = scene.work()?;
    work.look_in(tx).await?;
    work.write_in(tx, &told.code, (by, name(&told.owner)), practice).await?;
    work.decide_in(tx, &place, (judgement, by), &pieces).await
}

fn exception(told: &Exception) -> Claim {
    Claim::EnduringException {
        note: told.note.clone(),
        mitigations: told.mitigations.clone(),
        ssp_reference: told.ssp_reference.clone(),
    }
}

fn deficiency(scene: &Scene, told: &Deficiency) -> Claim {
    Claim::TemporaryDeficiency {
        note: told.note.clone(),
        fix: told.fix.clone(),
        origin: Origin::AfterImplementation,
        review_on: Some(scene.days.ago(told.first_review)),
        reviews: Vec::new(),
    }
}

fn review(scene: &Scene, one: &Requirement, look: &Look, at: Timestamp) -> Review {
    Review {
        on: at.date_naive(),
        words: look.words.clone(),
        is_progress: true,
        next_on: scene.days.ahead(-look.next),
        by: name(&one.owner).to_owned(),
    }
}
