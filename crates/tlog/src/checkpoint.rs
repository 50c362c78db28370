//! Tree heads in signed notes (C2SP tlog-checkpoint) and the cosignatures of witnesses (tlog-cosignature).
//!
//! ```text
//! <origin>
//! <tree size, decimal>
//! <base64 of the root>
//! [<extension line> …]
//! ```

mod witness;

pub use witness::{Cosignature, Cosigner, MAX_TIMESTAMP, PolicyError, WitnessPolicy, verify_cosignature};

use crate::{
    hash::{EMPTY_ROOT, Hash, MAX_TREE_SIZE, TreeSize, parse_decimal},
    note::{MAX_NAME_BYTES, NoteError, NoteSigner, SignedNote, Vkey},
};

/// A tree head: the log, its size and its root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Identity of the log; one line, not empty, at most 255 bytes.
    pub origin: String,
    /// Number of entries.
    pub size: TreeSize,
    /// RFC 6962 root of the tree of that size.
    pub root: Hash,
    /// Further lines, none of them empty. Ed25519 signs them, no witness vouches for them.
    pub extensions: Vec<String>,
}

/// Why a checkpoint is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// The note itself, or a signature of it.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// Less than three lines, an empty line, or no newline at the end.
    #[error("a checkpoint is three or more lines, none of them empty")]
    Shape,
    /// The origin is longer than [`MAX_NAME_BYTES`].
    #[error("an origin of {0} bytes, at most {MAX_NAME_BYTES}")]
    LongOrigin(usize),
    /// The second line is not a decimal number up to [`MAX_TREE_SIZE`].
    #[error("not a tree size: {0:?}")]
    Size(String),
    /// The third line is not the base64 of 32 bytes, or not the root of the empty tree although the size is 0.
    #[error("not the root of a tree of size {size}: {line:?}")]
    Root {
        /// The size.
        size: TreeSize,
        /// The third line.
        line: String,
    },
    /// The checkpoint of another log.
    #[error("the checkpoint is of {found:?}, not of {expected:?}")]
    Origin {
        /// Name of the log's key.
        expected: String,
        /// Origin of the checkpoint.
        found: String,
    },
    /// The time of a cosignature is above [`MAX_TIMESTAMP`].
    #[error("the time of the cosignature of {0} is out of range")]
    Timestamp(String),
}

impl Checkpoint {
    /// A tree head without extension lines.
    pub fn new(origin: impl Into<String>, size: TreeSize, root: Hash) -> Self {
        Self { origin: origin.into(), size, root, extensions: Vec::new() }
    }

    /// Reads the text of a note.
    ///
    /// # Errors
    /// [`CheckpointError`] for anything but the one way to write a checkpoint.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let lines: Vec<&str> = text.strip_suffix('\n').ok_or(CheckpointError::Shape)?.split('\n').collect();
        let [origin, size, root, extensions @ ..] = lines.as_slice() else {
            return Err(CheckpointError::Shape);
        };
        if lines.iter().any(|line| line.is_empty()) {
            return Err(CheckpointError::Shape);
        }
        if origin.len() > MAX_NAME_BYTES {
            return Err(CheckpointError::LongOrigin(origin.len()));
        }
        let number = parse_decimal(size).filter(|&size| size <= MAX_TREE_SIZE);
        let size = TreeSize(number.ok_or_else(|| CheckpointError::Size((*size).into()))?);
        let hash = Hash::from_base64(root).filter(|hash| size.0 > 0 || *hash == EMPTY_ROOT);
        let root = hash.ok_or_else(|| CheckpointError::Root { size, line: (*root).into() })?;
        let extensions = extensions.iter().map(|&line| line.into()).collect();
        Ok(Self { origin: (*origin).into(), size, root, extensions })
    }

    /// The text of the note.
    ///
    /// # Errors
    /// [`CheckpointError`] if the fields are not those of a checkpoint, such as an origin with a newline.
    pub fn encode(&self) -> Result<String, CheckpointError> {
        let mut text = format!("{}\n{}\n{}\n", self.origin, self.size, self.root.to_base64());
        for line in &self.extensions {
            text.push_str(line);
            text.push('\n');
        }
        // what reads back as this, and only that, is written
        if Self::parse(&text)? == *self { Ok(text) } else { Err(CheckpointError::Shape) }
    }

    /// Signs as the log.
    ///
    /// # Errors
    /// As [`Checkpoint::encode`]; [`CheckpointError::Origin`] if the signer's name is not the origin.
    pub fn sign(&self, signer: &NoteSigner) -> Result<SignedNote, CheckpointError> {
        self.check_origin(signer.name())?;
        Ok(SignedNote::sign(self.encode()?, signer)?)
    }

    /// The tree head that a log signed: verifies the log's signature, and that the origin is the name of its key.
    ///
    /// # Errors
    /// [`CheckpointError`].
    pub fn open(note: &SignedNote, log: &Vkey) -> Result<Self, CheckpointError> {
        note.verify(log)?;
        let checkpoint = Self::parse(note.text())?;
        checkpoint.check_origin(log.name())?;
        Ok(checkpoint)
    }

    fn check_origin(&self, expected: &str) -> Result<(), CheckpointError> {
        if self.origin == expected {
            return Ok(());
        }
        Err(CheckpointError::Origin { expected: expected.into(), found: self.origin.clone() })
    }
}

#[cfg(test)]
mod tests;
