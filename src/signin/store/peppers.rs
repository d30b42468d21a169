//! Peppers, and what hashes need them.

use crate::kernel::{
    Result,
    db::{Conn, Tx},
    env::Timestamp,
};

sealed_column! {
    /// A pepper's 32 bytes.
    pub PEPPER = "peppers"."sealed"
}

/// A pepper as it is kept.
#[derive(Clone, sqlx::FromRow)]
pub struct SealedPepper {
    /// Its number.
    pub id: i64,
    /// Its sealed text.
    pub sealed: String,
    /// Since when it is used.
    pub created_at: Timestamp,
}

/// All peppers, oldest first.
pub async fn peppers(conn: &mut Conn) -> Result<Vec<SealedPepper>> {
    sql! { fetch_all, conn, "select id, sealed, created_at from peppers order by id limit 1000" }
}

/// Adds a pepper, unless another node was faster.
pub async fn insert_pepper(tx: &mut Tx, id: i64, sealed: &str) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "insert into peppers (id, sealed, created_at) values ($1, $2, $3) on conflict (id) do nothing",
        id, sealed, now
    }
}

/// How many hashes look like this, of passwords that people have and of those they had before.
pub async fn count_hashes_like(conn: &mut Conn, like: &str) -> Result<i64> {
    let (n,): (i64,) = sql! {
        fetch_one, conn,
        "select (select count(*) from users where password_hash like $1)
            + (select count(*) from former_passwords where password_hash like $1)",
        like
    }?;
    Ok(n)
}

/// Removes a pepper.
pub async fn delete_pepper(tx: &mut Tx, id: i64) -> Result<u64> {
    sql! { execute, tx, "delete from peppers where id = $1", id }
}

/// Some of the hashes that another program made and nobody has signed in with yet.
pub async fn foreign_hashes(conn: &mut Conn) -> Result<Vec<String>> {
    let found: Vec<(String,)> = sql! {
        fetch_all, conn,
        "select password_hash from users
         where password_hash is not null and password_hash not like '$argon2%'
         order by id
         limit 5"
    }?;
    Ok(found.into_iter().map(|(hash,)| hash).collect())
}
