//! Heads of entries with their blobs (after the entry's length in two bytes), and verification of whatever comes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tabella_board::{Entry, verify_batch};
use tabella_fuzz::{board, rng};

fuzz_target!(|data: &[u8]| {
    let Some((length, rest)) = data.split_first_chunk::<2>() else { return };
    let split = usize::from(u16::from_be_bytes(*length)).min(rest.len());
    let (bytes, blob) = rest.split_at(split);
    let Ok(entry) = Entry::with_blob(bytes.to_vec(), blob.to_vec()) else { return };
    assert_eq!(entry.bytes(), bytes);
    if let Some(hash) = entry.blob_hash() {
        assert_eq!(hash, tabella_crypto::BlobHash::of(blob));
    }
    let known = board().entries.iter().any(|known| known.bytes() == bytes);
    let verdict = verify_batch(&board().context(), vec![entry], &mut rng()).remove(0);
    assert!(known || verdict.is_err(), "an entry that nobody signed was accepted");
});
