//! Blobs of decryption shares.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tabella_crypto::TrusteeIndex;
use tabella_election::share::TallyShare;
use tabella_fuzz::board;
use tabella_tally::verify_share;

fuzz_target!(|data: &[u8]| {
    let Ok(share) = TallyShare::decode(data, board().statement()) else { return };
    assert_eq!(share.encode(), data);
    let keys = board().last().ceremony().unwrap();
    let known = board().entries.iter().any(|entry| entry.blob() == data);
    let verdict = verify_share(board().statement(), keys, TrusteeIndex::new(1).unwrap(), &share);
    assert!(known || verdict.is_err(), "a share that trustee 1 did not make was accepted");
});
