//! The mark of an organisation, as the icon of a browser's tab. It holds nothing that its address does not say, so
//! it needs no signing in and may be kept.

use super::super::model::{Color, Initials};
use crate::kernel::{Error, Result};
use crate::web::ui::Reply;
use poem::{Response, handler, web::Path};

/// `/marks/blue-CM.svg`.
#[handler]
pub fn show(Path(file): Path<String>) -> Result<Reply> {
    let (word, letters) =
        file.strip_suffix(".svg").and_then(|mark| mark.split_once('-')).ok_or(Error::NotFound)?;
    let hex = Color::parse(word).ok().and_then(|color| color.on_white()).ok_or(Error::NotFound)?;
    let initials = Initials::parse(letters, letters).map_err(|_| Error::NotFound)?;
    Ok(Response::builder()
        .content_type("image/svg+xml")
        .header("cache-control", "public, max-age=31536000, immutable")
        .body(drawn(hex, initials.as_str())))
}

fn drawn(hex: &str, letters: &str) -> String {
    let size = if letters.len() > 2 { 13 } else { 17 };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\"><rect width=\"32\" height=\"32\" rx=\"4\" \
         fill=\"{hex}\"/><text x=\"16\" y=\"22\" text-anchor=\"middle\" font-family=\"sans-serif\" \
         font-weight=\"700\" font-size=\"{size}\" fill=\"#fff\">{letters}</text></svg>"
    )
}
