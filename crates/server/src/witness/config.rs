//! The witness's config file; `witness.example.toml` is the sample.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use ed25519_dalek::SigningKey;
use serde::Deserialize;
use tabella_crypto::hash::parse_hex32;
use tabella_tlog::{Cosigner, NoteError, Vkey, VkeyError, note::Algorithm};

use super::{Clock, StateError, Witness, memory::Memory};
use crate::finding::of_toml;

/// Why a witness cannot be made of its config.
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
    #[error("{path}: {}", of_toml(.error, "witness.example.toml"))]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Where and what.
        error: Box<toml::de::Error>,
    },
    /// Not the verifier key of a log.
    #[error("log {vkey:?}: {error}")]
    Log {
        /// As written.
        vkey: String,
        /// What is wrong with it.
        error: VkeyError,
    },
    /// A verifier key, of something else than a log.
    #[error("log {vkey:?}: a key for {algorithm}, not for checkpoints")]
    LogAlgorithm {
        /// As written.
        vkey: String,
        /// What the key is for.
        algorithm: Algorithm,
    },
    /// No log to witness.
    #[error("no log is named: [[log]]")]
    NoLog,
    /// The key file holds something else. What it holds is not repeated.
    #[error("{0} is not a key: 64 hexadecimal digits")]
    Key(PathBuf),
    /// The key file can be read by others than its owner.
    #[error("{0} can be read by others: chmod 600")]
    KeyMode(PathBuf),
    /// Not a name of a key.
    #[error("name: {0}")]
    Name(#[from] NoteError),
    /// The memory.
    #[error(transparent)]
    State(#[from] StateError),
    /// The address cannot be listened on.
    #[error("{address}: {source}")]
    Listen {
        /// As written.
        address: String,
        /// Why.
        source: io::Error,
    },
}

/// What a witness is told. Unknown names are refused. Paths are relative to the config file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The witness's name, as in its verifier key.
    pub name: String,
    /// The file with its secret key.
    pub key: PathBuf,
    /// The folder of its memory.
    pub state: PathBuf,
    /// Where it listens, `address:port`.
    pub listen: String,
    /// The logs that it knows.
    #[serde(rename = "log", default)]
    pub logs: Vec<LogConfig>,
}

/// A log that a witness knows.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogConfig {
    /// Its verifier key, whose name is the log's origin.
    pub vkey: String,
}

impl Config {
    /// Reads a config file.
    ///
    /// # Errors
    /// [`ConfigError::Read`], [`ConfigError::Syntax`].
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text =
            fs::read_to_string(path).map_err(|source| ConfigError::Read { path: path.into(), source })?;
        let syntax = |error| ConfigError::Syntax { path: path.into(), error: Box::new(error) };
        let mut config: Self = toml::from_str(&text).map_err(syntax)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        config.key = folder.join(&config.key);
        config.state = folder.join(&config.state);
        Ok(config)
    }

    /// The logs' keys.
    ///
    /// # Errors
    /// [`ConfigError::Log`], [`ConfigError::LogAlgorithm`], [`ConfigError::NoLog`].
    pub fn log_keys(&self) -> Result<Vec<Vkey>, ConfigError> {
        if self.logs.is_empty() {
            return Err(ConfigError::NoLog);
        }
        let key = |log: &LogConfig| {
            let vkey = log.vkey.clone();
            let key = Vkey::parse(&vkey).map_err(|error| ConfigError::Log { vkey: vkey.clone(), error })?;
            match key.algorithm() {
                Algorithm::Ed25519 => Ok(key),
                algorithm => Err(ConfigError::LogAlgorithm { vkey, algorithm }),
            }
        };
        self.logs.iter().map(key).collect()
    }

    /// The witness, with its memory open.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn open(&self, first: bool, clock: Clock) -> Result<Witness, ConfigError> {
        let logs = self.log_keys()?;
        Ok(Witness::open(self.cosigner()?, &logs, &self.state, first, clock)?)
    }

    /// Its key with its name.
    pub(super) fn cosigner(&self) -> Result<Cosigner, ConfigError> {
        Ok(Cosigner::new(&self.name, read_key(&self.key)?)?)
    }

    /// Whether there is a memory of this witness, in words.
    pub(super) fn memory(&self) -> Result<&'static str, ConfigError> {
        let vkey = self.cosigner()?.vkey().map_err(StateError::Key)?;
        match Memory::open(&self.state, &vkey) {
            Ok(_) => Ok("there"),
            Err(StateError::Locked(_)) => Ok("in use: the witness runs"),
            Err(error) => Err(error.into()),
        }
    }
}

/// Reads a secret key that only its owner can read.
fn read_key(path: &Path) -> Result<SigningKey, ConfigError> {
    let failed = |source| ConfigError::Read { path: path.into(), source };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if fs::metadata(path).map_err(failed)?.permissions().mode() & 0o077 != 0 {
            return Err(ConfigError::KeyMode(path.into()));
        }
    }
    let text = fs::read_to_string(path).map_err(failed)?;
    let seed = parse_hex32(text.trim_end()).map_err(|_| ConfigError::Key(path.into()))?;
    Ok(SigningKey::from_bytes(&seed))
}
