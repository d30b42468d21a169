//! Small real files for the demonstration: a text as PDF, and a picture of a settings page as PNG.

use flate2::{Compression, Crc, write::ZlibEncoder};
use std::io::Write;

/// A page of text as PDF 1.4, in the typewriter face that every reader has.
pub fn pdf(text: &str) -> Vec<u8> {
    let mut page = String::from("BT /F1 10 Tf 14 TL 56 780 Td\n");
    for line in text.lines() {
        let escaped = line.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
        page.push_str(&format!("({escaped}) '\n"));
    }
    page.push_str("ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{page}\nendstream", page.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>".to_owned(),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
    }
    let table = file.len();
    file.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1));
    for place in &places {
        file.push_str(&format!("{place:010} 00000 n \n"));
    }
    let count = places.len() + 1;
    file.push_str(&format!("trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"));
    file.into_bytes()
}

const WIDTH: usize = 480;
const HEIGHT: usize = 270;

/// A window with a bar, a menu and `rows` settings that are switched on.
pub fn png(rows: usize) -> Vec<u8> {
    let mut picture = vec![[0xf4_u8, 0xf5, 0xf7]; WIDTH * HEIGHT];
    fill(&mut picture, (0, 0, WIDTH, 28), [0x1f, 0x3a, 0x4d]);
    fill(&mut picture, (0, 28, 110, HEIGHT - 28), [0xe2, 0xe6, 0xea]);
    for row in 0..rows {
        let top = 48 + row * 26;
        fill(&mut picture, (130, top, 230, 8), [0x6b, 0x77, 0x82]);
        fill(&mut picture, (420, top - 4, 34, 16), [0x1b, 0x7a, 0x43]);
        fill(&mut picture, (438, top - 2, 14, 12), [0xff, 0xff, 0xff]);
    }
    encode(&picture)
}

fn fill(picture: &mut [[u8; 3]], (left, top, width, height): (usize, usize, usize, usize), color: [u8; 3]) {
    for y in top..(top + height).min(HEIGHT) {
        picture[y * WIDTH + left..(y * WIDTH + left + width).min((y + 1) * WIDTH)].fill(color);
    }
}

/// PNG (ISO/IEC 15948): header, one block of compressed lines without a filter, end.
fn encode(picture: &[[u8; 3]]) -> Vec<u8> {
    let mut lines = ZlibEncoder::new(Vec::new(), Compression::default());
    for line in picture.chunks(WIDTH) {
        lines.write_all(&[0]).expect("a list in memory takes everything");
        lines.write_all(line.as_flattened()).expect("a list in memory takes everything");
    }
    let lines = lines.finish().expect("a list in memory takes everything");
    let mut header = Vec::new();
    for side in [WIDTH, HEIGHT] {
        header.extend(u32::try_from(side).expect("a small picture").to_be_bytes());
    }
    header.extend([8, 2, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, data) in [(b"IHDR", header), (b"IDAT", lines), (b"IEND", Vec::new())] {
        file.extend(u32::try_from(data.len()).expect("a small picture").to_be_bytes());
        let mut sum = Crc::new();
        sum.update(name);
        sum.update(&data);
        file.extend(name);
        file.extend(data);
        file.extend(sum.sum().to_be_bytes());
    }
    file
}
