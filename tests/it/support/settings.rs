//! An organisation's own words for a letter, as they are kept.

use super::*;
use muster::{
    kernel::{db::Tx, env::Timestamp},
    sql,
};

/// Words for the reminders of Contoso.
pub async fn a_mail_text(tx: &mut Tx, now: Timestamp) {
    sql! {
        execute, tx,
        "insert into mail_texts (org_id, letter, subject, body, version, updated_at)
         values ($1, 'reminder', 'Contoso reminds: {headline}', 'Dear {person},\n\n{reminders}', 1, $2)",
        CONTOSO.id, now
    }
    .unwrap();
}
