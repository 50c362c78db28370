//! Drafts of small elections of every kind.

use rand_chacha::ChaCha20Rng;
use serde_json::{Value, json};
use tabella_tests::drafts::{self, RULES};

use crate::valid::below;

/// The draft of the lawful board with this number, and what it is.
pub(crate) fn draft(number: u64, rng: &mut ChaCha20Rng) -> (String, Value) {
    let kinds = RULES.len() + 3;
    let kind = usize::try_from(number).unwrap() % kinds;
    let (name, mut draft) = match kind {
        rule if rule < RULES.len() => {
            let (name, contests) = RULES[rule];
            (name.to_owned(), drafts::with_contests(contests))
        }
        rule if rule == RULES.len() => ("two styles".to_owned(), two_styles()),
        _ => ("districts".to_owned(), districts(rng)),
    };
    draft["weight_max"] = json!(1 + below(rng, 3));
    draft["rules"]["revoting"] = json!(below(rng, 4) != 0);
    draft["min_reporting_unit"] = json!(1 + below(rng, 3));
    if below(rng, 4) == 0 {
        draft["limits"]["ballots_per_chain"] = json!(2);
        draft["limits"]["challenges_per_chain"] = json!(1);
        draft["limits"]["credentials_per_chain"] = json!(2);
    }
    (name, draft)
}

/// The small election with the contests that it has in common, and points.
fn two_styles() -> Value {
    let mut draft = drafts::small();
    let keep = ["mayor", "bridge", "council"];
    let contests = draft["contests"].as_array_mut().unwrap();
    contests.retain(|contest| keep.contains(&contest["id"].as_str().unwrap()));
    for style in draft["styles"].as_array_mut().unwrap() {
        style["contests"].as_array_mut().unwrap().retain(|id| keep.contains(&id.as_str().unwrap()));
    }
    draft
}

/// A tree of reporting units with a style for each leaf; styles have contests of their own and in common.
fn districts(rng: &mut ChaCha20Rng) -> Value {
    let mut draft = drafts::with_contests(&[
        drafts::contest(2, 1, 1, 1),
        drafts::contest(2, 1, 0, 2),
        drafts::contest(3, 1, 0, 1),
    ]);
    let unit = |id: &str, parent: Option<usize>| {
        let mut unit = json!({"id": id, "name": {"und": id}});
        if let Some(parent) = parent {
            unit["parent"] = json!(format!("u{parent}"));
        }
        unit
    };
    // u0 is a root, and so is the last; parents may stand after their children
    let inner = 1 + below(rng, 3);
    let leaves = 3 + below(rng, 3);
    let mut units = vec![unit("u0", None)];
    for number in 1..inner {
        units.push(unit(&format!("u{number}"), Some(below(rng, number))));
    }
    for number in 0..leaves {
        let parent = (number + 1 < leaves || below(rng, 2) == 0).then(|| below(rng, inner));
        units.push(unit(&format!("leaf{number}"), parent));
    }
    // an inner unit must not be a leaf
    for number in 0..inner {
        units.push(unit(&format!("own{number}"), Some(number)));
    }
    if below(rng, 2) == 0 {
        units.reverse();
    }
    draft["reporting_units"] = Value::Array(units);
    draft["styles"] = (0..leaves)
        .map(|number| {
            let contests = match below(rng, 4) {
                0 => json!(["c1"]),
                1 => json!(["c2", "c1"]),
                2 => json!(["c1", "c3"]),
                _ => json!(["c3", "c2"]),
            };
            json!({"id": format!("s{number}"), "contests": contests, "reporting_unit": format!("leaf{number}")})
        })
        .chain([json!({"id": "all", "contests": ["c1", "c2", "c3"], "reporting_unit": "leaf0"})])
        .collect();
    draft
}
