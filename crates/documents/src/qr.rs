//! A code as a picture that scanners read: a QR code (ISO/IEC 18004) as SVG, dark squares on a light ground.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

/// Modules on each side that stay light (ISO/IEC 18004, 5.3.8).
const QUIET: usize = 4;

/// The picture of a code. Fourteen characters fit into the smallest symbol at level Q: a quarter of it may be lost.
pub(crate) fn picture(code: &str) -> Option<String> {
    let symbol = QrCode::with_error_correction_level(code, EcLevel::Q).ok()?;
    let width = symbol.width();
    let whole = width + 2 * QUIET;
    let mut svg =
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {whole} {whole}\"><path d=\"");
    for y in 0..width {
        let mut x = 0;
        while x < width {
            let run = (x..width).take_while(|x| symbol[(*x, y)] == Color::Dark).count();
            if run > 0 {
                // writing to a text does not fail
                let _ = write!(svg, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run + 1;
        }
    }
    svg.push_str("\"/></svg>");
    Some(svg)
}
