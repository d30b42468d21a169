//! The log, on standard error so that what a command prints can be piped: text for people on a terminal, a
//! JSON object per line for machines. Times are UTC. What people write, send or upload is never in it.

use crate::config::{LogConfig, LogFormat};
use std::io::IsTerminal;
use tracing::Subscriber;
use tracing_subscriber::{
    EnvFilter, fmt, layer::SubscriberExt, registry::LookupSpan, util::SubscriberInitExt,
};

/// Starts logging for the whole process. Panics get a line of their own, without what the panic said about
/// data. Fails if logging has been started before.
pub fn start(config: &LogConfig) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&config.filter)?;
    let is_json = match config.format {
        LogFormat::Json => true,
        LogFormat::Text => false,
        LogFormat::Auto => !std::io::stderr().is_terminal(),
    };
    let registry = tracing_subscriber::registry().with(filter);
    if is_json {
        registry.with(json().with_writer(std::io::stderr)).try_init()?;
    } else {
        let is_colourful = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        registry.with(fmt::layer().with_ansi(is_colourful).with_writer(std::io::stderr)).try_init()?;
    }
    log_panics();
    Ok(())
}

/// One object per line: time, level, where from, the fields of the event, the innermost span.
fn json<S: Subscriber + for<'a> LookupSpan<'a>>()
-> fmt::Layer<S, fmt::format::JsonFields, fmt::format::Format<fmt::format::Json>> {
    fmt::layer().json().flatten_event(true).with_current_span(true).with_span_list(false)
}

/// Only the place is logged, for the words of a panic may hold data.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a part of the program fell over");
    }));
}

/// What a test's own thread logs.
#[cfg(test)]
pub mod capture {
    use super::*;
    use std::{
        io,
        sync::{Arc, Mutex},
    };
    use tracing::subscriber::DefaultGuard;

    /// Logs are gathered until this is dropped.
    pub struct Log {
        bytes: Arc<Mutex<Vec<u8>>>,
        _guard: DefaultGuard,
    }

    /// Gathers what the current thread logs from now on, as JSON.
    pub fn start() -> Log {
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let writer = Arc::clone(&bytes);
        let layer = json().with_writer(move || Writer(Arc::clone(&writer)));
        let guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(layer));
        Log { bytes, _guard: guard }
    }

    impl Log {
        /// The lines so far.
        pub fn lines(&self) -> Vec<String> {
            let bytes = self.bytes.lock().unwrap();
            String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect()
        }
    }

    struct Writer(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Writer {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line_whatever_is_logged() {
        let log = capture::start();

        tracing::info!(name = "a\nb\u{1b}[31m{\"level\":\"ERROR\"}", "saved");

        let lines = log.lines();
        assert_eq!(lines.len(), 1, "{lines:?}");
        let line: serde_json::Value = serde_json::from_str(&lines[0]).unwrap();
        assert_eq!(line["level"], "INFO");
        assert!(!lines[0].contains('\u{1b}') && line["timestamp"].as_str().unwrap().ends_with('Z'), "{line}");
    }
}
