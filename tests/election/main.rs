//! Whole elections through every room, against plaintext counts and other implementations.
#![forbid(unsafe_code)]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "tests stop where they cannot go on, and choose their own numbers"
)]

mod differential;
mod oracle;
mod reducer;
mod trustees;
