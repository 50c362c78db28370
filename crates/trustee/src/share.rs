//! A trustee's share of every joint key.

use rand_core::{CryptoRng, RngCore};
use tabella_crypto::{
    BlobHash, CeremonyHash, KeysHash, RistrettoPoint, RootHash, Scalar, TrusteeIndex, group,
    share::{ShareContext, ShareError, ShareStatement},
};
use tabella_election::{
    Signed, TallyStatement,
    ceremony::{self, CeremonyKeys},
    message::{JointKeysSigned, TestShare},
    share::TestShareBlob,
};
use zeroize::Zeroizing;

use crate::{
    keys::TrusteeKeys,
    seal::{self, Header, Passphrase, SealError, Sealed, Session, WorkFactor, frames},
};

/// The secrets `x_{w,k}` of trustee k, w = 1 … W, and which close they were used for.
///
/// # Security
/// MUST NOT leave the trustee's machine unsealed. No `Debug`, no `Clone`, no plain encoding; overwritten when dropped.
pub struct TrusteeShare {
    session: Session,
    ceremony: CeremonyHash,
    keys_hash: KeysHash,
    secrets: Zeroizing<Vec<Scalar>>,
    closed: Option<Closed>,
}

/// The close of a board: the tree whose last leaf is the `close` entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed {
    /// Entries, `close` counted.
    pub size: u64,
    /// Tree hash.
    pub root: RootHash,
}

impl Closed {
    /// The close that a tally statement follows from.
    pub fn of(statement: &TallyStatement) -> Self {
        Self { size: statement.size, root: statement.root }
    }
}

/// The share decrypts one close only: with two, differences of totals would show single ballots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this share was already used for the close with {} entries and root {}", first.size, first.root)]
pub struct SecondClose {
    /// The close that the share remembers.
    pub first: Closed,
    /// The one that is refused.
    pub second: Closed,
}

impl TrusteeShare {
    /// A share from its secrets; `Err(run)` if one is not that of the verification key.
    pub(crate) fn new(
        session: Session,
        keys: &CeremonyKeys,
        secrets: Zeroizing<Vec<Scalar>>,
    ) -> Result<Self, usize> {
        let share =
            Self { session, ceremony: keys.hash, keys_hash: *keys.joint.hash(), secrets, closed: None };
        share.check_public(keys)?;
        Ok(share)
    }

    /// Whether `x_{w,k}·G = Y_{w,k}` for every w; `Err(w)` names the first that differs.
    pub(crate) fn check_public(&self, keys: &CeremonyKeys) -> Result<(), usize> {
        let count = keys.joint.points().len();
        if self.secrets.len() != count {
            return Err(count.min(self.secrets.len()) + 1);
        }
        let fits = |(w, secret): (usize, &Scalar)| {
            keys.verification(w, self.session.trustee) == Some(&RistrettoPoint::mul_base(secret))
        };
        match (1..).zip(self.secrets.iter()).find(|item| !fits(*item)) {
            None => Ok(()),
            Some((w, _)) => Err(w),
        }
    }

    /// Whose share, of which election and attempt.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The ceremony that made it.
    pub fn ceremony(&self) -> &CeremonyHash {
        &self.ceremony
    }

    /// The joint keys.
    pub fn keys_hash(&self) -> &KeysHash {
        &self.keys_hash
    }

    /// The secret with key index w (from 1).
    pub(crate) fn secret(&self, w: usize) -> Option<&Scalar> {
        self.secrets.get(w.checked_sub(1)?)
    }

    /// The close that the share was used for, if it was.
    pub fn closed(&self) -> Option<&Closed> {
        self.closed.as_ref()
    }

    /// Commits the share to one close. To be sealed again before anything is decrypted.
    ///
    /// # Errors
    /// [`SecondClose`] if it remembers another.
    pub fn remember(&mut self, closed: Closed) -> Result<(), SecondClose> {
        match self.closed {
            Some(first) if first != closed => Err(SecondClose { first, second: closed }),
            _ => {
                self.closed = Some(closed);
                Ok(())
            }
        }
    }

