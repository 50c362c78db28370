//! Universal verification from public data alone; every check has a name and a verdict.
//!
//! # What is here
//! [`verify`] takes a board's files ([`tabella_tlog::Source`]: a directory, an [`ArchiveSource`], anything that gives files
//! by path) and what is trusted from outside the board ([`Trust`]), and gives a [`Report`]: checks V1 … V15 of section 11 of
//! `docs/protocol.md`. [`verify_closed`] is the same for a trustee who is about to decrypt, [`Verification`] is it step by step, [`Shared`] step by
//! step by several workers of one core each. Entries go through the reducer
//! that the ballot box uses; there are no rules here that are not there, but for checkpoints, witnesses and files.
//!
//! [`Opened`] is what a voter's device does: the board up to `open`, and that a ballot stands on it.
//!
//! Time grows linearly with the board, memory by a few dozen bytes for each credential and ballot. With a [`Memory`] a
//! later run goes on where the last one stopped and notices a board that changed in between.
//!
//! # What is not here
//! No network, no clock, no secrets. Whether credentials belong to eligible people is for the audit of section 9.
#![forbid(unsafe_code)]

mod archive;
mod check;
mod closing;
mod files;
mod memory;
mod opened;
mod plain;
mod replay;
mod report;
mod shared;
mod tiles;
mod verify;
mod witnessed;

// The public interface is:
pub use archive::{ArchiveError, ArchiveSource, write_archive};
pub use check::{CheckId, CheckVerdict, Failure};
pub use files::{Entries, SourceBlobs, blob_path};
pub use memory::Memory;
pub use opened::{Opened, OpenedError, continues};
pub use plain::{moves_cursor, one_line};
pub use report::{Check, ContestOutcome, GroupOutcome, ProtocolOutcome, Report, Verdict};
pub use shared::{NoVerdict, Second, SecondStep, Shared, Step, Turn, Voucher};
pub use verify::{ClosedBoard, Options, Progress, Stage, Trust, Verification, verify, verify_closed};
pub use witnessed::{INDEX_PATH, IndexError, WITNESSED_MAX, encode_index, parse_index, witnessed_path};
