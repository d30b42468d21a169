//! How far the inspector goes. Kept in one place, so that the page about uploads can state them.

/// Most pixels a picture may have, width times height, as its header states them.
pub const PIXELS_MAX: u64 = 100_000_000;

/// Longest side of a picture in pixels.
pub const PICTURE_SIDE_MAX: u64 = 50_000;

/// Most parts that an office file (a zip container) may hold.
pub const ZIP_ENTRIES_MAX: u64 = 2_000;

/// Most bytes that all parts of an office file may come to when unpacked.
pub const ZIP_UNPACKED_BYTES_MAX: u64 = 100 * 1024 * 1024;

/// How many times larger than the file its unpacked parts may be.
pub const ZIP_RATIO_MAX: u64 = 200;

/// Below this unpacked size the ratio is not asked: a small form full of blanks packs very well.
pub const ZIP_RATIO_FREE_BYTES: u64 = 8 * 1024 * 1024;

/// Most bytes between the parts of an office file that belong to none of them.
pub const ZIP_UNUSED_BYTES_MAX: u64 = 4 * 1024;

/// Most bytes read of a part that must be understood whole (list of parts, manifest).
pub const ZIP_PART_READ_BYTES_MAX: u64 = 2 * 1024 * 1024;

/// Most bytes of a document that one embeds which is itself embedded.
pub const ZIP_HELD_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Most entries that the directory of an old office file may hold.
pub const COMPOUND_ENTRIES_MAX: usize = 20_000;

/// Most bytes searched of one stream of an old office file.
pub const COMPOUND_STREAM_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Most packed object groups of a PDF that are unpacked to be searched.
pub const PDF_OBJECT_STREAMS_MAX: usize = 5_000;

/// Most bytes that the packed object groups of a PDF may come to when unpacked.
pub const PDF_OBJECT_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// How far from its end a PDF's closing mark may stand.
pub const PDF_TAIL_BYTES: u64 = 2 * 1024;

/// Deepest nesting of lists and objects in a JSON file.
pub const JSON_DEPTH_MAX: usize = 128;

/// Longest header of an e-mail message.
pub const EML_HEADER_BYTES_MAX: usize = 256 * 1024;

/// Longest line looked at in the body of an e-mail message; the rest of a longer one is passed over.
pub const EML_LINE_BYTES_MAX: usize = 4 * 1024;

/// Longest file name kept, in characters.
pub const NAME_CHARS_MAX: usize = 120;

/// Longest extension that is kept when a long file name is cut.
pub const EXTENSION_CHARS_MAX: usize = 16;

/// Bytes read from the start of a file to recognise it.
pub const HEAD_BYTES: usize = 4 * 1024;

/// Bytes held in memory at a time while a file is searched.
pub const WINDOW_BYTES: usize = 64 * 1024;
