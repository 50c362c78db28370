//! The browser's doors to ballots and receipts; no logic of its own.
//!
//! # What is here
//! [`Files`] (what the page fetched of a board) → [`Board`] (the election as its board shows it, verified) → [`Voter`] (a
//! credential's secret) → [`Ballot`] (encrypted, not yet decided) → [`Decided`] (an entry to send). Then [`Board::receipt`]
//! and [`Board::included`] check what the ballot box says, and [`Board::look`] is what a second device does.
//!
//! It runs in a worker, away from the page. Randomness is `crypto.getRandomValues`, asked once before it is relied on.
//! Whatever fails throws one JSON text with a `code` ([`Fault`]); the page has the sentence for it. Nothing here panics on
//! what a server or a voter sends; a defect of this module itself ends the worker (a trap) and the page says so.
//!
//! # Secrets
//! Seeds, choices and credentials live in this module's memory only and are cleared when they are dropped: when the page
//! calls `free()`, decides about a ballot, or closes the worker.
//!
//! # What is not here
//! No cryptography of its own, no network, no storage, no words for people.
// no forbid: the macros of wasm-bindgen write unsafe code

mod board;
mod fault;
mod files;
mod voter;

// The public interface is:
pub use board::Board;
pub use fault::Fault;
pub use files::Files;
pub use voter::{Ballot, Decided, Voter};

use rand_core::{OsRng, RngCore as _};
use tabella_crypto::{Tracker, authorisation::sign_in_authorization, hash::parse_hex32};
use tabella_tlog::text::base64;
use wasm_bindgen::prelude::*;

/// The browser's generator, once it has shown that it works.
///
/// # Errors
/// [`Fault::Randomness`].
pub fn rng() -> Result<OsRng, Fault> {
    let mut probe = [0; 32];
    OsRng.try_fill_bytes(&mut probe).map_err(|_| Fault::Randomness)?;
    Ok(OsRng)
}

/// 32 bytes, from 64 hexadecimal digits.
///
/// # Errors
/// [`Fault::Argument`].
pub fn hex32(text: &str) -> Result<[u8; 32], Fault> {
    parse_hex32(text).map_err(|_| Fault::Argument("64 hexadecimal digits"))
}

/// The challenge nonce for the card of a person who signs in, from the server's nonce (64 hexadecimal digits).
///
/// # Errors
/// [`Fault::Argument`].
#[wasm_bindgen(js_name = signInNonce)]
pub fn sign_in_nonce(server_nonce: &str) -> Result<String, Fault> {
    Ok(base64(&sign_in_authorization(&hex32(server_nonce)?)))
}

/// A tracker as people read it, from its 64 hexadecimal digits.
///
/// # Errors
/// [`Fault::Argument`].
#[wasm_bindgen(js_name = trackerText)]
pub fn tracker_text(tracker: &str) -> Result<String, Fault> {
    Ok(tabella_ballot::tracker_text(&Tracker(hex32(tracker)?)))
}

/// A tracker as people type it, in its one spelling.
///
/// # Errors
/// [`Fault::TrackerText`].
#[wasm_bindgen(js_name = parseTracker)]
pub fn parse_tracker(text: &str) -> Result<String, Fault> {
    Ok(tabella_ballot::parse_tracker(text)?)
}
