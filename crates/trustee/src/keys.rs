//! Who a trustee is: a signing key and an encryption key, made before there is an election.

use std::str::FromStr as _;

use age::secrecy::ExposeSecret as _;
use rand_core::{CryptoRng, RngCore};
use tabella_crypto::{ElectionId, TrusteeIndex, hash::hex, signature::SigningKey};
use tabella_election::Election;
use zeroize::Zeroizing;

use crate::seal::{self, Header, Passphrase, SealError, Sealed, Session, WorkFactor};

/// A trustee's keys.
///
/// # Security
/// MUST NOT leave the trustee's machine unsealed. No `Debug`, no `Clone`, no plain encoding; both keys are overwritten
/// when dropped.
pub struct TrusteeKeys {
    name: String,
    signing: SigningKey,
    identity: age::x25519::Identity,
}

/// What the manifest says of a trustee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKeys {
    /// Name for people.
    pub name: String,
    /// Ed25519.
    pub key: [u8; 32],
    /// age recipient.
    pub encryption_key: String,
}

impl PublicKeys {
    /// The signing key as the manifest writes it.
    pub fn key_hex(&self) -> String {
        hex(&self.key)
    }
}

/// Why keys have no seat among an election's trustees.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SeatError {
    /// The signing key is not in the manifest.
    #[error("the manifest of election {election} does not name the key {key} among its trustees")]
    NotNamed {
        /// Which election.
        election: ElectionId,
        /// The key.
        key: String,
    },
    /// The signing key is there with another encryption key: what the others send could not be read.
    #[error("the manifest gives trustee {trustee} another encryption key than this file has")]
    EncryptionKey {
        /// Whose seat.
        trustee: TrusteeIndex,
    },
}

impl TrusteeKeys {
    /// Makes new keys. The encryption key comes from the operating system's generator, inside the crate `age`.
    pub fn generate(name: &str, rng: &mut (impl RngCore + CryptoRng)) -> Self {
        Self {
            name: name.to_owned(),
            signing: SigningKey::generate(rng),
            identity: age::x25519::Identity::generate(),
        }
    }

    /// What goes into the manifest.
    pub fn public(&self) -> PublicKeys {
        PublicKeys {
            name: self.name.clone(),
            key: self.signing.verifying_key().to_bytes(),
            encryption_key: self.identity.to_public().to_string(),
        }
    }

    /// Where the manifest seats this trustee.
    ///
    /// # Errors
    /// [`SeatError`].
    pub fn seat(&self, election: &Election) -> Result<TrusteeIndex, SeatError> {
        let mine = self.public();
        let key = mine.key_hex();
        let members = &election.manifest().trustees.members;
        let (trustee, member) = TrusteeIndex::all(election.trustee_count())
            .zip(members)
            .find(|(_, member)| member.key == key)
            .ok_or(SeatError::NotNamed { election: *election.id(), key })?;
        if member.encryption_key != mine.encryption_key {
            return Err(SeatError::EncryptionKey { trustee });
        }
        Ok(trustee)
    }

    /// This trustee's session at one attempt.
    ///
    /// # Errors
    /// [`SeatError`].
    pub fn session(&self, election: &Election, attempt: u64) -> Result<Session, SeatError> {
        Ok(Session { election: *election.id(), trustee: self.seat(election)?, attempt })
    }

    pub(crate) fn signing(&self) -> &SigningKey {
        &self.signing
    }

    pub(crate) fn identity(&self) -> &age::x25519::Identity {
        &self.identity
    }

    /// Encrypts the keys for a file.
    ///
    /// # Errors
    /// [`SealError::Encryption`].
    pub fn seal(&self, passphrase: &Passphrase, work: WorkFactor) -> Result<Vec<u8>, SealError> {
        let identity = self.identity.to_string();
        let identity = identity.expose_secret().as_bytes();
        let mut secret = Zeroizing::new(Vec::with_capacity(32 + identity.len()));
        secret.extend_from_slice(self.signing.as_bytes());
        secret.extend_from_slice(identity);
        seal::seal(&Header::Keys(self.public()), &secret, passphrase, work)
    }

    /// Opens a file of keys.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn open(bytes: &[u8], passphrase: &Passphrase) -> Result<Self, SealError> {
        let sealed = Sealed::parse(bytes)?;
        let Header::Keys(public) = &sealed.header else {
            return Err(SealError::Kind { expected: "a trustee's keys", got: sealed.header.holds() });
        };
        let secret = sealed.open(passphrase)?;
        let (seed, identity) = secret.split_first_chunk().ok_or(SealError::Tampered)?;
        let identity = std::str::from_utf8(identity).map_err(|_| SealError::Tampered)?;
        let identity = age::x25519::Identity::from_str(identity).map_err(|_| SealError::Tampered)?;
        let keys = Self { name: public.name.clone(), signing: SigningKey::from_bytes(seed), identity };
        if keys.public() == *public { Ok(keys) } else { Err(SealError::Tampered) }
    }
}

#[cfg(test)]
impl TrusteeKeys {
    /// The same trustee once more.
    pub(crate) fn same(&self) -> Self {
        let identity = self.identity.to_string();
        let identity = age::x25519::Identity::from_str(identity.expose_secret());
        Self { name: self.name.clone(), signing: self.signing.clone(), identity: identity.unwrap() }
    }

    /// This trustee's encryption key with another's signing key.
    pub(crate) fn with_signing_key_of(&self, other: &Self) -> Self {
        Self { signing: other.signing.clone(), ..self.same() }
    }
}
