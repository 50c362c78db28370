//! After round 2: the trustee keeps its own parts and waits for the others'.

use frost_ristretto255::keys::dkg;
use tabella_crypto::CeremonyHash;
use zeroize::{Zeroize as _, Zeroizing};

use crate::seal::{self, Header, Passphrase, SealError, Sealed, Session, WorkFactor, frames};

/// A secret of the crate, which overwrites it only when told to.
pub(super) struct OwnPart(pub(super) dkg::round2::SecretPackage);

impl Drop for OwnPart {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// After round 2: the trustee has sent the others their parts and waits for theirs.
///
/// # Security
/// MUST NOT leave the trustee's machine unsealed. No `Debug`, no `Clone`; overwritten when dropped.
pub struct AwaitingShares {
    pub(super) session: Session,
    pub(super) ceremony: CeremonyHash,
    pub(super) own: Vec<OwnPart>,
}

impl AwaitingShares {
    /// Which attempt of which trustee.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The hash of the commitments for which the parts were made.
    pub fn ceremony(&self) -> &CeremonyHash {
        &self.ceremony
    }

    /// Encrypts the state for a file.
    ///
    /// # Errors
    /// [`SealError::Encryption`].
    pub fn seal(&self, passphrase: &Passphrase, work: WorkFactor) -> Result<Vec<u8>, SealError> {
        let own = self.own.iter().map(|part| part.0.serialize().map(Zeroizing::new));
        let own =
            own.collect::<Result<Vec<_>, _>>().map_err(|error| SealError::Encryption(error.to_string()))?;
        let own: Vec<&[u8]> = own.iter().map(|part| part.as_slice()).collect();
        seal::seal(&Header::Round2(self.session, self.ceremony), &frames::join(&own)?, passphrase, work)
    }

    /// Opens a file of the state of this session.
    ///
    /// # Errors
    /// [`SealError`]; also if the file is of another election, trustee or attempt.
    pub fn open(bytes: &[u8], passphrase: &Passphrase, session: &Session) -> Result<Self, SealError> {
        let sealed = Sealed::parse(bytes)?;
        let Header::Round2(found, ceremony) = sealed.header else {
            return Err(SealError::Kind { expected: "the state after round 2", got: sealed.header.holds() });
        };
        found.must_be(session)?;
        let secret = sealed.open(passphrase)?;
        let own = frames::split(&secret)?.into_iter().map(|part| {
            dkg::round2::SecretPackage::deserialize(part).map(OwnPart).map_err(|_| SealError::Tampered)
        });
        Ok(Self { session: found, ceremony, own: own.collect::<Result<_, _>>()? })
    }
}
