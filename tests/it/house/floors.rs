//! Which part may name which. Lower floors know nothing of higher ones, so that one can be read at a time.

use super::{code_lines, files, words_after};

/// The ground floors: each with what it may name.
const LOWER: &[(&str, &[&str])] = &[
    ("kernel", &[]),
    ("access", &["kernel"]),
    ("jobs", &["kernel"]),
    ("blobs", &["kernel"]),
    ("mail", &["kernel", "jobs"]),
    // Its own tests listen to what it logs.
    ("web", &["kernel", "access", "logs"]),
];

/// The domains; each may name the ground floors and the domains before it.
const DOMAINS: &[&str] = &[
    "organisations",
    "accounts",
    "letters",
    "news",
    "signin",
    "catalogue",
    "evidence",
    "assessments",
    "requests",
    "poams",
    "calendar",
    "notices",
    "reviews",
    "tasks",
    "exchange",
    "imports",
    "plans",
    "dashboard",
    "trail",
    "status",
];

/// The roof: may name everything, and nothing but the roof names it.
const ROOF: &[&str] =
    &["app", "backup", "cli", "config", "demo", "logs", "main", "lib", "run", "seed", "server"];

/// Where a `Scope` may be made without a proof: the program's own work, never a handler's.
const OF_THE_PROGRAM: &[&str] = &["access", "app", "backup", "cli", "demo", "main", "run", "seed"];

fn module_of(path: &str) -> &str {
    let inside = path.strip_prefix("src/").unwrap();
    inside.split('/').next().unwrap().trim_end_matches(".rs")
}

fn may_name(module: &str, other: &str) -> bool {
    let is_lower = |name: &str| LOWER.iter().any(|(known, _)| *known == name);
    let place = |name: &str| DOMAINS.iter().position(|known| *known == name);
    if module == other || ROOF.contains(&module) {
        return true;
    }
    if let Some((_, allowed)) = LOWER.iter().find(|(known, _)| *known == module) {
        return allowed.contains(&other);
    }
    is_lower(other) || place(other).is_some_and(|other| place(module).is_some_and(|module| other < module))
}

fn sources() -> Vec<(String, String)> {
    files("src", ".rs")
}

/// Every code line of the sources for which `finds` has something to say.
fn complaints(finds: impl Fn(&str, &str) -> Option<String>) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in sources() {
        for (at, line) in code_lines(&text) {
            found.extend(finds(&path, line).map(|complaint| format!("{path}:{at}: {complaint}")));
        }
    }
    found
}

#[track_caller]
fn assert_none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn every_module_has_its_place_in_the_house() {
    let homeless: Vec<_> = sources()
        .into_iter()
        .filter(|(path, _)| {
            let module = module_of(path);
            let is_lower = LOWER.iter().any(|(known, _)| *known == module);
            !is_lower && !DOMAINS.contains(&module) && !ROOF.contains(&module)
        })
        .map(|(path, _)| path)
        .collect();

    assert_none(homeless);
}

#[test]
fn no_module_reaches_up() {
    assert_none(complaints(|path, line| {
        let module = module_of(path);
        let other = words_after(line, "crate::")
            .into_iter()
            .find(|name| !matches!(*name, "sql" | "id" | "sealed_column") && !may_name(module, name))?;
        Some(format!("{module} may not name {other} (one `use crate::<module>::…` line per module)"))
    }));
}

#[test]
fn no_module_climbs_out_through_super() {
    let modules: Vec<_> =
        LOWER.iter().map(|(name, _)| *name).chain(DOMAINS.iter().chain(ROOF).copied()).collect();
    assert_none(complaints(|path, line| {
        let is_own = |name: &str| {
            let (inside, module) = (path.strip_prefix("src/").unwrap(), module_of(path));
            let exists = |file: String| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file).exists();
            inside.contains('/')
                && (exists(format!("src/{module}/{name}.rs"))
                    || exists(format!("src/{module}/{name}/mod.rs")))
        };
        let other =
            words_after(line, "super::").into_iter().find(|name| modules.contains(name) && !is_own(name))?;
        Some(format!("say crate::{other}, so that the floors can be checked"))
    }));
}

