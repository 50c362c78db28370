//! Packages of round 2 of the key ceremony.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tabella_trustee::key_ceremony::Round2Package;

fuzz_target!(|data: &[u8]| {
    if let Ok(package) = Round2Package::decode(data) {
        assert_eq!(package.encode(), data);
    }
});
