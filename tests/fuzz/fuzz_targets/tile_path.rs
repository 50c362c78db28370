//! Paths of tiles and entry bundles.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tabella_tlog::{BundlePath, TilePath};

fuzz_target!(|text: &str| {
    if let Ok(path) = text.parse::<TilePath>() {
        assert_eq!(path.to_string(), text);
    }
    if let Ok(path) = text.parse::<BundlePath>() {
        assert_eq!(path.to_string(), text);
    }
});
