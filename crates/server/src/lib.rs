//! The election's servers: the desk (sign-in, roll, credentials), the urn (casting and the bulletin board) and the witness.
//!
//! # What is here
//! [`desk`] knows who people are and gives credentials. [`urn`] takes ballots and signed entries, appends them and shows the board.
//! [`witness`] cosigns checkpoints and is another process on another machine. [`house`] shows a desk, its boards and the booth under
//! one address. [`doctor`] says of the config of each what would stand in the way of its start.
//!
//! # What is not here
//! No rule about what may stand on the board: that is `board`'s. Nor about who may have a credential: that is `roll`'s. No SQL: that is
//! the stores'. No clock of its own: time is a parameter. And no way from a ballot to a name: desk and urn do not name each
//! other's modules or stores, and meet over HTTP as any two machines do.
#![forbid(unsafe_code)]

mod address;
pub mod desk;
pub mod doctor;
mod finding;
pub mod house;
mod listen;
mod metrics;
mod secret;
pub mod urn;
pub mod witness;

// The public interface is these modules and:
pub use finding::{Finding, is_well};
pub use secret::SecretError;
