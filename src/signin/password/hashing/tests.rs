//! What a hash promises.

use super::*;
use crate::kernel::env::Timestamp;
use crate::kernel::secret::Secret;

const CHEAP: Cost = Cost { memory_kib: 64, passes: 1 };

fn env() -> Env {
    Env::fixed(Timestamp::UNIX_EPOCH, 1)
}

#[tokio::test]
async fn a_hash_fits_its_password_in_any_spelling_of_the_same_letters_and_no_other() {
    let hashing = Hashing::new(CHEAP, 1, 4).unwrap();
    let password = Password::given("caf\u{e9} opens at seven").unwrap();
    let stored = hashing.hash(&env(), &password).await.unwrap();

    let decomposed = Password::given("cafe\u{301} opens at seven").unwrap();
    let other = Password::given("Caf\u{e9} opens at seven").unwrap();

    assert!(hashing.verify(&decomposed, Some(&stored)).await.unwrap());
    assert!(!hashing.verify(&other, Some(&stored)).await.unwrap());
    assert!(!hashing.verify(&password, None).await.unwrap());
    assert!(stored.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{stored}");
}

#[tokio::test]
async fn a_hash_of_another_cost_still_fits_and_is_outdated() {
    let password = Password::given("correct horse battery staple").unwrap();
    let old = Hashing::new(CHEAP, 1, 4).unwrap();
    let new = Hashing::new(Cost { memory_kib: 128, passes: 2 }, 1, 4).unwrap();
    let stored = old.hash(&env(), &password).await.unwrap();

    assert!(new.verify(&password, Some(&stored)).await.unwrap());
    assert!(new.is_outdated(&stored) && !old.is_outdated(&stored));
}

#[tokio::test]
async fn who_comes_when_the_queue_is_full_is_turned_away_and_memory_is_shared() {
    let hashing = Hashing::new(Cost { memory_kib: 8192, passes: 1 }, 1, 2).unwrap();
    let password = Password::given("correct horse battery staple").unwrap();
    let tries = (0..8).map(|_| hashing.verify(&password, None));

    let answers = futures_util::future::join_all(tries).await;

    let refused = answers.iter().filter(|a| matches!(a, Err(Error::Unavailable(_)))).count();
    assert_eq!(refused, 5, "one works and two wait");
    assert_eq!(unpoisoned(&hashing.0.buffers).len(), 1, "one permit has one block of memory");
}

fn peppers(ids: &[i64]) -> Peppers {
    Peppers::new(ids.iter().map(|id| (*id, Secret::new(format!("pepper {id}").into_bytes()))))
}

#[tokio::test]
async fn a_hash_says_which_pepper_it_needs_and_does_not_fit_with_another() {
    let password = Password::given("correct horse battery staple").unwrap();
    let (plain, first, both) = (cheap(&[]), cheap(&[1]), cheap(&[1, 2]));
    let unpeppered = plain.hash(&env(), &password).await.unwrap();
    let stored = first.hash(&env(), &password).await.unwrap();

    assert!(stored.starts_with("$argon2id$v=19$m=64,t=1,p=1,keyid=MQ$"), "{stored}");
    assert!(first.verify(&password, Some(&stored)).await.unwrap());
    assert!(both.verify(&password, Some(&stored)).await.unwrap());
    assert!(both.verify(&password, Some(&unpeppered)).await.unwrap());
    assert!(!first.verify(&Password::given("another").unwrap(), Some(&stored)).await.unwrap());
    assert!(!both.verify(&password, Some(&stored.replace("keyid=MQ", "keyid=Mg"))).await.unwrap());
    assert!(!both.verify(&password, Some(&stored.replace(",keyid=MQ", ""))).await.unwrap());
    assert!(plain.verify(&password, Some(&stored)).await.is_err() && !plain.knows(&stored));
    assert!(both.is_outdated(&stored) && both.is_outdated(&unpeppered) && !first.is_outdated(&stored));
}

const BCRYPT: &str = "$2b$04$IKwT7yNqX3pm08fP7LXPVOfIByASrmtfiGwqHk3lN080eAVoNRrYe";

#[tokio::test]
async fn a_hash_of_another_program_fits_costs_one_hash_and_is_outdated() {
    let hashing = cheap(&[1]);
    let right = Password::given("Eleven quiet milling machines, gr\u{fc}n").unwrap();
    let wrong = Password::given("Eleven quiet milling machines").unwrap();

    assert!(hashing.verify(&right, Some(BCRYPT)).await.unwrap());
    assert!(!hashing.verify(&wrong, Some(BCRYPT)).await.unwrap());
    assert_eq!(hashing.hashes(), 2);
    assert!(hashing.is_outdated(BCRYPT) && hashing.knows(BCRYPT));
}

#[tokio::test]
async fn an_address_that_is_nobodys_costs_one_hash_always_the_same_and_of_either_kind() {
    let hashing = cheap(&[1]);
    let password = Password::given("correct horse battery staple").unwrap();
    hashing.imitate(vec![BCRYPT.into()]);
    // bcrypt needs no memory of ours: what is left of it tells which kind it was.
    let mut kinds = [0, 0];
    for n in 0..20 {
        let mut seen = Vec::new();
        for _ in 0..2 {
            unpoisoned(&hashing.0.buffers).clear();
            assert!(!hashing.verify_nobody(&password, &format!("{n}@contoso.example")).await.unwrap());
            seen.push(unpoisoned(&hashing.0.buffers)[0].is_empty());
        }
        assert_eq!(seen[0], seen[1]);
        kinds[usize::from(seen[0])] += 1;
    }

    assert_eq!(hashing.hashes(), 40);
    assert!(kinds[0] >= 4 && kinds[1] >= 4, "{kinds:?}");
}

fn cheap(ids: &[i64]) -> Hashing {
    let hashing = Hashing::new(CHEAP, 1, 4).unwrap();
    hashing.season(peppers(ids));
    hashing
}
