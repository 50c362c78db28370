//! One address for everything that people use: the desk, the boards, and the pages of the booth.
//!
//! # What is here
//! [`House::start`] starts a desk and ballot boxes in one process and shows them under one origin: `/vote/` has the booth's files,
//! `/board/<election>/` each board, `/results/` a published result, everything else is the desk's: its pages and its data. The booth's own policy lets it talk to its own origin
//! only, so a service that is spread over machines gets the same paths from its proxy.
//!
//! # What is not here
//! TLS: a proxy stands in front. Any way between the desk and the ballot boxes: they share a process here and nothing
//! else; credentials go over HTTP as they do between machines.

mod booth;
#[cfg(feature = "demo")]
mod card;

use std::{
    collections::BTreeMap,
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::{
    Router,
    http::{HeaderValue, header},
};
use serde::Deserialize;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

pub use self::booth::BoothError;
pub use crate::desk::DemoCardConfig;
use crate::{
    desk::{self, Desk},
    finding::{Finding, finding, of_toml, port},
    listen::Places,
    urn::{self, Urn},
};

/// Seconds since 1970.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Connections at once.
const CONNECTIONS: usize = 4096;

/// What a house is told. Unknown names are refused. Paths are relative to the config file.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where it listens.
    pub listen: SocketAddr,
    /// The config of the desk.
    pub desk: PathBuf,
    /// The config of each ballot box; none where people vote by post only.
    #[serde(default)]
    pub urns: Vec<PathBuf>,
    /// The folder of the booth's files, as `cargo xtask client` writes it; without it there is no booth.
    #[serde(default)]
    pub client: Option<PathBuf>,
    /// The folder of a result, as `tabella publish` writes it: `/results/` shows what lies there.
    #[serde(default)]
    pub results: Option<PathBuf>,
    /// Where people get help, by language: shown on every page of the booth. Without it, what the desk's config says.
    #[serde(default)]
    pub help: BTreeMap<String, String>,
    /// Cards that lie beside a simulated reader; only with a desk that says `demo = true`.
    #[serde(rename = "demo_card", default)]
    pub demo_cards: Vec<DemoCardConfig>,
}

/// Why a house does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// A file cannot be read.
    #[error("{path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Not TOML, an unknown name, or a missing one.
    #[error("{path}: {}", of_toml(.error, "house.example.toml"))]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Where and what.
        error: Box<toml::de::Error>,
    },
    /// The booth's files.
    #[error(transparent)]
    Booth(#[from] BoothError),
    /// The desk.
    #[error("desk: {0}")]
    Desk(#[from] desk::StartError),
    /// A ballot box.
    #[error("ballot box {path}: {error}")]
    Urn {
        /// Its config.
        path: PathBuf,
        /// Why.
        error: Box<urn::StartError>,
    },
    /// Simulated cards beside a desk that takes real ones, or in a program that was built without them.
    #[error(
        "[[demo_card]] is for a desk with `demo = true`, in a program that was built with the feature `demo`"
    )]
    DemoCards,
    /// Not a personal code.
    #[error("[[demo_card]] {0:?}: not a personal code such as PNOEE-38001085718")]
    DemoPerson(String),
    /// The address cannot be listened on.
    #[error("{address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
}

impl Config {
    /// Reads a config file.
    ///
    /// # Errors
    /// [`StartError::Read`], [`StartError::Syntax`].
    pub fn load(path: &Path) -> Result<Self, StartError> {
        let text = fs::read_to_string(path);
        let text = text.map_err(|source| StartError::Read { path: path.into(), source })?;
        let mut config: Self = toml::from_str(&text)
            .map_err(|error| StartError::Syntax { path: path.into(), error: Box::new(error) })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let folders = config.client.iter_mut().chain(&mut config.results);
        for file in config.urns.iter_mut().chain(folders).chain([&mut config.desk]) {
            *file = folder.join(&*file);
        }
        Ok(config)
    }
}

/// What the pages of a result may do: as they say themselves.
const RESULTS_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; \
                              frame-ancestors 'none'";

/// The files of a result, for everyone.
fn results(folder: &Path) -> Router {
    let header = |name, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    Router::new()
        .nest_service("/results", ServeDir::new(folder))
        .layer(header(header::CONTENT_SECURITY_POLICY, RESULTS_POLICY))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(header::REFERRER_POLICY, "no-referrer"))
}

