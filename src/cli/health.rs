//! `muster health`: the check of a container that holds no other program.

use crate::config::HttpConfig;
use std::{
    io::{self, Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    time::Duration,
};

const TIMEOUT: Duration = Duration::from_secs(4);

/// Asks the Muster that listens on this machine for its status. An error says why it is not well.
pub fn health(config: &HttpConfig) -> io::Result<()> {
    let address = near(config.listen);
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)
        .map_err(|error| io::Error::new(error.kind(), format!("nobody answers on {address}: {error}")))?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    let request = format!("GET /status HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", config.host());
    stream.write_all(request.as_bytes())?;
    let mut line = [0; 12];
    stream.read_exact(&mut line)?;
    match &line {
        b"HTTP/1.1 200" => Ok(()),
        _ => Err(io::Error::other(format!("it answered {}", String::from_utf8_lossy(&line)))),
    }
}

/// The listening address as this machine itself reaches it.
fn near(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}
