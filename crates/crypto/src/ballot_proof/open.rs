//! From a ballot and its seed to the choices: what the voter's second device does (section 7).

use zeroize::Zeroizing;

use super::{Ciphertexts, Seed, StyleKeys, reencrypts};
use crate::{CompressedRistretto, RistrettoPoint, Scalar, dlog::DiscreteLogTable, group};

/// The choices that these ciphertexts hold, bit-vector options in order, then points options; `None` if they are not what
/// any lawful choices and this seed give.
///
/// Takes as long as looking for each value takes: for the voter's own devices only.
pub fn open(
    keys: &StyleKeys,
    credential: &CompressedRistretto,
    seed: &Seed,
    published: &Ciphertexts,
) -> Option<Zeroizing<Vec<u32>>> {
    let r = seed.randomness(keys, credential);
    let (options, points) = (keys.shape.options(), keys.shape.points_options());
    if published.b.len() != options || published.points_b.len() != points {
        return None;
    }
    // as large as it gets, so that growing leaves no copies behind
    let mut choices = Zeroizing::new(Vec::with_capacity(options + points));
    for (m, (b, key)) in published.b.iter().zip(&keys.options).enumerate() {
        choices.push(small(&value(b, &r, key)?, keys.shape.option_bound(m))?);
    }
    if points > 0 {
        let bound = keys.shape.points_contests().map(|contest| contest.option_max.min(contest.total_max));
        let table = DiscreteLogTable::new(bound.max().unwrap_or(0).into(), points);
        for (b, key) in published.points_b.iter().zip(&keys.points) {
            choices.push(u32::try_from(table.find(&value(b, &r, key)?).ok()?).ok()?);
        }
    }
    reencrypts(keys, credential, seed, &choices, published).then_some(choices)
}

/// `v·G` of `B = v·G + r·Y`.
fn value(b: &CompressedRistretto, r: &Scalar, key: &RistrettoPoint) -> Option<RistrettoPoint> {
    Some(group::point(b).ok()? - r * key)
}

/// The v in [0, bound] with `point = v·G`.
fn small(point: &RistrettoPoint, bound: u32) -> Option<u32> {
    let base = curve25519_dalek::constants::RISTRETTO_BASEPOINT_POINT;
    let mut multiple = RistrettoPoint::default();
    (0..=bound).find(|_| {
        let found = multiple == *point;
        multiple += base;
        found
    })
}
