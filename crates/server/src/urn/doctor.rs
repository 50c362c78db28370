//! What would stand in the way of a start, found without changing anything.

use std::path::Path;

use tabella_election::Election;
use tabella_urn_store::{Bound, SchemaState, UrnPool};

use super::{Config, Cores, CoresError, publish::head_of};
use crate::finding::{Finding, finding, of_database, port};

/// Looks at config, manifest, keys, witnesses and database. Changes nothing, and asks nobody outside.
pub async fn doctor(path: &Path) -> Vec<Finding> {
    examine(path, Cores::look).await
}

/// The same, of an urn in a house.
pub(crate) async fn doctor_in_house(path: &Path) -> Vec<Finding> {
    examine(path, || Err(CoresError::Shared)).await
}

async fn examine(path: &Path, cores: impl FnOnce() -> Result<Cores, CoresError>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let list = &mut findings;
    let config = finding(list, "config", Config::load(path), |_| path.display().to_string());
    let Some(config) = config else { return findings };
    let election =
        finding(list, "manifest", config.election(), |election| format!("election {}", election.id()));
    if let Some(election) = &election {
        finding(list, "keys", config.keys(election), |_| "those of the manifest".into());
        let quorum = election.witness_policy().quorum;
        finding(list, "witnesses", config.witnesses(election), |found| {
            format!("{} have a URL, {quorum} must cosign", found.len())
        });
    }
    if config.pool.own_cores {
        if config.pool.milliseconds > 0 {
            let words = "own_cores makes a difference only where ballots do not wait for each other: milliseconds = 0";
            list.push(Finding::doubt("cores", words));
        }
        finding(list, "cores", cores(), |cores| {
            let (verifying, rest) = cores.counts();
            format!("{verifying} only verify, {rest} have the rest")
        });
    }
    list.push(port(config.listen));
    let url: Option<String> = finding(list, "database", config.database_url(), |_| "named".into());
    let Some(url) = url else { return findings };
    let state = finding(
        list,
        "schema",
        UrnPool::check(&url).await.map_err(|error| of_database(&url, error)),
        ToString::to_string,
    );
    match state {
        Some(SchemaState::Ahead { .. }) => {
            list.push(Finding::wrong("schema", "the database is newer than this program: start a newer one"));
        }
        Some(SchemaState::Current { .. }) => {
            let Some(election) = &election else { return findings };
            let key = election.checkpoint_key();
            let Some(pool) = finding(list, "store", UrnPool::open(&url).await, |_| "opened".into()) else {
                return findings;
            };
            let bound = pool.bound().await.map_err(|error| error.to_string());
            let bound = bound.and_then(|bound| of_this(bound, election));
            finding(list, "election", bound, |words| (*words).to_owned());
            finding(list, "log", pool.head().await, |head| format!("{} entries", head.size));
            finding(list, "published", pool.checkpoint_published().await, |note| {
                let head = note.as_deref().and_then(|note| head_of(note, key));
                head.map_or("nothing yet".into(), |head| format!("{} entries", head.size))
            });
            pool.close().await;
        }
        Some(SchemaState::Absent | SchemaState::Behind { .. }) | None => {}
    }
    findings
}

/// Whether the database is this election's. A start would refuse another one.
fn of_this(bound: Option<Bound>, election: &Election) -> Result<&'static str, String> {
    match bound {
        None => Ok("not bound yet"),
        Some(bound)
            if bound.election == *election.id() && bound.origin == election.checkpoint_key().name() =>
        {
            Ok("that of the manifest")
        }
        Some(Bound { election, origin }) => {
            Err(format!("the database is bound to election {election} (log {origin}), not to the manifest's"))
        }
    }
}
