//! Keys of texts that these pages put together, for the test that every key in use exists.

use tabella_prepare::{Check, FaultName, Section, candidates::RowWhat, nist};

use super::fields::{Filling, LEVELS};

const PLACES: &str = "title none authority registrar ballot-box receipt-key checkpoint-key trustees voters-max weight-max \
                      min-reporting-unit ballots-per-chain credentials-per-chain";
const THINGS: &str = "unit contest list option style deadline trustee witness client";
const DEEDS: &str = "begin begin-election begin-copy begin-file begin-nist propose take-back fix delete";
const FIELDS: &str = "file languages title-in name name-in time_zone opens closes grace_seconds id parent filling total_min \
                      total_max option_max list blank unit revoting paper_precedence voters_max weight_max \
                      min_reporting_unit ballots_per_chain challenges_per_chain credentials_per_chain \
                      second_device_checks kind apply_until return_until authority-name authority-key registrar-name \
                      registrar-key box-name receipt-key checkpoint-key threshold trustee-name trustee-key \
                      trustee-encryption quorum vkey origins anchors level issuers client-name sha256";
const WRONG: &str = "empty id number key no-name two-names languages time-unread time-skipped time-twice zone backwards \
                     filling votes points totals file choose zone-first return issuers said hash json";
const REFUSED: &str = "stale fixed other red proposed no-id taken used no-such";

/// All of them.
pub(in crate::desk) fn keys() -> Vec<String> {
    let all = |prefix: &str, names: Vec<&str>| -> Vec<String> {
        names.iter().map(|name| format!("prepare-{prefix}-{name}")).collect()
    };
    let words = |words: &'static str| words.split_whitespace().collect();
    let fillings = Filling::ALL.map(Filling::name);
    let about = fillings.map(|name| format!("prepare-filling-{name}-about"));
    [
        all("section", Section::ALL.map(Section::name).into()),
        all("check", Check::ALL.map(Check::name).into()),
        all("fault", FaultName::ALL.iter().map(|fault| fault.name()).collect()),
        all("row", RowWhat::ALL.map(RowWhat::name).into()),
        all("nist-wrong", nist::Wrong::ALL.iter().map(|wrong| wrong.name()).collect()),
        all("nist-loss", nist::Loss::ALL.iter().map(|loss| loss.name()).collect()),
        all("place", words(PLACES)),
        all("new", words(THINGS)),
        all("deed", words(DEEDS)),
        all("field", words(FIELDS)),
        all("wrong", words(WRONG)),
        all("refused", words(REFUSED)),
        all("filling", fillings.into()),
        about.into(),
        all("level", LEVELS.map(|(_, name)| name).into()),
        all("kind", vec!["home", "abroad"]),
        ["up", "down", "remove"].map(|deed| format!("prepare-{deed}")).into(),
    ]
    .concat()
}
