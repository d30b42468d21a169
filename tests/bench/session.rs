//! A person at a running Muster: signs in like a browser, and makes the requests that are measured.

use super::{
    client::{Ask, Client},
    load::Fill,
    scrape::{between, unescape},
    world::{self, ADMIN, PASSWORD, World},
};
use anyhow::{Context, Result, ensure};
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
};

/// Somebody signed in, at one server.
#[derive(Clone)]
pub struct Session {
    pub at: SocketAddr,
    cookie: String,
    csrf: String,
    /// The version of each objective that is being assessed, as the server has it.
    versions: Arc<Vec<AtomicI64>>,
    places: Arc<Vec<String>>,
    assessment: String,
}

/// What somebody not signed in needs at the door.
#[derive(Clone)]
pub struct Door {
    cookie: String,
    csrf: String,
    origin: String,
}

/// How many people sign in so far; each comes from an address of its own.
static CALLERS: AtomicUsize = AtomicUsize::new(0);

impl Door {
    /// Opens the sign-in page.
    pub async fn open(at: SocketAddr) -> Result<Self> {
        Self::at(at, "/signin").await
    }

    async fn at(at: SocketAddr, path: &str) -> Result<Self> {
        let mut client = Client::new(at);
        client.send(&Ask { path: path.to_owned(), ..Ask::default() }.get()).await?;
        let cookie = client.cookie("visit").context("a cookie")?;
        let csrf = unescape(between(client.text(), "name=\"csrf\" value=\"", "\"")?);
        Ok(Self { cookie: cookie.to_owned(), csrf, origin: format!("http://{at}") })
    }

    fn sign_in(&self, email: &str) -> Vec<u8> {
        self.form("/signin", &[("csrf", &self.csrf), ("email", email), ("password", PASSWORD)])
    }

    /// A form, from an address of its own.
    fn form(&self, path: &str, fields: &[(&str, &str)]) -> Vec<u8> {
        let caller = CALLERS.fetch_add(1, Ordering::Relaxed);
        let from = format!(
            "x-forwarded-for: 10.{}.{}.{}\r\n",
            (caller >> 16) & 255,
            (caller >> 8) & 255,
            caller & 255
        );
        let ask = Ask {
            path: path.to_owned(),
            cookie: self.cookie.clone(),
            origin: self.origin.clone(),
            ..Ask::default()
        };
        ask.post(&form(fields), &from)
    }

    /// Sign-ins of many people, one after the other.
    pub fn sign_ins(&self) -> impl Fn(usize) -> Fill + use<> {
        let door = self.clone();
        let turn = Arc::new(AtomicUsize::new(CALLERS.load(Ordering::Relaxed)));
        move |_| {
            let (door, turn) = (door.clone(), Arc::clone(&turn));
            Box::new(move |buffer| {
                let email = world::person(turn.fetch_add(1, Ordering::Relaxed) % world::PEOPLE);
                *buffer = door.sign_in(&email);
            })
        }
    }
}

impl Session {
    /// Signs the administrator in.
    pub async fn begin(at: SocketAddr, world: &World) -> Result<Self> {
        let sign_in = Door::open(at).await?.sign_in(ADMIN);
        let mut session = Self::of(at, &sign_in).await?;
        session.places = Arc::new(world.places.clone());
        session.assessment.clone_from(&world.demo);
        let page = session.page(&world.demo).await?;
        session.csrf = unescape(between(&page, "name=\"csrf\" value=\"", "\"")?);
        let mut versions = Vec::new();
        for place in &world.places {
            let page = session.page(&format!("{}/work/{place}", world.demo)).await?;
            versions.push(AtomicI64::new(between(&page, "name=\"version\" value=\"", "\"")?.parse()?));
        }
        session.versions = Arc::new(versions);
        Ok(session)
    }

    /// Comes in by a link that works once.
    pub async fn by_link(at: SocketAddr, token: &str) -> Result<Self> {
        let path = format!("/link/{token}");
        let door = Door::at(at, &path).await?;
        Self::of(at, &door.form(&path, &[("csrf", &door.csrf)])).await
    }

