//! Nonces of browser sessions.

use data_encoding::BASE64;
use rand_core::{CryptoRng, RngCore};
use sha2::{Digest as _, Sha256};
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

/// What the card signs to sign in: `SHA-256("tabella/v1/sign-in" || nonce)`.
///
/// The page computes it from the server's nonce. If the card signed the nonce itself, a dishonest server could send as nonce
/// the authorization of a credential of its own, and have the signature of somebody who only wanted to sign in.
pub fn sign_in_nonce(nonce: &[u8; 32]) -> [u8; 32] {
    Sha256::new().chain_update(b"tabella/v1/sign-in").chain_update(nonce).finalize().into()
}

impl Drop for Challenge {
    fn drop(&mut self) {
        self.nonce.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::*;

    #[test]
    fn signing_in_has_a_label_of_its_own() {
        // printf 'tabella/v1/sign-in' and 32 zero bytes, sha256sum
        let expected = "4394ea42ae235e0c544f59c4d0a31b12c8a66c11a8c6b04ba83c8e2f8ba58d3a";
        assert_eq!(HEXLOWER.encode(&sign_in_nonce(&[0; 32])), expected);
    }
}
