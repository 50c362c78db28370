//! The recipes that are rules of board and manifest rather than of proofs.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use rand_core::RngCore as _;
use std::collections::{BTreeMap, BTreeSet};
use tabella_ballot::{parse_tracker, tracker_text};
use tabella_crypto::{
    CompressedRistretto, RootHash, Scalar, Tracker,
    ballot_proof::{Seed, reencrypts},
};
use tabella_election::{
    Election, ManifestError,
    groups::groups,
    message::{Close, Credential, End, Reason},
};
use tabella_tests::{Fixture, Setup, drafts::contest, entry_of};

use crate::{
    ceremony, one_of_three, refused,
    weak::{Forged, G, cast_entry},
};

/// P = identity has the secret 0, which everyone knows.
#[test]
fn recipe_identity_as_credential() {
    let (mut fixture, voter) = one_of_three();
    let identity = CompressedRistretto([0; 32]);
    let credential = |credential, replaces| Credential {
        credential,
        style: "s".into(),
        weight: 1,
        evidence: tabella_crypto::EvidenceCommitment([0; 32]),
        replaces,
    };
    let entry = fixture.signed(credential(identity, None), &fixture.people.registrar, vec![]);
    refused(&mut fixture, entry, "point");
    let other = fixture.stranger(0, 1);
    let entry =
        fixture.signed(credential(*other.secret.public(), Some(identity)), &fixture.people.registrar, vec![]);
    refused(&mut fixture, entry, "not-live");
    // K = z·G is an authorisation of the secret 0
    let (posted, _) = fixture.ballot(&voter, &[1, 0, 0]);
    let mut forged = Forged::of(&fixture, &posted);
    forged.statement.credential = identity;
    let z = Scalar::from(3u8);
    let entry = cast_entry(&forged.encode(), (z * G).compress().as_bytes(), &z.to_bytes());
    refused(&mut fixture, entry, "point");
    let zero = tabella_crypto::authorisation::CredentialSecret::from_bytes(&zeroize::Zeroizing::new([0; 32]));
    assert!(zero.is_err());
}

/// Two quorums of witnesses must meet: any two majorities do, two halves do not.
#[test]
fn recipe_two_witness_quorums_that_do_not_meet() {
    let fixture = Fixture::unannounced(&Setup::default());
    let parse = |quorum: u32, members: usize| {
        let mut manifest: serde_json::Value = serde_json::from_slice(fixture.election.bytes()).unwrap();
        let all: Vec<String> = (1..=members)
            .map(|w| {
                let key = ed25519_dalek::SigningKey::from_bytes(&[w as u8; 32]).verifying_key();
                tabella_tlog::Vkey::cosignature(&format!("w.example/{w}"), key).unwrap().to_string()
            })
            .collect();
        manifest["witnesses"] = serde_json::json!({"quorum": quorum, "members": all});
        Election::parse(&serde_json::to_vec(&manifest).unwrap())
    };
    for members in 1..=7 {
        for quorum in 0..=8u32 {
            let meets = 2 * quorum as usize > members && quorum as usize <= members;
            match parse(quorum, members) {
                Ok(_) => assert!(meets, "{quorum} of {members}"),
                Err(error) => {
                    assert!(!meets, "{quorum} of {members}");
                    assert!(matches!(error, ManifestError::Quorum { .. }), "{error}");
                }
            }
        }
    }
}

