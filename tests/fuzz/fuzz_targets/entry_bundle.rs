//! Entry bundles and tiles: the first byte is the width minus one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tabella_tlog::tile::{decode_bundle, decode_tile, encode_bundle, encode_tile};

fuzz_target!(|data: &[u8]| {
    let Some((&width, data)) = data.split_first() else { return };
    if let Ok(entries) = decode_bundle(data, u16::from(width) + 1) {
        assert_eq!(encode_bundle(&entries).as_deref(), Ok(data));
    }
    if let Some(hashes) = decode_tile(data) {
        assert_eq!(encode_tile(&hashes), data);
    }
});
