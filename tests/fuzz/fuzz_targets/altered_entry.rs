//! An entry of a whole board with some bits changed is refused at its place.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tabella_board::{Entry, admit};
use tabella_fuzz::{Entries, alter, board, rng};

fuzz_target!(|data: &[u8]| {
    let Some((&[index, in_blob], edits)) = data.split_first_chunk::<2>() else { return };
    let index = usize::from(index) % board().entries.len();
    let entry = &board().entries[index];
    let (bytes, blob) = if in_blob % 2 == 1 && !entry.blob().is_empty() {
        (entry.bytes().to_vec(), alter(entry.blob(), edits))
    } else {
        (alter(entry.bytes(), edits), entry.blob().to_vec())
    };
    if bytes == entry.bytes() && blob == entry.blob() {
        return;
    }
    let Ok(altered) = Entry::with_blob(bytes, blob) else { return };
    let mut state = board().states[index].clone();
    let verdicts = admit(&mut state, vec![altered], &Entries(&board().entries), &mut rng()).unwrap();
    assert!(verdicts[0].is_err(), "entry {index} was accepted with other bytes");
    assert_eq!(state.tree(), board().states[index].tree());
});
