//! Who the tests are about. Contoso has one person of each role; Fabrikam has somebody from outside.

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use chrono::TimeDelta;
use muster::{
    access::Role,
    kernel::{
        audit::{self, Actor},
        db::{Chore, Db, Tx},
        hash::Sha256,
        id::{OrgId, UserId},
    },
    sql,
};
use uuid::Uuid;

/// A company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Company {
    pub id: OrgId,
    pub slug: &'static str,
    pub name: &'static str,
}

/// Somebody who can sign in, and is signed in already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: UserId,
    pub name: &'static str,
    pub email: &'static str,
    pub role: Role,
    pub company: Company,
}

const fn id(last: u128) -> Uuid {
    Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0000 + last)
}

const fn person(last: u128, name: &'static str, email: &'static str, role: Role, company: Company) -> Person {
    Person { id: UserId(id(last)), name, email, role, company }
}

pub const CONTOSO: Company = Company { id: OrgId(id(0xc0)), slug: "contoso", name: "Contoso Machine Works" };
pub const FABRIKAM: Company = Company { id: OrgId(id(0xf0)), slug: "fabrikam", name: "Fabrikam Castings" };

pub const ADMIN: Person = person(0xc1, "Ada Admin", "ada@contoso.example", Role::Admin, CONTOSO);
pub const LEAD: Person = person(0xc2, "Lena Lead", "lena@contoso.example", Role::Lead, CONTOSO);
pub const CONTRIBUTOR: Person =
    person(0xc3, "Carl Contributor", "carl@contoso.example", Role::Contributor, CONTOSO);
pub const OTHER_CONTRIBUTOR: Person =
    person(0xc4, "Olga Othercontributor", "olga@contoso.example", Role::Contributor, CONTOSO);
pub const ASSESSOR: Person = person(0xc5, "Abe Assessor", "abe@contoso.example", Role::Assessor, CONTOSO);
pub const STRANGER: Person = person(0xf1, "Sam Stranger", "sam@fabrikam.example", Role::Admin, FABRIKAM);

pub const COMPANIES: [Company; 2] = [CONTOSO, FABRIKAM];
pub const EVERYBODY: [Person; 6] = [ADMIN, LEAD, CONTRIBUTOR, OTHER_CONTRIBUTOR, ASSESSOR, STRANGER];

/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery staple";

impl Person {
    /// The value of the session cookie.
    pub fn cookie(&self) -> String {
        format!("session-of-{}", self.id)
    }

    /// The id of that session. Not drawn from the environment: a test that starts with the same luck would
    /// draw it again.
    pub fn session(&self) -> Uuid {
        Uuid::from_u128(self.id.0.as_u128() + 0x1000)
    }
}

/// Puts the companies, the people and a session for each of them into a new database. No line in the trail.
pub async fn move_in(db: &Db) {
    let mut tx = db.begin(Actor::console()).await.expect("a fresh database takes a unit of work");
    audit::begin_chain(&mut tx, OrgId::INSTALLATION).await.unwrap();
    for company in COMPANIES {
        insert_company(&mut tx, company).await;
    }
    let password = password_hash();
    for person in EVERYBODY {
        insert_person(&mut tx, person, &password).await;
    }
    tx.commit_chore(Chore::Sweep).await.unwrap();
}

async fn insert_company(tx: &mut Tx, company: Company) {
    let now = tx.now();
    sql! {
        execute, tx,
        "insert into organisations (id, slug, name, evidence_kinds, created_at) values ($1, $2, $3, '', $4)",
        company.id, company.slug, company.name, now
    }
    .unwrap();
    audit::begin_chain(tx, company.id).await.unwrap();
}

async fn insert_person(tx: &mut Tx, person: Person, password: &str) {
    let (now, session) = (tx.now(), person.session());
    sql! {
        execute, tx,
        "insert into users (id, email, name, password_hash, created_at) values ($1, $2, $3, $4, $5)",
        person.id, person.email, person.name, password, now
    }
    .unwrap();
    sql! {
        execute, tx,
        "insert into members (org_id, user_id, role, created_at) values ($1, $2, $3, $4)",
        person.company.id, person.id, person.role, now
    }
    .unwrap();
    sql! {
        execute, tx,
        "insert into sessions (id, token_hash, user_id, way, strength, is_remembered, factor_at, address, agent,
            created_at, last_seen_at, expires_at)
         values ($1, $2, $3, 'password', 'one', false, $4, '127.0.0.1', 'test', $4, $4, $5)",
        session, Sha256::of(person.cookie()), person.id, now, now + TimeDelta::hours(12)
    }
    .unwrap();
}

/// Argon2id with the smallest parameters there are: a test hashes often and protects nothing.
fn password_hash() -> String {
    let params = argon2::Params::new(8, 1, 1, None).unwrap();
    let argon2 = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let (salt, mut hash) = (*b"salt for a test.", [0; 32]);
    argon2.hash_password_into(PASSWORD.as_bytes(), &salt, &mut hash).unwrap();
    let (salt, hash) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(hash));
    format!("$argon2id$v=19$m=8,t=1,p=1${salt}${hash}")
}