/// A `close` signed for another branch, replayed on this one; after it nothing but shares and the result.
#[test]
fn recipe_close_on_a_fork() {
    let (mut fixture, voter) = one_of_three();
    let other = fixture.credential(0, 1);
    fixture.cast(&voter, &[1, 0, 0]);
    fixture.cast(&other, &[0, 1, 0]);
    let mut fork = fixture.clone();
    fork.revoke(&voter, Reason::Administrative);
    fixture.revoke(&other, Reason::Administrative);
    let entry = fixture.close_entry();
    refused(&mut fixture, entry, "phase");
    for board in [&mut fixture, &mut fork] {
        board.end();
    }
    assert_eq!(fixture.state.tree().size(), fork.state.tree().size());
    let entry = fork.close_entry();
    refused(&mut fixture, entry, "other-tree");
    let early = fixture.close_entry();
    let notice = fixture.notice(1, None);
    fixture.expect(notice);
    refused(&mut fixture, early, "other-tree");
    // a share for one branch is nothing on the other
    fork.close();
    let trustee = fixture.trustees()[0];
    let share = fork.share(trustee, &fork.statement());
    fixture.close();
    let again = fixture.close_entry();
    refused(&mut fixture, again, "phase");
    let entry = fixture.share_entry(trustee, &share);
    refused(&mut fixture, entry, "share");
    let revocation = fixture.revocation(&voter, Reason::Paper);
    let notice = fixture.notice(2, None);
    for entry in [revocation, notice] {
        refused(&mut fixture, entry, "phase");
    }
    // what the trustees compare outside the system differs
    let words = |fixture: &Fixture| tabella_trustee::root_words(&fixture.state.close().unwrap().1);
    assert_ne!(words(&fixture), words(&fork));
    fixture.decrypt(&[1, 2]);
    fixture.result().unwrap();
    let share = fixture.share(fixture.trustees()[2], &fixture.statement());
    let entry = fixture.share_entry(fixture.trustees()[2], &share);
    refused(&mut fixture, entry, "phase");
}

/// FROST's round-1 packages replayed are c03; round 2 here: another sender, recipient, attempt, election; changed bytes.
#[test]
fn recipe_frost_package_replayed() {
    ceremony::replayed_round2();
}

/// `end`: whose it is, for which keys and tree; after it only revocations, notices and `close`.
#[test]
fn recipe_after_end_only_revocations_notices_and_close() {
    let (mut fixture, voter) = one_of_three();
    let late = fixture.stranger(0, 1);
    let (posted, _) = fixture.ballot(&voter, &[1, 0, 0]);
    let challenged = fixture.challenged(&voter, &[1, 0, 0]);
    let keys_hash = *fixture.state.ceremony().unwrap().joint.hash();
    let size = fixture.state.tree().size().0;
    let end = |fixture: &Fixture, keys_hash, size, key: &ed25519_dalek::SigningKey| {
        fixture.signed(End { keys_hash, size }, key, vec![])
    };
    let authority = fixture.people.authority.clone();
    let entry = end(&fixture, keys_hash, size, &fixture.people.registrar);
    refused(&mut fixture, entry, "signature");
    let entry = end(&fixture, tabella_crypto::KeysHash([0; 32]), size, &authority);
    refused(&mut fixture, entry, "other-keys");
    let entry = end(&fixture, keys_hash, size + 1, &authority);
    refused(&mut fixture, entry, "other-tree");
    // a lower bound may be low: ballots come in while the authority signs
    let entry = end(&fixture, keys_hash, 1, &authority);
    fixture.expect(entry.clone());
    let credential = fixture.credential_entry(&late, None);
    let share = tabella_election::share::TallyShare { contests: vec![] };
    let share = fixture.share_entry(fixture.trustees()[0], &share);
    for entry in [entry, entry_of(&posted), entry_of(&challenged), credential] {
        refused(&mut fixture, entry, "phase");
    }
    refused(&mut fixture, share, "not-settled");
    let extension = fixture.notice(1, Some(u64::MAX >> 1));
    refused(&mut fixture, extension, "extension");
    let notice = fixture.notice(1, None);
    fixture.expect(notice);
    fixture.revoke(&voter, Reason::Paper);
    fixture.close();
}

