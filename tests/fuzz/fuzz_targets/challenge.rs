//! Ballot and challenge entries.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| tabella_fuzz::check_posted(data));
