//! Reading a board from its first entry (or from where an earlier run stopped) through the reducer.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

use rand_core::{CryptoRng, RngCore};
use tabella_board::{BoardState, Entry, EntryError, Kind, Leaf, Phase, admit, admit_shared};
use tabella_election::Election;
use tabella_tally::Accumulator;
use tabella_tlog::{
    Checkpoint, CompactRange, Hash, Source, TilePath, TreeSize,
    tile::{TILE_WIDTH, decode_bundle},
};

use crate::{
    Progress, Stage,
    check::{CheckId, Failure},
    files::{self, Entries, SourceBlobs, read_bundle, read_tile},
    memory::Resume,
    shared::Turn,
    tiles::TileEdge,
};

/// Entries verified together: enough for a multi-scalar multiplication to pay off.
pub(crate) const BATCH: usize = 2048;

/// Bytes of entries and their blobs verified together: what bounds memory where they are large.
const BATCH_BYTES: usize = 8 << 20;

/// How a board is replayed.
pub(crate) struct Plan {
    /// Size of the tree.
    pub(crate) size: TreeSize,
    /// Its root, as signed.
    pub(crate) root: Hash,
    /// Sizes whose roots are asked for later.
    pub(crate) wanted: BTreeSet<TreeSize>,
    /// Go on from here after `open`.
    pub(crate) resume: Option<Resume>,
    /// Prepare for a later run to go on.
    pub(crate) keep: bool,
    /// Entries after `close` are only hashed: a trustee does not need others' shares.
    pub(crate) until_close: bool,
    /// Which entries are checked here, if other workers check the rest.
    pub(crate) turn: Option<Turn>,
}

impl Plan {
    /// All of a tree, once.
    pub(crate) fn of(checkpoint: &Checkpoint, turn: Option<Turn>) -> Self {
        Self {
            size: checkpoint.size,
            root: checkpoint.root,
            wanted: BTreeSet::new(),
            resume: None,
            keep: false,
            until_close: false,
            turn,
        }
    }
}

/// Where a replay is after a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reached {
    More,
    /// Before `close`, or at the end: nothing goes on before all other workers vouched for their turns.
    Vouchers,
    End,
}

/// A board on its way through the reducer.
pub(crate) struct Replay<'a> {
    source: &'a dyn Source,
    /// Entries to be read again.
    entries: Entries<'a>,
    plan: Plan,
    pub(crate) state: BoardState,
    /// Tree of the entries taken so far, at most a batch ahead of the state's.
    tree: CompactRange,
    edge: TileEdge,
    /// Entries of the bundle being read.
    bundle: VecDeque<Leaf>,
    /// What is wrong with the entry after those.
    broken: Option<Failure>,
    /// Root right after `open`.
    opened: Option<Hash>,
    pub(crate) roots: BTreeMap<TreeSize, Hash>,
    /// Entries of each kind, in the order of `Kind::ALL`.
    kinds: Vec<u64>,
    pub(crate) resumed_from: Option<u64>,
    /// Where a later run can go on.
    pub(crate) resume: Option<Resume>,
    /// Whether it goes on only with the vouchers of other workers.
    waits: bool,
}

/// Entries to be verified together; and what stops the replay after them.
struct Batch {
    first: u64,
    entries: Vec<Entry>,
    fault: Option<Failure>,
    /// Whether `close` comes next and waits for vouchers.
    waits: bool,
}

impl<'a> Replay<'a> {
    pub(crate) fn new(source: &'a dyn Source, election: Arc<Election>, plan: Plan) -> Self {
        let waits = plan.turn.is_some();
        Self {
            source,
            entries: Entries::new(source, plan.size),
            plan,
            state: if waits { BoardState::sharing(election) } else { BoardState::new(election) },
            tree: CompactRange::new(),
            edge: TileEdge::default(),
            bundle: VecDeque::new(),
            broken: None,
            opened: None,
            roots: BTreeMap::new(),
            kinds: vec![0; Kind::ALL.len()],
            resumed_from: None,
            resume: None,
            waits,
        }
    }

