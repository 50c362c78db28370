//! The desk: signing in with an e-ID, the electoral roll, credentials, votes by post, the office, over HTTP. What machines ask
//! for is JSON below `/desk/v1`; what people look at are pages, which work without a script.
//!
//! # What is here
//! [`Desk::start`] opens the store and serves the routes of [`routes`]; who may use which is said by [`permits`]. Signed
//! entries for the board wait in the store's outbox, and a task for each election carries them to the urn.
//!
//! # What it promises
//! - A card's answer is verified against a nonce that was taken out of the session's store before; whether the card is
//!   revoked is asked, and without an answer nobody gets in, unless two officials consented to an outage.
//! - A credential is given in one transaction with its evidence, the channel and the line in the data log; one person's
//!   requests are handled one at a time, whatever the number of processes.
//! - An official sees a person's line only after it was written down who looks and why. Critical deeds take two people.
//! - One key of a card is one person's. What was kept about people is erased when the time of retention is over.
//! - No personal code, name or address is in a log, a metric, a URL or a problem. The one exception is a URL that others
//!   have published: `findUsage` of Estonia's Data Tracker has the code in its query; it is not logged here.
//!
//! # What is not here
//! TLS and HTTP/2: a proxy stands in front. Ballots: the urn is an address, and no handler has both databases.

mod apart;
mod app;
mod card;
mod conduct;
mod config;
mod credential;
mod doctor;
mod gate;
mod input;
mod limits;
mod mail;
mod me;
mod metrics;
mod office;
mod outbox;
mod page;
mod policy;
mod portal;
mod postal;
mod prepare;
mod press;
mod problem;
mod register;
mod routes;
mod session;
mod shared;
mod sign_in;
mod texts;
mod usage;

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64},
    },
    time::Duration,
};

use rand_core::OsRng;
use tabella_crypto::ElectionId;
use tabella_desk_store::{DeskPool, StoreError};
use tabella_identity::{Anchor, Configuration, UnixTime};
use tabella_roll::IssuerError;
use tokio::{
    net::TcpListener,
    sync::{Notify, Semaphore, watch},
    task::{AbortHandle, JoinHandle},
};

use self::{
    apart::OneByOne,
    conduct::Conduct,
    config::Keyed,
    limits::Limits,
    metrics::Metrics,
    office::export::{Exports, Folder},
    postal::Postal,
    press::Press,
    register::{Asker, HttpRegister},
    shared::{Served, Shared},
};
use crate::listen::Places;

// The public interface is:
pub use card::{Responder, Silent};
pub use config::{
    AlarmConfig, Config, ConfigError, DataTrackerConfig, DemoCardConfig, ElectionConfig, HelpConfig,
    IssuerConfig, LimitsConfig, MailConfig, MailSecurity, OfficialConfig, OutageConfig, PostalConfig,
    RegisterConfig, SessionConfig,
};
pub use doctor::doctor;
pub use policy::{Action, Who, permits};
#[cfg(feature = "demo")]
pub use register::{DemoAsked, DemoMood, DemoRegister};
pub use register::{Query, Register, Unanswered};
pub use routes::{RouteInfo, routes};

/// Seconds since 1970.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// How often what is over is cleared away.
const TIDY: Duration = Duration::from_secs(60);
/// How often, in seconds, what was kept about people is looked through.
const SCRUB_SECONDS: i64 = 3_600;

/// So long, in seconds, an export of evidence can be fetched.
const EXPORT_SECONDS: i64 = 7 * 86_400;

/// Why a desk does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The config.
    #[error(transparent)]
    Config(#[from] ConfigError),
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
}

/// A desk that can be started.
pub struct Desk;

/// A desk that runs.
pub struct Running {
    shared: Arc<Shared>,
    address: SocketAddr,
    stop: watch::Sender<bool>,
    listener: JoinHandle<()>,
    helpers: Vec<AbortHandle>,
}

