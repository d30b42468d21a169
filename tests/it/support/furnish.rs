//! An installation with something in every table, for tests that go through all of it: backups, routes, templates.
//! A new table needs a row here; a test of the backups says so.

use super::*;
use chrono::TimeDelta;
use muster::{
    blobs::Blobs,
    kernel::{
        audit::{Actor, Entry},
        db::{Chore, Tx},
        env::Timestamp,
        hash::Sha256,
        id::{OrgId, UserId},
        seal::SealedColumn,
    },
    sql,
};
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

/// What `furnish` put in, by the names that addresses have for it.
pub struct Furnished {
    pub assessment: Uuid,
    pub system: Uuid,
    pub evidence: Uuid,
    pub device: Uuid,
    /// A task that is done and waits to be confirmed.
    pub task: Uuid,
    pub invitation: Uuid,
    pub provider: Uuid,
    pub identity: Uuid,
    pub passkey: Uuid,
    pub catalogue: Uuid,
    pub requirement: Uuid,
    pub import: Uuid,
    pub letter: Uuid,
    pub plan: Uuid,
    pub poam: Uuid,
    pub milestone: Uuid,
    pub rescue: Uuid,
    pub batches: [Uuid; 3],
}

/// The token of the link that begins with `door`: `/join/…`, `/link/…`, `/setup/…`, `/kept/…`.
pub fn token_of(door: &str) -> String {
    format!("the-token-that-belongs-to-a-link-of-{door:-<7}")
}

/// Keeps a file of evidence.
pub async fn put(blobs: &Blobs, org: OrgId, bytes: &[u8]) -> Sha256 {
    let mut incoming = blobs.begin(org);
    incoming.write(bytes).await.unwrap();
    incoming.finish().await.unwrap().keep().await.unwrap().sha256
}

/// The second file of `furnish`, large enough to come in pieces.
pub fn large_file() -> Vec<u8> {
    (0..75_000_u32).flat_map(u32::to_le_bytes).collect()
}

/// Puts something into every table of Contoso's, a little into Fabrikam's, and two files into the store.
pub async fn furnish(app: &TestApp, blobs: &Blobs) -> Furnished {
    let assessment = app.an_assessment(2).await;
    let files = [put(blobs, CONTOSO.id, b"A policy.").await, put(blobs, FABRIKAM.id, &large_file()).await];

    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let now = tx.now();
    let invitation = people(&mut tx, now).await;
    some_links(&mut tx).await;
    let rescue = recovery::some_ways_back(&mut tx).await;
    let letter = a_letter_nobody_took(&mut tx).await;
    the_check_of_the_key(&mut tx).await;
    some_guesses(&mut tx).await;
    a_pepper(&mut tx).await;
    a_former_password(&mut tx).await;
    let device = factors(&mut tx, now).await;
    let (provider, identity) = providers::some_providers(&mut tx, now).await;
    let passkey = passkeys::some_passkeys(&mut tx, now).await;
    let (catalogue, requirement, import) = catalogue(&mut tx, now).await;
    work(&mut tx, assessment, now).await;
    reviews::some_reviews(&mut tx, assessment, now).await;
    let ours = evidence(&mut tx, CONTOSO, CONTRIBUTOR, files[0], Some(assessment), now).await;
    let (poam, milestone) = poams::a_poam(&mut tx, assessment, ours, now).await;
    let plan = plans::a_plan(&mut tx, assessment, now).await;
    registers::a_register(&mut tx, now).await;
    evidence(&mut tx, FABRIKAM, STRANGER, files[1], None, now).await;
    let task = tasks::some_tasks(&mut tx, ours, now).await;
    requests::some_requests(&mut tx, (assessment, ours), now).await;
    calendar::a_feed(&mut tx, now).await;
    notices::some_notices(&mut tx, now).await;
    settings::a_mail_text(&mut tx, now).await;
    let batches = imports::some_batches(&mut tx, assessment, now).await;
    tx.commit_chore(Chore::Sweep).await.unwrap();
    some_lines(app).await;
    let system = system_of(app, assessment).await;
    Furnished {
        assessment,
        system,
        evidence: ours,
        device,
        task,
        invitation,
        provider,
        identity,
        passkey,
        catalogue,
        requirement,
        import,
        letter,
        plan,
        poam,
        milestone,
        rescue,
        batches,
    }
}

