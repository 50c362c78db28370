//! The statement as bits: what a ballot style asks of a ballot (section 5).

use subtle::{ConditionallySelectable as _, ConstantTimeGreater as _};
use zeroize::Zeroizing;

/// Contests whose `option_max` is larger use the range proof of section 6.
pub const BIT_VECTOR_OPTION_MAX: u32 = 255;

/// A contest's rule (section 3) and where its options are encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContestShape {
    /// Key index (from 1) of each option, in manifest order.
    pub key_indices: Vec<usize>,
    /// Most that one option may get, S.
    pub option_max: u32,
    /// Least over the contest.
    pub total_min: u32,
    /// Most over the contest.
    pub total_max: u32,
}

impl ContestShape {
    /// Whether the contest uses the range proof instead of the bits.
    pub fn is_points(&self) -> bool {
        self.option_max > BIT_VECTOR_OPTION_MAX
    }
}

/// A bit of the statement: the value it belongs to and what it is worth there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bit {
    /// Option bits: index m (from 0) of the option. Slack bits: index q (from 0) of the bit-vector contest.
    pub(super) of: usize,
    /// Coefficient c_i.
    pub(super) coefficient: u32,
}

/// A ballot style's contests with everything that follows from them.
#[derive(Clone, Debug)]
pub struct Shape {
    contests: Vec<ContestShape>,
    /// Key index of each bit-vector option m.
    pub(super) option_keys: Vec<usize>,
    /// q(m), from 0.
    pub(super) contest_of: Vec<usize>,
    /// S of each bit-vector option m.
    option_maxima: Vec<u32>,
    /// total_max of each bit-vector contest q.
    pub(super) totals: Vec<u32>,
    pub(super) option_bits: Vec<Bit>,
    pub(super) slack_bits: Vec<Bit>,
    /// Key index of each points option j.
    pub(super) points_keys: Vec<usize>,
}

/// The coefficients `1, 2, 4, …, 2^(e−2), max − (2^(e−1) − 1)` of [0, max]; none for 0.
fn coefficients(max: u32) -> Vec<u32> {
    let Some(top) = max.checked_ilog2() else { return Vec::new() };
    (0..top).map(|i| 1 << i).chain([max - ((1 << top) - 1)]).collect()
}

/// The bits of `value` in [0, max] under [`coefficients`], in time that depends on `max` alone.
fn bits(value: u32, max: u32) -> Zeroizing<Vec<u8>> {
    let Some(top) = max.checked_ilog2() else { return Zeroizing::default() };
    let below = (1 << top) - 1;
    let last = value.ct_gt(&below);
    let rest = u32::conditional_select(&value, &value.wrapping_sub(max - below), last);
    Zeroizing::new((0..top).map(|i| ((rest >> i) & 1) as u8).chain([last.unwrap_u8()]).collect())
}

/// Choices that the rules do not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChoicesError {
    /// Not one value per option of the style.
    #[error("expected {expected} choices, got {got}")]
    Length {
        /// Options of the style.
        expected: usize,
        /// Values given.
        got: usize,
    },
    /// More for an option than its contest allows. Positions count from 0.
    #[error("contest {contest}, option {option}: at most {max} allowed")]
    OptionMax {
        /// Position of the contest in the style.
        contest: usize,
        /// Position of the option in the contest.
        option: usize,
        /// The rule.
        max: u32,
    },
    /// The contest's sum is outside its limits.
    #[error("contest {contest}: the total {total} is not between {min} and {max}")]
    Total {
        /// Position of the contest in the style.
        contest: usize,
        /// Sum of the choices.
        total: u64,
        /// total_min.
        min: u32,
        /// total_max.
        max: u32,
    },
}

impl Shape {
    /// The shape of a style with these contests, in manifest order. The rules were checked with the manifest.
    #[must_use]
    pub fn new(contests: Vec<ContestShape>) -> Self {
        let mut shape = Self {
            option_keys: Vec::new(),
            contest_of: Vec::new(),
            option_maxima: Vec::new(),
            totals: Vec::new(),
            option_bits: Vec::new(),
            slack_bits: Vec::new(),
            points_keys: Vec::new(),
            contests: Vec::new(),
        };
        for contest in &contests {
            if contest.is_points() {
                shape.points_keys.extend(&contest.key_indices);
                continue;
            }
            let q = shape.totals.len();
            for key_index in &contest.key_indices {
                let of = shape.option_keys.len();
                shape.option_keys.push(*key_index);
                shape.contest_of.push(q);
                shape.option_maxima.push(contest.option_max);
                let bits =
                    coefficients(contest.option_max).into_iter().map(|coefficient| Bit { of, coefficient });
                shape.option_bits.extend(bits);
            }
            shape.totals.push(contest.total_max);
            let slack = coefficients(contest.total_max.saturating_sub(contest.total_min));
            shape.slack_bits.extend(slack.into_iter().map(|coefficient| Bit { of: q, coefficient }));
        }
        shape.contests = contests;
        shape
    }

    /// The contests, in manifest order.
    pub fn contests(&self) -> &[ContestShape] {
        &self.contests
    }

    /// The points contests, in manifest order.
    pub(crate) fn points_contests(&self) -> impl Iterator<Item = &ContestShape> {
        self.contests.iter().filter(|contest| contest.is_points())
    }

    /// M: options over all bit-vector contests.
    pub fn options(&self) -> usize {
        self.option_keys.len()
    }

