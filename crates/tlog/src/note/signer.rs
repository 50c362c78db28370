//! The secret half of a log's key.

use ed25519_dalek::{Signer as _, SigningKey};

use super::{Algorithm, NoteError, NoteSignature, Vkey, VkeyError, check_name, signing_key_id};

/// Signs the texts of notes with Ed25519 (0x01).
///
/// # Security
/// No `Clone`, no `Debug`; the key is cleared when it is dropped.
pub struct NoteSigner {
    name: String,
    key: SigningKey,
}

impl NoteSigner {
    /// A key under its name.
    ///
    /// # Errors
    /// [`NoteError::KeyName`].
    pub fn new(name: &str, key: SigningKey) -> Result<Self, NoteError> {
        check_name(name)?;
        Ok(Self { name: name.into(), key })
    }

    /// Name of the key.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The public half.
    ///
    /// # Errors
    /// [`VkeyError::PublicKey`] for the secret key zero, which no generator gives.
    pub fn vkey(&self) -> Result<Vkey, VkeyError> {
        Vkey::ed25519(&self.name, self.key.verifying_key())
    }

    /// Signs the text of a note.
    pub(super) fn sign(&self, text: &str) -> NoteSignature {
        let key_id = signing_key_id(&self.name, Algorithm::Ed25519, &self.key.verifying_key());
        NoteSignature::new(&self.name, key_id, self.key.sign(text.as_bytes()).to_bytes().to_vec())
    }
}
