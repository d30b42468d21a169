//! The colours keep the contrast that WCAG 2.2 asks for (1.4.3 text 4.5, 1.4.11 controls 3), in light and dark.

use std::collections::BTreeMap;

/// Ink, what it is read on, and the least contrast.
const PAIRS: &[(&str, &[&str], f64)] = &[
    ("ink", &["paper", "surface", "sunk"], 7.0),
    ("ink", &["accent-wash", "met-wash", "not-met-wash", "poam-wash", "none-wash", "inherited-wash"], 4.5),
    ("ink-2", &["paper", "surface", "sunk"], 4.5),
    ("accent", &["paper", "surface", "sunk", "accent-wash"], 4.5),
    ("on-accent", &["accent"], 4.5),
    ("met", &["paper", "surface", "met-wash"], 4.5),
    ("not-met", &["paper", "surface", "not-met-wash"], 4.5),
    ("poam", &["paper", "surface", "poam-wash"], 4.5),
    ("none", &["paper", "surface", "none-wash"], 4.5),
    ("inherited", &["paper", "surface", "inherited-wash"], 4.5),
    ("client-slate", &["surface"], 4.5),
    ("client-brick", &["surface"], 4.5),
    ("client-amber", &["surface"], 4.5),
    ("client-olive", &["surface"], 4.5),
    ("client-green", &["surface"], 4.5),
    ("client-blue", &["surface"], 4.5),
    ("client-violet", &["surface"], 4.5),
    ("client-rose", &["surface"], 4.5),
    ("edge", &["paper", "surface"], 3.0),
    ("focus", &["paper", "surface", "sunk"], 3.0),
];

#[test]
fn every_ink_can_be_read_on_what_it_stands_on() {
    let tokens = tokens();
    let mut faint = Vec::new();
    for (ink, grounds, least) in PAIRS {
        for ground in *grounds {
            for (scheme, name) in ["light", "dark"].into_iter().enumerate() {
                let found = contrast(colour(&tokens, ink)[scheme], colour(&tokens, ground)[scheme]);
                if found < *least {
                    faint.push(format!("{name}: {ink} on {ground} is {found:.2}, at least {least}"));
                }
            }
        }
    }

    assert!(faint.is_empty(), "{}", faint.join("\n"));
}

#[test]
fn the_arithmetic_is_that_of_wcag() {
    assert!((contrast([0, 0, 0], [255, 255, 255]) - 21.0).abs() < 0.001);
    assert!((contrast([0x77, 0x77, 0x77], [255, 255, 255]) - 4.478).abs() < 0.001);
}

fn colour(tokens: &BTreeMap<String, [[u8; 3]; 2]>, name: &str) -> [[u8; 3]; 2] {
    *tokens.get(name).unwrap_or_else(|| panic!("tokens.css has no --{name}"))
}

/// `--name: light-dark(#rrggbb, #rrggbb);` → name, light and dark.
fn tokens() -> BTreeMap<String, [[u8; 3]; 2]> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/css/tokens.css");
    let text = std::fs::read_to_string(path).unwrap();
    let pairs = text.lines().filter_map(|line| {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(':')?;
        let (light, dark) =
            value.trim().strip_prefix("light-dark(")?.trim_end_matches([';', ')']).split_once(',')?;
        Some((name.to_owned(), [rgb(light), rgb(dark)]))
    });
    pairs.collect()
}

fn rgb(hex: &str) -> [u8; 3] {
    let mut bytes = [0; 3];
    hex::decode_to_slice(hex.trim().trim_start_matches('#'), &mut bytes)
        .unwrap_or_else(|error| panic!("{hex} is not #rrggbb: {error}"));
    bytes
}

fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Relative luminance as WCAG 2.2 defines it.
fn luminance(colour: [u8; 3]) -> f64 {
    let channel = |value: u8| {
        let share = f64::from(value) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(colour[0]) + 0.7152 * channel(colour[1]) + 0.0722 * channel(colour[2])
}
