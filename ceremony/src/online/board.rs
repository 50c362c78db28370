//! What the board says of the key ceremony, brought to the medium. A tree is read only if the election's log and a quorum of its
//! witnesses signed it, an entry kept only if it stands in that tree and its author signed it: what else comes is named and not
//! kept.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use tabella_crypto::{BlobHash, CeremonyHash, TrusteeIndex};
use tabella_election::{
    Election, Message, Signed,
    ceremony::ceremony_hash,
    message::{Complaint, JointKeysSigned, ManifestPosted, Open, TestShare, TrusteeCommitment},
};
use tabella_http::HttpSource;
use tabella_tlog::{
    Checkpoint, CompactRange, LeafIndex, LogReader, SignedNote, Source as _, TreeSize, tile::TILE_WIDTH,
};
use tabella_verifier::blob_path;

use super::relay::Relay;
use crate::{
    files::{self, Access},
    paths::{OnMedium, beside},
    problem::{Outcome, Problem},
    talk::line,
};

/// Most entries before voting opens that are looked at.
const ENTRIES_MAX: u64 = 20_000;

/// What a relay gives that forges, or that has two boards.
pub(super) const OTHER_TREE: &str = "entries of another board than the ballot box and its witnesses signed";

/// A board as far as it was read.
pub(super) struct Board<'r> {
    relay: &'r Relay,
    source: HttpSource,
    /// The entries that were read.
    tree: CompactRange,
    /// The attempt that the board is at; 0 before the first.
    pub(super) attempt: u64,
    /// Who began it.
    pub(super) begun_by: Option<TrusteeIndex>,
    /// The commitments of each attempt.
    commitments: BTreeMap<u64, BTreeMap<TrusteeIndex, Vec<u8>>>,
    /// Who complained, in which attempt.
    complaints: BTreeSet<(u64, TrusteeIndex)>,
    opened: bool,
}

impl<'r> Board<'r> {
    pub(super) fn of(relay: &'r Relay) -> Self {
        let source = HttpSource::live(relay.board.clone());
        Self {
            relay,
            source,
            tree: CompactRange::new(),
            attempt: 0,
            begun_by: None,
            commitments: BTreeMap::new(),
            complaints: BTreeSet::new(),
            opened: false,
        }
    }

    /// Whether its manifest was seen.
    pub(super) fn is_begun(&self) -> bool {
        self.tree.size().0 > 0
    }

    /// The manifest that the first entry names, whatever it is: the caller compares the election's id.
    pub(super) fn manifest(&self) -> Outcome<Option<Vec<u8>>> {
        let Some(note) = self.read("checkpoint")? else { return Ok(None) };
        let size = SignedNote::parse(&note).ok().and_then(|note| Checkpoint::parse(note.text()).ok());
        let size = size.ok_or_else(|| self.relay.not_authentic("no checkpoint of a board"))?.size;
        let Some(entry) = LogReader::new(&self.source).entries(LeafIndex(0), size).next() else {
            return Ok(None);
        };
        let entry = entry.map_err(|error| self.silent(&error))?;
        let entry = Signed::<ManifestPosted>::decode(&entry);
        let entry =
            entry.map_err(|_| self.relay.not_authentic("a board that does not begin with a manifest"))?;
        self.content(&entry.message.manifest_hash).map(Some)
    }

    /// Reads on to where the board is now, up to the opening, and keeps on the medium what belongs there.
    pub(super) fn read_on(&mut self, election: &Election, media: &Path) -> Outcome<()> {
        let Some(note) = self.read("checkpoint")? else { return Ok(()) };
        let signed = self.relay.checkpoint(election, &note)?;
        if signed.size == self.tree.size() && signed.root != self.tree.root() {
            return Err(self.relay.not_authentic(OTHER_TREE));
        }
        while !self.opened && self.tree.size().0 < signed.size.0.min(ENTRIES_MAX) {
            let (entries, tree) = self.next_of(&signed)?;
            for entry in entries {
                self.keep(election, media, &entry)?;
                if self.opened {
                    break;
                }
            }
            // only now: what could not be kept is read again
            self.tree = tree;
        }
        Ok(())
    }

    /// The next entries, as many as one file has, and the tree with them: the beginning of the one that was signed.
    fn next_of(&self, signed: &Checkpoint) -> Outcome<(Vec<Vec<u8>>, CompactRange)> {
        let (from, width) = (self.tree.size().0, u64::from(TILE_WIDTH));
        let until = TreeSize((from - from % width + width).min(signed.size.0));
        let log = LogReader::new(&self.source);
        let entries: Result<Vec<_>, _> = log.entries(LeafIndex(from), until).collect();
        let entries = entries.map_err(|error| self.silent(&error))?;
        let mut tree = self.tree.clone();
        for entry in &entries {
            tree.push_bytes(entry);
        }
        let proof = log.consistency_proof(until, signed.size).map_err(|error| self.silent(&error))?;
        let is_beginning = proof.verify((tree.size(), &tree.root()), (signed.size, &signed.root)).is_ok();
        if !is_beginning {
            return Err(self.relay.not_authentic(OTHER_TREE));
        }
        Ok((entries, tree))
    }

