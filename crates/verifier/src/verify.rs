//! The order of the checks.

use std::{collections::BTreeSet, sync::Arc};

use rand_core::{CryptoRng, RngCore};
use tabella_board::{Entry, EntryError, Kind, Phase};
use tabella_crypto::{ElectionId, RootHash, signature::VerifyingKey};
use tabella_election::{Election, TallyStatement, ceremony::CeremonyKeys};
use tabella_tlog::{Checkpoint, SignedNote, Source, TreeSize, tile::decode_bundle};

use crate::{
    check::{CheckId, Failure},
    closing,
    files::{self, SourceBlobs, read_bundle},
    memory::{Memory, Watermark},
    replay::{BATCH, Plan, Reached, Replay},
    report::{Report, outcome},
    shared::Turn,
    witnessed::{self, Witnessed},
};

/// What is trusted from outside the board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trust {
    /// The election itself.
    Election(ElectionId),
    /// The election authority: whatever manifest it signed.
    Authority(VerifyingKey),
}

/// How to verify.
#[derive(Default)]
pub struct Options<'a> {
    /// What is kept from one run to the next.
    pub memory: Option<&'a mut dyn Memory>,
}

/// What the verifier is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Entries go through the reducer.
    Entries,
    /// The tally ciphertexts are computed.
    Tally,
}

/// How far the verifier is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What it is doing.
    pub stage: Stage,
    /// Entries done.
    pub done: u64,
    /// Entries of the board.
    pub total: u64,
}

impl Progress {
    /// Files that are read next, if so many workers share out the proofs: those of the next step, and those of the step after it. Who
    /// has far to go for them may fetch them before. What else is read, and that these are read at all, the board decides.
    pub fn ahead(&self, workers: u32) -> [Vec<String>; 2] {
        if self.stage != Stage::Entries {
            return [Vec::new(), Vec::new()];
        }
        let step = BATCH as u64 * u64::from(workers);
        // the first step ends with `open`
        let next = self.done.saturating_add(if self.done == 0 { 1 } else { step });
        let of = |entries| files::paths(entries, TreeSize(self.total));
        [of(self.done..next), of(next..next.saturating_add(step))]
    }
}

/// A board that was verified up to and including `close`.
#[derive(Clone, Debug)]
pub struct ClosedBoard {
    election: Arc<Election>,
    keys: Arc<CeremonyKeys>,
    statement: Arc<TallyStatement>,
    report: Report,
}

impl ClosedBoard {
    /// The election.
    pub fn election(&self) -> &Election {
        &self.election
    }

    /// Joint keys and verification keys.
    pub fn keys(&self) -> &CeremonyKeys {
        &self.keys
    }

    /// What the trustees decrypt.
    pub fn statement(&self) -> &TallyStatement {
        &self.statement
    }

    /// Size of the tree whose last leaf is `close`.
    pub fn size(&self) -> u64 {
        self.statement.size
    }

    /// Its root.
    pub fn root(&self) -> &RootHash {
        &self.statement.root
    }

    /// What was checked.
    pub fn report(&self) -> &Report {
        &self.report
    }
}

/// Verifies a board. `rng` draws the weights with which proofs are verified together.
#[must_use]
pub fn verify(
    source: &dyn Source,
    trust: &Trust,
    options: Options<'_>,
    progress: &mut dyn FnMut(Progress),
    rng: &mut (impl RngCore + CryptoRng),
) -> Report {
    let Some(memory) = options.memory else {
        return Run::whole(source, trust.clone()).run(progress, rng).report;
    };
    let kept = match load(memory) {
        Ok(kept) => kept,
        Err(failure) => {
            let mut report = Report::new();
            report.fail(failure);
            return report.conclude();
        }
    };
    let mut run = Run { kept, keep: true, ..Run::whole(source, trust.clone()) };
    let mut finished = run.run(progress, rng);
    if finished.report.resumed_from.is_some()
        && finished.report.first_failure.is_some()
        && let Some(kept) = &mut run.kept
    {
        // what is wrong may lie before the place where this run went on: only a whole run can name it
        kept.resume = None;
        finished = run.run(progress, rng);
    }
    if finished.report.first_failure.is_none()
        && let Some(bytes) = finished.watermark.as_ref().and_then(Watermark::encode)
        && let Err(error) = memory.store(&bytes)
    {
        finished.report.fail(Failure::new(
            CheckId::Consistency,
            "state",
            format!("the state is not kept: {error}"),
        ));
        return finished.report.conclude();
    }
    finished.report
}