    /// J: options over all points contests.
    pub fn points_options(&self) -> usize {
        self.points_keys.len()
    }

    /// `option_max` of bit-vector option m (from 0).
    pub(super) fn option_bound(&self, m: usize) -> u32 {
        self.option_maxima.get(m).copied().unwrap_or(0)
    }

    /// N: bits of the statement.
    pub fn bits(&self) -> usize {
        self.option_bits.len() + self.slack_bits.len()
    }

    /// Checks choices (bit-vector options in order, then points options) against the rules.
    ///
    /// # Errors
    /// [`ChoicesError`] names the contest, so that a person can be told.
    pub fn check(&self, choices: &[u32]) -> Result<(), ChoicesError> {
        let expected = self.options() + self.points_options();
        if choices.len() != expected {
            return Err(ChoicesError::Length { expected, got: choices.len() });
        }
        for (contest, rule, values) in self.split(choices) {
            if let Some(option) = values.iter().position(|value| *value > rule.option_max) {
                return Err(ChoicesError::OptionMax { contest, option, max: rule.option_max });
            }
            let total = values.iter().map(|value| u64::from(*value)).sum();
            if !(u64::from(rule.total_min)..=u64::from(rule.total_max)).contains(&total) {
                let (min, max) = (rule.total_min, rule.total_max);
                return Err(ChoicesError::Total { contest, total, min, max });
            }
        }
        Ok(())
    }

    /// Each contest (position in the style, rule) with its part of a list that has the order of choices: bit-vector
    /// options in order, then points options.
    pub fn split<'a, T>(&'a self, list: &'a [T]) -> impl Iterator<Item = (usize, &'a ContestShape, &'a [T])> {
        let (mut bit_vector, mut points) = list.split_at_checked(self.options()).unwrap_or((list, &[]));
        self.contests.iter().enumerate().map(move |(position, contest)| {
            let rest = if contest.is_points() { &mut points } else { &mut bit_vector };
            let (values, tail) = rest.split_at_checked(contest.key_indices.len()).unwrap_or((rest, &[]));
            *rest = tail;
            (position, contest, values)
        })
    }

    /// The witness bits of checked choices: all option bits in option order, then all slack bits in contest order.
    pub(super) fn witness_bits(&self, choices: &[u32]) -> Zeroizing<Vec<u8>> {
        let mut all = Zeroizing::new(Vec::with_capacity(self.bits()));
        // as large as they get, so that growing leaves no copies behind
        let mut slack = Zeroizing::new(Vec::with_capacity(self.slack_bits.len()));
        for (_, contest, values) in self.split(choices).filter(|(_, contest, _)| !contest.is_points()) {
            for value in values {
                all.extend(bits(*value, contest.option_max).iter());
            }
            let total: u32 = values.iter().sum();
            slack.extend(bits(contest.total_max - total, contest.total_max - contest.total_min).iter());
        }
        all.extend(slack.iter());
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coefficients_reach_every_value_and_no_other() {
        assert_eq!(coefficients(0), Vec::<u32>::new());
        assert_eq!(coefficients(1), [1]);
        assert_eq!(coefficients(2), [1, 1]);
        assert_eq!(coefficients(5), [1, 2, 2]);
        assert_eq!(coefficients(7), [1, 2, 4]);
        for max in 0..=300 {
            let c = coefficients(max);
            assert_eq!(c.iter().sum::<u32>(), max, "the largest value is {max}");
            for value in 0..=max {
                let b = bits(value, max);
                assert_eq!(b.len(), c.len());
                assert_eq!(
                    c.iter().zip(b.iter()).map(|(c, b)| c * u32::from(*b)).sum::<u32>(),
                    value,
                    "{value} of {max}"
                );
            }
        }
        assert_eq!(coefficients(u32::MAX).iter().map(|c| u64::from(*c)).sum::<u64>(), u64::from(u32::MAX));
    }

    #[test]
    fn choices_are_checked_contest_by_contest() {
        let contest = |n: usize, option_max, total_min, total_max| ContestShape {
            key_indices: (1..=n).collect(),
            option_max,
            total_min,
            total_max,
        };
        // manifest order: bits, points, bits; choices order: bits, bits, points
        let shape = Shape::new(vec![contest(2, 1, 1, 1), contest(2, 1000, 5, 1000), contest(3, 2, 0, 4)]);
        assert_eq!((shape.options(), shape.points_options()), (5, 2));
        assert_eq!(shape.check(&[1, 0, 2, 2, 0, 5, 995]), Ok(()));
        assert_eq!(shape.check(&[1, 0, 2, 2, 0, 5]), Err(ChoicesError::Length { expected: 7, got: 6 }));
        assert_eq!(
            shape.check(&[0, 0, 2, 2, 0, 5, 0]),
            Err(ChoicesError::Total { contest: 0, total: 0, min: 1, max: 1 })
        );
        assert_eq!(
            shape.check(&[1, 0, 2, 2, 1, 5, 0]),
            Err(ChoicesError::Total { contest: 2, total: 5, min: 0, max: 4 })
        );
        assert_eq!(
            shape.check(&[1, 0, 0, 3, 0, 5, 0]),
            Err(ChoicesError::OptionMax { contest: 2, option: 1, max: 2 })
        );
        assert_eq!(
            shape.check(&[1, 0, 0, 0, 0, 4, 0]),
            Err(ChoicesError::Total { contest: 1, total: 4, min: 5, max: 1000 })
        );
    }
}
