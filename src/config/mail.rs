//! Where letters go: to a mail server; in development without one into a folder; else nowhere.

use super::{parse, reader::Reader, sections::Stage, variables as var};
use crate::kernel::secret::Secret;
use crate::mail::{Login, Sender, Smtp, Tls, Way};
use std::path::{Path, PathBuf};
use url::{Host, Url};

/// How letters are sent.
#[derive(Clone, Debug)]
pub struct MailConfig {
    /// `MUSTER_MAIL_HOST` and what belongs to it; by default the folder “mail” in the data folder in
    /// development, and nowhere in production.
    pub way: Way,
    /// `MUSTER_MAIL_FROM`, by default muster@ and the host of the base address.
    pub from: Sender,
}

impl MailConfig {
    /// A warning where people will wait for letters that nobody sends.
    pub(super) fn warning(&self, stage: Stage) -> Option<String> {
        let is_nowhere = stage.is_production() && matches!(self.way, Way::Nowhere);
        is_nowhere.then(|| {
            "MUSTER_MAIL_HOST: there is no mail server, so nobody gets letters. Invitations have to be passed on \
             by hand, and nobody can reset a password alone."
                .to_owned()
        })
    }
}

pub(super) fn read(r: &mut Reader, stage: Stage, data_dir: &Path, base_host: &str) -> Option<MailConfig> {
    let host = r.value(&var::MAIL_HOST, host);
    if host.as_ref().is_some_and(String::is_empty) {
        r.show_as(if stage.is_production() { "nowhere" } else { "into a folder" });
    }
    let tls = r.value(&var::MAIL_TLS, tls);
    let preset = tls.unwrap_or(Tls::StartTls).port().to_string();
    let port = r.value_or(&var::MAIL_PORT, Some(preset), parse::number(1..=u16::MAX));
    let user = r.value(&var::MAIL_USER, |text| Ok(text.to_owned()));
    let password = r.value(&var::MAIL_PASSWORD, |text| Ok(Secret::new(text.to_owned())));
    if password.as_ref().is_some_and(|password| password.expose().is_empty()) {
        r.show_as("not set");
    }
    let from = sender(r, base_host);
    let certificates = r.value(&var::MAIL_CERTIFICATES, |text| Ok(PathBuf::from(text)));
    if host.as_ref().is_some_and(String::is_empty) {
        let folder = data_dir.join("mail");
        let way = if stage.is_production() { Way::Nowhere } else { Way::Folder(folder) };
        return Some(MailConfig { way, from: from? });
    }
    // Whatever is wrong with one of them, the others are looked at, too.
    let tls = tls.zip(host.as_deref()).and_then(|(tls, host)| protected(r, tls, stage, host));
    let login = user.zip(password).and_then(|(user, password)| login(r, user, password));
    let trusted = certificates.and_then(|file| trusted(r, &file));
    let (host, port, tls, login, trusted) = (host?, port?, tls?, login?, trusted?);
    let smtp =
        Smtp { host, port, tls, login, trusted, hello: base_host.to_owned(), patience: Smtp::PATIENCE };
    Some(MailConfig { way: Way::Smtp(Box::new(smtp)), from: from? })
}

/// The protection of the way to a mail server, if it is enough.
fn protected(r: &mut Reader, tls: Tls, stage: Stage, host: &str) -> Option<Tls> {
    if tls == Tls::None && stage.is_production() && !is_near(host) {
        let problem = "Letters carry links that let people in. In production they travel encrypted, unless the \
                       mail server is on this machine.";
        return r.fault(&var::MAIL_TLS, problem);
    }
    Some(tls)
}

fn host(text: &str) -> Result<String, String> {
    match Host::parse(text) {
        _ if text.is_empty() => Ok(String::new()),
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err(format!("“{text}” is not the name of a host, without a scheme or a port.")),
    }
}

fn tls(text: &str) -> Result<Tls, String> {
    match text {
        "implicit" => Ok(Tls::Implicit),
        "starttls" => Ok(Tls::StartTls),
        "none" => Ok(Tls::None),
        _ => Err(format!("“{text}” is neither implicit, starttls nor none.")),
    }
}

/// By default as near to the installation's own address as mail servers allow.
fn sender(r: &mut Reader, base_host: &str) -> Option<Sender> {
    let own = format!("Muster <muster@{base_host}>");
    let preset = if Sender::parse(&own).is_some() { own } else { "Muster <muster@localhost>".to_owned() };
    r.value_or(&var::MAIL_FROM, Some(preset), |text| {
        Sender::parse(text).ok_or_else(|| format!("“{text}” is not the address of a sender."))
    })
}

/// The certificates of the file, none if none is named. `None`: a fault has been noted.
#[expect(clippy::option_option, reason = "a fault is not the same as nothing to trust")]
fn trusted(r: &mut Reader, file: &Path) -> Option<Option<Vec<u8>>> {
    if file.as_os_str().is_empty() {
        return Some(None);
    }
    let pem = match std::fs::read(file) {
        Ok(pem) => pem,
        Err(error) => {
            let problem = format!("The file {} cannot be read: {error}.", file.display());
            return r.fault(&var::MAIL_CERTIFICATES, problem);
        }
    };
    match Smtp::check_certificates(&pem) {
        Ok(()) => Some(Some(pem)),
        Err(problem) => {
            r.fault(&var::MAIL_CERTIFICATES, format!("This is no list of certificates: {problem}."))
        }
    }
}

#[expect(clippy::option_option, reason = "a fault is not the same as nobody to sign in as")]
fn login(r: &mut Reader, user: String, password: Secret<String>) -> Option<Option<Login>> {
    match (user.is_empty(), password.expose().is_empty()) {
        (true, true) => Some(None),
        (false, false) => Some(Some(Login { user, password })),
        (false, true) => r.fault(&var::MAIL_PASSWORD, "MUSTER_MAIL_USER is set, so it has to be set too."),
        (true, false) => r.fault(&var::MAIL_USER, "MUSTER_MAIL_PASSWORD is set, so it has to be set too."),
    }
}

fn is_near(host: &str) -> bool {
    Url::parse(&format!("http://{host}")).is_ok_and(|url| parse::is_loopback(&url))
}
