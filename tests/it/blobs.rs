//! The file store: what was put in comes out, or an error does.

use crate::support::*;
use futures_util::StreamExt;
use muster::{
    blobs::{Blobs, Kept, Watcher, Whole},
    kernel::{Error, hash::Sha256, id::OrgId},
};
use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

const ORG: OrgId = CONTOSO.id;

fn store() -> (TempDir, Blobs) {
    let dir = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(dir.path().join("blobs")).unwrap();
    (dir, blobs)
}

async fn arrive(blobs: &Blobs, bytes: &[u8]) -> Whole {
    let mut incoming = blobs.begin(ORG);
    for piece in bytes.chunks(70_001) {
        incoming.write(piece).await.unwrap();
    }
    assert_eq!(incoming.size(), bytes.len() as u64);
    incoming.finish().await.unwrap()
}

async fn put(blobs: &Blobs, bytes: &[u8]) -> Kept {
    arrive(blobs, bytes).await.keep().await.unwrap()
}

/// Everything that comes out, and how it ends.
async fn read(blobs: &Blobs, sha256: Sha256) -> (Vec<u8>, Result<(), String>) {
    let outgoing = match blobs.get(ORG, sha256).await {
        Ok(outgoing) => outgoing,
        Err(error) => return (vec![], Err(format!("{error:?}"))),
    };
    let (mut bytes, mut stream) = (Vec::new(), Box::pin(outgoing.into_stream()));
    while let Some(piece) = stream.next().await {
        match piece {
            Ok(piece) => bytes.extend_from_slice(&piece),
            Err(error) => return (bytes, Err(error.to_string())),
        }
    }
    (bytes, Ok(()))
}

fn a_file(len: usize) -> Vec<u8> {
    (0..len).map(|n| u8::try_from(n * 7 % 251).unwrap()).collect()
}

fn path_of(dir: &TempDir, sha256: Sha256) -> PathBuf {
    let digits = sha256.to_string();
    dir.path().join("blobs").join(ORG.to_string()).join(&digits[..2]).join(digits)
}

fn temps(dir: &TempDir) -> usize {
    fs::read_dir(dir.path().join("blobs/incoming")).unwrap().count()
}

fn break_byte(path: &Path, at: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[at] ^= 1;
    fs::write(path, bytes).unwrap();
}

#[tokio::test]
async fn what_goes_in_comes_out_and_lies_under_its_digest() {
    let (dir, blobs) = store();
    for len in [0, 1, 262_143, 262_144, 262_145, 1_000_000] {
        let bytes = a_file(len);

        let kept = put(&blobs, &bytes).await;

        assert_eq!((kept.sha256, kept.size), (Sha256::of(&bytes), len as u64));
        assert_eq!(fs::read(path_of(&dir, kept.sha256)).unwrap(), bytes);
        assert_eq!(read(&blobs, kept.sha256).await, (bytes, Ok(())), "{len}");
        assert_eq!(blobs.get(ORG, kept.sha256).await.unwrap().size(), len as u64);
        assert!(blobs.is_sound(ORG, kept.sha256).await.unwrap());
    }
    assert_eq!(temps(&dir), 0);
    assert_eq!(blobs.list().await.unwrap().len(), 6);
}

#[tokio::test]
async fn a_file_can_be_looked_into_before_it_is_kept() {
    let (dir, blobs) = store();
    let whole = arrive(&blobs, &a_file(300_000)).await;

    let read = |(), file: &mut fs::File| {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map(|_| bytes)
    };
    let (first, whole) = whole.look(read).await.unwrap();
    let (second, whole) = whole.look(read).await.unwrap();

    assert!(first.unwrap() == a_file(300_000) && second.unwrap() == a_file(300_000));
    assert!(!path_of(&dir, whole.sha256).exists(), "it has no name yet");
}

struct Witness(Vec<u8>);

impl Watcher for Witness {
    fn pass(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }
}

