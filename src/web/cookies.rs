//! Cookies, read and set by hand: four attributes that must never be forgotten, in one place.

use poem::{Request, http::HeaderValue};

/// The value of the cookie `name` that a request carries.
pub fn read<'a>(req: &'a Request, is_secure: bool, name: &str) -> Option<&'a str> {
    let name = full_name(is_secure, name);
    req.headers()
        .get_all("cookie")
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// A `Set-Cookie` header: HttpOnly, SameSite=Lax, the whole site, and `__Host-` with Secure over https.
/// Without `max_age_s` it lives as long as the browser; 0 removes it.
pub fn set(is_secure: bool, name: &str, value: &str, max_age_s: Option<u64>) -> HeaderValue {
    let mut text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax", full_name(is_secure, name));
    if is_secure {
        text.push_str("; Secure");
    }
    if let Some(seconds) = max_age_s {
        text.push_str(&format!("; Max-Age={seconds}"));
    }
    HeaderValue::from_str(&text).expect("cookie values of ours are plain letters")
}

fn full_name(is_secure: bool, name: &str) -> String {
    if is_secure { format!("__Host-{name}") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_https_a_cookie_is_bound_to_the_host() {
        let cookie = set(true, "sid", "abc", None);
        assert_eq!(cookie, "__Host-sid=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
        let req = Request::builder().header("cookie", "sid=forged; __Host-sid=abc").finish();
        assert_eq!(read(&req, true, "sid"), Some("abc"));
    }
}
