//! Whether the addresses of the configuration fit each other: what would keep people from signing in, or make
//! them all look like one, and which setting to change.

use super::{
    parse,
    sections::{HttpConfig, Stage},
};
use crate::kernel::network::Network;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What should be looked at, each with the setting first.
pub(super) fn warnings(http: &HttpConfig, stage: Stage) -> Vec<String> {
    let rules =
        [unseen_proxy(http), everybody_believed(http), same_port(http), plain(http), alone(http, stage)];
    rules.into_iter().flatten().collect()
}

/// Muster speaks plain http itself, so https means a proxy, and then visitors are known by its word only.
fn unseen_proxy(http: &HttpConfig) -> Option<String> {
    let near = match http.listen.ip() {
        ip if ip.is_loopback() => ip.to_string(),
        _ => "10.0.0.5 (if that is its address)".to_owned(),
    };
    (http.is_https() && !http.is_loopback() && http.trusted_proxies.is_empty()).then(|| {
        format!(
            "MUSTER_TRUSTED_PROXIES: MUSTER_BASE_URL is https, so a reverse proxy has to stand before Muster, but none \
             is trusted. All visitors share one limit of tries, and the trail names the proxy instead of them. \
             Set MUSTER_TRUSTED_PROXIES={near}"
        )
    })
}

fn everybody_believed(http: &HttpConfig) -> Option<String> {
    // Reserved for documents: they are nobody's proxy.
    let nobodys: [IpAddr; 2] =
        [Ipv4Addr::new(203, 0, 113, 9).into(), Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 9).into()];
    let is_everybody = |network: &&Network| nobodys.iter().any(|address| network.contains(*address));
    http.trusted_proxies.iter().find(is_everybody).map(|network| {
        format!(
            "MUSTER_TRUSTED_PROXIES: {network} holds everybody, so anybody can claim to be any address, and no \
             limit holds. Name only your own proxies, for example MUSTER_TRUSTED_PROXIES=127.0.0.1"
        )
    })
}

fn same_port(http: &HttpConfig) -> Option<String> {
    let port = http.listen.port();
    (http.is_https() && http.base_url.port_or_known_default() == Some(port)).then(|| {
        format!(
            "MUSTER_LISTEN: Muster answers plain http on port {port}, where MUSTER_BASE_URL sends browsers that \
             speak https. Let the reverse proxy that speaks https have port {port}, and set for example \
             MUSTER_LISTEN=127.0.0.1:8080"
        )
    })
}

fn plain(http: &HttpConfig) -> Option<String> {
    let host = http.base_url.host_str().unwrap_or_default();
    (!http.is_https() && !http.is_loopback()).then(|| {
        format!(
            "MUSTER_BASE_URL: passwords and sessions go readable over the network, and passkeys do not work. Put a \
             reverse proxy with a certificate before Muster, and set MUSTER_BASE_URL=https://{host}"
        )
    })
}

