//! The voter's word: a ballot by itself can be neither cast nor challenged (section 5, *Authorisation*).
//!
//! A Schnorr proof for the credential secret s with `P = s·G`, made after the voter has chosen what to do with the
//! ballot, over purpose and tracker. The nonce is fresh and hedged with s; it never comes from the ballot's seed, which
//! a challenge reveals.

use curve25519_dalek::constants::RISTRETTO_BASEPOINT_POINT;
use merlin::Transcript;
use rand_core::{CryptoRng, RngCore};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::{
    CompressedRistretto, ElectionId, RistrettoPoint, Scalar,
    group::{self, EncodingError},
    hash::sha256,
    parallel,
    transcript::ProofTranscript as _,
};

/// What is authorised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose<'a> {
    /// Count this ballot.
    Cast,
    /// Open this ballot with its seed and never count it.
    Challenge {
        /// The ballot's seed, which becomes public.
        seed: &'a [u8; 32],
    },
    /// Register the credential (section 9); the tracker field is the credential authorization.
    Register,
}

impl Purpose<'_> {
    fn label(&self) -> &'static [u8] {
        match self {
            Self::Cast => b"cast",
            Self::Challenge { .. } => b"challenge",
            Self::Register => b"register",
        }
    }
}

/// What an authorisation speaks of.
#[derive(Clone, Copy, Debug)]
pub struct Statement<'a> {
    /// Which election.
    pub election: &'a ElectionId,
    /// What is authorised.
    pub purpose: Purpose<'a>,
    /// P.
    pub credential: &'a CompressedRistretto,
    /// The ballot's tracker hash, or the credential authorization.
    pub tracker: &'a [u8; 32],
}

/// An authorisation as it is published: `K`, `z`. Nothing is decoded yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authorisation {
    /// `K = k·G`.
    pub key: CompressedRistretto,
    /// `z = k + c·s`.
    pub z: [u8; 32],
}

/// The authorisation does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthorisationError {
    /// Not canonical.
    #[error(transparent)]
    Encoding(#[from] EncodingError),
    /// The equation fails.
    #[error("the authorisation does not verify")]
    Proof,
}

/// What a person's e-ID signs to sign in (section 9): `SHA-256("tabella/v1/sign-in" || server_nonce)`. The person's own device
/// computes it: a server that could choose what is signed would have a credential's authorization signed instead.
pub fn sign_in_authorization(server_nonce: &[u8; 32]) -> [u8; 32] {
    sha256(b"tabella/v1/sign-in", &[server_nonce])
}

/// What a voter's e-ID signs for a credential (section 9):
/// `SHA-256("tabella/v1/credential" || election_id || P || replaces (32 bytes, zeros if none) || server_nonce)`.
pub fn credential_authorization(
    election: &ElectionId,
    credential: &CompressedRistretto,
    replaces: Option<&CompressedRistretto>,
    server_nonce: &[u8; 32],
) -> [u8; 32] {
    let none = [0; 32];
    let replaces = replaces.map_or(&none, CompressedRistretto::as_bytes);
    let parts = [election.as_bytes(), credential.as_bytes(), replaces, server_nonce];
    sha256(b"tabella/v1/credential", &parts.map(<[u8; 32]>::as_slice))
}

/// A credential's secret s.
///
/// # Security
/// Lives on the voter's device only. No `Debug`, no `Clone`; zeroized when dropped.
#[derive(ZeroizeOnDrop)]
pub struct CredentialSecret {
    scalar: Scalar,
    #[zeroize(skip)]
    public: CompressedRistretto,
}

impl CredentialSecret {
    /// A fresh credential.
    pub fn generate(rng: &mut (impl RngCore + CryptoRng)) -> Self {
        loop {
            // P = identity is refused everywhere; the chance is 2⁻²⁵², the loop costs nothing
            if let Ok(secret) = Self::from_bytes(&Zeroizing::new(Scalar::random(rng).to_bytes())) {
                return secret;
            }
        }
    }

    /// A credential that the voter's device kept.
    ///
    /// # Errors
    /// [`EncodingError`] if the bytes are no canonical scalar or zero.
    pub fn from_bytes(bytes: &Zeroizing<[u8; 32]>) -> Result<Self, EncodingError> {
        let scalar = group::scalar(**bytes)?;
        let public = RistrettoPoint::mul_base(&scalar).compress();
        group::non_identity(&public)?;
        Ok(Self { scalar, public })
    }

