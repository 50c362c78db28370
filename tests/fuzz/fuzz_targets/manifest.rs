//! Manifests: what is accepted says, written again, the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use tabella_election::Election;

fuzz_target!(|data: &[u8]| {
    let Ok(election) = Election::parse(data) else { return };
    let written = serde_json::to_vec(election.manifest()).unwrap();
    let again = Election::parse(&written).unwrap();
    assert_eq!(again.manifest(), election.manifest());
    let mut read: Value = serde_json::from_slice(data).unwrap();
    let fields = read.as_object_mut().unwrap();
    fields.entry("weight_max").or_insert_with(|| 1.into());
    let written: Value = serde_json::from_slice(&written).unwrap();
    assert_eq!(read, written);
});
