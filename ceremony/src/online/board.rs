//! What the board says of the key ceremony, brought to the medium. A tree is read only if the election's log and a quorum of its
//! witnesses signed it, an entry kept only if its author did: what else comes is named and not kept.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use tabella_crypto::{BlobHash, CeremonyHash, TrusteeIndex};
use tabella_election::{
    Election, Message, Signed,
    ceremony::ceremony_hash,
    message::{Complaint, JointKeysSigned, ManifestPosted, Open, TrusteeCommitment},
};
use tabella_http::HttpSource;
use tabella_tlog::{Checkpoint, LeafIndex, LogReader, SignedNote, Source as _, TreeSize};
use tabella_verifier::blob_path;

use super::relay::Relay;
use crate::{
    files::{self, Access},
    paths::OnMedium,
    problem::{Outcome, Problem},
    talk::line,
};

/// Most entries before voting opens that are looked at.
const ENTRIES_MAX: u64 = 20_000;

/// A board as far as it was read.
pub(super) struct Board<'r> {
    relay: &'r Relay,
    source: HttpSource,
    /// The next entry to read.
    next: u64,
    /// The attempt that the board is at; 0 before the first.
    pub(super) attempt: u64,
    /// Who began it.
    pub(super) begun_by: Option<TrusteeIndex>,
    /// The commitments of each attempt.
    commitments: BTreeMap<u64, BTreeMap<TrusteeIndex, Vec<u8>>>,
    pub(super) opened: bool,
}

impl<'r> Board<'r> {
    pub(super) fn of(relay: &'r Relay) -> Self {
        let source = HttpSource::live(relay.board.clone());
        let commitments = BTreeMap::new();
        Self { relay, source, next: 0, attempt: 0, begun_by: None, commitments, opened: false }
    }

    /// Whether its manifest was seen.
    pub(super) fn is_begun(&self) -> bool {
        self.next > 0
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
        let Some(size) = self.size(election)? else { return Ok(()) };
        let until = TreeSize(size.0.min(ENTRIES_MAX));
        let source = HttpSource::live(self.relay.board.clone());
        for entry in LogReader::new(&source).entries(LeafIndex(self.next), until) {
            if self.opened {
                break;
            }
            let entry = entry.map_err(|error| self.silent(&error))?;
            self.keep(election, media, &entry)?;
            self.next += 1;
        }
        Ok(())
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

    /// The size of the published tree.
    fn size(&self, election: &Election) -> Outcome<Option<TreeSize>> {
        let Some(note) = self.read("checkpoint")? else { return Ok(None) };
        let forged = || {
            self.relay.not_authentic(
                "a board that the election's ballot box did not sign, or too few of its witnesses",
            )
        };
        let note = SignedNote::parse(&note).map_err(|_| forged())?;
        let checkpoint = Checkpoint::open(&note, election.checkpoint_key()).map_err(|_| forged())?;
        election.witness_policy().check(&note).map_err(|_| forged())?;
        Ok(Some(checkpoint.size))
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
        } else if let Some(said) = self.said::<JointKeysSigned>(election, entry, |said| said.trustee)? {
            put(&OnMedium::new(media, self.attempt).joint_keys(said.trustee), entry)?;
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

/// `commitment-2-board.entry` beside `commitment-2.entry`.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push("-board.");
    name.push(path.extension().unwrap_or_default());
    path.with_file_name(name)
}
