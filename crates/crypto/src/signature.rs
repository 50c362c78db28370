//! Ed25519 signatures of servers, trustees and the election authority (section 2).
//!
//! Every signature is over `"tabella/v1/<purpose>" || 0x00 || election_id || message`, so that none can be carried to
//! another purpose or another election.

use std::sync::OnceLock;

use curve25519_dalek::{
    EdwardsPoint, Scalar, constants::ED25519_BASEPOINT_POINT, edwards::CompressedEdwardsY,
    traits::Identity as _,
};
use ed25519_dalek::Signer as _;
pub use ed25519_dalek::{SigningKey, VerifyingKey};

use sha2::{Digest as _, Sha512};

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

/// `j·256^i·P` for each i up to 31 and each j up to 255: a multiple of P is then a sum of 32 of them. In variable time: what is verified
/// is public.
struct Multiples(Vec<[EdwardsPoint; 256]>);

impl Multiples {
    fn new(point: &EdwardsPoint) -> Self {
        let mut base = *point;
        let row = |_| {
            let mut multiple = EdwardsPoint::identity();
            let row = std::array::from_fn(|_| {
                let this = multiple;
                multiple += base;
                this
            });
            base = multiple;
            row
        };
        Self((0..32).map(row).collect())
    }

    /// `sum + scalar·P`.
    fn vartime_add_to(&self, sum: EdwardsPoint, scalar: &Scalar) -> EdwardsPoint {
        let digits = self.0.iter().zip(scalar.as_bytes()).filter(|(_, digit)| **digit != 0);
        digits
            .filter_map(|(row, digit)| row.get(usize::from(*digit)))
            .fold(sum, |sum, multiple| sum + multiple)
    }
}

/// Of the base point.
static BASE: OnceLock<Multiples> = OnceLock::new();

/// A key with thousands of signatures: tables of multiples, made once, save most of the time of each.
pub struct FrequentKey {
    key: VerifyingKey,
    /// Of −A.
    negated: Multiples,
    is_small_order: bool,
}

impl FrequentKey {
    /// The key's table, about a megabyte.
    #[must_use]
    pub fn new(key: &VerifyingKey) -> Self {
        let point = key.to_edwards();
        let (negated, is_small_order) = (Multiples::new(&-point), point.is_small_order());
        Self { key: *key, negated, is_small_order }
    }

    /// What [`verify`] says, of every signature: a canonical S, no small order, and `S·B − k·A` has exactly the encoding R (which
    /// then is canonical).
    ///
    /// # Errors
    /// [`BadSignature`].
    pub fn verify(
        &self,
        purpose: Purpose,
        election: &ElectionId,
        message: &[u8],
        signature: &SignatureBytes,
    ) -> Result<(), BadSignature> {
        let (r, s) = signature.split_at(32);
        let r = CompressedEdwardsY::from_slice(r).map_err(|_| BadSignature)?;
        let s = <[u8; 32]>::try_from(s).map_err(|_| BadSignature)?;
        let s = Option::<Scalar>::from(Scalar::from_canonical_bytes(s)).ok_or(BadSignature)?;
        let hash = Sha512::new_with_prefix(r.as_bytes()).chain_update(self.key.as_bytes());
        let k = Scalar::from_hash(hash.chain_update(signed_bytes(purpose, election, message)));
        let base = BASE.get_or_init(|| Multiples::new(&ED25519_BASEPOINT_POINT));
        let expected = base.vartime_add_to(EdwardsPoint::identity(), &s);
        let expected = self.negated.vartime_add_to(expected, &k);
        let holds = expected.compress() == r && !expected.is_small_order() && !self.is_small_order;
        if holds { Ok(()) } else { Err(BadSignature) }
    }
}

impl std::fmt::Debug for FrequentKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("FrequentKey").field(&self.key).finish()
    }
}

#[cfg(test)]
mod tests {
    use curve25519_dalek::constants::EIGHT_TORSION;
    use rand_chacha::{ChaCha20Rng, rand_core::RngCore as _, rand_core::SeedableRng as _};

    use super::*;

    const PURPOSE: Purpose = Purpose("credential");
    const ELECTION: ElectionId = ElectionId([1; 32]);

