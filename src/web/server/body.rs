//! Bodies of requests that must not dawdle, and bodies of answers that tell when they have been sent.

use super::{Deadlines, watched::Busy};
use bytes::Bytes;
use futures_util::FutureExt;
use http_body_util::{BodyExt, combinators::BoxBody};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::{Instant, Sleep};

/// A request's body that fails once its client is too slow. The clock starts with the first look at it, so
/// that a program which has no time yet is not held against the client.
pub struct Punctual {
    incoming: Incoming,
    arrived: Option<Result<Frame<Bytes>, hyper::Error>>,
    deadlines: Deadlines,
    began: Option<Instant>,
    received_bytes: u64,
    alarm: Pin<Box<Sleep>>,
    was_late: Arc<AtomicBool>,
}

impl Punctual {
    /// Watches over `incoming`, and sets `was_late` when it gives up.
    pub fn new(incoming: Incoming, deadlines: Deadlines, was_late: Arc<AtomicBool>) -> Self {
        let alarm = Box::pin(tokio::time::sleep(deadlines.body_idle));
        Self { incoming, arrived: None, deadlines, began: None, received_bytes: 0, alarm, was_late }
    }

    /// Takes what came together with the head. Taking it wakes the connection's own task, which then waits for its
    /// next turn; that is over while the session is being looked up, and not once the form is wanted.
    pub fn take_arrived(&mut self) {
        self.arrived = self.incoming.frame().now_or_never().flatten();
    }

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        match self.arrived.take() {
            Some(frame) => Poll::Ready(Some(frame)),
            None => Pin::new(&mut self.incoming).poll_frame(cx),
        }
    }

    fn set_alarm(&mut self, began: Instant) {
        let worth = Duration::from_secs(self.received_bytes / self.deadlines.body_bytes_per_s_min.max(1));
        let idle = Instant::now() + self.deadlines.body_idle;
        self.alarm.as_mut().reset(idle.min(began + self.deadlines.body_total + worth));
    }
}

impl Body for Punctual {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let began = match self.began {
            Some(began) => began,
            None => {
                let now = Instant::now();
                self.began = Some(now);
                self.set_alarm(now);
                now
            }
        };
        if let Poll::Ready(frame) = self.poll_next(cx) {
            if let Some(data) = frame.as_ref().and_then(|f| f.as_ref().ok()).and_then(Frame::data_ref) {
                self.received_bytes += data.len() as u64;
                self.set_alarm(began);
            }
            return Poll::Ready(frame.map(|f| f.map_err(io::Error::other)));
        }
        if self.alarm.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
        self.was_late.store(true, Ordering::Relaxed);
        Poll::Ready(Some(Err(io::ErrorKind::TimedOut.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.arrived.is_none() && self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let arrived = self.arrived.as_ref().and_then(|frame| frame.as_ref().ok()).and_then(Frame::data_ref);
        let (arrived_bytes, mut hint) = (arrived.map_or(0, Bytes::len) as u64, self.incoming.size_hint());
        if let Some(upper) = hint.upper() {
            hint.set_upper(upper + arrived_bytes);
        }
        hint.set_lower(hint.lower() + arrived_bytes);
        hint
    }
}

/// An answer's body; its connection counts as busy until it has been sent or given up.
pub struct Sent {
    pub(super) body: BoxBody<Bytes, io::Error>,
    pub(super) _busy: Busy,
}

impl Body for Sent {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
