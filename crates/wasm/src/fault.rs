//! What went wrong, for the page.

use serde_json::{Value, json};
use tabella_ballot::{BallotError, TrackerTextError};
use tabella_crypto::{ballot_proof::ChoicesError, cbor::DecodeError};
use tabella_tlog::TlogProofError;
use tabella_verifier::OpenedError;
use wasm_bindgen::JsValue;

/// What went wrong. The page gets `{"code": …}` with what belongs to it, and has a sentence for each code.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Files of the board that must be fetched first; then the same call again.
    #[error("{} files of the board are needed", .0.len())]
    Need(Vec<String>),
    /// The browser has no generator of random numbers.
    #[error("crypto.getRandomValues does not work")]
    Randomness,
    /// The page called with something else; a defect of the page.
    #[error("the page must give {0}")]
    Argument(&'static str),
    /// The board is not one to vote on, or an entry not on it.
    #[error(transparent)]
    Board(#[from] OpenedError),
    /// The election has no such ballot style.
    #[error("the election has no ballot style {0:?}")]
    Style(String),
    /// Choices that break a rule; the page should have seen it.
    #[error(transparent)]
    Choices(ChoicesError),
    /// Bytes that are no ballot of this election, or whose proof fails.
    #[error(transparent)]
    Ballot(BallotError),
    /// The device encrypted something else than it shows.
    #[error("the seed and the choices do not give this ballot")]
    Challenge,
    /// A text that is no tracker.
    #[error(transparent)]
    TrackerText(#[from] TrackerTextError),
    /// Another ballot than the one that was asked for.
    #[error("the entry has another tracker")]
    OtherTracker,
    /// Not a receipt.
    #[error("not a receipt: {0}")]
    Receipt(#[from] DecodeError),
    /// The ballot box did not sign it.
    #[error("the receipt is not signed by the ballot box")]
    ReceiptSignature,
    /// The ballot box gave a receipt for another ballot.
    #[error("the receipt is for another ballot")]
    ReceiptOther,
}

impl Fault {
    /// A short name that does not change with the words.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Need(_) => "need",
            Self::Randomness => "randomness",
            Self::Argument(_) => "argument",
            Self::Board(error) => board_code(error),
            Self::Style(_) => "style",
            Self::Choices(_) => "choices",
            Self::Ballot(_) => "ballot",
            Self::Challenge => "challenge",
            Self::TrackerText(_) => "tracker-text",
            Self::OtherTracker => "other-tracker",
            Self::Receipt(_) => "receipt",
            Self::ReceiptSignature => "receipt-signature",
            Self::ReceiptOther => "receipt-other",
        }
    }

    /// What the page gets.
    pub fn json(&self) -> Value {
        let mut value = json!({ "code": self.code(), "detail": self.to_string() });
        if let (Self::Need(paths), Some(members)) = (self, value.as_object_mut()) {
            members.insert("paths".into(), paths.clone().into());
        }
        value
    }
}

fn board_code(error: &OpenedError) -> &'static str {
    match error {
        OpenedError::OtherElection(_) => "other-election",
        OpenedError::Checkpoint(_) => "checkpoint",
        OpenedError::Witnesses(_) | OpenedError::Proof(TlogProofError::Policy(_)) => "witnesses",
        OpenedError::NotOpen(_) => "not-open",
        // two signed trees that do not fit: somebody is being lied to
        OpenedError::OtherEntries(_) | OpenedError::TwoTrees(_) | OpenedError::Older { .. } => "fork",
        OpenedError::OtherIndex { .. } | OpenedError::Proof(_) => "proof",
        _ => "board",
    }
}

impl From<BallotError> for Fault {
    fn from(error: BallotError) -> Self {
        match error {
            BallotError::Choices(error) => Self::Choices(error),
            BallotError::Challenge => Self::Challenge,
            error => Self::Ballot(error),
        }
    }
}

impl From<Fault> for JsValue {
    fn from(fault: Fault) -> Self {
        Self::from_str(&fault.json().to_string())
    }
}
