//! What the trustees decrypt: per contest and group one ciphertext for each option (section 10).

use tabella_crypto::{ElectionId, RistrettoPoint, RootHash};

use crate::ids::{ContestId, UnitId};

/// The tally ciphertexts of a closed board. Everyone computes the same from the same board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TallyStatement {
    /// Which election.
    pub election: ElectionId,
    /// Tree hash of the board whose last leaf is `close`.
    pub root: RootHash,
    /// Its size, the `close` leaf counted.
    pub size: u64,
    /// Every contest, in manifest order.
    pub contests: Vec<ContestTally>,
}

/// The tally ciphertexts of a contest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContestTally {
    /// Position of the contest in the manifest.
    pub contest: usize,
    /// Its id.
    pub contest_id: ContestId,
    /// Key index (from 1) of each option.
    pub key_indices: Vec<usize>,
    /// The groups, in manifest order of their first units; empty if the contest is not decrypted.
    pub groups: Vec<GroupTally>,
}

/// The tally ciphertexts of the ballots of some reporting units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupTally {
    /// The units, in manifest order.
    pub units: Vec<UnitId>,
    /// How many ballots are counted.
    pub ballots: u64,
    /// Sum of their weights.
    pub weight: u64,
    /// `Σ weight·A`.
    pub a: RistrettoPoint,
    /// `Σ weight·B_o` for each option.
    pub b: Vec<RistrettoPoint>,
    /// Most that an option can have: `Σ weight·option_max`.
    pub bound: u64,
}