    /// What both say, which must be the same.
    fn verdict(frequent: &FrequentKey, message: &[u8], signature: &SignatureBytes) -> bool {
        let strict = verify(&frequent.key, PURPOSE, &ELECTION, message, signature);
        assert_eq!(frequent.verify(PURPOSE, &ELECTION, message, signature), strict);
        strict.is_ok()
    }

    fn hash(r: &CompressedEdwardsY, key: &VerifyingKey, message: &[u8]) -> Scalar {
        let hash = Sha512::new_with_prefix(r.as_bytes()).chain_update(key.as_bytes());
        Scalar::from_hash(hash.chain_update(signed_bytes(PURPOSE, &ELECTION, message)))
    }

    fn joined(r: &CompressedEdwardsY, s: [u8; 32]) -> SignatureBytes {
        [r.to_bytes(), s].concat().try_into().unwrap()
    }

    #[test]
    fn a_frequent_key_says_what_the_key_says() {
        let mut rng = ChaCha20Rng::from_seed([5; 32]);
        let key = SigningKey::from_bytes(&[7; 32]);
        let frequent = FrequentKey::new(&key.verifying_key());
        for length in 0..100 {
            let mut message = vec![0; length];
            rng.fill_bytes(&mut message);
            let signature = sign(&key, PURPOSE, &ELECTION, &message);
            assert_eq!(frequent.verify(PURPOSE, &ELECTION, &message, &signature), Ok(()));
            assert_eq!(frequent.verify(Purpose("open"), &ELECTION, &message, &signature), Err(BadSignature));
        }
        let signature = sign(&key, PURPOSE, &ELECTION, b"m");
        assert!(verdict(&frequent, b"m", &signature));
        for bit in 0..512 {
            let mut changed = signature;
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(!verdict(&frequent, b"m", &changed), "bit {bit}");
        }
    }

    /// S of another spelling; keys and R of small order or with a part of small order; R spelled otherwise.
    #[test]
    fn signatures_that_some_verifiers_take() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let public = key.verifying_key();
        let frequent = FrequentKey::new(&public);
        let signature = sign(&key, PURPOSE, &ELECTION, b"m");
        // S + ℓ
        let order = [
            0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
        ];
        let (mut longer, mut carry) = (signature, 0);
        for (byte, added) in longer[32..].iter_mut().zip(order) {
            let sum = u16::from(*byte) + added + carry;
            (*byte, carry) = ((sum & 0xff) as u8, sum >> 8);
        }
        assert!(!verdict(&frequent, b"m", &longer));

        let secret = Scalar::from_bytes_mod_order_wide(&[9; 64]);
        for torsion in EIGHT_TORSION {
            // a key of small order, with every R of small order
            let small = FrequentKey::new(&VerifyingKey::from_bytes(&torsion.compress().to_bytes()).unwrap());
            for r in EIGHT_TORSION {
                assert!(!verdict(&small, b"m", &joined(&r.compress(), [0; 32])));
            }
            // a key with a part of small order: cofactorless, so some messages' signatures hold and others do not
            let mixed = ED25519_BASEPOINT_POINT * secret + torsion;
            let mixed = FrequentKey::new(&VerifyingKey::from_bytes(&mixed.compress().to_bytes()).unwrap());
            for message in [&b"a"[..], b"b", b"c", b"d", b"e", b"f", b"g", b"h"] {
                let nonce = Scalar::from_bytes_mod_order_wide(&[3; 64]);
                for added in EIGHT_TORSION {
                    let r = (ED25519_BASEPOINT_POINT * nonce + added).compress();
                    let s = nonce + hash(&r, &mixed.key, message) * secret;
                    verdict(&mixed, message, &joined(&r, s.to_bytes()));
                }
            }
        }
        // the identity with other bits: p + 1 in place of 1, and a sign of zero
        let mut identity = [0xff; 32];
        (identity[0], identity[31]) = (0xee, 0x7f);
        let mut signed_zero = [0; 32];
        (signed_zero[0], signed_zero[31]) = (1, 0x80);
        for r in [identity, signed_zero].map(CompressedEdwardsY) {
            let s = hash(&r, &public, b"m") * key.to_scalar();
            assert!(!verdict(&frequent, b"m", &joined(&r, s.to_bytes())));
        }
    }

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