/// Verifies a board up to and including `close` for a trustee: every check up to V12 passes, and a quorum of witnesses
/// cosigned the very tree whose last leaf is `close`.
///
/// # Errors
/// The report of a board that is not so.
pub fn verify_closed(
    source: &dyn Source,
    trust: &Trust,
    progress: &mut dyn FnMut(Progress),
    rng: &mut (impl RngCore + CryptoRng),
) -> Result<ClosedBoard, Box<Report>> {
    let run = Run { until_close: true, ..Run::whole(source, trust.clone()) };
    let finished = run.run(progress, rng);
    let report = finished.report;
    let needed = CheckId::ALL.into_iter().take_while(|id| *id <= CheckId::Tally);
    match finished.closed {
        Some((election, keys, statement)) if needed.into_iter().all(|id| report.passed(id)) => {
            Ok(ClosedBoard { election, keys, statement, report })
        }
        _ => Err(Box::new(report)),
    }
}

fn load(memory: &mut dyn Memory) -> Result<Option<Watermark>, Failure> {
    let bad = |words: String| Failure::new(CheckId::Consistency, "state", words);
    let bytes =
        memory.load().map_err(|error| bad(format!("the state of earlier runs cannot be read: {error}")))?;
    let Some(bytes) = bytes else { return Ok(None) };
    let watermark = Watermark::decode(&bytes);
    watermark.map(Some).ok_or_else(|| bad("the state of earlier runs is broken or of another version".into()))
}

/// A verification in steps, for programs with something else to do in between: [`verify`] without a memory, a batch of entries
/// at a time.
pub struct Verification<'a> {
    run: Run<'a>,
    course: Course<'a>,
}

impl<'a> Verification<'a> {
    /// Verifies a board from its beginning.
    pub fn new(source: &'a dyn Source, trust: Trust) -> Self {
        Self { run: Run::whole(source, trust), course: Course::default() }
    }

    /// Goes one step on; the report ends it. `rng` draws the weights with which proofs are verified together.
    pub fn step(
        &mut self,
        progress: &mut dyn FnMut(Progress),
        rng: &mut (impl RngCore + CryptoRng),
    ) -> Option<Report> {
        match self.course.step(&self.run, progress, rng) {
            Next::Finished(finished) => Some(finished.report),
            Next::Onwards | Next::Waiting => None,
        }
    }
}

/// One way through a board.
pub(crate) struct Run<'a> {
    pub(crate) source: &'a dyn Source,
    pub(crate) trust: Trust,
    pub(crate) kept: Option<Watermark>,
    pub(crate) keep: bool,
    pub(crate) until_close: bool,
    /// The judge's turn, if there are other workers.
    pub(crate) turn: Option<Turn>,
}

/// What came of it.
pub(crate) struct Finished {
    pub(crate) report: Report,
    watermark: Option<Watermark>,
    closed: Option<(Arc<Election>, Arc<CeremonyKeys>, Arc<TallyStatement>)>,
}

/// Where a step ended.
pub(crate) enum Next {
    Onwards,
    /// For the vouchers of other workers.
    Waiting,
    Finished(Box<Finished>),
}

/// How far a run is. The checks come in the order in which one needs the other. What fails without hindering the rest is put
/// into the report; what stops the run is an error.
pub(crate) struct Course<'a> {
    report: Report,
    replaying: Option<Replaying<'a>>,
}

