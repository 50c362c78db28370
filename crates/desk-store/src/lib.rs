//! The desk's database: people, rolls, channels, votes by post, evidence, sessions, officials and who looked at what.
//!
//! # What is here
//! - [`DeskPool`]: opens SQLite or PostgreSQL by URL with the desk's key, migrates it forward.
//! - Rolls: [`DeskPool::upload`], consented to by two officials, [`DeskPool::apply_upload`]; [`DeskPool::find`].
//! - [`DeskPool::change`]: the one transaction that changes a person's line: channel, credential, correction. What
//!   follows is decided by pure functions of `tabella_roll` while the line is locked.
//! - [`DeskPool::file_postal`], [`DeskPool::step_postal`]: the same for requests for a vote by post, with their drafts, packs,
//!   work list and messages.
//! - [`DeskPool::change_election_draft`], [`DeskPool::fix_election_draft`]: manifests that are being written, who changed what.
//! - [`DeskPool::sign_by_two`]: entries of the authority; what the board showed hour by hour; counts of votes on paper.
//! - The outbox of signed entries, evidence for the auditor, sessions and challenges, officials, the data log.
//!
//! # What it promises
//! - One person's requests are handled one at a time, whatever the number of processes: two devices at once give one live
//!   credential, and a credential and an accepted envelope at once give one vote.
//! - Channel, board entries, evidence and data log are written together or not at all, and are durable then.
//! - Names, codes, addresses, evidence and session data stand sealed, bound to table, column and row; a person is found by
//!   a keyed hash. Errors and logs hold none of it.
//!
//! # What is not here
//! No ballot and no tracker: the urn has its own store. No decision: who may do what is `tabella_roll`'s and the server's.
//! No clock; randomness is a parameter.
#![forbid(unsafe_code)]

mod card;
mod change;
mod conduct;
mod error;
mod evidence;
mod line;
mod message;
mod official;
mod outbox;
mod pool;
mod postal;
mod prepare;
mod proposal;
mod room;
mod seal;
mod session;
mod upload;
mod usage;

// The public interface is:
pub use change::{About, Change, NewEntry, Refused, Whose};
pub use conduct::{AuthorityEntry, AuthorityWaiting, BoardHour, NewAuthorityEntry, PaperCount};
pub use error::StoreError;
pub use evidence::{EvidenceOf, KeptEvidence};
pub use line::{Line, Rolls};
pub use message::{Message, News, PostalNews};
pub use official::{Consents, DeedHash, OFFICIALS_NEEDED, Office, Role};
pub use outbox::Waiting;
pub use pool::DeskPool;
pub use postal::{
    Filing, PostalBalance, PostalBatch, PostalBatchItem, PostalCase, PostalCheck, PostalDraft, PostalOffice,
    PostalPack, PostalRefused, PostalStep, Stepped, Unchecked, WorkFilter, WorkLine,
};
pub use prepare::{DraftChange, DraftDeed, ElectionDraft};
pub use proposal::Proposal;
pub use room::PackageName;
pub use seal::{DeskKey, PersonKey};
pub use session::{Session, SessionKey};
pub use tabella_database::{DatabaseError, SchemaState};
pub use upload::Upload;
pub use usage::{Actor, BrokenChain, Usage, UsageLine};
