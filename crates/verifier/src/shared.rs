//! A board verified by several workers, each of which has one core: the signatures of credentials and the proofs of ballots by
//! turns.
//!
//! Every worker replays the whole board through the same reducer. One is the judge ([`Shared`]); the others ([`Second`]) are given
//! the checkpoint that the judge read. A second ends before `close` with a [`Voucher`], or with none; it has no report. The judge
//! stops at the same place, takes in the vouchers of all seconds, and only then computes the tally and goes on to a [`Report`].
//!
//! A second is believed in one thing: that all is right in its turns. If it says otherwise, or if the judge finds anything wrong,
//! the judge verifies the whole board alone: the report of a board with a fault is that of [`Verification`], by construction.

use std::num::NonZeroU32;

use rand_core::{CryptoRng, RngCore};
use serde::{Deserialize, Serialize};
use tabella_board::Whose;
use tabella_crypto::ElectionId;
use tabella_tally::Accumulator;
use tabella_tlog::{Checkpoint, Hash, SignedNote, Source, TreeSize};

use crate::{
    Progress, Report, Stage, Trust, Verification,
    check::{CheckId, Failure},
    replay::{Plan, Reached, Replay},
    verify::{Course, Next, Run, checkpoint_failure},
};

/// Entries that are checked together by the same worker: few, so that the turns of a board's parts are as long as each other.
const ENTRIES: u64 = 8;

/// Which worker, and of how many. The judge is number 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    number: u32,
    of: NonZeroU32,
}

impl Turn {
    /// The turn of worker `number` of `of`; `None` unless there is one.
    pub fn new(number: u32, of: u32) -> Option<Self> {
        let of = NonZeroU32::new(of).filter(|of| number < of.get())?;
        Some(Self { number, of })
    }

    /// How many there are.
    pub(crate) fn workers(self) -> usize {
        self.of.get() as usize
    }

    pub(crate) fn whose(self, index: u64) -> Whose {
        let turn = index / ENTRIES % u64::from(self.of.get());
        if turn == u64::from(self.number) { Whose::Own } else { Whose::Other }
    }
}

/// That everything in a second's turns is right, up to `close` or to the end of a board that is not closed: what it was, and the
/// sums of its ballots. No verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voucher {
    election: ElectionId,
    /// The signed tree.
    tree: (TreeSize, Hash),
    turn: Turn,
    /// The tree of all entries that were replayed.
    reached: (TreeSize, Hash),
    sums: Accumulator,
}

/// What a voucher's bytes start with; other versions are not read.
const MAGIC: &[u8] = b"tabella voucher 1\n";

impl Voucher {
    /// Bytes for another worker of the same program.
    pub fn encode(&self) -> Vec<u8> {
        let sums = postcard::to_stdvec(self).unwrap_or_default();
        [MAGIC, &sums].concat()
    }

    /// Reads them.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (voucher, rest) = postcard::take_from_bytes(bytes.strip_prefix(MAGIC)?).ok()?;
        rest.is_empty().then_some(voucher)
    }
}

/// Why there is no verdict. The board may be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoVerdict {
    /// Vouchers are taken once, where the judge stops for them.
    #[error("the judge does not wait for vouchers")]
    NotWaiting,
    /// A worker's turns that nobody vouched for, or two did.
    #[error("not just one voucher for the turns of worker {0}")]
    Turns(u32),
    /// A voucher for another board, or for another part of it.
    #[error("worker {0} vouches for other entries")]
    OtherEntries(u32),
    /// The ballots in the sums are not those of the board.
    #[error("the vouchers' sums are not those of this board's ballots")]
    OtherSums,
}

/// Where the judge is.
#[derive(Debug)]
pub enum Step {
    /// On its way.
    Onwards,
    /// At `close`, or at the end: it needs the vouchers of all seconds.
    Waiting,
    /// At the end.
    Report(Box<Report>),
}

/// The judge.
pub struct Shared<'a> {
    run: Run<'a>,
    course: Course<'a>,
    of: NonZeroU32,
    source: &'a dyn Source,
    waiting: bool,
    alone: Option<Verification<'a>>,
}

impl<'a> Shared<'a> {
    /// Verifies a board from its beginning, together with `of` − 1 seconds.
    pub fn new(source: &'a dyn Source, trust: Trust, of: NonZeroU32) -> Self {
        let run = Run { turn: Turn::new(0, of.get()), ..Run::whole(source, trust) };
        Self { run, course: Course::default(), of, source, waiting: false, alone: None }
    }

    /// Whether the judge verifies alone.
    pub fn is_alone(&self) -> bool {
        self.alone.is_some()
    }

    /// The checkpoint as read, once it was: what seconds begin with.
    pub fn note(&self) -> Option<Vec<u8>> {
        self.course.note().map(|note| note.encode().into_bytes())
    }

    /// Files that are read again behind the place where the judge waits: ballots that no longer count. Who has far to go for them
    /// may fetch them before.
    pub fn ahead(&mut self) -> Vec<String> {
        self.course.replay().filter(|_| self.waiting).map_or_else(Vec::new, |replay| replay.paths_again())
    }

