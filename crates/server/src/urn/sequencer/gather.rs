//! From what waits to verdicts: batches that are as large as time allows, and cost strangers more than us.

use std::{
    sync::{Arc, mpsc::SyncSender},
    time::{Duration, Instant},
};

use rand_chacha::ChaCha20Rng;
use rayon::{ThreadPool, ThreadPoolBuilder};
use tabella_board::{
    Authorised, BoardState, Kind, PostedEntry, Rejection, authorise_batch, verify_authorised, verify_batch,
    verify_posted,
};
use tabella_crypto::parallel;
use tokio::sync::{Mutex, mpsc};

use super::{Author, Fatal, Judged, Refusal, Request, Verdict, ended, fresh_rng, suspects};
use crate::urn::{
    cores::{self, Cores},
    metrics::gauge,
    shared::{Shared, Stage},
};

/// So many authorisations are checked on all cores. Fewer cost less each on one core, while the others have HTTP, the database and the
/// next batch.
const SHARED_OUT: usize = 128;

/// Likewise the proofs of entries that are so long together: about a hundred of the smallest ballots, or a few large ones.
const SHARED_OUT_BYTES: usize = 64 << 10;

/// Entries that are verified against the same keys whatever was appended before them.
fn is_everyday(kind: Kind) -> bool {
    matches!(kind, Kind::Credential | Kind::Revocation | Kind::Ballot | Kind::Challenge | Kind::Notice)
}

/// Takes what waits and has it verified.
pub(super) struct Gather {
    /// Among all who gather, from 0.
    number: usize,
    shared: Arc<Shared>,
    /// Of whoever gathers now; the others verify.
    queue: Arc<Mutex<mpsc::Receiver<Request>>>,
    judged: SyncSender<Vec<Judged>>,
    /// For batches that are shared out.
    wide: Arc<ThreadPool>,
    rng: ChaCha20Rng,
}

/// An entry that waits in the pool.
struct Pooled {
    request: Request,
    known: Known,
}

/// Which list of verdicts an entry's verdict is in.
#[derive(Clone, Copy)]
enum List {
    Signed,
    Authorised,
    Posted,
    /// In none: what it is verified against may depend on the entry before it.
    Later,
}

/// What is known of an entry before it is verified.
enum Known {
    /// An official's entry.
    Official,
    /// A ballot or challenge that the credential's holder made, and may cast now.
    Authorised(Box<Authorised>),
    /// A ballot or challenge of which nothing is known.
    Posted(Box<PostedEntry>),
}

/// A client that is gone may ask again.
fn refuse(request: Request, refusal: Refusal) {
    let _ = request.reply.send(Err(refusal));
}

impl Gather {
    /// All who gather: as many as cores verify small batches.
    pub(super) fn all(
        shared: &Arc<Shared>,
        queue: mpsc::Receiver<Request>,
        judged: &SyncSender<Vec<Judged>>,
    ) -> Result<Vec<Self>, Fatal> {
        let queue = Arc::new(Mutex::new(queue));
        let owned = shared.cores.clone();
        let wide = ThreadPoolBuilder::new()
            .num_threads(parallel::cores())
            .thread_name(|_| "wide".into())
            .start_handler(move |_| owned.iter().for_each(Cores::use_all))
            .build();
        let wide = Arc::new(wide.map_err(std::io::Error::other)?);
        let gather = |number| {
            let (shared, queue, judged) = (Arc::clone(shared), Arc::clone(&queue), judged.clone());
            Ok(Self { number, shared, queue, judged, wide: Arc::clone(&wide), rng: fresh_rng()? })
        };
        let verifying = shared.cores.as_ref().map_or_else(cores::verifying, |cores| cores.counts().0);
        (0..verifying).map(gather).collect()
    }

