//! Texts of checkpoints.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tabella_tlog::Checkpoint;

fuzz_target!(|text: &str| {
    if let Ok(checkpoint) = Checkpoint::parse(text) {
        assert_eq!(checkpoint.encode().as_deref(), Ok(text));
    }
});