    /// The secret's bytes, for the device's own storage.
    pub fn expose_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.scalar.to_bytes())
    }

    /// P.
    pub fn public(&self) -> &CompressedRistretto {
        &self.public
    }

    /// Authorises `purpose` for the ballot with this tracker.
    pub fn authorise(
        &self,
        election: &ElectionId,
        purpose: Purpose<'_>,
        tracker: &[u8; 32],
        rng: &mut (impl RngCore + CryptoRng),
    ) -> Authorisation {
        let statement = Statement { election, purpose, credential: &self.public, tracker };
        let mut transcript = statement.transcript();
        let mut own = transcript.witness_rng([self.scalar.as_bytes().as_slice()], rng);
        let k = Zeroizing::new(Scalar::random(&mut own));
        let key = RistrettoPoint::mul_base(&k).compress();
        let c = challenge(&mut transcript, &key);
        Authorisation { key, z: (*k + c * self.scalar).to_bytes() }
    }
}

fn challenge(transcript: &mut Transcript, key: &CompressedRistretto) -> Scalar {
    transcript.append_point(b"key", key);
    transcript.challenge_scalar(b"c")
}

impl Statement<'_> {
    fn transcript(&self) -> Transcript {
        let mut transcript = Transcript::new(b"tabella/v1/authorise");
        transcript.append(b"election", self.election.as_bytes());
        transcript.append(b"purpose", self.purpose.label());
        transcript.append_point(b"credential", self.credential);
        transcript.append(b"tracker", self.tracker);
        if let Purpose::Challenge { seed } = self.purpose {
            transcript.append(b"seed", seed);
        }
        transcript
    }

    /// The equation `z·G = K + c·P`, decoded but not yet checked: a batch checks many at once.
    pub(crate) fn equation(&self, authorisation: &Authorisation) -> Result<Equation, EncodingError> {
        Ok(Equation {
            key: group::point(&authorisation.key)?,
            credential: group::non_identity(self.credential)?,
            z: group::scalar(authorisation.z)?,
            c: challenge(&mut self.transcript(), &authorisation.key),
        })
    }

    /// Checks one authorisation.
    ///
    /// # Errors
    /// [`AuthorisationError`].
    pub fn verify(&self, authorisation: &Authorisation) -> Result<(), AuthorisationError> {
        self.equation(authorisation)?.check()
    }
}