/// Only this machine can reach it, or only this machine is let in.
fn alone(http: &HttpConfig, stage: Stage) -> Option<String> {
    let (listen, base) = (http.listen, http.origin());
    let is_near = parse::is_loopback(&http.base_url);
    if listen.ip().is_loopback() && !http.is_https() && !is_near {
        return Some(format!(
            "MUSTER_LISTEN: only this machine reaches {listen}, but people are sent to {base}. Set \
             MUSTER_LISTEN=0.0.0.0:{}",
            listen.port()
        ));
    }
    (stage.is_production() && !listen.ip().is_loopback() && is_near).then(|| {
        format!(
            "MUSTER_BASE_URL: Muster listens to other machines, but forms are only taken from {base}, so nobody \
             signs in from elsewhere. Set it to the address that people type, for example \
             MUSTER_BASE_URL=https://muster.example.com"
        )
    })
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    fn warnings(pairs: &[(&str, &str)]) -> Vec<String> {
        // With a mail server, so that nothing is told but what these tests are about.
        let base = [
            ("MUSTER_ENV", "production"),
            ("MUSTER_SECRET_KEY", "q3N0xv7RkZ5tYb1Lw8Jd2Fh6Ms4Gp9Ca+eUiOyTr"),
            ("MUSTER_MAIL_HOST", "mail.example.com"),
            ("MUSTER_MAIL_FROM", "muster@example.com"),
        ];
        let find = |name: &str| {
            let set = pairs.iter().chain(&base).find(|(known, _)| *known == name);
            set.map(|(_, value)| (*value).to_owned())
        };
        let told = Config::from_map(&find).unwrap().warnings;
        told.into_iter().filter(|told| !told.contains("Passkeys")).collect()
    }

    /// The one warning, which begins and ends with these.
    #[track_caller]
    fn assert_told(pairs: &[(&str, &str)], setting: &str, value: &str) {
        let told = warnings(pairs);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with(setting) && told[0].ends_with(value), "{told:?}");
    }

    #[test]
    fn addresses_that_fit_are_not_talked_about() {
        let base = ("MUSTER_BASE_URL", "https://muster.example.com");
        for proxies in ["127.0.0.1", "10.0.0.0/8, fd00::/8", "172.16.0.0/12"] {
            assert_eq!(
                warnings(&[base, ("MUSTER_TRUSTED_PROXIES", proxies)]),
                Vec::<String>::new(),
                "{proxies}"
            );
        }
        assert_eq!(warnings(&[("MUSTER_BASE_URL", "http://localhost:8080")]), Vec::<String>::new());
    }

    #[test]
    fn https_without_a_trusted_proxy_names_the_setting_and_its_value() {
        let base = ("MUSTER_BASE_URL", "https://muster.example.com");
        assert_told(&[base], "MUSTER_TRUSTED_PROXIES:", "Set MUSTER_TRUSTED_PROXIES=127.0.0.1");
        let everywhere = ("MUSTER_LISTEN", "0.0.0.0:8080");
        assert_told(&[base, everywhere], "MUSTER_TRUSTED_PROXIES:", "=10.0.0.5 (if that is its address)");
    }

    #[test]
    fn trusting_everybody_is_told() {
        for everybody in ["0.0.0.0/0", "127.0.0.1, ::/0", "0.0.0.0/0, ::/0"] {
            let base = ("MUSTER_BASE_URL", "https://muster.example.com");
            let told = [base, ("MUSTER_TRUSTED_PROXIES", everybody)];
            assert_told(&told, "MUSTER_TRUSTED_PROXIES:", "MUSTER_TRUSTED_PROXIES=127.0.0.1");
        }
    }

    #[test]
    fn https_on_musters_own_port_and_plain_http_are_told() {
        let proxy = ("MUSTER_TRUSTED_PROXIES", "127.0.0.1");
        let same = [("MUSTER_BASE_URL", "https://muster.lan:8080"), proxy];
        assert_told(&same, "MUSTER_LISTEN:", "MUSTER_LISTEN=127.0.0.1:8080");
        let plain = [
            ("MUSTER_ENV", "development"),
            ("MUSTER_BASE_URL", "http://muster.lan"),
            ("MUSTER_LISTEN", "0.0.0.0:80"),
        ];
        assert_told(&plain, "MUSTER_BASE_URL:", "MUSTER_BASE_URL=https://muster.lan");
    }

    #[test]
    fn an_address_that_only_this_machine_has_is_told() {
        let near = [("MUSTER_BASE_URL", "http://localhost:8080"), ("MUSTER_LISTEN", "0.0.0.0:8080")];
        assert_told(&near, "MUSTER_BASE_URL:", "MUSTER_BASE_URL=https://muster.example.com");
        let plain = [("MUSTER_ENV", "development"), ("MUSTER_BASE_URL", "http://muster.lan")];
        let told = warnings(&plain);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[1].starts_with("MUSTER_LISTEN:") && told[1].ends_with("MUSTER_LISTEN=0.0.0.0:8080"));
    }
}
