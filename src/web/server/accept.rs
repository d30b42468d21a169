//! Taking connections from the system, also when it has none to give.

use std::{io, time::Duration};

const PAUSE_SHORTEST: Duration = Duration::from_millis(50);
const PAUSE_LONGEST: Duration = Duration::from_secs(1);

/// The next connection. A client that left while it waited is passed over at once; when the system is out
/// of file handles or memory, waits a little, for every connection that ends makes room.
pub async fn patiently<T, F: Future<Output = io::Result<T>>>(mut accept: impl FnMut() -> F) -> T {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    let mut pause = PAUSE_SHORTEST;
    loop {
        match accept().await {
            Ok(connection) => return connection,
            Err(error)
                if matches!(
                    error.kind(),
                    ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted
                ) => {}
            Err(error) => {
                tracing::warn!(%error, "cannot take a connection; trying again soon");
                tokio::time::sleep(pause).await;
                pause = PAUSE_LONGEST.min(pause * 2);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{future::ready, time::Instant};

    /// Linux's “too many open files”.
    const EMFILE: i32 = 24;

    #[tokio::test]
    async fn when_file_handles_are_used_up_it_pauses_and_goes_on() {
        let mut answers = [
            Err(io::Error::from_raw_os_error(EMFILE)),
            Err(io::Error::from_raw_os_error(EMFILE)),
            Ok("connection"),
        ]
        .into_iter();
        let began = Instant::now();

        let connection = patiently(|| ready(answers.next().expect("asked too often"))).await;

        assert_eq!(connection, "connection");
        assert!(began.elapsed() >= PAUSE_SHORTEST * 3, "{:?}", began.elapsed());
    }

    #[tokio::test]
    async fn a_client_that_left_costs_no_pause() {
        let mut answers = vec![Ok(1), Err(io::ErrorKind::ConnectionAborted.into())];
        let began = Instant::now();

        patiently(|| ready(answers.pop().expect("asked too often"))).await;

        assert!(began.elapsed() < PAUSE_SHORTEST, "{:?}", began.elapsed());
    }
}
