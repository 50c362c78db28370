//! The outbox's way to the board: one person's entries in their order, those of different people together, again until the urn
//! has said where each entry stands.

use std::{
    collections::BTreeSet,
    io::Read as _,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures_util::{StreamExt as _, stream};
use serde::Deserialize;
use tabella_crypto::{CompressedRistretto, cbor::Writer};
use tabella_desk_store::{StoreError, Waiting};
use tabella_election::{
    Signed,
    message::{Credential, Revocation},
};

use super::{
    conduct,
    metrics::gauge,
    shared::{Served, Shared},
};

/// Longest time for one answer: the urn lets entries wait for each other, for as long as its config says.
const ANSWER_TIME: Duration = Duration::from_secs(120);
/// Longest time until the urn takes a connection.
const CONNECT_TIME: Duration = Duration::from_secs(10);
/// Longest answer.
const ANSWER_BYTES: u64 = 64 * 1024;
/// Entries read from the store at once.
const BATCH: u32 = 1_000;
/// Entries that wait for the urn's answers at the same time, of all elections. Each has a thread meanwhile; the runtime has 512
/// of them, and cards and responders need some, too. It is also less than the connections that an urn takes of one address.
pub(super) const IN_FLIGHT: usize = 128;
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
    let config = config.timeout_connect(Some(CONNECT_TIME));
    let config = config.max_idle_connections(IN_FLIGHT).max_idle_connections_per_host(IN_FLIGHT);
    let agent: ureq::Agent = config.max_redirects(0).build().into();
    let mut pause = PAUSES.0;
    loop {
        let mut wait = LOOK;
        conduct::keep_hours(&shared, &served).await;
        let alone = served.conduct.sending.lock().await;
        conduct::carry(&shared, &served).await;
        // what a signed `close` says of the board must stay true until it stands there
        let Delivered { placed, failed } = if conduct::is_closing(&shared, &served).await {
            Delivered::default()
        } else {
            deliver(&shared, &served, &agent).await
        };
        drop(alone);
        if placed {
            pause = PAUSES.0;
        }
        if let Some(error) = failed {
            tracing::warn!(%error, election = %served.id(), "an entry waits for the board");
            wait = pause;
            pause = (pause * 2).min(PAUSES.1);
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

/// What became of what waited.
#[derive(Default)]
struct Delivered {
    /// The board took something.
    placed: bool,
    /// Why something waits still.
    failed: Option<SendError>,
}

/// Sends everything that waits. Of each person the oldest entry goes, with those of all others; the next one may need it, and
/// goes with the next round.
async fn deliver(shared: &Shared, served: &Served, agent: &ureq::Agent) -> Delivered {
    let mut delivered = Delivered::default();
    loop {
        let oldest = match oldest(shared, served).await {
            Ok(oldest) => oldest,
            Err(error) => return Delivered { failed: Some(error), ..delivered },
        };
        if oldest.is_empty() {
            return delivered;
        }
        // once one failed no further ones set out: most likely they would fail, too
        let failed = AtomicBool::new(false);
        let sent = stream::iter(oldest).map(|waiting| async {
            if failed.load(Ordering::Relaxed) {
                return Ok(false);
            }
            let sent = settle(shared, served, agent, waiting).await;
            failed.fetch_or(sent.is_err(), Ordering::Relaxed);
            sent
        });
        let mut sent = sent.buffer_unordered(IN_FLIGHT);
        while let Some(sent) = sent.next().await {
            match sent {
                Ok(placed) => delivered.placed |= placed,
                Err(error) => delivered.failed = Some(error),
            }
        }
        if delivered.failed.is_some() {
            return delivered;
        }
    }
}

/// The oldest entry of each line among those that wait longest.
async fn oldest(shared: &Shared, served: &Served) -> Result<Vec<Waiting>, SendError> {
    let mut waiting = shared.store.waiting(served.id(), BATCH).await?;
    shared.metrics.waiting(served.id()).set(gauge(waiting.len() as u64));
    let credentials: Vec<_> = waiting.iter().filter_map(|waiting| about(&waiting.entry)).collect();
    let lines = shared.store.lines_of(served.id(), &credentials).await?;
    let mut seen = BTreeSet::new();
    // what is about nobody's line stays in order by itself
    let line = |entry: &[u8]| lines.get(&about(entry)?.0).copied();
    waiting.retain(|waiting| seen.insert(line(&waiting.entry)));
    Ok(waiting)
}

/// The credential that an entry gives or revokes.
fn about(entry: &[u8]) -> Option<CompressedRistretto> {
    let given = Signed::<Credential>::decode(entry).map(|signed| signed.message.credential);
    let revoked = |_| Signed::<Revocation>::decode(entry).map(|signed| signed.message.credential);
    given.or_else(revoked).ok()
}

/// Sends an entry until it is known what becomes of it; whether the board took it.
async fn settle(
    shared: &Shared,
    served: &Served,
    agent: &ureq::Agent,
    waiting: Waiting,
) -> Result<bool, SendError> {
    let Waiting { outbox, entry } = waiting;
    // never closed
    let _place = shared.in_flight.acquire().await;
    match post(agent, &served.urn, &entry).await {
        Ok(index) => {
            shared.store.placed(outbox, index).await?;
            shared.metrics.placed.inc();
            Ok(true)
        }
        Err(SendError::Never { problem }) => {
            // board and desk differ from here on: an alarm, not a retry
            tracing::error!(outbox, problem, election = %served.id(), "the board will never take an entry");
            let (credential, now) = (about(&entry), shared.now());
            shared.store.refused(&served.election, outbox, credential.as_ref(), &problem, now).await?;
            shared.metrics.never_placed.inc();
            Ok(false)
        }
        Err(error) => Err(error),
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

/// How long whoever looks before a start waits for an urn.
const LOOK_TIME: Duration = Duration::from_secs(5);

/// Which election's board an urn has, for whoever looks before a start; none if something else answers.
///
/// # Errors
/// Why nobody answers.
pub(super) async fn election_of(urn: &str) -> Result<Option<String>, String> {
    let config = ureq::Agent::config_builder().timeout_global(Some(LOOK_TIME)).http_status_as_error(false);
    let (agent, url): (ureq::Agent, _) =
        (config.max_redirects(0).build().into(), format!("{urn}/api/v1/status"));
    let answer = blocking(move || read(agent.get(&url).call())).await;
    let (status, bytes) = answer.map_err(|error| error.to_string())?;
    if status >= 500 {
        return Err(format!("it answers {status}, as one that is down or what stands before it"));
    }
    let said: Option<Status> = serde_json::from_slice(&bytes).ok();
    Ok(said.filter(|_| status == 200).map(|said| said.election_id))
}

/// Learns whether a notice has put the closing time later, and whether voting has ended. The board decides all the same; an
/// earlier time is not believed.
async fn ask_closes(served: &Served, agent: &ureq::Agent) {
    let Some(status) = ask_status(agent, &served.urn).await else { return };
    if status.election_id != served.id().to_string() {
        return;
    }
    if let Some(closes) = status.closes {
        served.closes.fetch_max(closes, Ordering::Relaxed);
    }
    served.ended.store(status.phase.is_some_and(|phase| OVER.contains(&&*phase)), Ordering::Relaxed);
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
