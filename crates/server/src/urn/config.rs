//! The urn's config file; `urn.example.toml` is the sample.

use std::{
    collections::BTreeMap,
    fs, io,
    net::SocketAddr,
    num::NonZeroU32,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use ed25519_dalek::SigningKey;
use serde::Deserialize;
use tabella_election::{Election, ManifestError};
use tabella_tlog::{NoteError, NoteSigner, Vkey, VkeyError};

use crate::{
    finding::of_toml,
    secret::{self, SecretError},
};

/// Why an urn cannot be made of its config.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A file cannot be read.
    #[error("{path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Not TOML, an unknown name, or a missing one.
    #[error("{path}: {}", of_toml(.error, "urn.example.toml"))]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Where and what.
        error: Box<toml::de::Error>,
    },
    /// The manifest is refused.
    #[error("{path}: {error}")]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: Box<ManifestError>,
    },
    /// A key file that is not there.
    #[error(transparent)]
    KeyMissing(SecretError),
    /// A key file holds something else. What it holds is not repeated.
    #[error("{0} is not a key: 64 hexadecimal digits")]
    Key(PathBuf),
    /// A file with a secret can be read by others than its owner.
    #[error("{0} can be read by others: chmod 600")]
    KeyMode(PathBuf),
    /// The receipt key is not the manifest's.
    #[error("{path} holds the key {found}, the manifest's receipt key is {expected}")]
    ReceiptKey {
        /// The file.
        path: PathBuf,
        /// Public half of what it holds.
        found: String,
        /// The manifest's.
        expected: String,
    },
    /// The checkpoint key is not the manifest's.
    #[error("{path} holds the key {found}, the manifest's checkpoint key is {expected}")]
    CheckpointKey {
        /// The file.
        path: PathBuf,
        /// Public half of what it holds.
        found: Box<Vkey>,
        /// The manifest's.
        expected: Box<Vkey>,
    },
    /// Not a name or a key of a log.
    #[error("the checkpoint key: {0}")]
    Name(#[from] NoteError),
    /// Not a key of a log.
    #[error("the checkpoint key: {0}")]
    Vkey(#[from] VkeyError),
    /// A witness that the manifest does not name.
    #[error("the manifest names no witness {0:?}")]
    UnknownWitness(String),
    /// A witness of the config twice.
    #[error("the witness {0:?} is there twice")]
    WitnessTwice(String),
    /// Too few witnesses to ever publish anything.
    #[error("{found} witnesses have a URL, the manifest's quorum is {quorum}")]
    TooFewWitnesses {
        /// Of the config.
        found: usize,
        /// Of the manifest.
        quorum: usize,
    },
    /// A URL that is neither http nor https.
    #[error("{0:?} is not a URL with http or https")]
    Url(String),
    /// A number that must not be zero, or another limit of a setting.
    #[error("{0}")]
    Setting(&'static str),
}

/// What an urn is told. Unknown names are refused. Paths are relative to the config file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where it listens.
    pub listen: SocketAddr,
    /// The election's manifest, byte for byte as the authority signed it.
    pub manifest: PathBuf,
    /// `sqlite:<path>` or `postgres://…`. May name a password: then keep the config file to yourself, or use `database_file`.
    #[serde(default)]
    pub database: Option<String>,
    /// A file (mode 600) that holds the database's URL, in place of `database`.
    #[serde(default)]
    pub database_file: Option<PathBuf>,
    /// The file (mode 600) with the secret key of receipts.
    pub receipt_key: PathBuf,
    /// The file (mode 600) with the secret key of checkpoints.
    pub checkpoint_key: PathBuf,
    /// Header in which a proxy tells the client's address; its last one counts. Only if every request comes through that proxy,
    /// and the proxy overwrites what the client sent.
    #[serde(default)]
    pub address_header: Option<String>,
    /// The witnesses that are asked for cosignatures.
    #[serde(rename = "witness", default)]
    pub witnesses: Vec<WitnessConfig>,
    /// How ballots are pooled.
    #[serde(default)]
    pub pool: PoolConfig,
    /// What clients may ask of this server.
    #[serde(default)]
    pub limits: LimitsConfig,
}

/// A witness that is asked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WitnessConfig {
    /// Its name in the manifest's verifier key.
    pub name: String,
    /// Its address, to which `/add-checkpoint` is added.
    pub url: String,
}

