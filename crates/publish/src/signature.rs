//! The election authority's signature under a published folder: a C2SP signed note about its `SHA256SUMS`.
//!
//! The text is four lines: `tabella/v1/publication`, the election id, size and root of the board with a space between them, and the
//! SHA-256 of the file `SHA256SUMS`. It is signed with the authority's key of the manifest under a name that has the election id in
//! it. What the authority signs on the board begins otherwise (a zero byte where this has the end of its first line), so neither
//! can be taken for the other.

use sha2::{Digest as _, Sha256};
use tabella_crypto::hash::hex;
use tabella_election::Election;
use tabella_tlog::{NoteError, SignedNote, Vkey};

use crate::numbers::Numbers;

/// The file with the signature.
pub const SIGNATURE: &str = "SHA256SUMS.note";

/// First line of what is signed.
const PURPOSE: &str = "tabella/v1/publication";

/// Why a signature is none under this folder.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// Not a signed note.
    #[error("{SIGNATURE} is no signed note: {0}")]
    Note(NoteError),
    /// It names another election.
    #[error("{SIGNATURE} is about another election")]
    OtherElection,
    /// It is about another board, or about files with other hashes.
    #[error("{SIGNATURE} is about other files than the board gives")]
    OtherFiles,
    /// The authority's signature is missing or wrong.
    #[error("{SIGNATURE} is not signed by the election authority: {0}")]
    NotAuthority(NoteError),
}

/// The name of the authority's key in notes.
pub fn key_name(election: &Election) -> String {
    format!("tabella-authority/{}", election.id())
}

/// The authority's key as any tool for signed notes takes it.
pub(crate) fn key(election: &Election) -> Option<Vkey> {
    Vkey::ed25519(&key_name(election), *election.authority_key()).ok()
}

/// What is signed.
pub(crate) fn statement(numbers: &Numbers<'_>, sums: &[u8]) -> String {
    let (id, size, root) = (numbers.election.id(), numbers.report.size, numbers.root());
    format!("{PURPOSE}\n{id}\n{size} {root}\n{}\n", hex(&Sha256::digest(sums)))
}

/// Whether `note` is the authority's signature under `statement`.
pub(crate) fn verify(election: &Election, statement: &str, note: &[u8]) -> Result<(), SignatureError> {
    let note = SignedNote::parse(note).map_err(SignatureError::Note)?;
    if note.text().lines().nth(1) != Some(election.id().to_string().as_str()) {
        return Err(SignatureError::OtherElection);
    }
    if note.text() != statement {
        return Err(SignatureError::OtherFiles);
    }
    let key = key(election).ok_or(SignatureError::NotAuthority(NoteError::NotSigned(key_name(election))))?;
    note.verify(&key).map_err(SignatureError::NotAuthority)
}
