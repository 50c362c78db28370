//! Tiles and entry bundles of C2SP tlog-tiles: their paths and their bytes.
//!
//! ```text
//! tile/<L>/<N>[.p/<W>]          256 (or W) hashes of 32 bytes: the nodes at height 8·L from 256·N on
//! tile/entries/<N>[.p/<W>]      256 (or W) entries from 256·N on, each u16be(length) || bytes
//! ```
//! `N` is written in groups of three digits, all but the last after an `x`: 1234067 is `x001/x234/067`.

mod bundle;
mod path;

pub use bundle::{BundleError, MAX_ENTRY_BYTES, decode_bundle, encode_bundle, push_entry};
pub use path::{BundlePath, PathError, TilePath};

use crate::hash::{HASH_BYTES, Hash};

/// Hashes of a full tile and entries of a full bundle.
pub const TILE_WIDTH: u16 = 256;

/// Greatest level a path can name (tlog-tiles); a tree of at most 2⁶³ − 1 leaves has levels 0 to 7.
pub const MAX_LEVEL: u8 = 63;

/// The bytes of a tile.
pub fn encode_tile(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

/// The hashes of a tile; `None` if the bytes are not a whole number of hashes.
pub fn decode_tile(bytes: &[u8]) -> Option<Vec<Hash>> {
    if !bytes.len().is_multiple_of(HASH_BYTES) {
        return None;
    }
    bytes.chunks(HASH_BYTES).map(|chunk| chunk.try_into().ok().map(Hash)).collect()
}

/// The tile that a node lies in, and its position there.
pub(crate) fn place(node: u64) -> (u64, usize) {
    let [position, ..] = node.to_le_bytes();
    (node / u64::from(TILE_WIDTH), position.into())
}
