//! The body of `add-checkpoint`.
//!
//! ```text
//! old <size>
//! [<base64 of a hash of the consistency proof> …]
//!
//! <checkpoint, a signed note>
//! ```

use tabella_tlog::{Checkpoint, CheckpointError, ConsistencyProof, Hash, NoteError, SignedNote, TreeSize};

/// Most lines of a consistency proof (tlog-witness).
pub const MAX_PROOF_LINES: usize = 63;

/// Longest request: 63 hashes and a checkpoint with a dozen signatures, also of the larger post-quantum kinds.
pub const MAX_REQUEST_BYTES: usize = 64 * 1024;

/// Why a request cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Not UTF-8, or without the empty line before the checkpoint.
    #[error("a request is an old size line, proof lines, an empty line and a checkpoint")]
    Shape,
    /// The first line is not `old` and a number.
    #[error("not an old size line: {0:?}")]
    Old(String),
    /// A line of the proof is not a hash.
    #[error("not a hash: {0:?}")]
    Hash(String),
    /// More lines than a proof can have.
    #[error("more than {MAX_PROOF_LINES} lines of proof")]
    LongProof,
    /// The checkpoint is not a signed note.
    #[error("checkpoint: {0}")]
    Note(#[from] NoteError),
    /// The signed note is not a checkpoint.
    #[error("checkpoint: {0}")]
    Checkpoint(#[from] CheckpointError),
}

/// What a log asks. Nothing of it is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Size of the tree that the log takes for the witness's latest.
    pub old: TreeSize,
    /// From there to the checkpoint.
    pub proof: ConsistencyProof,
    /// The checkpoint with its signatures.
    pub note: SignedNote,
    /// What the note says.
    pub checkpoint: Checkpoint,
}

impl Request {
    /// Reads a request.
    ///
    /// # Errors
    /// [`RequestError`].
    pub fn parse(body: &[u8]) -> Result<Self, RequestError> {
        let text = str::from_utf8(body).map_err(|_| RequestError::Shape)?;
        let (head, note) = text.split_once("\n\n").ok_or(RequestError::Shape)?;
        let mut lines = head.split('\n');
        let first = lines.next().unwrap_or_default();
        let old = first.strip_prefix("old ").and_then(decimal);
        let old = TreeSize(old.ok_or_else(|| RequestError::Old(first.into()))?);
        let mut hashes = Vec::new();
        for line in lines {
            if hashes.len() == MAX_PROOF_LINES {
                return Err(RequestError::LongProof);
            }
            hashes.push(Hash::from_base64(line).ok_or_else(|| RequestError::Hash(line.into()))?);
        }
        let note = SignedNote::parse(note.as_bytes())?;
        let checkpoint = Checkpoint::parse(note.text())?;
        Ok(Self { old, proof: ConsistencyProof { hashes }, note, checkpoint })
    }

    /// Writes a request.
    pub fn encode(old: TreeSize, proof: &ConsistencyProof, note: &SignedNote) -> String {
        let mut body = format!("old {old}\n");
        for hash in &proof.hashes {
            body.push_str(&hash.to_base64());
            body.push('\n');
        }
        body.push('\n');
        body + &note.encode()
    }
}

/// A number without sign or leading zeroes.
fn decimal(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let canonical = digits && (text == "0" || !text.starts_with('0'));
    if canonical { text.parse().ok() } else { None }
}
