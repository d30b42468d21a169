//! The organisation's rules for signing in.

use super::super::{actions, guess::FAILURES_MAX, model::Rules, password::HISTORY_MAX};
use crate::access::{Access, Fresh, ManageSettings, Role};
use crate::kernel::{Error, Problems, Result, db::Db};
use crate::web::{
    flash::Flash,
    forms::{Fields, Parser, problems},
    ui::{Reply, Ui},
};
use poem::{handler, web::Data};
use serde::Serialize;
use std::collections::BTreeMap;

const RULES: &str = "signin/rules.html";
const FORM: &str = "rules_form";

#[derive(Serialize)]
struct Page {
    roles: Vec<Choice>,
    demanded: Vec<String>,
    rules: Rules,
    /// The numbers as they are shown: those of the rules, or what was typed.
    numbers: BTreeMap<&'static str, String>,
    version: i64,
    /// What somebody else chose meanwhile, by the names of the fields, where it differs.
    theirs: Option<BTreeMap<&'static str, String>>,
    problems: Problems,
}

#[derive(Serialize)]
struct Choice {
    value: &'static str,
    label: &'static str,
}

impl Page {
    fn of(rules: Rules, version: i64) -> Self {
        let roles = Role::ALL.iter().map(|role| Choice { value: role.word(), label: role.label() });
        let demanded = rules.second_factor_roles.split(' ').map(str::to_owned);
        Self {
            roles: roles.collect(),
            demanded: demanded.collect(),
            numbers: numbers(&rules),
            rules,
            version,
            theirs: None,
            problems: Problems::new(),
        }
    }

    /// As it was typed; what the form does not ask for is as in `rules`.
    fn typed(fields: &Fields, rules: Rules, version: i64) -> Self {
        let ticked = Rules {
            second_factor_roles: roles(fields),
            mail_codes: fields.is_on("mail_codes"),
            passkeys_device_bound: fields.is_on("passkeys_device_bound"),
            ..rules
        };
        let mut page = Self::of(ticked, version);
        for (name, number) in &mut page.numbers {
            let typed = fields.text(name);
            if !typed.is_empty() {
                typed.clone_into(number);
            }
        }
        page
    }

    /// The same beside the rules as they are kept.
    fn beside(self, kept: &Rules) -> Self {
        let shown = [
            (
                "second_factor_roles",
                labels(&kept.second_factor_roles),
                labels(&self.rules.second_factor_roles),
            ),
            ("mail_codes", yes(kept.mail_codes), yes(self.rules.mail_codes)),
            ("passkeys_device_bound", yes(kept.passkeys_device_bound), yes(self.rules.passkeys_device_bound)),
        ];
        let other = shown.into_iter().filter(|(_, kept, typed)| kept != typed);
        let other = other.map(|(name, kept, _)| (name, kept));
        let typed = |name: &str| self.numbers.get(name).map(|typed| typed.trim().to_owned());
        let number = numbers(kept).into_iter().filter(|(name, kept)| typed(name).as_ref() != Some(kept));
        Self { theirs: Some(other.chain(number).collect()), ..self }
    }
}

fn yes(is_so: bool) -> String {
    if is_so { "yes".to_owned() } else { "no".to_owned() }
}

/// Roles as people call them.
fn labels(words: &str) -> String {
    let labels: Vec<_> = words.split(' ').filter_map(Role::parse).map(Role::label).collect();
    if labels.is_empty() { "nobody".to_owned() } else { labels.join(", ") }
}

/// The rules that are numbers, by the names of their fields.
fn numbers(rules: &Rules) -> BTreeMap<&'static str, String> {
    let all = [
        ("remember_days", rules.remember_days),
        ("password_history", rules.password_history),
        ("password_changed_characters", rules.password_changed_characters),
        ("lock_after", rules.lock_after),
        ("lock_minutes", rules.lock_minutes),
        ("idle_minutes", rules.idle_minutes),
        ("absolute_hours", rules.absolute_hours),
        ("sessions_max", rules.sessions_max),
    ];
    all.into_iter().map(|(name, number)| (name, number.to_string())).collect()
}

/// What the form says; a rule that it does not ask for stays as it is.
fn parse(fields: &Fields, before: &Rules) -> Result<Rules> {
    let mut parser = Parser::default();
    let mut number = |name: &'static str, before: i64, from: i64, to: i64| {
        let typed = fields.text(name).trim();
        if typed.is_empty() {
            return before;
        }
        let problem = format!("Give a whole number from {from} to {to}.");
        let parsed = typed.parse().ok().filter(|number| (from..=to).contains(number)).ok_or(problem);
        parser.take(name, parsed).unwrap_or(before)
    };
    let rules = Rules {
        remember_days: number("remember_days", before.remember_days, 0, 30),
        password_history: number("password_history", before.password_history, 0, HISTORY_MAX),
        password_changed_characters: number(
            "password_changed_characters",
            before.password_changed_characters,
            0,
            15,
        ),
        lock_after: number("lock_after", before.lock_after, 3, FAILURES_MAX),
        lock_minutes: number("lock_minutes", before.lock_minutes, 1, 60),
        idle_minutes: number("idle_minutes", before.idle_minutes, 5, 60),
        absolute_hours: number("absolute_hours", before.absolute_hours, 1, 24),
        sessions_max: number("sessions_max", before.sessions_max, 1, 100),
        second_factor_roles: roles(fields),
        mail_codes: fields.is_on("mail_codes"),
        passkeys_device_bound: fields.is_on("passkeys_device_bound"),
    };
    parser.finish(Some(rules))
}

fn roles(fields: &Fields) -> String {
    let chosen = fields.all("second_factor_roles");
    let words: Vec<_> =
        Role::ALL.iter().map(|role| role.word()).filter(|word| chosen.contains(word)).collect();
    words.join(" ")
}

/// The rules.
#[handler]
pub async fn show(ui: Ui, db: Data<&Db>, access: Access<ManageSettings>, _fresh: Fresh) -> Result<Reply> {
    let (rules, version) = actions::rules(&db, &access).await?;
    ui.at("settings").show(RULES, FORM, Page::of(rules, version))
}

/// Changes them.
#[handler]
pub async fn change(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManageSettings>,
    fresh: Fresh,
    fields: Fields,
) -> Result<Reply> {
    let ui = ui.at("settings");
    let (before, _) = actions::rules(&db, &access).await?;
    let after = match problems(parse(&fields, &before))? {
        Ok(after) => after,
        Err(problems) => {
            let page = Page { problems, ..Page::typed(&fields, before, fields.number("version")) };
            return ui.show_problems(RULES, FORM, page);
        }
    };
    match actions::change_rules(&db, &access, fresh, &after, fields.number("version")).await {
        Ok(()) => Ok(ui.go(&format!("{}/settings/sign-in", ui.here()), Flash::ok("The rules are saved."))),
        Err(Error::Conflict(_)) => {
            let (now, version) = actions::rules(&db, &access).await?;
            ui.show_conflict(RULES, FORM, Page::typed(&fields, now.clone(), version).beside(&now))
        }
        Err(other) => Err(other),
    }
}
