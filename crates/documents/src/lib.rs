//! What is printed, as PDF/UA-1 (ISO 14289-1): confirmations, labels, letters, envelopes and the daily reconciliation; records
//! such as a result.
//!
//! # What is here
//! 1. One type for each kind, filled by whoever knows the people: [`Order`]. Without the feature `typeset` there is nothing
//!    else: the desk writes an order as JSON and hands it to the program `tabella-documents`.
//! 2. Templates in `templates`, compiled in, as the fonts are. What people typed reaches them as data and never as their source:
//!    nobody's name is a command.
//! 3. Words in `web/texts/*/documents.ftl`. Dates come as words: calendars and clocks are the caller's.
//!
//! # What is not here
//! No file, no network, no clock. The program lays out one order and ends: no cache keeps a name.
#![forbid(unsafe_code)]

#[cfg(feature = "typeset")]
mod confirmation;
mod order;
#[cfg(feature = "typeset")]
mod packs;
#[cfg(feature = "typeset")]
mod paper;
mod program;
#[cfg(feature = "typeset")]
mod qr;
#[cfg(feature = "typeset")]
mod reconciliation;
#[cfg(feature = "typeset")]
mod record;
#[cfg(feature = "typeset")]
mod said;
#[cfg(feature = "typeset")]
mod texts;
#[cfg(feature = "typeset")]
mod world;

#[cfg(feature = "testing")]
pub mod testing;

// The public interface is:
pub use order::{Answer, Balance, Confirmation, Order, Pack, Packs, Part, Reconciliation, Record, Table};
#[cfg(feature = "typeset")]
pub use paper::{Paper, RenderError};
pub use program::{PDF, PROGRAM, make, program, version};