#[test]
fn nobody_looks_into_another_domains_drawers() {
    const DRAWERS: &[&str] = &["store", "pages", "api"];
    assert_none(complaints(|path, line| {
        let module = module_of(path);
        let (domain, drawer) = DOMAINS
            .iter()
            .filter(|domain| **domain != module)
            .flat_map(|domain| {
                words_after(line, &format!("{domain}::")).into_iter().map(move |word| (domain, word))
            })
            .find(|(_, word)| DRAWERS.contains(word))?;
        Some(format!("{domain}::{drawer} is private to {domain}"))
    }));
    assert_none(complaints(|path, line| {
        let is_domain = DOMAINS.contains(&module_of(path)) && path.ends_with("mod.rs");
        let opened = words_after(line, "pub mod ").into_iter().find(|name| DRAWERS.contains(name))?;
        is_domain.then(|| format!("{opened} stays private"))
    }));
}

#[test]
fn only_the_kernel_knows_which_database_is_running() {
    const NAMES: &[&str] =
        &["Sqlite", "Postgres", "sqlx::sqlite", "sqlx::postgres", "PgPool", "PgConn", "PgRow"];
    assert_none(complaints(|path, line| {
        let name = NAMES.iter().find(|name| line.contains(**name))?;
        (!path.starts_with("src/kernel/db/")).then(|| format!("{name} belongs in kernel/db"))
    }));
}

#[test]
fn only_stores_and_the_ground_floors_speak_sql() {
    assert_none(complaints(|path, line| {
        let is_store = path.ends_with("/store.rs") || path.contains("/store/");
        let is_ground = ["kernel", "access", "jobs", "blobs", "mail"].contains(&module_of(path));
        let speaks = line.contains("sql! {") || line.contains("sql!{") || line.contains("sql!(");
        (speaks && !is_store && !is_ground).then(|| "SQL belongs in a store".to_owned())
    }));
}

#[test]
fn no_statement_is_put_together_at_run_time() {
    // A backup is of whatever tables there are; it takes their names from the database's own catalogue.
    const COPIES_TABLES: &str = "src/kernel/db/tables/";
    assert_none(complaints(|path, line| {
        let is_built = line.contains("AssertSqlSafe")
            || (line.contains("QueryBuilder") && !path.starts_with(COPIES_TABLES));
        is_built.then(|| "a statement is a literal".to_owned())
    }));
}

#[test]
fn only_the_program_itself_makes_a_scope_without_a_proof() {
    assert_none(complaints(|path, line| {
        let makes = line.contains("of_the_program");
        (makes && !OF_THE_PROGRAM.contains(&module_of(path)))
            .then(|| "take an Access; a scope without a proof is for the program's own work".to_owned())
    }));
}

#[test]
fn who_may_be_chosen_is_decided_by_the_table_of_rights() {
    const WORDS: &[&str] = &["Role::Assessor", "'assessor'", "\"assessor\""];
    // The first says who has which role. An audience of the second is called assessor as well.
    const MAY: &[&str] = &["templates/accounts/roles.html", "src/exchange/model.rs"];
    let names = |text: &str| WORDS.iter().any(|word| text.contains(word));
    let in_source = complaints(|path, line| {
        let may = ["access", "accounts"].contains(&module_of(path)) || MAY.contains(&path);
        (names(line) && !may).then(|| "ask RightName::is_held_by for the right".to_owned())
    });
    let templates = files("templates", ".html").into_iter();
    let naming = templates.filter(|(path, text)| names(text) && !MAY.contains(&path.as_str()));
    let in_templates = naming.map(|(path, _)| format!("{path}: offer those who hold the right"));
    assert_none(in_source.into_iter().chain(in_templates).collect());
}

#[test]
fn time_and_luck_come_from_the_environment() {
    const SOURCES: &[&str] = &[
        "Utc::now",
        "Local::now",
        "SystemTime::now",
        "Instant::now",
        "now_v7",
        "new_v4",
        "rand::rng",
        "thread_rng",
    ];
    assert_none(complaints(|path, line| {
        let name = SOURCES.iter().find(|name| line.contains(**name))?;
        // How long something took, and how long somebody may take, are durations of this process.
        let measures = ["src/kernel/db/inspect.rs", "src/web/requests.rs", "src/web/server/"];
        let may = path == "src/kernel/env.rs" || measures.iter().any(|known| path.starts_with(known));
        (!may).then(|| format!("{name}: ask Env"))
    }));
}
