//! The public side of the key ceremony (section 4): what everyone can check and compute from the board.
//!
//! # Construction
//! W runs of the DKG of the `frost-ristretto255` crate side by side. In run w trustee j commits to a polynomial of
//! degree t − 1 by `C_{j,0} … C_{j,t−1}` and proves that it knows the constant term. Joint keys and verification keys are
//! sums of commitments: `Y_w = Σ_j C_{j,0}` and `Y_{w,k} = Σ_j Σ_i k^i·C_{j,i}`.
//!
//! The secret side is the room `trustee`.

mod keys;
mod package;
mod round2;

use sha2::{Digest as _, Sha512};
use tabella_crypto::{CeremonyHash, RistrettoPoint, Scalar, TrusteeIndex, hash::sha256, signature::Purpose};

pub use keys::{CeremonyError, CeremonyKeys, TestShareError};
pub use package::{CommitmentPackage, PackageError, RunCommitment, VerifiedCommitments};
pub use round2::Round2Package;

/// Purpose of a sender's signature over a package of round 2.
pub const ROUND2: Purpose = Purpose("round2");

/// `round1_hash`: the ceremony that these trustee-commitment entries (whole, signatures included), one per trustee in
/// manifest order, make up.
pub fn ceremony_hash(entries: &[&[u8]]) -> CeremonyHash {
    CeremonyHash(sha256(b"tabella/v1/round1", entries))
}

/// The ciphertext `(r·G, [r·Y_1 … r·Y_W])` that every trustee decrypts before opening. r is public: the ciphertext
/// hides nothing, its decryption proves possession of the shares.
pub fn test_ciphertext(keys: &CeremonyKeys) -> (RistrettoPoint, Vec<RistrettoPoint>) {
    let digest = Sha512::new_with_prefix(b"tabella/v1/test").chain_update(keys.hash.as_bytes()).finalize();
    let r = Scalar::from_bytes_mod_order_wide(&digest.into());
    (RistrettoPoint::mul_base(&r), keys.joint.points().iter().map(|key| r * key).collect())
}

/// What the sender of a round-2 package signs, with purpose [`ROUND2`]: `ceremony hash || u16be(sender) ||
/// u16be(recipient) || ciphertext`.
pub fn round2_message(
    ceremony: &CeremonyHash,
    sender: TrusteeIndex,
    recipient: TrusteeIndex,
    ciphertext: &[u8],
) -> Vec<u8> {
    [ceremony.as_bytes(), &sender.get().to_be_bytes()[..], &recipient.get().to_be_bytes(), ciphertext]
        .concat()
}

#[cfg(test)]
mod tests;