    /// Entries of this kind so far.
    pub(crate) fn count(&self, kind: Kind) -> u64 {
        let position = Kind::ALL.iter().position(|other| *other == kind);
        position.and_then(|position| self.kinds.get(position)).copied().unwrap_or(0)
    }

    /// Root of all entries that were read.
    pub(crate) fn root(&self) -> Hash {
        self.tree.root()
    }

    /// Size and root of the tree that is signed.
    pub(crate) fn signed(&self) -> (TreeSize, Hash) {
        (self.plan.size, self.plan.root)
    }

    /// Size and root of the tree of all entries that were admitted.
    pub(crate) fn reached(&self) -> (TreeSize, Hash) {
        (self.state.tree().size(), self.state.tree().root())
    }

    /// Bundles that are read again once the board is closed.
    pub(crate) fn paths_again(&self) -> Vec<String> {
        files::bundle_paths(self.state.uncounted(), self.plan.size)
    }

    /// Takes in the sums of all other workers; `false` if they do not fit.
    pub(crate) fn vouch(&mut self, sums: &[Accumulator]) -> bool {
        let fits = self.state.vouch(sums);
        if fits {
            (self.waits, self.plan.turn) = (false, None);
        }
        fits
    }

    /// Takes the next entries.
    pub(crate) fn step(
        &mut self,
        progress: &mut dyn FnMut(Progress),
        rng: &mut (impl RngCore + CryptoRng),
    ) -> Result<Reached, Failure> {
        let total = self.plan.size.0;
        let batch = self.next_batch();
        let kinds: Vec<Kind> = batch.entries.iter().map(Entry::kind).collect();
        if kinds == [Kind::Close] {
            progress(Progress { stage: Stage::Tally, done: batch.first, total });
        }
        let verdicts = match self.plan.turn {
            None => admit(&mut self.state, batch.entries, &self.entries, rng),
            Some(turn) => {
                let turns = batch.entries.into_iter().zip(batch.first..);
                let turns = turns.map(|(entry, index)| (entry, turn.whose(index))).collect();
                admit_shared(&mut self.state, turns, &self.entries, rng)
            }
        };
        let verdicts =
            verdicts.map_err(|error| Failure::new(CheckId::Tally, "changed", error.to_string()))?;
        for ((verdict, kind), index) in verdicts.into_iter().zip(&kinds).zip(batch.first..) {
            if let Err(rejection) = verdict {
                let failure = Failure::new(CheckId::of(*kind), rejection.name(), rejection.to_string());
                return Err(failure.at(index));
            }
            if let Some(slot) = Kind::ALL.iter().position(|other| other == kind)
                && let Some(count) = self.kinds.get_mut(slot)
            {
                *count += 1;
            }
        }
        if let Some(fault) = batch.fault {
            return Err(fault);
        }
        if kinds.last() == Some(&Kind::Open) {
            self.opened = Some(self.tree.root());
            self.restore();
        }
        progress(Progress { stage: Stage::Entries, done: self.tree.size().0, total });
        if batch.waits || (self.waits && self.tree.size() == self.plan.size) {
            return Ok(Reached::Vouchers);
        }
        if self.tree.size() < self.plan.size {
            return Ok(Reached::More);
        }
        self.check_partial_tiles()?;
        self.keep();
        Ok(Reached::End)
    }

    /// Goes on where an earlier run stopped. A memory that does not fit is no fault of the board's: all is read then.
    fn restore(&mut self) {
        let Some(resume) = self.plan.resume.take() else { return };
        let mut state = self.state.clone();
        let fits = state.restore(&resume.snapshot).is_ok()
            && state.tree().size() <= self.plan.size
            && state.tree().size().0 == resume.edge.leaves()
            && resume.kinds.len() == self.kinds.len();
        if !fits {
            return;
        }
        self.tree = state.tree().clone();
        self.state = state;
        self.edge = resume.edge;
        self.bundle.clear();
        self.broken = None;
        self.kinds = resume.kinds;
        self.roots.extend(resume.roots);
        self.resumed_from = Some(self.tree.size().0);
    }

