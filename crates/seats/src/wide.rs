//! Products too large for a word.

use std::cmp::Ordering;

/// A natural number of any size: words of 64 bits, the least first, none of them a leading zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wide(Vec<u64>);

impl Wide {
    /// 1, the empty product.
    pub(crate) fn one() -> Self {
        Self(vec![1])
    }

    /// This number times `factor`, `times` times over.
    pub(crate) fn times_power(mut self, factor: u64, times: u32) -> Self {
        for _ in 0..times {
            let mut carry = 0;
            for word in &mut self.0 {
                let product = u128::from(*word) * u128::from(factor) + carry;
                *word = low(product);
                carry = product >> 64;
            }
            self.0.push(low(carry));
            while self.0.last() == Some(&0) {
                self.0.pop();
            }
        }
        self
    }
}

/// The lower half.
#[expect(clippy::cast_possible_truncation, reason = "the upper half is what is cut off")]
fn low(product: u128) -> u64 {
    product as u64
}

impl Ord for Wide {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_length = self.0.len().cmp(&other.0.len());
        by_length.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

impl PartialOrd for Wide {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_carry_and_compare() {
        let power = |base, exponent| Wide::one().times_power(base, exponent);
        assert_eq!(power(1 << 32, 4), Wide(vec![0, 0, 1]));
        assert_eq!(power(u64::MAX, 2), Wide(vec![1, u64::MAX - 1]));
        assert_eq!(power(6, 10), power(2, 10).times_power(3, 10));
        assert_eq!(power(0, 1), power(7, 1).times_power(0, 3));
        assert!(power(3, 41) < power(3, 40).times_power(4, 1));
        assert!(power(u64::MAX, 9) < power(u64::MAX, 10));
        assert!(power(0, 1) < power(1, 1));
    }
}
