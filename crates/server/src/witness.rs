//! A witness: cosigns checkpoints of the logs that it knows, each only as the continuation of the one before (C2SP
//! [tlog-witness]).
//!
//! A log that shows two boards needs a quorum of witnesses for both; a witness that remembers refuses the second. The
//! witness knows nothing of what a log holds: keys, sizes, roots.
//!
//! # What is here
//! [`Witness`] (its memory and its rule) → [`router`] (the protocol over HTTP) → [`run`] (a process with its own [`Config`]).
//!
//! # What a witness must never lose
//! Its memory, the folder `state`. **A witness whose memory is lost, or put back from an older copy, cannot tell: it will
//! cosign a board that was rolled back or forked, and nobody can refuse in its place.** So the folder is not made by
//! itself ([`StateError::Absent`]): whoever begins a memory says so once. Restore a lost witness under a new key, never from
//! a backup, and with a manifest that names it.
//!
//! # What is not here
//! TLS: a proxy stands in front. No log is added while it runs. One cosignature algorithm,
//! Ed25519 (cosignature/v1).
//!
//! [tlog-witness]: https://c2sp.org/tlog-witness

mod app;
mod config;
mod doctor;
mod memory;
mod request;
mod rule;

// The public interface is:
pub use app::{SIZE_TYPE, router, run, serve};
pub use config::{Config, ConfigError};
pub use doctor::doctor;
pub use memory::StateError;
pub use request::{MAX_PROOF_LINES, MAX_REQUEST_BYTES, Request, RequestError};
pub use rule::{Clock, Refusal, Witness};

#[cfg(test)]
mod tests;
