//! Signed notes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tabella_tlog::SignedNote;

fuzz_target!(|data: &[u8]| {
    if let Ok(note) = SignedNote::parse(data) {
        assert_eq!(note.encode().as_bytes(), data);
    }
});
