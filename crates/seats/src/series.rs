//! Divisors, and quotients by them, compared as integers.

use std::cmp::Ordering;

use crate::wide::Wide;

/// Decimals of a figure that is printed: thousandths.
const THOUSANDTHS: u64 = 1000;

/// A series of divisors; `n` counts from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Series {
    /// 1, 2, 3, … (V. D'Hondt, *Système pratique et raisonné de représentation proportionnelle*, 1882)
    DHondt,
    /// 1, 3, 5, … (A. Sainte-Laguë, *La représentation proportionnelle et la méthode des moindres carrés*, 1910)
    SainteLague,
    /// 1.4, 3, 5, … as in Norway and Sweden from the 1950s (Sweden has 1.2 since 2018)
    SainteLagueModified,
    /// 1, 2^0.9, 3^0.9, … (Riigikogu Election Act, § 62 (5))
    Riigikogu,
}

/// Votes by the `place`-th divisor of a series; places count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotient {
    /// What is divided.
    pub votes: u64,
    /// Which divisor.
    pub place: u32,
}

impl Series {
    /// Compares two quotients exactly: the result is `Equal` if and only if the two real numbers are.
    ///
    /// Quotients by whole (or, for 1.4, rational) divisors are compared by cross products. Those by n^0.9 are irrational, and
    /// no number of digits would tell a tie from a near miss; but x ↦ x^10 keeps the order of what is not negative, so
    /// a / m^0.9 < b / n^0.9 exactly if a^10 · n^9 < b^10 · m^9, which are integers of at most 900 bits or so.
    pub fn compare(self, a: Quotient, b: Quotient) -> Ordering {
        if self == Self::Riigikogu {
            let side = |own: Quotient, other: Quotient| {
                Wide::one().times_power(own.votes, 10).times_power(u64::from(other.place), 9)
            };
            return side(a, b).cmp(&side(b, a));
        }
        let side =
            |own: Quotient, other: Quotient| u128::from(own.votes) * u128::from(self.linear(other.place).0);
        side(a, b).cmp(&side(b, a))
    }

    /// A divisor of a linear series as a fraction.
    fn linear(self, place: u32) -> (u64, u64) {
        let place = u64::from(place.max(1));
        match self {
            Self::DHondt | Self::Riigikogu => (place, 1),
            Self::SainteLague => (2 * place - 1, 1),
            Self::SainteLagueModified if place == 1 => (7, 5),
            Self::SainteLagueModified => (5 * (2 * place - 1), 5),
        }
    }

    /// The divisor as people write it: `3`, `1.4`, `3^0.9`.
    pub fn divisor(self, place: u32) -> String {
        match self {
            Self::Riigikogu if place > 1 => format!("{place}^0.9"),
            Self::SainteLagueModified if place == 1 => "1.4".to_owned(),
            _ => {
                let (above, below) = self.linear(place);
                (above / below).to_string()
            }
        }
    }

    /// The quotient with three decimals, the rest cut off: for people, nothing is decided by it.
    pub fn figure(self, quotient: Quotient) -> String {
        let thousandths = if self == Self::Riigikogu {
            root_figure(quotient)
        } else {
            let (above, below) = self.linear(quotient.place);
            u128::from(quotient.votes) * u128::from(THOUSANDTHS) * u128::from(below) / u128::from(above)
        };
        decimal(thousandths)
    }
}

/// The most thousandths f with (f / 1000)^10 · n^9 ≤ votes^10.
fn root_figure(quotient: Quotient) -> u128 {
    let most = Wide::one().times_power(quotient.votes, 10).times_power(THOUSANDTHS, 10);
    let fits =
        |figure: u64| Wide::one().times_power(figure, 10).times_power(u64::from(quotient.place), 9) <= most;
    // a quotient is no more than what is divided
    let (mut low, mut high) = (0, quotient.votes.saturating_mul(THOUSANDTHS));
    while low < high {
        let middle = high - (high - low) / 2;
        if fits(middle) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    u128::from(low)
}

/// `above / below` with three decimals, the rest cut off.
pub(crate) fn ratio(above: u128, below: u128) -> String {
    decimal((above * u128::from(THOUSANDTHS)).checked_div(below).unwrap_or_default())
}

fn decimal(thousandths: u128) -> String {
    let unit = u128::from(THOUSANDTHS);
    format!("{}.{:03}", thousandths / unit, thousandths % unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quotient(votes: u64, place: u32) -> Quotient {
        Quotient { votes, place }
    }

    #[test]
    fn roots_tie_exactly_or_not_at_all() {
        // 1024^0.9 = 512
        let (one, other) = (quotient(512, 1024), quotient(1, 1));
        assert_eq!(Series::Riigikogu.compare(one, other), Ordering::Equal);
        // a difference in the eighteenth digit, which a double does not see
        let (large, less) = (quotient(512 << 44, 1024), quotient((1 << 44) - 1, 1));
        assert_eq!(Series::Riigikogu.compare(large, less), Ordering::Greater);
        let (large, more) = (quotient((512 << 44) - 1, 1024), quotient(1 << 44, 1));
        assert_eq!(Series::Riigikogu.compare(large, more), Ordering::Less);
        assert_eq!(Series::Riigikogu.figure(one), "1.000");
        assert_eq!(Series::Riigikogu.figure(quotient(511, 1024)), "0.998");
    }

    #[test]
    fn divisors_and_figures_are_written_as_in_the_law() {
        assert_eq!(Series::Riigikogu.divisor(1), "1");
        assert_eq!(Series::Riigikogu.divisor(4), "4^0.9");
        assert_eq!(Series::SainteLagueModified.divisor(1), "1.4");
        assert_eq!(Series::SainteLagueModified.divisor(2), "3");
        assert_eq!(Series::SainteLague.divisor(3), "5");
        assert_eq!(Series::DHondt.figure(quotient(100, 3)), "33.333");
        assert_eq!(Series::SainteLagueModified.figure(quotient(140, 1)), "100.000");
        assert_eq!(Series::SainteLagueModified.figure(quotient(140, 2)), "46.666");
        assert_eq!(Series::Riigikogu.figure(quotient(1000, 2)), "535.886");
    }
}
