//! The election's servers: the urn (casting and the bulletin board over HTTP) and the witness.
//!
//! # What is here
//! [`urn`] takes ballots and signed entries, appends them and shows the board. [`witness`] cosigns checkpoints and is another
//! process on another machine.
//!
//! # What is not here
//! No rule about what may stand on the board: that is `board`'s. No SQL: that is `urn-store`'s. No names: nothing here knows
//! who holds a credential. No clock of its own: time is a parameter.
#![forbid(unsafe_code)]

pub mod desk;
mod listen;
pub mod urn;
pub mod witness;