/// How ballots are pooled before they are verified together.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PoolConfig {
    /// How long ballots wait for each other. Longer hides casting times better; 0 does not wait.
    pub milliseconds: u32,
    /// Most entries of one batch.
    pub ballots: u32,
    /// Most entries that wait; further ones are answered 503.
    pub queue: u32,
    /// Most ballots that wait apart because an earlier one of their chain failed its proof.
    pub suspects: u32,
    /// Least time between two checkpoints.
    pub checkpoint_milliseconds: u32,
    /// A snapshot is kept after this many entries, so that a start need not verify them again.
    pub snapshot_entries: u32,
    /// Whether the urn's other threads keep off the cores that verify small batches: see [`super::Cores`].
    pub own_cores: bool,
}

impl Default for PoolConfig {
    fn default() -> Self {
        Self {
            milliseconds: 1_000,
            ballots: 1_000,
            queue: 4_096,
            suspects: 256,
            checkpoint_milliseconds: 1_000,
            snapshot_entries: 50_000,
            own_cores: false,
        }
    }
}

/// What clients may ask of this server.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitsConfig {
    /// Most connections at once.
    pub connections: u32,
    /// Most connections of one address (of one /64 network for IPv6); not counted behind a proxy, that is with `address_header`.
    pub address_connections: u32,
    /// Requests per second of one address (of one /64 network for IPv6), in the long run.
    pub address_per_second: NonZeroU32,
    /// Requests that one address may make at once.
    pub address_burst: NonZeroU32,
    /// Ballots per minute of one credential, in the long run.
    pub credential_per_minute: NonZeroU32,
    /// Ballots that one credential may send at once.
    pub credential_burst: NonZeroU32,
    /// Longest time for a request, its body included, in seconds.
    pub request_seconds: u32,
    /// Most clients that wait for events at once.
    pub listeners: u32,
}

/// A positive number that is written in this file.
const fn positive(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            connections: 4_096,
            address_connections: 256,
            address_per_second: positive(50),
            address_burst: positive(500),
            credential_per_minute: positive(6),
            credential_burst: positive(10),
            request_seconds: 30,
            listeners: 1_000,
        }
    }
}

impl LimitsConfig {
    pub(super) fn request_time(&self) -> Duration {
        Duration::from_secs(self.request_seconds.into())
    }
}

/// The urn's secret keys, checked against the manifest.
///
/// # Security
/// No `Debug`, no `Clone`; cleared when dropped.
pub struct Keys {
    pub(super) receipt: SigningKey,
    pub(super) checkpoint: NoteSigner,
}

