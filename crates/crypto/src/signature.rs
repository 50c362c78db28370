//! Ed25519 signatures of servers, trustees and the election authority (section 2).
//!
//! Every signature is over `"tabella/v1/<purpose>" || 0x00 || election_id || message`, so that none can be carried to
//! another purpose or another election.

use ed25519_dalek::Signer as _;
pub use ed25519_dalek::{SigningKey, VerifyingKey};

use crate::ElectionId;

/// What a signature is for: an entry's name, or `round2`, `receipt`, `ceremony`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purpose(pub &'static str);

/// 64 bytes `R || S` (RFC 8032).
pub type SignatureBytes = [u8; 64];

/// The signature is not this key's over this message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not verify")]
pub struct BadSignature;

fn signed_bytes(purpose: Purpose, election: &ElectionId, message: &[u8]) -> Vec<u8> {
    [b"tabella/v1/", purpose.0.as_bytes(), &[0], election.as_bytes(), message].concat()
}

/// Signs `message` for one purpose of one election.
pub fn sign(key: &SigningKey, purpose: Purpose, election: &ElectionId, message: &[u8]) -> SignatureBytes {
    key.sign(&signed_bytes(purpose, election, message)).to_bytes()
}

/// Checks a signature with `verify_strict`: canonical R and S, no small-order points, cofactorless.
///
/// # Errors
/// [`BadSignature`].
pub fn verify(
    key: &VerifyingKey,
    purpose: Purpose,
    election: &ElectionId,
    message: &[u8],
    signature: &SignatureBytes,
) -> Result<(), BadSignature> {
    let signature = ed25519_dalek::Signature::from_bytes(signature);
    key.verify_strict(&signed_bytes(purpose, election, message), &signature).map_err(|_| BadSignature)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bound_to_purpose_and_election() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let (a, b) = (ElectionId([1; 32]), ElectionId([2; 32]));
        let signature = sign(&key, Purpose("open"), &a, b"m");
        let check =
            |purpose, election, message| verify(&key.verifying_key(), purpose, election, message, &signature);
        assert_eq!(check(Purpose("open"), &a, b"m"), Ok(()));
        assert_eq!(check(Purpose("end"), &a, b"m"), Err(BadSignature));
        assert_eq!(check(Purpose("open"), &b, b"m"), Err(BadSignature));
        assert_eq!(check(Purpose("open"), &a, b"n"), Err(BadSignature));
    }
}