    /// Goes one step on. `rng` draws the weights with which proofs are verified together.
    pub fn step(&mut self, progress: &mut dyn FnMut(Progress), rng: &mut (impl RngCore + CryptoRng)) -> Step {
        if let Some(alone) = &mut self.alone {
            return alone.step(progress, rng).map_or(Step::Onwards, |report| Step::Report(Box::new(report)));
        }
        if self.waiting {
            return Step::Waiting;
        }
        match self.course.step(&self.run, progress, rng) {
            Next::Onwards => Step::Onwards,
            Next::Waiting => {
                self.waiting = true;
                Step::Waiting
            }
            // what is wrong may lie behind something else in another's turns
            Next::Finished(finished) if finished.report.first_failure.is_some() => {
                self.alone();
                Step::Onwards
            }
            Next::Finished(finished) => Step::Report(Box::new(finished.report)),
        }
    }

    /// Takes in what all seconds vouched for.
    ///
    /// # Errors
    /// [`NoVerdict`]: nothing comes of this run then, but [`Self::alone`].
    pub fn vouch(&mut self, vouchers: &[Voucher]) -> Result<(), NoVerdict> {
        let replay = self.course.replay().filter(|_| self.waiting).ok_or(NoVerdict::NotWaiting)?;
        for number in 1..self.of.get() {
            let turn = Turn { number, of: self.of };
            if vouchers.iter().filter(|voucher| voucher.turn == turn).count() != 1 {
                return Err(NoVerdict::Turns(number));
            }
        }
        let expected = (self.of.get() - 1) as usize;
        if let Some(other) = vouchers.iter().find(|_| vouchers.len() != expected) {
            return Err(NoVerdict::Turns(other.turn.number));
        }
        let own = (*replay.state.election().id(), replay.signed(), replay.reached());
        let other = vouchers
            .iter()
            .find(|voucher| (voucher.election, voucher.tree, voucher.reached) != (own.0, own.1, own.2));
        if let Some(other) = other {
            return Err(NoVerdict::OtherEntries(other.turn.number));
        }
        let sums: Vec<Accumulator> = vouchers.iter().map(|voucher| voucher.sums.clone()).collect();
        if !replay.vouch(&sums) {
            return Err(NoVerdict::OtherSums);
        }
        self.waiting = false;
        Ok(())
    }

    /// Verifies the whole board without seconds, from its beginning: where one of them found something wrong, or cannot go on.
    pub fn alone(&mut self) {
        self.course = Course::default();
        self.alone = Some(Verification::new(self.source, self.run.trust.clone()));
    }
}

/// A worker beside the judge.
pub struct Second<'a> {
    run: Run<'a>,
    note: Vec<u8>,
    turn: Turn,
    replay: Option<Replay<'a>>,
}

/// Where a second is.
#[derive(Debug)]
pub enum SecondStep {
    /// On its way.
    Onwards,
    /// All is right in its turns.
    Voucher(Box<Voucher>),
    /// Something is wrong, or cannot be read: the judge must look itself.
    Nothing(Failure),
}

impl<'a> Second<'a> {
    /// Verifies its turns of the board whose checkpoint, as the judge read it, is `note`.
    pub fn new(source: &'a dyn Source, trust: Trust, note: Vec<u8>, turn: Turn) -> Self {
        Self { run: Run::whole(source, trust), note, turn, replay: None }
    }

    /// Goes one step on. `rng` draws the weights with which proofs are verified together.
    pub fn step(
        &mut self,
        progress: &mut dyn FnMut(Progress),
        rng: &mut (impl RngCore + CryptoRng),
    ) -> SecondStep {
        let Some(replay) = &mut self.replay else {
            return match self.begin() {
                Ok(replay) => {
                    progress(Progress { stage: Stage::Entries, done: 0, total: replay.signed().0.0 });
                    self.replay = Some(replay);
                    SecondStep::Onwards
                }
                Err(failure) => SecondStep::Nothing(failure),
            };
        };
        match replay.step(progress, rng) {
            Ok(Reached::More) => SecondStep::Onwards,
            Ok(Reached::Vouchers | Reached::End) => match replay.state.own_sums() {
                Some(sums) => SecondStep::Voucher(Box::new(Voucher {
                    election: *replay.state.election().id(),
                    tree: replay.signed(),
                    turn: self.turn,
                    reached: replay.reached(),
                    sums: sums.clone(),
                })),
                None => {
                    SecondStep::Nothing(Failure::new(CheckId::Tally, "sums", "there are no sums of its own"))
                }
            },
            Err(failure) => SecondStep::Nothing(failure),
        }
    }

    fn begin(&self) -> Result<Replay<'a>, Failure> {
        let note = SignedNote::parse(&self.note).map_err(|error| checkpoint_failure(error.to_string()))?;
        let claimed =
            Checkpoint::parse(note.text()).map_err(|error| checkpoint_failure(error.to_string()))?;
        let election = self.run.manifest(claimed.size)?;
        let checkpoint = Checkpoint::open(&note, election.checkpoint_key())
            .map_err(|error| checkpoint_failure(error.to_string()))?;
        Ok(Replay::new(self.run.source, election, Plan::of(&checkpoint, Some(self.turn))))
    }
}
