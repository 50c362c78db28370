//! From what is durable to what everyone sees: sign the head, collect cosignatures, publish once a quorum is there.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tabella_board::Phase;
use tabella_tlog::{Checkpoint, SignedNote, TreeSize};
use tabella_urn_store::Published;
use tokio::time::{sleep, sleep_until, timeout_at};

use super::{
    metrics::gauge,
    shared::{Durable, PublishedHead, Shared, Stage},
    witnesses::{Answered, ask_all},
};

/// Pause after a checkpoint that too few cosigned.
const ASK_AGAIN: Duration = Duration::from_secs(1);

/// So long the others are waited for once a quorum has cosigned.
const FOR_THE_REST: Duration = Duration::from_millis(250);

/// What a checkpoint that was published looks like.
pub(super) fn head_of(note: &[u8], shared_key: &tabella_tlog::Vkey) -> Option<PublishedHead> {
    let parsed = SignedNote::parse(note).ok()?;
    let checkpoint = Checkpoint::open(&parsed, shared_key).ok()?;
    let note = parsed.encode().into();
    Some(PublishedHead { size: checkpoint.size, root: checkpoint.root, note })
}

/// Publishes what becomes durable, until the task is aborted.
pub(super) async fn run(shared: Arc<Shared>) {
    let mut durable = shared.durable.subscribe();
    let least = Duration::from_millis(shared.config.pool.checkpoint_milliseconds.into());
    loop {
        let head = *durable.borrow_and_update();
        if let Some(head) = head.filter(|head| head.size > shared.published_size()) {
            let started = tokio::time::Instant::now();
            if publish(&shared, &head).await {
                sleep_until(started + least).await;
            } else {
                warn_of_grace(&shared, &head);
                sleep(ASK_AGAIN).await;
            }
        } else if durable.changed().await.is_err() {
            return;
        }
    }
}

/// One checkpoint: whether it is published.
async fn publish(shared: &Arc<Shared>, head: &Durable) -> bool {
    let started = Instant::now();
    let signer = &shared.keys.checkpoint;
    let checkpoint = Checkpoint::new(signer.name(), head.size, head.root);
    let mut note = match checkpoint.sign(signer) {
        Ok(note) => note,
        Err(error) => {
            shared.fail(format!("a checkpoint cannot be signed: {error}"));
            return false;
        }
    };
    let policy = shared.election.witness_policy();
    let mut questions = ask_all(shared, &shared.witnesses, &note, &checkpoint);
    while policy.check(&note).is_err() {
        match questions.join_next().await {
            Some(Ok(Answered { result: Ok(cosignature), .. })) => {
                if let Err(error) = note.add_signature(cosignature) {
                    tracing::warn!(%error, "a cosignature does not fit");
                }
            }
            Some(_) => {}
            None => return false,
        }
    }
    // who watches the board sees by the cosignatures which witness is away
    let until = tokio::time::Instant::now() + FOR_THE_REST;
    while let Ok(Some(answer)) = timeout_at(until, questions.join_next()).await {
        let Ok(Answered { result: Ok(cosignature), .. }) = answer else { continue };
        let mut with = note.clone();
        if with.add_signature(cosignature).is_ok() && policy.check(&with).is_ok() {
            note = with;
        }
    }
    // slow witnesses finish on their own; their answers are for the next question
    questions.detach_all();
    // a quorum is no reason to show what another witness contradicts
    if matches!(*shared.stage.borrow(), Stage::Failed(_)) {
        return false;
    }

    let text = note.encode();
    let kept = is_kept(shared, head).await;
    let published = Published { size: head.size, root: head.root, note: text.as_bytes(), kept };
    if let Err(error) = shared.pool.publish(&published).await {
        tracing::error!(%error, size = %head.size, "a checkpoint cannot be published");
        if error.is_disk_failure() {
            shared.fail(error);
        }
        return false;
    }
    tracing::info!(size = %head.size, kept, "published");
    shared.metrics.published.set(gauge(head.size.0));
    shared.metrics.publish_seconds.observe(started.elapsed().as_secs_f64());
    shared.published.send_replace(Some(PublishedHead {
        size: head.size,
        root: head.root,
        note: text.into(),
    }));
    true
}

/// The first checkpoint after `open`, `end`, `close` and `result` is kept for good.
async fn is_kept(shared: &Shared, head: &Durable) -> bool {
    if head.phase < Phase::Voting || head.size < head.phase_size {
        return false;
    }
    match shared.pool.kept_sizes().await {
        Ok(sizes) => sizes.last().copied().unwrap_or(TreeSize(0)) < head.phase_size,
        // one too many is no harm
        Err(_) => true,
    }
}

/// A quorum must have seen `end` no later than closing time plus grace, or no verifier accepts the board.
fn warn_of_grace(shared: &Shared, head: &Durable) {
    if head.phase != Phase::Ended || shared.published_size() >= head.phase_size {
        return;
    }
    let closes = shared.state().as_ref().map_or(i64::MAX, tabella_board::BoardState::closes);
    let latest = closes.saturating_add(shared.election.grace());
    let left = latest.saturating_sub((shared.clock)());
    tracing::error!(
        seconds_left = left,
        "witnesses have not seen the end of voting; after the grace time nobody will accept it"
    );
}
