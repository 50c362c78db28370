//! What the board shows of round 1. Nothing here is secret.

use std::collections::BTreeMap;

use tabella_crypto::{BlobHash, CompressedRistretto, TrusteeIndex};
use tabella_election::{
    Election, Signed,
    ceremony::{self, CeremonyKeys, CommitmentPackage, RunCommitment},
    message::TrusteeCommitment,
};

use super::Fault;

/// A trustee-commitment entry with the blob that it names, as they came. Nothing is checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitmentEntry {
    /// The entry's bytes.
    pub entry: Vec<u8>,
    /// The blob's bytes.
    pub blob: Vec<u8>,
}

/// All trustees' commitments of one attempt, checked, and the keys that follow from them.
#[derive(Clone, Debug)]
pub struct CommitmentView {
    attempt: u64,
    keys: CeremonyKeys,
    packages: BTreeMap<TrusteeIndex, CommitmentPackage>,
}

struct Read {
    signed: Signed<TrusteeCommitment>,
    blob: Vec<u8>,
}

impl CommitmentView {
    /// Checks the commitments of `attempt` among all trustee-commitment entries of the board, in any order. Those of
    /// earlier attempts must be there too: no constant term may come back.
    ///
    /// # Errors
    /// [`Fault`] names what is missing or who is wrong.
    pub fn check(election: &Election, attempt: u64, entries: &[CommitmentEntry]) -> Result<Self, Fault> {
        let mut current: BTreeMap<TrusteeIndex, Read> = BTreeMap::new();
        let mut earlier = Vec::new();
        for (position, entry) in entries.iter().enumerate() {
            let read = read(election, position + 1, entry)?;
            let (trustee, theirs) = (read.signed.message.trustee, read.signed.message.attempt);
            if theirs > attempt {
                return Err(Fault::LaterAttempt { trustee, theirs, ours: attempt });
            } else if theirs < attempt {
                earlier.push(read);
            } else if let Some(first) = current.get(&trustee) {
                if first.signed.encode() != read.signed.encode() {
                    return Err(Fault::Twice { culprit: trustee, attempt });
                }
            } else {
                current.insert(trustee, read);
            }
        }
        let old_terms = constant_terms(election, &earlier);

        let (keys, threshold) = (election.key_count(), election.threshold());
        let mut packages = BTreeMap::new();
        let mut verified = Vec::new();
        let mut whole_entries = Vec::new();
        for trustee in TrusteeIndex::all(election.trustee_count()) {
            let Read { signed, blob } =
                current.get(&trustee).ok_or(Fault::MissingCommitment { trustee, attempt })?;
            let package = CommitmentPackage::decode(blob, keys, threshold)
                .map_err(|error| Fault::PackageLayout { culprit: trustee, error })?;
            let commitments = package.verify(trustee, keys, threshold).map_err(Fault::Package)?;
            for (term, run) in commitments.constant_terms().iter().zip(1..) {
                if let Some((other, attempt)) = old_terms.get(term.as_bytes()) {
                    return Err(Fault::Replayed { culprit: trustee, run, other: *other, attempt: *attempt });
                }
            }
            verified.push(commitments);
            packages.insert(trustee, package);
            whole_entries.push(signed.encode());
        }
        let hash = ceremony::ceremony_hash(&whole_entries);
        let keys = CeremonyKeys::combine(hash, &verified).map_err(Fault::Keys)?;
        Ok(Self { attempt, keys, packages })
    }

    /// Which attempt.
    pub fn attempt(&self) -> u64 {
        self.attempt
    }

    /// The joint keys and all verification keys.
    pub fn keys(&self) -> &CeremonyKeys {
        &self.keys
    }

    pub(super) fn package(&self, trustee: TrusteeIndex) -> Option<&CommitmentPackage> {
        self.packages.get(&trustee)
    }

    /// The commitments of run `w` (from 0) of all trustees but one.
    pub(super) fn others(
        &self,
        w: usize,
        me: TrusteeIndex,
    ) -> impl Iterator<Item = (TrusteeIndex, &RunCommitment)> {
        self.packages
            .iter()
            .filter(move |(trustee, _)| **trustee != me)
            .filter_map(move |(trustee, package)| Some((*trustee, package.runs.get(w)?)))
    }
}

/// Decodes an entry and checks its author and its blob.
fn read(election: &Election, position: usize, entry: &CommitmentEntry) -> Result<Read, Fault> {
    let signed = Signed::<TrusteeCommitment>::decode(&entry.entry)
        .map_err(|error| Fault::Entry { position, error })?;
    let trustee = signed.message.trustee;
    let key = election
        .trustee_key(trustee)
        .ok_or(Fault::NoSuchTrustee { trustee, count: election.trustee_count() })?;
    signed.verify(election.id(), key).map_err(|_| Fault::EntrySignature { trustee })?;
    if BlobHash::of(&entry.blob) != signed.message.package_hash {
        return Err(Fault::Blob { trustee });
    }
    Ok(Read { signed, blob: entry.blob.clone() })
}

/// Constant terms of earlier attempts, with who used them when. An earlier package that cannot be read (which may be
/// why that attempt failed) has none.
fn constant_terms(election: &Election, earlier: &[Read]) -> BTreeMap<[u8; 32], (TrusteeIndex, u64)> {
    let mut terms = BTreeMap::new();
    for Read { signed, blob } in earlier {
        let used = (signed.message.trustee, signed.message.attempt);
        let package = CommitmentPackage::decode(blob, election.key_count(), election.threshold());
        for run in package.into_iter().flat_map(|package| package.runs) {
            if let Some(CompressedRistretto(term)) = run.coefficients.first() {
                terms.insert(*term, used);
            }
        }
    }
    terms
}