impl Default for Course<'_> {
    fn default() -> Self {
        Self { report: Report::new(), replaying: None }
    }
}

/// A board whose entries are being read, and what is known of it before.
struct Replaying<'a> {
    election: Arc<Election>,
    note: SignedNote,
    checkpoint: Checkpoint,
    witnessed: Vec<Witnessed>,
    replay: Replay<'a>,
}

impl<'a> Course<'a> {
    /// The checkpoint, once it was read.
    pub(crate) fn note(&self) -> Option<&SignedNote> {
        self.replaying.as_ref().map(|replaying| &replaying.note)
    }

    /// The entries, while they are read.
    pub(crate) fn replay(&mut self) -> Option<&mut Replay<'a>> {
        self.replaying.as_mut().map(|replaying| &mut replaying.replay)
    }

    pub(crate) fn step(
        &mut self,
        run: &Run<'a>,
        progress: &mut dyn FnMut(Progress),
        rng: &mut (impl RngCore + CryptoRng),
    ) -> Next {
        let mut finished = Finished { report: Report::new(), watermark: None, closed: None };
        let outcome = match self.replaying.take() {
            None => match run.begin(&mut self.report) {
                Ok(begun) => {
                    let total = begun.checkpoint.size.0;
                    progress(Progress { stage: Stage::Entries, done: 0, total });
                    self.replaying = Some(begun);
                    return Next::Onwards;
                }
                Err(failure) => Err(failure),
            },
            Some(mut replaying) => match replaying.replay.step(progress, rng) {
                Ok(Reached::More) => {
                    self.replaying = Some(replaying);
                    return Next::Onwards;
                }
                Ok(Reached::Vouchers) => {
                    self.replaying = Some(replaying);
                    return Next::Waiting;
                }
                Ok(Reached::End) => run.end(&mut self.report, &mut finished, replaying, Ok(())),
                Err(failure) => run.end(&mut self.report, &mut finished, replaying, Err(failure)),
            },
        };
        finished.report = std::mem::replace(&mut self.report, Report::new());
        if let Err(failure) = outcome {
            finished.report.fail(failure);
        }
        finished.report = finished.report.conclude();
        if finished.report.first_failure.is_some() {
            (finished.watermark, finished.closed) = (None, None);
        }
        Next::Finished(Box::new(finished))
    }
}

impl<'a> Run<'a> {
    /// From a board's beginning to its end.
    pub(crate) fn whole(source: &'a dyn Source, trust: Trust) -> Self {
        Self { source, trust, kept: None, keep: false, until_close: false, turn: None }
    }

    fn run(&self, progress: &mut dyn FnMut(Progress), rng: &mut (impl RngCore + CryptoRng)) -> Finished {
        let mut course = Course::default();
        loop {
            if let Next::Finished(finished) = course.step(self, progress, rng) {
                return *finished;
            }
        }
    }

    /// All that can be checked before entries are read.
    fn begin(&self, report: &mut Report) -> Result<Replaying<'a>, Failure> {
        let note = read_note(self.source)?;
        // only to know how wide the first bundle is: the signature is checked with a key that lies in there
        let claimed = Checkpoint::parse(note.text()).map_err(|e| checkpoint_failure(e.to_string()))?;
        let election = self.manifest(claimed.size)?;
        report.election = Some(*election.id());

        let log = election.checkpoint_key();
        let checkpoint =
            Checkpoint::open(&note, log).map_err(|error| checkpoint_failure(error.to_string()))?;
        (report.size, report.root) = (checkpoint.size.0, Some(checkpoint.root));
        let words =
            format!("signed by {}: {} entries, root {}", log.name(), checkpoint.size, checkpoint.root);
        report.pass(CheckId::Checkpoint, words, &[("size", checkpoint.size.0)]);

