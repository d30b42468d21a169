//! From the text of a variable to a value, or to a sentence that says what is wrong with it.

use crate::kernel::network::Network;
use std::{ops::RangeInclusive, str::FromStr};
use url::{Host, Url};

/// A whole number within `range`.
pub fn number<T>(range: RangeInclusive<T>) -> impl Fn(&str) -> Result<T, String>
where
    T: FromStr + PartialOrd + std::fmt::Display,
{
    move |text| match text.parse() {
        Ok(number) if range.contains(&number) => Ok(number),
        _ => Err(format!("“{text}” is not a whole number from {} to {}.", range.start(), range.end())),
    }
}

/// A number of bytes: `10485760`, `10240 KB`, `10 MB` or `1 GB`, the letters standing for powers of 1024.
pub fn bytes(text: &str) -> Result<u64, String> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let factor: u64 = match unit.trim().to_ascii_uppercase().as_str() {
        "" | "B" => 1,
        "K" | "KB" | "KIB" => 1 << 10,
        "M" | "MB" | "MIB" => 1 << 20,
        "G" | "GB" | "GIB" => 1 << 30,
        _ => return Err(format!("“{text}” is not a size: a number and perhaps KB, MB or GB.")),
    };
    let bytes = number.parse::<u64>().ok().and_then(|n| n.checked_mul(factor));
    match bytes {
        Some(bytes) if (1024..=4 << 30).contains(&bytes) => Ok(bytes),
        Some(_) => Err(format!("“{text}” is not between 1 KB and 4 GB.")),
        None => Err(format!("“{text}” is not a size: a number and perhaps KB, MB or GB.")),
    }
}

/// On or off.
pub fn switch(text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(format!("“{text}” is neither on nor off.")),
    }
}

/// Networks separated by commas; none at all is fine.
pub fn networks(text: &str) -> Result<Vec<Network>, String> {
    let each = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    each.map(|part| part.parse().map_err(|e| format!("{e}."))).collect()
}

/// The address of the installation: http or https, a host, no path.
pub fn base_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|e| format!("“{text}” is not an address: {e}."))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("It must not hold a user name or a password.".to_owned());
    }
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("“{text}” has to begin with https:// or http://."));
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(format!("“{text}” has to end after the host: Muster cannot live under a path."));
    }
    Ok(url)
}

/// Refuses an address in which the password holds a character that ends it: what follows would be taken for a path or
/// a query, and what stands before it would be shown as the host.
pub fn whole_credentials(url: &Url) -> Result<(), String> {
    let after = [Some(url.path()), url.query(), url.fragment()];
    match url.fragment().is_some() || after.iter().flatten().any(|part| part.contains('@')) {
        false => Ok(()),
        true => Err("A password with ?, # or / in it is cut off there. Write %3F for ?, %23 for # and %2F for /, and \
                     %40 for an @ after the host."
            .to_owned()),
    }
}

/// Whether the host of `url` is this machine itself.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
