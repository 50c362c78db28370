//! Writing an export, page by page, one at a time.

use std::{
    collections::BTreeMap,
    io::BufWriter,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use tabella_crypto::{CompressedRistretto, ElectionId};
use tabella_desk_store::{Actor, Consents, DeedHash, DeskPool, EvidenceOf, KeptEvidence};
use tabella_election::{
    DecodeError, Signed,
    message::{Credential, Revocation},
};
use tabella_identity::{PersonId, UnixTime};
use tabella_roll::{
    RollNumber,
    evidence::Opening,
    export::{ExportWriter, Header, Subject},
    is_named,
};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::folder::{Folder, Part, Written};
use crate::desk::{
    apart::apart,
    problem::Problem,
    shared::{Served, Shared, rng},
};

/// What two officials agreed on.
pub(super) struct Job {
    pub(super) served: Arc<Served>,
    pub(super) recipient: String,
    pub(super) actor: Actor,
    pub(super) deed: DeedHash,
    pub(super) since: UnixTime,
    pub(super) last: Option<(PersonId, UnixTime)>,
}

/// Where a job stands that has no complete file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Others come first.
    Waiting,
    /// It is being written.
    Running,
    /// Nothing came of it, for this reason; it can be consented to again.
    Failed(&'static str),
}

impl State {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Failed(_) => "failed",
        }
    }
}

/// How far a job is.
pub(super) struct Progress {
    election: ElectionId,
    state: Mutex<State>,
    done: AtomicU64,
    of: u64,
}

impl Progress {
    fn set(&self, state: State) {
        *held(&self.state) = state;
    }

    /// State, records written, records in all.
    pub(super) fn shown(&self) -> (State, u64, u64) {
        (*held(&self.state), self.done.load(Ordering::Relaxed), self.of)
    }

    fn wrote(&self, records: usize) {
        self.done.fetch_add(records as u64, Ordering::Relaxed);
    }
}

/// A panic of whoever held it left nothing half done.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

type Ordered = (Job, Arc<Progress>);

/// Exports that are being written or waited for, and where they lie then.
pub(in crate::desk) struct Exports {
    folder: Folder,
    known: Mutex<BTreeMap<[u8; 32], Arc<Progress>>>,
    sender: UnboundedSender<Ordered>,
    receiver: Mutex<Option<UnboundedReceiver<Ordered>>>,
    /// Held while consents are used up and a file gets its name.
    finishing: Arc<tokio::sync::Mutex<()>>,
}

impl Exports {
    pub(in crate::desk) fn new(folder: Folder) -> Self {
        let (sender, receiver) = unbounded_channel();
        let (known, receiver) = (Mutex::default(), Mutex::new(Some(receiver)));
        Self { folder, known, sender, receiver, finishing: Arc::default() }
    }

    pub(in crate::desk) fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Waits for a file that is about to get its name.
    pub(in crate::desk) async fn finished(&self) {
        drop(self.finishing.lock().await);
    }

    /// Orders a job of so many records, unless it is ordered already.
    pub(super) fn begin(&self, job: Job, of: u64) -> Result<(), Problem> {
        let (election, state) = (*job.served.id(), Mutex::new(State::Waiting));
        let mut known = held(&self.known);
        if known.get(&job.deed.0).is_some_and(|before| !matches!(before.shown().0, State::Failed(_))) {
            return Ok(());
        }
        let progress = Arc::new(Progress { election, state, done: AtomicU64::new(0), of });
        known.insert(job.deed.0, Arc::clone(&progress));
        self.sender.send((job, progress)).map_err(|_| Problem::internal("nobody writes exports"))
    }

    /// How far a job without a complete file is.
    pub(super) fn progress(&self, election: &ElectionId, deed: &DeedHash) -> Option<Arc<Progress>> {
        held(&self.known).get(&deed.0).filter(|progress| progress.election == *election).cloned()
    }
}

/// Writes what is ordered, until the desk stops.
pub(in crate::desk) async fn write(shared: Arc<Shared>) {
    let receiver = held(&shared.exports.receiver).take();
    let Some(mut receiver) = receiver else { return };
    while let Some((job, progress)) = receiver.recv().await {
        let job = Arc::new(job);
        progress.set(State::Running);
        match export(&shared, &job, &progress).await {
            Ok(bytes) => {
                held(&shared.exports.known).remove(&job.deed.0);
                let records = progress.shown().1;
                tracing::info!(election = %job.served.id(), records, bytes, "evidence was exported");
            }
            Err(problem) => {
                tracing::error!(election = %job.served.id(), reason = problem.name(), "no evidence was exported");
                progress.set(State::Failed(problem.name()));
            }
        }
    }
}

type Writer = ExportWriter<BufWriter<Part>>;

