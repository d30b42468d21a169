//! Who keeps us waiting, and whom we wait for.

use super::*;
use std::time::Instant;

#[tokio::test]
async fn a_silent_connection_is_closed() {
    let house = open(settings(|d| d.first_byte = SHORT)).await;
    let mut stream = house.connect().await;
    let began = Instant::now();

    assert_eq!(rest(&mut stream).await, "");
    assert!(began.elapsed() >= SHORT, "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_dripping_head_is_closed_however_steadily_it_drips() {
    let house = open(settings(|d| d.head = SHORT)).await;
    let mut stream = house.connect().await;
    let (mut reader, mut writer) = stream.split();
    let began = Instant::now();
    let drip = async {
        writer.write_all(b"GET / HTTP/1.1\r\nHost: muster.example.com\r\n").await.unwrap();
        while writer.write_all(b"a: b\r\n").await.is_ok() {
            tokio::time::sleep(SHORT / 10).await;
        }
    };

    let mut answer = [0; 100];
    tokio::select! {
        () = drip => {}
        _ = reader.read(&mut answer) => {}
    }

    assert!((SHORT..LONG / 2).contains(&began.elapsed()), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_second_head_may_not_drip_either_but_may_come_late() {
    let house = open(settings(|d| (d.first_byte, d.head) = (SHORT, SHORT))).await;
    let mut stream = house.connect().await;
    stream.write_all(b"GET /1 HTTP/1.1\r\nHost: muster.example.com\r\n\r\n").await.unwrap();
    until(&mut stream, "</1>").await;

    tokio::time::sleep(SHORT * 2).await;
    stream.write_all(b"GET /2 HTTP/1.1\r\nHost: muster.example.com\r\n\r\n").await.unwrap();
    until(&mut stream, "</2>").await;
    stream.write_all(b"GET /3 HTTP/1.1\r\nHost: mus").await.unwrap();

    assert_eq!(rest(&mut stream).await, "");
}

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let house = open(settings(|d| d.keep_alive = SHORT)).await;
    let mut stream = house.connect().await;

    stream.write_all(b"GET /1 HTTP/1.1\r\nHost: muster.example.com\r\n\r\n").await.unwrap();

    assert!(rest(&mut stream).await.ends_with("</1>"));
}

#[tokio::test]
async fn a_program_that_takes_its_time_is_waited_for() {
    let house = open(settings(|d| (d.first_byte, d.head, d.keep_alive) = (SHORT, SHORT, SHORT))).await;
    let mut stream = house.connect().await;
    stream.write_all(last("GET", "/held", "").as_bytes()).await.unwrap();
    house.held.notified().await;

    tokio::time::sleep(SHORT * 3).await;
    house.release.notify_one();

    assert!(rest(&mut stream).await.ends_with("released"));
}

#[tokio::test]
async fn a_body_that_stops_is_answered_with_408() {
    let house = open(settings(|d| d.body_idle = SHORT)).await;

    for body in ["Content-Length: 100\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"] {
        let text = house.ask(last("POST", "/body", body).trim_end()).await;

        assert!(text.starts_with("HTTP/1.1 408 ") && text.contains("too slowly"), "{text}");
    }
}

#[tokio::test]
async fn a_body_that_drips_is_answered_with_408() {
    let house = open(settings(|d| d.body_total = SHORT)).await;
    let mut stream = house.connect().await;
    stream.write_all(last("POST", "/body", "Content-Length: 100000\r\n").as_bytes()).await.unwrap();
    let (mut reader, mut writer) = stream.split();
    let drip = async {
        let began = Instant::now();
        while began.elapsed() < LONG / 4 {
            drop(writer.write_all(b"a").await);
            tokio::time::sleep(SHORT / 10).await;
        }
    };
    let mut answer = [0; 12];

    tokio::select! {
        () = drip => {}
        read = reader.read_exact(&mut answer) => drop(read.unwrap()),
    }

    assert_eq!(&answer, b"HTTP/1.1 408");
}

#[tokio::test]
async fn a_long_body_at_a_good_pace_gets_the_time_it_is_worth() {
    let pace = 10_000_000;
    let house = open(settings(|d| (d.body_total, d.body_bytes_per_s_min) = (SHORT, pace))).await;
    let mut stream = house.connect().await;
    let length = pace as usize;
    stream
        .write_all(last("POST", "/body", &format!("Content-Length: {}\r\n", length + 1)).as_bytes())
        .await
        .unwrap();

    stream.write_all(&vec![b'a'; length]).await.unwrap();
    tokio::time::sleep(SHORT * 2).await;
    stream.write_all(b"z").await.unwrap();

    assert!(rest(&mut stream).await.ends_with("10000001 bytes"));
}

#[tokio::test]
async fn an_upload_that_is_refused_early_is_taken_to_its_end_so_that_the_answer_arrives() {
    let house = open(settings(|_| ())).await;
    let mut stream = house.connect().await;
    let length = 3_000_000;
    stream
        .write_all(last("POST", "/refuse", &format!("Content-Length: {length}\r\n")).as_bytes())
        .await
        .unwrap();

    for _ in 0..length / 100_000 {
        stream.write_all(&[b'a'; 100_000]).await.unwrap();
        tokio::time::sleep(SHORT / 50).await;
    }

    assert!(rest(&mut stream).await.starts_with("HTTP/1.1 413 "));
}

#[tokio::test]
async fn who_goes_on_sending_without_end_is_cut_off() {
    let house = open(settings(|d| d.linger_total = SHORT)).await;
    let mut stream = house.connect().await;
    stream.write_all(last("POST", "/refuse", "Content-Length: 9000000000\r\n").as_bytes()).await.unwrap();
    let began = Instant::now();

    while stream.write_all(&[b'a'; 1000]).await.is_ok() {
        assert!(began.elapsed() < LONG / 2, "still taken");
        tokio::time::sleep(SHORT / 50).await;
    }
}

#[tokio::test]
async fn a_client_that_does_not_read_its_answer_is_given_up() {
    let house = open(settings(|d| (d.write, d.drain) = (SHORT, LONG))).await;
    let mut stream = house.connect().await;
    stream.write_all(last("GET", "/long", "").as_bytes()).await.unwrap();
    until(&mut stream, "HTTP/1.1 200").await;

    house.stop.send(()).unwrap();

    tokio::time::timeout(LONG / 2, house.ended).await.expect("it was given up").unwrap();
}

#[tokio::test]
async fn what_takes_longer_than_the_drain_is_cut() {
    let house = open(settings(|d| d.drain = SHORT)).await;
    let mut stream = house.connect().await;
    stream.write_all(last("GET", "/held", "").as_bytes()).await.unwrap();
    house.held.notified().await;

    house.stop.send(()).unwrap();

    assert_eq!(rest(&mut stream).await, "");
    tokio::time::timeout(LONG / 2, house.ended).await.expect("it ended").unwrap();
}
