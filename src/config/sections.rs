//! The parts of the configuration, each read as a whole so that all of its faults are seen at once.

use super::{
    keys, parse,
    reader::Reader,
    redis,
    secret_key::{self, SecretKey},
    variables as var,
};
use crate::kernel::{network::Network, seal::GivenKey, secret::Secret};
use crate::signin::Passkeys;
use crate::web::{outgoing::Exceptions, server::ProxyHeader};
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};
use url::Url;

/// Who the installation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// A place to try things out on one's own machine.
    Development,
    /// Real work: everything weak is refused.
    Production,
}

impl Stage {
    /// Whether everything weak is refused.
    pub fn is_production(self) -> bool {
        self == Self::Production
    }
}

/// Where people reach Muster, and how much they may send.
#[derive(Clone, Debug)]
pub struct HttpConfig {
    /// `MUSTER_LISTEN`, by default 127.0.0.1:8080.
    pub listen: SocketAddr,
    /// `MUSTER_BASE_URL`, by default http://localhost or the listening address; always without a path.
    pub base_url: Url,
    /// `MUSTER_TRUSTED_PROXIES`, by default none.
    pub trusted_proxies: Vec<Network>,
    /// `MUSTER_PROXY_HEADER`, by default x-forwarded-for.
    pub proxy_header: ProxyHeader,
    /// `MUSTER_REDIS_URL`, by default none.
    pub redis_url: Option<Secret<String>>,
    /// `MUSTER_CONNECTIONS_MAX`, by default 512 connections.
    pub connections_max: usize,
    /// `MUSTER_UPLOAD_BYTES_MAX`, by default 10 MB, in bytes.
    pub upload_bytes_max: u64,
}

impl HttpConfig {
    /// The base address as browsers send it in `Origin`: without a slash at the end or the usual port.
    pub fn origin(&self) -> String {
        self.base_url.origin().ascii_serialization()
    }

    /// The host of the base address, as it stands in `Host`, without a port.
    pub fn host(&self) -> &str {
        self.base_url.host_str().unwrap_or_default()
    }

    /// Whether browsers reach Muster encrypted.
    pub fn is_https(&self) -> bool {
        self.base_url.scheme() == "https"
    }

    /// What does not work at this address, and what to do about it.
    pub(super) fn warning(&self) -> Option<String> {
        let why = Passkeys::why_not_at(&self.origin())?;
        Some(format!(
            "MUSTER_BASE_URL: {why} Muster hides them at {}. Set an address with a name, such as {} or \
             http://localhost:8080 on this machine, to have them.",
            self.origin(),
            var::BASE_URL.example,
        ))
    }

    /// Whether browsers reach Muster on their own machine only.
    pub fn is_loopback(&self) -> bool {
        parse::is_loopback(&self.base_url)
    }
}

/// Where data is kept.
#[derive(Clone, Debug)]
pub struct StorageConfig {
    /// `MUSTER_DATA_DIR`, by default ./data.
    pub data_dir: PathBuf,
    /// `MUSTER_BLOBS`, by default “blobs” in the data folder.
    pub blobs: PathBuf,
}

/// The database.
#[derive(Clone, Debug)]
pub struct DatabaseConfig {
    /// `MUSTER_DATABASE_URL`, by default the SQLite file “muster.db” in the data folder.
    pub url: Secret<String>,
    /// `MUSTER_DATABASE_CONNECTIONS`, by default 8 connections for reading.
    pub connections_max: u32,
}

/// Passwords and sessions.
#[derive(Clone, Debug)]
pub struct SigninConfig {
    /// `MUSTER_SECRET_KEY`, by default (development only) kept in “secret.key” in the data folder.
    pub secret_key: SecretKey,
    /// `MUSTER_KEYS`, by default none: then the key that seals is worked out from the secret key.
    pub keys: Vec<GivenKey>,
    /// `MUSTER_SESSION_IDLE_MINUTES`, by default 60 minutes.
    pub session_idle: Duration,
    /// `MUSTER_SESSION_HOURS`, by default 24 hours.
    pub session_life: Duration,
    /// `MUSTER_REGISTRATION`, by default off: whether anybody may begin an organisation.
    pub is_open_to_all: bool,
    /// `MUSTER_PROVIDER_HOSTS`, by default none.
    pub provider_hosts: Exceptions,
    /// How passwords are hashed.
    pub hashing: HashingConfig,
}

