//! Which reporting units are decrypted together.

use std::collections::BTreeMap;

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use rand_core::RngCore as _;
use serde_json::{Value, json};
use tabella_election::{Election, groups::groups as join};

use super::file;
use crate::{Setup, drafts, drafts::contest};

/// An election with these reporting units (`u0`, `u1`, …; per unit the position of its parent), one contest, and one style with it for
/// each leaf.
pub fn election_of_tree(parents: &[Option<usize>], minimum: u64) -> Election {
    let mut draft = drafts::with_contests(&[contest(2, 1, 1, 1)]);
    let unit = |(position, parent): (usize, &Option<usize>)| {
        let mut unit = json!({ "id": format!("u{position}"), "name": { "und": "Unit" } });
        if let Some(parent) = parent {
            unit["parent"] = json!(format!("u{parent}"));
        }
        unit
    };
    draft["reporting_units"] = parents.iter().enumerate().map(unit).collect();
    draft["styles"] = leaves(parents)
        .into_iter()
        .map(|leaf| json!({ "id": format!("s{leaf}"), "contests": ["c1"], "reporting_unit": format!("u{leaf}") }))
        .collect();
    draft["min_reporting_unit"] = json!(minimum);
    let election = crate::Fixture::unannounced(&Setup { draft, ..Setup::default() }).election;
    std::sync::Arc::unwrap_or_clone(election)
}

fn leaves(parents: &[Option<usize>]) -> Vec<usize> {
    (0..parents.len()).filter(|unit| !parents.contains(&Some(*unit))).collect()
}

fn case(name: &str, parents: &[Option<usize>], sizes: &[u64], minimum: u64) -> Value {
    let election = election_of_tree(parents, minimum);
    let sizes: BTreeMap<usize, u64> = leaves(parents).into_iter().zip(sizes.iter().copied()).collect();
    let groups = join(&election, 0, &sizes).ok();
    json!({
        "name": name,
        "parents": parents,
        "sizes": sizes.iter().map(|(unit, size)| json!([unit, size])).collect::<Vec<_>>(),
        "minimum": minimum,
        "groups": groups.map(|groups| groups.into_iter().map(|group| group.units).collect::<Vec<_>>()),
    })
}

pub(super) fn groups() -> Value {
    const ROOT: Option<usize> = None;
    let two_levels = [ROOT, Some(0), Some(0), Some(1), Some(1), Some(2), Some(2)];
    let mut cases = vec![
        case("one unit, enough", &[ROOT], &[10], 10),
        case("one unit, too few: not decrypted", &[ROOT], &[9], 10),
        case("nobody voted", &[ROOT, Some(0), Some(0)], &[0, 0], 1),
        case("two roots unite under the virtual root", &[ROOT, ROOT], &[3, 20], 10),
        case("all large enough", &two_levels, &[10, 11, 12, 13], 10),
        case("a small one joins its neighbour", &two_levels, &[10, 2, 30, 40], 10),
        case("a small pair goes up", &two_levels, &[1, 2, 30, 40], 10),
        case("ties in manifest order", &two_levels, &[5, 5, 5, 5], 10),
        case("everything into one", &two_levels, &[1, 2, 3, 4], 10),
        case("an empty unit is a group of size 0", &two_levels, &[0, 50, 0, 50], 10),
        case(
            "leaves at different depths",
            &[ROOT, Some(0), Some(0), Some(2), Some(2), Some(4), Some(4)],
            &[12, 3, 4, 5],
            6,
        ),
        case("a group across branches is not under either", &two_levels, &[9, 9, 9, 1], 20),
    ];
    let mut rng = ChaCha20Rng::from_seed([3; 32]);
    for number in 1..=12 {
        let units = 4 + usize::try_from(rng.next_u32() % 9).unwrap();
        let parents: Vec<Option<usize>> = (0..units)
            .map(|unit| {
                let parent = usize::try_from(rng.next_u32()).unwrap() % (unit + 1);
                (parent < unit).then_some(parent)
            })
            .collect();
        let sizes: Vec<u64> = leaves(&parents).iter().map(|_| u64::from(rng.next_u32() % 12)).collect();
        cases.push(case(&format!("random tree {number}"), &parents, &sizes, 8));
    }
    file(
        "Section 10.1: per reporting unit the position of its parent (null: a root), per unit that a style names its counted ballots, and the groups (null: the contest is not decrypted).",
        json!({ "cases": cases }),
    )
}
