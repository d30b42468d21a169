//! Who is at the other end: the address that limits and the trail go by.

use crate::kernel::network::Network;
use poem::http::HeaderMap;
use std::net::{IpAddr, SocketAddr};

/// The address of the person's machine, as far as it can be believed. Follows `X-Forwarded-For` from its end,
/// for as long as the hop that wrote the entry is trusted; what the client itself wrote stands further left
/// and is never reached. No other header is looked at.
pub fn find(neighbour: SocketAddr, headers: &HeaderMap, trusted: &[Network]) -> SocketAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let lines: Vec<_> = headers.get_all("x-forwarded-for").iter().collect();
    let hops = lines.iter().rev().flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
    let mut peer = SocketAddr::new(neighbour.ip().to_canonical(), neighbour.port());
    for hop in hops {
        match parse(hop.trim()) {
            Some(before) if is_trusted(peer.ip()) => peer = SocketAddr::new(before, 0),
            _ => break,
        }
    }
    peer
}

/// An address, with or without a port.
fn parse(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(hop);
    let address =
        bare.parse().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|with_port| with_port.ip()));
    address.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(neighbour: &str, lines: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        headers.insert("x-real-ip", "6.6.6.6".parse().unwrap());
        headers.insert("forwarded", "for=6.6.6.6".parse().unwrap());
        let trusted: Vec<Network> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        find(SocketAddr::new(neighbour.parse().unwrap(), 4711), &headers, &trusted).ip().to_string()
    }

    #[test]
    fn nobody_is_believed_by_default() {
        assert_eq!(peer("203.0.113.9", &["6.6.6.6"], &[]), "203.0.113.9");
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
}
