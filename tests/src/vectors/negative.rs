//! What must be refused, and by which rule.

mod ballots;
mod closing;
mod files;
mod raw;
mod setup;
mod voting;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tabella_board::Entry;

use super::{bytes, file};
use crate::{Fixture, Setup, drafts, drafts::contest};

/// A board with entries that must not follow at some place.
struct Cases {
    fixture: Fixture,
    list: Vec<Value>,
    names: BTreeSet<String>,
}

impl Cases {
    fn new(setup: &Setup) -> Self {
        Self { fixture: Fixture::unannounced(setup), list: Vec::new(), names: BTreeSet::new() }
    }

    /// The entry must be refused here, for this reason.
    fn refuse(&mut self, name: &str, entry: Entry, rejection: &str, why: &str) {
        self.refuse_after(name, &[], entry, rejection, why);
    }

    /// The entry must be refused if these lawful ones stand before it.
    #[expect(clippy::needless_pass_by_value, reason = "most entries are made for one case")]
    fn refuse_after(&mut self, name: &str, given: &[Entry], entry: Entry, rejection: &str, why: &str) {
        let mut fixture = self.fixture.clone();
        for entry in given {
            fixture.expect(entry.clone());
        }
        let got = fixture.refuse(entry.clone());
        assert_eq!(got.name(), rejection, "{name}: {got}");
        assert!(self.names.insert(name.to_owned()), "two cases are called {name}");
        let mut case = json!({ "name": name, "after": self.fixture.entries.len() });
        if !given.is_empty() {
            case["given"] = given.iter().map(written).collect();
        }
        case["entry"] = written(&entry);
        case["rejection"] = rejection.into();
        case["why"] = why.into();
        self.list.push(case);
    }

    fn finish(self) -> Value {
        json!({
            "manifest": std::str::from_utf8(self.fixture.election.bytes()).unwrap(),
            "entries": self.fixture.entries.iter().map(written).collect::<Vec<_>>(),
            "cases": self.list,
        })
    }
}

/// An entry with its blob.
fn written(entry: &Entry) -> Value {
    let mut value = json!({ "bytes": bytes(entry.bytes()) });
    if entry.blob_hash().is_some() {
        value["blob"] = bytes(entry.blob());
    }
    value
}

/// Two styles, `choice` (one of two) and `fund` (points), and limits that are soon reached.
fn tight() -> Setup {
    let mut draft = drafts::with_contests(&[contest(2, 1, 1, 1), contest(2, 1000, 0, 1000)]);
    draft["styles"] = json!([
        { "id": "choice", "contests": ["c1"], "reporting_unit": "u" },
        { "id": "fund", "contests": ["c2"], "reporting_unit": "u" },
    ]);
    draft["voters_max"] = json!(4);
    draft["weight_max"] = json!(2);
    draft["limits"] = json!({
        "ballots_per_chain": 2,
        "challenges_per_chain": 1,
        "credentials_per_chain": 2,
        "second_device_checks": 3,
    });
    Setup { draft, seed: 60, ..Setup::default() }
}

fn without_revoting() -> Value {
    let mut draft = drafts::with_contests(&[contest(2, 1, 1, 1)]);
    draft["rules"]["revoting"] = json!(false);
    let mut cases = Cases::new(&Setup { draft, seed: 61, ..Setup::default() });
    setup::announce(&mut cases.fixture);
    cases.fixture.hold_ceremony(1);
    cases.fixture.open();
    let voter = cases.fixture.credential(0, 1);
    cases.fixture.cast(&voter, &[1, 0]);
    let second = crate::entry_of(&cases.fixture.ballot(&voter, &[0, 1]).0);
    cases.refuse(
        "second ballot without re-voting",
        second,
        "no-revoting",
        "rules.revoting is false and the chain has a ballot.",
    );
    cases.finish()
}

pub(super) fn negative() -> Value {
    let mut cases = Cases::new(&tight());
    setup::cases(&mut cases);
    voting::cases(&mut cases);
    closing::cases(&mut cases);
    let boards = [cases.finish(), without_revoting()];
    file(
        "Each must be refused, by the rule that is named. Boards: replay the first \"after\" entries and those \"given\"; then \"entry\" is refused with this \
         name of section 8.3. Bytes that are no entry, manifests, notes and paths: \"error\" says why.",
        json!({
            "boards": boards,
            "no_entries": files::no_entries(),
            "manifests": files::manifests(),
            "notes": files::notes(),
            "paths": files::paths(),
        }),
    )
}
