//! A scan as people upload it: a PDF of ten megabytes that is one picture, each time another.

/// The most that Muster takes where nobody says otherwise.
pub const BYTES: usize = 10 * 1024 * 1024;

/// A PDF of `BYTES` bytes; `number` makes it one of its own.
pub fn scan(number: u64) -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 842] /Resources << /XObject << /P 4 0 R >> >> >>"
            .to_owned(),
    ];
    let mut file = b"%PDF-1.4\n".to_vec();
    for (at, object) in objects.iter().enumerate() {
        file.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", at + 1).as_bytes());
    }
    let picture_bytes = BYTES - file.len() - 300;
    let head = format!("4 0 obj\n<< /Type /XObject /Subtype /Image /Length {picture_bytes} >>\nstream\n");
    file.extend_from_slice(head.as_bytes());
    file.extend(noise(number).take(picture_bytes));
    file.extend_from_slice(b"\nendstream\nendobj\n");
    let table = file.len();
    let end = format!(
        "xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"
    );
    file.resize(BYTES - end.len(), b' ');
    file.extend_from_slice(end.as_bytes());
    file
}

/// Bytes without a pattern (xorshift64*), but for `number` the same each time.
fn noise(number: u64) -> impl Iterator<Item = u8> {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    std::iter::repeat_with(move || {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        state.wrapping_mul(0x2545_f491_4f6c_dd1d).to_le_bytes()
    })
    .flatten()
}
