//! A text as a QR code: black and white squares that a template draws without any script or style.

use crate::kernel::{Error, Result};
use qrcode::{Color, EcLevel, QrCode};
use serde::Serialize;
use std::fmt::Write;

/// White squares around the code, without which cameras do not find it (ISO/IEC 18004: four).
const QUIET: usize = 4;

/// A QR code.
#[derive(Clone, Debug, Serialize)]
pub struct Qr {
    /// How many squares it is wide and high, with the white ones around.
    pub side: usize,
    /// The black squares as the path of an SVG.
    pub path: String,
}

impl Qr {
    /// The code of `text`; a mistake of ours if that is too long for one.
    pub fn of(text: &str) -> Result<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M)
            .map_err(|error| Error::Internal(anyhow::anyhow!("a QR code: {error}")))?;
        let width = code.width();
        let mut path = String::new();
        for (at, color) in code.to_colors().into_iter().enumerate() {
            if color == Color::Dark {
                let (x, y) = (at % width + QUIET, at / width + QUIET);
                write!(path, "M{x} {y}h1v1h-1z").map_err(anyhow::Error::from)?;
            }
        }
        Ok(Self { side: width + 2 * QUIET, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_text_is_a_small_code_with_its_three_corners() {
        let code = Qr::of("HELLO WORLD").unwrap();

        assert_eq!(code.side, 21 + 8);
        for corner in ["M4 4h", "M24 4h", "M4 24h"] {
            assert!(code.path.contains(corner), "{corner}");
        }
        assert!(!code.path.contains("M0 ") && !code.path.contains("M28 "));
    }

    #[test]
    fn too_long_a_text_is_an_error_and_no_panic() {
        assert!(Qr::of(&"x".repeat(5_000)).is_err());
    }
}
