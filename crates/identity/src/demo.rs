//! A demonstration's e-ID: an authority, cards and an OCSP responder whose keys everyone knows.
//!
//! The cards make true Web eID tokens, so that a demonstration runs the one path there is. Every key follows from a public
//! text, signatures are those of RFC 6979: nothing here needs randomness, and nothing here is worth protecting.
//!
//! # Security
//! Anyone can make any of these cards. Only [`crate::Configuration::demo`] takes them.

mod authority;
mod card;
mod template;

pub use authority::{DemoAuthority, DemoStatus};
pub use card::DemoCard;
pub use template::{Names, Template};