impl Desk {
    /// Opens the store, appoints the first officials, binds the address and serves. On a runtime with more than one thread.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn start(config: Config, clock: Clock) -> Result<Running, StartError> {
        let responder = responder(&config, &clock);
        Self::start_with(config, clock, responder).await
    }

    /// The same with another way to ask whether cards are revoked.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn start_with(
        config: Config,
        clock: Clock,
        responder: Arc<dyn Responder>,
    ) -> Result<Running, StartError> {
        let mail = config.mail.as_ref().map(mail::Post::new).transpose()?;
        let shared = Arc::new(open(config, clock, responder).await?);
        let address = shared.config.listen;
        let listening = |source| StartError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(listening)?;
        let address = listener.local_addr().map_err(listening)?;

        let (stop, mut stopped) = watch::channel(false);
        let router = app::router(Arc::clone(&shared));
        let limits = &shared.config.limits;
        let of_address = limits.address_connections as usize;
        let places = Places {
            all: limits.connections as usize,
            of_address: shared.config.address_header.is_none().then_some(of_address),
        };
        let ended = async move {
            // an error means that whoever could stop it is gone
            let _ = stopped.wait_for(|stopped| *stopped).await;
        };
        let listener = tokio::spawn(crate::listen::serve(listener, router, places, ended));
        let sender = |served| tokio::spawn(outbox::send(Arc::clone(&shared), served)).abort_handle();
        let mut helpers: Vec<AbortHandle> = shared.elections.iter().cloned().map(sender).collect();
        helpers.push(tokio::spawn(tidy(Arc::clone(&shared))).abort_handle());
        let keeper = |served| tokio::spawn(postal::keep(Arc::clone(&shared), served)).abort_handle();
        helpers.extend(shared.elections.iter().cloned().map(keeper));
        let checker = |served| tokio::spawn(postal::check(Arc::clone(&shared), served)).abort_handle();
        helpers.extend(shared.elections.iter().cloned().map(checker));
        helpers.push(tokio::spawn(office::export::write(Arc::clone(&shared))).abort_handle());
        if let Some(mail) = mail {
            helpers.push(tokio::spawn(mail::send(Arc::clone(&shared), mail)).abort_handle());
        }
        tracing::info!(%address, elections = shared.elections.len(), "listening");
        Ok(Running { shared, address, stop, listener, helpers })
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

    /// Ends in order: no new connections, every request that has begun is answered.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        let _ = self.listener.await;
        for helper in &self.helpers {
            helper.abort();
        }
        self.shared.exports.finished().await;
        self.shared.store.close().await;
    }
}

#[cfg(feature = "demo")]
fn responder(config: &Config, clock: &Clock) -> Arc<dyn Responder> {
    if config.demo {
        let authority = tabella_identity::demo::DemoAuthority::new();
        return Arc::new(card::DemoResponder { authority, clock: Arc::clone(clock) });
    }
    Arc::new(card::HttpResponder::new())
}

#[cfg(not(feature = "demo"))]
fn responder(_config: &Config, _clock: &Clock) -> Arc<dyn Responder> {
    Arc::new(card::HttpResponder::new())
}

/// How cards are checked at sign-in. Only a demonstration takes those of the demo authority.
fn sign_in_card(config: &Config, anchors: Vec<Anchor>) -> Result<Configuration, ConfigError> {
    let lowest = tabella_roll::level(config.level);
    let origins = vec![config.origin.clone()];
    #[cfg(feature = "demo")]
    if config.demo {
        return Ok(Configuration::demo(origins, anchors)?.with_level(lowest));
    }
    Ok(Configuration::new(origins, anchors)?.with_level(lowest))
}

/// How the e-IDs of an election are checked: those of the desk's issuers that its manifest names, by what the desk asks and by
/// what the manifest asks.
fn election_card(config: &Config, keyed: &Keyed, issuers: &[Anchor]) -> Result<Configuration, IssuerError> {
    let named = issuers.iter().filter(|issuer| tabella_roll::is_named(&keyed.election, issuer));
    let named = named.cloned().collect();
    #[cfg(feature = "demo")]
    let card = if config.demo {
        tabella_roll::demo_configuration(&keyed.election, named)?
    } else {
        tabella_roll::configuration(&keyed.election, named)?
    };
    #[cfg(not(feature = "demo"))]
    let card = tabella_roll::configuration(&keyed.election, named)?;
    let lowest = card.level().max(tabella_roll::level(config.level));
    Ok(card.with_level(lowest))
}

