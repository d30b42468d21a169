//! Seals what the database holds but must not show: secrets of second steps, of providers, letters with tokens.
//! Whoever has the database and not the keys has nothing; whoever can write to it cannot move a sealed value to
//! another row. AES-256-GCM (NIST SP 800-38D); the keys come from the configuration and are named in each text,
//! so that they can be changed.

#[macro_use]
mod column;
mod check;
mod rotate;

pub use check::{Mark, check, mark, ready};
pub use column::{Place, SealedColumn};
pub use rotate::{Rotated, rotate};

use super::{Error, Result, env::Env, secret::Secret};
use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hkdf,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use std::{collections::BTreeMap, sync::Arc};

/// What every sealed text begins with: the form it is written in.
pub const FORM: &str = "v1.";

/// The key that is worked out from the key of the installation, or from a former one that is given by this name. It
/// opens always, and seals where no other is given.
pub const FIRST: &str = "first";

/// The longest name of a key.
const ID_MAX: usize = 32;

/// A key to seal with, under the name that sealed texts carry.
#[derive(Clone, Debug)]
pub struct GivenKey {
    /// Its name: small letters, digits and dashes.
    pub id: String,
    /// Its text, of at least 32 characters of pure chance.
    pub text: Secret<String>,
}

/// Whether a key may be called `id`.
pub fn is_key_id(id: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=ID_MAX).contains(&id.len()) && id.bytes().all(is_plain)
}

/// All keys of the installation. One of them seals, every one opens.
#[derive(Clone)]
pub struct Keyring(Arc<Inner>);

struct Inner {
    current: String,
    keys: BTreeMap<String, LessSafeKey>,
}

impl Keyring {
    /// The keys that were `given`, the first of which seals, and the one worked out from the key of the
    /// installation; from a former one where that is among them, so that what it has sealed opens.
    pub fn new(given: &[GivenKey], installation: &Secret<Vec<u8>>) -> Self {
        let current = given.first().map_or(FIRST, |key| &key.id).to_owned();
        let mut keys = BTreeMap::from([(FIRST.to_owned(), derive(FIRST, installation.expose()))]);
        keys.extend(given.iter().map(|key| (key.id.clone(), derive(&key.id, key.text.expose().as_bytes()))));
        Self(Arc::new(Inner { current, keys }))
    }

    /// Seals `plain` for one place: `v1.<key>.<nonce, ciphertext and tag>`. No two texts are the same.
    pub fn seal(&self, place: &Place, plain: impl AsRef<[u8]>, env: &Env) -> String {
        let Inner { current, keys } = &*self.0;
        let nonce: [u8; NONCE_LEN] = env.bytes();
        let mut sealed = plain.as_ref().to_vec();
        keys[current]
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                associated(current, place),
                &mut sealed,
            )
            .expect("AES-GCM takes up to 64 GiB");
        let whole = [nonce.as_slice(), &sealed].concat();
        format!("{FORM}{current}.{}", URL_SAFE_NO_PAD.encode(whole))
    }

    /// What was sealed for this place. One error, whatever is wrong.
    pub fn open(&self, place: &Place, sealed: &str) -> Result<Secret<Vec<u8>>> {
        let wrong = || Error::Internal(anyhow::anyhow!("a sealed value of {place} does not open"));
        self.try_open(place, sealed).map(Secret::new).ok_or_else(wrong)
    }

    /// The same, for what is text.
    pub fn open_text(&self, place: &Place, sealed: &str) -> Result<Secret<String>> {
        let plain = self.open(place, sealed)?;
        let text = String::from_utf8(plain.expose().clone());
        Ok(Secret::new(text.map_err(|_| anyhow::anyhow!("a sealed value of {place} is no text"))?))
    }

    fn try_open(&self, place: &Place, sealed: &str) -> Option<Vec<u8>> {
        let id = key_of(sealed)?;
        let key = self.0.keys.get(id)?;
        let mut whole = URL_SAFE_NO_PAD.decode(&sealed[FORM.len() + id.len() + 1..]).ok()?;
        let (nonce, sealed) = whole.split_at_mut_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        key.open_in_place(nonce, associated(id, place), sealed).ok().map(|plain| plain.to_vec())
    }

    /// The name of the key that seals.
    pub fn current(&self) -> &str {
        &self.0.current
    }

    /// The names of all keys.
    pub fn ids(&self) -> Vec<&str> {
        self.0.keys.keys().map(String::as_str).collect()
    }
}

/// The name of the key that a text was sealed with; none if it is not sealed.
pub fn key_of(sealed: &str) -> Option<&str> {
    let (id, _) = sealed.strip_prefix(FORM)?.split_once('.')?;
    is_key_id(id).then_some(id)
}

/// Form, key and place are covered by the tag too.
fn associated(key: &str, place: &Place) -> Aad<String> {
    Aad::from(format!("{FORM}{key}.{place}"))
}

