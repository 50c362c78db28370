//! Positions and counts that must not be confused with one another.

use serde::{Deserialize, Serialize};

use crate::Scalar;

/// A trustee's position in the manifest, from 1; also its FROST identifier and Lagrange abscissa.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct TrusteeIndex(u16);

impl TrusteeIndex {
    /// The trustee at `position` (from 1); `None` for 0.
    #[must_use]
    pub fn new(position: u16) -> Option<Self> {
        (position != 0).then_some(Self(position))
    }

    /// All trustees of an election with `n` of them, in manifest order.
    pub fn all(n: u16) -> impl Iterator<Item = Self> {
        (1..=n).map(Self)
    }

    /// The position, from 1.
    pub fn get(self) -> u16 {
        self.0
    }

    /// The position from 0, for looking things up in lists.
    pub fn zero_based(self) -> usize {
        usize::from(self.0) - 1
    }

    /// The abscissa at which this trustee's share of a polynomial lies.
    pub fn scalar(self) -> Scalar {
        Scalar::from(u64::from(self.0))
    }
}

impl TryFrom<u16> for TrusteeIndex {
    type Error = &'static str;

    fn try_from(position: u16) -> Result<Self, Self::Error> {
        Self::new(position).ok_or("trustees are counted from 1")
    }
}

impl From<TrusteeIndex> for u16 {
    fn from(index: TrusteeIndex) -> u16 {
        index.0
    }
}

impl std::fmt::Display for TrusteeIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// How many trustees must decrypt together: `t` of `n`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Threshold(pub u16);