/// Who may vote, how often, with what weight: limits of credentials and chains.
#[test]
fn recipe_limits_of_chains() {
    let mut setup = Setup::with_contests(&[contest(1, 1, 0, 1)]);
    setup.draft["voters_max"] = 2.into();
    setup.draft["limits"] = serde_json::json!(
        {"ballots_per_chain": 2, "challenges_per_chain": 1, "credentials_per_chain": 2, "second_device_checks": 1}
    );
    let mut fixture = Fixture::new(&setup);
    for weight in [0, 4, u64::MAX] {
        let voter = fixture.stranger(0, weight);
        let entry = fixture.credential_entry(&voter, None);
        refused(&mut fixture, entry, "weight");
    }
    let voter = fixture.credential(0, 2);
    let entry = fixture.credential_entry(&voter, None);
    refused(&mut fixture, entry, "credential-reused");
    fixture.challenge(&voter, &[1]);
    let again = fixture.challenged(&voter, &[1]);
    refused(&mut fixture, entry_of(&again), "chain-limit");
    let first = fixture.cast(&voter, &[1]);
    // another ballot for the first place: reordering and holding back
    let (late, _) = {
        let prepared = fixture.prepare_after(&voter, Tracker::NONE, &[0]);
        let styles = fixture.styles();
        prepared.cast(&voter.secret, &mut fixture.rng, &styles)
    };
    refused(&mut fixture, entry_of(&late), "previous");
    // a replacement of another weight, of itself, of someone unknown; the chain goes on in the right one
    let heavier = fixture.stranger(0, 3);
    let entry = fixture.credential_entry(&heavier, Some(*voter.secret.public()));
    refused(&mut fixture, entry, "replacement");
    let entry = fixture.credential_entry(&voter, Some(*voter.secret.public()));
    refused(&mut fixture, entry, "credential-reused");
    let entry = fixture.credential_entry(&heavier, Some(*heavier.secret.public()));
    refused(&mut fixture, entry, "not-live");
    let new = fixture.replace(&voter);
    assert_eq!(fixture.previous(&new), *first.ballot().tracker());
    let (old, _) = fixture.ballot(&voter, &[0]);
    refused(&mut fixture, entry_of(&old), "not-live");
    let third = fixture.stranger(0, 2);
    let entry = fixture.credential_entry(&third, Some(*new.secret.public()));
    refused(&mut fixture, entry, "chain-limit");
    fixture.cast(&new, &[1]);
    let (more, _) = fixture.ballot(&new, &[0]);
    refused(&mut fixture, entry_of(&more), "chain-limit");
    // voters_max counts those who are live
    let other = fixture.credential(0, 1);
    let excess = fixture.stranger(0, 1);
    let entry = fixture.credential_entry(&excess, None);
    refused(&mut fixture, entry.clone(), "too-many-voters");
    fixture.revoke(&other, Reason::Administrative);
    let revocation = fixture.revocation(&other, Reason::Paper);
    refused(&mut fixture, revocation, "not-live");
    let comeback = fixture.credential_entry(&other, None);
    refused(&mut fixture, comeback, "credential-reused");
    fixture.expect(entry);
    assert_eq!(fixture.finish().0, [[[2]]]);

    setup.draft["rules"]["revoting"] = false.into();
    let mut once = Fixture::new(&setup);
    let voter = once.credential(0, 1);
    once.cast(&voter, &[1]);
    let (again, _) = once.ballot(&voter, &[0]);
    refused(&mut once, entry_of(&again), "no-revoting");
}

/// Extensions extend, before `end`; notices are numbered.
#[test]
fn recipe_notices() {
    let (mut fixture, _) = one_of_three();
    let closes = u64::try_from(fixture.state.closes()).unwrap();
    for sequence in [0, 2] {
        let entry = fixture.notice(sequence, None);
        refused(&mut fixture, entry, "sequence");
    }
    for earlier in [0, closes - 1, closes, u64::MAX] {
        let entry = fixture.notice(1, Some(earlier));
        refused(&mut fixture, entry, "extension");
    }
    let entry = fixture.notice(1, Some(closes + 60));
    fixture.expect(entry);
    assert_eq!(fixture.state.closes() as u64, closes + 60);
    let entry = fixture.notice(2, Some(closes + 60));
    refused(&mut fixture, entry, "extension");
}