/// What would stand in the way of the pages, besides desk and ballot boxes.
pub(crate) fn doctor(config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(client) = &config.client {
        finding(&mut findings, "booth", booth::router(config, client, &[]), |_| client.display().to_string());
    }
    findings.push(port(config.listen));
    findings
}

/// A house that can be started.
pub struct House;

/// A house that runs.
pub struct Running {
    desk: desk::Running,
    urns: Vec<urn::Running>,
    address: SocketAddr,
    stop: watch::Sender<bool>,
    listener: JoinHandle<()>,
}

impl House {
    /// Starts the desk, the ballot boxes, and what shows them under one address. On a runtime with more than one thread.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn start(mut config: Config, clock: Clock) -> Result<Running, StartError> {
        let mut desk_config = desk::Config::load(&config.desk).map_err(desk::StartError::from)?;
        let takes_demo_cards = cfg!(feature = "demo") && desk_config.demo;
        if !config.demo_cards.is_empty() && !takes_demo_cards {
            return Err(StartError::DemoCards);
        }
        // the same cards lie beside the reader of the booth and on the desk's page for signing in
        desk_config.demo_cards.extend(config.demo_cards.iter().cloned());
        let address = config.listen;
        let listening = |source| StartError::Listen { address, source };
        // who says how the office is reached for the desk's pages has said it for the booth's
        if config.help.is_empty() {
            config.help = desk_config.help.by_language();
        }
        let listener = TcpListener::bind(address).await.map_err(listening)?;
        let address = listener.local_addr().map_err(listening)?;
        let mut urns = Vec::new();
        for path in &config.urns {
            let named = |error| StartError::Urn { path: path.clone(), error: Box::new(error) };
            let urn = urn::Config::load(path).map_err(|error| named(error.into()))?;
            urns.push(Urn::start(urn, Arc::clone(&clock)).await.map_err(named)?);
        }
        let elections: Vec<String> = urns.iter().map(|urn| urn.election().to_string()).collect();
        let mut router = match &config.client {
            Some(client) => booth::router(&config, client, &elections)?,
            None => Router::new(),
        };
        if let Some(folder) = &config.results {
            router = router.merge(results(folder));
        }
        for (urn, election) in urns.iter().zip(&elections) {
            router = router.nest(&format!("/board/{election}"), urn.router());
        }
        #[cfg(feature = "demo")]
        let (router, desk_origin) = (
            router.merge(card::router(&config.demo_cards, &desk_config.origin)?),
            desk_config.origin.clone(),
        );
        #[cfg(feature = "demo")]
        let is_demo = desk_config.demo;
        let desk = Desk::start(desk_config, clock).await?;
        let rooms = desk.router();
        // a demonstration is looked at without TLS, on the machine that it runs on
        #[cfg(feature = "demo")]
        let rooms = if is_demo { card::same_machine(rooms, &desk_origin) } else { rooms };
        let router = router.fallback_service(rooms);

        let (stop, mut stopped) = watch::channel(false);
        let ended = async move {
            // an error means that whoever could stop it is gone
            let _ = stopped.wait_for(|stopped| *stopped).await;
        };
        let listener = tokio::spawn(crate::listen::serve(listener, router, Places::from(CONNECTIONS), ended));
        tracing::info!(%address, "listening");
        Ok(Running { desk, urns, address, stop, listener })
    }
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until a ballot box fails; forever if none does. The reason.
    pub async fn failed(&self) -> String {
        let failures: Vec<_> = self.urns.iter().map(|urn| Box::pin(urn.failed())).collect();
        if failures.is_empty() {
            return std::future::pending().await;
        }
        futures_util::future::select_all(failures).await.0
    }

    /// Ends in order: no new connections, every request that has begun is answered.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        let _ = self.listener.await;
        self.desk.stop().await;
        for urn in self.urns {
            urn.stop().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_a_config() {
        let config = Config::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("house.example.toml")).unwrap();
        assert_eq!((config.urns.len(), config.demo_cards.len()), (1, 0));
        assert!(config.client.unwrap().ends_with("client"));
        assert_eq!(config.help.keys().collect::<Vec<_>>(), ["en"]);
    }
}
