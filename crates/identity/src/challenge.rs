//! Nonces of browser sessions.

use data_encoding::BASE64;
use rand_core::{CryptoRng, RngCore};
use zeroize::Zeroize;

use crate::{Refusal, UnixTime};

/// How long a challenge can be answered, in seconds.
pub const CHALLENGE_LIFETIME: i64 = 300;

/// 32 random bytes for one browser session, to be used once. No `Clone`: [`Challenge::redeem`] consumes it.
///
/// Whoever keeps it between two requests (in memory or a database) takes it out *before* the answer is verified, whatever
/// comes of it, and looks for it under the session of the browser that answers.
///
/// ```compile_fail,E0382
/// # use tabella_identity::{Challenge, UnixTime};
/// let challenge = Challenge::restore([0; 32], UnixTime(0));
/// let first = challenge.redeem(UnixTime(1));
/// let second = challenge.redeem(UnixTime(1)); // it is gone
/// ```
pub struct Challenge {
    nonce: [u8; 32],
    issued: UnixTime,
}

impl Challenge {
    /// A fresh one.
    pub fn issue(rng: &mut (impl RngCore + CryptoRng), now: UnixTime) -> Self {
        let mut nonce = [0; 32];
        rng.fill_bytes(&mut nonce);
        Self { nonce, issued: now }
    }

    /// One that was taken out of where it was kept.
    pub fn restore(nonce: [u8; 32], issued: UnixTime) -> Self {
        Self { nonce, issued }
    }

    /// The bytes, to keep.
    pub fn nonce(&self) -> &[u8; 32] {
        &self.nonce
    }

    /// When it was made.
    pub fn issued(&self) -> UnixTime {
        self.issued
    }

    /// What the browser gets and the card signs (hashed): Base64.
    pub fn text(&self) -> String {
        nonce_text(&self.nonce)
    }

    /// The bytes, once, if it is not older than [`CHALLENGE_LIFETIME`] seconds and not from the future.
    ///
    /// # Errors
    /// [`Refusal::ChallengeExpired`].
    pub fn redeem(self, now: UnixTime) -> Result<[u8; 32], Refusal> {
        let age = now.0.checked_sub(self.issued.0);
        if age.is_some_and(|age| (0..=CHALLENGE_LIFETIME).contains(&age)) {
            Ok(self.nonce)
        } else {
            Err(Refusal::ChallengeExpired)
        }
    }
}

/// The text that a card signs for 32 bytes: Base64, 44 characters.
pub fn nonce_text(nonce: &[u8; 32]) -> String {
    BASE64.encode(nonce)
}

impl Drop for Challenge {
    fn drop(&mut self) {
        self.nonce.zeroize();
    }
}
