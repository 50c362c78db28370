//! The list of kept checkpoints.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tabella_verifier::{encode_index, parse_index};

fuzz_target!(|data: &[u8]| {
    if let Ok(sizes) = parse_index(data) {
        assert_eq!(encode_index(&sizes), data);
    }
});