impl Config {
    /// Reads a config file.
    ///
    /// # Errors
    /// [`ConfigError::Read`], [`ConfigError::Syntax`], [`ConfigError::Setting`].
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = fs::read_to_string(path);
        let text = text.map_err(|source| ConfigError::Read { path: path.into(), source })?;
        let mut config = Self::parse(&text)
            .map_err(|error| ConfigError::Syntax { path: path.into(), error: Box::new(error) })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        for file in [&mut config.manifest, &mut config.receipt_key, &mut config.checkpoint_key] {
            *file = folder.join(&*file);
        }
        config.database_file = config.database_file.map(|file| folder.join(file));
        // a database's file lies beside the config as well
        if let Some(file) = config.database.as_deref().and_then(|url| url.strip_prefix("sqlite:")) {
            config.database = Some(format!("sqlite:{}", folder.join(file).display()));
        }
        config.check()?;
        Ok(config)
    }

    fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    fn check(&self) -> Result<(), ConfigError> {
        if self.database.is_some() == self.database_file.is_some() {
            return Err(ConfigError::Setting("one of database and database_file is needed"));
        }
        if self.pool.ballots == 0 || self.pool.queue == 0 || self.pool.suspects == 0 {
            return Err(ConfigError::Setting("pool: ballots, queue and suspects are at least 1"));
        }
        if [self.limits.request_seconds, self.limits.connections, self.limits.address_connections]
            .contains(&0)
        {
            return Err(ConfigError::Setting(
                "limits: request_seconds, connections and address_connections are at least 1",
            ));
        }
        if self.limits.request_seconds <= self.pool.milliseconds.div_ceil(1_000) {
            return Err(ConfigError::Setting("limits: request_seconds must be longer than the pool's wait"));
        }
        Ok(())
    }

    /// The database's URL.
    ///
    /// # Errors
    /// [`ConfigError::Read`], [`ConfigError::KeyMode`].
    pub fn database_url(&self) -> Result<String, ConfigError> {
        match (&self.database, &self.database_file) {
            (Some(url), _) => Ok(url.clone()),
            (None, Some(path)) => Ok(secret::read(path)?.trim().to_owned()),
            (None, None) => Err(ConfigError::Setting("one of database and database_file is needed")),
        }
    }

    /// The election.
    ///
    /// # Errors
    /// [`ConfigError::Read`], [`ConfigError::Manifest`].
    pub fn election(&self) -> Result<Arc<Election>, ConfigError> {
        let path = self.manifest.clone();
        let bytes = fs::read(&path).map_err(|source| ConfigError::Read { path: path.clone(), source })?;
        let election = Election::parse(&bytes);
        election.map(Arc::new).map_err(|error| ConfigError::Manifest { path, error: Box::new(error) })
    }

    /// The secret keys, if they are those of the manifest.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn keys(&self, election: &Election) -> Result<Keys, ConfigError> {
        let receipt = read_key(&self.receipt_key)?;
        if receipt.verifying_key() != *election.receipt_key() {
            let hex = |key: &ed25519_dalek::VerifyingKey| tabella_crypto::hash::hex(key.as_bytes());
            return Err(ConfigError::ReceiptKey {
                path: self.receipt_key.clone(),
                found: hex(&receipt.verifying_key()),
                expected: hex(election.receipt_key()),
            });
        }
        let expected = election.checkpoint_key();
        let checkpoint = NoteSigner::new(expected.name(), read_key(&self.checkpoint_key)?)?;
        let found = checkpoint.vkey()?;
        if found != *expected {
            let path = self.checkpoint_key.clone();
            let (found, expected) = (Box::new(found), Box::new(expected.clone()));
            return Err(ConfigError::CheckpointKey { path, found, expected });
        }
        Ok(Keys { receipt, checkpoint })
    }

    /// Each witness of the manifest that has a URL here.
    ///
    /// # Errors
    /// [`ConfigError::UnknownWitness`], [`ConfigError::WitnessTwice`], [`ConfigError::TooFewWitnesses`], [`ConfigError::Url`].
    pub fn witnesses(&self, election: &Election) -> Result<Vec<(Vkey, String)>, ConfigError> {
        let policy = election.witness_policy();
        let mut members: BTreeMap<&str, &Vkey> = policy.members.iter().map(|key| (key.name(), key)).collect();
        let mut found = Vec::new();
        for WitnessConfig { name, url } in &self.witnesses {
            if !url.starts_with("http://") && !url.starts_with("https://") {
                return Err(ConfigError::Url(url.clone()));
            }
            let Some(key) = members.remove(name.as_str()) else {
                let known = policy.members.iter().any(|key| key.name() == name);
                let error = if known { ConfigError::WitnessTwice } else { ConfigError::UnknownWitness };
                return Err(error(name.clone()));
            };
            found.push((key.clone(), url.trim_end_matches('/').to_owned()));
        }
        if found.len() < policy.quorum {
            return Err(ConfigError::TooFewWitnesses { found: found.len(), quorum: policy.quorum });
        }
        Ok(found)
    }
}

impl From<SecretError> for ConfigError {
    fn from(error: SecretError) -> Self {
        match error {
            SecretError::Read { path, source } => Self::Read { path, source },
            SecretError::Mode(path) => Self::KeyMode(path),
            SecretError::Key(path) => Self::Key(path),
            error @ SecretError::Missing(_) => Self::KeyMissing(error),
        }
    }
}

/// Reads a secret key, as `tabella office key` writes it.
fn read_key(path: &Path) -> Result<SigningKey, ConfigError> {
    Ok(SigningKey::from_bytes(&*secret::read_seed(path)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = include_str!("../../urn.example.toml");

    #[test]
    fn sample_is_what_is_assumed() {
        let config = Config::parse(SAMPLE).unwrap();
        config.check().unwrap();
        // what the sample shows as default is the default
        assert_eq!(config.pool, PoolConfig::default());
        assert_eq!(config.limits, LimitsConfig::default());
        assert_eq!(config.witnesses.len(), 3);
    }

    #[test]
    fn unknown_names_are_refused() {
        for (place, line) in [("[pool]", "milisecond = 3"), ("[limits]", "adress_burst = 3")] {
            let text = SAMPLE.replace(&format!("\n{place}\n"), &format!("\n{place}\n{line}\n"));
            assert!(Config::parse(&text).unwrap_err().to_string().contains("unknown field"), "{line}");
        }
        let text = format!("pasword = 1\n{SAMPLE}");
        assert!(Config::parse(&text).unwrap_err().to_string().contains("unknown field"));
    }

    #[test]
    fn settings_that_cannot_be() {
        let sample = Config::parse(SAMPLE).unwrap();
        let refused = |change: &dyn Fn(&mut Config)| {
            let mut config = sample.clone();
            change(&mut config);
            assert!(matches!(config.check(), Err(ConfigError::Setting(_))));
        };
        refused(&|config| config.database = None);
        refused(&|config| config.database_file = Some("x".into()));
        refused(&|config| config.pool.queue = 0);
        refused(&|config| config.limits.request_seconds = 1);
        refused(&|config| config.limits.address_connections = 0);
    }
}
