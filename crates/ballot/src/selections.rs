//! What a voter chose.

use tabella_election::Style;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Votes per option, contest by contest of one ballot style, all zero at first.
///
/// # Security
/// Lives in the voter's device only: no `Debug`, no `Clone`, zeroized when dropped.
#[derive(ZeroizeOnDrop)]
pub struct Selections {
    /// In the order of the style's contests and their options.
    contests: Vec<Vec<u32>>,
    /// Bit-vector contests come first in the protocol's order of choices.
    #[zeroize(skip)]
    is_points: Vec<bool>,
}

impl Selections {
    /// A blank ballot of this style.
    pub fn blank(style: &Style) -> Self {
        let contests = style.shape.contests();
        Self {
            contests: contests.iter().map(|contest| vec![0; contest.key_indices.len()]).collect(),
            is_points: contests.iter().map(tabella_crypto::ballot_proof::ContestShape::is_points).collect(),
        }
    }

    /// The votes for an option; positions count from 0 among the style's contests. `None` if there is no such option.
    pub fn get_mut(&mut self, contest: usize, option: usize) -> Option<&mut u32> {
        self.contests.get_mut(contest)?.get_mut(option)
    }

    /// The protocol's `choices`: bit-vector options in order, then points options.
    pub fn choices(&self) -> Choices {
        let of_kind = |points: bool| {
            self.contests.iter().zip(&self.is_points).filter(move |(_, is_points)| **is_points == points)
        };
        // as large as it gets, so that growing leaves no copies behind
        let mut choices = Choices(Vec::with_capacity(self.contests.iter().map(Vec::len).sum()));
        for (values, _) in of_kind(false).chain(of_kind(true)) {
            choices.0.extend_from_slice(values);
        }
        choices
    }
}

/// Choices in the protocol's order; zeroized when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Choices(pub(crate) Vec<u32>);

impl Choices {
    /// The values.
    pub fn expose(&self) -> &[u32] {
        &self.0
    }
}