async fn system_of(app: &TestApp, assessment: Uuid) -> Uuid {
    let mut conn = app.db.read().await.unwrap();
    let (system,): (Uuid,) =
        sql! { fetch_one, &mut conn, "select system_id from assessments where id = $1", assessment }.unwrap();
    system
}

async fn some_lines(app: &TestApp) {
    for n in 0..3 {
        let entry = Entry {
            action: "finding.saved",
            subject: "finding:3.1.1[a]".into(),
            detail: json!({"n": n, "text": "Zoë wrote “yes”\n"}),
        };
        app.db.begin(Actor::console()).await.unwrap().commit(CONTOSO.id, entry).await.unwrap();
    }
    let entry = Entry { action: "evidence.added", subject: "evidence:1".into(), detail: json!({}) };
    app.db.begin(Actor::console()).await.unwrap().commit(FABRIKAM.id, entry).await.unwrap();
}

async fn people(tx: &mut Tx, now: Timestamp) -> Uuid {
    let (id, later) = (tx.env().new_id(), now + TimeDelta::days(2));
    sql! {
        execute, tx,
        "insert into invitations (org_id, id, email, name, role, token_hash, invited_by, expires_at, created_at)
         values ($1, $2, 'new@contoso.example', 'Newcomer', 'assessor', $3, $4, $5, $6)",
        CONTOSO.id, id, Sha256::of(token_of("join")), ADMIN.id, later, now
    }
    .unwrap();
    sql! {
        execute, tx,
        "insert into once_keys (org_id, once_key, location, created_at) values ($1, 'key', '/o/contoso', $2)",
        CONTOSO.id, now + TimeDelta::microseconds(1_500)
    }
    .unwrap();
    id
}

/// An authenticator app, a backup code, a browser and a sign-in half way of the lead's, and rules that ask for
/// nothing.
async fn factors(tx: &mut Tx, now: Timestamp) -> Uuid {
    let (device, attempt, later) = (tx.env().new_id(), tx.env().new_id(), now + TimeDelta::minutes(10));
    let sealed = sealed_secret(LEAD, tx.env());
    sql! {
        execute, tx,
        "insert into devices (id, user_id, token_hash, agent, address, created_at)
         values ($1, $2, $3, 'Firefox', '192.0.2.7', $4)",
        device, LEAD.id, Sha256::of(token_of("device")), now
    }
    .unwrap();
    sql! {
        execute, tx,
        "insert into attempts (id, token_hash, user_id, way, expires_at, created_at)
         values ($1, $2, $3, 'password', $4, $5)",
        attempt, Sha256::of(token_of("signin")), LEAD.id, later, now
    }
    .unwrap();
    sql! {
        execute, tx,
        "insert into totps (user_id, secret, last_step, created_at) values ($1, $2, 7, $3)",
        LEAD.id, sealed, now
    }
    .unwrap();
    sql! {
        execute, tx,
        "insert into backup_codes (user_id, place, salt, code_hash, created_at) values ($1, 3, $2, $2, $3)",
        LEAD.id, Sha256::of("salt"), now
    }
    .unwrap();
    sql! { execute, tx, "insert into sign_in_rules (org_id) values ($1)", CONTOSO.id }.unwrap();
    device
}

/// Links and a kept form that are good for another hour. The form is that of browsers without a secret, which the
/// program itself never keeps: everybody sees it.
async fn some_links(tx: &mut Tx) {
    links(tx, &[("setup", "setup", None), ("link", "sign_in", Some(LEAD.id))]).await;
    links(tx, &[("not-me", "not_me", Some(LEAD.id))]).await;
    let now = tx.now();
    let later = now + TimeDelta::hours(1);
    let id = tx.env().new_id();
    sql! {
        execute, tx,
        "insert into kept_forms (id, token_hash, user_id, path, body, reason, expires_at, created_at)
         values ($1, $2, null, '/o/contoso/settings', 'name=Contoso+Inc.', 'session', $3, $4)",
        id, Sha256::of(format!("{} ", token_of("kept"))), later, now
    }
    .unwrap();
}

