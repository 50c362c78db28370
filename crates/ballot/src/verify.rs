//! Verification, one ballot or a batch.

use rand_core::{CryptoRng, RngCore};
use tabella_crypto::{
    ElectionId, KeysHash, Tracker,
    authorisation::{self, AuthorisationError, Statement},
    ballot_proof::{self, ChoicesError, Decoded, DecodedAhead, Item, ProofError, Seed, reencrypts},
    cbor::DecodeError,
    parallel,
};

use crate::{Posted, Styles};

/// Why a ballot or a challenge is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BallotError {
    /// Not the one encoding of a ballot.
    #[error("the ballot is not encoded as the protocol says: {0}")]
    Decode(#[from] DecodeError),
    /// An unknown version of the format.
    #[error("the ballot has an unknown version")]
    Version,
    /// A ballot of another election.
    #[error("the ballot is of another election")]
    Election,
    /// A style that the manifest does not have.
    #[error("the ballot names a ballot style that this election does not have")]
    Style,
    /// A proof fails.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// Choices that break the rules.
    #[error(transparent)]
    Choices(#[from] ChoicesError),
    /// The device encrypted something else than it says: it must not be trusted.
    #[error("the revealed seed and choices do not give the ballot's ciphertexts")]
    Challenge,
}

impl From<AuthorisationError> for BallotError {
    fn from(error: AuthorisationError) -> Self {
        Self::Proof(match error {
            AuthorisationError::Encoding(error) => ProofError::Encoding(error),
            AuthorisationError::Proof => ProofError::Authorisation,
        })
    }
}

/// A ballot or challenge whose every proof was checked against one election. The only constructors are [`verify_batch`],
/// [`verify_ahead`] and [`verify_authorised`]; board and tally take no other.
#[derive(Clone, Debug)]
pub struct VerifiedBallot {
    posted: Posted,
    decoded: Decoded,
    /// What it was verified against.
    keys_hash: KeysHash,
}

impl VerifiedBallot {
    /// The entry.
    pub fn posted(&self) -> &Posted {
        &self.posted
    }

    /// The decoded ciphertexts.
    pub fn decoded(&self) -> &Decoded {
        &self.decoded
    }

    /// Whether it is to be counted.
    pub fn is_cast(&self) -> bool {
        matches!(self.posted, Posted::Cast(_))
    }

    /// Whether it was verified against these keys.
    pub fn is_verified_for(&self, styles: &Styles) -> bool {
        self.keys_hash == *styles.joint_keys().hash()
    }

    /// The ballot's tracker.
    pub fn tracker(&self) -> &Tracker {
        self.posted.ballot().tracker()
    }
}

/// Verifies ballots and challenges on all cores, many equations in one multi-scalar multiplication. Verdicts come in
/// the order of the entries and do not depend on how many are verified together.
///
/// `rng` must be unpredictable to whoever made the ballots (section 5, *Batch verification*).
pub fn verify_batch(
    styles: &Styles,
    posted: Vec<Posted>,
    rng: &mut (impl RngCore + CryptoRng),
) -> Vec<Result<VerifiedBallot, BallotError>> {
    verify(styles, posted.into_iter().map(|posted| (posted, None)).collect(), true, rng)
}

/// [`verify_batch`], of ballots some of which had their points decoded ahead.
pub fn verify_ahead(
    styles: &Styles,
    posted: Vec<(Posted, Option<DecodedAhead>)>,
    rng: &mut (impl RngCore + CryptoRng),
) -> Vec<Result<VerifiedBallot, BallotError>> {
    verify(styles, posted, true, rng)
}

/// A ballot or challenge that the credential's holder made; no proof of it is checked yet. The only constructor is
/// [`authorise_batch`].
#[derive(Clone, Debug)]
pub struct AuthorisedBallot {
    posted: Posted,
    election: ElectionId,
}

/// Checks authorisations alone, for one who verifies proofs only of what the credential's holder made. Verdicts as those of
/// [`verify_batch`]; `rng` likewise.
pub fn authorise_batch(
    election: &ElectionId,
    posted: Vec<Posted>,
    rng: &mut (impl RngCore + CryptoRng),
) -> Vec<Result<AuthorisedBallot, BallotError>> {
    let claims: Vec<_> = posted
        .iter()
        .map(|posted| {
            let (authorisation, purpose) = posted.authorisation();
            let ballot = posted.ballot();
            let (credential, tracker) = (&ballot.credential, ballot.tracker().as_bytes());
            (Statement { election, purpose, credential, tracker }, authorisation)
        })
        .collect();
    let verdicts = authorisation::verify_batch(&claims, rng);
    let authorised = posted.into_iter().zip(verdicts).map(|(posted, verdict)| match verdict {
        Ok(()) => Ok(AuthorisedBallot { posted, election: *election }),
        Err(error) => Err(error.into()),
    });
    authorised.collect()
}

/// What [`verify_batch`] says, of ballots whose authorisation was checked already.
pub fn verify_authorised(
    styles: &Styles,
    ballots: Vec<AuthorisedBallot>,
    rng: &mut (impl RngCore + CryptoRng),
) -> Vec<Result<VerifiedBallot, BallotError>> {
    if ballots.iter().any(|ballot| ballot.election != *styles.election()) {
        return ballots.iter().map(|_| Err(BallotError::Election)).collect();
    }
    verify(styles, ballots.into_iter().map(|ballot| (ballot.posted, None)).collect(), false, rng)
}

fn verify(
    styles: &Styles,
    posted: Vec<(Posted, Option<DecodedAhead>)>,
    with_authorisations: bool,
    rng: &mut (impl RngCore + CryptoRng),
) -> Vec<Result<VerifiedBallot, BallotError>> {
    let items: Option<Vec<Item<'_>>> = posted
        .iter()
        .map(|(posted, ahead)| {
            let ballot = posted.ballot();
            let (authorisation, purpose) = posted.authorisation();
            Some(Item {
                keys: styles.get(ballot.style)?,
                credential: &ballot.credential,
                previous: &ballot.previous,
                ciphertexts: &ballot.ciphertexts,
                ahead: ahead.as_ref(),
                proof: &ballot.proof,
                purpose,
                tracker: ballot.tracker(),
                authorisation: with_authorisations.then_some(authorisation),
            })
        })
        .collect();
    // who decoded a ballot for these styles gave it its place among them
    let Some(items) = items else { return posted.iter().map(|_| Err(BallotError::Style)).collect() };
    let proofs = ballot_proof::verify_batch(styles.joint_keys(), &items, rng);
    parallel::map(posted.into_iter().zip(proofs).collect(), |((posted, _), decoded)| {
        let decoded = decoded?;
        opens(styles, &posted)?;
        Ok(VerifiedBallot { posted, decoded, keys_hash: *styles.joint_keys().hash() })
    })
}

/// Whether a challenge's seed and choices give its ciphertexts; nothing to check for a cast ballot.
fn opens(styles: &Styles, posted: &Posted) -> Result<(), BallotError> {
    let Posted::Challenge(challenge) = posted else { return Ok(()) };
    let keys = styles.get(challenge.ballot.style).ok_or(BallotError::Style)?;
    let seed = Seed::from_bytes(challenge.seed);
    if reencrypts(
        keys,
        &challenge.ballot.credential,
        &seed,
        &challenge.choices,
        &challenge.ballot.ciphertexts,
    ) {
        Ok(())
    } else {
        Err(BallotError::Challenge)
    }
}
