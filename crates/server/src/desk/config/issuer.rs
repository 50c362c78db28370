//! Issuers of whose cards the desk asks more than that they are valid.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use tabella_election::manifest::AssuranceLevel;
use tabella_identity::{Anchor, Level};
use tabella_roll::{level, policies};

use super::ConfigError;

/// An issuer of cards and what is asked of its certificates.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuerConfig {
    /// Its certificate (DER or PEM); several in one file are asked the same.
    pub certificate: PathBuf,
    /// The level of assurance of its cards.
    #[serde(default)]
    pub level: AssuranceLevel,
    /// Certificates for signing in state one of these policies (object identifiers); any will do if there are none.
    #[serde(default)]
    pub policies: Vec<String>,
    /// Certificates for signing documents state one of these; any will do if there are none.
    #[serde(default)]
    pub signing_policies: Vec<String>,
    /// No certificate states one of these, or one below them.
    #[serde(default)]
    pub refused_policies: Vec<String>,
}

impl IssuerConfig {
    /// Refuses what could not be, before any file is read.
    pub(super) fn check(&self, lowest: AssuranceLevel) -> Result<(), ConfigError> {
        if self.level < lowest {
            return Err(ConfigError::Setting(
                "issuer: its level is below the level that is asked of everyone",
            ));
        }
        [&self.policies, &self.signing_policies, &self.refused_policies]
            .into_iter()
            .try_for_each(|listed| policies(listed).map(drop))
            .map_err(|error| ConfigError::Asked { path: self.certificate.clone(), error })
    }

    pub(super) fn read(&self) -> Result<Vec<Anchor>, ConfigError> {
        let asked = |listed| {
            policies(listed).map_err(|error| ConfigError::Asked { path: self.certificate.clone(), error })
        };
        let signing_in = asked(&self.policies)?;
        let (signing, refused) = (asked(&self.signing_policies)?, asked(&self.refused_policies)?);
        let narrowed = read(&self.certificate)?.into_iter().map(|anchor| {
            let anchor = anchor.at_most(level(self.level)).with_policies(&signing_in);
            anchor.with_signing_policies(&signing).without_policies(&refused)
        });
        Ok(narrowed.collect())
    }
}

/// The issuers of a file.
pub(super) fn read(path: &Path) -> Result<Vec<Anchor>, ConfigError> {
    let bytes = fs::read(path).map_err(|source| ConfigError::Read { path: path.into(), source })?;
    Anchor::read_all(&bytes, Level::High).map_err(|error| ConfigError::Issuer { path: path.into(), error })
}
