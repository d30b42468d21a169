//! Style sheet, scripts and fonts: built in, compressed at build time, named by their content.

use super::ui::Reply;
use crate::kernel::{Error, Result};
use poem::{Request, Response, handler, http::StatusCode, web::Path};

/// One file of the front end.
pub struct Asset {
    /// Its name in the sources, which templates ask for.
    pub name: &'static str,
    /// Its address, with the hash of its content.
    pub path: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub raw: &'static [u8],
    /// The same, brotli-compressed, where that is smaller.
    pub br: Option<&'static [u8]>,
    /// The same, gzip-compressed, where that is smaller.
    pub gzip: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The address of the asset `name`, for templates: a wrong name fails the page, and so its test.
pub fn address(name: &str) -> Result<&'static str, minijinja::Error> {
    let known = ASSETS.iter().find(|asset| asset.name == name);
    known.map(|asset| asset.path).ok_or_else(|| {
        minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, format!("no asset is called {name}"))
    })
}

/// A style sheet, a script, a picture or a typeface loads nothing by itself, whoever opens it as a page.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";

/// Serves an asset for ever: another content has another address.
#[handler]
pub fn serve(req: &Request, Path(file): Path<String>) -> Result<Reply> {
    let path = format!("/assets/{file}");
    let asset = ASSETS.iter().find(|asset| asset.path == path).ok_or(Error::NotFound)?;
    let accepts = req.header("accept-encoding").unwrap_or_default();
    let takes = |word: &str| {
        accepts.split(',').any(|part| {
            part.split(';').next() == Some(word) || part.trim().split(';').next().map(str::trim) == Some(word)
        })
    };
    let (body, encoding) = match (asset.br, asset.gzip) {
        (Some(br), _) if takes("br") => (br, Some("br")),
        (_, Some(gzip)) if takes("gzip") => (gzip, Some("gzip")),
        _ => (asset.raw, None),
    };
    let mut reply = Response::builder()
        .status(StatusCode::OK)
        .content_type(asset.media_type)
        .header("cache-control", "public, max-age=31536000, immutable")
        .header("content-security-policy", NOTHING)
        .header("vary", "accept-encoding");
    if let Some(encoding) = encoding {
        reply = reply.header("content-encoding", encoding);
    }
    Ok(reply.body(bytes::Bytes::from_static(body)))
}