/// A letter that was given up.
async fn a_letter_nobody_took(tx: &mut Tx) -> Uuid {
    let (id, now) = (tx.env().new_id(), tx.now());
    let place = SealedColumn::new("jobs", "payload").of(&[&id]);
    let payload = json!({ "version": 1, "to_name": "Nora", "data": {} }).to_string();
    let sealed = keyring().seal(&place, payload, tx.env());
    sql! {
        execute, tx,
        "insert into jobs (id, org_id, kind, title, recipient, payload, due_at, expires_at, attempts, problem,
                           parked_at, created_at)
         values ($1, $2, 'letter', 'test', 'nora@contoso.example', $3, $4, $5, 1, 'no such mailbox', $4, $4)",
        id, CONTOSO.id, sealed, now, now + TimeDelta::days(3)
    }
    .unwrap();
    id
}

/// What the first start leaves of the key that seals.
async fn the_check_of_the_key(tx: &mut Tx) {
    let place = SealedColumn::new("key_checks", "sealed").of(&[&"first"]);
    let (now, sealed) = (tx.now(), keyring().seal(&place, "Muster knows this key.", tx.env()));
    sql! {
        execute, tx,
        "insert into key_checks (key_id, sealed, created_at) values ('first', $1, $2)",
        sealed, now
    }
    .unwrap();
}

/// A password that somebody had before.
async fn a_former_password(tx: &mut Tx) {
    let (now, id) = (tx.now(), tx.env().new_id());
    sql! {
        execute, tx,
        "insert into former_passwords (id, user_id, password_hash, replaced_at) values ($1, $2, '$argon2id$', $3)",
        id, LEAD.id, now
    }
    .unwrap();
}

/// Wrong tries that have locked the backup codes of the contributor.
async fn some_guesses(tx: &mut Tx) {
    let (now, later) = (tx.now(), tx.now() + TimeDelta::minutes(30));
    sql! {
        execute, tx,
        "insert into guesses
            (subject, kind, device, user_id, failures, failed_at, open_at, locked_until, address)
         values ($1, 'code', $2, $3, 20, $4, $5, $5, '198.51.100.7')",
        Sha256::of(CONTRIBUTOR.email), Sha256([0; 32]), CONTRIBUTOR.id, now, later
    }
    .unwrap();
}

/// What passwords go through.
async fn a_pepper(tx: &mut Tx) {
    let place = SealedColumn::new("peppers", "sealed").of(&[&1]);
    let (now, sealed) = (tx.now(), keyring().seal(&place, [7; 32], tx.env()));
    sql! {
        execute, tx,
        "insert into peppers (id, sealed, created_at) values (1, $1, $2)",
        sealed, now
    }
    .unwrap();
}

/// Links that are good for another hour: (door, purpose, whose).
pub async fn links(tx: &mut Tx, links: &[(&str, &str, Option<UserId>)]) {
    let now = tx.now();
    let later = now + TimeDelta::hours(1);
    for (door, purpose, person) in links {
        let id = tx.env().new_id();
        sql! {
            execute, tx,
            "insert into one_time_links (id, purpose, user_id, token_hash, expires_at, created_at)
             values ($1, $2, $3, $4, $5, $6)",
            id, *purpose, *person, Sha256::of(token_of(door)), later, now
        }
        .unwrap();
    }
}