/// How passwords are hashed.
#[derive(Clone, Copy, Debug)]
pub struct HashingConfig {
    /// `MUSTER_HASHES_AT_ONCE`, by default as many as there are processors.
    pub at_once: usize,
    /// `MUSTER_ARGON2_MEMORY_KIB`, by default 65536 KiB.
    pub memory_kib: u32,
    /// `MUSTER_ARGON2_PASSES`, by default 3.
    pub passes: u32,
}

/// How the log looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// Text on a terminal, JSON elsewhere.
    Auto,
    /// Text for people.
    Text,
    /// A JSON object per line.
    Json,
}

/// What is logged, and how.
#[derive(Clone, Debug)]
pub struct LogConfig {
    /// `MUSTER_LOG`, by default info: the text of a filter that is known to be valid.
    pub filter: String,
    /// `MUSTER_LOG_FORMAT`, by default auto.
    pub format: LogFormat,
}

pub(super) fn stage(r: &mut Reader) -> Option<Stage> {
    r.value(&var::ENV, |text| match text {
        "development" => Ok(Stage::Development),
        "production" => Ok(Stage::Production),
        _ => Err(format!("“{text}” is neither development nor production.")),
    })
}

pub(super) fn http(r: &mut Reader, stage: Stage) -> Option<HttpConfig> {
    let listen: Option<SocketAddr> = r.value(&var::LISTEN, |text| {
        text.parse().map_err(|_| format!("“{text}” is not an IP address with a port."))
    });
    let preset = match (stage, listen) {
        (Stage::Development, Some(listen)) => Some(reachable(listen)),
        (Stage::Development, None) => Some("http://localhost:8080".to_owned()),
        (Stage::Production, _) => None,
    };
    let base_url = r.value_or(&var::BASE_URL, preset, |text| {
        let url = parse::base_url(text)?;
        if stage.is_production() && url.scheme() == "http" && !parse::is_loopback(&url) {
            return Err(format!(
                "“{text}” would send passwords readable over the network. Use https:// in production."
            ));
        }
        Ok(url)
    });
    let trusted_proxies = r.value(&var::TRUSTED_PROXIES, parse::networks);
    let proxy_header = r.value(&var::PROXY_HEADER, |text| match text.to_ascii_lowercase().as_str() {
        "x-forwarded-for" => Ok(ProxyHeader::XForwardedFor),
        "forwarded" => Ok(ProxyHeader::Forwarded),
        _ => Err(format!("“{text}” is neither x-forwarded-for nor forwarded.")),
    });
    let redis_url = redis::read(r);
    let connections_max = r.value(&var::CONNECTIONS_MAX, parse::number(8..=100_000));
    let upload_bytes_max = r.value(&var::UPLOAD_BYTES_MAX, parse::bytes);
    Some(HttpConfig {
        listen: listen?,
        base_url: base_url?,
        trusted_proxies: trusted_proxies?,
        proxy_header: proxy_header?,
        redis_url: redis_url?,
        connections_max: connections_max?,
        upload_bytes_max: upload_bytes_max?,
    })
}

/// The address by which a browser on this machine reaches `listen`.
fn reachable(listen: SocketAddr) -> String {
    // By its name, because browsers keep no passkeys for numbers.
    let has_name = [IpAddr::from(Ipv4Addr::LOCALHOST), Ipv6Addr::LOCALHOST.into()].contains(&listen.ip());
    match has_name || listen.ip().is_unspecified() {
        true => format!("http://localhost:{}", listen.port()),
        false => format!("http://{listen}"),
    }
}

