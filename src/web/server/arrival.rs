//! What is known of how a request came to the front door, before anybody was believed.

use std::net::IpAddr;

/// The header in which reverse proxies tell whom they speak for. A proxy writes one of them and passes the
/// other on as the client sent it, so only one can be believed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProxyHeader {
    /// `X-Forwarded-For`, which most proxies write.
    #[default]
    XForwardedFor,
    /// `Forwarded`, the standard (RFC 7239).
    Forwarded,
}

impl ProxyHeader {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::XForwardedFor => "x-forwarded-for",
            Self::Forwarded => "forwarded",
        }
    }

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::XForwardedFor => Self::Forwarded,
            Self::Forwarded => Self::XForwardedFor,
        }
    }
}

/// How a request came in. On every request that came through the front door.
#[derive(Clone, Copy, Debug)]
pub struct Arrival {
    /// The machine at the other end of the connection: the person's, or a proxy.
    pub neighbour: IpAddr,
    /// Whether that is a proxy which is believed.
    pub is_trusted: bool,
    /// The header that is looked at then.
    pub header: ProxyHeader,
}
