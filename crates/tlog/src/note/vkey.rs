//! Verifier keys: `<name>+<key id, 8 hexadecimal digits>+<base64(algorithm || public key)>`.

use std::{fmt, str::FromStr};

use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest, Sha256};

use super::{NoteError, check_name};
use crate::text::{base64, from_base64, hex};

/// Bytes of an ML-DSA-44 public key (FIPS 204).
pub const ML_DSA_44_KEY_BYTES: usize = 1312;

/// What a key signs, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Algorithm {
    /// 0x01: Ed25519 over the text of a note.
    Ed25519,
    /// 0x04: cosignature/v1, Ed25519 over a time and a checkpoint.
    CosignatureV1,
    /// 0x06: ML-DSA-44 over a time and a tree head. Recognised, not verified here.
    MlDsa44Cosignature,
}

impl Algorithm {
    /// The byte that names the algorithm in a verifier key.
    pub fn id(self) -> u8 {
        match self {
            Self::Ed25519 => 0x01,
            Self::CosignatureV1 => 0x04,
            Self::MlDsa44Cosignature => 0x06,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ed25519 => "Ed25519 (0x01)",
            Self::CosignatureV1 => "Ed25519 cosignatures (0x04)",
            Self::MlDsa44Cosignature => "ML-DSA-44 cosignatures (0x06), which are not verified here",
        })
    }
}

/// Identifier of a key in a signature line: `SHA-256(name || 0x0A || algorithm || public key)[..4]`. Not a commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyId(pub [u8; 4]);

impl KeyId {
    fn of(name: &str, algorithm: u8, key: &[u8]) -> Self {
        let digest =
            Sha256::new().chain_update(name).chain_update([b'\n', algorithm]).chain_update(key).finalize();
        let [a, b, c, d, ..]: [u8; 32] = digest.into();
        Self([a, b, c, d])
    }
}

/// Identifier of an Ed25519 key that signs with `algorithm`.
pub(crate) fn signing_key_id(name: &str, algorithm: Algorithm, key: &VerifyingKey) -> KeyId {
    KeyId::of(name, algorithm.id(), key.as_bytes())
}

/// Why a text or a key is not a verifier key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VkeyError {
    /// Not `name+id+base64`.
    #[error("a verifier key is name+id+base64")]
    Shape,
    /// Not a key name.
    #[error("not a key name: {0:?}")]
    Name(String),
    /// The key id is not that of this name and key.
    #[error("the key id of {name} is {expected}, not {found:?}")]
    KeyId {
        /// The name.
        name: String,
        /// The right id.
        expected: String,
        /// The id in the text.
        found: String,
    },
    /// An algorithm other than 0x01, 0x04 and 0x06.
    #[error("signature algorithm {0:#04x} is not known")]
    Algorithm(u8),
    /// The key is not as long as its algorithm's keys are, or not a point that may be a key: its canonical encoding, not of
    /// small order (under such a key one signature can fit many messages).
    #[error("{0} has no usable public key")]
    PublicKey(String),
}

/// A public key with its name and algorithm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vkey {
    name: String,
    key: PublicKey,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum PublicKey {
    Ed25519(VerifyingKey),
    CosignatureV1(VerifyingKey),
    MlDsa44(Vec<u8>),
}

impl Vkey {
    /// The key of a log, which signs notes (0x01).
    ///
    /// # Errors
    /// [`VkeyError::Name`], [`VkeyError::PublicKey`].
    pub fn ed25519(name: &str, key: VerifyingKey) -> Result<Self, VkeyError> {
        Self::new(name, PublicKey::Ed25519(check_point(name, key)?))
    }

    /// The key of a witness, which cosigns checkpoints (0x04).
    ///
    /// # Errors
    /// [`VkeyError::Name`], [`VkeyError::PublicKey`].
    pub fn cosignature(name: &str, key: VerifyingKey) -> Result<Self, VkeyError> {
        Self::new(name, PublicKey::CosignatureV1(check_point(name, key)?))
    }