/// HKDF-SHA-256 (RFC 5869): the same text under another name is another key.
fn derive(id: &str, text: &[u8]) -> LessSafeKey {
    let secret = hkdf::Salt::new(hkdf::HKDF_SHA256, b"muster sealing key").extract(text);
    let info = [id.as_bytes()];
    let bytes = secret.expand(&info, &AES_256_GCM).expect("32 bytes are within what HKDF gives");
    LessSafeKey::new(UnboundKey::from(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::env::Timestamp;

    static SECRET: SealedColumn = SealedColumn::new("totps", "secret");

    fn env() -> Env {
        Env::fixed(Timestamp::UNIX_EPOCH, 1)
    }

    fn given(id: &str, text: &str) -> GivenKey {
        GivenKey { id: id.into(), text: Secret::new(text.into()) }
    }

    fn installation() -> Secret<Vec<u8>> {
        Secret::new(b"what openssl rand -base64 48 says".to_vec())
    }

    fn ring(given: &[GivenKey]) -> Keyring {
        Keyring::new(given, &installation())
    }

    #[test]
    fn what_is_sealed_opens_in_its_place_and_nowhere_else() {
        let (ring, place) = (ring(&[]), SECRET.of(&[&7]));
        let sealed = ring.seal(&place, "JBSWY3DPEHPK3PXP", &env());

        assert!(sealed.starts_with("v1.first.") && !sealed.contains("JBSWY3DP"), "{sealed}");
        assert_eq!(ring.open_text(&place, &sealed).unwrap().expose(), "JBSWY3DPEHPK3PXP");
        for other in [SECRET.of(&[&8]), SealedColumn::new("totps", "other").of(&[&7])] {
            assert!(ring.open(&other, &sealed).is_err(), "{other}");
        }
    }

    #[test]
    fn no_two_sealed_texts_are_the_same() {
        let (ring, env, place) = (ring(&[]), env(), SECRET.of(&[&7]));

        assert_ne!(ring.seal(&place, "same", &env), ring.seal(&place, "same", &env));
    }

    #[test]
    fn every_damage_gives_the_same_answer() {
        let (ring, place) = (ring(&[given("b", "another key of the same ring....")]), SECRET.of(&[&7]));
        let sealed = ring.seal(&place, "secret", &env());
        let told = |text: &str| format!("{:?}", ring.open(&place, text).unwrap_err());
        let mut wrong: Vec<String> = ["", "v1.", "v1.b", "v1.b.", "v1.b.AAAA", "v1.unknown.AAAA", "secret"]
            .map(str::to_owned)
            .to_vec();
        for at in 0..sealed.len() {
            let mut bytes = sealed.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            wrong.push(String::from_utf8(bytes).unwrap());
        }
        wrong.push(sealed.replace("v1.b.", "v1.first."));

        let answers: std::collections::BTreeSet<_> = wrong.iter().map(|text| told(text)).collect();

        assert_eq!(answers.len(), 1, "{answers:?}");
    }

    #[test]
    fn a_new_key_seals_and_the_old_ones_still_open() {
        let place = SECRET.of(&[&7]);
        let old = ring(&[given("2026", "the key of the year 2026........")]);
        let new = ring(&[
            given("2027", "the key of the year 2027........"),
            given("2026", "the key of the year 2026........"),
        ]);
        let (first, second) = (ring(&[]).seal(&place, "1", &env()), old.seal(&place, "2", &env()));
        let third = new.seal(&place, "3", &env());

        for (sealed, plain) in [(&first, "1"), (&second, "2"), (&third, "3")] {
            assert_eq!(new.open_text(&place, sealed).unwrap().expose(), plain);
        }
        assert_eq!((key_of(&third), new.current()), (Some("2027"), "2027"));
        assert!(old.open(&place, &third).is_err());
        assert!(
            Keyring::new(&[], &Secret::new(b"another installation".to_vec())).open(&place, &first).is_err()
        );
    }

    #[test]
    fn the_form_is_what_others_can_compute() {
        // HKDF-SHA-256 and AES-256-GCM by another implementation, nonce 000102030405060708090a0b.
        let place = SECRET.of(&[&"1f"]);
        let sealed = VECTOR;

        assert_eq!(ring(&[]).open_text(&place, sealed).unwrap().expose(), "correct horse");
    }

    const VECTOR: &str = "v1.first.AAECAwQFBgcICQoLlNudu2uqOjuCpsk3avSb2pUZBCN6qz6qqCmySNc";

    #[test]
    fn names_of_keys_are_plain() {
        for id in ["first", "2027-01", "a"] {
            assert!(is_key_id(id), "{id}");
        }
        for id in ["", "A", "a.b", "a b", "a_b", "ä", &"a".repeat(33)] {
            assert!(!is_key_id(id), "{id}");
        }
    }
}
