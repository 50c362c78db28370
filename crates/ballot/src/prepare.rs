//! The voter's device: encrypt, show the tracker, and only then learn whether to cast or to challenge.

use rand_core::{CryptoRng, RngCore};
use tabella_crypto::{
    Tracker,
    authorisation::{CredentialSecret, Purpose},
    ballot_proof::{Seed, encrypt},
};

use crate::{BallotError, CastBallot, Challenge, EncryptedBallot, Posted, Styles, selections::Choices};

/// An encrypted ballot with its seed, before the voter has decided. Casting or challenging consumes it: one seed serves
/// one ballot, and a ballot whose seed was revealed can no longer be cast.
pub struct Prepared {
    ballot: EncryptedBallot,
    seed: Seed,
    choices: Choices,
}

impl Prepared {
    /// Encrypts choices for the style at this position of the manifest. `previous` is the tracker of the last ballot of
    /// the credential's chain, or [`Tracker::NONE`].
    ///
    /// # Errors
    /// [`BallotError::Choices`] if the choices break a rule; nothing was encrypted. [`BallotError::Style`] if there is
    /// no such style.
    pub fn encrypt(
        styles: &Styles,
        style: usize,
        secret: &CredentialSecret,
        previous: Tracker,
        choices: Choices,
        rng: &mut (impl RngCore + CryptoRng),
    ) -> Result<Self, BallotError> {
        let seed = Seed::generate(rng);
        Self::with_seed(styles, style, secret, previous, choices, seed, rng)
    }

    /// [`Self::encrypt`] with a given seed, which must be fresh. For test vectors.
    ///
    /// # Errors
    /// As [`Self::encrypt`].
    pub fn with_seed(
        styles: &Styles,
        style: usize,
        secret: &CredentialSecret,
        previous: Tracker,
        choices: Choices,
        seed: Seed,
        rng: &mut (impl RngCore + CryptoRng),
    ) -> Result<Self, BallotError> {
        let keys = styles.get(style).ok_or(BallotError::Style)?;
        let encrypted = encrypt(keys, secret.public(), &previous, &seed, choices.expose(), rng)?;
        let ballot = EncryptedBallot::new(
            (style, keys.style()),
            styles.election(),
            *secret.public(),
            previous,
            encrypted.ciphertexts,
            encrypted.proof,
        );
        Ok(Self { ballot, seed, choices })
    }

    /// The tracker to show.
    pub fn tracker(&self) -> &Tracker {
        self.ballot.tracker()
    }

    /// The encrypted ballot.
    pub fn ballot(&self) -> &EncryptedBallot {
        &self.ballot
    }

    /// The seed once more, for whoever is about to decide: see [`Self::cast`].
    #[must_use]
    pub fn seed(&self) -> Seed {
        Seed::from_bytes(*self.seed.expose_bytes())
    }

    /// The voter casts. The seed is returned for the voter's second device, which may look once; whoever sees it sees
    /// the vote.
    pub fn cast(
        self,
        secret: &CredentialSecret,
        rng: &mut (impl RngCore + CryptoRng),
        styles: &Styles,
    ) -> (Posted, Seed) {
        let tracker = self.ballot.tracker().as_bytes();
        let authorisation = secret.authorise(styles.election(), Purpose::Cast, tracker, rng);
        (Posted::Cast(CastBallot { ballot: self.ballot, authorisation }), self.seed)
    }

    /// The voter challenges: seed and choices become public.
    pub fn challenge(
        self,
        secret: &CredentialSecret,
        rng: &mut (impl RngCore + CryptoRng),
        styles: &Styles,
    ) -> Posted {
        let seed = *self.seed.expose_bytes();
        let tracker = self.ballot.tracker().as_bytes();
        let authorisation =
            secret.authorise(styles.election(), Purpose::Challenge { seed: &seed }, tracker, rng);
        let choices = self.choices.expose().to_vec();
        Posted::Challenge(Challenge { ballot: self.ballot, seed, choices, authorisation })
    }
}

impl Choices {
    /// Choices in the protocol's order, for tools that do not go through [`crate::Selections`].
    #[must_use]
    pub fn from_values(values: Vec<u32>) -> Self {
        Self(values)
    }
}
