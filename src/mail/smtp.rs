//! Handing a letter to a mail server, and what its answer means.

use crate::jobs::Outcome;
use crate::kernel::secret::Secret;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    transport::smtp::{
        self,
        authentication::Credentials,
        client::{Certificate, Tls as LettreTls, TlsParameters},
        extension::ClientId,
        response::Category,
    },
};
use std::time::Duration;

/// How the way to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Encrypted from the first byte on.
    Implicit,
    /// Encrypted after STARTTLS; a server that does not offer it gets nothing.
    StartTls,
    /// Not at all: for a server on the same machine, or to try things out.
    None,
}

impl Tls {
    /// The usual port.
    pub fn port(self) -> u16 {
        match self {
            Self::Implicit => 465,
            Self::StartTls => 587,
            Self::None => 25,
        }
    }
}

/// What Muster signs in to the mail server with.
#[derive(Clone, Debug)]
pub struct Login {
    /// The user.
    pub user: String,
    /// Their password.
    pub password: Secret<String>,
}

/// Where the mail server is and how to talk to it.
#[derive(Clone, Debug)]
pub struct Smtp {
    /// Its name, which its certificate has to carry.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way is protected.
    pub tls: Tls,
    /// What to sign in with, if at all.
    pub login: Option<Login>,
    /// Certificates that are trusted besides the public ones, as PEM.
    pub trusted: Option<Vec<u8>>,
    /// The name Muster greets with.
    pub hello: String,
    /// How long the whole conversation may take; less than a job's lease.
    pub patience: Duration,
}

impl Smtp {
    /// Longer than this is no answer. Less than the lease of a job, so that nobody else sends it meanwhile.
    pub const PATIENCE: Duration = Duration::from_secs(40);

    /// Sends one letter over a connection of its own.
    pub(super) async fn send(&self, message: Message) -> Outcome {
        let transport = match self.transport() {
            Ok(transport) => transport,
            Err(error) => return Outcome::Retry(said(&error)),
        };
        match tokio::time::timeout(self.patience, transport.send(message)).await {
            Ok(Ok(_)) => Outcome::Done,
            Ok(Err(error)) if is_final(&error) => Outcome::Fail(said(&error)),
            Ok(Err(error)) => Outcome::Retry(said(&error)),
            Err(_) => {
                let seconds = self.patience.as_secs();
                Outcome::Retry(format!("The mail server did not answer within {seconds} seconds."))
            }
        }
    }

    /// Whether certificates to be trusted, as PEM, can be read at all.
    pub fn check_certificates(pem: &[u8]) -> Result<(), String> {
        parameters("localhost", Some(pem)).map(drop).map_err(|error| said(&error))
    }

    fn transport(&self) -> Result<AsyncSmtpTransport<Tokio1Executor>, smtp::Error> {
        let tls = match self.tls {
            Tls::Implicit => LettreTls::Wrapper(parameters(&self.host, self.trusted.as_deref())?),
            Tls::StartTls => LettreTls::Required(parameters(&self.host, self.trusted.as_deref())?),
            Tls::None => LettreTls::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&self.host)
            .port(self.port)
            .tls(tls)
            .hello_name(ClientId::Domain(self.hello.clone()))
            .timeout(Some(self.patience));
        if let Some(Login { user, password }) = &self.login {
            builder = builder.credentials(Credentials::new(user.clone(), password.expose().clone()));
        }
        Ok(builder.build())
    }
}

fn parameters(host: &str, trusted: Option<&[u8]>) -> Result<TlsParameters, smtp::Error> {
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(pem) = trusted {
        builder = builder.add_root_certificate(Certificate::from_pem(pem)?);
    }
    builder.build_rustls()
}

/// Whether the server refused this letter for good. What concerns Muster itself, such as a wrong password (53x),
/// is for the operator to repair, and the letter waits for it.
fn is_final(error: &smtp::Error) -> bool {
    error.is_permanent() && error.status().is_some_and(|code| code.category == Category::MailSystem)
}

/// What went wrong, as far as it is known, with the mail server's own words.
fn said(error: &smtp::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(deeper) = cause {
        if !text.contains(&deeper.to_string()) {
            text.push_str(&format!(": {deeper}"));
        }
        cause = deeper.source();
    }
    super::render::one_line(&text).chars().take(500).collect()
}
