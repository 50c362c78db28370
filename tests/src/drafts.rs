//! Drafts of manifests for tests.

use serde_json::{Value, json};

/// tests/data/small.draft.json: every kind of rule, two styles, a tree of reporting units.
pub fn small() -> Value {
    serde_json::from_slice(include_bytes!("../data/small.draft.json")).unwrap()
}

/// A contest for [`with_contests`].
#[derive(Clone, Copy, Debug)]
pub struct Contest {
    /// How many options.
    pub options: usize,
    /// Most that one option may get.
    pub option_max: u32,
    /// Least over the contest.
    pub total_min: u32,
    /// Most over the contest.
    pub total_max: u32,
}

/// A contest's rule, briefly.
#[must_use]
pub fn contest(options: usize, option_max: u32, total_min: u32, total_max: u32) -> Contest {
    Contest { options, option_max, total_min, total_max }
}

/// Every kind of rule by name, in small sizes.
pub const RULES: [(&str, &[Contest]); 9] = [
    ("1-of-n", &[Contest { options: 3, option_max: 1, total_min: 1, total_max: 1 }]),
    ("1-of-n or blank", &[Contest { options: 3, option_max: 1, total_min: 0, total_max: 1 }]),
    ("approval", &[Contest { options: 4, option_max: 1, total_min: 0, total_max: 4 }]),
    ("k-of-n", &[Contest { options: 5, option_max: 1, total_min: 0, total_max: 3 }]),
    ("panachage", &[Contest { options: 4, option_max: 2, total_min: 0, total_max: 5 }]),
    ("cumulative", &[Contest { options: 3, option_max: 5, total_min: 0, total_max: 5 }]),
    ("points", &[Contest { options: 2, option_max: 1000, total_min: 10, total_max: 1000 }]),
    (
        "several contests",
        &[
            Contest { options: 2, option_max: 1, total_min: 1, total_max: 1 },
            Contest { options: 3, option_max: 2, total_min: 1, total_max: 4 },
        ],
    ),
    (
        "bits and points",
        &[
            Contest { options: 2, option_max: 500, total_min: 0, total_max: 700 },
            Contest { options: 2, option_max: 1, total_min: 0, total_max: 1 },
            Contest { options: 2, option_max: 300, total_min: 1, total_max: 300 },
        ],
    ),
];

/// One style `s` in one reporting unit `u` with these contests (`c1`, `c2`, …), their options `o1`, `o2`, …. Everything is
/// allowed that may be allowed, and one ballot is enough to be counted alone.
pub fn with_contests(contests: &[Contest]) -> Value {
    let mut draft = small();
    draft["reporting_units"] = json!([{"id": "u", "name": {"und": "u"}}]);
    draft["contests"] = contests.iter().enumerate().map(|(c, rule)| write_contest(c + 1, *rule)).collect();
    let ids: Vec<String> = (1..=contests.len()).map(|c| format!("c{c}")).collect();
    draft["styles"] = json!([{"id": "s", "contests": ids, "reporting_unit": "u"}]);
    draft["min_reporting_unit"] = json!(1);
    draft
}

fn write_contest(number: usize, rule: Contest) -> Value {
    let Contest { options, option_max, total_min, total_max } = rule;
    let options: Vec<Value> = (1..=options)
        .map(|o| json!({"id": format!("o{o}"), "name": {"und": format!("Option {o}")}}))
        .collect();
    let title = format!("Contest {number}");
    json!({
        "id": format!("c{number}"),
        "title": {"en": title, "fr": title},
        "rule": {"option_max": option_max, "total_min": total_min, "total_max": total_max},
        "lists": [],
        "options": options,
    })
}
