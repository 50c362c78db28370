//! Whole elections through every room, against plaintext counts and other implementations.
#![forbid(unsafe_code)]

mod differential;
mod oracle;
mod reducer;
mod trustees;
