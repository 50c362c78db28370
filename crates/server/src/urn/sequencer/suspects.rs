//! Ballots of chains that failed their proof before: verified one at a time, with pauses.
//!
//! The authorisation was checked first, so a chain is suspect only by its holder's own doing: P is public, and a stranger
//! must not be able to slow anyone down with it.

use std::{
    sync::{Arc, mpsc::SyncSender},
    time::Instant,
};

use rand_chacha::ChaCha20Rng;
use rayon::ThreadPoolBuilder;
use tabella_board::{BoardState, Rejection, verify_batch};
use tokio::sync::mpsc;

use super::{Judged, Refusal, Request, Verdict, ended};
use crate::urn::shared::{Shared, Stage};

/// A pause after each is this many times as long as its verification: suspects take at most a fifth of one core.
const PAUSE: u32 = 4;

/// Remembers that a ballot with a valid authorisation failed.
pub(super) fn suspect(shared: &Arc<Shared>, request: &Request, rejection: &Rejection) {
    let (Some(author), Rejection::Ballot(_)) = (request.author, rejection) else { return };
    if !shared.suspect(author.chain) {
        return;
    }
    shared.metrics.suspects.inc();
    tracing::info!(
        reason = rejection.name(),
        "a chain's ballot failed its proof; it waits outside batches from now on"
    );
    let shared = Arc::clone(shared);
    shared.runtime.clone().spawn(async move {
        match shared.pool.add_suspect(&author.credential).await {
            Err(error) if error.is_disk_failure() => shared.fail(error),
            Err(error) => tracing::warn!(%error, "a suspect is not written down"),
            Ok(()) => {}
        }
    });
}

/// Verifies suspects.
pub(super) struct Suspects {
    shared: Arc<Shared>,
    queue: mpsc::Receiver<Request>,
    judged: SyncSender<Vec<Judged>>,
    rng: ChaCha20Rng,
}

impl Suspects {
    pub(super) fn new(
        shared: Arc<Shared>,
        queue: mpsc::Receiver<Request>,
        judged: SyncSender<Vec<Judged>>,
        rng: ChaCha20Rng,
    ) -> Self {
        Self { shared, queue, judged, rng }
    }

    pub(super) fn run(mut self) {
        // a suspect's proof keeps no other thread busy, and waits for none
        let alone = ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
        if let Err(error) = alone {
            return self.shared.fail(error);
        }
        let runtime = self.shared.runtime.clone();
        while let Some(request) = runtime.block_on(self.next()) {
            let started = Instant::now();
            let Some(context) = self.shared.state().as_ref().map(BoardState::context) else { break };
            let verdict = verify_batch(&context, vec![request.entry.clone()], &mut self.rng).pop();
            let pause = started.elapsed() * PAUSE;
            match verdict {
                Some(Err(rejection)) => {
                    self.shared.note_bad();
                    let _ = request.reply.send(Err(Refusal::Rejected(rejection)));
                }
                Some(verified) => {
                    self.shared.metrics.count_verified(0, 1);
                    let verdict = Verdict::Checked(verified);
                    if self.judged.send(vec![Judged { request, verdict }]).is_err() {
                        break;
                    }
                }
                None => break,
            }
            std::thread::sleep(pause);
        }
    }

    /// None when the urn ended. Suspects who still wait then are not answered: they may ask again.
    async fn next(&mut self) -> Option<Request> {
        let mut stage = self.shared.stage.subscribe();
        if matches!(*stage.borrow_and_update(), Stage::Stopping | Stage::Failed(_)) {
            return None;
        }
        tokio::select! {
            request = self.queue.recv() => request,
            () = ended(&mut stage) => None,
        }
    }
}
