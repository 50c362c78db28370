//! Ballots.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tabella_ballot::EncryptedBallot;
use tabella_fuzz::{board, encode_ballot};

fuzz_target!(|data: &[u8]| {
    if let Ok(ballot) = EncryptedBallot::decode(data, board().styles()) {
        assert_eq!(encode_ballot(&ballot), data);
    }
});
