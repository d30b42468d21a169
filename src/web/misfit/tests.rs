//! What is told of which request.

use super::*;

const OURS: &str = "https://muster.example.com";

fn came(ours: &str, is_trusted: bool, headers: &[(&'static str, &str)]) -> Vec<Note> {
    let map =
        headers.iter().map(|(name, value)| (header::HeaderName::from_static(name), value.parse().unwrap()));
    let arrival =
        Arrival { neighbour: "10.0.3.7".parse().unwrap(), is_trusted, header: ProxyHeader::XForwardedFor };
    let map: HeaderMap = map.collect();
    notes(&Seen::of(&map, Some(arrival)).misfits(ours), false)
}

fn settings(ours: &str, is_trusted: bool, headers: &[(&'static str, &str)]) -> Vec<String> {
    came(ours, is_trusted, headers).into_iter().map(|note| note.set).collect()
}

#[test]
fn what_fits_is_not_talked_about() {
    let by_proxy =
        [("host", "muster.example.com"), ("x-forwarded-for", "192.0.2.1"), ("x-forwarded-proto", "https")];
    assert_eq!(settings(OURS, true, &by_proxy), Vec::<String>::new());
    let by_browser = [("host", "muster.example.com"), ("sec-fetch-site", "none")];
    assert_eq!(settings(OURS, false, &by_browser), Vec::<String>::new());
    for host in ["localhost:8080", "127.0.0.1:8080", "[::1]:8080"] {
        assert_eq!(settings("http://localhost:8080", false, &[("host", host)]), Vec::<String>::new());
    }
}

#[test]
fn another_host_or_port_names_the_base_address_to_set() {
    let ours = "http://localhost:8080";
    assert_eq!(
        settings(ours, false, &[("host", "192.168.1.5:8080")]),
        ["MUSTER_BASE_URL=http://192.168.1.5:8080"]
    );
    let form = [("host", "muster.lan"), ("origin", "https://muster.lan"), ("x-forwarded-for", "192.0.2.1")];
    assert_eq!(settings(ours, true, &form), ["MUSTER_BASE_URL=https://muster.lan"]);
    let elsewhere = [("host", "muster.lan:80"), ("origin", "https://evil.example")];
    assert_eq!(settings(ours, false, &elsewhere), ["MUSTER_BASE_URL=http://muster.lan"]);
}

#[test]
fn https_that_a_proxy_took_off_names_the_base_address_with_https() {
    for proto in [("x-forwarded-proto", "https"), ("forwarded", "for=192.0.2.1;proto=https")] {
        let headers = [("host", "muster.example.com"), ("x-forwarded-for", "192.0.2.1"), proto];
        assert_eq!(
            settings("http://muster.example.com", true, &headers),
            ["MUSTER_BASE_URL=https://muster.example.com"]
        );
    }
}

#[test]
fn cookies_that_cannot_come_back_over_plain_http_are_explained() {
    for headers in [
        &[("host", "muster.example.com")][..],
        &[("host", "muster.example.com"), ("origin", "http://muster.example.com")],
        &[("host", "muster.example.com"), ("x-forwarded-proto", "http")],
    ] {
        let notes = came(OURS, true, headers);
        assert_eq!(notes.len(), 1, "{headers:?}");
        assert!(notes[0].text.contains("cookies") && notes[0].set.ends_with(OURS), "{notes:?}");
    }
}

#[test]
fn a_proxy_that_is_not_believed_is_named_but_in_production() {
    let headers =
        [("host", "muster.example.com"), ("x-forwarded-for", "192.0.2.1"), ("x-forwarded-proto", "https")];
    assert_eq!(settings(OURS, false, &headers), ["MUSTER_TRUSTED_PROXIES=10.0.3.7"]);
    let proxy = Misfit::Proxy { neighbour: "10.0.3.7".parse().unwrap() };
    let told = proxy.note(true);
    assert!(told.set.starts_with("MUSTER_TRUSTED_PROXIES=") && !format!("{told:?}").contains("10.0.3.7"));
}

#[test]
fn a_proxy_that_writes_the_other_header_names_the_setting() {
    let headers = [("host", "muster.example.com"), ("forwarded", "for=192.0.2.1;proto=https")];
    assert_eq!(settings(OURS, true, &headers), ["MUSTER_PROXY_HEADER=forwarded"]);
}
