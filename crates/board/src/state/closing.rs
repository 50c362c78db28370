//! End, close, decryption shares and result (sections 8 and 10).

use std::{collections::BTreeMap, sync::Arc};

use tabella_ballot::Posted;
use tabella_crypto::{RootHash, TrusteeIndex, ballot_proof::Decoded, parallel};
use tabella_election::{
    Election, TallyStatement,
    message::{Close, End},
};
use tabella_tally::{Counts, ResultBlob, VerifiedShare, combine, statement};
use tabella_tlog::hash::Hash;

use super::{BoardState, Phase, voting::Uncounted};
use crate::{ReadError, Rejection, replay::EntrySource};

#[derive(Clone, Default)]
pub(super) struct Closing {
    pub(super) end_index: Option<u64>,
    pub(super) close: Option<(u64, RootHash)>,
    pub(super) statement: Option<Arc<TallyStatement>>,
    shares: BTreeMap<TrusteeIndex, VerifiedShare>,
    result: Option<ResultBlob>,
}

impl Closing {
    pub(super) fn apply_share(
        &mut self,
        share: VerifiedShare,
        statement: &Arc<TallyStatement>,
    ) -> Result<(), Rejection> {
        if self.statement.as_ref().is_none_or(|own| **own != **statement) {
            return Err(Rejection::OtherContext);
        }
        let trustee = share.trustee();
        if self.shares.contains_key(&trustee) {
            return Err(Rejection::Twice(trustee));
        }
        self.shares.insert(trustee, share);
        Ok(())
    }

    pub(super) fn apply_result(&mut self, result: ResultBlob, election: &Election) -> Result<(), Rejection> {
        if result.counts != self.counts(election)? {
            return Err(Rejection::Counts);
        }
        self.result = Some(result);
        Ok(())
    }

    fn counts(&self, election: &Election) -> Result<Counts, Rejection> {
        let statement = self.statement.as_ref().ok_or(Rejection::NotSettled)?;
        let shares: Vec<VerifiedShare> = self.shares.values().cloned().collect();
        Ok(combine(statement, &shares, election.threshold(), election.trustee_count())?)
    }
}

impl BoardState {
    pub(super) fn apply_end(&mut self, message: &End) -> Result<(), Rejection> {
        let index = self.tree.size().0;
        if self.ceremony.as_ref().is_none_or(|keys| *keys.joint.hash() != message.keys_hash) {
            return Err(Rejection::OtherKeys);
        }
        // a lower bound: the authority signs `end` while ballots still come in
        if message.size > index {
            return Err(Rejection::OtherTree);
        }
        self.closing.end_index = Some(index);
        Ok(())
    }

    pub(super) fn apply_close(&mut self, message: &Close, leaf: &Hash) -> Result<(), Rejection> {
        if message.size != self.tree.size().0 || message.root.0 != self.tree.root().0 {
            return Err(Rejection::OtherTree);
        }
        let mut closed = self.tree.clone();
        closed.push(*leaf);
        self.closing.close = Some((closed.size().0, RootHash(closed.root().0)));
        Ok(())
    }

    /// Computes the tally of the closed board: takes the ballots that no longer count out of the sums. Reads only those.
    /// Does nothing before `close` or if it was done.
    ///
    /// # Errors
    /// [`ReadError`] if an entry cannot be read or is not the one that was admitted, of the lowest index; nothing is
    /// settled then.
    pub fn settle(&mut self, entries: &dyn EntrySource) -> Result<(), ReadError> {
        let (Phase::Closed, Some((size, root)), None) =
            (self.phase, self.closing.close, &self.closing.statement)
        else {
            return Ok(());
        };
        let mut sums = self.voting.sums.clone();
        // entries that lie together are read together
        let mut uncounted: Vec<&Uncounted> = self.voting.uncounted.iter().collect();
        uncounted.sort_unstable_by_key(|item| item.ballot.index);
        for chunk in uncounted.chunks(1024) {
            let decoded = parallel::map(chunk.to_vec(), |item| self.reread(item, entries));
            for (item, ballot) in chunk.iter().zip(decoded) {
                sums.subtract(item.style as usize, item.weight, &ballot?);
            }
        }
        self.closing.statement = Some(Arc::new(statement(&self.election, &sums, root, size)));
        Ok(())
    }

    /// Which entries [`Self::settle`] will read again, in no order.
    pub fn uncounted(&self) -> impl Iterator<Item = u64> {
        self.voting.uncounted.iter().map(|item| item.ballot.index)
    }

    /// A ballot that was admitted, read again. The source may have changed in between: the tracker tells.
    fn reread(&self, item: &Uncounted, entries: &dyn EntrySource) -> Result<Decoded, ReadError> {
        let changed = || ReadError(format!("entry {} is not the one that was verified", item.ballot.index));
        let bytes = entries.entry(item.ballot.index)?;
        let styles = self.styles.as_ref().ok_or_else(changed)?;
        let posted = Posted::decode(&bytes, styles).map_err(|_| changed())?;
        if *posted.ballot().tracker() != item.ballot.tracker {
            return Err(changed());
        }
        posted.ballot().ciphertexts.decode().map_err(|_| changed())
    }

    /// The trustees whose share stands on the board.
    pub fn shares(&self) -> impl Iterator<Item = TrusteeIndex> {
        self.closing.shares.keys().copied()
    }

    /// The counts that the shares on the board give.
    ///
    /// # Errors
    /// [`Rejection::Tally`] names who is missing or wrong; [`Rejection::NotSettled`] before the tally was computed.
    pub fn counts(&self) -> Result<Counts, Rejection> {
        self.closing.counts(&self.election)
    }

    /// The published result.
    pub fn result(&self) -> Option<&ResultBlob> {
        self.closing.result.as_ref()
    }
}