    /// The trustee's word on what it saw of the ceremony.
    pub fn joint_keys(&self, keys: &TrusteeKeys) -> Signed<JointKeysSigned> {
        let message = JointKeysSigned {
            trustee: self.session.trustee,
            keys_hash: self.keys_hash,
            ceremony_hash: self.ceremony,
        };
        Signed::sign(message, &self.session.election, keys.signing())
    }

    /// The decryption of the test ciphertext, as an entry and its blob: proof that the trustee holds this share.
    ///
    /// # Errors
    /// [`ShareError::Length`] if `ceremony_keys` are not those of this share.
    pub fn test_share(
        &self,
        keys: &TrusteeKeys,
        ceremony_keys: &CeremonyKeys,
        rng: &mut (impl RngCore + CryptoRng),
    ) -> Result<(Signed<TestShare>, Vec<u8>), ShareError> {
        let Session { election, trustee, .. } = self.session;
        let (a, b) = ceremony::test_ciphertext(ceremony_keys);
        let indices: Vec<usize> = (1..=self.secrets.len()).collect();
        let verification_keys =
            ceremony_keys.verification_keys(trustee, &indices).ok_or(ShareError::Length)?;
        let statement = ShareStatement {
            context: ShareContext::Test { election: &election, ceremony: &self.ceremony },
            trustee,
            a: &a,
            b: &b,
            verification_keys: &verification_keys,
        };
        let blob = TestShareBlob(statement.prove(&self.secrets, rng)?).encode();
        let message = TestShare { trustee, ceremony_hash: self.ceremony, share_hash: BlobHash::of(&blob) };
        Ok((Signed::sign(message, &election, keys.signing()), blob))
    }

    /// Encrypts the share, and what it remembers, for a file.
    ///
    /// # Errors
    /// [`SealError::Encryption`].
    pub fn seal(&self, passphrase: &Passphrase, work: WorkFactor) -> Result<Vec<u8>, SealError> {
        let mut secrets = Zeroizing::new(Vec::with_capacity(32 * self.secrets.len()));
        for secret in self.secrets.iter() {
            secrets.extend_from_slice(secret.as_bytes());
        }
        let closed =
            self.closed.map(|closed| [&closed.size.to_be_bytes()[..], closed.root.as_bytes()].concat());
        let secret = frames::join(&[secrets.as_slice(), &closed.unwrap_or_default()])?;
        seal::seal(&Header::Share(self.session, self.ceremony, self.keys_hash), &secret, passphrase, work)
    }

    /// Opens a file of the share of this session.
    ///
    /// # Errors
    /// [`SealError`]; also if the file is of another election, trustee or attempt.
    pub fn open(bytes: &[u8], passphrase: &Passphrase, session: &Session) -> Result<Self, SealError> {
        let sealed = Sealed::parse(bytes)?;
        let Header::Share(found, ceremony, keys_hash) = sealed.header else {
            return Err(SealError::Kind { expected: "a trustee's share", got: sealed.header.holds() });
        };
        found.must_be(session)?;
        let secret = sealed.open(passphrase)?;
        let parts = frames::split(&secret)?;
        let [secrets, closed] = parts.as_slice() else { return Err(SealError::Tampered) };
        let (chunks, []) = secrets.as_chunks() else { return Err(SealError::Tampered) };
        let mut scalars = Zeroizing::new(Vec::with_capacity(chunks.len()));
        for chunk in chunks {
            scalars.push(group::scalar(*chunk).map_err(|_| SealError::Tampered)?);
        }
        Ok(Self { session: found, ceremony, keys_hash, secrets: scalars, closed: read_closed(closed)? })
    }

    /// Which trustee.
    pub fn trustee(&self) -> TrusteeIndex {
        self.session.trustee
    }
}

fn read_closed(bytes: &[u8]) -> Result<Option<Closed>, SealError> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let (size, root) = bytes.split_first_chunk().ok_or(SealError::Tampered)?;
    let root = RootHash(root.try_into().map_err(|_| SealError::Tampered)?);
    Ok(Some(Closed { size: u64::from_be_bytes(*size), root }))
}