    /// Remembers this place, if the state can be kept here and nothing is taken that was not admitted.
    fn keep(&mut self) {
        let Some(opened) = self.opened.filter(|_| self.plan.keep) else { return };
        let Some(snapshot) = self.state.snapshot(opened.0) else { return };
        let mut roots = self.roots.clone();
        roots.insert(self.tree.size(), self.tree.root());
        self.resume = Some(Resume {
            snapshot,
            edge: self.edge.clone(),
            kinds: self.kinds.clone(),
            roots: roots.into_iter().collect(),
        });
    }

    /// The next entries, until their number is enough, the context of verification changes, or something is wrong.
    fn next_batch(&mut self) -> Batch {
        let mut batch = Batch { first: self.tree.size().0, entries: Vec::new(), fault: None, waits: false };
        let mut bytes_taken = 0;
        let most = BATCH * self.plan.turn.map_or(1, Turn::workers);
        while batch.entries.len() < most && bytes_taken < BATCH_BYTES && self.tree.size() < self.plan.size {
            let index = self.tree.size().0;
            let leaf = match self.next_entry() {
                Ok(leaf) => leaf,
                Err(failure) => {
                    batch.fault = Some(failure);
                    break;
                }
            };
            bytes_taken += leaf.bytes().len();
            let hash = leaf.hash();
            if self.plan.until_close && self.state.phase() >= Phase::Closed {
                if let Err(failure) = self.push(hash) {
                    batch.fault = Some(failure);
                    break;
                }
                continue;
            }
            let entry = match Entry::read(leaf, &SourceBlobs(self.source)) {
                Ok(entry) => entry,
                Err(error) => {
                    batch.fault = Some(entry_failure(&error).at(index));
                    break;
                }
            };
            bytes_taken += entry.blob().len();
            let kind = entry.kind();
            if kind == Kind::Close && (self.waits || !batch.entries.is_empty()) {
                self.bundle.push_front(entry.leaf().clone());
                batch.waits = self.waits;
                break;
            }
            if kind == Kind::Close {
                self.keep();
            }
            batch.entries.push(entry);
            if let Err(failure) = self.push(hash) {
                batch.fault = Some(failure);
                break;
            }
            if matches!(kind, Kind::Open | Kind::Close) {
                break;
            }
        }
        batch
    }

    /// Takes a leaf into the tree and checks the tiles that it completes.
    fn push(&mut self, leaf: Hash) -> Result<(), Failure> {
        self.tree.push(leaf);
        if self.plan.wanted.contains(&self.tree.size()) {
            self.roots.insert(self.tree.size(), self.tree.root());
        }
        let source = self.source;
        self.edge.push(leaf, &mut |path, hashes| check_tile(source, path, hashes))
    }

    fn check_partial_tiles(&self) -> Result<(), Failure> {
        self.edge.partial().try_for_each(|(path, hashes)| check_tile(self.source, path, hashes))
    }

    fn next_entry(&mut self) -> Result<Leaf, Failure> {
        if self.bundle.is_empty() && self.broken.is_none() {
            self.read_bundle()?;
        }
        match self.bundle.pop_front() {
            Some(leaf) => Ok(leaf),
            None => {
                Err(self.broken.take().unwrap_or_else(|| Failure::new(CheckId::Log, "bundle", "no entry")))
            }
        }
    }