        let witnessed = witnessed::read(self.source, log)?;
        self.not_older(&election, &checkpoint, &witnessed)?;
        let wanted: BTreeSet<TreeSize> = witnessed
            .iter()
            .map(|w| w.checkpoint.size)
            .chain(self.kept.as_ref().map(|kept| kept.size))
            .collect();
        let resume = self.kept.as_ref().and_then(|kept| kept.resume.clone());
        let resume = resume.filter(|resume| {
            let known = |size: &TreeSize| {
                size.0 > resume.edge.leaves() || resume.roots.iter().any(|(known, _)| known == size)
            };
            wanted.iter().all(known)
        });
        if self.until_close {
            closing::witnesses_pending(report);
        } else {
            closing::witnesses(report, &election, &note);
        }

        let (keep, until_close) = (self.keep, self.until_close);
        let plan = Plan { wanted, resume, keep, until_close, ..Plan::of(&checkpoint, self.turn) };
        let replay = Replay::new(self.source, Arc::clone(&election), plan);
        Ok(Replaying { election, note, checkpoint, witnessed, replay })
    }

    /// What remains once the entries are read, or one of them stopped the run.
    fn end(
        &self,
        report: &mut Report,
        finished: &mut Finished,
        replaying: Replaying<'a>,
        replayed: Result<(), Failure>,
    ) -> Result<(), Failure> {
        let Replaying { election, note, checkpoint, witnessed, mut replay } = replaying;
        report.phase = Some(replay.state.phase());
        report.resumed_from = replay.resumed_from;
        if replay.state.phase() >= Phase::Setup {
            let by = match self.trust {
                Trust::Election(_) => "the election id is the trusted one",
                Trust::Authority(_) => "the authority's key is the trusted one",
            };
            let contests = election.manifest().contests.len() as u64;
            let styles = election.styles().len() as u64;
            let words = format!("election {}; {by}", election.id());
            report.pass(CheckId::Manifest, words, &[("contests", contests), ("styles", styles)]);
        }
        replayed?;

        let size = checkpoint.size;
        if replay.root() != checkpoint.root {
            let words = format!("the entries make the root {}, signed is {}", replay.root(), checkpoint.root);
            return Err(Failure::new(CheckId::Log, "root", words));
        }
        let words = match replay.resumed_from {
            None => format!("{size} entries, every bundle and tile, make the signed root"),
            Some(from) => {
                format!("{size} entries make the signed root; an earlier run read the files of {from}")
            }
        };
        report.pass(CheckId::Log, words, &[("entries", size.0)]);
        self.consistency(report, &replay, &witnessed)?;

        let latest = Witnessed { note: note.clone(), checkpoint: checkpoint.clone() };
        let kept: Vec<Witnessed> = witnessed.into_iter().chain([latest]).collect();
        closing::report(report, &replay, &kept, self.until_close);
        report.counters = Some(replay.state.counters());
        report.result = outcome(&replay.state);

        finished.closed = closed(&replay, &election);
        finished.watermark = Some(Watermark {
            election: *election.id(),
            note: note.encode().into_bytes(),
            size,
            root: checkpoint.root,
            resume: replay.resume.take(),
        });
        Ok(())
    }

    /// V1, but for the signature of the entry, which the reducer checks first of all.
    pub(crate) fn manifest(&self, size: TreeSize) -> Result<Arc<Election>, Failure> {
        let wrong = |reason: &str, words: String| Failure::new(CheckId::Manifest, reason, words).at(0);
        let unreadable = |error| Failure::unreadable(CheckId::Manifest, error);
        let read = read_bundle(self.source, 0, size).map_err(unreadable)?;
        let (bytes, width) = read.ok_or_else(|| wrong("manifest", "the board has no first entry".into()))?;
        let entries = decode_bundle(&bytes, width).map_err(|error| wrong("manifest", error.to_string()))?;
        let first =
            entries.first().ok_or_else(|| wrong("manifest", "the board has no first entry".into()))?;
        let entry = Entry::read(first.to_vec(), &SourceBlobs(self.source));
        let entry = entry.map_err(|error| match error {
            EntryError::Read(error) => Failure::unreadable(CheckId::Manifest, error),
            error => wrong("manifest", error.to_string()),
        })?;
        if entry.kind() != Kind::Manifest {
            return Err(wrong("manifest", format!("the first entry is a {}", entry.kind())));
        }
        let id = ElectionId::of_manifest(entry.blob());
        if let Trust::Election(trusted) = &self.trust
            && *trusted != id
        {
            return Err(wrong("trust", format!("the board is of election {id}, trusted is {trusted}")));
        }
        let election = Election::parse(entry.blob()).map_err(|error| wrong("manifest", error.to_string()))?;
        if let Trust::Authority(trusted) = &self.trust
            && trusted != election.authority_key()
        {
            return Err(wrong("trust", "the manifest is of another authority than the trusted one".into()));
        }
        Ok(Arc::new(election))
    }

    /// A tree that is smaller than one that was signed before has lost entries.
    fn not_older(
        &self,
        election: &Election,
        checkpoint: &Checkpoint,
        witnessed: &[Witnessed],
    ) -> Result<(), Failure> {
        let fail = |reason, words: String| Err(Failure::new(CheckId::Consistency, reason, words));
        if let Some(kept) = &self.kept {
            if kept.election != *election.id() {
                return fail("state", format!("the state of earlier runs is of election {}", kept.election));
            }
            if kept.size > checkpoint.size {
                let words =
                    format!("an earlier run saw {} entries, now there are {}", kept.size, checkpoint.size);
                return fail("shrunk", words);
            }
        }
        match witnessed.last() {
            Some(last) if last.checkpoint.size > checkpoint.size => {
                let words = format!(
                    "the board keeps a checkpoint of {} entries, its latest is of {}",
                    last.checkpoint.size, checkpoint.size
                );
                fail("shrunk", words)
            }
            _ => Ok(()),
        }
    }

    /// V4.
    fn consistency(
        &self,
        report: &mut Report,
        replay: &Replay<'_>,
        witnessed: &[Witnessed],
    ) -> Result<(), Failure> {
        let seen = self.kept.iter().map(|kept| (kept.size, kept.root, "that an earlier run verified"));
        let kept = witnessed.iter().map(|w| (w.checkpoint.size, w.checkpoint.root, "that the board keeps"));
        for (size, root, which) in seen.chain(kept) {
            if replay.roots.get(&size) != Some(&root) {
                let words = format!(
                    "the signed checkpoint of {size} entries {which} is of another tree: keep both, they prove that \
                     there are two boards"
                );
                return Err(Failure::new(CheckId::Consistency, "fork", words));
            }
        }
        let words = match (&self.kept, witnessed.len()) {
            (Some(kept), number) => {
                format!(
                    "goes on from the {} entries of the last run and {number} kept checkpoints",
                    kept.size
                )
            }
            (None, number) => format!("goes on from {number} kept checkpoints; no earlier run is known"),
        };
        let last = self.kept.as_ref().map_or(0, |kept| kept.size.0);
        report.pass(CheckId::Consistency, words, &[("kept", witnessed.len() as u64), ("last_size", last)]);
        Ok(())
    }
}

fn closed(
    replay: &Replay<'_>,
    election: &Arc<Election>,
) -> Option<(Arc<Election>, Arc<CeremonyKeys>, Arc<TallyStatement>)> {
    let (keys, statement) = (replay.state.ceremony()?, replay.state.statement()?);
    Some((Arc::clone(election), Arc::clone(keys), Arc::clone(statement)))
}

fn read_note(source: &dyn Source) -> Result<SignedNote, Failure> {
    let bytes = source.read("checkpoint").map_err(|error| Failure::unreadable(CheckId::Checkpoint, error))?;
    let bytes = bytes.ok_or_else(|| checkpoint_failure("there is no checkpoint".into()))?;
    SignedNote::parse(&bytes).map_err(|error| checkpoint_failure(error.to_string()))
}

pub(crate) fn checkpoint_failure(words: String) -> Failure {
    Failure::new(CheckId::Checkpoint, "checkpoint", words)
}
