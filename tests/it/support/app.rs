//! The whole program in one process, asked without a socket.

use super::{
    Answer, Company, EVERYBODY, Person,
    database::{Backend, TestDb},
    letters::{Unrun, no_post, post_of},
};
use chrono::TimeDelta;
use muster::{
    access::Scope,
    app::{self, Parts},
    blobs::Blobs,
    evidence, imports,
    kernel::{
        audit::Actor,
        db::{Chore, Db},
        env::Env,
        hash::{MacKey, Sha256},
        seal::Keyring,
        secret::Secret,
    },
    mail::Post,
    signin, sql,
    web::{
        csrf,
        limits::Limits,
        outgoing::{Exceptions, Outgoing, Reach},
        shell,
        shell::Shell,
        templates::{self, Templates},
    },
};
use poem::{
    Body, Endpoint, EndpointExt, IntoEndpoint, Request,
    endpoint::BoxEndpoint,
    http::{HeaderValue, Method, Uri, header::HeaderName},
};
use std::{
    ops::Deref,
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

/// A running program on a database of its own, with everybody of `people` signed in.
pub struct TestApp {
    pub db: Db,
    pub env: Env,
    pub shell: Shell,
    /// Looks for forgotten jobs before the database goes.
    pub(super) unrun: Unrun,
    pub store: TestDb,
    pub blobs: Blobs,
    pub mail: Post,
    program: BoxEndpoint<'static>,
}

const ORIGIN: &str = "http://localhost:8080";
const BOUNDARY: &str = "muster-test-boundary";

impl TestApp {
    pub async fn sqlite() -> Self {
        Self::on(Backend::Sqlite).await.expect("SQLite is always there")
    }

    /// None where there is no PostgreSQL, which CI does not allow.
    pub async fn postgres() -> Option<Self> {
        Self::on(Backend::Postgres).await
    }

    pub async fn on(backend: Backend) -> Option<Self> {
        Some(Self::with(TestDb::inhabited(backend).await?))
    }

    /// The program on `store`, whatever is in it.
    pub fn with(store: TestDb) -> Self {
        let db = store.db.clone();
        Self::with_db(store, db)
    }

    /// The program on another way to the database of `store`.
    pub fn with_db(store: TestDb, db: Db) -> Self {
        let mail = post_of(store.dir.path(), templates::all());
        Self::build(store, db, templates::all(), mail)
    }

    /// The same program where nobody has said where the mail server is.
    pub fn without_mail(self) -> Self {
        Self::build(self.store, self.db, self.shell.templates.clone(), no_post())
    }

    /// The same program where anybody may begin an organisation, with these templates.
    pub fn open_to_all(self, templates: Templates) -> Self {
        let mail = post_of(self.store.dir.path(), templates.clone());
        let signin = signin::Settings { is_open_to_all: true, ..signin_settings() };
        Self::assemble(self.store, self.db, templates, mail, signin)
    }

    /// The same where nobody has said where the mail server is.
    pub fn open_to_all_without_mail(self) -> Self {
        let signin = signin::Settings { is_open_to_all: true, ..signin_settings() };
        Self::assemble(self.store, self.db, templates::all(), no_post(), signin)
    }

    /// The same program with other templates.
    pub fn with_templates(self, templates: Templates) -> Self {
        let mail = post_of(self.store.dir.path(), templates.clone());
        Self::build(self.store, self.db, templates, mail)
    }

    /// The database alone.
    pub fn into_store(self) -> TestDb {
        self.store
    }

    fn build(store: TestDb, db: Db, templates: Templates, mail: Post) -> Self {
        Self::assemble(store, db, templates, mail, signin_settings())
    }

    fn assemble(store: TestDb, db: Db, templates: Templates, mail: Post, signin: signin::Settings) -> Self {
        let db = db.with_keys(keyring());
        let env = db.env().clone();
        let shell = Shell::new(shell::Inner {
            templates,
            mac: MacKey::new(b"a key that only tests know, 32 b"),
            is_secure: false,
            origin: ORIGIN.into(),
            takes_referer: true,
            trusts_host: true,
            env: env.clone(),
        });
        let blobs = Blobs::open(store.dir.path().join("blobs")).expect("a test may write to its folder");
        let parts = Parts {
            db: db.clone(),
            shell: shell.clone(),
            limits: Limits::new(env.clone()),
            signin,
            blobs: blobs.clone(),
            evidence: upload_limits(),
            post: mail.clone(),
            imports: imports::Progress::default(),
        };
        let program = app::app(parts).into_endpoint().map_to_response().boxed();
        Self { unrun: Unrun::of(&db, &store.url), db, env, shell, store, blobs, mail, program }
    }

    /// A directory of this test's own.
    pub fn dir(&self) -> &Path {
        self.store.dir.path()
    }

    // Asking

    pub async fn get(&self, who: Person, path: &str) -> Answer {
        self.request(Some(who), Method::GET, path, &[], Vec::new()).await
    }

    pub async fn anonymous_get(&self, path: &str) -> Answer {
        self.request(None, Method::GET, path, &[], Vec::new()).await
    }

    /// As htmx asks for a part of a page.
    pub async fn get_fragment(&self, who: Person, path: &str) -> Answer {
        self.request(Some(who), Method::GET, path, &HTMX, Vec::new()).await
    }

    pub async fn post(&self, who: Person, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send_form(who, path, fields, &[]).await
    }

    pub async fn post_fragment(&self, who: Person, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send_form(who, path, fields, &HTMX).await
    }

    async fn send_form(
        &self,
        who: Person,
        path: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Answer {
        let csrf = self.csrf(who);
        let fields: Vec<_> = [("csrf", csrf.as_str())].iter().chain(fields).copied().collect();
        let body = serde_urlencoded::to_string(fields).unwrap().into_bytes();
        let form = [("content-type", "application/x-www-form-urlencoded"), ("origin", ORIGIN)];
        self.request(Some(who), Method::POST, path, &[&form, headers].concat(), body).await
    }

    /// A form with files: `(field, file name, bytes)`.
    pub async fn upload(
        &self,
        who: Person,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        self.send_files(who, path, fields, files, &[]).await
    }

    /// The same as the script sends it.
    pub async fn upload_fragment(
        &self,
        who: Person,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        self.send_files(who, path, fields, files, &HTMX).await
    }

    async fn send_files(
        &self,
        who: Person,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
        headers: &[(&str, &str)],
    ) -> Answer {
        let csrf = self.csrf(who);
        let mut body = Vec::new();
        for (name, value) in [("csrf", csrf.as_str())].iter().chain(fields) {
            let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(value.as_bytes());
            body.extend_from_slice(b"\r\n");
        }
        for (name, file, bytes) in files {
            let head = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let form = [("content-type", kind.as_str()), ("origin", ORIGIN)];
        self.request(Some(who), Method::POST, path, &[&form, headers].concat(), body).await
    }

    /// Any request at all. A person brings the session cookie and nothing else.
    pub async fn request(
        &self,
        who: Option<Person>,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Answer {
        let uri: Uri = path.parse().unwrap_or_else(|error| panic!("{path}: {error}"));
        let mut req = Request::builder().method(method).uri(uri).body(arriving(body));
        let cookie = who.map(|person| format!("sid={}", person.cookie()));
        let ours = [("host", "localhost:8080")];
        let cookie = cookie.as_deref().map(|cookie| ("cookie", cookie));
        for (name, value) in ours.into_iter().chain(cookie).chain(headers.iter().copied()) {
            let name: HeaderName = name.parse().unwrap();
            req.headers_mut().append(name, HeaderValue::from_str(value).unwrap());
        }
        Answer::of(self.program.get_response(req).await).await
    }

    /// The token in this person's forms.
    pub fn csrf(&self, who: Person) -> String {
        csrf::masked(&self.shell, &csrf::token(&self.shell, &who.session().to_string()).unwrap())
    }

    /// The token in the forms of whoever has this session cookie.
    pub async fn csrf_of(&self, cookie: &str) -> String {
        let mut conn = self.db.read().await.unwrap();
        let token = Sha256::of(cookie);
        let (id,): (uuid::Uuid,) =
            sql! { fetch_one, &mut conn, "select id from sessions where token_hash = $1", token }.unwrap();
        csrf::masked(&self.shell, &csrf::token(&self.shell, &id.to_string()).unwrap())
    }

    /// Signs everybody in again, after the clock was moved further than a session lasts or their token was replaced.
    pub async fn sign_in_again(&self) {
        let mut tx = self.db.begin(Actor::console()).await.unwrap();
        let (now, end) = (tx.now(), tx.now() + chrono::TimeDelta::hours(12));
        sql! {
            execute, &mut tx,
            "update sessions set created_at = $1, last_seen_at = $1, factor_at = $1, expires_at = $2
             where ended_at is null",
            now, end
        }
        .unwrap();
        for person in EVERYBODY {
            sql! {
                execute, &mut tx,
                "update sessions set token_hash = $2 where id = $1",
                person.session(), Sha256::of(person.cookie())
            }
            .unwrap();
        }
        tx.commit_chore(Chore::TouchSession).await.unwrap();
    }

    // Looking behind the pages

    /// The actions in a company's trail, first to last.
    pub async fn trail(&self, of: Company) -> Vec<String> {
        self.trail_entries(of).await.into_iter().map(|(action, ..)| action).collect()
    }

    /// Action, subject and detail of each line of a company's trail, first to last.
    pub async fn trail_entries(&self, of: Company) -> Vec<(String, String, serde_json::Value)> {
        let mut conn = self.db.read().await.unwrap();
        let rows: Vec<(String, String, String)> = sql! {
            fetch_all, &mut conn,
            "select action, subject, detail from audit_log where org_id = $1 order by seq",
            of.id
        }
        .unwrap();
        let parsed = |(action, subject, detail): (_, _, String)| {
            (action, subject, serde_json::from_str(&detail).expect("a detail is JSON"))
        };
        rows.into_iter().map(parsed).collect()
    }

    /// How many statements the database was asked to run meanwhile.
    pub async fn statements_of<T, F: Future<Output = T>>(&self, work: impl FnOnce() -> F) -> u64 {
        let before = self.db.statements();
        work().await;
        self.db.statements() - before
    }

    /// What stores take, for all of a company.
    pub fn scope(&self, of: Company) -> Scope {
        Scope::of_the_program(of.id)
    }

    /// An empty assessment of a new system of Contoso, at CMMC level 1 to 3.
    pub async fn an_assessment(&self, level: i64) -> uuid::Uuid {
        let mut tx = self.db.begin(Actor::console()).await.unwrap();
        let (now, system, assessment) = (tx.now(), self.env.new_id(), self.env.new_id());
        sql! {
            execute, &mut tx,
            "insert into systems (org_id, id, name, cage_codes, scope, created_at)
             values ($1, $2, 'Machine shop network', '1A2B3', 'Everything behind the firewall', $3)",
            CONTOSO.id, system, now
        }
        .unwrap();
        sql! {
            execute, &mut tx,
            "insert into assessments (org_id, id, system_id, title, level, created_at)
             values ($1, $2, $3, 'Spring assessment', $4, $5)",
            CONTOSO.id, assessment, system, level, now
        }
        .unwrap();
        tx.commit_chore(Chore::Sweep).await.unwrap();
        assessment
    }
}

use super::CONTOSO;

/// As long as any organisation may choose, and the cheapest passwords there are.
pub fn signin_settings() -> signin::Settings {
    let cheap = signin::Cost { memory_kib: 8, passes: 1 };
    signin::Settings {
        life: signin::Life { idle: TimeDelta::minutes(60), absolute: TimeDelta::hours(24) },
        is_open_to_all: false,
        hashing: signin::Hashing::new(cheap, 2, 32).unwrap(),
        keyring: keyring(),
        providers: providers(),
        passkeys: signin::Passkeys::at(ORIGIN),
        questions: Limits::new(Env::system()),
    }
}

/// The keys of every test's installation.
pub fn keyring() -> Keyring {
    Keyring::new(&[], &Secret::new(b"a key that only tests know, 32 b".to_vec()))
}

/// Providers on this machine may be asked, and have a second to answer.
fn providers() -> signin::Providers {
    let reach = Reach::development(Exceptions::default());
    signin::Providers::new(Outgoing::new(reach, Duration::from_secs(1)))
}

/// A body in pieces, as a network brings it.
fn arriving(body: Vec<u8>) -> Body {
    const PIECE: usize = 16 * 1024;
    let pieces: Vec<_> = body.chunks(PIECE).map(|piece| Ok::<_, std::io::Error>(piece.to_vec())).collect();
    Body::from_bytes_stream(futures_util::stream::iter(pieces))
}

/// One megabyte a file and four files a form, so that the limits are reached quickly.
pub fn upload_limits() -> evidence::Settings {
    evidence::Settings { bytes_max: 1024 * 1024, files_max: 4 }
}

const HTMX: [(&str, &str); 2] = [("hx-request", "true"), ("hx-request-type", "partial")];
