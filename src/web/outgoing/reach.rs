//! Which addresses the program may ask: public ones over https, and those that the operator excepts.

use crate::kernel::network::Network;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
    sync::{Arc, LazyLock},
};
use url::{Host, Url};

/// Hosts and networks that may be asked although they are private, on any port. An operator's decision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exceptions {
    hosts: Vec<String>,
    networks: Vec<Network>,
}

impl FromStr for Exceptions {
    type Err = String;

    /// Reads `keycloak.example.com, 10.0.0.0/8`.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut it = Self::default();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            match (part.parse::<Network>(), Host::parse(part)) {
                (Ok(network), _) => it.networks.push(network),
                (Err(problem), _) if part.contains('/') => return Err(format!("{problem}.")),
                (_, Ok(Host::Domain(name))) => it.hosts.push(name.trim_end_matches('.').to_owned()),
                _ => return Err(format!("“{part}” is neither the name of a host nor a network.")),
            }
        }
        Ok(it)
    }
}

/// The addresses that may be asked.
#[derive(Clone, Debug)]
pub struct Reach {
    exceptions: Exceptions,
    is_development: bool,
}

/// Why an address may not be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is not encrypted.
    #[error("The address has to begin with https://.")]
    Scheme,
    /// It holds a user or a password.
    #[error("The address must not hold a user name or a password.")]
    Credentials,
    /// It is on an unusual port.
    #[error(
        "The address may name port 443 or 8443, unless whoever runs Muster lists its host in \
             MUSTER_PROVIDER_HOSTS."
    )]
    Port,
    /// It is inside a private network, or the machine itself.
    #[error(
        "The address is inside a private network. Whoever runs Muster can list its host in \
             MUSTER_PROVIDER_HOSTS."
    )]
    Private,
}

impl Reach {
    /// Public addresses over https, and the exceptions.
    pub fn production(exceptions: Exceptions) -> Self {
        Self { exceptions, is_development: false }
    }

    /// The same, and the machine itself, over http too.
    pub fn development(exceptions: Exceptions) -> Self {
        Self { exceptions, is_development: true }
    }

    /// Whether `url` may be asked, as far as it can be told before its name is looked up.
    pub fn check(&self, url: &Url) -> Result<(), Refusal> {
        let host = url.host().ok_or(Refusal::Scheme)?;
        let is_here = self.is_development && is_loopback(&host);
        match url.scheme() {
            "https" => {}
            "http" if is_here => {}
            _ => return Err(Refusal::Scheme),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::Credentials);
        }
        let address = match host {
            Host::Domain(name) => return Self::check_port(url, is_here || self.excepts(name)),
            Host::Ipv4(v4) => IpAddr::V4(v4),
            Host::Ipv6(v6) => IpAddr::V6(v6),
        };
        if !self.takes("", address) {
            return Err(Refusal::Private);
        }
        Self::check_port(url, is_here || self.excepts_address(address))
    }

    fn check_port(url: &Url, is_excepted: bool) -> Result<(), Refusal> {
        let is_usual = matches!(url.port_or_known_default(), Some(443 | 8443));
        if is_usual || is_excepted { Ok(()) } else { Err(Refusal::Port) }
    }

    fn excepts(&self, name: &str) -> bool {
        let name = name.trim_end_matches('.');
        self.exceptions.hosts.iter().any(|host| host.eq_ignore_ascii_case(name))
    }

    fn excepts_address(&self, address: IpAddr) -> bool {
        self.exceptions.networks.iter().any(|network| network.contains(address))
    }

    /// Whether the host `name`, found at `address`, may be asked there.
    fn takes(&self, name: &str, address: IpAddr) -> bool {
        let address = address.to_canonical();
        is_public(address)
            || self.excepts(name)
            || self.excepts_address(address)
            || (self.is_development && address.is_loopback())
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(v4) => v4.is_loopback(),
        Host::Ipv6(v6) => v6.is_loopback(),
    }
}

/// What IANA's registries of special-purpose addresses keep from the public network (RFC 6890 and after).
const SPECIAL: &[&str] = &[
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "3fff::/20",
];

fn networks<'a>(texts: impl IntoIterator<Item = &'a &'a str>) -> Vec<Network> {
    texts.into_iter().map(|text| text.parse().expect("the list is tested")).collect()
}

fn is_public(address: IpAddr) -> bool {
    static PRIVATE: LazyLock<Vec<Network>> = LazyLock::new(|| networks(SPECIAL));
    // Of IPv6 only this part is given out; all that translates to IPv4 lies outside or is listed above.
    static GIVEN_OUT: LazyLock<Vec<Network>> = LazyLock::new(|| networks(&["2000::/3"]));
    let is_given_out = address.is_ipv4() || GIVEN_OUT.iter().any(|network| network.contains(address));
    is_given_out && !PRIVATE.iter().any(|network| network.contains(address))
}

