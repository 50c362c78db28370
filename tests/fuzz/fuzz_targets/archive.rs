//! Archives of boards.
#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use tabella_tlog::Source as _;
use tabella_verifier::ArchiveSource;

fuzz_target!(|data: &[u8]| {
    if let Ok(archive) = ArchiveSource::open(Cursor::new(data)) {
        for path in ["checkpoint", "tile/0/000.p/1", "a", "../a", ""] {
            if let Ok(Some(bytes)) = archive.read(path) {
                assert!(bytes.len() <= data.len());
                assert!(bytes.is_empty() || data.windows(bytes.len()).any(|window| window == bytes));
            }
        }
    }
});
