//! The one that appends: gather and authorise → verify together → apply and write → answer.
//!
//! Threads of their own, none of them of the async runtime. As many as there are cores *gather*: one takes what waits while the
//! others verify what they took, each its batch, and a large batch on all cores; *append* asks the reducer, writes one transaction and only then answers, while the next batch is verified;
//! *suspects* verifies ballots of chains that failed before, one at a time and slowly, so that they cost nobody else anything.

mod append;
mod replay;
mod suspects;

use std::{
    sync::{Arc, mpsc::SyncSender},
    time::{Duration, Instant},
};

use rand_chacha::ChaCha20Rng;
use rand_core::{OsRng, SeedableRng as _};
use rayon::{ThreadPool, ThreadPoolBuilder};
use tabella_board::{
    Authorised, BoardState, Checked, Entry, Kind, Rejection, Verified, authorise_batch, verify_authorised,
    verify_batch,
};
use tabella_crypto::parallel;
use tabella_tlog::LeafIndex;
use tabella_urn_store::{Sequencer, StoreError};
use tokio::sync::{Mutex, mpsc, oneshot, watch};

use self::append::Appender;
pub(super) use self::append::key_of;
use super::{
    metrics::gauge,
    shared::{Shared, Stage},
};

/// Whose ballot.
#[derive(Clone, Copy, Debug)]
pub(super) struct Author {
    pub(super) chain: u32,
    pub(super) credential: [u8; 32],
}

/// An entry that someone waits for.
pub(super) struct Request {
    pub(super) entry: Entry,
    /// Of a ballot or challenge.
    pub(super) author: Option<Author>,
    pub(super) reply: oneshot::Sender<Outcome>,
}

/// Where a durable entry stands, or why it was refused. No outcome at all means that it is not known.
pub(super) type Outcome = Result<LeafIndex, Refusal>;

/// Why an entry was not appended.
#[derive(Debug)]
pub(super) enum Refusal {
    Rejected(Rejection),
    /// Too many suspects wait.
    Busy,
    /// The credential's share is used up.
    TooMany {
        seconds: u32,
    },
    /// `close` waits for its checkpoint.
    AwaitingWitnesses,
}

/// An entry and what can be said of it without its place on the board.
struct Judged {
    request: Request,
    verdict: Verdict,
}

enum Verdict {
    Checked(Result<Verified<Checked>, Rejection>),
    /// What it is verified against may depend on the entry before it.
    Later,
}

/// Entries that are verified against the same keys whatever was appended before them.
fn is_everyday(kind: Kind) -> bool {
    matches!(kind, Kind::Credential | Kind::Revocation | Kind::Ballot | Kind::Challenge | Kind::Notice)
}

/// Batches that are verified and not yet taken by the appender. None waits there: whoever comes meanwhile joins the next batch,
/// and large batches are verified and written at less cost for each ballot.
const AHEAD: usize = 0;

/// Most who gather: each holds a batch that waits to be written.
const GATHERING: usize = 8;

/// A batch of so many is verified on all cores. A smaller one costs less for each ballot on one core, while another core has the next.
const SHARED_OUT: usize = 128;

/// Pause after the database could not be asked for the lock.
const ASK_AGAIN: Duration = Duration::from_secs(1);

/// Receivers of the two queues.
pub(super) struct Queues {
    pub(super) entries: mpsc::Receiver<Request>,
    pub(super) suspects: mpsc::Receiver<Request>,
}

/// Runs the sequencer on this thread until the urn stops or fails: waits for the lock, replays, asks the witnesses, appends.
pub(super) fn run(shared: &Arc<Shared>, queues: Queues) {
    let _guard = Guard(Arc::clone(shared));
    if let Err(error) = try_run(shared, queues) {
        shared.fail(error);
    }
}