async fn open(config: Config, clock: Clock, responder: Arc<dyn Responder>) -> Result<Shared, StartError> {
    let issuers = config.issuers()?;
    let card = sign_in_card(&config, issuers.clone())?;
    let mut elections = Vec::new();
    for keyed in config.keyed()? {
        let card = election_card(&config, &keyed, &issuers)
            .map_err(|error| ConfigError::Election { election: *keyed.election.id(), error })?;
        let closes = AtomicI64::new(keyed.election.closes());
        let Keyed { election, registrar, urn, postal, authority, results, online } = keyed;
        let postal = postal.map(|rules| Postal::new(rules, &election)).transpose();
        let postal = postal.map_err(|_| ConfigError::Setting("election: the legal time zone is unknown"))?;
        let (ended, wake) = (AtomicBool::new(false), Notify::new());
        let conduct = Conduct::new(authority, results);
        let served = Served { election, card, registrar, urn, closes, ended, wake, online, postal, conduct };
        elections.push(Arc::new(served));
    }
    let officials = config.first_officials()?;
    let tracker_secret = config.tracker_secret()?;
    let store = DeskPool::open(&config.database_url()?, config.desk_key()?, &mut OsRng).await?;
    let now = UnixTime(clock());
    for served in &elections {
        store.add_election(&served.election, now).await?;
    }
    for (person, office) in officials {
        store.appoint(&store.key().person(&person), &office, now).await?;
    }
    let limits = Limits::new(&config.limits, config.address_header.as_deref());
    let metrics = Metrics::new();
    let mail = Notify::new();
    let register = match &config.register {
        None => None,
        Some(own) => Some(Asker::new(Arc::new(HttpRegister::new(own, config.demo)?), own)),
    };
    let folder = Folder::new(&config.exports);
    folder.sweep().map_err(|source| ConfigError::Read { path: config.exports.clone(), source })?;
    office::export::settle_left(&store, &folder).await;
    let exports = Exports::new(folder);
    let program = tabella_documents::program(config.documents.as_deref());
    let (press, confirmations) = (Press::of_office(program.clone()), Press::of_people(program.clone()));
    let sheets = Press::of_people(program);
    Ok(Shared {
        config,
        store,
        elections,
        card,
        issuers,
        responder,
        tracker_secret,
        clock,
        limits,
        metrics,
        in_flight: Semaphore::new(outbox::IN_FLIGHT),
        whole_rolls: OneByOne::new(),
        press,
        confirmations,
        sheets,
        exports,
        mail,
        register,
    })
}

/// Erases what was kept about the people of elections whose time of retention is over, also of those that the config no longer
/// names, and decisions as old as that.
async fn scrub(shared: &Shared) -> Result<(), StoreError> {
    // first: what gets its name here is then forgotten in its time like all others
    office::export::settle_left(&shared.store, shared.exports.folder()).await;
    let mut all_over = true;
    for election in shared.store.elections().await? {
        if shared.now() < shared.kept_until(&election) {
            all_over = false;
            continue;
        }
        forget_exports(shared, Some(election.id()), UnixTime(i64::MAX));
        if shared.store.scrub(election.id()).await? {
            tracing::warn!(election = %election.id(), "personal data erased: the time of retention is over");
        }
    }
    forget_exports(shared, None, UnixTime(shared.now().0 - EXPORT_SECONDS));
    let before = UnixTime(shared.now().0 - shared.retention_seconds());
    shared.store.forget_decisions(before, all_over).await
}

fn forget_exports(shared: &Shared, election: Option<&ElectionId>, before: UnixTime) {
    if let Err(error) = shared.exports.folder().forget(election, before) {
        tracing::error!(%error, "files of evidence stay for now");
    }
}

async fn tidy(shared: Arc<Shared>) {
    let mut next_scrub = UnixTime(i64::MIN);
    loop {
        if shared.now() >= next_scrub {
            match scrub(&shared).await {
                Ok(()) => next_scrub = UnixTime(shared.now().0 + SCRUB_SECONDS),
                Err(error) => tracing::error!(%error, "personal data stays for now"),
            }
        }
        tokio::time::sleep(TIDY).await;
        shared.limits.tidy();
        let now = shared.now();
        let issued = UnixTime(now.0 - 2 * tabella_identity::CHALLENGE_LIFETIME);
        if let Err(error) = shared.store.forget_sessions(now, issued).await {
            tracing::warn!(%error, "old sessions stay for now");
        }
    }
}
