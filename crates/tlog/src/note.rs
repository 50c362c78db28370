//! Signed notes (C2SP signed-note): a text and the signatures of named keys.
//!
//! ```text
//! <text, one or more lines>
//!
//! — <key name> <base64(key id (4) || signature)>
//! ```
//! Parsing is strict: UTF-8, no control character but the newline, canonical base64, nothing before or after. What is
//! parsed encodes to the same bytes.

mod signer;
mod vkey;

use std::{fmt, str::FromStr};

use crate::text::{base64, from_base64};

pub use signer::NoteSigner;
pub(crate) use vkey::signing_key_id;
pub use vkey::{Algorithm, KeyId, ML_DSA_44_KEY_BYTES, Vkey, VkeyError};

/// Greatest length of a note: 64 signatures of ML-DSA-87 (4.6 kB, 6.2 kB in base64) and a text.
pub const MAX_NOTE_BYTES: usize = 512 * 1024;

/// Most signatures of a note; signed-note asks for at least 16.
pub const MAX_SIGNATURES: usize = 64;

/// Greatest length of a key's name and of a log's origin: the ML-DSA-44 cosignature has one byte for it.
pub const MAX_NAME_BYTES: usize = 255;

/// Why a note is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoteError {
    /// Longer than [`MAX_NOTE_BYTES`].
    #[error("a note of {0} bytes, at most {MAX_NOTE_BYTES}")]
    TooLong(usize),
    /// Not UTF-8, or with a control character other than a newline.
    #[error("a note is UTF-8 without control characters")]
    Characters,
    /// No text that ends in a newline, no empty line before the signatures, or no newline at the end.
    #[error("a note is a text, an empty line and signature lines")]
    Shape,
    /// A line that is not a signature line.
    #[error("not a signature line: {0:?}")]
    SignatureLine(String),
    /// More than [`MAX_SIGNATURES`] signatures.
    #[error("more than {MAX_SIGNATURES} signatures")]
    TooManySignatures,
    /// The name of a key is empty, too long, or has a space, a plus or a control character.
    #[error("not a key name: {0:?}")]
    KeyName(String),
    /// There is no signature of this key.
    #[error("not signed by {0}")]
    NotSigned(String),
    /// There are two signatures of this key.
    #[error("signed twice by {0}")]
    SignedTwice(String),
    /// The signature of this key is not valid.
    #[error("the signature of {0} is not valid")]
    BadSignature(String),
    /// The key signs with another algorithm than what is asked, or with one that is recognised but not verified here.
    #[error("the key of {name} is for {algorithm}")]
    Algorithm {
        /// Name of the key.
        name: String,
        /// Its algorithm.
        algorithm: Algorithm,
    },
}

/// One signature line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    name: String,
    key_id: KeyId,
    signature: Vec<u8>,
}

impl NoteSignature {
    pub(crate) fn new(name: &str, key_id: KeyId, signature: Vec<u8>) -> Self {
        Self { name: name.into(), key_id, signature }
    }

    /// Name of the key that is said to have signed.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Identifier of that key.
    pub fn key_id(&self) -> KeyId {
        self.key_id
    }

    /// What follows the key's identifier.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }
}

/// The line without its newline.
impl fmt::Display for NoteSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&self.key_id.0, self.signature.as_slice()].concat();
        write!(f, "— {} {}", self.name, base64(&bytes))
    }
}

impl FromStr for NoteSignature {
    type Err = NoteError;

    fn from_str(line: &str) -> Result<Self, NoteError> {
        let parse = || {
            let (name, base64) = line.strip_prefix("— ")?.split_once(' ')?;
            let bytes = from_base64(base64)?;
            let (key_id, signature) = bytes.split_first_chunk::<4>()?;
            (is_name(name) && !signature.is_empty())
                .then(|| Self::new(name, KeyId(*key_id), signature.to_vec()))
        };
        parse().ok_or_else(|| NoteError::SignatureLine(line.into()))
    }
}

/// A text with at least one signature. Nothing is said about the signatures before they are verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedNote {
    /// Ends in a newline.
    text: String,
    signatures: Vec<NoteSignature>,
}

