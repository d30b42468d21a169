//! Second steps of people: an app without a phone.

use super::{Person, TestApp, keyring};
use chrono::TimeDelta;
use muster::{
    kernel::{audit::Actor, db::Chore, env::Env, seal::SealedColumn, secret::Secret},
    signin::totp,
    sql,
};

/// The secret of everybody's app.
pub fn secret() -> Secret<Vec<u8>> {
    Secret::new(b"12345678901234567890".to_vec())
}

/// The same, sealed for somebody's row.
pub fn sealed_secret(of: Person, env: &Env) -> String {
    keyring().seal(&SealedColumn::new("totps", "secret").of(&[&of.id]), secret().expose(), env)
}

impl TestApp {
    /// Gives somebody an authenticator app, as if they had set it up long ago.
    pub async fn give_app(&self, who: Person) {
        let mut tx = self.db.begin(Actor::console()).await.unwrap();
        let (now, sealed) = (tx.now(), sealed_secret(who, tx.env()));
        sql! {
            execute, &mut tx,
            "insert into totps (user_id, secret, last_step, created_at) values ($1, $2, 0, $3)",
            who.id, sealed, now
        }
        .unwrap();
        tx.commit_chore(Chore::Sweep).await.unwrap();
    }

    /// What that app shows, on a phone whose clock is `ahead_s` seconds ahead.
    pub fn code(&self, ahead_s: i64) -> String {
        totp::at(&secret(), self.env.now() + TimeDelta::seconds(ahead_s)).unwrap()
    }

    /// Sets rules of Contoso's, given as SQL: `mail_codes = true`.
    pub async fn rule(&self, rule: &str) {
        let org = match self.store.backend {
            super::Backend::Sqlite => format!("x'{}'", super::CONTOSO.id.0.simple()),
            super::Backend::Postgres => format!("'{}'", super::CONTOSO.id),
        };
        let insert = format!("insert into sign_in_rules (org_id) values ({org}) on conflict do nothing;");
        self.store
            .behind_our_back(&format!("{insert} update sign_in_rules set {rule} where org_id = {org}"))
            .await;
    }
}
