//! From the store to the reducer's state: every entry verified again, or a snapshot that this urn signed and the rest.

use rand_chacha::ChaCha20Rng;
use tabella_board::{BoardState, Entry, Kind, admit};
use tabella_crypto::{
    hash::sha256,
    signature::{self, Purpose},
};
use tabella_tlog::{Hash, LeafIndex, TreeSize};
use tabella_urn_store::Snapshot;
use tabella_verifier::{Entries, SourceBlobs};

use super::{Fatal, append::Opened};
use crate::urn::shared::Shared;

/// Entries verified together.
const TOGETHER: u32 = 2_000;

/// Bytes of a signature in front of a snapshot.
const SIGNATURE: usize = 64;

/// The state of the store.
pub(super) struct Replayed {
    pub(super) state: BoardState,
    pub(super) opened: Option<Opened>,
    /// How many entries were verified, that is, are not in the snapshot.
    pub(super) verified: u64,
}

/// Reads everything up to the head. Setup is always verified again; what follows `open` only after the newest snapshot.
pub(super) fn replay(
    shared: &Shared,
    size: TreeSize,
    root: Hash,
    rng: &mut ChaCha20Rng,
) -> Result<Replayed, Fatal> {
    let snapshot = shared.runtime.block_on(shared.pool.snapshot())?.filter(|snapshot| snapshot.size <= size);
    match from(shared, size, root, snapshot.as_ref(), rng) {
        // a snapshot is a help, never an authority: without it the entries decide
        Err(error @ (Fatal::Root | Fatal::Entry { .. })) if snapshot.is_some() => {
            tracing::warn!(%error, "the snapshot does not fit; every entry is verified again");
            from(shared, size, root, None, rng)
        }
        result => result,
    }
}

fn from(
    shared: &Shared,
    size: TreeSize,
    root: Hash,
    snapshot: Option<&Snapshot>,
    rng: &mut ChaCha20Rng,
) -> Result<Replayed, Fatal> {
    let mut state = BoardState::new(std::sync::Arc::clone(&shared.election));
    let source = shared.source();
    let admitted = Entries::new(&source, size);
    let (mut opened, mut verified) = (None, 0);
    while state.tree().size() < size {
        let first = state.tree().size().0;
        let limit = u32::try_from(size.0 - first).unwrap_or(TOGETHER).min(TOGETHER);
        let bytes = shared.runtime.block_on(shared.pool.entries(LeafIndex(first), limit))?;
        let mut entries = Vec::new();
        for (index, bytes) in (first..).zip(bytes) {
            let entry = Entry::read(bytes, &SourceBlobs(&source));
            entries.push(entry.map_err(|error| Fatal::Entry { index, why: error.to_string() })?);
        }
        // a snapshot is loaded right after `open`
        let open = entries.iter().position(|entry| entry.kind() == Kind::Open);
        entries.truncate(open.map_or(entries.len(), |position| position + 1));
        if entries.is_empty() {
            return Err(Fatal::Entry { index: first, why: "it is missing".into() });
        }
        for (index, verdict) in (first..).zip(admit(&mut state, entries, &admitted, rng)?) {
            verdict.map_err(|rejection| Fatal::Entry { index, why: rejection.to_string() })?;
            verified += 1;
        }
        if open.is_some() {
            opened = Some(Opened { size: state.tree().size(), root: state.tree().root() });
            if let Some(snapshot) = snapshot {
                restore(shared, &mut state, snapshot)?;
                verified = 0;
            }
        }
    }
    if state.tree().root() != root {
        return Err(Fatal::Root);
    }
    tracing::info!(entries = size.0, verified, phase = %state.phase(), "the store is verified");
    Ok(Replayed { state, opened, verified })
}

/// What is signed: the election is bound by the signature's form.
fn signed(size: TreeSize, root: Hash, bytes: &[u8]) -> [u8; 32] {
    sha256(b"tabella/v1/urn-snapshot", &[&size.0.to_be_bytes(), root.as_bytes(), bytes])
}

/// A snapshot that nobody without the receipt key can make: what it says was verified once is not verified again.
pub(super) fn sealed(shared: &Shared, size: TreeSize, root: Hash, bytes: &[u8]) -> Snapshot {
    let message = signed(size, root, bytes);
    let signature =
        signature::sign(&shared.keys.receipt, Purpose("urn-snapshot"), shared.election.id(), &message);
    Snapshot { size, root, bytes: [&signature, bytes].concat() }
}

fn restore(shared: &Shared, state: &mut BoardState, snapshot: &Snapshot) -> Result<(), Fatal> {
    let refused = |why: String| Fatal::Entry { index: snapshot.size.0, why };
    let (signature, bytes) = snapshot
        .bytes
        .split_first_chunk::<SIGNATURE>()
        .ok_or_else(|| refused("the snapshot is cut".into()))?;
    let message = signed(snapshot.size, snapshot.root, bytes);
    let (election, key) = (shared.election.id(), shared.election.receipt_key());
    signature::verify(key, Purpose("urn-snapshot"), election, &message, signature)
        .map_err(|_| refused("the snapshot is not this urn's".into()))?;
    state.restore(bytes).map_err(|error| refused(error.to_string()))?;
    if state.tree().size() == snapshot.size && state.tree().root() == snapshot.root {
        Ok(())
    } else {
        Err(Fatal::Root)
    }
}
