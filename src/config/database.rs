//! Which database, and whether the way to it is safe.

use super::{parse, reader::Reader, sections::DatabaseConfig, variables as var};
use crate::kernel::{db, secret::Secret};
use std::path::Path;
use url::Url;

impl DatabaseConfig {
    /// Whether it is a PostgreSQL server; otherwise it is an SQLite file.
    pub fn is_postgres(&self) -> bool {
        is_postgres(self.url.expose())
    }

    /// Where it is, without user and password, and which variables say so.
    pub fn place(&self) -> String {
        match db::file_of(self.url.expose()) {
            Some(file) => format!("{} (MUSTER_DATABASE_URL, MUSTER_DATA_DIR)", file.display()),
            None => format!("{} (MUSTER_DATABASE_URL)", without_credentials(self.url.expose())),
        }
    }

    /// What an operator should know about the way to the database.
    pub(super) fn warning(&self) -> Option<String> {
        let url = Url::parse(self.url.expose()).ok()?;
        let is_safe = url.query_pairs().any(|(key, value)| {
            matches!(&*key, "sslmode" | "ssl-mode")
                && matches!(&*value, "require" | "verify-ca" | "verify-full")
        });
        let is_near = url.host_str().is_none_or(str::is_empty) || parse::is_loopback(&as_http(&url)?);
        (self.is_postgres() && !is_safe && !is_near).then(|| {
            "MUSTER_DATABASE_URL: the connection to the database may go unencrypted over the network. \
             Add ?sslmode=verify-full unless the network is yours alone."
                .to_owned()
        })
    }
}

/// The same host under a scheme whose hosts are recognised as addresses.
fn as_http(url: &Url) -> Option<Url> {
    Url::parse(&format!("http://{}", url.host_str()?)).ok()
}

fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

pub(super) fn read(r: &mut Reader, data_dir: &Path) -> Option<DatabaseConfig> {
    let file = data_dir.join("muster.db").display().to_string();
    let preset = format!("sqlite://{}", file.replace('%', "%25").replace('?', "%3F"));
    let url = r.value_or(&var::DATABASE_URL, Some(preset), check);
    if let Some(url) = &url {
        r.show_as(without_credentials(url.expose()));
    }
    let connections_max = r.value(&var::DATABASE_CONNECTIONS, parse::number(1..=200));
    Some(DatabaseConfig { url: url?, connections_max: connections_max? })
}

fn check(text: &str) -> Result<Secret<String>, String> {
    let is_in_memory = text.contains(":memory:") || text.contains("mode=memory");
    match text {
        _ if is_postgres(text) => match Url::parse(text) {
            Ok(url) => parse::whole_credentials(&url).map(|()| Secret::new(text.to_owned())),
            Err(e) => Err(format!(
                "It is not an address: {e}. Special characters in a password have to be escaped."
            )),
        },
        _ if !text.starts_with("sqlite:") => Err("It has to begin with sqlite: or postgres://.".to_owned()),
        _ if is_in_memory => Err("A database in memory forgets everything at the next start.".to_owned()),
        _ => Ok(Secret::new(text.to_owned())),
    }
}

/// The address without user, password and options, any of which may hold a secret.
fn without_credentials(url: &str) -> String {
    let bare = url.split_once('?').map_or(url, |(bare, _)| bare);
    match (is_postgres(url), bare.split_once("://"), bare.rsplit_once('@')) {
        (true, Some((scheme, _)), Some((_, place))) => format!("{scheme}://…@{place}"),
        _ => bare.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_forgets_everything_is_refused() {
        for url in ["sqlite::memory:", "sqlite://x.db?mode=memory"] {
            assert!(check(url).unwrap_err().contains("forgets everything"), "{url}");
        }
        assert!(check("sqlite://x.db?mode=rwc").is_ok());
    }

    #[test]
    fn a_password_that_ends_too_early_is_refused_and_not_shown() {
        for url in [
            "postgres://muster:12?hush@db/muster",
            "postgres://muster:12#hush@db/muster",
            "postgres://muster:12/hush@db/muster",
            "postgresql://muster:12?a=b&hush@db",
            "postgres://12#hush",
        ] {
            let told = check(url).unwrap_err();

            assert!(
                told.contains("%3F for ?") && !told.contains("hush") && !told.contains("12"),
                "{url}: {told}"
            );
        }
        for url in
            ["postgres://muster:12%3Fhush@db/muster", "postgres://muster:hu@sh@db/muster", "postgres:///m"]
        {
            assert!(check(url).is_ok(), "{url}");
        }
    }

    #[test]
    fn the_place_is_told_without_credentials() {
        let at = |url: &str| DatabaseConfig { url: Secret::new(url.to_owned()), connections_max: 8 }.place();

        assert_eq!(at("sqlite:///x/a%20b.db?mode=rwc"), "/x/a b.db (MUSTER_DATABASE_URL, MUSTER_DATA_DIR)");
        assert_eq!(
            at("postgres://m:hu@sh@db:5433/m?password=x"),
            "postgres://…@db:5433/m (MUSTER_DATABASE_URL)"
        );
    }
}
