//! Packages of round 1: the first byte says how many runs and coefficients are expected.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tabella_crypto::{Threshold, TrusteeIndex};
use tabella_election::ceremony::CommitmentPackage;

fuzz_target!(|data: &[u8]| {
    let Some((&counts, data)) = data.split_first() else { return };
    let (keys, threshold) = (usize::from(counts >> 4), Threshold(u16::from(counts & 15)));
    let Ok(package) = CommitmentPackage::decode(data, keys, threshold) else { return };
    assert_eq!(package.encode(), data);
    if let Ok(verified) = package.verify(TrusteeIndex::new(1).unwrap(), keys, threshold) {
        assert_eq!(verified.runs().len(), keys);
    }
});
