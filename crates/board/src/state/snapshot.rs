//! A verified state, kept so that nothing is verified twice.
//!
//! The key ceremony is short and is replayed; what is kept is everything since `open`, during voting. Whoever loads a
//! snapshot trusts it as much as its own memory: it must come from this program's own storage.

use serde::{Deserialize, Serialize};
use tabella_crypto::ElectionId;
use tabella_tlog::range::CompactRange;

use super::{BoardState, Phase, voting::Voting};
use crate::shared::Sharing;

/// Format version; any other is refused.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Snapshot {
    version: u32,
    election: ElectionId,
    /// Tree hash after `open`: a snapshot fits the setup that it was taken on.
    opened: [u8; 32],
    phase: Phase,
    tree: CompactRange,
    end_index: Option<u64>,
    voting: Voting,
}

/// A snapshot that cannot be used; the board is replayed from its start instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// Not a snapshot of this version.
    #[error("not a snapshot of this version")]
    Format,
    /// Of another election, or taken on another setup.
    #[error("the snapshot is of another board")]
    OtherBoard,
    /// The board that it is loaded into is not one that was just opened.
    #[error("a snapshot is loaded right after `open`")]
    NotOpened,
}

impl BoardState {
    /// The state as bytes; `None` outside voting, and of a state whose proofs are shared out. `opened` is the tree hash right after `open`.
    pub fn snapshot(&self, opened: [u8; 32]) -> Option<Vec<u8>> {
        if !matches!(self.sharing, Sharing::None) || !matches!(self.phase, Phase::Voting | Phase::Ended) {
            return None;
        }
        let snapshot = Snapshot {
            version: VERSION,
            election: *self.election.id(),
            opened,
            phase: self.phase,
            tree: self.tree.clone(),
            end_index: self.closing.end_index,
            voting: self.voting.clone(),
        };
        postcard::to_stdvec(&snapshot).ok()
    }

    /// Goes on where a snapshot was taken. `self` is the same board right after `open`.
    ///
    /// # Errors
    /// [`SnapshotError`]; the state is unchanged.
    pub fn restore(&mut self, bytes: &[u8]) -> Result<(), SnapshotError> {
        let snapshot: Snapshot = postcard::from_bytes(bytes).map_err(|_| SnapshotError::Format)?;
        if snapshot.version != VERSION {
            return Err(SnapshotError::Format);
        }
        if !matches!(self.sharing, Sharing::None) || self.phase != Phase::Voting {
            return Err(SnapshotError::NotOpened);
        }
        if snapshot.election != *self.election.id() || snapshot.opened != self.tree.root().0 {
            return Err(SnapshotError::OtherBoard);
        }
        self.phase = snapshot.phase;
        self.tree = snapshot.tree;
        self.closing.end_index = snapshot.end_index;
        self.voting = snapshot.voting;
        Ok(())
    }
}
