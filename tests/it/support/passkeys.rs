//! Passkeys of people, and what a page's script does with them.

use super::{ADMIN, Answer, Authenticator, Browser, token_of};
use chrono::TimeDelta;
use muster::{
    kernel::{db::Tx, env::Timestamp, hash::Sha256},
    sql,
};
use serde_json::{Value, json};
use sqlx::types::Json;
use uuid::Uuid;

const OURS: [(&str, &str); 2] = [("origin", "http://localhost:8080"), ("hx-request", "true")];
pub const NEW_PASSKEY: &str = "/account/security/passkeys";

/// The administrator's passkey, of a device that nobody has, and somebody who was asked for one.
pub async fn some_passkeys(tx: &mut Tx, now: Timestamp) -> Uuid {
    let (id, ceremony) = (tx.env().new_id(), tx.env().new_id());
    sql! {
        execute, tx,
        "insert into passkeys (id, user_id, credential_id, name, credential, sign_count, is_synced, created_at)
         values ($1, $2, $3, 'Office laptop', $4, 3, false, $5)",
        id, ADMIN.id, b"a key that nobody has".to_vec(), Json(json!({ "cred": {} })), now
    }
    .unwrap();
    sql! {
        execute, tx,
        "insert into passkey_ceremonies (id, token_hash, bond, purpose, user_id, state, expires_at, created_at)
         values ($1, $2, $2, 'add', $3, $4, $5, $6)",
        ceremony, Sha256::of(token_of("ceremony")), ADMIN.id, Json(json!({ "new": {} })),
        now + TimeDelta::minutes(10), now
    }
    .unwrap();
    id
}

impl Browser<'_> {
    /// Asks what to ask the device, as the script does.
    pub async fn asked(&mut self, at: &str, fields: &[(&str, &str)]) -> Answer {
        let fields = [&[("passkey", "asked")], fields].concat();
        self.post_with(&format!("{at}/question"), &fields, &OURS).await
    }

    /// The question itself.
    pub async fn question(&mut self, at: &str) -> Value {
        let asked = self.asked(at, &[("name", "Nora New")]).await;
        serde_json::from_str(&asked.assert_status(200).body).unwrap()
    }

    /// Sends what the device answered, with `more` that stands in the form.
    pub async fn bring(
        &mut self,
        at: &str,
        (question, answer): (&Value, &str),
        more: &[(&str, &str)],
    ) -> Answer {
        let token = question["token"].as_str().unwrap();
        let fields = [&[("passkey", answer), ("passkey_token", token)], more].concat();
        let reply = self.post(at, &fields).await;
        if let Some(session) = self.cookie("sid").filter(|_| reply.status.as_u16() == 303) {
            self.csrf = self.app.csrf_of(&session).await;
        }
        reply
    }

    /// Makes a passkey on the device for whoever is signed in here.
    pub async fn add_passkey(&mut self, device: &mut Authenticator, name: &str) -> Answer {
        let question = self.question(NEW_PASSKEY).await;
        let answer = device.make(&question).expect("the device has none for this person yet");
        self.bring(NEW_PASSKEY, (&question, &answer), &[("name", name)]).await
    }

    /// Uses a passkey of the device at `at`.
    pub async fn use_passkey(&mut self, at: &str, device: &mut Authenticator) -> Answer {
        let question = self.question(at).await;
        let answer = device.answer(&question).expect("the device has a passkey that is asked for");
        self.bring(at, (&question, &answer), &[]).await
    }

    /// Opens the sign-in page and signs in with a passkey of the device.
    pub async fn sign_in_by_passkey(&mut self, device: &mut Authenticator) -> Answer {
        self.get("/signin").await.assert_status(200);
        self.use_passkey("/signin/passkey", device).await
    }
}
