//! What every answer needs to know about the installation.

use crate::kernel::{env::Env, hash::MacKey};
use std::sync::Arc;

/// Templates, keys and manners of this installation. One per program, on every request.
#[derive(Clone)]
pub struct Shell(Arc<Inner>);

/// What a shell is made of.
pub struct Inner {
    /// All templates, parsed once.
    pub templates: super::templates::Templates,
    /// The key of CSRF tokens and signed cookies.
    pub mac: MacKey,
    /// Whether browsers reach us over https, so that cookies may insist on it.
    pub is_secure: bool,
    /// Whether a Referer will do where a browser sends neither Fetch Metadata nor Origin.
    pub takes_referer: bool,
    /// `scheme://host[:port]` of the public address.
    pub origin: String,
    /// Whether the origin of the request's own Host header is believed too.
    pub trusts_host: bool,
    /// Clock, ids and luck.
    pub env: Env,
}

impl Shell {
    /// A shell of these parts.
    pub fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }
    /// The shell of a request; `app()` puts it there.
    pub fn of(req: &poem::Request) -> &Self {
        req.data::<Self>().expect("app() puts the shell on every request")
    }
}

impl std::ops::Deref for Shell {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}
