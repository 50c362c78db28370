//! The real program, run as trustees run it: whole ceremonies, and every error that a person can cause.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, helpers included"
)]

mod board;
mod decrypt;
mod errors;
mod faults;
#[cfg(unix)]
mod hall;
#[cfg(unix)]
mod online;
mod room;
mod steps;
