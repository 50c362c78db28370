use proptest::prelude::*;

use super::*;
use crate::testing::{SMALL, changed, election};

/// Joins all leaves of a forest with these sizes.
fn joined(parents: &[Option<usize>], sizes: &[(usize, u64)], minimum: u64) -> Result<Vec<Vec<usize>>, u64> {
    let groups = join(parents, sizes.iter().copied(), minimum)?;
    Ok(groups.into_iter().map(|group| group.units).collect())
}

//            0
//        1       2
//      3 4 5   6   7
//                 8 9
const TREE: [Option<usize>; 10] =
    [None, Some(0), Some(0), Some(1), Some(1), Some(1), Some(2), Some(2), Some(7), Some(7)];

#[test]
fn worked_examples() {
    let sizes = |s: [u64; 6]| [(3, s[0]), (4, s[1]), (5, s[2]), (6, s[3]), (8, s[4]), (9, s[5])];
    // nobody is small
    assert_eq!(
        joined(&TREE, &sizes([5; 6]), 5),
        Ok(vec![vec![3], vec![4], vec![5], vec![6], vec![8], vec![9]])
    );
    // 4 is small: its smallest sibling is 5
    assert_eq!(
        joined(&TREE, &sizes([9, 1, 6, 9, 9, 9]), 5),
        Ok(vec![vec![3], vec![4, 5], vec![6], vec![8], vec![9]])
    );
    // 6 is small: under 2 the smallest is 9, though 8 and 9 lie deeper
    assert_eq!(
        joined(&TREE, &sizes([9, 9, 9, 0, 8, 7]), 5),
        Ok(vec![vec![3], vec![4], vec![5], vec![6, 9], vec![8]])
    );
    // a tie: 8 before 9
    assert_eq!(
        joined(&TREE, &sizes([9, 9, 9, 0, 8, 8]), 5),
        Ok(vec![vec![3], vec![4], vec![5], vec![6, 8], vec![9]])
    );
    // 8 and 9 join under 7 and are still small; from 7 up, 6 lies under 2
    assert_eq!(
        joined(&TREE, &sizes([9, 9, 9, 9, 1, 2]), 5),
        Ok(vec![vec![3], vec![4], vec![5], vec![6, 8, 9]])
    );
    // 6 goes first, to 9; then for 8 there is only a part of a group under 7, and {6, 9} under 2
    assert_eq!(
        joined(&TREE, &sizes([9, 9, 9, 2, 3, 2]), 4),
        Ok(vec![vec![3], vec![4], vec![5], vec![6, 8, 9]])
    );
    // all of 2 is small: up to the root, the smallest there
    assert_eq!(joined(&TREE, &sizes([9, 8, 9, 1, 1, 1]), 5), Ok(vec![vec![3], vec![4, 6, 8, 9], vec![5]]));
    // too few altogether; exactly enough
    assert_eq!(joined(&TREE, &sizes([1, 1, 1, 0, 0, 1]), 5), Err(4));
    assert_eq!(joined(&TREE, &sizes([1, 1, 1, 0, 1, 1]), 5), Ok(vec![vec![3, 4, 5, 6, 8, 9]]));
    // a single unit
    assert_eq!(joined(&TREE, &[(3, 4)], 5), Err(4));
    assert_eq!(joined(&TREE, &[(3, 5)], 5), Ok(vec![vec![3]]));
}

#[test]
fn a_virtual_root_stands_above_the_roots() {
    // roots 0 and 3; 0 contains 1 and 2
    let forest = [None, Some(0), Some(0), None];
    assert_eq!(joined(&forest, &[(1, 5), (2, 9), (3, 4)], 5), Ok(vec![vec![1, 3], vec![2]]));
    // {1, 3} has no common parent but the virtual root; 2 lies under it
    assert_eq!(joined(&forest, &[(1, 1), (2, 9), (3, 0)], 1), Ok(vec![vec![1, 3], vec![2]]));
    // 1 joins 2 under 0; 3 then finds {1, 2} under the virtual root only
    assert_eq!(joined(&forest, &[(1, 1), (2, 9), (3, 1)], 4), Ok(vec![vec![1, 2, 3]]));
}

#[test]
fn a_group_lies_wholly_under_a_node_or_not_at_all() {
    // 0 ─ 1 ─ {2, 3}, 0 ─ 4. 4 (size 0) joins 2 (tie with 3 by order); then 3: under 1 only part of {2, 4} lies
    let parents = [None, Some(0), Some(1), Some(1), Some(0)];
    assert_eq!(joined(&parents, &[(2, 1), (3, 1), (4, 0)], 1), Ok(vec![vec![2, 4], vec![3]]));
    assert_eq!(joined(&parents, &[(2, 2), (3, 1), (4, 0)], 2), Ok(vec![vec![2, 3, 4]]));
}

