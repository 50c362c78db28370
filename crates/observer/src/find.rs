//! What people look for on a board.

use serde_json::{Value, json};
use tabella_ballot::{Posted, parse_tracker, tracker_text};
use tabella_board::{Entry, Kind, view};
use tabella_crypto::{CompressedRistretto, ElectionId, Tracker};
use tabella_election::{
    Signed,
    message::{Credential, Notice, Revocation},
};
use tabella_tlog::{Checkpoint, LeafIndex, LogReader, Source, TreeSize, reader::LogError};
use tabella_verifier::{Opened, OpenedError, SourceBlobs};
use tabella_wasm::Fault;

/// The election of the first entry; unchecked.
pub(crate) fn claimed(source: &dyn Source) -> Result<Value, OpenedError> {
    let log = LogReader::new(source);
    let size = Checkpoint::parse(log.checkpoint()?.text())?.size;
    let bytes = log.entry(LeafIndex(0), size)?;
    let entry =
        Entry::read(bytes, &SourceBlobs(source)).map_err(|error| OpenedError::Entry { index: 0, error })?;
    if entry.kind() != Kind::Manifest {
        return Err(OpenedError::NoManifest);
    }
    let id = ElectionId::of_manifest(entry.blob());
    Ok(json!({ "id": id.to_string(), "manifest": String::from_utf8_lossy(entry.blob()) }))
}

/// The tree that the board was opened with, and who saw it.
pub(crate) fn checkpoint(opened: &Opened) -> Result<Value, OpenedError> {
    let cosignatures = opened.election.witness_policy().check(&opened.note)?;
    let witnesses: Vec<Value> =
        cosignatures.iter().map(|seen| json!({ "name": seen.name, "time": seen.time })).collect();
    let origin = opened.election.checkpoint_key().name();
    let Checkpoint { size, root, .. } = &opened.checkpoint;
    Ok(json!({ "size": size.0, "root": root.to_hex(), "origin": origin, "witnesses": witnesses }))
}

/// An entry, shown to be of the tree.
pub(crate) fn entry(source: &dyn Source, opened: &Opened, index: f64) -> Result<Vec<u8>, Fault> {
    let (log, size) = (LogReader::new(source), opened.checkpoint.size);
    let index = LeafIndex(position(index, size).ok_or(Fault::Argument("an index of the board"))?);
    let bytes = log.entry(index, size).map_err(OpenedError::from)?;
    included(&log, opened, index, &bytes)?;
    Ok(bytes)
}

fn included(log: &LogReader<'_>, opened: &Opened, index: LeafIndex, bytes: &[u8]) -> Result<(), OpenedError> {
    let Checkpoint { size, root, .. } = &opened.checkpoint;
    let proof = log.inclusion_proof(index, *size)?;
    proof.verify(&tabella_tlog::leaf_hash(bytes), index, *size, root).map_err(OpenedError::OtherEntries)
}

/// A whole number below the size.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be a whole number in range"
)]
fn position(index: f64, size: TreeSize) -> Option<u64> {
    let whole = index.fract() == 0.0 && (0.0..9_007_199_254_740_992.0).contains(&index);
    Some(index as u64).filter(|index| whole && *index < size.0)
}

/// The ballot with this tracker, and what became of it. See `Observer::find`.
pub(crate) fn ballot(source: &dyn Source, opened: &Opened, tracker: &str) -> Result<Value, Fault> {
    let wanted = parse_tracker(tracker)?;
    let log = LogReader::new(source);
    let mut found: Option<Found> = None;
    for (index, bytes) in (0..).zip(log.entries(LeafIndex(0), opened.checkpoint.size)) {
        let bytes = bytes.map_err(OpenedError::from)?;
        if let Some(found) = &mut found {
            found.goes_on(index, &bytes, opened);
            continue;
        }
        let Ok(posted) = Posted::decode(&bytes, &opened.styles) else { continue };
        if tracker_text(posted.ballot().tracker()) == wanted {
            included(&log, opened, LeafIndex(index), &bytes)?;
            found = Some(Found::new(index, &posted));
        }
    }
    Ok(found.map_or(Value::Null, |found| found.shown()))
}

/// A ballot, and what came after it.
struct Found {
    index: u64,
    tracker: Tracker,
    kind: &'static str,
    /// The person's credentials from the ballot's on: each takes the place of the one before.
    line: Vec<CompressedRistretto>,
    standing: &'static str,
    /// The entry that it does not count because of.
    by: Option<u64>,
}

impl Found {
    fn new(index: u64, posted: &Posted) -> Self {
        let (kind, standing) = match posted {
            Posted::Cast(_) => ("ballot", "counts"),
            Posted::Challenge(_) => ("challenge", "challenge"),
        };
        let ballot = posted.ballot();
        let tracker = *ballot.tracker();
        Self { index, tracker, kind, line: vec![ballot.credential], standing, by: None }
    }

    fn goes_on(&mut self, index: u64, bytes: &[u8], opened: &Opened) {
        if self.standing != "counts" {
            return;
        }
        let standing = if let Ok(Posted::Cast(cast)) = Posted::decode(bytes, &opened.styles) {
            self.line.contains(&cast.ballot.credential).then_some("replaced")
        } else if let Ok(Signed { message: Credential { credential, replaces: Some(before), .. }, .. }) =
            Signed::<Credential>::decode(bytes)
        {
            if self.line.contains(&before) {
                self.line.push(credential);
            }
            None
        } else if let Ok(revoked) = Signed::<Revocation>::decode(bytes) {
            self.line.contains(&revoked.message.credential).then_some("revoked")
        } else {
            None
        };
        if let Some(standing) = standing {
            (self.standing, self.by) = (standing, Some(index));
        }
    }

    fn shown(&self) -> Value {
        json!({
            "index": self.index,
            "tracker": self.tracker.to_string(),
            "text": tracker_text(&self.tracker),
            "kind": self.kind,
            "standing": self.standing,
            "by": self.by,
        })
    }
}

/// The last entries, latest first.
pub(crate) fn latest(source: &dyn Source, opened: &Opened, count: u64) -> Result<Value, OpenedError> {
    let size = opened.checkpoint.size;
    let first = size.0.saturating_sub(count);
    let entries = LogReader::new(source).entries(LeafIndex(first), size);
    let mut shown = Vec::new();
    for (index, bytes) in (first..).zip(entries) {
        let entry =
            Entry::read(bytes?, &SourceBlobs(source)).map_err(|error| OpenedError::Entry { index, error })?;
        let kind = entry.kind().as_str();
        shown.push(view::entry(LeafIndex(index), &entry).unwrap_or(json!({ "index": index, "type": kind })));
    }
    shown.reverse();
    Ok(Value::Array(shown))
}

/// Every notice.
pub(crate) fn notices(source: &dyn Source, opened: &Opened) -> Result<Value, LogError> {
    let mut notices = Vec::new();
    for (index, bytes) in (0_u64..).zip(LogReader::new(source).entries(LeafIndex(0), opened.checkpoint.size))
    {
        let bytes = bytes?;
        if let Ok(Signed { message: Notice { text, closes, .. }, .. }) = Signed::<Notice>::decode(&bytes) {
            notices.push(json!({ "index": index, "text": text, "closes": closes }));
        }
    }
    Ok(Value::Array(notices))
}