    fn new(name: &str, key: PublicKey) -> Result<Self, VkeyError> {
        check_name(name).map_err(|_| VkeyError::Name(name.into()))?;
        Ok(Self { name: name.into(), key })
    }

    /// Reads `<name>+<id>+<base64>`.
    ///
    /// # Errors
    /// [`VkeyError`].
    pub fn parse(text: &str) -> Result<Self, VkeyError> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(base64)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(VkeyError::Shape);
        };
        let bytes = from_base64(base64).ok_or(VkeyError::Shape)?;
        let (&algorithm, key) = bytes.split_first().ok_or(VkeyError::Shape)?;
        let vkey = match algorithm {
            0x01 => Self::ed25519(name, point(name, key)?)?,
            0x04 => Self::cosignature(name, point(name, key)?)?,
            0x06 if key.len() == ML_DSA_44_KEY_BYTES => Self::new(name, PublicKey::MlDsa44(key.to_vec()))?,
            0x06 => return Err(VkeyError::PublicKey(name.into())),
            other => return Err(VkeyError::Algorithm(other)),
        };
        let expected = hex(&vkey.key_id().0);
        if expected != id {
            return Err(VkeyError::KeyId { name: name.into(), expected, found: id.into() });
        }
        Ok(vkey)
    }

    /// Name of the key.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Algorithm of the key.
    pub fn algorithm(&self) -> Algorithm {
        match &self.key {
            PublicKey::Ed25519(_) => Algorithm::Ed25519,
            PublicKey::CosignatureV1(_) => Algorithm::CosignatureV1,
            PublicKey::MlDsa44(_) => Algorithm::MlDsa44Cosignature,
        }
    }

    /// The public key, without its algorithm.
    pub fn key_bytes(&self) -> &[u8] {
        match &self.key {
            PublicKey::Ed25519(key) | PublicKey::CosignatureV1(key) => key.as_bytes(),
            PublicKey::MlDsa44(key) => key,
        }
    }

    /// The Ed25519 key, if it is one.
    pub fn ed25519_key(&self) -> Option<&VerifyingKey> {
        match &self.key {
            PublicKey::Ed25519(key) | PublicKey::CosignatureV1(key) => Some(key),
            PublicKey::MlDsa44(_) => None,
        }
    }

    /// Identifier of the key.
    pub fn key_id(&self) -> KeyId {
        KeyId::of(&self.name, self.algorithm().id(), self.key_bytes())
    }

    /// Checks that the key is one for `purpose`.
    pub(crate) fn check_purpose(&self, purpose: Algorithm) -> Result<(), NoteError> {
        if self.algorithm() == purpose {
            return Ok(());
        }
        Err(NoteError::Algorithm { name: self.name.clone(), algorithm: self.algorithm() })
    }

    /// Verifies an Ed25519 signature of a message that belongs to `purpose`.
    pub(crate) fn verify(
        &self,
        purpose: Algorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), NoteError> {
        self.check_purpose(purpose)?;
        let bad = || NoteError::BadSignature(self.name.clone());
        let key = self.ed25519_key().ok_or_else(bad)?;
        let signature = Signature::from_slice(signature).map_err(|_| bad())?;
        key.verify_strict(message, &signature).map_err(|_| bad())
    }
}

impl fmt::Display for Vkey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = [&[self.algorithm().id()], self.key_bytes()].concat();
        write!(f, "{}+{}+{}", self.name, hex(&self.key_id().0), base64(&key))
    }
}

impl FromStr for Vkey {
    type Err = VkeyError;

    fn from_str(text: &str) -> Result<Self, VkeyError> {
        Self::parse(text)
    }
}

fn point(name: &str, bytes: &[u8]) -> Result<VerifyingKey, VkeyError> {
    VerifyingKey::try_from(bytes).map_err(|_| VkeyError::PublicKey(name.into()))
}

fn check_point(name: &str, key: VerifyingKey) -> Result<VerifyingKey, VkeyError> {
    let canonical = key.to_edwards().compress().as_bytes() == key.as_bytes();
    if canonical && !key.is_weak() { Ok(key) } else { Err(VkeyError::PublicKey(name.into())) }
}
