//! Round 1: a polynomial for each joint key, and commitments to it.

use frost_ristretto255::keys::dkg;
use rand_core::{CryptoRng, RngCore};
use tabella_crypto::{BlobHash, TrusteeIndex};
use tabella_election::{Election, Signed, ceremony::CommitmentPackage, message::TrusteeCommitment};
use zeroize::{Zeroize as _, Zeroizing};

use super::{AwaitingShares, CommitmentView, Fault, Round2Package, frost_format, package, round2::OwnPart};
use crate::{
    keys::TrusteeKeys,
    seal::{self, Header, Passphrase, SealError, Sealed, Session, WorkFactor, frames},
};

/// A secret of the crate, which overwrites it only when told to.
pub(super) struct Polynomial(dkg::round1::SecretPackage);

impl Drop for Polynomial {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// After round 1: the trustee has drawn its polynomials and waits for the others' commitments.
///
/// # Security
/// MUST NOT leave the trustee's machine unsealed. No `Debug`, no `Clone`; overwritten when dropped.
pub struct AwaitingCommitments {
    session: Session,
    polynomials: Vec<Polynomial>,
    package: CommitmentPackage,
}

/// What a trustee publishes in round 1.
pub struct Commitment {
    /// The entry for the board.
    pub entry: Signed<TrusteeCommitment>,
    /// The blob that it names.
    pub blob: Vec<u8>,
}

impl AwaitingCommitments {
    /// Draws fresh polynomials, for this attempt only.
    ///
    /// # Errors
    /// [`Fault::Seat`], [`Fault::AttemptZero`], [`Fault::Recipient`] (better now than after the others' work).
    pub fn begin(
        election: &Election,
        keys: &TrusteeKeys,
        attempt: u64,
        rng: &mut (impl RngCore + CryptoRng),
    ) -> Result<Self, Fault> {
        let session = keys.session(election, attempt)?;
        if attempt == 0 {
            return Err(Fault::AttemptZero);
        }
        for trustee in TrusteeIndex::all(election.trustee_count()) {
            package::recipient(election, trustee)?;
        }
        let (n, t) = (election.trustee_count(), election.threshold().0);
        let mut polynomials = Vec::with_capacity(election.key_count());
        let mut runs = Vec::with_capacity(election.key_count());
        for run in 1..=election.key_count() {
            let (secret, public) = frost_format::identifier(session.trustee)
                .and_then(|identifier| dkg::part1(identifier, n, t, &mut *rng))
                .map_err(|error| Fault::Frost { run, error })?;
            polynomials.push(Polynomial(secret));
            runs.push(frost_format::to_board(&public).map_err(|error| Fault::Frost { run, error })?);
        }
        Ok(Self { session, polynomials, package: CommitmentPackage { runs } })
    }

    /// Which attempt of which trustee.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// What to publish; the same bytes whenever it is asked for.
    pub fn commitment(&self, keys: &TrusteeKeys) -> Commitment {
        let blob = self.package.encode();
        let Session { election, trustee, attempt } = self.session;
        let message = TrusteeCommitment { trustee, attempt, package_hash: BlobHash::of(&blob) };
        Commitment { entry: Signed::sign(message, &election, keys.signing()), blob }
    }

    /// Round 2: cuts the polynomials up into one part for each trustee.
    ///
    /// # Errors
    /// [`Fault::NotMine`] and [`Fault::OtherSession`] if the view is not of this ceremony. The state is gone then;
    /// its sealed file is not.
    pub fn distribute(
        self,
        election: &Election,
        keys: &TrusteeKeys,
        view: &CommitmentView,
    ) -> Result<(AwaitingShares, Vec<Round2Package>), Fault> {
        let me = self.session.trustee;
        let expected = keys.session(election, view.attempt())?;
        self.session.must_be(&expected).map_err(Fault::OtherSession)?;
        if view.package(me) != Some(&self.package) {
            return Err(Fault::NotMine);
        }
        let recipients: Vec<_> =
            TrusteeIndex::all(election.trustee_count()).filter(|trustee| *trustee != me).collect();
        let mut parts: Vec<_> = recipients
            .iter()
            .map(|_| Zeroizing::new(Vec::with_capacity(32 * self.polynomials.len())))
            .collect();
        let mut own = Vec::with_capacity(self.polynomials.len());
        for (w, polynomial) in self.polynomials.iter().enumerate() {
            let fault = |error| Fault::Frost { run: w + 1, error };
            let others = frost_format::others(view.others(w, me)).map_err(fault)?;
            let (mine, theirs) = dkg::part2(polynomial.0.clone(), &others).map_err(fault)?;
            own.push(OwnPart(mine));
            for (recipient, part) in recipients.iter().zip(&mut parts) {
                let identifier = frost_format::identifier(*recipient).map_err(fault)?;
                let package =
                    theirs.get(&identifier).ok_or(fault(frost_ristretto255::Error::PackageNotFound))?;
                part.extend_from_slice(&Zeroizing::new(package.signing_share().serialize()));
            }
        }
        let packages = recipients
            .iter()
            .zip(&parts)
            .map(|(recipient, part)| package::make(election, keys, view.keys().hash, me, *recipient, part))
            .collect::<Result<_, _>>()?;
        Ok((AwaitingShares { session: self.session, ceremony: view.keys().hash, own }, packages))
    }

    /// Encrypts the state for a file.
    ///
    /// # Errors
    /// [`SealError::Encryption`].
    pub fn seal(&self, passphrase: &Passphrase, work: WorkFactor) -> Result<Vec<u8>, SealError> {
        let polynomials =
            self.polynomials.iter().map(|polynomial| polynomial.0.serialize().map(Zeroizing::new));
        let polynomials = polynomials.collect::<Result<Vec<_>, _>>();
        let polynomials = polynomials.map_err(|error| SealError::Encryption(error.to_string()))?;
        let package = self.package.encode();
        let mut parts: Vec<&[u8]> = vec![&package];
        parts.extend(polynomials.iter().map(|polynomial| polynomial.as_slice()));
        seal::seal(&Header::Round1(self.session), &frames::join(&parts)?, passphrase, work)
    }

    /// Opens a file of the state of this session.
    ///
    /// # Errors
    /// [`SealError`]; also if the file is of another election, trustee or attempt.
    pub fn open(
        bytes: &[u8],
        passphrase: &Passphrase,
        session: &Session,
        election: &Election,
    ) -> Result<Self, SealError> {
        let sealed = Sealed::parse(bytes)?;
        let Header::Round1(found) = sealed.header else {
            return Err(SealError::Kind { expected: "the state after round 1", got: sealed.header.holds() });
        };
        found.must_be(session)?;
        let secret = sealed.open(passphrase)?;
        let parts = frames::split(&secret)?;
        let (package, polynomials) = parts.split_first().ok_or(SealError::Tampered)?;
        let package = CommitmentPackage::decode(package, polynomials.len(), election.threshold());
        let polynomials = polynomials.iter().map(|part| {
            dkg::round1::SecretPackage::deserialize(part).map(Polynomial).map_err(|_| SealError::Tampered)
        });
        Ok(Self {
            session: found,
            polynomials: polynomials.collect::<Result<_, _>>()?,
            package: package.map_err(|_| SealError::Tampered)?,
        })
    }
}

#[cfg(test)]
impl AwaitingCommitments {
    pub(super) fn package(&self) -> &CommitmentPackage {
        &self.package
    }
}
