//! The key ceremony as its signed entries tell it (protocol, section 4.3). What is lawful was decided by the board; what counts here
//! is signed by the trustee whose it is.

use std::collections::BTreeMap;

use serde::Serialize;
use tabella_crypto::{CeremonyHash, KeysHash, TrusteeIndex, hash::hex};
use tabella_election::{
    Election, Message, Signed,
    ceremony::ceremony_hash,
    message::{Complaint, JointKeysSigned, ManifestPosted, Notice, Open, TestShare, TrusteeCommitment},
};
use tabella_tlog::leaf_hash;

use super::{
    At,
    look::{Board, Phase},
};

/// Entries that are asked for at one look: in a ceremony there are few.
const AT_ONCE: u64 = 500;

/// What a trustee has done in the current attempt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Done {
    pub(super) commitment: bool,
    pub(super) keys: bool,
    pub(super) test: bool,
}

/// Who complained of whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Accusation {
    pub(super) by: u16,
    pub(super) accused: u16,
    pub(super) reason: String,
}

/// An entry of the ceremony.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Step {
    pub(super) index: u64,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    /// Whose it is, by the place in the manifest; the authority's if none.
    pub(super) trustee: Option<u16>,
    /// Of which attempt; none before the first.
    attempt: Option<u64>,
    /// The leaf of the board's tree: SHA-256 over a zero byte and the entry (RFC 6962, section 2.1).
    pub(super) sha256: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) complaint: Option<Complained>,
}

/// Of whom, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Complained {
    pub(super) accused: u16,
    pub(super) reason: String,
}

/// The ceremony so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ceremony {
    /// The next entry to read.
    next: u64,
    /// It ended with `open`.
    pub(super) opened: bool,
    /// From 1; 0 before the first commitment.
    pub(super) attempt: u64,
    /// By place in the manifest.
    pub(super) trustees: Vec<Done>,
    /// The commitments of the attempt, by place in the manifest.
    commitments: BTreeMap<TrusteeIndex, Vec<u8>>,
    pub(super) complaints: Vec<Accusation>,
    /// What those who confirmed the keys signed; more than one only if the board let it pass.
    pub(super) hashes: Vec<(KeysHash, CeremonyHash)>,
    /// Every entry of it so far, of all attempts.
    pub(super) steps: Vec<Step>,
    /// Notices of the authority before the opening, with their places.
    notices: Vec<(u64, String)>,
}

impl Ceremony {
    /// Whether all have done everything, and nobody complains.
    pub(super) fn is_complete(&self) -> bool {
        let all = self.trustees.iter().all(|done| done.commitment && done.keys && done.test);
        all && !self.trustees.is_empty() && self.complaints.is_empty() && self.hashes.len() == 1
    }

    pub(super) fn all(&self, what: impl Fn(&Done) -> bool) -> bool {
        !self.trustees.is_empty() && self.trustees.iter().all(what)
    }

    /// The hash of the attempt's commitments, once all are there.
    pub(super) fn hash(&self) -> Option<CeremonyHash> {
        let entries: Vec<&[u8]> = self.commitments.values().map(Vec::as_slice).collect();
        let complete = !entries.is_empty() && entries.len() == self.trustees.len();
        complete.then(|| ceremony_hash(&entries))
    }

    /// Where the authority has put a hash on the board.
    pub(super) fn noted(&self, hash: &str) -> Option<u64> {
        self.notices.iter().find(|(_, text)| text.contains(hash)).map(|(index, _)| *index)
    }

    /// Whether all of a board with so many entries was read that is of the ceremony.
    pub(super) fn is_read(&self, size: u64) -> bool {
        self.opened || self.next >= size
    }

    fn step<M: Message>(&mut self, bytes: &[u8], trustee: Option<TrusteeIndex>) {
        self.steps.push(Step {
            index: self.next,
            kind: M::TYPE,
            trustee: trustee.map(TrusteeIndex::get),
            attempt: Some(self.attempt).filter(|attempt| *attempt > 0),
            sha256: hex(&leaf_hash(bytes).0),
            complaint: None,
        });
    }

