//! Proofs of inclusion in a checkpoint.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tabella_tlog::TlogProof;

fuzz_target!(|data: &[u8]| {
    if let Ok(proof) = TlogProof::parse(data) {
        assert_eq!(proof.encode().unwrap().as_bytes(), data);
    }
});