/// Writes one, and gives it its name once it is written down that everyone who is on the roll or was is in it.
async fn export(shared: &Arc<Shared>, job: &Arc<Job>, progress: &Progress) -> Result<u64, Problem> {
    let (served, store, id) = (&job.served, &shared.store, job.served.id());
    let named = shared.issuers.iter().filter(|issuer| is_named(&served.election, issuer));
    let issuers = named.map(|issuer| issuer.certificate().der().to_vec()).collect();
    let part = shared.exports.folder.begin(id, &job.deed, shared.now()).map_err(Problem::internal)?;
    let header = Header { election: *id, issuers };
    let mut writer =
        ExportWriter::begin(&job.recipient, &header, BufWriter::new(part)).map_err(Problem::malformed)?;
    for of in [EvidenceOf::Credentials, EvidenceOf::Revocations] {
        let mut last = 0;
        while let Some((place, page)) = store.evidence_page(id, of, last).await? {
            last = place;
            apart(|| page.iter().try_for_each(|kept| record(&mut writer, kept)))?;
            progress.wrote(page.len());
        }
    }
    // after the evidence: whoever is in that stands on this
    let mut last = RollNumber(0);
    loop {
        let page = store.electors(id, last).await?;
        let Some(elector) = page.last() else { break };
        last = elector.number;
        apart(|| page.iter().try_for_each(|elector| writer.elector(elector))).map_err(Problem::internal)?;
        progress.wrote(page.len());
    }
    // last: an envelope whose revocation is in the evidence is among these
    let mut last = 0;
    loop {
        let page = store.counted(id, last).await?;
        let Some((place, _)) = page.last() else { break };
        last = *place;
        page.iter().try_for_each(|(_, counted)| writer.counted(counted)).map_err(Problem::internal)?;
        progress.wrote(page.len());
    }
    let buffer = writer.finish().map_err(Problem::internal)?;
    let part = buffer.into_inner().map_err(Problem::internal)?;
    let written = apart(|| part.written(job.deed)).map_err(Problem::internal)?;
    // once it is begun it is done, also if the desk stops meanwhile: what is committed cannot be taken back
    let guard = Arc::clone(&shared.exports.finishing).lock_owned().await;
    let (shared, job) = (Arc::clone(shared), Arc::clone(job));
    let finished = tokio::spawn(async move {
        let outcome = finish(&shared, &job, written).await;
        drop(guard);
        outcome
    });
    finished.await.map_err(Problem::internal)?
}

/// Nobody is in a file that is handed out and not in the log; whoever gets no file has used no consent up.
async fn finish(shared: &Shared, job: &Job, written: Written) -> Result<u64, Problem> {
    let last = job.last.as_ref().map(|(official, at)| (official, *at));
    let consents = Consents { deed: &job.deed, since: job.since, last };
    let used = (job.actor, "export-evidence", "audit");
    let (id, mut random) = (job.served.id(), rng()?);
    let outcome = shared.store.log_evidence_usage(id, shared.now(), used, consents, &mut random).await;
    match outcome {
        Ok(_) => written.complete().map_err(Problem::internal),
        // it may have been committed all the same
        Err(error) => match settle(&shared.store, written).await? {
            Some(bytes) => Ok(bytes),
            None => Err(error.into()),
        },
    }
}

/// Gives a file its name if its consents are used up, and removes it if they are not. Its length in bytes, if it is there.
async fn settle(store: &DeskPool, written: Written) -> Result<Option<u64>, Problem> {
    if store.is_done(&written.deed).await? {
        written.complete().map(Some).map_err(Problem::internal)
    } else {
        written.discard().map_err(Problem::internal)?;
        Ok(None)
    }
}

/// Settles what desks left that ended between the last record and the name. What cannot be settled now waits for the next time.
pub(in crate::desk) async fn settle_left(store: &DeskPool, folder: &Folder) {
    let left = folder.left().unwrap_or_else(|error| {
        tracing::error!(%error, "the folder of exports cannot be read");
        Vec::new()
    });
    for written in left {
        if let Err(problem) = settle(store, written).await {
            tracing::error!(reason = problem.name(), "a file of evidence waits for its name");
        }
    }
}

fn record(writer: &mut Writer, kept: &KeptEvidence) -> Result<(), Problem> {
    let (subject, credential) = about(&kept.entry).map_err(Problem::internal)?;
    let opening = Opening { nonce: *kept.nonce, evidence: kept.evidence.to_vec() };
    writer.record(subject, &credential, &opening).map_err(Problem::internal)
}

fn about(entry: &[u8]) -> Result<(Subject, CompressedRistretto), DecodeError> {
    Signed::<Credential>::decode(entry)
        .map(|signed| (Subject::Credential, signed.message.credential))
        .or_else(|_| {
            let signed = Signed::<Revocation>::decode(entry)?;
            Ok((Subject::Revocation, signed.message.credential))
        })
}
