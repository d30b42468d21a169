//! Bodies of requests, together with their head and after it.

use super::*;
use http_body_util::combinators::BoxBody;
use hyper::body::Body as _;

/// How much there is still to come, as far as that is known.
pub(super) fn length(body: poem::Body) -> String {
    let hint = BoxBody::from(body).size_hint();
    format!("{}..{:?}", hint.lower(), hint.upper())
}

#[tokio::test]
async fn a_body_is_whole_however_it_comes() {
    let house = open(settings(|_| ())).await;
    let sized = last("POST", "/body", "Content-Length: 10\r\n");
    let chunked = last("POST", "/body", "Transfer-Encoding: chunked\r\n");
    for pieces in [
        vec![format!("{sized}0123456789")],
        vec![sized.clone(), "0123456789".into()],
        vec![format!("{sized}012"), "3456".into(), "789".into()],
        vec![format!("{chunked}3\r\n012\r\n7\r\n3456789\r\n0\r\n\r\n")],
        vec![format!("{chunked}3\r\n012\r\n"), "7\r\n3456".into(), "789\r\n0\r\n\r\n".into()],
    ] {
        let mut stream = house.connect().await;
        for piece in &pieces {
            stream.write_all(piece.as_bytes()).await.unwrap();
            tokio::time::sleep(SHORT / 10).await;
        }

        let text = rest(&mut stream).await;

        assert!(text.starts_with("HTTP/1.1 200") && text.ends_with("\r\n\r\n10 bytes"), "{pieces:?}: {text}");
    }
}

#[tokio::test]
async fn a_body_is_as_long_as_its_head_says_before_and_after_the_first_look() {
    let house = open(settings(|_| ())).await;
    for (path, sent) in [("/length", ""), ("/length", "0123"), ("/length", "0123456789")] {
        let mut stream = house.connect().await;
        let head = last("POST", path, "Content-Length: 10\r\n");
        stream.write_all(format!("{head}{sent}").as_bytes()).await.unwrap();

        let text = until(&mut stream, "Some").await;

        assert!(text.ends_with("\r\n\r\n10..Some(10)"), "{sent:?}: {text}");
    }
}

#[tokio::test]
async fn who_waits_to_be_told_to_go_on_is_told_when_somebody_wants_the_body() {
    let house = open(settings(|_| ())).await;
    let waits = "Content-Length: 5\r\nExpect: 100-continue\r\n";

    let mut stream = house.connect().await;
    stream.write_all(last("POST", "/held", waits).as_bytes()).await.unwrap();
    house.held.notified().await;
    tokio::time::sleep(SHORT / 10).await;
    house.release.notify_one();
    let unwanted = until(&mut stream, "released").await;

    let mut stream = house.connect().await;
    stream.write_all(last("POST", "/body", waits).as_bytes()).await.unwrap();
    let told = until(&mut stream, "\r\n\r\n").await;
    stream.write_all(b"01234").await.unwrap();
    let read = rest(&mut stream).await;

    assert!(unwanted.starts_with("HTTP/1.1 200"), "{unwanted}");
    assert_eq!(told, "HTTP/1.1 100 Continue\r\n\r\n");
    assert!(read.ends_with("\r\n\r\n5 bytes"), "{read}");
}
