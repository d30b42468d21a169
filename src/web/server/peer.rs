//! Who is at the other end: the address that limits and the trail go by.

use super::ProxyHeader;
use crate::kernel::network::Network;
use poem::http::HeaderMap;
use std::net::{IpAddr, SocketAddr};

/// Whether `address` is one of the proxies that are believed.
pub fn is_trusted(address: IpAddr, trusted: &[Network]) -> bool {
    trusted.iter().any(|network| network.contains(address))
}

/// The address of the person's machine, as far as it can be believed. Follows the one header that the proxies
/// are said to write from its end, for as long as the hop that wrote the entry is trusted; what the client
/// itself wrote stands further left and is never reached. No other header is looked at.
pub fn find(
    neighbour: SocketAddr,
    headers: &HeaderMap,
    header: ProxyHeader,
    trusted: &[Network],
) -> SocketAddr {
    let lines: Vec<_> = headers.get_all(header.name()).iter().collect();
    let lines = lines.iter().rev().map(|line| line.to_str().unwrap_or_default());
    let mut peer = SocketAddr::new(neighbour.ip().to_canonical(), neighbour.port());
    for line in lines {
        for hop in hops(line, header).into_iter().rev() {
            match hop {
                Some(before) if is_trusted(peer.ip(), trusted) => peer = SocketAddr::new(before, 0),
                _ => return peer,
            }
        }
    }
    peer
}

/// The hops of one line of the header, in its order; none stands for what is no address.
fn hops(line: &str, header: ProxyHeader) -> Vec<Option<IpAddr>> {
    match header {
        ProxyHeader::XForwardedFor => line.split(',').map(|hop| address(hop.trim())).collect(),
        ProxyHeader::Forwarded => match elements(line) {
            Some(elements) => elements.iter().map(|element| forwarded_for(element)).collect(),
            None => vec![None],
        },
    }
}

/// The elements of RFC 7239 §4, each a list of names and values; none if a quote is not closed.
fn elements(line: &str) -> Option<Vec<Vec<(String, String)>>> {
    let (mut all, mut pairs) = (Vec::new(), Vec::new());
    let (mut name, mut value, mut is_value) = (String::new(), String::new(), false);
    let mut letters = line.chars();
    let mut is_over = false;
    while !is_over {
        match letters.next() {
            Some('"') if is_value && value.is_empty() => value = quoted(&mut letters)?,
            Some('=') if !is_value => is_value = true,
            Some(letter) if !matches!(letter, ',' | ';') => {
                if is_value { &mut value } else { &mut name }.push(letter);
            }
            end => {
                let pair = (std::mem::take(&mut name), std::mem::take(&mut value));
                pairs.push((pair.0.trim().to_ascii_lowercase(), pair.1.trim().to_owned()));
                is_value = false;
                is_over = end.is_none();
                if end != Some(';') {
                    all.push(std::mem::take(&mut pairs));
                }
            }
        }
    }
    Some(all)
}

/// The rest of a quoted string.
fn quoted(letters: &mut std::str::Chars<'_>) -> Option<String> {
    let mut text = String::new();
    loop {
        match letters.next()? {
            '"' => return Some(text),
            '\\' => text.push(letters.next()?),
            letter => text.push(letter),
        }
    }
}

/// Whom an element is about, if it says so exactly once.
fn forwarded_for(element: &[(String, String)]) -> Option<IpAddr> {
    let mut about = element.iter().filter(|(name, _)| name == "for").map(|(_, value)| value);
    let (value, None) = (about.next()?, about.next()) else { return None };
    address(value)
}

