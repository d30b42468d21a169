//! The bytes of evidence: put in as a stream, kept under their SHA-256, taken out as a stream.