    pub(super) fn run(mut self) {
        if let Some(cores) = &self.shared.cores {
            cores.keep_to_own(self.number);
        }
        // what is not shared out stays on this thread
        let alone = ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
        if let Err(error) = alone {
            return self.shared.fail(error);
        }
        let runtime = self.shared.runtime.clone();
        while let Some(pool) = runtime.block_on(self.gather()) {
            if !self.judge(pool) {
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
            return Some(if self.shared.trusts() { self.trust(arrived) } else { self.authorise(arrived) });
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

    /// Hands on the verdicts of a pool; whether they are still taken. What was not authorised before and does not pass is asked again,
    /// step by step, once the others need not wait for it: the refusal names the first step that fails, and only who made a ballot
    /// answers for its proof.
    fn judge(&mut self, pool: Vec<Pooled>) -> bool {
        let (judged, failed) = self.verify(pool);
        if !failed.is_empty() {
            // whoever else gathers is not taken in any more
            self.shared.be_careful();
        }
        let taken = self.hand_on(judged);
        if !taken || failed.is_empty() {
            return taken;
        }
        let styles = self.shared.state().as_ref().and_then(|state| state.styles().cloned());
        let again = failed.into_iter().map(|mut request| {
            request.posted = styles
                .as_ref()
                .and_then(|styles| PostedEntry::decode(&request.entry, styles).ok())
                .map(Box::new);
            request
        });
        let pool = self.authorise(again.collect());
        let (judged, _) = self.verify(pool);
        self.hand_on(judged)
    }

    fn hand_on(&self, judged: Vec<Judged>) -> bool {
        judged.is_empty() || self.judged.send(judged).is_ok()
    }

    /// Verdicts, and the ballots of which nothing is known but that something is wrong.
    fn verify(&mut self, pool: Vec<Pooled>) -> (Vec<Judged>, Vec<Request>) {
        let started = Instant::now();
        let context = self.shared.state().as_ref().map(BoardState::context);
        let bytes: usize = pool.iter().map(|pooled| pooled.request.entry.bytes().len()).sum();
        let mut requests = Vec::with_capacity(pool.len());
        let (mut signed, mut authorised, mut posted) = (Vec::new(), Vec::new(), Vec::new());
        for Pooled { request, known } in pool {
            let list = match known {
                Known::Authorised(ballot) => {
                    authorised.push(*ballot);
                    List::Authorised
                }
                Known::Posted(ballot) => {
                    posted.push(*ballot);
                    List::Posted
                }
                Known::Official if is_everyday(request.entry.kind()) => {
                    signed.push(request.entry.clone());
                    List::Signed
                }
                Known::Official => List::Later,
            };
            requests.push((request, list));
        }
        let count = signed.len() + authorised.len() + posted.len();
        let rng = &mut self.rng;
        let verify = move || match context {
            None => [Vec::new(), Vec::new(), Vec::new()],
            Some(context) => [
                verify_batch(&context, signed, rng),
                verify_authorised(&context, authorised, rng),
                verify_posted(&context, posted, rng),
            ],
        };
        let verdicts = if bytes < SHARED_OUT_BYTES { verify() } else { self.wide.install(verify) };
        let [mut signed, mut authorised, mut posted] = verdicts.map(Vec::into_iter);
        let (mut judged, mut failed) = (Vec::with_capacity(requests.len()), Vec::new());
        let (mut at_once, mut by_steps) = (0, 0);
        for (request, list) in requests {
            let verdict = match list {
                List::Signed => signed.next(),
                List::Authorised => authorised.next(),
                List::Posted => posted.next(),
                List::Later => None,
            };
            match (&verdict, list, request.author) {
                (Some(Err(_)), List::Posted, _) => {
                    failed.push(request);
                    continue;
                }
                (Some(Ok(_)), List::Posted, Some(author)) => {
                    if let Err(refusal) = self.take_share(author) {
                        self.shared.note_bad();
                        refuse(request, refusal);
                        continue;
                    }
                    at_once += 1;
                }
                (Some(Ok(_)), List::Authorised, _) => by_steps += 1,
                (Some(Err(rejection)), List::Authorised, _) => {
                    self.shared.note_bad();
                    suspects::suspect(&self.shared, &request, rejection);
                }
                _ => {}
            }
            judged.push(Judged { request, verdict: verdict.map_or(Verdict::Later, Verdict::Checked) });
        }
        self.shared.metrics.count_verified(at_once, by_steps);
        if count > 0 {
            self.shared.metrics.batch_entries.observe(f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
            self.shared.metrics.verify_seconds.observe(started.elapsed().as_secs_f64());
        }
        (judged, failed)
    }

    /// What arrived, with nothing asked yet but of chains that became suspect meanwhile.
    fn trust(&mut self, arrived: Vec<Request>) -> Vec<Pooled> {
        let shared = &self.shared;
        let is_suspect =
            |request: &Request| request.author.is_some_and(|author| shared.is_suspect(author.chain));
        let (suspects, others): (Vec<_>, Vec<_>) = arrived.into_iter().partition(is_suspect);
        let mut pool = self.authorise(suspects);
        for mut request in others {
            match (request.author, request.posted.take()) {
                (None, _) => pool.push(Pooled { request, known: Known::Official }),
                (Some(_), Some(ballot)) => pool.push(Pooled { request, known: Known::Posted(ballot) }),
                (Some(_), None) => refuse(request, Refusal::Rejected(Rejection::OtherContext)),
            }
        }
        pool
    }

    /// Of what arrived, officials' entries and the ballots that their credential's holder made and may cast now, in order. Whoever
    /// forges one costs no more than this, and nobody's share.
    fn authorise(&mut self, arrived: Vec<Request>) -> Vec<Pooled> {
        let (mut requests, mut posted) = (Vec::with_capacity(arrived.len()), Vec::new());
        for mut request in arrived {
            match (request.author, request.posted.take()) {
                (None, _) => requests.push((request, None)),
                (Some(author), Some(ballot)) => {
                    posted.push(*ballot);
                    requests.push((request, Some(author)));
                }
                (Some(_), None) => refuse(request, Refusal::Rejected(Rejection::OtherContext)),
            }
        }
        let count = posted.len();
        let context = self.shared.state().as_ref().map(BoardState::context);
        let rng = &mut self.rng;
        let authorise = move || context.map(|context| authorise_batch(&context, posted, rng));
        let verdicts = if count < SHARED_OUT { authorise() } else { self.wide.install(authorise) };
        let mut verdicts = verdicts.unwrap_or_default().into_iter();
        let mut pool = Vec::with_capacity(requests.len());
        for (request, author) in requests {
            let Some(author) = author else {
                pool.push(Pooled { request, known: Known::Official });
                continue;
            };
            match self.admit(author, verdicts.next().unwrap_or(Err(Rejection::OtherContext))) {
                Ok(Some(ballot)) => pool.push(Pooled { request, known: Known::Authorised(Box::new(ballot)) }),
                Ok(None) => self.send_apart(request),
                Err(refusal) => {
                    self.shared.note_bad();
                    refuse(request, refusal);
                }
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
        self.take_share(author)?;
        Ok((!self.shared.is_suspect(author.chain)).then_some(ballot))
    }

    /// Counts a ballot against its credential's share.
    fn take_share(&self, author: Author) -> Result<(), Refusal> {
        let taken = self.shared.limits.take_credential(&author.credential);
        taken.map_err(|seconds| Refusal::TooMany { seconds })
    }

    /// The suspects' way.
    fn send_apart(&self, request: Request) {
        if let Err(mpsc::error::TrySendError::Full(request) | mpsc::error::TrySendError::Closed(request)) =
            self.shared.suspects_queue.try_send(request)
        {
            refuse(request, Refusal::Busy);
        }
    }
}