/// Checks many authorisations on all cores, those of a core in one multi-scalar multiplication; one by one where that fails. Verdicts
/// come in the order of the claims and do not depend on how many are checked together.
///
/// `rng` must be unpredictable to whoever made them: it gives the weights, after all claims were received.
pub fn verify_batch(
    claims: &[(Statement<'_>, &Authorisation)],
    rng: &mut (impl RngCore + CryptoRng),
) -> Vec<Result<(), AuthorisationError>> {
    let weights: Vec<Scalar> = claims.iter().map(|_| group::weight(rng)).collect();
    let chunk = claims.len().div_ceil(parallel::cores().max(1)).max(1);
    let chunks = claims.chunks(chunk).zip(weights.chunks(chunk)).collect();
    let verdicts = parallel::map(chunks, |(claims, weights): (&[_], &[_])| verify_chunk(claims, weights));
    verdicts.into_iter().flatten().collect()
}

fn verify_chunk(
    claims: &[(Statement<'_>, &Authorisation)],
    weights: &[Scalar],
) -> Vec<Result<(), AuthorisationError>> {
    let equations: Vec<_> =
        claims.iter().map(|(statement, authorisation)| statement.equation(authorisation)).collect();
    let (mut base, mut scalars, mut points) = (Scalar::ZERO, Vec::new(), Vec::new());
    for (equation, weight) in equations.iter().zip(weights) {
        let Ok(Equation { key, credential, z, c }) = equation else { continue };
        base -= weight * z;
        scalars.extend([*weight, weight * c]);
        points.extend([*key, *credential]);
    }
    scalars.push(base);
    points.push(RISTRETTO_BASEPOINT_POINT);
    if group::vartime_sum(&scalars, &points) == RistrettoPoint::default() {
        return equations.into_iter().map(|equation| Ok(equation.map(drop)?)).collect();
    }
    equations.into_iter().map(|equation| equation?.check()).collect()
}

/// `z·G = K + c·P`.
pub(crate) struct Equation {
    pub(crate) key: RistrettoPoint,
    pub(crate) credential: RistrettoPoint,
    pub(crate) z: Scalar,
    pub(crate) c: Scalar,
}

impl Equation {
    fn check(&self) -> Result<(), AuthorisationError> {
        let recomputed =
            RistrettoPoint::vartime_double_scalar_mul_basepoint(&-self.c, &self.credential, &self.z);
        if recomputed == self.key { Ok(()) } else { Err(AuthorisationError::Proof) }
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    use super::*;

    #[test]
    fn bound_to_purpose_tracker_seed_and_election() {
        let mut rng = ChaCha20Rng::from_seed([3; 32]);
        let secret = CredentialSecret::generate(&mut rng);
        let (election, tracker, seed) = (ElectionId([1; 32]), [2; 32], [3; 32]);
        let authorisation =
            secret.authorise(&election, Purpose::Challenge { seed: &seed }, &tracker, &mut rng);
        let statement = Statement {
            election: &election,
            purpose: Purpose::Challenge { seed: &seed },
            credential: secret.public(),
            tracker: &tracker,
        };
        assert_eq!(statement.verify(&authorisation), Ok(()));
        let other = CredentialSecret::generate(&mut rng);
        for wrong in [
            Statement { purpose: Purpose::Cast, ..statement },
            Statement { purpose: Purpose::Register, ..statement },
            Statement { purpose: Purpose::Challenge { seed: &[4; 32] }, ..statement },
            Statement { tracker: &[3; 32], ..statement },
            Statement { election: &ElectionId([2; 32]), ..statement },
            Statement { credential: other.public(), ..statement },
        ] {
            assert_eq!(wrong.verify(&authorisation), Err(AuthorisationError::Proof));
        }
        let identity = Statement { credential: &CompressedRistretto([0; 32]), ..statement };
        assert_eq!(identity.verify(&authorisation), Err(EncodingError::Identity.into()));
    }

    #[test]
    fn many_are_judged_as_each_is() {
        let mut rng = ChaCha20Rng::from_seed([4; 32]);
        let election = ElectionId([1; 32]);
        let secrets: Vec<_> = (0..9).map(|_| CredentialSecret::generate(&mut rng)).collect();
        let trackers: Vec<[u8; 32]> = (0..9).map(|number| [number; 32]).collect();
        let mut made: Vec<Authorisation> = secrets
            .iter()
            .zip(&trackers)
            .map(|(secret, tracker)| secret.authorise(&election, Purpose::Cast, tracker, &mut rng))
            .collect();
        let judged = |made: &[Authorisation], rng: &mut ChaCha20Rng| {
            let statements = secrets.iter().zip(&trackers).map(|(secret, tracker)| Statement {
                election: &election,
                purpose: Purpose::Cast,
                credential: secret.public(),
                tracker,
            });
            let claims: Vec<_> = statements.zip(made).collect();
            let alone: Vec<_> = claims.iter().map(|(statement, made)| statement.verify(made)).collect();
            assert_eq!(verify_batch(&claims, rng), alone);
            alone.iter().filter(|verdict| verdict.is_ok()).count()
        };
        assert_eq!(judged(&made, &mut rng), 9);
        made[2].z = moved(made[2].z, Scalar::ONE);
        assert_eq!(judged(&made, &mut rng), 8);
        // not canonical
        made[8].z = [0xff; 32];
        made[7].key = CompressedRistretto([0xff; 32]);
        assert_eq!(judged(&made, &mut rng), 6);
        assert!(verify_batch(&[], &mut rng).is_empty());
    }

    fn moved(z: [u8; 32], by: Scalar) -> [u8; 32] {
        (Scalar::from_canonical_bytes(z).unwrap() + by).to_bytes()
    }

    #[test]
    fn errors_of_two_do_not_cancel() {
        let mut rng = ChaCha20Rng::from_seed([5; 32]);
        let secret = CredentialSecret::generate(&mut rng);
        let election = ElectionId([1; 32]);
        let (purpose, credential) = (Purpose::Cast, secret.public());
        let trackers = [[1; 32], [2; 32]];
        let [one, two] = trackers.each_ref().map(|tracker| {
            let statement = Statement { election: &election, purpose, credential, tracker };
            (statement, secret.authorise(&election, purpose, tracker, &mut rng))
        });
        let wrong = [(one.1, Scalar::ONE), (two.1, -Scalar::ONE)]
            .map(|(made, by)| Authorisation { z: moved(made.z, by), ..made });
        let claims = [(one.0, &wrong[0]), (two.0, &wrong[1])];
        // they do, where both have one weight
        assert_eq!(verify_chunk(&claims, &[Scalar::ONE; 2]), [Ok(()); 2]);
        let weights = [group::weight(&mut rng), group::weight(&mut rng)];
        assert_eq!(verify_chunk(&claims, &weights), [Err(AuthorisationError::Proof); 2]);
    }

    #[test]
    fn a_stuck_generator_does_not_repeat_the_nonce() {
        let secret = CredentialSecret::generate(&mut ChaCha20Rng::from_seed([3; 32]));
        let make = |tracker: [u8; 32]| {
            secret
                .authorise(
                    &ElectionId([1; 32]),
                    Purpose::Cast,
                    &tracker,
                    &mut ChaCha20Rng::from_seed([0; 32]),
                )
                .key
        };
        assert_ne!(make([1; 32]), make([2; 32]));
    }
}
