//! The key ceremony on the board (section 4).

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use tabella_ballot::Styles;
use tabella_crypto::TrusteeIndex;
use tabella_election::{
    ceremony::{CeremonyKeys, VerifiedCommitments, ceremony_hash},
    message::{Complaint, JointKeysSigned, Open, TestShare, TrusteeCommitment},
};

use super::BoardState;
use crate::Rejection;

/// The current attempt, and the constant terms of all attempts.
#[derive(Clone, Default)]
pub(super) struct Setup {
    /// 0 before the first commitment.
    attempt: u64,
    commitments: BTreeMap<TrusteeIndex, (Vec<u8>, VerifiedCommitments)>,
    complaints: BTreeSet<(TrusteeIndex, TrusteeIndex)>,
    joint_keys: BTreeSet<TrusteeIndex>,
    test_shares: BTreeSet<TrusteeIndex>,
    terms: BTreeSet<[u8; 32]>,
}

impl Setup {
    pub(super) fn apply_complaint(&mut self, message: &Complaint) -> Result<(), Rejection> {
        if message.attempt != self.attempt {
            return Err(Rejection::Attempt { current: self.attempt, got: message.attempt });
        }
        if message.trustee == message.accused {
            return Err(Rejection::SelfAccusation(message.trustee));
        }
        if !self.complaints.insert((message.trustee, message.accused)) {
            return Err(Rejection::Twice(message.trustee));
        }
        Ok(())
    }
}

impl BoardState {
    /// A round-1 package: of the current attempt, or the first of the next one.
    pub(super) fn apply_commitment(
        &mut self,
        message: &TrusteeCommitment,
        commitments: VerifiedCommitments,
        bytes: Vec<u8>,
    ) -> Result<(), Rejection> {
        let setup = &self.setup;
        let restarts = message.attempt == setup.attempt + 1;
        if !restarts {
            if message.attempt != setup.attempt || setup.attempt == 0 {
                return Err(Rejection::Attempt { current: setup.attempt, got: message.attempt });
            }
            if !setup.complaints.is_empty() {
                return Err(Rejection::Complaint);
            }
            if setup.commitments.contains_key(&message.trustee) {
                return Err(Rejection::Twice(message.trustee));
            }
        }
        // FROST's proofs bind neither session nor run: a term that stands on the board could be another's, replayed
        if commitments.constant_terms().iter().any(|term| setup.terms.contains(term.as_bytes())) {
            return Err(Rejection::RepeatedTerm(message.trustee));
        }

        let mut all = if restarts { BTreeMap::new() } else { setup.commitments.clone() };
        let terms: Vec<_> = commitments.constant_terms().iter().map(|term| term.0).collect();
        all.insert(message.trustee, (bytes, commitments));
        let (mut ceremony, mut styles) = (None, None);
        if all.len() == usize::from(self.election.trustee_count()) {
            let entries: Vec<&[u8]> = all.values().map(|(bytes, _)| bytes.as_slice()).collect();
            let packages: Vec<VerifiedCommitments> =
                all.values().map(|(_, package)| package.clone()).collect();
            let keys = CeremonyKeys::combine(ceremony_hash(&entries), &packages)?;
            let made = Styles::new(&self.election, &keys.joint);
            styles =
                Some(Arc::new(made.map_err(|_| Rejection::CeremonyIncomplete("a joint key is missing"))?));
            ceremony = Some(Arc::new(keys));
        }
        if restarts {
            self.setup.complaints.clear();
            self.setup.joint_keys.clear();
            self.setup.test_shares.clear();
        }
        self.setup.attempt = message.attempt;
        self.setup.commitments = all;
        self.setup.terms.extend(terms);
        self.ceremony = ceremony;
        self.styles = styles;
        Ok(())
    }

    /// The finished ceremony, if no complaint stopped it.
    fn finished(&self) -> Result<&CeremonyKeys, Rejection> {
        if !self.setup.complaints.is_empty() {
            return Err(Rejection::Complaint);
        }
        self.ceremony.as_deref().ok_or(Rejection::CeremonyIncomplete("not every trustee has committed"))
    }

    pub(super) fn apply_joint_keys(&mut self, message: &JointKeysSigned) -> Result<(), Rejection> {
        let keys = self.finished()?;
        if keys.hash != message.ceremony_hash || *keys.joint.hash() != message.keys_hash {
            return Err(Rejection::OtherKeys);
        }
        if !self.setup.joint_keys.insert(message.trustee) {
            return Err(Rejection::Twice(message.trustee));
        }
        Ok(())
    }

    pub(super) fn apply_test_share(&mut self, message: &TestShare) -> Result<(), Rejection> {
        let keys = self.finished()?;
        if keys.hash != message.ceremony_hash {
            return Err(Rejection::OtherKeys);
        }
        if !self.setup.joint_keys.contains(&message.trustee) {
            return Err(Rejection::CeremonyIncomplete("the trustee has not signed the joint keys"));
        }
        if !self.setup.test_shares.insert(message.trustee) {
            return Err(Rejection::Twice(message.trustee));
        }
        Ok(())
    }

    /// `open` needs every trustee's word on the keys and proof of its shares.
    pub(super) fn check_open(&self, message: &Open) -> Result<(), Rejection> {
        let keys = self.finished()?;
        if *keys.joint.hash() != message.keys_hash {
            return Err(Rejection::OtherKeys);
        }
        let trustees = usize::from(self.election.trustee_count());
        if self.setup.joint_keys.len() != trustees {
            return Err(Rejection::CeremonyIncomplete("not every trustee has signed the joint keys"));
        }
        if self.setup.test_shares.len() != trustees {
            return Err(Rejection::CeremonyIncomplete("not every trustee has shown its test share"));
        }
        Ok(())
    }
}
