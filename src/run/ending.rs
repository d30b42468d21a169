//! How a command that takes its time is ended from outside: told once, it ends in order; told again, it ends at once.

use crate::web::server;

/// Comes true when the system tells the program to stop. Whoever tells it again does not want to wait any longer: that
/// ends it as a kill would, which everything that was saved survives.
pub async fn told_to_stop() {
    server::asked_to_stop().await;
    tokio::spawn(async {
        server::asked_to_stop().await;
        eprintln!("muster: Told to stop again, it ended at once and cleared nothing up.");
        end_at_once();
    });
}

#[expect(clippy::disallowed_methods, reason = "nobody waits any longer for what the destructors would do")]
fn end_at_once() {
    std::process::exit(1)
}