/// 130 bits of a tracker are shown, so that no device finds two ballots for one text: every one of them matters.
#[test]
fn recipe_tracker_text_has_130_bits() {
    let good = Tracker([0x5a; 32]);
    for bit in 0..256 {
        let mut other = good;
        other.0[bit / 8] ^= 0x80 >> (bit % 8);
        assert_eq!(tracker_text(&other) != tracker_text(&good), bit < 130, "bit {bit}");
    }
    let text = tracker_text(&good);
    assert_eq!(parse_tracker(&text.to_lowercase().replace('-', " ")), parse_tracker(&text));
    for bad in ["", "U", &text[1..], &format!("{text}0"), &text.replacen(|c| c != '-', "!", 1)] {
        assert!(parse_tracker(bad).is_err(), "{bad}");
    }
    assert!(reencrypts_is_bound_to_the_credential());
}

/// r derives from election, credential, style and seed: another voter's ballot with the same seed is another ballot.
fn reencrypts_is_bound_to_the_credential() -> bool {
    let (mut fixture, voter) = one_of_three();
    let other = fixture.stranger(0, 1);
    let (posted, seed) = fixture.ballot(&voter, &[1, 0, 0]);
    let styles = fixture.styles();
    let opens = |p: &CompressedRistretto| {
        let seed = Seed::from_bytes(*seed.expose_bytes());
        reencrypts(styles.get(0).unwrap(), p, &seed, &[1, 0, 0], &posted.ballot().ciphertexts)
    };
    opens(voter.secret.public()) && !opens(other.secret.public())
}

/// The manifest's rules of section 3: each change of a good manifest is refused.
#[test]
fn recipe_manifests_that_are_refused() {
    use serde_json::json;
    let fixture = Fixture::unannounced(&Setup::default());
    let parse = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut manifest: serde_json::Value = serde_json::from_slice(fixture.election.bytes()).unwrap();
        change(&mut manifest);
        Election::parse(&serde_json::to_vec(&manifest).unwrap())
    };
    assert!(parse(&|_| {}).is_ok());
    type Change<'a> = (&'a str, &'a dyn Fn(&mut serde_json::Value));
    let changes: [Change<'_>; 24] = [
        ("repeated contest id", &|m| m["contests"][1]["id"] = "mayor".into()),
        ("repeated option id", &|m| m["contests"][0]["options"][1]["id"] = "mayor-1".into()),
        ("repeated style id", &|m| m["styles"][1]["id"] = "east".into()),
        ("repeated unit id", &|m| m["reporting_units"][1]["id"] = "town".into()),
        ("a contest twice in a style", &|m| m["styles"][0]["contests"][1] = "mayor".into()),
        ("a contest that no style names", &|m| m["styles"][1]["contests"] = json!(["mayor"])),
        ("a style at no leaf", &|m| m["styles"][1]["reporting_unit"] = "west".into()),
        ("units in a circle", &|m| m["reporting_units"][0]["parent"] = "harbour".into()),
        ("a trustee twice", &|m| {
            m["trustees"]["members"][1]["key"] = m["trustees"]["members"][0]["key"].clone();
        }),
        ("an encryption key twice", &|m| {
            m["trustees"]["members"][1]["encryption_key"] =
                m["trustees"]["members"][0]["encryption_key"].clone();
        }),
        ("a witness twice", &|m| m["witnesses"]["members"][1] = m["witnesses"]["members"][0].clone()),
        ("no options", &|m| m["contests"][0]["options"] = json!([])),
        ("option_max 0", &|m| m["contests"][1]["rule"]["option_max"] = 0.into()),
        ("total_min > total_max", &|m| m["contests"][0]["rule"]["total_min"] = 2.into()),
        ("total_max > Σ option_max", &|m| m["contests"][0]["rule"]["total_max"] = 4.into()),
        ("option_max 2^32", &|m| m["contests"][6]["rule"]["option_max"] = (1u64 << 32).into()),
        ("t 1", &|m| m["trustees"]["threshold"] = 1.into()),
        ("t > n", &|m| m["trustees"]["threshold"] = 4.into()),
        ("min_reporting_unit 0", &|m| m["min_reporting_unit"] = 0.into()),
        ("2^48 votes", &|m| m["voters_max"] = (1u64 << 48).into()),
        ("votes beyond u64", &|m| {
            m["voters_max"] = u64::MAX.into();
            m["weight_max"] = u64::MAX.into();
        }),
        ("129 points options", &|m| {
            m["contests"][6]["options"] =
                (0..129).map(|i| json!({"id": format!("p{i}"), "name": {"und": "p"}})).collect();
        }),
        ("receipts and checkpoints with one key", &|m| {
            let hex = tabella_crypto::hash::hex(fixture.people.checkpoint.verifying_key().as_bytes());
            m["ballot_box"]["receipt_key"] = hex.into();
        }),
        ("4097 keys", &|m| {
            m["contests"][6]["rule"] = json!({"option_max": 1, "total_min": 1, "total_max": 1});
            m["contests"][6]["options"] =
                (0..4100).map(|i| json!({"id": format!("p{i}"), "name": {"und": "p"}})).collect();
        }),
    ];
    for (what, change) in changes {
        assert!(parse(change).is_err(), "{what}");
    }
}

