//! As much of HTTP as a provider needs: one request a connection.

use super::{Asked, Told};
use std::{sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

pub async fn serve(listener: TcpListener, answer: impl Fn(Asked) -> Told + Send + Sync + 'static) {
    let answer = Arc::new(answer);
    while let Ok((line, _)) = listener.accept().await {
        let answer = Arc::clone(&answer);
        tokio::spawn(async move {
            let _ = talk(line, answer.as_ref()).await;
        });
    }
}

async fn talk(mut line: TcpStream, answer: &(impl Fn(Asked) -> Told + Send + Sync)) -> std::io::Result<()> {
    let Some(asked) = read(&mut line).await? else { return Ok(()) };
    let told = answer(asked);
    tokio::time::sleep(Duration::from_millis(told.wait_ms)).await;
    let mut text = format!("HTTP/1.1 {} Told\r\nconnection: close\r\n", told.status);
    for (name, value) in &told.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str(&format!("content-length: {}\r\n\r\n{}", told.body.len(), told.body));
    line.write_all(text.as_bytes()).await?;
    line.shutdown().await
}

async fn read(line: &mut TcpStream) -> std::io::Result<Option<Asked>> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        if line.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
    };
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    let header = |wanted: &str| {
        let pairs = text.lines().filter_map(|row| row.split_once(':'));
        pairs
            .filter(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.trim().to_owned())
            .next()
    };
    let length: usize = header("content-length").map_or(0, |length| length.parse().unwrap());
    while bytes.len() < head + 4 + length {
        if line.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
    }
    let path = text.split(' ').nth(1).unwrap_or_default().to_owned();
    let body = String::from_utf8_lossy(&bytes[head + 4..]).into_owned();
    Ok(Some(Asked { path, authorization: header("authorization").unwrap_or_default(), body }))
}
