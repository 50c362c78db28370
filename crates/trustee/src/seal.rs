//! Sealed files: what a trustee's secrets rest in between the steps, encrypted with a passphrase.
//!
//! # Layout
//! CBOR `["tabella-sealed", 1, header, ciphertext]`. `header` is an array that anyone may read: what the file is, and
//! for which election, trustee and attempt. `ciphertext` is an [age](https://age-encryption.org/v1) file for one
//! passphrase (scrypt, ChaCha20-Poly1305), holding `u32be(length of header) || header || secret`: the header inside
//! is the one that counts, and a file whose two headers differ is refused.

use std::io::{Read as _, Write as _};

use age::{
    DecryptError, Decryptor, Encryptor,
    secrecy::{ExposeSecret as _, SecretString},
};
use tabella_crypto::cbor::{DecodeError, Reader, Writer};
use zeroize::{Zeroize as _, Zeroizing};

pub use header::{Header, Session};

pub(crate) mod frames;
mod header;

const MAGIC: &str = "tabella-sealed";
const VERSION: u64 = 1;

/// Words that only the trustee knows.
pub struct Passphrase(SecretString);

impl Passphrase {
    /// Fewest characters. A guess costs scrypt's work; fewer characters would make guessing cheap all the same.
    pub const CHARACTERS_MIN: usize = 12;

    /// Takes the words exactly as given.
    ///
    /// # Errors
    /// [`SealError::ShortPassphrase`].
    pub fn new(mut words: String) -> Result<Self, SealError> {
        let characters = words.chars().count();
        if characters < Self::CHARACTERS_MIN {
            words.zeroize();
            return Err(SealError::ShortPassphrase { characters });
        }
        Ok(Self(SecretString::from(words)))
    }

    fn copy(&self) -> SecretString {
        SecretString::from(self.0.expose_secret().to_owned())
    }
}

/// What one guess at a passphrase costs: scrypt with N = 2^n, which takes 2^n KiB of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkFactor(u8);

impl WorkFactor {
    /// 128 MiB and a good part of a second.
    pub const DEFAULT: Self = Self(17);
    /// 1 GiB: more than this a small machine could not open again. Files that ask for more are refused.
    pub const MAX: Self = Self(20);
    /// Nearly none.
    #[cfg(test)]
    pub(crate) const MIN_FOR_TESTS: Self = Self(1);

    /// N = 2^`log_n`; none for 0 and above [`Self::MAX`].
    pub fn new(log_n: u8) -> Option<Self> {
        (1..=Self::MAX.0).contains(&log_n).then_some(Self(log_n))
    }
}

/// Why something cannot be sealed, or a sealed file cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// Too short a passphrase.
    #[error("the passphrase has {characters} characters, it needs at least {min}", min = Passphrase::CHARACTERS_MIN)]
    ShortPassphrase {
        /// How many it has.
        characters: usize,
    },
    /// The bytes are something else.
    #[error("this is not a sealed file of a trustee")]
    NotSealed,
    /// A sealed file of another version.
    #[error("this sealed file has version {version}, this program reads version {VERSION}")]
    Version {
        /// The file's.
        version: u64,
    },
    /// The layout is broken.
    #[error("this sealed file is damaged: {0}")]
    Layout(#[from] DecodeError),
    /// The file cannot be opened with this passphrase.
    #[error("the passphrase does not open this file")]
    Passphrase,
    /// The passphrase is right, but the file was changed.
    #[error("this sealed file was changed or damaged after it was written")]
    Tampered,
    /// Opening would take more memory than [`WorkFactor::MAX`].
    #[error("this sealed file asks for more work than this program ever writes")]
    Work,
    /// A sealed file of another kind.
    #[error("this file holds {got}, expected {expected}")]
    Kind {
        /// What was asked for.
        expected: &'static str,
        /// What it is.
        got: &'static str,
    },
    /// A sealed file of another election, trustee or attempt.
    #[error("this file belongs to another {what}: {got} instead of {expected}")]
    Other {
        /// `election`, `trustee`, `attempt` or `ceremony`.
        what: &'static str,
        /// What was asked for.
        expected: String,
        /// The file's.
        got: String,
    },
    /// More than a sealed file can hold.
    #[error("too long to be sealed")]
    TooLong,
    /// The encryption itself failed.
    #[error("encryption failed: {0}")]
    Encryption(String),
}