#[tokio::test]
async fn a_watcher_sees_all_of_a_file_and_in_its_order() {
    let (_dir, blobs) = store();
    for len in [0, 5, 1024 * 1024, 3_500_000] {
        let bytes = a_file(len);
        let mut incoming = blobs.begin_watched(ORG, Witness(vec![]));
        for piece in bytes.chunks(70_001) {
            incoming.write(piece).await.unwrap();
        }

        let (seen, whole) = incoming.finish().await.unwrap().look(|witness, _| witness.0).await.unwrap();

        assert!(seen == bytes && whole.sha256 == Sha256::of(&bytes), "{len}");
    }
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let (dir, blobs) = store();
    let mut incoming = blobs.begin(ORG);
    incoming.write(&a_file(600_000)).await.unwrap();
    let whole = arrive(&blobs, b"refused").await;

    drop(whole);
    drop(incoming.finish().await.unwrap());

    assert_eq!(temps(&dir), 0);
    assert!(blobs.list().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_sweep_takes_what_a_dead_process_left_and_leaves_what_is_arriving() {
    let (dir, blobs) = store();
    fs::write(dir.path().join("blobs/incoming/4711-3"), b"half a fi").unwrap();
    let whole = arrive(&blobs, b"alive").await;

    let swept = blobs.sweep_temps().await.unwrap();

    assert_eq!((swept, temps(&dir)), (1, 1));
    assert_eq!(whole.keep().await.unwrap().size, 5);
    assert_eq!(temps(&dir), 0);
}

#[tokio::test]
async fn one_organisation_does_not_see_the_bytes_of_another() {
    let (_dir, blobs) = store();
    let kept = put(&blobs, b"ours").await;

    assert!(blobs.exists(ORG, kept.sha256).await.unwrap());
    assert!(!blobs.exists(FABRIKAM.id, kept.sha256).await.unwrap());
    assert!(matches!(blobs.get(FABRIKAM.id, kept.sha256).await, Err(Error::Internal(_))));
}

#[tokio::test]
async fn damage_is_found_before_the_last_piece_and_healed_by_the_same_file() {
    let (dir, blobs) = store();
    for (len, at) in [(9, 0), (300_000, 5), (300_000, 299_999), (800_000, 400_000)] {
        let bytes = a_file(len);
        let sha256 = put(&blobs, &bytes).await.sha256;
        break_byte(&path_of(&dir, sha256), at);

        let (got, end) = read(&blobs, sha256).await;
        let is_sound = blobs.is_sound(ORG, sha256).await.unwrap();
        drop(put(&blobs, &bytes).await);

        assert!(end.is_err() && got.len() < len, "{len} {at}: {} bytes", got.len());
        assert!(!is_sound);
        assert_eq!(read(&blobs, sha256).await, (bytes, Ok(())));
    }
}

#[tokio::test]
async fn a_file_cut_short_never_ends_well() {
    let (dir, blobs) = store();
    let sha256 = put(&blobs, &a_file(600_000)).await.sha256;
    for len in [0, 262_144, 599_999] {
        fs::File::options().write(true).open(path_of(&dir, sha256)).unwrap().set_len(len).unwrap();

        let (_, end) = read(&blobs, sha256).await;

        assert!(end.is_err(), "{len}");
        fs::write(path_of(&dir, sha256), a_file(600_000)).unwrap();
    }
}

#[tokio::test]
async fn nothing_is_removed_while_somebody_relies_on_it() {
    let (_dir, blobs) = store();
    let kept = put(&blobs, b"on its way into the database").await;
    let sha256 = kept.sha256;

    assert!(blobs.removal().await.unwrap().is_none(), "the upload is not committed yet");
    drop(kept);
    let backup = blobs.hold().await.unwrap();
    assert!(blobs.removal().await.unwrap().is_none(), "a backup is running");
    drop(backup);
    blobs.removal().await.unwrap().expect("nobody holds it").remove(ORG, sha256).await.unwrap();

    assert!(!blobs.exists(ORG, sha256).await.unwrap());
}

#[tokio::test]
async fn only_what_was_put_in_is_listed() {
    let (dir, blobs) = store();
    let sha256 = put(&blobs, b"ours").await.sha256;
    fs::write(dir.path().join("blobs").join(ORG.to_string()).join("notes.txt"), "left here").unwrap();

    let listed = blobs.list().await.unwrap();

    assert_eq!(
        listed.iter().map(|one| (one.org, one.sha256, one.size)).collect::<Vec<_>>(),
        [(ORG, sha256, 4)]
    );
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_on_the_machine_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let (dir, blobs) = store();
    let path = path_of(&dir, put(&blobs, b"secret").await.sha256);

    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o077;

    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0, 0));
}

#[tokio::test]
async fn a_store_that_cannot_be_written_says_so() {
    let (dir, blobs) = store();
    fs::remove_dir(dir.path().join("blobs/incoming")).unwrap();

    let mut incoming = blobs.begin(ORG);
    incoming.write(b"x").await.unwrap();

    assert!(matches!(incoming.finish().await, Err(Error::Unavailable(_))));
}
