//! What the machine can do at all, without Muster: commits, hashes, bytes on the disk.

use super::world::{COST, PASSWORD};
use anyhow::Result;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use muster::{kernel::hash::Hasher, signin::password::step_back};
use sqlx::{
    AssertSqlSafe, Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::{
    fs::File,
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

/// Commits of one small row each, per second, every one of them on the disk before the next begins. The statements
/// go to SQLite in one text, so that hardly anything but SQLite is measured.
pub async fn commits(folder: &Path, time: Duration) -> Result<f64> {
    let file = folder.join("commits.db");
    let options = SqliteConnectOptions::new()
        .filename(&file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let mut conn = SqliteConnection::connect_with(&options).await?;
    sqlx::query("create table if not exists lines (id integer primary key, text text)")
        .execute(&mut conn)
        .await?;
    let batch = format!("insert into lines (text) values ('{}');", "x".repeat(200)).repeat(100);
    let (began, mut count) = (Instant::now(), 0);
    while began.elapsed() < time {
        sqlx::raw_sql(AssertSqlSafe(batch.as_str())).execute(&mut conn).await?;
        count += 100;
    }
    let rate = f64::from(count) / began.elapsed().as_secs_f64();
    conn.close().await?;
    Ok(rate)
}

/// Password hashes per second of `threads` threads together, each with a block of memory of its own.
pub fn hashes(threads: usize, time: Duration) -> Result<f64> {
    let counted: Vec<Result<(u32, f64)>> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..threads).map(|_| scope.spawn(move || hash_for(time))).collect();
        all.into_iter()
            .map(|one| one.join().unwrap_or_else(|_| Err(anyhow::anyhow!("a hash fell over"))))
            .collect()
    });
    counted.into_iter().map(|one| one.map(|(count, seconds)| f64::from(count) / seconds)).sum()
}

/// At the priority that Muster hashes with: on a machine that does nothing else it makes no difference.
fn hash_for(time: Duration) -> Result<(u32, f64)> {
    step_back();
    let broken = |error| anyhow::anyhow!("argon2: {error}");
    let params = Params::new(COST.memory_kib, COST.passes, 1, Some(32)).map_err(broken)?;
    let mut memory = vec![Block::new(); params.block_count()];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let (mut output, mut count) = ([0; 32], 0);
    let began = Instant::now();
    while began.elapsed() < time {
        argon2
            .hash_password_into_with_memory(PASSWORD.as_bytes(), &[7; 16], &mut output, &mut memory[..])
            .map_err(broken)?;
        count += 1;
    }
    Ok((count, began.elapsed().as_secs_f64()))
}

/// Milliseconds to hash bytes, write them to a new file and wait for the disk.
pub fn keep(folder: &Path, bytes: &[u8]) -> Result<f64> {
    let path = folder.join("kept");
    let began = Instant::now();
    let (mut hasher, mut file) = (Hasher::new(), File::create(&path)?);
    for block in bytes.chunks(1024 * 1024) {
        hasher.update(block);
        file.write_all(block)?;
    }
    let digest = hasher.finish();
    file.sync_all()?;
    let ms = began.elapsed().as_secs_f64() * 1000.0;
    std::fs::remove_file(&path)?;
    anyhow::ensure!(digest.bytes() != [0; 32], "a digest");
    Ok(ms)
}
