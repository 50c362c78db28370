//! The ballot box and its witnesses as processes, each with its config file.

use std::{
    ffi::OsStr,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use ed25519_dalek::SigningKey;
use tabella_crypto::hash::hex;

use super::{children::Children, officials::Officials};
use crate::{
    http::{HttpClient, HttpError, Patience},
    office::write_new,
};

/// How long a ballot box may take until it accepts entries.
const START: Duration = Duration::from_secs(60);

/// Requests per second of one address: all the demo's people share one.
const REQUESTS: u32 = 1_000_000;

/// Which database the ballot box writes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Database {
    /// A file in the demo's folder.
    Sqlite,
    /// An empty database of a PostgreSQL server, by its URL.
    Postgres(String),
}

impl Database {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        match text {
            "sqlite" => Ok(Self::Sqlite),
            "postgres" => {
                Err("name an empty database, postgres://user@host/name; `cargo xtask demo --database \
                               postgres` starts a server for the demo"
                    .into())
            }
            url if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                Ok(Self::Postgres(url.into()))
            }
            _ => Err("sqlite, or the URL of an empty database, postgres://user@host/name".into()),
        }
    }

    fn url(&self) -> &str {
        match self {
            Self::Sqlite => "sqlite:urn.db",
            Self::Postgres(url) => url,
        }
    }
}

/// Starts three witnesses and a ballot box for the manifest in `dir`; the URL of the latter once it accepts entries.
pub(super) fn start(
    children: &Children,
    dir: &Path,
    officials: &Officials,
    database: &Database,
) -> anyhow::Result<String> {
    let folder = dir.join("servers");
    let config = prepare(children, &folder, officials, database)?;
    let arguments = ["serve".as_ref(), "urn".as_ref(), "--config".as_ref(), config.as_os_str()];
    let url = children.serve(&arguments, &folder.join("urn.log"))?;
    wait_ready(&url).with_context(|| format!("see {}", folder.join("urn.log").display()))?;
    Ok(url)
}

/// Starts the witnesses and writes the ballot box's keys and config, whose path is given back.
pub(super) fn prepare(
    children: &Children,
    folder: &Path,
    officials: &Officials,
    database: &Database,
) -> anyhow::Result<PathBuf> {
    fs::create_dir(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let witnesses = witnesses(children, folder, officials)?;
    write_key(&folder.join("receipt.key"), &officials.receipt)?;
    write_key(&folder.join("checkpoint.key"), &officials.checkpoint)?;
    let config = folder.join("urn.toml");
    // the database's URL may hold a password
    write_new(&config, urn_config(database, &witnesses)?.as_bytes(), true)?;
    Ok(config)
}

/// Names and URLs.
fn witnesses(
    children: &Children,
    folder: &Path,
    officials: &Officials,
) -> anyhow::Result<Vec<(String, String)>> {
    let log = officials.log.vkey()?.to_string();
    let start = |witness: &super::officials::Witness| {
        let name = &witness.name;
        let folder = folder.join(name);
        fs::create_dir(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        write_key(&folder.join("witness.key"), &witness.key)?;
        let text = format!(
            "name = {name:?}\nkey = \"witness.key\"\nstate = \"state\"\nlisten = \"127.0.0.1:0\"\n\n[[log]]\nvkey = {log:?}\n"
        );
        let config = folder.join("witness.toml");
        fs::write(&config, text)?;
        let arguments: [&OsStr; 5] =
            ["witness".as_ref(), "serve".as_ref(), "--first".as_ref(), "--config".as_ref(), config.as_ref()];
        let url = children.serve(&arguments, &folder.join("witness.log"))?;
        Ok((name.clone(), url))
    };
    officials.witnesses.iter().map(start).collect()
}

/// The ballot box's config. It pools for a moment only: simulated voters do not hide behind each other.
fn urn_config(database: &Database, witnesses: &[(String, String)]) -> anyhow::Result<String> {
    let mut text = format!(
        "listen = \"127.0.0.1:0\"\nmanifest = \"../manifest.json\"\ndatabase = {:?}\nreceipt_key = \"receipt.key\"\n\
         checkpoint_key = \"checkpoint.key\"\n\n[pool]\nmilliseconds = 20\ncheckpoint_milliseconds = 100\n\n[limits]\n\
         address_per_second = {REQUESTS}\naddress_burst = {REQUESTS}\n",
        database.url()
    );
    for (name, url) in witnesses {
        write!(text, "\n[[witness]]\nname = {name:?}\nurl = {url:?}\n")?;
    }
    Ok(text)
}

pub(super) fn write_key(path: &Path, key: &SigningKey) -> anyhow::Result<()> {
    write_new(path, format!("{}\n", hex(key.as_bytes())).as_bytes(), true)
}

pub(super) fn wait_ready(url: &str) -> anyhow::Result<()> {
    let client = HttpClient::new(url, Patience { attempts: 1, ..Patience::default() })?;
    let begun = Instant::now();
    loop {
        match client.get("readyz", 1_000) {
            Ok(Some(_)) => return Ok(()),
            Err(HttpError::Refused { status: 503, .. }) if begun.elapsed() < START => {
                thread::sleep(Duration::from_millis(20));
            }
            Ok(None) => bail!("{url} is not a ballot box"),
            Err(error) => return Err(error).context("the ballot box does not become ready"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn databases() {
        assert_eq!(Database::parse("sqlite"), Ok(Database::Sqlite));
        let url = "postgres://me@localhost/urn?host=/tmp/x";
        assert_eq!(Database::parse(url).unwrap().url(), url);
        assert!(Database::parse("postgres").unwrap_err().contains("cargo xtask demo"));
        assert!(Database::parse("mysql://x").is_err());
    }

    #[test]
    fn a_config_that_the_ballot_box_reads() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("urn.toml");
        let witnesses = [("one".to_owned(), "http://127.0.0.1:1".to_owned())];
        fs::write(&path, urn_config(&Database::Sqlite, &witnesses).unwrap()).unwrap();
        let config = tabella_server::urn::Config::load(&path).unwrap();
        assert_eq!(config.witnesses.len(), 1);
        assert_eq!(config.limits.address_burst.get(), REQUESTS);
        assert_eq!(config.database_url().unwrap(), format!("sqlite:{}/urn.db", folder.path().display()));
    }
}