impl SignedNote {
    /// Signs a text, which ends in a newline.
    ///
    /// # Errors
    /// [`NoteError::TooLong`], [`NoteError::Characters`], [`NoteError::Shape`] if it cannot be the text of a note.
    pub fn sign(text: String, signer: &NoteSigner) -> Result<Self, NoteError> {
        if text.len() > MAX_NOTE_BYTES {
            return Err(NoteError::TooLong(text.len()));
        }
        check_characters(&text)?;
        if !text.ends_with('\n') {
            return Err(NoteError::Shape);
        }
        let signatures = vec![signer.sign(&text)];
        Ok(Self { text, signatures })
    }

    /// Reads a note.
    ///
    /// # Errors
    /// The first five variants of [`NoteError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > MAX_NOTE_BYTES {
            return Err(NoteError::TooLong(bytes.len()));
        }
        let note = str::from_utf8(bytes).map_err(|_| NoteError::Characters)?;
        check_characters(note)?;
        // the text may have empty lines itself: the last one ends it
        let (text, lines) = note.rsplit_once("\n\n").ok_or(NoteError::Shape)?;
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Shape)?;
        let signatures: Vec<_> = lines.split('\n').map(str::parse).collect::<Result<_, _>>()?;
        if signatures.len() > MAX_SIGNATURES {
            return Err(NoteError::TooManySignatures);
        }
        Ok(Self { text: format!("{text}\n"), signatures })
    }

    /// The note as it is kept in a file.
    pub fn encode(&self) -> String {
        let lines = self.signatures.iter().map(|signature| format!("{signature}\n"));
        [self.text.clone(), "\n".into()].into_iter().chain(lines).collect()
    }

    /// What is signed, with its last newline.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures in their order.
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// Adds a signature, such as the line that a witness answers.
    ///
    /// # Errors
    /// [`NoteError::SignedTwice`], [`NoteError::TooManySignatures`].
    pub fn add_signature(&mut self, signature: NoteSignature) -> Result<(), NoteError> {
        let same =
            |other: &&NoteSignature| (&other.name, other.key_id) == (&signature.name, signature.key_id);
        if self.signatures.iter().any(|other| same(&other)) {
            return Err(NoteError::SignedTwice(signature.name));
        }
        if self.signatures.len() >= MAX_SIGNATURES {
            return Err(NoteError::TooManySignatures);
        }
        self.signatures.push(signature);
        Ok(())
    }

    /// Verifies the signature of one Ed25519 key (0x01). Signatures of other keys are ignored.
    ///
    /// # Errors
    /// [`NoteError::NotSigned`], [`NoteError::SignedTwice`], [`NoteError::BadSignature`], [`NoteError::Algorithm`].
    pub fn verify(&self, key: &Vkey) -> Result<(), NoteError> {
        let signature = self.signature_of(key)?;
        key.verify(Algorithm::Ed25519, self.text.as_bytes(), signature)
    }

    /// The signature bytes of the one line whose name and key id are this key's.
    pub(crate) fn signature_of(&self, key: &Vkey) -> Result<&[u8], NoteError> {
        let mut lines =
            self.signatures.iter().filter(|line| line.name == key.name() && line.key_id == key.key_id());
        let line = lines.next().ok_or_else(|| NoteError::NotSigned(key.name().into()))?;
        if lines.next().is_some() {
            return Err(NoteError::SignedTwice(key.name().into()));
        }
        Ok(&line.signature)
    }
}

fn check_characters(note: &str) -> Result<(), NoteError> {
    let bad = |c: char| c.is_ascii_control() && c != '\n' && c != '\x7f';
    if note.contains(bad) { Err(NoteError::Characters) } else { Ok(()) }
}

/// Whether a text can be the name in a signature line.
fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+')
}

/// Checks the name of one of our keys.
pub(crate) fn check_name(name: &str) -> Result<(), NoteError> {
    if is_name(name) && name.len() <= MAX_NAME_BYTES { Ok(()) } else { Err(NoteError::KeyName(name.into())) }
}

#[cfg(test)]
mod tests;