/// The rule of groups, once more from its words, on random trees.
fn groups_by_the_words(
    parents: &[Option<usize>],
    sizes: &BTreeMap<usize, u64>,
    minimum: u64,
) -> Option<Vec<Vec<usize>>> {
    let chain = |unit: usize| std::iter::successors(Some(unit), |unit| parents[*unit]).collect::<Vec<_>>();
    let mut parts: Vec<(u64, BTreeSet<usize>)> =
        sizes.iter().map(|(unit, size)| (*size, BTreeSet::from([*unit]))).collect();
    loop {
        parts.sort_by_key(|(size, units)| (*size, *units.first().unwrap()));
        if parts.first().is_none_or(|(size, _)| *size >= minimum) {
            parts.sort_by_key(|(_, units)| *units.first().unwrap());
            return Some(parts.into_iter().map(|(_, units)| units.into_iter().collect()).collect());
        }
        let (size, units) = parts.remove(0);
        // ancestors of all units' parents, lowest first, then the virtual root
        let first = *units.first().unwrap();
        let common = |node: &usize| units.iter().all(|unit| chain(*unit)[1..].contains(node));
        let mut nodes: Vec<Option<usize>> =
            chain(first).into_iter().skip(1).filter(common).map(Some).collect();
        nodes.push(None);
        let under = |part: &BTreeSet<usize>, node: Option<usize>| {
            node.is_none_or(|node| part.iter().all(|unit| chain(*unit).contains(&node)))
        };
        let target = nodes.into_iter().find_map(|node| parts.iter().position(|(_, part)| under(part, node)));
        let (other_size, other) = parts.get_mut(target?)?;
        *other_size += size;
        other.extend(units);
    }
}

