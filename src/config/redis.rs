//! The Redis that several Musters share.

use super::{HttpConfig, parse, reader::Reader, variables as var};
use crate::kernel::secret::Secret;
use url::Url;

pub(super) fn read(r: &mut Reader) -> Option<Option<Secret<String>>> {
    let url = r.value(&var::REDIS_URL, |text| match text {
        "" => Ok(None),
        text => check(text).map(|url| Some((shown(&url), Secret::new(text.to_owned())))),
    })?;
    r.show_as(url.as_ref().map_or("", |(shown, _)| shown));
    Some(url.map(|(_, url)| url))
}

fn check(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "redis" | "rediss"));
    let url = url.ok_or("It has to begin with redis:// or rediss://.")?;
    parse::whole_credentials(&url)?;
    let path = url.path().trim_start_matches('/');
    match url.host_str() {
        None | Some("") => Err("It names no host.".to_owned()),
        Some(_) if !path.bytes().all(|b| b.is_ascii_digit()) => {
            Err(format!("“{path}” after the host is not the number of a database."))
        }
        Some(_) => Ok(url),
    }
}

/// The address without user and password.
fn shown(url: &Url) -> String {
    let who = if url.password().is_some() || !url.username().is_empty() { "…@" } else { "" };
    let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
    format!("{}://{who}{}{port}{}", url.scheme(), url.host_str().unwrap_or_default(), url.path())
}

/// Counts travel with the addresses of people, and whoever can write there can lift every limit.
pub(super) fn warning(http: &HttpConfig) -> Option<String> {
    let url = Url::parse(http.redis_url.as_ref()?.expose()).ok()?;
    // Only under a scheme that the standard knows are addresses told from names.
    let is_here = parse::is_loopback(&Url::parse(&format!("http://{}", url.host_str()?)).ok()?);
    (url.scheme() == "redis" && !is_here).then(|| {
        "MUSTER_REDIS_URL: Redis is reached without encryption. Use rediss:// unless the network between is \
         yours alone."
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    #[test]
    fn redis_is_shown_without_its_password_and_wants_encryption_on_the_way() {
        let redis = |url: &'static str| {
            Config::from_map(&|name| (name == "MUSTER_REDIS_URL").then(|| url.to_owned()))
        };
        let config = redis("redis://muster:hush@redis.example.com:6380/2").unwrap();

        let lines: Vec<_> = config.redacted().iter().map(ToString::to_string).collect();

        assert!(
            lines.iter().any(|line| line.contains("MUSTER_REDIS_URL=redis://…@redis.example.com:6380/2"))
        );
        assert!(!format!("{lines:?}{config:?}").contains("hush"));
        assert!(config.warnings[0].starts_with("MUSTER_REDIS_URL: Redis is reached without encryption."));
        for fine in
            ["rediss://redis.example.com", "redis://127.0.0.1:6379", "redis://localhost", "redis://[::1]:1"]
        {
            assert_eq!(redis(fine).unwrap().warnings, Vec::<String>::new(), "{fine}");
        }
        for wrong in [
            "http://redis.example.com",
            "redis:",
            "redis://redis.example.com/muster",
            "redis://muster:12?hush@redis.example.com",
        ] {
            assert_eq!(redis(wrong).unwrap_err().len(), 1, "{wrong}");
        }
    }
}
