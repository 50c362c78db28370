//! Boards whose proofs several workers of one verifier share out among themselves.
//!
//! # Why
//! Nearly all of a verifier's time goes into the signatures of credentials and the proofs of ballots, and a browser's worker has
//! one core. Here each worker replays the whole board, checks these only where it is its own turn, and *supposes* the rest:
//! decodes it, and asks every rule of the board. What is supposed is no [`Verified`](crate::Verified): it has another type, which
//! only a state made by [`BoardState::sharing`] takes. Such a state is never kept ([`BoardState::snapshot`] gives none), counts no
//! supposed ballot in its sums, and refuses `close` until [`BoardState::vouch`] was given the sums of all other workers.
//!
//! # Who may
//! The room `verifier`, whose reports say nothing before every worker vouched for its turns; `cargo xtask tidy` holds all others to
//! [`admit`](crate::admit). A server or a trustee has no use for a board that somebody else verified.

use std::sync::Arc;

use rand_core::{CryptoRng, RngCore};
use tabella_ballot::Posted;
use tabella_election::{Election, Signed, message::Credential};
use tabella_tally::Accumulator;
use tabella_tlog::hash::Hash;

use crate::{
    BoardState, Checked, Context, Entry, EntrySource, Kind, ReadError, Rejection, Verified, replay::admit_by,
    verify_batch,
};

/// Whose turn an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// This worker checks it.
    Own,
    /// Another one does.
    Other,
}

/// An entry that can be read, and no more: another worker checks its signature or proofs.
#[derive(Clone, Debug)]
pub(crate) struct Supposed {
    pub(crate) kind: Kind,
    pub(crate) leaf: Hash,
    pub(crate) content: Supposition,
}

/// What such an entry says. All other types of entries are few: every worker checks all of them.
#[derive(Clone, Debug)]
pub(crate) enum Supposition {
    Ballot(Box<Posted>),
    Credential(Credential),
}

/// An entry on its way to the reducer.
pub(crate) enum Judged {
    Verified(Verified<Checked>),
    Supposed(Supposed),
}

/// What [`admit`](crate::admit) does, of entries some of which another worker checks.
///
/// # Errors
/// [`ReadError`] if the tally cannot be computed.
pub fn admit_shared(
    state: &mut BoardState,
    entries: Vec<(Entry, Whose)>,
    admitted: &dyn EntrySource,
    rng: &mut (impl RngCore + CryptoRng),
) -> Result<Vec<Result<(), Rejection>>, ReadError> {
    admit_by(state, entries, |(entry, _)| entry.kind(), admitted, |context, batch| judge(context, batch, rng))
}

fn judge(
    context: &Context,
    batch: Vec<(Entry, Whose)>,
    rng: &mut (impl RngCore + CryptoRng),
) -> Vec<Result<Judged, Rejection>> {
    let (mut own, mut judged) = (Vec::new(), Vec::with_capacity(batch.len()));
    for (entry, whose) in batch {
        match whose {
            Whose::Other if can_be_supposed(entry.kind()) => judged.push(Some(suppose(context, &entry))),
            Whose::Own | Whose::Other => {
                own.push(entry);
                judged.push(None);
            }
        }
    }
    let mut verified = verify_batch(context, own, rng).into_iter();
    let mut next = || verified.next().unwrap_or(Err(Rejection::OtherContext)).map(Judged::Verified);
    judged
        .into_iter()
        .map(|supposed| supposed.map_or_else(&mut next, |supposed| supposed.map(Judged::Supposed)))
        .collect()
}

fn can_be_supposed(kind: Kind) -> bool {
    matches!(kind, Kind::Credential | Kind::Ballot | Kind::Challenge)
}

fn suppose(context: &Context, entry: &Entry) -> Result<Supposed, Rejection> {
    let content = if entry.kind() == Kind::Credential {
        Supposition::Credential(Signed::<Credential>::decode(entry.bytes())?.message)
    } else {
        let styles =
            context.styles.as_ref().ok_or(Rejection::CeremonyIncomplete("there are no joint keys"))?;
        Supposition::Ballot(Box::new(Posted::decode(entry.bytes(), styles)?))
    };
    Ok(Supposed { kind: entry.kind(), leaf: entry.leaf().hash(), content })
}

/// Where a state stands whose proofs are shared out.
#[derive(Clone, Debug)]
pub(crate) enum Sharing {
    /// They are not: every entry was verified here.
    None,
    /// Entries are supposed, and nobody vouched for them yet: how many ballots, and their weight.
    Open(Accumulator),
    /// All others vouched for theirs: nothing can be supposed any more.
    Closed,
}

impl BoardState {
    /// The empty board of an election whose proofs are shared out.
    #[must_use]
    pub fn sharing(election: Arc<Election>) -> Self {
        let sharing = Sharing::Open(Accumulator::new(&election));
        let mut state = Self::new(election);
        state.sharing = sharing;
        state
    }

    /// The sums of the ballots that were checked here; none of a state that shares nothing.
    pub fn own_sums(&self) -> Option<&Accumulator> {
        matches!(self.sharing, Sharing::Open(_)).then_some(&self.voting.sums)
    }

    /// Takes in the sums of all other workers: from here on the state stands for the whole board. `false`, and nothing changes,
    /// if this state shares nothing, or if these are not the sums of just the ballots that were supposed.
    #[must_use]
    pub fn vouch(&mut self, others: &[Accumulator]) -> bool {
        let Sharing::Open(supposed) = &self.sharing else { return false };
        let mut theirs = Accumulator::new(self.election());
        let mut sums = self.voting.sums.clone();
        let merged = others.iter().all(|other| theirs.merge(other) && sums.merge(other));
        if !merged || !theirs.counts_as(supposed) {
            return false;
        }
        (self.voting.sums, self.sharing) = (sums, Sharing::Closed);
        true
    }
}