/// 400 random trees with random sizes: the same groups, disjoint, complete and large enough.
#[test]
fn recipe_group_rule_has_one_reading() {
    let mut rng = ChaCha20Rng::seed_from_u64(400);
    let base = Fixture::unannounced(&Setup::with_contests(&[contest(1, 1, 0, 1)]));
    let manifest: serde_json::Value = serde_json::from_slice(base.election.bytes()).unwrap();
    let mut undecrypted = 0;
    for _ in 0..400 {
        let count = 1 + rng.next_u32() as usize % 10;
        let mut parents: Vec<Option<usize>> = Vec::new();
        for unit in 0..count {
            let root = unit == 0 || rng.next_u32() % 6 == 0;
            parents.push((!root).then(|| rng.next_u32() as usize % unit));
        }
        let inner: BTreeSet<usize> = parents.iter().flatten().copied().collect();
        let leaves: Vec<usize> = (0..count).filter(|unit| !inner.contains(unit)).collect();
        let minimum = 1 + u64::from(rng.next_u32() % 12);
        let sizes: BTreeMap<usize, u64> =
            leaves.iter().map(|leaf| (*leaf, u64::from(rng.next_u32() % 9))).collect();
        let mut manifest = manifest.clone();
        manifest["min_reporting_unit"] = minimum.into();
        manifest["reporting_units"] = parents
            .iter()
            .enumerate()
            .map(|(unit, parent)| {
                let mut json = serde_json::json!({"id": format!("u{unit}"), "name": {"und": "u"}});
                if let Some(parent) = parent {
                    json["parent"] = format!("u{parent}").into();
                }
                json
            })
            .collect();
        manifest["styles"] = leaves
            .iter()
            .map(|leaf| serde_json::json!({"id": format!("s{leaf}"), "contests": ["c1"], "reporting_unit": format!("u{leaf}")}))
            .collect();
        let election = Election::parse(&serde_json::to_vec(&manifest).unwrap()).unwrap();
        let ours = groups(&election, 0, &sizes).ok();
        let ours: Option<Vec<Vec<usize>>> =
            ours.map(|groups| groups.into_iter().map(|group| group.units).collect());
        let expected = groups_by_the_words(&parents, &sizes, minimum);
        assert_eq!(ours, expected, "parents {parents:?}, sizes {sizes:?}, at least {minimum}");
        let Some(groups) = ours else {
            undecrypted += 1;
            assert!(sizes.values().sum::<u64>() < minimum);
            continue;
        };
        let mut all: Vec<usize> = groups.concat();
        all.sort_unstable();
        assert_eq!(all, leaves, "each unit in exactly one group");
        assert!(groups.iter().all(|group| group.iter().map(|unit| sizes[unit]).sum::<u64>() >= minimum));
    }
    assert!(undecrypted < 200);
}

/// A result that the shares do not give, without enough shares, or with postal counts of no protocol.
#[test]
fn recipe_results_that_are_refused() {
    use tabella_tally::{Counts, PostalCounts, ResultBlob};
    let (mut fixture, voter) = one_of_three();
    fixture.cast(&voter, &[0, 1, 0]);
    let counts = |list: [u64; 3]| Counts(vec![vec![list.to_vec()]]);
    let blob = |list, postal| ResultBlob { counts: counts(list), postal };
    let entry = fixture.result_entry(&blob([0, 1, 0], vec![]));
    refused(&mut fixture, entry.clone(), "not-settled");
    fixture.end();
    fixture.close();
    refused(&mut fixture, entry.clone(), "tally");
    fixture.decrypt(&[3]);
    refused(&mut fixture, entry.clone(), "tally");
    fixture.decrypt(&[1]);
    for wrong in [[1, 0, 0], [0, 0, 0], [0, 2, 0], [0, 1, u64::MAX]] {
        let entry = fixture.result_entry(&blob(wrong, vec![]));
        refused(&mut fixture, entry, "counts");
    }
    let postal = |reference: &str| PostalCounts { reference: reference.into(), counts: counts([5, 0, 0]) };
    for bad in ["", " "] {
        let entry = fixture.result_entry(&blob([0, 1, 0], vec![postal(bad)]));
        refused(&mut fixture, entry, "postal-reference");
    }
    let other = fixture.signed(
        tabella_election::message::ResultPosted { result_hash: tabella_crypto::BlobHash::of(entry.blob()) },
        &fixture.people.registrar,
        entry.blob().to_vec(),
    );
    refused(&mut fixture, other, "signature");
    let good = fixture.result_entry(&blob([0, 1, 0], vec![postal("Protocol 7")]));
    fixture.expect(good.clone());
    refused(&mut fixture, good, "phase");
    let close = Close { size: 0, root: RootHash([0; 32]) };
    let entry = fixture.signed(close, &fixture.people.authority, vec![]);
    refused(&mut fixture, entry, "phase");
}
