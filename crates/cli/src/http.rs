//! Boards and services over HTTP.
//!
//! What comes over the network is a claim: signatures and hashes decide, so that plain HTTP is as good as HTTPS for reading.
//! What is bounded here is what a server can cost: sizes by path, time, redirections, attempts.

mod client;
mod source;

pub use client::{Answer, HttpClient, HttpError, Patience, is_url};
pub use source::HttpSource;

#[cfg(test)]
pub(crate) mod testing;