    /// Whether this trustee's complaint in this attempt is there.
    pub(super) fn has_complaint(&self, attempt: u64, trustee: TrusteeIndex) -> bool {
        self.complaints.contains(&(attempt, trustee))
    }

    /// The trustees whose commitments are not there.
    pub(super) fn without_commitment(&self, election: &Election, attempt: u64) -> Vec<TrusteeIndex> {
        let there = self.commitments.get(&attempt);
        let is_there = |trustee: &TrusteeIndex| there.is_some_and(|there| there.contains_key(trustee));
        TrusteeIndex::all(election.trustee_count()).filter(|trustee| !is_there(trustee)).collect()
    }

    /// The hash of an attempt's commitments, once all are there.
    pub(super) fn ceremony(&self, election: &Election, attempt: u64) -> Option<CeremonyHash> {
        let all = self.without_commitment(election, attempt).is_empty();
        let there = self.commitments.get(&attempt).filter(|_| all)?;
        Some(ceremony_hash(&there.values().map(Vec::as_slice).collect::<Vec<_>>()))
    }

    /// The attempt with these commitments; that of the board, if there are none such.
    fn attempt_of(&self, election: &Election, hash: &CeremonyHash) -> u64 {
        let mut attempts = self.commitments.keys();
        attempts
            .find(|attempt| self.ceremony(election, **attempt) == Some(*hash))
            .copied()
            .unwrap_or(self.attempt)
    }

    fn keep(&mut self, election: &Election, media: &Path, entry: &[u8]) -> Outcome<()> {
        if let Some(said) = self.said::<TrusteeCommitment>(election, entry, |said| said.trustee)? {
            if said.attempt > self.attempt {
                (self.attempt, self.begun_by) = (said.attempt, Some(said.trustee));
            }
            // the content first: an entry without it would stand in the way of the step
            files::write_blob(media, &self.content(&said.package_hash)?)?;
            put(&OnMedium::new(media, said.attempt).commitment(said.trustee), entry)?;
            self.commitments
                .entry(said.attempt)
                .or_default()
                .entry(said.trustee)
                .or_insert_with(|| entry.to_vec());
        } else if let Some(said) = self.said::<Complaint>(election, entry, |said| said.trustee)? {
            put(&OnMedium::new(media, said.attempt).complaint(said.trustee), entry)?;
            self.complaints.insert((said.attempt, said.trustee));
        } else if let Some(said) = self.said::<JointKeysSigned>(election, entry, |said| said.trustee)? {
            let attempt = self.attempt_of(election, &said.ceremony_hash);
            put(&OnMedium::new(media, attempt).joint_keys(said.trustee), entry)?;
        } else if let Some(said) = self.said::<TestShare>(election, entry, |said| said.trustee)? {
            // whose folder was lost would make another one, which the board refuses
            files::write_blob(media, &self.content(&said.share_hash)?)?;
            let attempt = self.attempt_of(election, &said.ceremony_hash);
            put(&OnMedium::new(media, attempt).test_share(said.trustee), entry)?;
        } else if let Ok(open) = Signed::<Open>::decode(entry) {
            self.opened = open.verify(election.id(), election.authority_key()).is_ok();
        }
        Ok(())
    }

    /// What a trustee says in an entry of this type; a forged one is refused.
    fn said<M: Message>(
        &self,
        election: &Election,
        entry: &[u8],
        who: impl FnOnce(&M) -> TrusteeIndex,
    ) -> Outcome<Option<M>> {
        let Ok(signed) = Signed::<M>::decode(entry) else { return Ok(None) };
        let trustee = who(&signed.message);
        let key = election.trustee_key(trustee);
        if key.is_none_or(|key| signed.verify(election.id(), key).is_err()) {
            let what = format!("a {} entry that trustee {trustee} did not sign for this election", M::TYPE);
            return Err(self.relay.not_authentic(&what));
        }
        Ok(Some(signed.message))
    }

    fn content(&self, hash: &BlobHash) -> Outcome<Vec<u8>> {
        let content = self.read(&blob_path(hash))?;
        let content = content.filter(|content| BlobHash::of(content) == *hash);
        content.ok_or_else(|| self.relay.not_authentic("an entry without the content that its author signed"))
    }

    fn read(&self, path: &str) -> Outcome<Option<Vec<u8>>> {
        self.source.read(path).map_err(|error| self.silent(&error))
    }

    fn silent(&self, error: &dyn std::fmt::Display) -> Problem {
        Problem::new(
            "no-answer",
            format!("The board at {} cannot be read: {}.", self.relay.board.url(), line(&error.to_string())),
            "Look whether this machine is connected and the address is right. Then run the same command again.",
        )
    }
}

/// Keeps an entry on the medium. Where another one of that name lies, both stay: the step that reads them tells what is wrong.
fn put(path: &Path, entry: &[u8]) -> Outcome<()> {
    match files::read_if_there(path)? {
        Some(found) if found == entry => Ok(()),
        Some(_) => files::write_new(&beside(path), entry, Access::Public),
        None => files::write_new(path, entry, Access::Public),
    }
}
