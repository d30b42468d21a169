//! Requests for evidence: asking, bringing, deciding, by a link from outside, and again when it runs out.

mod answering;
mod asking;
mod deciding;
mod following;
mod letters;
mod outside;
mod renewing;
mod unmailed;

use crate::support::*;
use chrono::TimeDelta;
use muster::sql;
use poem::http::Method;

const NEW: &str = "/o/contoso/requests/new";
const OUTSIDER: &str = "rosa@supplier.example";

/// The smallest form that is taken: due in a week, of the contributor.
fn form<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let smallest = [
        ("title", "List of accounts"),
        ("kind", "artifact"),
        ("due_on", "2026-03-09"),
        ("person", "01990000-0000-7000-8000-0000000000c3"),
    ];
    [more, &smallest[..]].concat()
}

/// Asks the contributor for evidence and tells the request's address. Both want a letter about each of what follows.
async fn a_request(app: &TestApp, more: &[(&str, &str)]) -> String {
    each_by_letter(app, LEAD).await;
    each_by_letter(app, CONTRIBUTOR).await;
    let answer = app.post(LEAD, NEW, &form(more)).await;
    answer.assert_status(303);
    app.leaves_jobs();
    app.env.advance(TimeDelta::milliseconds(5));
    answer.location().to_owned()
}

/// Asks somebody outside; tells the request's address and the link in the letter.
async fn outside(app: &TestApp, more: &[(&str, &str)]) -> (String, String) {
    let whom = [("person", "outside"), ("name", "Rosa Roe"), ("email", OUTSIDER)];
    let request = a_request(app, &[more, &whom[..]].concat()).await;
    let letter = app.letters().await.into_iter().rfind(|letter| letter.to == OUTSIDER).unwrap();
    (request, letter.link("/give/"))
}

/// The same for 3.1.1[a] of a new assessment, whose id comes last.
async fn for_an_objective(app: &TestApp) -> (Vec<(&'static str, String)>, uuid::Uuid) {
    let assessment = app.an_assessment(2).await;
    (vec![("assessment", assessment.to_string()), ("objectives", "3.1.1[a]".to_owned())], assessment)
}

fn sent<'a>(fields: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// Brings a text file for a request.
async fn bring(app: &TestApp, who: Person, request: &str, text: &str) -> Answer {
    app.env.advance(TimeDelta::milliseconds(5));
    app.upload(who, &format!("{request}/give"), &[], &[("file", "accounts.txt", text.as_bytes())]).await
}

/// Presses one of the page's buttons, over the version that the page shows.
async fn press(app: &TestApp, request: &str, button: &str, more: &[(&str, &str)]) -> Answer {
    let version = app.get(LEAD, request).await.field("version").unwrap_or_else(|| "1".to_owned());
    app.post(LEAD, &format!("{request}/{button}"), &[more, &[("version", version.as_str())]].concat()).await
}

/// The address of the evidence that came in for a request.
async fn brought(app: &TestApp, request: &str) -> String {
    let page = app.get(LEAD, request).await;
    let at = page.body.find("<dt>Brought</dt>").expect("something came in");
    let href = page.body[at..].split("href=\"").nth(1).unwrap().split('"').next().unwrap();
    href.replace("&#x2f;", "/")
}

/// Decides about what came in for a request.
async fn decide(app: &TestApp, request: &str, verdict: &str, reason: &str) {
    let evidence = brought(app, request).await;
    let version = app.get(LEAD, &format!("{evidence}/review")).await.field("version").unwrap();
    let fields = [("verdict", verdict), ("reason", reason), ("version", version.as_str())];
    app.post(LEAD, &format!("{evidence}/review"), &fields).await.assert_status(303);
}

async fn count(app: &TestApp, statement: &'static str) -> i64 {
    let mut conn = app.db.read().await.unwrap();
    let (count,): (i64,) = match statement {
        "evidence" => sql! { fetch_one, &mut conn, "select count(*) from evidence where removed_at is null" },
        "links" => sql! { fetch_one, &mut conn, "select count(*) from evidence_links" },
        _ => sql! { fetch_one, &mut conn, "select count(*) from requests" },
    }
    .unwrap();
    count
}

/// Nothing of a file that was not taken is anywhere.
async fn assert_nothing_stored(app: &TestApp) {
    assert_eq!(count(app, "evidence").await, 0);
    assert!(app.blobs.list().await.unwrap().is_empty(), "bytes are left in the store");
}

/// Sends a file by a link, as somebody who opened it in a browser of their own.
async fn upload_by(app: &TestApp, link: &str, (name, text): (&str, &str), is_scripted: bool) -> Answer {
    let mut browser = Browser::new(app);
    browser.get(link).await;
    if browser.csrf.is_empty() {
        // A page without a form: the link does not work. Whoever tries still has to be told.
        browser.get("/signin").await;
    }
    let csrf = browser.csrf.clone();
    let body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n\
         --b\r\nContent-Disposition: form-data; name=\"captured_on\"\r\n\r\n2026-03-01\r\n\
         --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: text/plain\r\n\r\n{text}\r\n--b--\r\n"
    );
    let plain = [("content-type", "multipart/form-data; boundary=b"), ("origin", "http://localhost:8080")];
    let script = [("hx-request", "true"), ("hx-request-type", "partial")];
    let headers = if is_scripted { [&plain[..], &script[..]].concat() } else { plain.to_vec() };
    app.env.advance(TimeDelta::milliseconds(5));
    browser.send(Method::POST, link, &headers, body).await
}