/// Why the sequencer ends.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fatal {
    #[error("the database: {0}")]
    Store(#[from] StoreError),
    #[error("entry {index} of the store: {why}")]
    Entry { index: u64, why: String },
    #[error("the entries of the store do not have the root of its head")]
    Root,
    #[error("the store cannot be read: {0}")]
    Read(#[from] tabella_board::ReadError),
    #[error(transparent)]
    Witness(#[from] super::witnesses::Contradiction),
    #[error("the system gives no randomness: {0}")]
    Randomness(#[from] rand_core::Error),
    #[error("no thread: {0}")]
    Thread(#[from] std::io::Error),
}

fn try_run(shared: &Arc<Shared>, queues: Queues) -> Result<(), Fatal> {
    let mut stage = shared.stage.subscribe();
    let lock = async {
        tokio::select! {
            taken = wait_for_lock(shared) => taken,
            () = ended(&mut stage) => Ok(None),
        }
    };
    let Some(sequencer) = shared.runtime.block_on(lock)? else { return Ok(()) };
    shared.enter(Stage::Replaying);
    // what another process published just before it ended
    let published = shared.runtime.block_on(shared.pool.checkpoint_published())?;
    let published =
        published.and_then(|note| super::publish::head_of(&note, shared.election.checkpoint_key()));
    shared.show(published.as_ref());
    let appender = Appender::start(shared, sequencer)?;
    shared.enter(Stage::AskingWitnesses);
    let asked = shared.runtime.block_on(super::witnesses::ask_before_start(shared, &mut stage))?;
    if !asked {
        return Ok(appender.finish()?);
    }
    let publisher = shared.runtime.spawn(super::publish::run(Arc::clone(shared)));
    shared.enter(Stage::Ready);
    shared.metrics.ready.set(1);

    let (judged, batches) = std::sync::mpsc::sync_channel(AHEAD);
    let queue = Arc::new(Mutex::new(queues.entries));
    let gather = || -> Result<Gather, Fatal> {
        let alone = ThreadPoolBuilder::new().num_threads(1).build().map_err(std::io::Error::other)?;
        let (shared, queue, judged) = (Arc::clone(shared), Arc::clone(&queue), judged.clone());
        Ok(Gather { shared, queue, judged, alone, rng: fresh_rng()? })
    };
    let gathering: Vec<Gather> =
        (0..parallel::cores().min(GATHERING)).map(|_| gather()).collect::<Result<_, _>>()?;
    let suspects = suspects::Suspects::new(Arc::clone(shared), queues.suspects, judged, fresh_rng()?);
    let mut threads = vec![thread(shared, "suspects", move || suspects.run())?];
    for gather in gathering {
        threads.push(thread(shared, "gather", move || gather.run())?);
    }
    let result = appender.run(&batches);
    drop(batches);
    shared.metrics.ready.set(0);
    if let Err(error) = result {
        // the others see it and end
        shared.fail(error);
    }
    for thread in threads {
        // a panic has failed the urn already
        let _ = thread.join();
    }
    publisher.abort();
    Ok(())
}

/// Waits for its turn. A database that cannot be reached meanwhile is no reason to end: it is for such hours that this one waits.
async fn wait_for_lock(shared: &Shared) -> Result<Option<Sequencer>, StoreError> {
    loop {
        match shared.pool.sequencer(true).await {
            Err(StoreError::Waiting(error)) => {
                tracing::warn!(%error, "the database cannot be asked for the lock; it is asked again");
                tokio::time::sleep(ASK_AGAIN).await;
            }
            taken => return taken,
        }
    }
}

/// A panic must not leave an urn behind that takes entries and never answers.
struct Guard(Arc<Shared>);

impl Drop for Guard {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.fail("a thread of the sequencer panicked");
        }
    }
}

fn thread(
    shared: &Arc<Shared>,
    name: &str,
    work: impl FnOnce() + Send + 'static,
) -> Result<std::thread::JoinHandle<()>, std::io::Error> {
    let guard = Guard(Arc::clone(shared));
    std::thread::Builder::new().name(name.into()).spawn(move || {
        let _guard = guard;
        work();
    })
}

fn fresh_rng() -> Result<ChaCha20Rng, rand_core::Error> {
    ChaCha20Rng::from_rng(OsRng)
}

/// Done when the urn stops or failed.
pub(super) async fn ended(stage: &mut watch::Receiver<Stage>) {
    // an error means that nobody can change it any more
    let _ = stage.wait_for(|stage| matches!(stage, Stage::Stopping | Stage::Failed(_))).await;
}

/// Takes what waits and has it verified.
struct Gather {
    shared: Arc<Shared>,
    /// Of whoever gathers now; the others verify.
    queue: Arc<Mutex<mpsc::Receiver<Request>>>,
    judged: SyncSender<Vec<Judged>>,
    /// For batches that are too small to be shared out.
    alone: ThreadPool,
    rng: ChaCha20Rng,
}

/// An entry that waits in the pool.
struct Pooled {
    request: Request,
    /// What is to be verified, of a ballot or challenge: its credential's holder made it, and may cast now.
    ballot: Option<Authorised>,
}

impl Gather {
    fn run(mut self) {
        let runtime = self.shared.runtime.clone();
        while let Some(pool) = runtime.block_on(self.gather()) {
            let judged = self.judge(pool);
            if !judged.is_empty() && self.judged.send(judged).is_err() {
                break;
            }
        }
    }

    /// What waits, once it waited for the pool's time; none when the urn ended and nothing waits any more. What strangers forge does
    /// not fill the pool: who could fill it could have somebody's ballot appended alone, in the moment when it was cast.
    async fn gather(&mut self) -> Option<Vec<Pooled>> {
        let pool = &self.shared.config.pool;
        let (most, wait) = (pool.ballots as usize, Duration::from_millis(pool.milliseconds.into()));
        let mut stage = self.shared.stage.subscribe();
        let mut arrived = Vec::new();
        let queue = Arc::clone(&self.queue);
        let mut queue = queue.lock().await;
        let mut count = tokio::select! {
            biased;
            count = queue.recv_many(&mut arrived, most) => count,
            () = ended(&mut stage) => 0,
        };
        if count == 0 {
            // nothing new comes in; what is there is finished
            queue.close();
            count = queue.recv_many(&mut arrived, most).await;
        }
        self.shared.metrics.waiting.set(gauge(queue.len() as u64));
        if count == 0 || matches!(*self.shared.stage.borrow(), Stage::Failed(_)) {
            return None;
        }
        if wait.is_zero() {
            drop(queue);
            return Some(self.authorise(arrived));
        }
        let deadline = tokio::time::sleep(wait);
        tokio::pin!(deadline);
        let mut pool = self.authorise(std::mem::take(&mut arrived));
        while pool.len() < most {
            let room = most - pool.len();
            tokio::select! {
                biased;
                () = &mut deadline => break,
                () = ended(&mut stage) => break,
                more = queue.recv_many(&mut arrived, room) => if more == 0 { break },
            }
            pool.extend(self.authorise(std::mem::take(&mut arrived)));
        }
        Some(pool)
    }

    fn judge(&mut self, pool: Vec<Pooled>) -> Vec<Judged> {
        let started = Instant::now();
        let context = self.shared.state().as_ref().map(BoardState::context);
        let (mut requests, mut ballots) = (Vec::with_capacity(pool.len()), Vec::with_capacity(pool.len()));
        for Pooled { request, ballot } in pool {
            requests.push((request, ballot.is_some()));
            ballots.extend(ballot);
        }
        let together =
            |(request, is_ballot): &(Request, bool)| !is_ballot && is_everyday(request.entry.kind());
        let signed = requests.iter().filter(|request| together(request));
        let signed: Vec<Entry> = signed.map(|(request, _)| request.entry.clone()).collect();
        let count = ballots.len() + signed.len();
        let rng = &mut self.rng;
        let verify = || match context {
            None => (Vec::new().into_iter(), Vec::new().into_iter()),
            Some(context) => (
                verify_authorised(&context, ballots, rng).into_iter(),
                verify_batch(&context, signed, rng).into_iter(),
            ),
        };
        let (mut ballots, mut signed) =
            if count < SHARED_OUT { self.alone.install(verify) } else { verify() };
        let judged = requests.into_iter().map(|request| {
            let is_together = together(&request);
            let (request, is_ballot) = request;
            let verdict = if is_ballot {
                ballots.next()
            } else if is_together {
                signed.next()
            } else {
                None
            };
            let verdict = verdict.map_or(Verdict::Later, Verdict::Checked);
            if let Verdict::Checked(Err(rejection)) = &verdict {
                suspects::suspect(&self.shared, &request, rejection);
            }
            Judged { request, verdict }
        });
        let judged = judged.collect();
        if count > 0 {
            self.shared.metrics.batch_entries.observe(f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
            self.shared.metrics.verify_seconds.observe(started.elapsed().as_secs_f64());
        }
        judged
    }

    /// Of what arrived, officials' entries and the ballots that their credential's holder made and may cast now, in order. Whoever
    /// forges one costs no more than this, and nobody's share.
    fn authorise(&mut self, arrived: Vec<Request>) -> Vec<Pooled> {
        let cast = arrived.iter().filter(|request| request.author.is_some());
        let cast: Vec<Entry> = cast.map(|request| request.entry.clone()).collect();
        let context = self.shared.state().as_ref().map(BoardState::context);
        let rng = &mut self.rng;
        let authorise = || context.map(|context| authorise_batch(&context, &cast, rng));
        let verdicts = if cast.len() < SHARED_OUT { self.alone.install(authorise) } else { authorise() };
        let mut verdicts = verdicts.unwrap_or_default().into_iter();
        let mut pool = Vec::with_capacity(arrived.len());
        for request in arrived {
            let Some(author) = request.author else {
                pool.push(Pooled { request, ballot: None });
                continue;
            };
            match self.admit(author, verdicts.next().unwrap_or(Err(Rejection::OtherContext))) {
                Ok(Some(ballot)) => pool.push(Pooled { request, ballot: Some(ballot) }),
                Ok(None) => self.send_apart(request),
                Err(refusal) => drop(request.reply.send(Err(refusal))),
            }
        }
        pool
    }

    /// The ballot, if it is to be verified with the others; none of a chain that became suspect while it waited.
    fn admit(
        &self,
        author: Author,
        verdict: Result<Authorised, Rejection>,
    ) -> Result<Option<Authorised>, Refusal> {
        let ballot = verdict.map_err(Refusal::Rejected)?;
        let taken = self.shared.limits.take_credential(&author.credential);
        taken.map_err(|seconds| Refusal::TooMany { seconds })?;
        Ok((!self.shared.is_suspect(author.chain)).then_some(ballot))
    }

    /// The suspects' way.
    fn send_apart(&self, request: Request) {
        if let Err(mpsc::error::TrySendError::Full(request) | mpsc::error::TrySendError::Closed(request)) =
            self.shared.suspects_queue.try_send(request)
        {
            let _ = request.reply.send(Err(Refusal::Busy));
        }
    }
}