pub(super) fn storage(r: &mut Reader) -> Option<StorageConfig> {
    let folder = |text: &str| {
        let is_something_else = std::fs::metadata(text).is_ok_and(|there| !there.is_dir());
        match text.contains("://") || is_something_else {
            true => Err(format!("“{text}” is not a folder.")),
            false => Ok(PathBuf::from(text)),
        }
    };
    let data_dir = r.value(&var::DATA_DIR, folder);
    let preset = data_dir.clone().unwrap_or_default().join("blobs");
    let blobs = r.value_or(&var::BLOBS, Some(preset.display().to_string()), folder);
    Some(StorageConfig { data_dir: data_dir?, blobs: blobs? })
}

pub(super) fn signin(r: &mut Reader, stage: Stage, data_dir: &Path) -> Option<SigninConfig> {
    let secret_key = secret_key(r, stage, data_dir);
    let keys = keys::read(r);
    let idle = r.value(&var::SESSION_IDLE_MINUTES, parse::number(1..=60));
    let life = r.value(&var::SESSION_HOURS, parse::number(1..=24));
    let is_open_to_all = r.value(&var::REGISTRATION, parse::switch);
    let provider_hosts = r.value(&var::PROVIDER_HOSTS, str::parse);
    let hashing = hashing(r, stage);
    Some(SigninConfig {
        secret_key: secret_key?,
        keys: keys?,
        session_idle: Duration::from_secs(60 * idle?),
        session_life: Duration::from_secs(3600 * life?),
        is_open_to_all: is_open_to_all?,
        provider_hosts: provider_hosts?,
        hashing: hashing?,
    })
}

fn secret_key(r: &mut Reader, stage: Stage, data_dir: &Path) -> Option<SecretKey> {
    let kept = data_dir.join("secret.key");
    let preset = (!stage.is_production()).then(String::new);
    let key = r.value_or(&var::SECRET_KEY, preset, |text| match text {
        "" => Ok(SecretKey::Kept(kept.clone())),
        key => secret_key::check(key, keys::REPLACE_FIRST).map(SecretKey::Given),
    })?;
    if let SecretKey::Kept(path) = &key {
        r.show_as(format!("kept in {}", path.display()));
    }
    Some(key)
}

/// The least that OWASP's password storage sheet accepts of argon2id is 19 MiB and two passes.
const MEMORY_TIMES_PASSES_MIN: u32 = 19 * 1024 * 2;

fn hashing(r: &mut Reader, stage: Stage) -> Option<HashingConfig> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from).min(64);
    let at_once = r.value_or(&var::HASHES_AT_ONCE, Some(cores.to_string()), parse::number(1..=64));
    let memory_kib: Option<u32> = r.value(&var::ARGON2_MEMORY_KIB, parse::number(8..=4_194_304));
    let passes: Option<u32> = r.value(&var::ARGON2_PASSES, parse::number(1..=100));
    let (memory_kib, passes) = (memory_kib?, passes?);
    if stage.is_production() && memory_kib.saturating_mul(passes) < MEMORY_TIMES_PASSES_MIN {
        let problem = "Memory times passes is too little to protect passwords: 38912 at least in production.";
        return r.fault(&var::ARGON2_MEMORY_KIB, problem);
    }
    Some(HashingConfig { at_once: at_once?, memory_kib, passes })
}

pub(super) fn log(r: &mut Reader, stage: Stage) -> Option<LogConfig> {
    use tracing_subscriber::filter::{EnvFilter, LevelFilter};
    let filter = r.value(&var::LOG, |text| {
        let filter = EnvFilter::try_new(text).map_err(|e| format!("“{text}” is not a filter: {e}."))?;
        match filter.max_level_hint() {
            Some(level) if level <= LevelFilter::INFO || !stage.is_production() => Ok(text.to_owned()),
            None if !stage.is_production() => Ok(text.to_owned()),
            _ => Err(format!("“{text}” logs more than info, which may tell secrets. Not in production.")),
        }
    });
    let format = r.value(&var::LOG_FORMAT, |text| match text {
        "auto" => Ok(LogFormat::Auto),
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(format!("“{text}” is neither auto, text nor json.")),
    });
    Some(LogConfig { filter: filter?, format: format? })
}
