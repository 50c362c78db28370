//! Blobs of test shares: the first byte says how many keys there are.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tabella_election::share::TestShareBlob;

fuzz_target!(|data: &[u8]| {
    let Some((&keys, data)) = data.split_first() else { return };
    if let Ok(blob) = TestShareBlob::decode(data, keys.into()) {
        assert_eq!(blob.encode(), data);
    }
});
