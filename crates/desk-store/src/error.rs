//! Why the desk's store does not do what it is asked.

use tabella_crypto::hash::ElectionId;
use tabella_database::DatabaseError;
use tabella_election::ManifestError;
use tabella_roll::RollNumber;

/// Why the store does not do what it is asked. Nothing was written unless it says otherwise. None of them holds personal
/// data.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The database was made with another key.
    #[error("the desk's key does not open this database: give the key that it was made with")]
    WrongKey,
    /// Something sealed does not open: it was changed, or moved from another row.
    #[error("{place}: {what}")]
    Corrupt {
        /// Table and column.
        place: String,
        /// What is wrong.
        what: String,
    },
    /// The desk does not serve this election.
    #[error("the desk does not serve election {0}")]
    NoElection(ElectionId),
    /// The manifest is none.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// No such line on the roll.
    #[error("there is no line {0} on the roll")]
    NoLine(RollNumber),
    /// The line was scrubbed: who it was is no longer known.
    #[error("line {0} was scrubbed")]
    Scrubbed(RollNumber),
    /// No such upload, or it is in force already, or withdrawn.
    #[error("upload {0} does not wait")]
    NoUpload(u64),
    /// The roll has changed since the upload was looked at: look again.
    #[error("the roll has changed since: look at the difference again")]
    OtherDifference,
    /// Two officials are needed; so many have consented.
    #[error("{given} of 2 officials have consented")]
    Consents {
        /// Number of different officials.
        given: u64,
    },
    /// The deed was done: it takes another proposal to do it again.
    #[error("the deed was done already")]
    DeedDone,
    /// The draft is another by now, or is fixed: look at it again.
    #[error("the draft has changed since, or is fixed: look at it again")]
    DraftChanged,
    /// An official proposes to fix the draft.
    #[error("the draft is proposed to be fixed: take the proposal back first")]
    DraftProposed,
    /// Nothing to take away.
    #[error("the person does not hold this office")]
    NotHeld,
    /// The public key was registered before, by this person or another.
    #[error("this credential was registered before: make a new one")]
    CredentialTaken,
    /// A session number that is taken. Take another.
    #[error("the session's number is taken")]
    SessionTaken,
}

impl StoreError {
    #[expect(clippy::needless_pass_by_value, reason = "a text or an error, as it comes")]
    pub(crate) fn corrupt(place: impl Into<String>, what: impl ToString) -> Self {
        Self::Corrupt { place: place.into(), what: what.to_string() }
    }

    /// [`DatabaseError::is_disk_failure`].
    pub fn is_disk_failure(&self) -> bool {
        matches!(self, Self::Database(error) if error.is_disk_failure())
    }
}
