//! What would stand in the way of a start, for the config of any server.

use std::{
    fmt, fs,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use crate::{Finding, desk, finding::finding, house, is_well, urn, witness};

/// Whose config it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A ballot box with its board.
    Urn,
    /// A desk.
    Desk,
    /// Desk, boards and booth under one address.
    House,
    /// A witness.
    Witness,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Urn, Self::Desk, Self::House, Self::Witness];

    /// The names at the top of a config that no other has.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Urn => &["manifest", "checkpoint_key", "receipt_key", "witness", "pool"],
            Self::Desk => &["origin", "issuers", "issuer", "election", "official", "retention_days"],
            Self::House => &["desk", "urns", "client"],
            Self::Witness => &["name", "state", "log"],
        }
    }

    /// Whose config a file is; none if that cannot be told.
    pub fn of_file(path: &Path) -> Option<Self> {
        Self::of(&fs::read_to_string(path).ok()?.parse().ok()?)
    }

    /// What starts a server with such a config.
    pub fn command(self) -> &'static str {
        match self {
            Self::Urn => "tabella serve urn",
            Self::Desk => "tabella serve desk",
            Self::House => "tabella serve house",
            Self::Witness => "tabella witness serve",
        }
    }

    /// Whose config a table is: that of which it has the most names, and more than of any other.
    fn of(table: &toml::Table) -> Option<Self> {
        let mut found: Vec<(usize, Self)> = Self::ALL
            .iter()
            .map(|kind| (kind.names().iter().filter(|name| table.contains_key(**name)).count(), *kind))
            .collect();
        found.sort_by_key(|(names, _)| std::cmp::Reverse(*names));
        match found.as_slice() {
            [(most, kind), (next, _), ..] if most > next => Some(*kind),
            _ => None,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Urn => "urn",
            Self::Desk => "desk",
            Self::House => "house",
            Self::Witness => "witness",
        })
    }
}

/// What was found of one config.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Whose it is.
    pub kind: Kind,
    /// The file.
    pub path: PathBuf,
    /// What was looked at.
    pub findings: Vec<Finding>,
}

impl Section {
    /// Whether a start may succeed.
    pub fn is_well(&self) -> bool {
        is_well(&self.findings)
    }
}

/// Why a file is not looked into.
#[derive(Debug, thiserror::Error)]
pub enum NoConfig {
    /// It cannot be read.
    #[error("{path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Not TOML.
    #[error("{path}: {error}")]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Where and what.
        error: Box<toml::de::Error>,
    },
    /// No names by which to tell.
    #[error(
        "{0} is the config of no server: neither an urn's, a desk's, a house's nor a witness's; the samples are *.example.toml"
    )]
    Unknown(PathBuf),
}

/// Looks at a config and at those that it names. Changes nothing, and asks nobody but a desk's ballot boxes.
///
/// # Errors
/// [`NoConfig`] if it cannot be told whose it is.
pub async fn examine(path: &Path) -> Result<Vec<Section>, NoConfig> {
    let text = fs::read_to_string(path).map_err(|source| NoConfig::Read { path: path.into(), source })?;
    let table: toml::Table =
        text.parse().map_err(|error| NoConfig::Syntax { path: path.into(), error: Box::new(error) })?;
    let kind = Kind::of(&table).ok_or_else(|| NoConfig::Unknown(path.into()))?;
    let section = |findings| Section { kind, path: path.into(), findings };
    Ok(match kind {
        Kind::Urn => vec![section(urn::doctor(path).await)],
        Kind::Desk => vec![section(desk::doctor(path).await)],
        Kind::Witness => vec![section(witness::doctor(path))],
        Kind::House => {
            let mut findings = Vec::new();
            let config =
                finding(&mut findings, "config", house::Config::load(path), |_| path.display().to_string());
            let Some(config) = config else { return Ok(vec![section(findings)]) };
            findings.extend(house::doctor(&config));
            findings.extend(one_port_each(&config));
            let mut sections = vec![section(findings)];
            let (kind, findings) = (Kind::Desk, desk::doctor(&config.desk).await);
            sections.push(Section { kind, path: config.desk.clone(), findings });
            for urn in &config.urns {
                sections.push(Section {
                    kind: Kind::Urn,
                    path: urn.clone(),
                    findings: urn::doctor_in_house(urn).await,
                });
            }
            sections
        }
    })
}

/// House, desk and ballot boxes listen in one process, each at a port of its own. A config that cannot be read is found elsewhere.
fn one_port_each(config: &house::Config) -> Option<Finding> {
    let desk = desk::Config::load(&config.desk).ok().map(|desk| desk.listen);
    let urns = config.urns.iter().filter_map(|urn| urn::Config::load(urn).ok()).map(|urn| urn.listen);
    let mut seen: Vec<SocketAddr> = Vec::new();
    let mut ports =
        std::iter::once(config.listen).chain(desk).chain(urns).filter(|listen| listen.port() != 0);
    let meet = |one: &SocketAddr, other: &SocketAddr| {
        // who listens on all addresses takes the port of each
        let same = one.ip() == other.ip() || one.ip().is_unspecified() || other.ip().is_unspecified();
        same && one.port() == other.port()
    };
    let twice = ports.find(|listen| {
        let met = seen.iter().any(|other| meet(listen, other));
        seen.push(*listen);
        met
    })?;
    let words = format!("{twice} is named twice: house, desk and each urn have a `listen` of their own");
    Some(Finding::wrong("port", words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_is_known() {
        let samples = [
            (include_str!("../urn.example.toml"), Kind::Urn),
            (include_str!("../desk.example.toml"), Kind::Desk),
            (include_str!("../house.example.toml"), Kind::House),
            (include_str!("../witness.example.toml"), Kind::Witness),
        ];
        for (text, kind) in samples {
            assert_eq!(Kind::of(&text.parse().unwrap()), Some(kind));
        }
        for text in ["", "listen = \"x\"", "[package]\nname = \"x\"\n[x]\nmanifest = 1"] {
            assert_eq!(Kind::of(&text.parse().unwrap()), None, "{text}");
        }
    }
}
