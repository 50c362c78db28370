//! Boards and services over HTTP: a client with patience, a board as a source, its copy in a folder, entries given in.
//!
//! What comes over the network is a claim: signatures and hashes decide, so that plain HTTP is as good as HTTPS for reading.
//! What is bounded here is what a server can cost: sizes by path, time, redirections, attempts.
#![forbid(unsafe_code)]

mod client;
mod mirror;
mod send;
mod source;

pub use client::{Answer, HttpClient, HttpError, Patience, is_url};
pub use mirror::{mirror, mirror_blobs, mirror_tree};
pub use send::send;
pub use source::HttpSource;

#[cfg(test)]
mod testing;