/// An address, with or without a port.
fn address(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(hop);
    let address =
        bare.parse().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|with_port| with_port.ip()));
    address.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(header: ProxyHeader, neighbour: &str, lines: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("x-real-ip", "6.6.6.6"),
            ("true-client-ip", "6.6.6.6"),
            ("x-forwarded-for", "6.6.6.6"),
            ("forwarded", "for=6.6.6.6"),
        ] {
            headers.insert(name, value.parse().unwrap());
        }
        headers.remove(header.name());
        for line in lines {
            headers.append(header.name(), line.parse().unwrap());
        }
        let trusted: Vec<Network> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        let neighbour = SocketAddr::new(neighbour.parse().unwrap(), 4711);
        find(neighbour, &headers, header, &trusted).ip().to_string()
    }

    fn peer(neighbour: &str, lines: &[&str], trusted: &[&str]) -> String {
        by(ProxyHeader::XForwardedFor, neighbour, lines, trusted)
    }

    fn forwarded(lines: &[&str]) -> String {
        by(ProxyHeader::Forwarded, "10.0.0.1", lines, &["10.0.0.0/8", "fd00::/8"])
    }

    #[test]
    fn nobody_is_believed_by_default() {
        assert_eq!(peer("203.0.113.9", &["6.6.6.6"], &[]), "203.0.113.9");
        assert_eq!(by(ProxyHeader::Forwarded, "203.0.113.9", &["for=6.6.6.6"], &[]), "203.0.113.9");
    }

    #[test]
    fn somebody_who_is_no_proxy_of_ours_is_not_believed() {
        assert_eq!(peer("203.0.113.9", &["6.6.6.6"], &["10.0.0.0/8"]), "203.0.113.9");
    }

    #[test]
    fn a_proxy_of_ours_tells_the_address_and_the_client_cannot_add_to_it() {
        assert_eq!(peer("10.0.0.1", &["6.6.6.6, 203.0.113.9"], &["10.0.0.0/8"]), "203.0.113.9");
        assert_eq!(peer("10.0.0.1", &["6.6.6.6", "203.0.113.9, 10.0.0.2"], &["10.0.0.0/8"]), "203.0.113.9");
        assert_eq!(peer("::ffff:10.0.0.1", &["[2001:db8::7]:4711"], &["10.0.0.0/8"]), "2001:db8::7");
        assert_eq!(peer("10.0.0.1", &["203.0.113.9:4711"], &["10.0.0.0/8"]), "203.0.113.9");
    }

    #[test]
    fn what_is_no_address_ends_the_chain() {
        assert_eq!(peer("10.0.0.1", &["6.6.6.6, unknown"], &["10.0.0.0/8"]), "10.0.0.1");
        assert_eq!(peer("10.0.0.1", &["6.6.6.6,"], &["10.0.0.0/8"]), "10.0.0.1");
        assert_eq!(peer("10.0.0.1", &[], &["10.0.0.0/8"]), "10.0.0.1");
    }

    #[test]
    fn the_standard_header_is_read_as_the_standard_writes_it() {
        for lines in [
            &["for=6.6.6.6, for=203.0.113.9;proto=https;by=10.0.0.9"][..],
            &["for=6.6.6.6", "By=10.0.0.9 ; FOR=\"203.0.113.9:4711\", for=10.0.0.2"],
            &["for=\"6.6.6.6, for=203.0.113.8\", for=203.0.113.9"],
            &["for=203.0.113.9;host=\"a\\\",for=6.6.6.6\""],
        ] {
            assert_eq!(forwarded(lines), "203.0.113.9", "{lines:?}");
        }
        assert_eq!(forwarded(&["for=6.6.6.6, For=\"[2001:db8:cafe::17]:4711\""]), "2001:db8:cafe::17");
        assert_eq!(forwarded(&["for=203.0.113.9, for=\"[fd00::2]\""]), "203.0.113.9");
    }

    #[test]
    fn a_standard_header_that_hides_or_garbles_an_address_ends_the_chain() {
        for line in [
            "for=6.6.6.6, for=unknown",
            "for=6.6.6.6, for=_hidden",
            "for=6.6.6.6, proto=https",
            "for=6.6.6.6, for=203.0.113.9;for=6.6.6.6",
            "for=6.6.6.6, for=\"203.0.113.9",
            "for=6.6.6.6,",
            "203.0.113.9",
            "",
        ] {
            assert_eq!(forwarded(&[line]), "10.0.0.1", "{line}");
        }
    }
}
