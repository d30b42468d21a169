//! The families of an assessment, each with how far its requirements are.

use super::super::{bar::Bar, place};
use crate::assessments::model::{Mark, picture::Picture, standing::Standing};
use serde::Serialize;

/// A family with what its requirements came to.
#[derive(Debug, Default, Serialize)]
pub struct Family<'a> {
    code: &'a str,
    name: &'a str,
    href: String,
    total: usize,
    met: usize,
    not_met: usize,
    not_applicable: usize,
    unassessed: usize,
    bar: Bar,
    points: i32,
}

impl<'a> Family<'a> {
    /// The families of the level in catalogue order; the organisation's own requirements do not count.
    pub fn all(picture: &'a Picture, standing: &Standing, at: &str) -> Vec<Self> {
        let mut families = Vec::<Family<'_>>::new();
        for row in &standing.rows {
            let Some(line) = picture.line(&row.requirement) else { continue };
            let known = families.iter().position(|family| family.code == line.family);
            let place = known.unwrap_or_else(|| {
                let href = format!("{at}/requirements?family={}", place::segment(&line.family));
                families.push(Family {
                    code: &line.family,
                    name: &line.family_name,
                    href,
                    ..Family::default()
                });
                families.len() - 1
            });
            let family = &mut families[place];
            family.total += 1;
            family.points += row.points;
            *match row.result {
                Mark::Met => &mut family.met,
                Mark::NotMet => &mut family.not_met,
                Mark::NotApplicable => &mut family.not_applicable,
                Mark::Unassessed => &mut family.unassessed,
            } += 1;
        }
        for family in &mut families {
            let Family { met, not_met, not_applicable, unassessed, .. } = *family;
            family.bar = Bar::of([met, not_met, not_applicable, unassessed]);
        }
        families
    }
}
