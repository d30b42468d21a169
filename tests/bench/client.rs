//! A browser's side of HTTP/1.1, as little of it as a measurement needs: one connection, kept alive, that sends
//! bytes made beforehand. It must cost less than what it measures.

use anyhow::{Context, Result, bail};
use memchr::memmem;
use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// One connection and the last answer that came over it.
pub struct Client {
    at: SocketAddr,
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
    head_bytes: usize,
}

/// What a measurement wants to know of an answer.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    pub status: u16,
    /// Head and body, as they came over the wire.
    pub bytes: usize,
}

impl Client {
    /// Connects at the first request.
    pub fn new(at: SocketAddr) -> Self {
        Self { at, stream: None, buffer: Vec::with_capacity(64 * 1024), head_bytes: 0 }
    }

    /// Opens the connection now, so that no request waits for it.
    pub async fn connect(&mut self) -> Result<()> {
        if self.stream.is_none() {
            let stream = TcpStream::connect(self.at).await.context("connecting")?;
            stream.set_nodelay(true)?;
            self.stream = Some(stream);
        }
        Ok(())
    }

    /// Sends a whole request and reads the whole answer.
    pub async fn send(&mut self, request: &[u8]) -> Result<Seen> {
        self.connect().await?;
        let stream = self.stream.as_mut().context("just connected")?;
        stream.write_all(request).await?;
        self.buffer.clear();
        self.head_bytes = loop {
            if stream.read_buf(&mut self.buffer).await? == 0 {
                bail!("the server hung up in the middle of an answer");
            }
            if let Some(end) = memmem::find(&self.buffer, b"\r\n\r\n") {
                break end + 4;
            }
        };
        let status: u16 =
            self.head().get(9..12).and_then(|digits| digits.parse().ok()).context("a status")?;
        let body_bytes = match (status, self.header("content-length")) {
            (_, Some(length)) => length.parse().context("a length")?,
            (204 | 304, None) => 0,
            _ => bail!("an answer without a length, which this client cannot read: {}", self.head()),
        };
        let total: usize = self.head_bytes + body_bytes;
        let is_last = self.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
        let stream = self.stream.as_mut().context("just connected")?;
        while self.buffer.len() < total {
            if stream.read_buf(&mut self.buffer).await? == 0 {
                bail!("the server hung up in the middle of a body");
            }
        }
        if is_last {
            self.stream = None;
        }
        Ok(Seen { status, bytes: total })
    }

    /// The last answer's status line and headers.
    pub fn head(&self) -> &str {
        std::str::from_utf8(&self.buffer[..self.head_bytes]).unwrap_or_default()
    }

    /// A header of the last answer.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head().split("\r\n").skip(1).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// A cookie of the last answer, as browsers send it back.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.head().split("\r\n").find_map(|line| {
            let (header, value) = line.split_once(':')?;
            let cookie = value.split(';').next()?.trim();
            let is_it = header.eq_ignore_ascii_case("set-cookie") && cookie.split_once('=')?.0 == name;
            is_it.then_some(cookie)
        })
    }

    /// The last answer's body, as it came.
    pub fn body(&self) -> &[u8] {
        &self.buffer[self.head_bytes..]
    }

    /// The same as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(self.body()).unwrap_or_default()
    }
}

/// Who asks, and what for.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    pub path: String,
    /// `sid=…; known=…`, or nothing.
    pub cookie: String,
    /// Whether a compressed answer is welcome, as it is to every browser.
    pub takes_gzip: bool,
    /// The origin that a form comes from.
    pub origin: String,
}

impl Ask {
    /// A page.
    pub fn get(&self) -> Vec<u8> {
        let encodings = if self.takes_gzip { "accept-encoding: gzip, deflate, br, zstd\r\n" } else { "" };
        format!("GET {} HTTP/1.1\r\nhost: 127.0.0.1\r\n{encodings}{}\r\n", self.path, self.cookie_line())
            .into_bytes()
    }

    /// A form.
    pub fn post(&self, form: &str, more: &str) -> Vec<u8> {
        let kind = "application/x-www-form-urlencoded";
        let mut request = self.post_head(kind, form.len(), more);
        request.extend_from_slice(form.as_bytes());
        request
    }

    /// The head of a request whose body is `body_bytes` long.
    pub fn post_head(&self, kind: &str, body_bytes: usize, more: &str) -> Vec<u8> {
        format!(
            "POST {} HTTP/1.1\r\nhost: 127.0.0.1\r\norigin: {}\r\ncontent-type: {kind}\r\n\
             content-length: {body_bytes}\r\n{}{more}\r\n",
            self.path,
            self.origin,
            self.cookie_line()
        )
        .into_bytes()
    }

    fn cookie_line(&self) -> String {
        if self.cookie.is_empty() { String::new() } else { format!("cookie: {}\r\n", self.cookie) }
    }
}