/// Looks names up once and gives only addresses within reach, so that no second lookup can say otherwise.
pub(super) struct Resolver(pub(super) Arc<Reach>);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = Arc::clone(&self.0);
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let taken: Vec<SocketAddr> = found.filter(|at| reach.takes(name.as_str(), at.ip())).collect();
            if taken.is_empty() {
                return Err(Refusal::Private.into());
            }
            Ok(Box::new(taken.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(reach: &Reach, url: &str) -> Result<(), Refusal> {
        reach.check(&url.parse().unwrap())
    }

    #[test]
    fn only_public_addresses_over_https_are_within_reach() {
        let reach = Reach::production(Exceptions::default());
        for (url, refusal) in [
            ("http://accounts.google.com", Refusal::Scheme),
            ("http://localhost", Refusal::Scheme),
            ("ftp://accounts.google.com", Refusal::Scheme),
            ("file:///etc/passwd", Refusal::Scheme),
            ("gopher://x.example/", Refusal::Scheme),
            ("https://u:p@accounts.google.com", Refusal::Credentials),
            ("https://u@accounts.google.com", Refusal::Credentials),
            ("https://accounts.google.com:22", Refusal::Port),
            ("https://accounts.google.com:6379", Refusal::Port),
            ("https://127.0.0.1", Refusal::Private),
            ("https://127.1", Refusal::Private),
            ("https://0177.0.0.1", Refusal::Private),
            ("https://0x7f000001", Refusal::Private),
            ("https://2130706433", Refusal::Private),
            ("https://0.0.0.0", Refusal::Private),
            ("https://10.1.2.3", Refusal::Private),
            ("https://100.64.0.1", Refusal::Private),
            ("https://169.254.169.254/latest/meta-data", Refusal::Private),
            ("https://172.31.255.255", Refusal::Private),
            ("https://192.168.1.1", Refusal::Private),
            ("https://198.19.0.1", Refusal::Private),
            ("https://224.0.0.1", Refusal::Private),
            ("https://255.255.255.255", Refusal::Private),
            ("https://[::]", Refusal::Private),
            ("https://[::1]", Refusal::Private),
            ("https://[::ffff:10.0.0.1]", Refusal::Private),
            ("https://[::10.0.0.1]", Refusal::Private),
            ("https://[64:ff9b::a00:1]", Refusal::Private),
            ("https://[2002:a00:1::]", Refusal::Private),
            ("https://[2001:0:a00:1::]", Refusal::Private),
            ("https://[fc00::1]", Refusal::Private),
            ("https://[fe80::1]", Refusal::Private),
            ("https://[ff02::1]", Refusal::Private),
            ("https://[2001:db8::1]", Refusal::Private),
        ] {
            assert_eq!(check(&reach, url), Err(refusal), "{url}");
        }
        for url in [
            "https://accounts.google.com",
            "https://login.example.com:8443/realms/a",
            "https://8.8.8.8",
            "https://[2606:4700::1111]",
        ] {
            assert_eq!(check(&reach, url), Ok(()), "{url}");
        }
    }

    #[test]
    fn the_operator_can_except_hosts_and_networks_but_not_encryption() {
        let exceptions: Exceptions = "Keycloak.intern.example, 10.1.0.0/16".parse().unwrap();
        let reach = Reach::production(exceptions);

        assert_eq!(check(&reach, "https://keycloak.intern.example:9443"), Ok(()));
        assert_eq!(check(&reach, "https://10.1.2.3:9443"), Ok(()));
        assert_eq!(check(&reach, "https://login.example.com:9443"), Err(Refusal::Port));
        assert_eq!(check(&reach, "https://10.2.2.3"), Err(Refusal::Private));
        assert_eq!(check(&reach, "http://10.1.2.3"), Err(Refusal::Scheme));
        let inside = "10.1.2.3".parse().unwrap();
        assert!(reach.takes("keycloak.intern.example", "192.168.0.9".parse().unwrap()));
        assert!(reach.takes("anything.example", inside));
        assert!(!reach.takes("anything.example", "192.168.0.9".parse().unwrap()));
    }

    #[test]
    fn exceptions_are_hosts_and_networks() {
        assert_eq!("".parse(), Ok(Exceptions::default()));
        for bad in ["10.1.2.3/8", "https://a.example", "a b", "10.0.0.0/99"] {
            assert!(bad.parse::<Exceptions>().is_err(), "{bad}");
        }
    }
}
