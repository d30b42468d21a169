//! Ways to a PostgreSQL that is not well: a wire that can be cut, and a door that stays closed.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// What becomes of what is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Whole,
    /// Nothing arrives, and nobody hears of it.
    Silent,
    Cut,
}

/// A wire to the database.
pub struct Wire {
    pub port: u16,
    pub state: watch::Sender<State>,
}

impl Wire {
    pub async fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (state, seen) = watch::channel(State::Whole);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(carry(near, server.clone(), seen.clone()));
            }
        });
        Self { port, state }
    }

    /// Cuts it, and waits until every connection through it has ended but the listener's own watch.
    pub async fn cut(&self) {
        self.state.send_replace(State::Cut);
        while self.state.receiver_count() > 1 {
            tokio::task::yield_now().await;
        }
    }

    pub fn mend(&self) {
        self.state.send_replace(State::Whole);
    }
}

/// Carries bytes both ways until the wire is cut.
async fn carry(near: TcpStream, server: String, mut state: watch::Receiver<State>) {
    let ends = state.clone();
    let bytes = async {
        let far = TcpStream::connect(server).await?;
        let ((near_reads, near_writes), (far_reads, far_writes)) = (near.into_split(), far.into_split());
        tokio::try_join!(pass(near_reads, far_writes, ends.clone()), pass(far_reads, near_writes, ends))
    };
    tokio::select! { _ = state.wait_for(|state| *state == State::Cut) => (), _ = bytes => () }
}

async fn pass(
    mut from: impl AsyncReadExt + Unpin,
    mut to: impl AsyncWriteExt + Unpin,
    mut state: watch::Receiver<State>,
) -> std::io::Result<()> {
    let mut piece = [0; 4096];
    loop {
        let read = from.read(&mut piece).await?;
        if read == 0 {
            return to.shutdown().await;
        }
        let _ = state.wait_for(|state| *state != State::Silent).await;
        to.write_all(&piece[..read]).await?;
    }
}

/// Lets nobody in, as PostgreSQL does while a database is closed.
pub async fn lets_nobody_in(listener: TcpListener) {
    let words = b"SFATAL\0VFATAL\0C55000\0Mdatabase \"muster\" is not currently accepting connections\0\0";
    let length = u32::try_from(words.len() + 4).unwrap().to_be_bytes();
    while let Ok((mut guest, _)) = listener.accept().await {
        let mut length_of_theirs = [0; 4];
        guest.read_exact(&mut length_of_theirs).await.unwrap();
        let rest = u32::from_be_bytes(length_of_theirs) as usize - 4;
        guest.read_exact(&mut vec![0; rest]).await.unwrap();
        guest.write_all(&[&b"E"[..], &length, words].concat()).await.unwrap();
    }
}
