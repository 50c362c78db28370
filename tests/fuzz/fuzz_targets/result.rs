//! Blobs of results.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tabella_tally::ResultBlob;

fuzz_target!(|data: &[u8]| {
    if let Ok(result) = ResultBlob::decode(data, tabella_fuzz::board().statement()) {
        assert_eq!(result.encode(), data);
    }
});
