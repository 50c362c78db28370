//! Manifests that are being written: drafts that may be incomplete, edits of their sections, candidates out of a table, ballot definitions of other systems, and the check list before two officials fix one.
//!
//! # What is here
//! [`Draft`]: the facts of a manifest as far as they are known ([`Facts`]), and the bytes that say them. [`Draft::edit`] takes one
//! typed [`Edit`]. [`candidates::read`] reads lists of candidates out of a table; [`nist`] reads and writes ballot definitions of other
//! systems. [`check_list`] tells what is in order and what is to be done; its last check is the reader of manifests itself.
//! [`zone`] speaks legal time.
//!
//! What is read and not changed stays the bytes that it was. What is changed is written in one way: indented JSON in the order
//! of the manifest's fields, as `tabella_election::draft::fill` writes it.
//!
//! # What is not here
//! No files, no pages, no words for people but those of the command line: every fault has a name, and the desk's texts have a
//! sentence for it.
#![forbid(unsafe_code)]

pub mod candidates;
pub mod nist;
pub mod zone;

pub use check::{Check, CheckLine, Fault, FaultName, check_list, is_ready};
pub use draft::Draft;
pub use edit::{Edit, EditError, Row, Voting};
pub use facts::{Facts, Section, Times};

mod check;
mod draft;
mod edit;
mod facts;
mod hidden;
