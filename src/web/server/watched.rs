//! A connection that is given up when the other side keeps us waiting.

use super::Deadlines;
use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf},
    sync::watch,
    time::{Instant, Sleep},
};

/// Becomes true when the program is told to stop.
pub type Draining = watch::Receiver<bool>;

/// What the requests of a connection tell its watch.
#[derive(Default)]
pub struct Activity {
    begun: AtomicUsize,
    open: AtomicUsize,
}

/// As long as it lives, its connection is at work on a request or an answer.
pub struct Busy(Arc<Activity>);

impl Busy {
    /// A request begins.
    pub fn begin(activity: &Arc<Activity>) -> Self {
        activity.begun.fetch_add(1, Ordering::Relaxed);
        activity.open.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(activity))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A connection under watch: reading ends in time between requests and within their heads, writing ends in
/// time always. Bodies of requests have a watch of their own.
pub struct Watched<S> {
    stream: S,
    deadlines: Deadlines,
    activity: Arc<Activity>,
    draining: Draining,
    begun_seen: usize,
    quiet_since: Option<Instant>,
    head_since: Option<Instant>,
    read_alarm: Alarm,
    stuck_since: Option<Instant>,
    write_alarm: Alarm,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Watched<S> {
    /// Watches over `stream`.
    pub fn new(stream: S, deadlines: Deadlines, activity: Arc<Activity>, draining: Draining) -> Self {
        Self {
            stream,
            deadlines,
            activity,
            draining,
            begun_seen: 0,
            quiet_since: None,
            head_since: None,
            read_alarm: Alarm::default(),
            stuck_since: None,
            write_alarm: Alarm::default(),
        }
    }

    /// Says that nothing more comes from us, and takes what the client still sends, so that the system does
    /// not throw away the answer together with it. Browsers read an answer only when they have sent all.
    pub async fn linger(self) {
        let (mut stream, deadlines) = (self.stream, self.deadlines);
        let idle = if *self.draining.borrow() { Duration::ZERO } else { deadlines.linger_idle };
        let linger = async {
            let mut piece = vec![0; 16 * 1024];
            stream.shutdown().await?;
            while tokio::time::timeout(idle, stream.read(&mut piece)).await?? > 0 {}
            Ok::<_, io::Error>(())
        };
        // However it ends, the connection is over.
        let _ = tokio::time::timeout(deadlines.linger_total, linger).await;
    }

    /// Whether a request or its answer is under way; forgets the head of a request that has begun.
    fn is_busy(&mut self) -> bool {
        let begun = self.activity.begun.load(Ordering::Relaxed);
        let is_busy = self.activity.open.load(Ordering::Relaxed) > 0;
        if begun != self.begun_seen || is_busy {
            self.begun_seen = begun;
            self.quiet_since = None;
            self.head_since = None;
        }
        is_busy
    }

    /// When the client, who is silent now, has to have gone on.
    fn read_deadline(&mut self) -> Instant {
        let quiet = if self.begun_seen == 0 { self.deadlines.first_byte } else { self.deadlines.keep_alive };
        match self.head_since {
            Some(since) => since + self.deadlines.head,
            None => *self.quiet_since.get_or_insert_with(Instant::now) + quiet,
        }
    }

    /// Lets a write that waits fail in time.
    fn in_time<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stuck_since = None;
            return written;
        }
        let since = *self.stuck_since.get_or_insert_with(Instant::now);
        if self.write_alarm.rings(since + self.deadlines.write, cx) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        Poll::Pending
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let is_busy = self.is_busy();
        if let Poll::Ready(result) = Pin::new(&mut self.stream).poll_read(cx, buffer) {
            if !is_busy && buffer.filled().len() > before {
                self.head_since.get_or_insert_with(Instant::now);
            }
            return Poll::Ready(result);
        }
        if is_busy {
            return Poll::Pending;
        }
        let deadline = self.read_deadline();
        if self.read_alarm.rings(deadline, cx) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        Poll::Pending
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.in_time(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.in_time(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        self.in_time(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// Wakes its task at a time, which may be moved.
#[derive(Default)]
struct Alarm(Option<Pin<Box<Sleep>>>);

impl Alarm {
    /// Whether it is `at` yet; otherwise wakes the task then.
    fn rings(&mut self, at: Instant, cx: &mut Context<'_>) -> bool {
        let sleep = self.0.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(at)));
        if sleep.deadline() != at {
            sleep.as_mut().reset(at);
        }
        sleep.as_mut().poll(cx).is_ready()
    }
}
