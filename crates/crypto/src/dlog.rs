//! Small discrete logarithms by baby steps and giant steps: from `v·G` to the count v (section 10).

use crate::{RistrettoPoint, Scalar};

/// Largest table: 2²² entries of 12 bytes, about 50 MB. Larger bounds take more giant steps, not more memory.
const TABLE_MAX: u64 = 1 << 22;

/// How many giant steps are encoded together, to share their inversions.
const GIANT_BATCH: u64 = 256;

/// One table for a whole tally.
///
/// Encodings are compared as the encodings of the doubled points, because curve25519-dalek encodes doubled points in
/// batches.
pub struct DiscreteLogTable {
    /// First eight bytes of the encoding of `2i·G`, with i; sorted.
    entries: Vec<(u64, u32)>,
    /// Number of baby steps m.
    steps: u64,
    /// m·G.
    giant: RistrettoPoint,
    bound: u64,
}

/// No v in `[0, bound]` fits: the shares were not of this ciphertext, or the ciphertext is not a sum of valid ballots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the decrypted point is no count between 0 and {bound}")]
pub struct OutOfBound {
    /// The largest count that was tried.
    pub bound: u64,
}

fn key(encoding: &[u8; 32]) -> u64 {
    let (head, _) = encoding.split_at(8);
    u64::from_le_bytes(head.try_into().unwrap_or_default())
}

impl DiscreteLogTable {
    /// A table for counts in `[0, bound]`, sized for about `lookups` of them.
    #[must_use]
    pub fn new(bound: u64, lookups: usize) -> Self {
        // m baby steps once and bound/m giant steps each: the sum is least at m = √(bound · lookups)
        let wish = u128::from(bound.max(1)) * (lookups.max(1) as u128);
        let steps = u64::try_from(wish.isqrt())
            .unwrap_or(u64::MAX)
            .clamp(16, TABLE_MAX)
            .min(bound.saturating_add(1).max(16));
        let mut entries = Vec::with_capacity(usize::try_from(steps).unwrap_or(0));
        let mut point = RistrettoPoint::default();
        let basepoint = curve25519_dalek::constants::RISTRETTO_BASEPOINT_POINT;
        let mut batch = Vec::with_capacity(1024);
        let mut next = 0u32;
        for i in 0..steps {
            batch.push(point);
            point += basepoint;
            if batch.len() == 1024 || i + 1 == steps {
                for encoding in RistrettoPoint::double_and_compress_batch(&batch) {
                    entries.push((key(encoding.as_bytes()), next));
                    next += 1;
                }
                batch.clear();
            }
        }
        entries.sort_unstable();
        Self { entries, steps, giant: point, bound }
    }

    /// The v with `point = v·G`. Variable time: counts are public.
    ///
    /// # Errors
    /// [`OutOfBound`] after at most `bound / m + 1` steps.
    pub fn find(&self, point: &RistrettoPoint) -> Result<u64, OutOfBound> {
        let giant_steps = self.bound / self.steps + 1;
        let mut candidate = *point;
        let mut step = 0;
        while step < giant_steps {
            let batch: Vec<_> = (0..GIANT_BATCH.min(giant_steps - step))
                .map(|_| {
                    let this = candidate;
                    candidate -= self.giant;
                    this
                })
                .collect();
            for encoding in RistrettoPoint::double_and_compress_batch(&batch) {
                if let Some(value) = self.baby(key(encoding.as_bytes()), step * self.steps, point) {
                    return Ok(value);
                }
                step += 1;
            }
        }
        Err(OutOfBound { bound: self.bound })
    }

    fn baby(&self, key: u64, offset: u64, point: &RistrettoPoint) -> Option<u64> {
        let start = self.entries.partition_point(|(k, _)| *k < key);
        self.entries
            .iter()
            .skip(start)
            .take_while(|(k, _)| *k == key)
            .map(|(_, i)| offset + u64::from(*i))
            .find(|value| *value <= self.bound && RistrettoPoint::mul_base(&Scalar::from(*value)) == *point)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(v: u64) -> RistrettoPoint {
        RistrettoPoint::mul_base(&Scalar::from(v))
    }

    #[test]
    fn every_value_up_to_twenty_thousand() {
        let table = DiscreteLogTable::new(20_000, 4);
        let mut p = RistrettoPoint::default();
        for v in 0..=20_000 {
            assert_eq!(table.find(&p), Ok(v));
            p += point(1);
        }
        assert_eq!(table.find(&p), Err(OutOfBound { bound: 20_000 }));
        assert_eq!(table.find(&-point(1)), Err(OutOfBound { bound: 20_000 }));
    }

    #[test]
    fn around_the_table_boundaries() {
        for bound in [0, 1, 15, 16, 17, 255, 256, 65_535, 1 << 20] {
            let table = DiscreteLogTable::new(bound, 1);
            let m = table.steps;
            for v in [0, 1, m - 1, m, m + 1, 2 * m, bound.saturating_sub(1), bound, bound + 1] {
                assert_eq!(table.find(&point(v)).ok(), (v <= bound).then_some(v), "bound {bound}, v {v}");
            }
        }
    }

    #[test]
    fn a_large_bound_takes_bounded_memory() {
        let table = DiscreteLogTable::new(1 << 30, 1);
        assert!(table.entries.len() <= 1 << 16);
        assert_eq!(table.find(&point((1 << 30) - 12_345)), Ok((1 << 30) - 12_345));
    }
}
