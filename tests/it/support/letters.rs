//! Jobs and letters of a test: done when the test says so, and none forgotten.

use super::{TestApp, database::fixed_env};
use muster::{
    app::Tasks,
    jobs,
    kernel::db::{Bell, Db},
    mail::{Kept, Post, Sender, Way},
    sql,
    web::templates::{self, Templates},
};
use std::{path::Path, sync::atomic::AtomicBool, sync::atomic::Ordering};

/// A letter as somebody's mail program shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentLetter {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
}

impl SentLetter {
    /// The address in the letter that begins with this path: `letter.link("/join/")`.
    #[track_caller]
    pub fn link(&self, path: &str) -> String {
        let of = |text: &str| -> Option<String> {
            let at = text.find(&format!("http://localhost:8080{path}"))?;
            let link = text[at..].split(|c: char| c.is_whitespace() || c == '"' || c == '<').next()?;
            Some(link.replace("http://localhost:8080", ""))
        };
        let (text, html) = (of(&self.text), of(&self.html));
        assert_eq!(text, html, "both parts hold the same link");
        text.unwrap_or_else(|| panic!("no link to {path} in\n{}", self.text))
    }
}

/// Letters go into this test's own folder.
pub fn post_of(dir: &Path, templates: Templates) -> Post {
    post_by(Way::Folder(dir.join("mail")), templates)
}

/// Letters go nowhere.
pub fn no_post() -> Post {
    post_by(Way::Nowhere, templates::all())
}

/// Letters go this way.
pub fn post_by(way: Way, templates: Templates) -> Post {
    let from = Sender::parse("Muster <muster@muster.example>").unwrap();
    Post::new(templates, "http://localhost:8080".into(), from, way)
}

impl TestApp {
    /// Does everything that is due now.
    pub async fn run_jobs(&self) {
        let tasks = Tasks { db: self.db.clone(), post: self.mail.clone(), imports: Default::default() };
        while jobs::work_one(&self.db, &tasks).await.unwrap() {}
    }

    /// Does everything that is due, and gives the letters that were sent since the last time, the first first.
    pub async fn letters(&self) -> Vec<SentLetter> {
        self.run_jobs().await;
        let mut kept = self.mail.kept().await.unwrap().expect("letters of a test stay in its folder");
        kept.reverse();
        for letter in &kept {
            std::fs::remove_file(self.dir().join("mail").join(format!("{}.eml", letter.id))).unwrap();
        }
        let sent = |Kept { to, subject, text, html, .. }| SentLetter { to, subject, text, html };
        kept.into_iter().map(sent).collect()
    }

    /// For a test that is not about what follows: it may end with jobs that nobody did.
    pub fn leaves_jobs(&self) {
        self.unrun.may.store(true, Ordering::Relaxed);
    }
}

/// Panics at the end of a test that asked for work and never looked whether it can be done.
pub struct Unrun {
    url: String,
    bell: Bell,
    may: AtomicBool,
}

impl Unrun {
    pub fn of(db: &Db, url: &str) -> Self {
        Self { url: url.to_owned(), bell: db.bell().clone(), may: AtomicBool::new(false) }
    }
}

impl Drop for Unrun {
    fn drop(&mut self) {
        let is_told = self.may.load(Ordering::Relaxed) || std::thread::panicking();
        if is_told || self.bell.rung() == 0 {
            return;
        }
        let url = self.url.clone();
        // A test's own runtime cannot be waited on from inside it.
        let count = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(count(&url))
        });
        let unrun = count.join().unwrap();
        assert!(unrun.is_empty(), "jobs nobody did (run_jobs, letters or leaves_jobs): {unrun:?}");
    }
}

/// What was asked for and never tried.
async fn count(url: &str) -> Vec<(String,)> {
    let db = Db::open(url, 1, fixed_env()).await.unwrap();
    let mut conn = db.read().await.unwrap();
    sql! {
        fetch_all, &mut conn,
        "select title from jobs where attempts = 0 and parked_at is null order by created_at, id limit 9"
    }
    .unwrap()
}
