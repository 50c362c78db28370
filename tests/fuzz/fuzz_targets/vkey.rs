//! Verifier keys.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tabella_tlog::Vkey;

fuzz_target!(|text: &str| {
    if let Ok(vkey) = Vkey::parse(text) {
        assert_eq!(vkey.to_string(), text);
    }
});