    fn done(&mut self, trustee: TrusteeIndex) -> Option<&mut Done> {
        self.trustees.get_mut(trustee.zero_based())
    }

    /// Reads the next entry.
    fn take(&mut self, election: &Election, bytes: &[u8]) {
        self.trustees.resize(usize::from(election.trustee_count()), Done::default());
        if let Some(said) = signed::<TrusteeCommitment>(election, bytes, |said| said.trustee) {
            if said.attempt > self.attempt {
                let (next, trustees) = (self.next, vec![Done::default(); self.trustees.len()]);
                let (steps, notices) = (std::mem::take(&mut self.steps), std::mem::take(&mut self.notices));
                *self = Self { next, attempt: said.attempt, trustees, steps, notices, ..Self::default() };
            }
            self.step::<TrusteeCommitment>(bytes, Some(said.trustee));
            if let Some(done) = self.done(said.trustee) {
                done.commitment = true;
                self.commitments.entry(said.trustee).or_insert_with(|| bytes.to_vec());
            }
        } else if let Some(said) = signed::<Complaint>(election, bytes, |said| said.trustee) {
            let (by, accused) = (said.trustee.get(), said.accused.get());
            self.step::<Complaint>(bytes, Some(said.trustee));
            if let Some(step) = self.steps.last_mut() {
                step.complaint = Some(Complained { accused, reason: said.reason.clone() });
            }
            self.complaints.push(Accusation { by, accused, reason: said.reason });
        } else if let Some(said) = signed::<JointKeysSigned>(election, bytes, |said| said.trustee) {
            self.step::<JointKeysSigned>(bytes, Some(said.trustee));
            let hashes = (said.keys_hash, said.ceremony_hash);
            if !self.hashes.contains(&hashes) {
                self.hashes.push(hashes);
            }
            if let Some(done) = self.done(said.trustee) {
                done.keys = true;
            }
        } else if let Some(said) = signed::<TestShare>(election, bytes, |said| said.trustee) {
            self.step::<TestShare>(bytes, Some(said.trustee));
            if let Some(done) = self.done(said.trustee) {
                done.test = true;
            }
        } else if let Some(said) = of_authority::<Notice>(election, bytes) {
            self.notices.push((self.next, said.text));
        } else if of_authority::<ManifestPosted>(election, bytes).is_some() {
            self.step::<ManifestPosted>(bytes, None);
        } else if of_authority::<Open>(election, bytes).is_some() {
            self.opened = true;
        }
        self.next += 1;
    }
}

/// What a trustee signed.
fn signed<M: Message>(election: &Election, bytes: &[u8], who: impl FnOnce(&M) -> TrusteeIndex) -> Option<M> {
    let signed = Signed::<M>::decode(bytes).ok()?;
    let key = election.trustee_key(who(&signed.message))?;
    signed.verify(election.id(), key).ok()?;
    Some(signed.message)
}

/// What the authority signed.
fn of_authority<M: Message>(election: &Election, bytes: &[u8]) -> Option<M> {
    let signed = Signed::<M>::decode(bytes).ok()?;
    signed.verify(election.id(), election.authority_key()).ok()?;
    Some(signed.message)
}

impl At<'_> {
    /// The ceremony up to where the board is now: what was read before is not read again.
    pub(super) async fn ceremony(&self, board: &Board) -> Ceremony {
        let mut ceremony = self.conduct().ceremony.lock().await;
        let size = board.log.as_ref().map_or(0, |log| log.size);
        // another board than before, such as one that was begun anew
        if ceremony.next > size || board.phase == Some(Phase::Empty) {
            *ceremony = Ceremony::default();
        }
        let until = size.min(ceremony.next + AT_ONCE);
        while ceremony.next < until && !ceremony.opened {
            let Ok(Some(bytes)) = self.entry(ceremony.next).await else { break };
            ceremony.take(&self.served.election, &bytes);
        }
        ceremony.trustees.resize(usize::from(self.served.election.trustee_count()), Done::default());
        ceremony.clone()
    }
}

