//! What every template knows of the request it answers.

use super::{AssessmentBar, Ui};
use crate::access::{Caller, Feature, Grant, Membership, RightName};
use crate::kernel::env::Timestamp;
use crate::web::{csrf, flash::Flash, misfit};
use minijinja::Value;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Debug, Serialize)]
pub(super) struct Context<'a> {
    person: Option<Person<'a>>,
    org: Option<Org<'a>>,
    here: String,
    section: &'a str,
    csrf: String,
    once: &'a str,
    theme: &'a str,
    density: &'a str,
    keys: &'static str,
    keymap: &'a str,
    key: Value,
    flash: Option<&'a Flash>,
    version: &'static str,
    path: &'a str,
    can: BTreeMap<&'static str, bool>,
    /// What the organisation does not do without.
    on: BTreeMap<&'static str, bool>,
    role: &'static str,
    /// Reminders that the caller has not read; nothing where all are.
    unread: String,
    assessment: Option<&'a AssessmentBar>,
    misfits: &'a [misfit::Note],
    session: Option<Session>,
}

#[derive(Debug, Serialize)]
struct Person<'a> {
    name: &'a str,
    email: &'a str,
}

#[derive(Debug, Serialize)]
struct Org<'a> {
    slug: &'a str,
    name: &'a str,
    color: &'a str,
    initials: &'a str,
    banner: &'a str,
    imprint: &'a str,
}

impl<'a> Org<'a> {
    fn of(place: &'a Membership) -> Self {
        let Membership { slug, name, color, initials, banner, imprint, .. } = place;
        Self { slug, name, color, initials, banner, imprint }
    }
}

/// When the session ends, for the person and for the script that warns them.
#[derive(Debug, Serialize)]
struct Session {
    /// If it is not used again.
    idle_at: Timestamp,
    /// In any case.
    ends_at: Timestamp,
    /// Seconds from now until the first.
    idle_left_s: i64,
    /// Seconds from now until the second.
    left_s: i64,
    /// How many seconds each use adds.
    idle_s: i64,
}

impl Session {
    fn of(caller: &Caller, now: Timestamp) -> Self {
        Self {
            idle_at: caller.idle_at.min(caller.ends_at),
            ends_at: caller.ends_at,
            idle_left_s: (caller.idle_at - now).num_seconds(),
            left_s: (caller.ends_at - now).num_seconds(),
            idle_s: caller.idle.num_seconds(),
        }
    }
}

impl Ui {
    /// All of it, for the request that is being answered.
    pub(super) fn context(&self) -> Context<'_> {
        let (caller, place) = (self.visit.caller(), self.visit.membership());
        let can = |right: &RightName| (right.word(), place.is_some_and(|p| right.grant(p.role) != Grant::No));
        let on = |it: &Feature| (it.word(), place.is_none_or(|place| place.features_off.leaves(*it)));
        Context {
            person: caller.map(|c| Person { name: &c.name, email: &c.email }),
            org: place.map(Org::of),
            here: self.here(),
            section: self.section,
            csrf: csrf::masked(&self.shell, self.visit.csrf()),
            once: &self.once,
            theme: caller.map_or("", |c| &c.theme),
            density: caller.map_or("", |c| &c.density),
            keys: if caller.is_none_or(|c| c.has_keys) { "on" } else { "off" },
            keymap: self.keymap.written(),
            key: self.keymap.shown(),
            flash: self.flash.as_ref(),
            version: env!("CARGO_PKG_VERSION"),
            path: &self.path,
            can: RightName::ALL.iter().map(can).collect(),
            on: Feature::ALL.iter().map(on).collect(),
            role: place.map_or("", |p| p.role.word()),
            unread: match place.map_or(0, |p| p.unread) {
                0 => String::new(),
                few @ ..100 => few.to_string(),
                _ => "99+".to_owned(),
            },
            assessment: self.assessment.as_ref(),
            misfits: &self.misfits,
            session: caller.map(|caller| Session::of(caller, self.shell.env.now())),
        }
    }
}