#[test]
fn of_an_election() {
    // styles at east and harbour; "market" is on the style of east alone
    let election = election(SMALL);
    let position = |id: &str| election.contest(&id.into()).unwrap().0;
    let unit = |id: &str| {
        election.manifest().reporting_units.iter().position(|unit| unit.id.as_str() == id).unwrap()
    };
    let (east, harbour) = (unit("east"), unit("harbour"));
    let sizes = BTreeMap::from([(east, 2), (harbour, 7)]);
    assert_eq!(groups(&election, position("mayor"), &sizes), Ok(vec![Group { units: vec![east, harbour] }]));
    assert_eq!(
        groups(&election, position("market"), &sizes),
        Err(TooFew { contest: "market".into(), ballots: 2, minimum: 3 })
    );
    assert_eq!(groups(&election, position("council"), &sizes), Ok(vec![Group { units: vec![harbour] }]));
    let enough = BTreeMap::from([(east, 3), (harbour, 7)]);
    let alone = vec![Group { units: vec![east] }, Group { units: vec![harbour] }];
    assert_eq!(groups(&election, position("mayor"), &enough), Ok(alone.clone()));
    // a unit without ballots is still a group
    let none = changed(SMALL, |m| m["min_reporting_unit"] = 1.into()).unwrap();
    assert_eq!(
        groups(&none, position("mayor"), &BTreeMap::from([(harbour, 1)])),
        Ok(vec![Group { units: vec![east, harbour] }])
    );
    assert_eq!(groups(&none, position("mayor"), &enough), Ok(alone));
}

/// The rule once more, word for word and slowly: nodes are sets of units.
fn by_the_words(
    parents: &[Option<usize>],
    sizes: &[(usize, u64)],
    minimum: u64,
) -> Result<Vec<Vec<usize>>, u64> {
    let virtual_root = parents.len();
    let parent =
        |node: usize| if node == virtual_root { None } else { Some(parents[node].unwrap_or(virtual_root)) };
    let way = |node: usize| std::iter::successors(Some(node), |node| parent(*node)).collect::<Vec<_>>();
    let mut groups: Vec<(u64, Vec<usize>)> = sizes.iter().map(|(unit, size)| (*size, vec![*unit])).collect();
    loop {
        // units ascend, so the tuple's order is size, then first unit
        groups.sort();
        if groups[0].0 >= minimum {
            groups.sort_by_key(|(_, units)| units[0]);
            return Ok(groups.into_iter().map(|(_, units)| units).collect());
        }
        if groups.len() == 1 {
            return Err(groups[0].0);
        }
        let smallest = groups.remove(0);
        let parents_of: Vec<usize> = smallest.1.iter().map(|unit| parent(*unit).unwrap()).collect();
        let lca = *way(parents_of[0])
            .iter()
            .find(|node| parents_of.iter().all(|p| way(*p).contains(node)))
            .unwrap();
        let (at, _) = way(lca)
            .iter()
            .find_map(|node| {
                groups.iter().enumerate().find(|(_, g)| g.1.iter().all(|unit| way(*unit).contains(node)))
            })
            .unwrap();
        groups[at].0 += smallest.0;
        groups[at].1.extend(smallest.1);
        groups[at].1.sort_unstable();
    }
}

fn forests() -> impl Strategy<Value = (Vec<Option<usize>>, Vec<(usize, u64)>, u64)> {
    (1usize..14)
        .prop_flat_map(|len| {
            let parents: Vec<_> = (0..len).map(|unit| prop::option::weighted(0.85, 0..unit.max(1))).collect();
            // manifest order is any order: units are renumbered
            (parents, Just((0..len).collect::<Vec<usize>>()).prop_shuffle())
        })
        .prop_flat_map(|(parents, order)| {
            let mut shuffled = vec![None; parents.len()];
            for (unit, parent) in parents.iter().enumerate() {
                shuffled[order[unit]] = parent.filter(|parent| *parent != unit).map(|parent| order[parent]);
            }
            let leaves: Vec<usize> =
                (0..shuffled.len()).filter(|unit| !shuffled.contains(&Some(*unit))).collect();
            let count = leaves.len();
            let sizes = prop::collection::vec(0u64..8, count);
            (
                Just(shuffled),
                Just(leaves),
                prop::collection::vec(prop::bool::weighted(0.8), count),
                sizes,
                1u64..12,
            )
        })
        .prop_map(|(parents, leaves, named, sizes, minimum)| {
            let units = leaves.into_iter().zip(named).zip(sizes).filter(|((_, named), _)| *named);
            (parents, units.map(|((unit, _), size)| (unit, size)).collect(), minimum)
        })
        .prop_filter("no unit", |(_, units, _): &(_, Vec<_>, _)| !units.is_empty())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn groups_are_what_the_words_say((parents, sizes, minimum) in forests()) {
        let groups = joined(&parents, &sizes, minimum);
        prop_assert_eq!(&groups, &by_the_words(&parents, &sizes, minimum));
        let all: Vec<usize> = sizes.iter().map(|(unit, _)| *unit).collect();
        let total: u64 = sizes.iter().map(|(_, size)| size).sum();
        match groups {
            Err(ballots) => {
                prop_assert_eq!(ballots, total);
                prop_assert!(total < minimum);
            }
            Ok(groups) => {
                // every unit in exactly one group: no A enters two sums, none is left out
                let mut units = groups.concat();
                units.sort_unstable();
                prop_assert_eq!(units, all);
                prop_assert!(groups.is_sorted_by_key(|group| group[0]));
                for group in &groups {
                    prop_assert!(group.is_sorted());
                    let ballots: u64 = sizes.iter().filter(|(unit, _)| group.contains(unit)).map(|(_, size)| size).sum();
                    prop_assert!(ballots >= minimum, "{:?} has {} of {}", group, ballots, minimum);
                }
            }
        }
    }
}