/// A sealed file that was read, not opened.
pub struct Sealed<'b> {
    /// What the file says it is. Not yet authenticated.
    pub header: Header,
    header_bytes: Vec<u8>,
    ciphertext: &'b [u8],
}

/// Encrypts a secret.
pub(crate) fn seal(
    header: &Header,
    secret: &[u8],
    passphrase: &Passphrase,
    work: WorkFactor,
) -> Result<Vec<u8>, SealError> {
    let header = header.encode();
    let length = u32::try_from(header.len()).map_err(|_| SealError::TooLong)?;
    // as large as it gets, so that growing leaves no copies behind
    let mut plaintext = Zeroizing::new(Vec::with_capacity(4 + header.len() + secret.len()));
    plaintext.extend_from_slice(&length.to_be_bytes());
    plaintext.extend_from_slice(&header);
    plaintext.extend_from_slice(secret);

    let mut recipient = age::scrypt::Recipient::new(passphrase.copy());
    recipient.set_work_factor(work.0);
    let ciphertext = encrypt(&recipient, &plaintext)?;
    Ok(Writer::new().array(4).text(MAGIC).uint(VERSION).raw(&header).bytes(&ciphertext).finish())
}

/// age's encryption to one recipient.
pub(crate) fn encrypt(recipient: &dyn age::Recipient, plaintext: &[u8]) -> Result<Vec<u8>, SealError> {
    let failed = |error: &dyn std::fmt::Display| SealError::Encryption(error.to_string());
    let encryptor = Encryptor::with_recipients(std::iter::once(recipient)).map_err(|error| failed(&error))?;
    let mut ciphertext = Vec::new();
    let mut writer = encryptor.wrap_output(&mut ciphertext).map_err(|error| failed(&error))?;
    writer.write_all(plaintext).and_then(|()| writer.finish()).map_err(|error| failed(&error))?;
    Ok(ciphertext)
}

/// age's decryption; the plaintext is never longer than the ciphertext.
pub(crate) fn decrypt(
    identity: &dyn age::Identity,
    ciphertext: &[u8],
) -> Result<Zeroizing<Vec<u8>>, DecryptError> {
    let mut reader = Decryptor::new_buffered(ciphertext)?.decrypt(std::iter::once(identity))?;
    let mut plaintext = Zeroizing::new(Vec::with_capacity(ciphertext.len()));
    reader.read_to_end(&mut plaintext)?;
    Ok(plaintext)
}

impl<'b> Sealed<'b> {
    /// Reads a sealed file without opening it.
    ///
    /// # Errors
    /// [`SealError::NotSealed`], [`SealError::Version`], [`SealError::Layout`].
    pub fn parse(bytes: &'b [u8]) -> Result<Self, SealError> {
        let mut reader = Reader::new(bytes);
        if reader.array_of(4).is_err() || reader.text() != Ok(MAGIC) {
            return Err(SealError::NotSealed);
        }
        let version = reader.uint()?;
        if version != VERSION {
            return Err(SealError::Version { version });
        }
        let header = Header::read(&mut reader)?;
        let ciphertext = reader.bytes()?;
        reader.finish()?;
        Ok(Self { header_bytes: header.encode(), header, ciphertext })
    }

    /// Opens the file.
    ///
    /// # Errors
    /// [`SealError::Passphrase`], [`SealError::Tampered`], [`SealError::Work`].
    pub(crate) fn open(&self, passphrase: &Passphrase) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let mut identity = age::scrypt::Identity::new(passphrase.copy());
        identity.set_max_work_factor(WorkFactor::MAX.0);
        let plaintext = decrypt(&identity, self.ciphertext).map_err(|error| match error {
            DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => SealError::Passphrase,
            DecryptError::ExcessiveWork { .. } => SealError::Work,
            _ => SealError::Tampered,
        })?;
        let (length, rest) = plaintext.split_first_chunk().ok_or(SealError::Tampered)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| SealError::Tampered)?;
        match rest.split_at_checked(length) {
            Some((header, secret)) if header == self.header_bytes => Ok(Zeroizing::new(secret.to_vec())),
            _ => Err(SealError::Tampered),
        }
    }
}

#[cfg(test)]
mod tests;