async fn catalogue(tx: &mut Tx, now: Timestamp) -> (Uuid, Uuid, Uuid) {
    let (catalogue, requirement, import) = (tx.env().new_id(), tx.env().new_id(), tx.env().new_id());
    sql! {
        execute, tx,
        "insert into catalogues
            (org_id, id, catalogue_key, title, source, source_sha256, source_on, imported_at, imported_by)
         values ($1, $2, 'own', 'Our own', 'typed', $3, $4, $5, null)",
        CONTOSO.id, catalogue, Sha256::of("source"), now.date_naive(), now
    }
    .unwrap();
    sql! {
        execute, tx,
        "insert into requirements (org_id, id, catalogue_id, code, family, title, statement, place, created_at)
         values ($1, $2, $3, 'X.1', 'Own', 'Title', 'Statement', 1, $4)",
        CONTOSO.id, requirement, catalogue, now
    }
    .unwrap();
    sql! {
        execute, tx,
        "insert into objectives (org_id, requirement_id, letter, statement, place) values ($1, $2, 'a', 'A', 1)",
        CONTOSO.id, requirement
    }
    .unwrap();
    sql! {
        execute, tx,
        "insert into imports (org_id, id, file_name, parsed, created_by, created_at)
         values ($1, $2, 'catalogue.json', $3, $4, $5)",
        CONTOSO.id, import, Json(a_file_to_import()), ADMIN.id, now
    }
    .unwrap();
    (catalogue, requirement, import)
}

/// What a small catalogue is kept as until somebody says yes to it; and numbers, for the backups.
fn a_file_to_import() -> serde_json::Value {
    let requirement = json!({
        "code": "S.1", "family": "Small", "title": "Thing", "statement": "Keep it.", "guidance": "",
        "objectives": [["a", "it is kept"]]
    });
    json!({
        "parsed": {
            "key": "small", "title": "Small things", "version": "1", "source_on": null,
            "requirements": [requirement], "withdrawn": ["S.2"]
        },
        "sha256": Sha256::of("file").to_string(), "size_bytes": 1200, "counts": null,
        "rows": [1, 2.5, null, {"b": true, "a": "ä"}]
    })
}

async fn work(tx: &mut Tx, assessment: Uuid, now: Timestamp) {
    sql! {
        execute, tx,
        "insert into implementations (org_id, assessment_id, requirement, owner_id, claim, updated_at)
         values ($1, $2, '3.1.1', $3, $4, $5)",
        CONTOSO.id, assessment, CONTRIBUTOR.id, Json(poams::deficiency()), now
    }
    .unwrap();
    sql! {
        execute, tx,
        "insert into findings
            (org_id, assessment_id, requirement, objective, result, is_tested, finding, updated_by, updated_at)
         values ($1, $2, '3.1.1', 'a', 'met', true, 'Seen it.', $3, $4)",
        CONTOSO.id, assessment, CONTRIBUTOR.id, now
    }
    .unwrap();
    sql! {
        execute, tx,
        "insert into drafts (org_id, user_id, assessment_id, requirement, objective, body, updated_at)
         values ($1, $2, $3, '3.1.1', 'b', $4, $5)",
        CONTOSO.id, CONTRIBUTOR.id, assessment, Json(json!({"finding": "half a sen"})), now
    }
    .unwrap();
}

async fn evidence(
    tx: &mut Tx,
    company: Company,
    person: Person,
    file: Sha256,
    serves: Option<Uuid>,
    now: Timestamp,
) -> Uuid {
    let id = tx.env().new_id();
    sql! {
        execute, tx,
        "insert into evidence
            (org_id, id, title, kind, state, captured_on, owner_id, added_by, file_name, media_type, size_bytes,
             sha256, created_at)
         values ($1, $2, 'Policy', 'document', 'final', $3, $4, $4, 'policy.txt', 'text/plain', 9, $5, $6)",
        company.id, id, now.date_naive(), person.id, file, now
    }
    .unwrap();
    if let Some(assessment) = serves {
        sql! {
            execute, tx,
            "insert into evidence_links
                (org_id, evidence_id, assessment_id, requirement, objective, created_by, created_at)
             values ($1, $2, $3, '3.1.1', 'a', $4, $5)",
            company.id, id, assessment, person.id, now
        }
        .unwrap();
    }
    id
}
