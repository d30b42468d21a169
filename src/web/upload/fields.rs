//! The fields of a form with files, taken out of a request's body a piece at a time.

use crate::kernel::{Error, Result};
use crate::web::forms::FORM_BYTES_MAX;
use bytes::Bytes;
use futures_util::Stream;
use poem::Body;
use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    task::Poll,
};

/// A form with files, still unread.
pub struct Form {
    fields: multer::Multipart<'static>,
    gate: Arc<Gate>,
    /// What the heads of its fields have come to.
    head_bytes: usize,
}

/// What the head of a field comes to beside the names in it.
const HEAD_BYTES: usize = 64;

/// One of its fields.
pub struct Field {
    field: multer::Field<'static>,
    gate: Arc<Gate>,
}

impl Form {
    /// The form in `body`, of which no more is taken than `bytes_max`.
    pub fn of(body: Body, boundary: String, bytes_max: u64) -> Self {
        let limits = multer::Constraints::new().size_limit(multer::SizeLimit::new().whole_stream(bytes_max));
        let gate = Arc::new(Gate { bytes_max, ..Gate::default() });
        let fields = multer::Multipart::with_constraints(gate.clone().guard(body), boundary, limits);
        Self { fields, gate, head_bytes: 0 }
    }

    /// The next field, or the end of the form.
    pub async fn next(&mut self) -> Result<Option<Field>> {
        let Some(field) = self.gate.admit(self.fields.next_field()).await? else { return Ok(None) };
        let names = [field.name(), field.file_name()].into_iter().flatten().map(str::len);
        self.head_bytes += HEAD_BYTES + names.sum::<usize>();
        match self.head_bytes > FORM_BYTES_MAX {
            true => Err(Error::TooLarge("This form has too many fields. Send it in parts.".into())),
            false => Ok(Some(Field { field, gate: self.gate.clone() })),
        }
    }
}

impl Field {
    /// What it is called.
    pub fn name(&self) -> String {
        self.field.name().unwrap_or_default().to_owned()
    }

    /// What the sender calls the file that it holds, if it is one.
    pub fn file_name(&self) -> Option<String> {
        self.field.file_name().map(unescaped)
    }

    /// The next piece of it, or its end.
    pub async fn piece(&mut self) -> Result<Option<Bytes>> {
        self.gate.admit(self.field.chunk()).await
    }
}

/// A file's name as its sender reads it. Browsers escape these three and nothing else, not even the percent sign
/// (WHATWG HTML, multipart/form-data encoding algorithm).
fn unescaped(name: &str) -> String {
    name.replace("%0A", "\n").replace("%0D", "\r").replace("%22", "\"")
}

/// Lets the pieces of a body through one by one: multer reads on for as long as there is something to read, and
/// would hold in memory what the disk has not taken yet. It stays shut once more has come than is taken.
#[derive(Default)]
struct Gate {
    is_open: AtomicBool,
    is_somebody_waiting: AtomicBool,
    is_full: AtomicBool,
    bytes_max: u64,
}

impl Gate {
    /// The pieces of `body`. After each the gate is shut.
    fn guard(self: Arc<Self>, body: Body) -> impl Stream<Item = std::io::Result<Bytes>> + Send + 'static {
        let mut pieces = Box::pin(body.into_bytes_stream());
        futures_util::stream::poll_fn(move |task| {
            if !self.is_open.load(Relaxed) {
                self.is_somebody_waiting.store(true, Relaxed);
                return Poll::Pending;
            }
            let piece = pieces.as_mut().poll_next(task);
            self.is_open.store(!matches!(piece, Poll::Ready(Some(_))), Relaxed);
            piece
        })
    }

    /// Waits for something that reads the body. It is asked again at once where only the gate holds it up: to wake
    /// the task for that would wake another thread for each piece, which cost a tenth of an upload.
    async fn admit<T>(&self, reading: impl Future<Output = multer::Result<T>>) -> Result<T> {
        if self.is_full.load(Relaxed) {
            return Err(self.too_large());
        }
        let mut reading = pin!(reading);
        let read = std::future::poll_fn(|task| {
            loop {
                self.is_open.store(true, Relaxed);
                self.is_somebody_waiting.store(false, Relaxed);
                let read = reading.as_mut().poll(task);
                if read.is_ready() || !self.is_somebody_waiting.load(Relaxed) {
                    return read;
                }
            }
        });
        read.await.map_err(|error| self.broken(error))
    }

    fn broken(&self, error: multer::Error) -> Error {
        let is_full = matches!(error, multer::Error::StreamSizeExceeded { .. });
        self.is_full.store(is_full, Relaxed);
        match is_full {
            true => self.too_large(),
            false => {
                Error::Malformed(format!("The upload broke off before its end ({error}). Send it again."))
            }
        }
    }

    fn too_large(&self) -> Error {
        let most = self.bytes_max / 1024 / 1024;
        Error::TooLarge(format!("These files are more than {most} MB together. Send them in several forms."))
    }
}
