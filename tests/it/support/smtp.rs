//! A mail server that catches letters, and misbehaves when told to.

use super::{TestApp, letters::post_by};
use muster::mail::{Login, Smtp, Tls, Way};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufStream},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{TlsAcceptor, rustls};

/// How the server behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Takes letters.
    Well,
    /// Says 451 to every letter: come back later.
    Busy,
    /// Says 550 to every recipient: no such mailbox.
    Strict,
    /// Says 535 to whoever signs in.
    Suspicious,
    /// Never answers a letter.
    Silent,
    /// Takes a letter and never says so.
    Mute,
    /// Takes a letter and hangs up instead of saying so.
    Forgetful,
}

/// What the server has seen.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The letters it took, as they came.
    pub letters: Vec<String>,
    /// Every command, with the letter that follows DATA left out.
    pub commands: Vec<String>,
}

/// The server. It ends with the test.
pub struct Catcher {
    port: u16,
    pub certificate: String,
    state: Arc<Mutex<(Mood, Seen)>>,
}

impl Catcher {
    /// A server that takes letters; `tls` says how it wants to be spoken to.
    pub async fn start(tls: Tls) -> Self {
        let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = rustls::pki_types::PrivatePkcs8KeyDer::from(own.signing_key.serialize_der());
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![own.cert.der().clone()], key.into())
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new((Mood::Well, Seen::default())));
        let shared = state.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(greet(stream, tls, acceptor.clone(), shared.clone()));
            }
        });
        Self { port, certificate: own.cert.pem(), state }
    }

    pub fn becomes(&self, mood: Mood) {
        self.state.lock().unwrap().0 = mood;
    }

    pub fn seen(&self) -> Seen {
        self.state.lock().unwrap().1.clone()
    }

    /// What Muster has to know to send letters here.
    pub fn settings(&self, tls: Tls) -> Smtp {
        Smtp {
            host: "localhost".into(),
            port: self.port,
            tls,
            login: None,
            trusted: Some(self.certificate.clone().into_bytes()),
            hello: "muster.example".into(),
            patience: Duration::from_secs(20),
        }
    }

    /// Somebody to sign in as.
    pub fn login() -> Login {
        Login { user: "muster".into(), password: muster::kernel::secret::Secret::new("open sesame".into()) }
    }
}

impl TestApp {
    /// From now on letters go to this mail server.
    pub fn send_by(&mut self, smtp: Smtp) {
        self.mail = post_by(Way::Smtp(Box::new(smtp)), self.shell.templates.clone());
    }
}

type State = Arc<Mutex<(Mood, Seen)>>;

async fn greet(stream: TcpStream, tls: Tls, acceptor: TlsAcceptor, state: State) -> Option<()> {
    match tls {
        Tls::Implicit => {
            let stream = acceptor.accept(stream).await.ok()?;
            talk(BufStream::new(stream), true, false, &state).await.map(drop)
        }
        Tls::None => talk(BufStream::new(stream), true, false, &state).await.map(drop),
        Tls::StartTls => {
            let plain = talk(BufStream::new(stream), true, true, &state).await?;
            let stream = acceptor.accept(plain?.into_inner()).await.ok()?;
            talk(BufStream::new(stream), false, false, &state).await.map(drop)
        }
    }
}

/// One conversation. Gives the stream back if it shall go on encrypted.
async fn talk<S>(
    mut stream: BufStream<S>,
    greets: bool,
    offers: bool,
    state: &State,
) -> Option<Option<BufStream<S>>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    if greets {
        say(&mut stream, "220 catcher").await?;
    }
    loop {
        let line = hear(&mut stream).await?;
        state.lock().unwrap().1.commands.push(line.clone());
        let mood = state.lock().unwrap().0;
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" if offers => say(&mut stream, "250-catcher\r\n250 STARTTLS").await?,
            "EHLO" => say(&mut stream, "250-catcher\r\n250 AUTH PLAIN").await?,
            "STARTTLS" if offers => {
                say(&mut stream, "220 go on").await?;
                return Some(Some(stream));
            }
            "AUTH" if mood == Mood::Suspicious => say(&mut stream, "535 5.7.8 wrong password").await?,
            "AUTH" => say(&mut stream, "235 welcome").await?,
            "RCPT" if mood == Mood::Strict => say(&mut stream, "550 5.1.1 no such mailbox").await?,
            "DATA" => {
                say(&mut stream, "354 go on").await?;
                take_letter(&mut stream, mood, state).await?;
            }
            "QUIT" => {
                say(&mut stream, "221 bye").await?;
                return Some(None);
            }
            _ => say(&mut stream, "250 ok").await?,
        }
    }
}

/// Reads a letter up to the lone dot and answers as the mood is. None: it hangs up.
async fn take_letter<S>(stream: &mut BufStream<S>, mood: Mood, state: &State) -> Option<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut letter = String::new();
    loop {
        let line = hear(stream).await?;
        match line.as_str() {
            "." => break,
            _ => letter.push_str(&format!(
                "{}\r\n",
                line.strip_prefix("..").map_or(line.clone(), |l| format!(".{l}"))
            )),
        }
    }
    if matches!(mood, Mood::Well | Mood::Suspicious | Mood::Mute | Mood::Forgetful) {
        state.lock().unwrap().1.letters.push(letter);
    }
    match mood {
        Mood::Busy => say(stream, "451 4.3.0 come back later").await,
        Mood::Silent | Mood::Mute => std::future::pending().await,
        Mood::Forgetful => None,
        _ => say(stream, "250 2.0.0 taken").await,
    }
}

async fn say<S: AsyncWrite + AsyncRead + Unpin>(stream: &mut BufStream<S>, text: &str) -> Option<()> {
    stream.write_all(format!("{text}\r\n").as_bytes()).await.ok()?;
    stream.flush().await.ok()
}

async fn hear<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufStream<S>) -> Option<String> {
    let mut line = String::new();
    match stream.read_line(&mut line).await {
        Ok(0) | Err(_) => None,
        Ok(_) => Some(line.trim_end_matches(['\r', '\n']).to_owned()),
    }
}
