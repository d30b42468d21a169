//! An assessment that goes on for weeks, written in one unit of work: each change with its line in the trail and its
//! point in the story of the score. What stands is kept here from one change to the next, so that it is not read
//! again for each.

use crate::access::Scope;
use crate::assessments::{
    actions::{self, On},
    model::{
        AssessmentId, Cause, Claim, Completion, Ends, Event, Finding, Implementation, Judgement,
        NewAssessment, PartialCase, Place, Practice, Review, picture::Line, picture::Picture,
    },
    store,
};
use crate::evidence::{self, EvidenceId, Target};
use crate::kernel::{Error, Result, db::Tx, id::UserId};
use std::collections::HashMap;

/// An open assessment as it stands by now.
pub struct Work {
    /// Which it is.
    pub id: AssessmentId,
    scope: Scope,
    picture: Picture,
    stands: Ends,
    findings: HashMap<Place, Finding>,
}

/// A piece of evidence that a decision stands on.
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    /// Which.
    pub id: EvidenceId,
    /// Whether it is in its final form and was not returned.
    pub is_final: bool,
}

impl Work {
    /// Starts an assessment.
    pub async fn start_in(tx: &mut Tx, scope: Scope, on: On, new: NewAssessment) -> Result<Self> {
        let id = AssessmentId(tx.env().new_id());
        let started = actions::start_in(tx, scope, id, on, new).await?;
        tx.record(scope.org(), Event::Started(&started)).await?;
        let rows = store::rows(tx, scope, id).await?;
        let picture = Picture::of(started, rows);
        let stands = Ends::of(&picture)?;
        Ok(Self { id, scope, picture, stands, findings: HashMap::new() })
    }

    /// Reads again what stands, after something else than a decision changed it: no point tells of that.
    pub async fn look_in(&mut self, tx: &mut Tx) -> Result<()> {
        let rows = store::rows(tx, self.scope, self.id).await?;
        self.picture = Picture::of(self.picture.assessment.clone(), rows);
        self.stands = Ends::of(&self.picture)?;
        Ok(())
    }

    /// What stands.
    pub fn picture(&self) -> &Picture {
        &self.picture
    }

    /// Gives a requirement its owner, who writes how it is met.
    pub async fn write_in(
        &mut self,
        tx: &mut Tx,
        requirement: &str,
        (owner, name): (UserId, &str),
        practice: Practice,
    ) -> Result<()> {
        let (org, now) = (self.scope.org(), tx.now());
        let blank = Implementation::blank(requirement, now);
        let written = Implementation {
            owner_id: Some(owner),
            ..blank.clone().written(practice.check(now.date_naive())?, now)
        };
        store::put_implementation(tx, self.scope, self.id, &written).await?;
        tx.record(org, Event::Assigned(self.id, requirement, None, Some((owner, name)))).await?;
        tx.record(org, Event::Written(self.id, &blank, &written)).await?;
        let case = written.partial_case;
        if case == PartialCase::None {
            return Ok(());
        }
        let cause = Cause { action: "implementation.written", requirement, objective: "", result: "" };
        self.keep_in(tx, cause, |line| line.partial_case = case).await
    }

    /// Decides about an objective, on what evidence shows.
    pub async fn decide_in(
        &mut self,
        tx: &mut Tx,
        place: &Place,
        (judgement, by): (Judgement, UserId),
        pieces: &[Piece],
    ) -> Result<()> {
        let (scope, id, now) = (self.scope, self.id, tx.now());
        let (mut finals, mut drafts) = (0, 0);
        for piece in pieces {
            let target =
                Target { assessment: id.0, requirement: &place.requirement, objective: &place.objective };
            let Some(entry) = evidence::link_in(tx, scope, piece.id, target).await? else { continue };
            tx.record(scope.org(), entry).await?;
            *(if piece.is_final { &mut finals } else { &mut drafts }) += 1;
        }
        let standing = self.findings.remove(place).unwrap_or_else(|| Finding::blank(place, Some(by)));
        let before = standing.before();
        let decided = scope.own(standing)?.map(|finding| finding.decided(judgement.clone(), by, now));
        store::save_finding(tx, scope, id, &decided).await?;
        let result = judgement.result;
        tx.record(scope.org(), Event::Decided(id, place, before, judgement.check()?)).await?;
        self.findings.insert(place.clone(), decided.into_inner());
        let Place { requirement, objective } = place;
        let cause = Cause { action: "finding.decided", requirement, objective, result: result.word() };
        self.keep_in(tx, cause, |line| {
            if let Some(cell) = line.cells.iter_mut().find(|cell| cell.objective == *objective) {
                cell.mark = result;
                cell.finals += finals;
                cell.drafts += drafts;
            }
        })
        .await
    }

    /// Records an operational plan of action or an exception.
    pub async fn claim_in(&mut self, tx: &mut Tx, requirement: &str, claim: Claim) -> Result<()> {
        let (scope, now) = (self.scope, tx.now());
        self.picture.line(requirement).ok_or(Error::NotFound)?.may_claim(&claim)?;
        claim.check(now.date_naive(), None)?;
        let before = scope.own(store::implementation(tx, scope, self.id, requirement).await?)?;
        let then = before.clone();
        let after = before.map(|said| said.claimed(Some(claim.clone()), now));
        store::save_claim(tx, scope, self.id, &after).await?;
        tx.record(scope.org(), Event::Claimed(self.id, &then, &after, "")).await?;
        let cause = Cause { action: "claim.recorded", requirement, objective: "", result: "" };
        self.keep_in(tx, cause, |line| line.claim = Some(claim)).await
    }

    /// Records a review of an operational plan of action.
    pub async fn review_in(&mut self, tx: &mut Tx, requirement: &str, review: Review) -> Result<()> {
        let (scope, now) = (self.scope, tx.now());
        let before = scope.own(store::implementation(tx, scope, self.id, requirement).await?)?;
        let kept = before.claim.as_ref().map(|kept| kept.0.clone()).ok_or_else(actions::nothing_to_review)?;
        let claim = kept.reviewed(review.clone(), now.date_naive())?;
        let after = before.map(|said| said.claimed(Some(claim.clone()), now));
        store::save_review(tx, scope, self.id, &after).await?;
        tx.record(scope.org(), Event::ClaimReviewed(self.id, &after, &review)).await?;
        let cause = Cause { action: "claim.reviewed", requirement, objective: "", result: "" };
        self.keep_in(tx, cause, |line| line.claim = Some(claim)).await
    }

    /// Completes it with the result that it has now.
    pub async fn complete_in(self, tx: &mut Tx, completion: Completion, by: UserId) -> Result<()> {
        super::complete_in(tx, self.scope, self.id, completion, by).await
    }

    /// Applies a change that was written, and keeps its point if it moved anything.
    async fn keep_in(&mut self, tx: &mut Tx, cause: Cause<'_>, change: impl FnOnce(&mut Line)) -> Result<()> {
        self.picture.alter(cause.requirement, change);
        let now = Ends::of(&self.picture)?;
        if now != self.stands {
            store::add_point(tx, self.scope, self.id, (&self.stands, &now), &cause).await?;
            self.stands = now;
        }
        Ok(())
    }
}
