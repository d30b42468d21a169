//! Files and previews as they are kept: as JSON, packed.

use crate::kernel::{Error, Result};
use serde::{Serialize, de::DeserializeOwned};

/// Fast, and small enough for what is kept for days.
const LEVEL: i32 = 1;

/// Packs.
pub fn pack(value: &impl Serialize) -> Result<Vec<u8>> {
    let json = serde_json::to_vec(value)?;
    zstd::encode_all(json.as_slice(), LEVEL).map_err(|fault| Error::Internal(fault.into()))
}

/// Unpacks what this program packed.
pub fn unpack<T: DeserializeOwned>(packed: &[u8]) -> Result<T> {
    let json = zstd::decode_all(packed).map_err(|fault| Error::Internal(fault.into()))?;
    Ok(serde_json::from_slice(&json)?)
}
