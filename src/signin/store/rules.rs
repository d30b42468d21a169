//! How an organisation wants its people to sign in.

use super::super::model::Rules;
use crate::access::Scope;
use crate::kernel::{
    Result,
    db::{Conn, Tx},
};

/// The rules of an organisation and their version. None if it never chose.
pub async fn rules(conn: &mut Conn, scope: Scope) -> Result<Option<(Rules, i64)>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        #[sqlx(flatten)]
        rules: Rules,
        version: i64,
    }
    let row: Option<Row> = sql! {
        fetch_optional, conn,
        "select second_factor_roles, mail_codes, remember_days, password_history, password_changed_characters,
            lock_after, lock_minutes, idle_minutes, absolute_hours, sessions_max, passkeys_device_bound, version
         from sign_in_rules where org_id = $1",
        scope.org()
    }?;
    Ok(row.map(|row| (row.rules, row.version)))
}

/// Writes the rules over the version that was seen, 0 for none; 0 rows if somebody else was faster.
pub async fn put_rules(tx: &mut Tx, scope: Scope, rules: &Rules, seen: i64) -> Result<u64> {
    if seen == 0 {
        sql! {
            execute, tx,
            "insert into sign_in_rules (org_id) values ($1) on conflict (org_id) do nothing",
            scope.org()
        }?;
    }
    let seen = seen.max(1);
    sql! {
        execute, tx,
        "update sign_in_rules set second_factor_roles = $2, mail_codes = $3, remember_days = $4,
            password_history = $5, password_changed_characters = $6, lock_after = $7, lock_minutes = $8,
            idle_minutes = $9, absolute_hours = $10, sessions_max = $11, passkeys_device_bound = $12,
            version = version + 1
         where org_id = $1 and version = $13",
        scope.org(), &rules.second_factor_roles, rules.mail_codes, rules.remember_days,
        rules.password_history, rules.password_changed_characters, rules.lock_after, rules.lock_minutes,
        rules.idle_minutes, rules.absolute_hours, rules.sessions_max, rules.passkeys_device_bound, seen
    }
}
