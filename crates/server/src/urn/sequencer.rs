//! The one that appends: gather and authorise → verify together → apply and write → answer.
//!
//! Threads of their own, none of them of the async runtime. On half of the cores (at most eight) they *gather*: one takes what waits while the
//! others verify what they took, each its batch, and a large batch on all cores. *Append* asks the reducer, writes one transaction and
//! only then answers, while the next batch is verified. *Suspects* verifies ballots of chains that failed before, one at a time and
//! slowly, so that they cost nobody else anything.

mod append;
mod gather;
mod replay;
mod suspects;

use std::{sync::Arc, time::Duration};

use rand_chacha::ChaCha20Rng;
use rand_core::{OsRng, SeedableRng as _};
use tabella_board::{Checked, Entry, PostedEntry, Rejection, Verified};
use tabella_crypto::Tracker;
use tabella_tlog::LeafIndex;
use tabella_urn_store::{Sequencer, StoreError};
use tokio::sync::{mpsc, oneshot, watch};

pub(super) use self::append::key_of;
use self::{append::Appender, gather::Gather};
use super::shared::{Shared, Stage};

/// Whose ballot.
#[derive(Clone, Copy, Debug)]
pub(super) struct Author {
    pub(super) chain: u32,
    pub(super) credential: [u8; 32],
    pub(super) tracker: Tracker,
}

/// An entry that someone waits for.
pub(super) struct Request {
    pub(super) entry: Entry,
    /// Of a ballot or challenge.
    pub(super) author: Option<Author>,
    /// Of a ballot or challenge: the entry decoded, until it is verified.
    pub(super) posted: Option<Box<PostedEntry>>,
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

/// Batches that are verified and not yet taken by the appender.
const AHEAD: usize = 1;

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
    let gathering = Gather::all(shared, queues.entries, &judged)?;
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