    async fn of(at: SocketAddr, sign_in: &[u8]) -> Result<Self> {
        let mut client = Client::new(at);
        let seen = client.send(sign_in).await?;
        ensure!(seen.status == 303, "signing in was answered with {}", seen.status);
        let session = client.cookie("sid").context("a session")?.to_owned();
        let first = Ask { path: "/settings".to_owned(), cookie: session.clone(), ..Ask::default() };
        client.send(&first.get()).await?;
        // The first page gives it, and browsers bring it back.
        let known = client.cookie("known").context("a cookie by which the browser is known again")?;
        Ok(Self {
            at,
            cookie: format!("{session}; {known}"),
            csrf: String::new(),
            versions: Arc::default(),
            places: Arc::default(),
            assessment: String::new(),
        })
    }

    fn ask(&self, path: &str) -> Ask {
        Ask {
            path: path.to_owned(),
            cookie: self.cookie.clone(),
            takes_gzip: false,
            origin: format!("http://{}", self.at),
        }
    }

    /// The request for a page, as a browser sends it.
    pub fn get(&self, path: &str) -> Vec<u8> {
        Ask { takes_gzip: true, ..self.ask(path) }.get()
    }

    /// The same from somebody who takes nothing compressed.
    pub fn get_plain(&self, path: &str) -> Vec<u8> {
        self.ask(path).get()
    }

    /// A page's text.
    pub async fn page(&self, path: &str) -> Result<String> {
        let mut client = Client::new(self.at);
        let seen = client.send(&self.get_plain(path)).await?;
        ensure!(seen.status == 200, "{path} was answered with {}\n{}", seen.status, client.text());
        Ok(client.text().to_owned())
    }

    /// Results of one objective after the other, each with what was found, saved and gone on from. Each connection
    /// has objectives of its own.
    pub fn results(&self, connections: usize) -> impl Fn(usize) -> Fill + use<> {
        let session = self.clone();
        move |number| {
            let session = session.clone();
            let mine: Vec<usize> = (number..session.places.len()).step_by(connections).collect();
            let mut turn = 0;
            Box::new(move |buffer| {
                *buffer = session.result(mine[turn % mine.len()]);
                turn += 1;
            })
        }
    }

    /// One of them.
    pub fn result(&self, place: usize) -> Vec<u8> {
        let version = self.versions[place].fetch_add(1, Ordering::Relaxed);
        let finding =
            format!("Seen in the register of accounts, page {version}, and asked for on the shop floor.");
        let version = version.to_string();
        let form = form(&[
            ("csrf", &self.csrf),
            ("version", &version),
            ("queue", "all"),
            ("result", "met"),
            ("method", "examine"),
            ("finding", &finding),
            ("go", "next"),
        ]);
        self.ask(&format!("{}/work/{}", self.assessment, self.places[place])).post(&form, "")
    }

    /// A form with one file of evidence.
    pub fn upload(&self, file_name: &str, file: &[u8]) -> Vec<u8> {
        let here = self.assessment.split("/assessments").next().unwrap_or_default();
        let fields = [("csrf", self.csrf.as_str()), ("kind", "artifact"), ("state", "final")];
        self.file(&format!("{here}/evidence/new"), &fields, file_name, file)
    }

    /// A form with these fields and one file.
    pub fn file(&self, path: &str, fields: &[(&str, &str)], file_name: &str, file: &[u8]) -> Vec<u8> {
        let mut body = Vec::with_capacity(file.len() + 1024);
        for (name, value) in fields {
            let part =
                format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let head = format!(
            "--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\n\
             content-type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        let mut request = self.ask(path).post_head("multipart/form-data; boundary=edge", body.len(), "");
        request.append(&mut body);
        request
    }

    /// A form, sent; gives the address that its answer leads to.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<String> {
        self.led_to(&self.ask(path).post(&form(fields), "")).await
    }

    /// Sends a request whose answer leads elsewhere.
    pub async fn led_to(&self, request: &[u8]) -> Result<String> {
        let mut client = Client::new(self.at);
        let seen = client.send(request).await?;
        ensure!(seen.status == 303, "a form was answered with {}\n{}", seen.status, client.text());
        client.header("location").map(str::to_owned).context("an address to go on to")
    }
}

fn form(pairs: &[(&str, &str)]) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(pairs).finish()
}
