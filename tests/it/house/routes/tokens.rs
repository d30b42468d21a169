//! Nothing is taken from a browser without the token of its own pages, in whatever kind of body it comes.

use super::{DOORS, TABLE, assert_none, filled, fresh, table};
use crate::support::*;
use poem::http::Method;

/// Kinds of bodies, with something in them and no token.
const BODIES: &[(&str, &str)] = &[
    ("", ""),
    ("", "x"),
    ("text/plain", "x"),
    ("application/json", "{}"),
    ("application/x-www-form-urlencoded", "a=b"),
    ("multipart/form-data", "x"),
    (
        "multipart/form-data; boundary=b",
        "--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nDoor log\r\n--b--\r\n",
    ),
    (
        "multipart/form-data; boundary=b",
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nx\r\n--b--\r\n",
    ),
];

/// How an address that changes something was answered, unless it refused.
async fn taken(app: &TestApp, who: Option<Person>, at: &str, (kind, body): (&str, &str)) -> Option<String> {
    let headers = [("origin", "http://localhost:8080"), ("content-type", kind)];
    let headers = if kind.is_empty() { &headers[..1] } else { &headers[..] };
    let answer = app.request(who, Method::POST, at, headers, body.as_bytes().to_vec()).await;
    // A form with files that cannot be read as one has nothing in it to be taken.
    let is_refused = answer.status == 403 || (kind == "multipart/form-data" && answer.status == 400);
    (!is_refused).then(|| format!("POST {at} with {kind:?} {body:?}: {}", answer.status))
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_without_its_token_is_taken_whatever_its_kind() {
    let (app, furnished) = fresh().await;
    let before = contents(&app.db).await;
    let mut wrong = Vec::new();
    for (_, path, _) in TABLE.iter().filter(|(method, ..)| *method == "POST") {
        let at = filled(path, |name| table::there(path, name, &furnished));
        for body in BODIES {
            wrong.extend(taken(&app, Some(ADMIN), &at, *body).await);
            if DOORS.iter().any(|door| path.starts_with(door)) {
                wrong.extend(taken(&app, None, &at, *body).await);
            }
        }
        assert_eq!(before, contents(&app.db).await, "POST {path} changed something");
    }
    assert_none(wrong);
}
