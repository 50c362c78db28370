//! The ballot box as its users meet it: real processes, real databases, real sockets on loopback, under load and under fire.
//!
//! # What is here
//! [`Hall`]: an election with everyone's secrets, witnesses and one or two ballot boxes as processes that can be killed.
//! [`Client`] and [`Ledger`]: voters who keep everything that was promised to them. The program `service` runs the crash soak,
//! the faults of the disk, the load, the flood and the hand-over; `cargo xtask soak`, `cargo xtask faults` … call it.
//!
//! # What is not here
//! Nothing for real elections: all secrets lie open.
#![forbid(unsafe_code)]

mod client;
mod hall;
mod ledger;

pub use client::{Answer, Client, Line};
pub use hall::{Database, Hall, OPTIONS, Pace, Signal, settings, signal};
pub use ledger::{Ledger, Reckoning};