#[cfg(test)]
mod tests {
    use tabella_board::Kind;
    use tabella_tests::{Fixture, Setup};

    use super::*;

    #[test]
    fn it_is_told_by_what_trustees_signed() {
        let fixture = Fixture::new(&Setup::default());
        let mut ceremony = Ceremony::default();
        let mut complete = Vec::new();
        for entry in &fixture.entries {
            ceremony.take(&fixture.election, entry.bytes());
            complete.push((entry.kind(), ceremony.is_complete()));
        }
        let first = complete.iter().position(|(_, complete)| *complete).unwrap();
        assert_eq!(complete[first].0, Kind::TestShare);
        assert!(ceremony.opened && ceremony.attempt == 1 && ceremony.is_complete());
        assert_eq!(ceremony.hashes[0].0, *fixture.state.ceremony().unwrap().joint.hash());
        assert_eq!(ceremony.hash(), Some(ceremony.hashes[0].1));

        // what somebody else signed in a trustee's name is nobody's word
        let accused = TrusteeIndex::new(2).unwrap();
        let words = || Complaint {
            trustee: TrusteeIndex::new(1).unwrap(),
            attempt: 1,
            accused,
            reason: "a share that does not open".into(),
        };
        let forged = Signed::sign(words(), fixture.election.id(), &fixture.people.authority);
        ceremony.take(&fixture.election, forged.encode());
        assert!(ceremony.complaints.is_empty() && ceremony.is_complete());
        let own = Signed::sign(words(), fixture.election.id(), &fixture.people.trustees[0].signing);
        ceremony.take(&fixture.election, own.encode());
        assert_eq!((ceremony.complaints[0].by, ceremony.complaints[0].accused), (1, 2));
        assert!(!ceremony.is_complete());
        // every entry is told, with the hash by which it is found on the board
        let steps = ceremony.steps.clone();
        assert_eq!((steps[0].kind, steps[0].index, steps[0].trustee), ("manifest", 0, None));
        assert_eq!(steps[0].sha256, leaf_hash(fixture.entries[0].bytes()).to_hex());
        let said = steps.last().unwrap();
        assert_eq!((said.kind, said.complaint.as_ref().map(|one| one.accused)), ("complaint", Some(2)));
        let text = "SHA-256: 00ff".to_owned();
        let notice = Notice { sequence: 1, text, closes: None };
        let forged = Signed::sign(notice.clone(), fixture.election.id(), &fixture.people.registrar);
        ceremony.take(&fixture.election, forged.encode());
        assert_eq!(ceremony.noted("00ff"), None);
        let notice = Signed::sign(notice, fixture.election.id(), &fixture.people.authority);
        ceremony.take(&fixture.election, notice.encode());
        assert_eq!(ceremony.noted("00ff"), Some(ceremony.next - 1));
        // a new attempt begins with nothing
        let again = fixture.entries.iter().find(|entry| entry.kind() == Kind::TrusteeCommitment).unwrap();
        let mut again = Signed::<TrusteeCommitment>::decode(again.bytes()).unwrap().message;
        again.attempt = 2;
        let again = Signed::sign(again, fixture.election.id(), &fixture.people.trustees[0].signing);
        ceremony.take(&fixture.election, again.encode());
        assert!(ceremony.complaints.is_empty() && ceremony.hashes.is_empty() && ceremony.hash().is_none());
        assert!(ceremony.steps.starts_with(&steps) && ceremony.steps.len() == steps.len() + 1);
        assert_eq!(ceremony.trustees.iter().filter(|done| done.commitment).count(), 1);
    }
}
