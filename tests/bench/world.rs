//! The installation that is measured: the demonstration company, a second one whose list is 500 rows long, and
//! people with passwords. Written through the same code as everything else, into SQLite or PostgreSQL.

use anyhow::{Context, Result, anyhow};
use muster::{
    access::{Role, Scope},
    accounts::{self, NewPerson},
    assessments::program::{self, NewAssessment, NewSystem, On, Terms},
    blobs::Blobs,
    catalogue::{self, builtin, import::Told},
    demo,
    kernel::{
        audit::Actor,
        db::{Chore, Db, Tx},
        env::Env,
        id::{OrgId, UserId},
        text::{Email, Line, Paragraph, Slug},
    },
    organisations,
    signin::{Cost, Hashing, Password},
    sql,
};
use std::{fmt::Write, path::Path};

/// What everybody signs in with.
pub const PASSWORD: &str = "a flood of paper is no evidence";
/// The administrator of both companies.
pub const ADMIN: &str = "load@contoso.example";
/// What a hash costs where nobody says otherwise.
pub const COST: Cost = Cost { memory_kib: 65_536, passes: 3 };
/// People who only sign in. Each may try ten times at once, so there are many.
pub const PEOPLE: usize = 1000;
const LONG: &str = "long";
const CROWD: &str = "crowd";
const OWN_REQUIREMENTS: usize = 390;

/// Where things are.
#[derive(Clone, Debug)]
pub struct World {
    /// `/o/contoso/assessments/<id>`, of the demonstration's Level 2.
    pub demo: String,
    /// The same of the company whose list is long.
    pub long: String,
    /// `3.1.1/a` and so on, the demonstration's objectives of Level 2.
    pub places: Vec<String>,
}

/// The address of one of the people.
pub fn person(number: usize) -> String {
    format!("person-{number}@contoso.example")
}

/// Fills an empty database.
pub async fn make(url: &str, folder: &Path) -> Result<World> {
    let db = Db::open(url, 4, Env::system()).await?;
    db.migrate().await?;
    let blobs = Blobs::open(folder.join("blobs"))?;
    let slug = demo::load(&db, &blobs).await?.slug;
    let contoso = organisation(&db, &slug).await?;
    let (long, crowd) = (OrgId(db.env().new_id()), OrgId(db.env().new_id()));
    let hashing = Hashing::new(COST, 1, 1)?;
    let password = Password::given(PASSWORD).context("the password")?;
    let hash = hashing.hash(db.env(), &password).await?;

    let mut tx = db.begin(Actor::console()).await?;
    organisations::create_as_in(&mut tx, long, line("The Long Works")?, Slug::of(LONG)).await?;
    // A company of their own, so that the lists to choose a person from stay as long as they are.
    organisations::create_as_in(&mut tx, crowd, line("The Crowd")?, Slug::of(CROWD)).await?;
    admit(&mut tx, ADMIN, &hash, Role::Admin, &[contoso, long]).await?;
    for number in 0..PEOPLE {
        admit(&mut tx, &person(number), &hash, Role::Contributor, &[crowd]).await?;
    }
    let long_id = assess(&mut tx, Scope::of_the_program(long)).await?;
    tx.commit_chore(Chore::Sweep).await?;
    own_requirements(&db, Scope::of_the_program(long), folder).await?;
    let level2 = level2_of(&db, contoso).await?;
    db.close().await;
    Ok(World {
        demo: format!("/o/{}/assessments/{level2}", slug.as_str()),
        long: format!("/o/{LONG}/assessments/{long_id}"),
        places: places(),
    })
}

fn places() -> Vec<String> {
    let all = builtin::requirements(builtin::Level::Two).iter();
    all.flat_map(|it| it.objectives.iter().map(move |objective| format!("{}/{}", it.id, objective.key)))
        .collect()
}

async fn organisation(db: &Db, slug: &Slug) -> Result<OrgId> {
    let found = organisations::by_slug(&mut db.read().await?, slug).await?;
    Ok(found.context("the demonstration's company")?.id)
}

async fn level2_of(db: &Db, org: OrgId) -> Result<uuid::Uuid> {
    let mut conn = db.read().await?;
    let (id,): (uuid::Uuid,) = sql! {
        fetch_one, &mut conn,
        "select id from assessments where org_id = $1 and level = 2 and completed_on is null", org
    }?;
    Ok(id)
}

/// Gives everybody the administrator's hash as it is after a first sign-in: with the pepper that the program has made
/// meanwhile. Otherwise each person's first sign-in would cost a second hash, once in their life.
pub async fn season(url: &str) -> Result<()> {
    let db = Db::open(url, 1, Env::system()).await?;
    let mut tx = db.begin(Actor::console()).await?;
    sql! {
        execute, &mut tx,
        "update users set password_hash = (select u.password_hash from users u where u.email = $1)
         where email like 'person-%'",
        ADMIN
    }?;
    tx.commit_chore(Chore::Sweep).await?;
    db.close().await;
    Ok(())
}

async fn admit(tx: &mut Tx, email: &str, hash: &str, role: Role, orgs: &[OrgId]) -> Result<()> {
    let id = UserId(tx.env().new_id());
    let email = Email::parse(email).map_err(|problem| anyhow!("{email}: {problem}"))?;
    let (name, password_hash) = (line("Lou Load")?, Some(hash.to_owned()));
    accounts::create_person_in(tx, &NewPerson { id, email: email.clone(), name, password_hash }).await?;
    for org in orgs {
        accounts::add_member_in(tx, *org, id, &email, role).await?;
    }
    Ok(())
}

async fn assess(tx: &mut Tx, scope: Scope) -> Result<uuid::Uuid> {
    let scope_words = Paragraph::parse("Everything.").map_err(|problem| anyhow!(problem))?;
    let system = NewSystem { name: line("All of it")?, cage_codes: String::new(), scope: scope_words };
    let system = program::describe_in(tx, scope, system).await?;
    let terms =
        Terms { title: line("Level 2")?, lead_id: None, level2_status: String::new(), level2_score: None };
    let started = program::start_in(tx, scope, On::Known(system), NewAssessment { level: 2, terms }).await?;
    Ok(started.id.0)
}

async fn own_requirements(db: &Db, scope: Scope, folder: &Path) -> Result<()> {
    let mut table = String::from("requirement,family,title,statement,objective,text\r\n");
    for number in 1..=OWN_REQUIREMENTS {
        let title = format!("Badges are worn at gate {number}");
        for letter in ["a", "b"] {
            write!(
                table,
                "LW-{number},Shop floor,{title},Everybody wears a badge.,{letter},badges are seen by {letter}\r\n"
            )?;
        }
    }
    let file = folder.join("own.csv");
    std::fs::write(&file, table)?;
    let told = Told { title: None, source_on: None };
    let imported = catalogue::import_file(db, scope, Actor::console(), &file, told, true).await;
    imported.map_err(|refusal| anyhow!("{refusal}"))?;
    Ok(())
}

fn line(text: &str) -> Result<Line> {
    Line::parse(text, "").map_err(|problem| anyhow!("{text}: {problem}"))
}
