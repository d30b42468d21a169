//! `muster check-config`.

use crate::config::Config;

/// What `muster check-config` prints: every setting, and what should be looked at.
pub fn check_config(config: &Config) -> String {
    let lines = config.redacted();
    let mut text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    for warning in &config.warnings {
        text.push_str(&format!("\nLook at this: {warning}\n"));
    }
    text.push_str("\nThe configuration is sound.\n");
    text
}
