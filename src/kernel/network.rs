//! Networks as operators write them: `10.0.0.0/8`, `fd00::/8` or one address.

use std::{fmt, net::IpAddr, str::FromStr};

/// All addresses that share the first `bits` bits of `address`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// Whether `address` lies inside. An IPv4 address written as IPv6 (`::ffff:10.0.0.1`) counts as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        let (ours, width) = number(self.address);
        let (theirs, their_width) = number(address.to_canonical());
        let shift = u32::from(width - self.bits);
        width == their_width && ours.checked_shr(shift).unwrap_or(0) == theirs.checked_shr(shift).unwrap_or(0)
    }
}

/// The address as a number, and how many bits wide it is.
fn number(address: IpAddr) -> (u128, u8) {
    match address {
        IpAddr::V4(v4) => (u128::from(u32::from(v4)), 32),
        IpAddr::V6(v6) => (u128::from(v6), 128),
    }
}

/// Why a text is no network, in words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NetworkError {
    /// The part before the slash is not an address.
    #[error("“{0}” is not an IP address")]
    Address(String),
    /// The part after the slash is not a number of bits that fits.
    #[error("the number after the slash in “{text}” has to be from 0 to {most}")]
    Bits {
        /// The whole text.
        text: String,
        /// The largest number that fits this kind of address.
        most: u8,
    },
    /// The address goes on after the bits that count, which is usually a slip.
    #[error("“{text}” names one address inside a network; the network itself is {network}")]
    Inside {
        /// The whole text.
        text: String,
        /// What was probably meant.
        network: Network,
    },
}

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let (start, bits) = text.split_once('/').map_or((text, None), |(start, bits)| (start, Some(bits)));
        let address: IpAddr = start.parse().map_err(|_| NetworkError::Address(start.to_owned()))?;
        let (value, most) = number(address);
        let bits = match bits {
            None => most,
            Some(digits) => match digits.parse() {
                Ok(bits) if bits <= most && digits.bytes().all(|b| b.is_ascii_digit()) => bits,
                _ => return Err(NetworkError::Bits { text: text.to_owned(), most }),
            },
        };
        let shift = u32::from(most - bits);
        let first = value.checked_shr(shift).and_then(|kept| kept.checked_shl(shift)).unwrap_or(0);
        let network = Self { address: from_number(first, address), bits };
        if network.address == address {
            Ok(network)
        } else {
            Err(NetworkError::Inside { text: text.to_owned(), network })
        }
    }
}

/// The number as an address of the same kind as `like`.
fn from_number(number: u128, like: IpAddr) -> IpAddr {
    match (like, u32::try_from(number)) {
        (IpAddr::V4(_), Ok(number)) => IpAddr::V4(number.into()),
        _ => IpAddr::V6(number.into()),
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(network: &str, address: &str) -> bool {
        network.parse::<Network>().unwrap().contains(address.parse().unwrap())
    }

    #[test]
    fn a_network_holds_its_own_addresses_and_no_others() {
        for (network, inside, outside) in [
            ("10.0.0.0/8", "10.255.255.255", "11.0.0.0"),
            ("172.16.0.0/12", "172.31.9.9", "172.32.0.0"),
            ("192.168.1.7", "192.168.1.7", "192.168.1.6"),
            ("fd00::/8", "fdff::1", "fe00::1"),
            ("::1", "::1", "::2"),
            ("0.0.0.0/0", "255.1.2.3", "::5"),
            ("::/0", "2001:db8::1", "10.0.0.1"),
        ] {
            assert!(holds(network, inside), "{inside} is in {network}");
            assert!(!holds(network, outside), "{outside} is not in {network}");
        }
    }

    #[test]
    fn an_ipv4_address_in_ipv6_clothes_is_seen_through() {
        assert!(holds("127.0.0.0/8", "::ffff:127.0.0.1"));
    }

    #[test]
    fn what_is_no_network_is_refused_with_the_reason() {
        for (text, reason) in [
            ("proxy", "“proxy” is not an IP address"),
            ("10.0.0.0/33", "the number after the slash in “10.0.0.0/33” has to be from 0 to 32"),
            ("10.0.0.0/+8", "the number after the slash in “10.0.0.0/+8” has to be from 0 to 32"),
            ("::/", "the number after the slash in “::/” has to be from 0 to 128"),
            (
                "10.1.2.3/8",
                "“10.1.2.3/8” names one address inside a network; the network itself is 10.0.0.0/8",
            ),
        ] {
            assert_eq!(text.parse::<Network>().unwrap_err().to_string(), reason);
        }
    }
}
