//! The urn: casting and the public bulletin board over HTTP.
//!
//! # What is here
//! [`Urn::start`] opens a store, shows its board at once, becomes the sequencer as soon as no other process is, and takes
//! entries as soon as witnesses confirmed that the store is the newest. [`Running::stop`] ends it so that whatever was taken
//! is answered.
//!
//! # What it promises
//! - A receipt leaves only for an entry that is durable. Whoever gets no answer sends the same bytes again and gets the
//!   same receipt, or a refusal that is true.
//! - What may stand on the board is decided by the one reducer of `board`; nothing here has rules of its own.
//! - A store that is older than what a witness saw is refused: [`Stage::Failed`] says what it saw.
//! - Ballots, credentials and addresses are never logged together; addresses are not logged at all.
//!
//! # What is not here
//! TLS and HTTP/2: a proxy stands in front. Who holds a credential: that is the desk's, in another process.

mod app;
mod board;
mod careful;
mod cast;
mod config;
mod cores;
mod doctor;
mod entries;
mod events;
mod intake;
mod limits;
mod look;
mod metrics;
mod openapi;
mod problem;
mod publish;
mod sequencer;
mod shared;
mod tally;
mod witnesses;

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    thread::JoinHandle,
    time::Duration,
};

use tabella_crypto::ElectionId;
use tabella_urn_store::{StoreError, UrnPool};
use tokio::{
    net::TcpListener,
    sync::{mpsc, watch},
    task::AbortHandle,
};

use self::{sequencer::Queues, shared::Shared, witnesses::Witness};
use crate::listen::Places;

// The public interface is:
pub use crate::finding::{Finding, is_well};
pub use config::{Config, ConfigError, Keys, LimitsConfig, PoolConfig, WitnessConfig};
pub use cores::{Cores, CoresError};
pub use doctor::doctor;
pub(crate) use doctor::doctor_in_house;
pub use shared::Stage;

/// Seconds since 1970.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// How often a process that waits looks whether another one published.
const LOOK: Duration = Duration::from_millis(500);

/// How often forgotten addresses are cleared.
const TIDY: Duration = Duration::from_secs(60);

/// Why an urn does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The config.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Its cores.
    #[error(transparent)]
    Cores(#[from] CoresError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The address cannot be listened on.
    #[error("{address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// No thread for the sequencer.
    #[error("no thread: {0}")]
    Thread(io::Error),
}

/// An urn that can be started.
pub struct Urn;

/// An urn that runs. Dropped without [`Running::stop`], it ends like a process that is killed.
pub struct Running {
    shared: Arc<Shared>,
    address: SocketAddr,
    sequencer: Mutex<Option<JoinHandle<()>>>,
    listener: tokio::task::JoinHandle<()>,
    helpers: Vec<AbortHandle>,
}