    /// Reads the bundle of the next entry and compares it with the tile of its leaf hashes.
    fn read_bundle(&mut self) -> Result<(), Failure> {
        let next = self.tree.size().0;
        let width = u64::from(TILE_WIDTH);
        let (number, skip) = (next / width, usize::try_from(next % width).unwrap_or(0));
        let unreadable = |error| Failure::unreadable(CheckId::Log, error);
        let wrong = |words: String| Failure::new(CheckId::Log, "bundle", words);
        let read = read_bundle(self.source, number, self.plan.size).map_err(unreadable)?;
        let (bytes, in_bundle) =
            read.ok_or_else(|| wrong(format!("entry bundle {number} is missing")).at(next))?;
        let mut entries = decode_bundle(&bytes, in_bundle)
            .map_err(|error| wrong(format!("entry bundle {number}: {error}")).at(next))?;
        let tile = TilePath::in_tree(0, number, self.plan.size)
            .ok_or_else(|| wrong(format!("entry bundle {number} is beyond the tree")))?;
        entries.truncate(tile.width().into());
        let published = read_tile(self.source, tile).map_err(unreadable)?;
        let published = published.ok_or_else(|| missing_tile(tile))?;

        let mut leaves: Vec<Leaf> = entries.into_iter().map(|entry| Leaf::from(entry.to_vec())).collect();
        let differs = |position: &usize| {
            let hash = leaves.get(*position).map(Leaf::hash);
            let seen_before = self.edge.last_leaves().get(*position);
            hash.as_ref() != published.get(*position) || seen_before.is_some_and(|seen| hash != Some(*seen))
        };
        let first_wrong = (0..published.len().max(leaves.len())).find(differs);
        if let Some(position) = first_wrong {
            let index = number * width + position as u64;
            let words = format!("the entry's hash is not the one in {tile}");
            self.broken = Some(Failure::new(CheckId::Log, "leaf-hash", words).at(index));
            leaves.truncate(position);
        }
        self.bundle = leaves.into_iter().skip(skip).collect();
        Ok(())
    }
}

fn missing_tile(path: TilePath) -> Failure {
    Failure::new(CheckId::Log, "tile", format!("{path} is missing or has another length"))
}

fn check_tile(source: &dyn Source, path: TilePath, hashes: &[Hash]) -> Result<(), Failure> {
    let published = read_tile(source, path).map_err(|error| Failure::unreadable(CheckId::Log, error))?;
    if published.ok_or_else(|| missing_tile(path))? == hashes {
        return Ok(());
    }
    Err(Failure::new(CheckId::Log, "tile", format!("{path} has other hashes than the entries give")))
}

fn entry_failure(error: &EntryError) -> Failure {
    let reason = match error {
        EntryError::TooLong(_) => "too-long",
        EntryError::Decode(_) => "encoding",
        EntryError::BlobMissing(_) => "blob-missing",
        EntryError::BlobHash(_) => "blob-hash",
        EntryError::Read(_) => "unreadable",
    };
    Failure::new(CheckId::Log, reason, error.to_string())
}

#[cfg(test)]
mod tests {
    use tabella_crypto::{BlobHash, cbor::Writer};
    use tabella_tests::{Fixture, Setup};
    use tabella_tlog::{
        leaf_hash,
        tile::{encode_bundle, encode_tile},
    };

    use super::*;
    use crate::files::blob_path;

    #[test]
    fn blobs_count_for_the_size_of_a_batch() {
        let blob = vec![7; BATCH_BYTES / 3];
        let hash = BlobHash::of(&blob);
        let entry = Writer::new().array(3).text("result").bytes(hash.as_bytes()).bytes(&[0; 64]).finish();
        let entries = vec![entry; 10];
        let leaves: Vec<Hash> = entries.iter().map(|entry| leaf_hash(entry)).collect();
        let files: BTreeMap<String, Vec<u8>> = [
            ("tile/entries/000.p/10".into(), encode_bundle(&entries).unwrap()),
            ("tile/0/000.p/10".into(), encode_tile(&leaves)),
            (blob_path(&hash), blob),
        ]
        .into();
        let election = Fixture::unannounced(&Setup::default()).election;
        let plan = Plan {
            size: TreeSize(10),
            root: leaf_hash(b""),
            wanted: BTreeSet::new(),
            resume: None,
            keep: false,
            until_close: false,
            turn: None,
        };
        let mut replay = Replay::new(&files, election, plan);
        for expected in [3, 3, 3, 1] {
            let batch = replay.next_batch();
            assert!(batch.fault.is_none());
            assert_eq!(batch.entries.len(), expected);
        }
    }
}
