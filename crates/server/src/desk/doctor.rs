//! What would stand in the way of a desk's start, found without changing anything.

use std::path::Path;

use rand_core::OsRng;
use tabella_desk_store::{DeskPool, SchemaState};

use super::{Config, ConfigError, election_card, mail, sign_in_card};
use crate::finding::{Finding, finding};

/// Looks at config, keys, issuers, elections, officials and database. Changes nothing, and asks nobody outside.
pub async fn doctor(path: &Path) -> Vec<Finding> {
    let mut findings = Vec::new();
    let list = &mut findings;
    let config = finding(list, "config", Config::load(path), |_| path.display().to_string());
    let Some(config) = config else { return findings };
    let key = finding(list, "key", config.desk_key(), |_| "one that only its owner reads".into());
    let issuers = config.issuers().and_then(|issuers| {
        sign_in_card(&config, issuers.clone())?;
        Ok(issuers)
    });
    let issuers = finding(list, "issuers", issuers, |issuers| count(issuers.len(), "issuer", "issuers"));
    let elections = finding(list, "elections", config.keyed(), |keyed| {
        let ids: Vec<String> = keyed.iter().map(|one| one.election.id().to_string()).collect();
        ids.join(", ")
    });
    if let (Some(issuers), Some(elections)) = (&issuers, &elections) {
        let cards = elections.iter().try_for_each(|keyed| {
            let card = election_card(&config, keyed, issuers).map(drop);
            card.map_err(|error| ConfigError::Election { election: *keyed.election.id(), error })
        });
        finding(list, "cards", cards, |()| "each election takes those of an issuer here".into());
    }
    finding(list, "officials", config.first_officials(), |found| count(found.len(), "official", "officials"));
    if config.data_tracker.is_some() {
        finding(list, "tracker", config.tracker_secret(), |_| "its secret is there".into());
    }
    if let Some(mail) = &config.mail {
        finding(list, "mail", mail::Post::new(mail), |_| format!("{}:{}", mail.server, mail.port));
    }
    let url = finding(list, "database", config.database_url(), |_| "named".into());
    let (Some(url), Some(key)) = (url, key) else { return findings };
    let state = finding(list, "schema", DeskPool::check(&url).await, ToString::to_string);
    match state {
        Some(SchemaState::Ahead { .. }) => {
            let words = "the database is newer than this program: start a newer one".to_owned();
            list.push(Finding { what: "schema", result: Err(words) });
        }
        // the key is that of the database, or nothing in it can be read
        Some(SchemaState::Current { .. }) => {
            let opened = DeskPool::open(&url, key, &mut OsRng).await;
            if let Some(pool) = finding(list, "store", opened, |_| "opened with this key".into()) {
                pool.close().await;
            }
        }
        Some(SchemaState::Absent | SchemaState::Behind { .. }) | None => {}
    }
    findings
}

fn count(number: usize, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}
