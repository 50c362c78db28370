//! What would stand in the way of a desk's start, found without changing anything.

use std::{collections::BTreeSet, path::Path};

use rand_core::OsRng;
use tabella_desk_store::{DeskPool, OFFICIALS_NEEDED, Role, SchemaState};
use tabella_identity::PersonId;

use super::{
    Config, ConfigError, config::Keyed, election_card, mail, outbox, register::HttpRegister, sign_in_card,
};
use crate::finding::{Finding, finding, of_database, port};

/// Days after the end of voting that a complaint and an audit surely take.
const RETENTION_DAYS: u32 = 30;

/// Looks at config, keys, issuers, elections, officials, database and ballot boxes. Changes nothing, and asks nobody else.
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
    list.push(port(config.listen));
    if config.retention_days < RETENTION_DAYS {
        let days = count(config.retention_days as usize, "day", "days");
        let words = format!(
            "{days} after the end of voting names and evidence are erased: no audit or complaint can use them then"
        );
        list.push(Finding::doubt("retention", words));
    }
    for keyed in elections.iter().flatten() {
        list.push(urn(keyed).await);
        if keyed.authority.is_some() {
            let words =
                format!("its key is here: two election managers open, end and close {}", keyed.election.id());
            list.push(Finding { what: "authority", result: Ok(words), is_doubt: false });
        }
    }
    let officials = finding(list, "officials", config.first_officials(), |found| {
        count(found.len(), "official", "officials")
    });
    if config.data_tracker.is_some() {
        finding(list, "tracker", config.tracker_secret(), |_| "its secret is there".into());
    }
    if let Some(mail) = &config.mail {
        finding(list, "mail", mail::Post::new(mail), |_| format!("{}:{}", mail.server, mail.port));
    }
    match tabella_documents::program(config.documents.as_deref()) {
        Some(program) => {
            let said = tabella_documents::version(&program).map_err(|error| format!("{}: {error}", program.display()));
            finding(list, "documents", said, |version| format!("{version} at {}", program.display()));
        }
        None => list.push(Finding::doubt(
            "documents",
            "tabella-documents does not lie beside this program, and `documents` does not name it: no labels, letters and \
             confirmations (PDF) are made",
        )),
    }
    if let Some(register) = &config.register {
        let made = HttpRegister::new(register, config.demo);
        finding(list, "register", made, |_| format!("{} at {}", register.service, register.url));
    }
    let appointed = officials.iter().flatten().filter(|(_, office)| office.role == Role::ElectionManager);
    let appointed: BTreeSet<&PersonId> = appointed.map(|(person, _)| person).collect();
    let mut managers = appointed.len();
    let url = finding(list, "database", config.database_url(), |_| "named".into());
    let (Some(url), Some(key)) = (url, key) else { return findings };
    let checked = DeskPool::check(&url).await.map_err(|error| of_database(&url, error));
    let state = finding(list, "schema", checked, ToString::to_string);
    match state {
        Some(SchemaState::Ahead { .. }) => {
            list.push(Finding::wrong("schema", "the database is newer than this program: start a newer one"));
        }
        // the key is that of the database, or nothing in it can be read
        Some(SchemaState::Current { .. }) => {
            let opened = DeskPool::open(&url, key, &mut OsRng).await;
            if let Some(pool) = finding(list, "store", opened, |_| "opened with this key".into()) {
                // those who were appointed later need not stand in the config
                if let Ok(mut held) = pool.holders(Role::ElectionManager).await {
                    held.extend(appointed.iter().map(|person| pool.key().person(person)));
                    managers = held.len();
                }
                pool.close().await;
            }
        }
        Some(SchemaState::Absent | SchemaState::Behind { .. }) | None => {}
    }
    if (managers as u64) < OFFICIALS_NEEDED {
        let words = count(managers, "election manager", "election managers");
        let words =
            format!("{words}: nobody else can be appointed, since that takes two; name them as [[official]]");
        list.push(Finding::doubt("managers", words));
    }
    findings
}

/// Whether the ballot box is up, and of the same manifest.
async fn urn(keyed: &Keyed) -> Finding {
    let (what, url, own) = ("urn", &keyed.urn, keyed.election.id().to_string());
    match outbox::election_of(url).await {
        Ok(Some(id)) if id == own => {
            Finding { what, result: Ok(format!("{url} has the same manifest")), is_doubt: false }
        }
        Ok(Some(id)) => Finding::wrong(
            what,
            format!("{url} is of election {id}, not of {own}: one of both has another manifest"),
        ),
        Ok(None) => {
            Finding::wrong(what, format!("{url} answers, but not as a ballot box: is its address right?"))
        }
        Err(error) => {
            let words = "credentials wait for it; start it, or mend `urn` of the [[election]]";
            Finding::doubt(what, format!("{url}: {error}; {words}"))
        }
    }
}

fn count(number: usize, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}
