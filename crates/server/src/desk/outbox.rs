//! The outbox's way to the board: in order, again until the urn has said where each entry stands.

use std::{
    io::Read as _,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use serde::Deserialize;
use tabella_crypto::cbor::Writer;
use tabella_desk_store::{StoreError, Waiting};

use super::{
    metrics::gauge,
    shared::{Served, Shared},
};

/// Longest time for one answer.
const ANSWER_TIME: Duration = Duration::from_secs(20);
/// Longest answer.
const ANSWER_BYTES: u64 = 64 * 1024;
/// Entries read from the store at once.
const BATCH: u32 = 100;
/// How often the outbox is looked at when nobody wakes the sender: another process may have put something there.
const LOOK: Duration = Duration::from_secs(5);
/// First and longest pause after a failure.
const PAUSES: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(30));

/// What the names of an urn's problems begin with.
const PROBLEM: &str = "urn:tabella:problem:";
/// Conflicts with the board that no later entry resolves: this outbox is the only source of credentials and revocations, and
/// sends them in order.
const FINAL: [&str; 4] = ["credential-reused", "not-live", "chain-limit", "too-many-voters"];
/// Phases in which no credential is taken any more.
const OVER: [&str; 3] = ["ended", "closed", "complete"];

/// Why an entry did not reach the board.
#[derive(Debug, thiserror::Error)]
enum SendError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the urn does not answer: {0}")]
    Silent(String),
    #[error("the urn answered {status}: {problem}")]
    Refused { status: u16, problem: String },
    /// The entry itself is wrong: no other order of events would have made it lawful.
    #[error("the urn will never take it: {problem}")]
    Never { problem: String },
}

/// Sends what waits, for as long as the desk runs.
pub(super) async fn send(shared: Arc<Shared>, served: Arc<Served>) {
    let config = ureq::Agent::config_builder().timeout_global(Some(ANSWER_TIME)).http_status_as_error(false);
    let agent: ureq::Agent = config.max_redirects(0).build().into();
    let mut pause = PAUSES.0;
    loop {
        let mut wait = LOOK;
        match deliver(&shared, &served, &agent).await {
            Ok(()) => pause = PAUSES.0,
            Err(error) => {
                tracing::warn!(%error, election = %served.id(), "an entry waits for the board");
                wait = pause;
                pause = (pause * 2).min(PAUSES.1);
            }
        }
        if wait == LOOK {
            ask_closes(&served, &agent).await;
            tokio::select! {
                () = served.wake.notified() => {}
                () = tokio::time::sleep(wait) => {}
            }
        } else {
            tokio::time::sleep(wait).await;
        }
    }
}

/// Sends everything that waits, one after the other: an entry may need the one before it.
async fn deliver(shared: &Shared, served: &Served, agent: &ureq::Agent) -> Result<(), SendError> {
    loop {
        let waiting = shared.store.waiting(served.id(), BATCH).await?;
        shared.metrics.waiting(served.id()).set(gauge(waiting.len() as u64));
        if waiting.is_empty() {
            return Ok(());
        }
        for Waiting { outbox, entry } in waiting {
            match post(agent, &served.urn, &entry).await {
                Ok(index) => {
                    shared.store.placed(outbox, index).await?;
                    shared.metrics.placed.inc();
                }
                Err(SendError::Never { problem }) => {
                    // board and desk differ from here on: an alarm, not a retry
                    tracing::error!(outbox, problem, election = %served.id(), "the board will never take an entry");
                    shared.store.refused(outbox, &problem).await?;
                    shared.metrics.never_placed.inc();
                }
                Err(error) => return Err(error),
            }
        }
    }
}

#[derive(Deserialize)]
struct Appended {
    index: u64,
}

/// Posts an entry; the same bytes get the same place.
async fn post(agent: &ureq::Agent, urn: &str, entry: &[u8]) -> Result<u64, SendError> {
    let body = Writer::new().array(2).bytes(entry).array(0).finish();
    let url = format!("{urn}/api/v1/entries");
    let (agent, agent_of_status) = (agent.clone(), agent.clone());
    let (status, bytes) = blocking(move || {
        let post = agent.post(&url).content_type("application/cbor");
        read(post.send(&body[..]))
    })
    .await?;
    if status == 200 {
        let appended: Result<Appended, _> = serde_json::from_slice(&bytes);
        let problem = "an answer that is none of an urn".into();
        return appended.map(|appended| appended.index).map_err(|_| SendError::Refused { status, problem });
    }
    // what stands between desk and urn has words of its own, and is no reason to give an entry up
    let refusal: Option<Refusal> = serde_json::from_slice(&bytes).ok();
    let name = refusal.as_ref().and_then(|refusal| refusal.kind.strip_prefix(PROBLEM));
    let Some(name) = name else {
        return Err(SendError::Refused { status, problem: "no problem of an urn".into() });
    };
    let problem = name.to_owned();
    let never = match status {
        400 | 413 | 422 => true,
        409 if name == "phase" => is_over(&agent_of_status, urn).await,
        409 => FINAL.contains(&name),
        _ => false,
    };
    Err(if never { SendError::Never { problem } } else { SendError::Refused { status, problem } })
}

/// Name of an urn's problem.
#[derive(Deserialize)]
struct Refusal {
    #[serde(rename = "type")]
    kind: String,
}

/// Whether voting has ended: then no credential comes onto the board any more, and must not stand in the way of revocations,
/// which still do.
async fn is_over(agent: &ureq::Agent, urn: &str) -> bool {
    let phase = ask_status(agent, urn).await.and_then(|status| status.phase);
    phase.is_some_and(|phase| OVER.contains(&&*phase))
}

#[derive(Deserialize)]
struct Status {
    election_id: String,
    phase: Option<String>,
    closes: Option<i64>,
}

async fn ask_status(agent: &ureq::Agent, urn: &str) -> Option<Status> {
    let (agent, url) = (agent.clone(), format!("{urn}/api/v1/status"));
    match blocking(move || read(agent.get(&url).call())).await {
        Ok((200, bytes)) => serde_json::from_slice(&bytes).ok(),
        _ => None,
    }
}

/// Learns whether a notice has put the closing time later. The board decides all the same; an earlier time is not believed.
async fn ask_closes(served: &Served, agent: &ureq::Agent) {
    let Some(status) = ask_status(agent, &served.urn).await else { return };
    if status.election_id == served.id().to_string()
        && let Some(closes) = status.closes
    {
        served.closes.fetch_max(closes, Ordering::Relaxed);
    }
}

type Answer = (u16, Vec<u8>);

fn read(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Answer, SendError> {
    let silent = |error: &dyn std::fmt::Display| SendError::Silent(error.to_string());
    let mut answer = answer.map_err(|error| silent(&error))?;
    let mut bytes = Vec::new();
    let read = answer.body_mut().as_reader().take(ANSWER_BYTES).read_to_end(&mut bytes);
    read.map_err(|error| silent(&error))?;
    Ok((answer.status().as_u16(), bytes))
}

async fn blocking(
    ask: impl FnOnce() -> Result<Answer, SendError> + Send + 'static,
) -> Result<Answer, SendError> {
    tokio::task::spawn_blocking(ask).await.map_err(|error| SendError::Silent(error.to_string()))?
}