impl Urn {
    /// Opens the store, binds the address and starts. Ready only later: see [`Running::ready`]. On a runtime of the kind that
    /// may have several threads.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn start(config: Config, clock: Clock) -> Result<Running, StartError> {
        Self::start_on(None, config, clock).await
    }

    /// The same for an urn that is all that its process does, on the cores that were shared out for it if its config says so.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn start_on(cores: Option<Cores>, config: Config, clock: Clock) -> Result<Running, StartError> {
        match &cores {
            Some(cores) => {
                let (verifying, rest) = cores.counts();
                tracing::info!(verifying, rest, "cores are shared out");
            }
            None if config.pool.own_cores => return Err(CoresError::Shared.into()),
            None => {}
        }
        let election = config.election()?;
        let keys = config.keys(&election)?;
        let witnesses = config.witnesses(&election)?;
        let witnesses = witnesses.into_iter().map(|(vkey, url)| Arc::new(Witness::new(vkey, &url))).collect();
        let pool = UrnPool::open(&config.database_url()?).await?;
        pool.bind(election.id(), election.checkpoint_key().name()).await?;
        let published = pool.checkpoint_published().await?;
        let published = published.and_then(|note| publish::head_of(&note, election.checkpoint_key()));

        let address = config.listen;
        let listening = |source| StartError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(listening)?;
        let address = listener.local_addr().map_err(listening)?;

        let (queue, entries) = mpsc::channel(config.pool.queue as usize);
        let (suspects_queue, suspects) = mpsc::channel(config.pool.suspects as usize);
        let of_address = config.limits.address_connections as usize;
        let places = Places {
            all: config.limits.connections as usize,
            of_address: config.address_header.is_none().then_some(of_address),
        };
        let shared = Shared::new(
            config,
            cores,
            election,
            keys,
            pool,
            clock,
            witnesses,
            published,
            queue,
            suspects_queue,
        );
        let shared = Arc::new(shared);
        let mut stage = shared.stage.subscribe();
        let stop = async move { sequencer::ended(&mut stage).await };
        let router = app::router(Arc::clone(&shared));
        let listener = tokio::spawn(crate::listen::serve(listener, router, places, stop));
        let helpers = vec![
            tokio::spawn(look_on(Arc::clone(&shared))).abort_handle(),
            tokio::spawn(tidy(Arc::clone(&shared))).abort_handle(),
        ];
        let sequencer = {
            let (shared, queues) = (Arc::clone(&shared), Queues { entries, suspects });
            let thread = std::thread::Builder::new().name("append".into());
            thread.spawn(move || sequencer::run(&shared, queues)).map_err(StartError::Thread)?
        };
        tracing::info!(%address, election = %shared.election.id(), "listening");
        Ok(Running { shared, address, sequencer: Mutex::new(Some(sequencer)), listener, helpers })
    }
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its routes, for who shows them under another address too.
    pub(crate) fn router(&self) -> axum::Router {
        app::router(Arc::clone(&self.shared))
    }

    /// Which election.
    pub fn election(&self) -> &ElectionId {
        self.shared.election.id()
    }

    /// What it is at, now and later.
    pub fn stage(&self) -> watch::Receiver<Stage> {
        self.shared.stage.subscribe()
    }

    /// Waits until entries are taken, or never will be.
    ///
    /// # Errors
    /// Why the urn failed.
    pub async fn ready(&self) -> Result<(), String> {
        let mut stage = self.stage();
        let reached =
            stage.wait_for(|stage| matches!(stage, Stage::Ready | Stage::Stopping | Stage::Failed(_))).await;
        match reached.as_deref() {
            Ok(Stage::Ready) => Ok(()),
            Ok(Stage::Failed(why)) => Err(why.clone()),
            _ => Err("the urn stops".into()),
        }
    }

    /// Waits until the urn fails; forever if it does not. The reason.
    pub async fn failed(&self) -> String {
        let mut stage = self.stage();
        match stage.wait_for(|stage| matches!(stage, Stage::Failed(_))).await.as_deref() {
            Ok(Stage::Failed(why)) => why.clone(),
            _ => "the urn is gone".into(),
        }
    }

    /// Ends in order: no new connections, every request that has begun is answered, a snapshot is kept, the lock is released.
    pub async fn stop(self) {
        self.shared.enter(Stage::Stopping);
        let _ = self.listener.await;
        let thread = self.sequencer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            // the thread needs the runtime to end
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
        for helper in &self.helpers {
            helper.abort();
        }
        self.shared.pool.close().await;
    }
}

/// While another process is the sequencer, what it publishes is shown here too.
async fn look_on(shared: Arc<Shared>) {
    let mut stage = shared.stage.subscribe();
    while *stage.borrow_and_update() == Stage::Standby {
        match shared.pool.checkpoint_published().await {
            Ok(note) => {
                let head = note.and_then(|note| publish::head_of(&note, shared.election.checkpoint_key()));
                shared.show(head.as_ref());
            }
            Err(error) => tracing::warn!(%error, "the published checkpoint cannot be read"),
        }
        tokio::select! {
            _ = stage.changed() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

async fn tidy(shared: Arc<Shared>) {
    loop {
        tokio::time::sleep(TIDY).await;
        shared.limits.tidy();
    }
}
