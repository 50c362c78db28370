//! What was promised, held against what the board shows.

use std::collections::BTreeMap;

use tabella_board::{Entry, Kind, Receipt};
use tabella_crypto::hash::sha256;
use tabella_election::Election;

/// A ballot that was acknowledged.
struct Promise {
    entry: Vec<u8>,
    receipt: Receipt,
}

/// Every acknowledgement that voters got.
#[derive(Default)]
pub struct Ledger(Vec<Promise>);

/// What became of the promises.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reckoning {
    /// Promises.
    pub acknowledged: usize,
    /// Acknowledged and not on the board.
    pub lost: usize,
    /// On the board more than once.
    pub doubled: usize,
    /// Receipts whose signature or place is not true.
    pub false_receipts: usize,
}

impl Reckoning {
    /// Whether every promise was kept.
    pub fn is_clean(&self) -> bool {
        (self.lost, self.doubled, self.false_receipts) == (0, 0, 0)
    }
}

impl Ledger {
    /// Notes a promise.
    pub fn note(&mut self, entry: Vec<u8>, receipt: Receipt) {
        self.0.push(Promise { entry, receipt });
    }

    /// How many promises there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was promised.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The size of the smallest board that can keep all promises.
    pub fn reach(&self) -> u64 {
        self.0.iter().map(|promise| promise.receipt.index().0 + 1).max().unwrap_or(0)
    }

    /// Takes over another's promises.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Holds the promises against the board's entries, all of them in order.
    pub fn reckon(&self, election: &Election, board: &[Entry]) -> Reckoning {
        let mut places: BTreeMap<[u8; 32], Vec<usize>> = BTreeMap::new();
        for (index, entry) in board.iter().enumerate().filter(|(_, entry)| entry.kind() == Kind::Ballot) {
            places.entry(sha256(b"", &[entry.bytes()])).or_default().push(index);
        }
        let mut reckoning = Reckoning { acknowledged: self.0.len(), ..Reckoning::default() };
        for promise in &self.0 {
            let found = places.get(&sha256(b"", &[&promise.entry])).map_or(&[][..], Vec::as_slice);
            let is_true = promise.receipt.verify(election).is_ok()
                && usize::try_from(promise.receipt.index().0).is_ok_and(|index| found.contains(&index));
            reckoning.lost += usize::from(found.is_empty());
            reckoning.doubled += usize::from(found.len() > 1);
            reckoning.false_receipts += usize::from(!is_true);
        }
        reckoning
    }
}
