//! board.json, shares.json, tally.json, groups.json.

use std::collections::BTreeMap;

use curve25519_dalek::constants::RISTRETTO_BASEPOINT_POINT as G;
use serde_json::Value;
use tabella_ballot::Posted;
use tabella_crypto::{
    CompressedRistretto, RistrettoPoint, Scalar, TrusteeIndex,
    share::{Share, ShareContext, ShareStatement, lagrange_at_zero},
};
use tabella_election::{ceremony::test_ciphertext, groups::groups, share::TallyShare};
use tabella_tally::{Counts, ResultBlob, combine, verify_share};
use tabella_tests::vectors::election_of_tree;
use tabella_tlog::CompactRange;

use crate::{
    array, board, bytes, bytes32, election, number, numbers, point, points, read, replayed, scalar, text,
};

fn trustee(value: &Value) -> TrusteeIndex {
    TrusteeIndex::new(u16::try_from(number(value)).unwrap()).unwrap()
}

#[test]
fn the_whole_board() {
    let file = read("board.json");
    let mut tree = CompactRange::new();
    for (entry, expected) in board().iter().zip(array(&file["entries"])) {
        assert_eq!(entry.kind().as_str(), text(&expected["type"]));
        tree.push_bytes(entry.bytes());
        assert_eq!(tree.root().0, bytes32(&expected["root"]));
    }
    let state = replayed();
    assert_eq!(state.tree().root(), tree.root());
    let tally = read("tally.json");
    let (size, root) = state.close().unwrap();
    assert_eq!((size, root.0), (number(&tally["size"]), bytes32(&tally["root"])));
    assert_eq!(state.result().unwrap().encode(), bytes(&tally["result_blob"]));
    let kinds: std::collections::BTreeSet<&str> =
        array(&file["entries"]).iter().map(|e| text(&e["type"])).collect();
    assert_eq!(kinds.len(), 14, "every type of entry but complaint");
}

/// Sums, counts and decryption from the entries and secrets in the files, without the room `tally`.
#[test]
fn tally_by_hand() {
    let (tally, ceremony, election) = (read("tally.json"), read("ceremony.json"), election());
    let (board, state) = (board(), replayed());
    let secrets: Vec<Scalar> = array(&ceremony["joint_secrets"]).iter().map(scalar).collect();
    for (position, contest) in array(&tally["contests"]).iter().enumerate() {
        let indices = numbers::<usize>(&contest["key_indices"]);
        assert_eq!(indices, election.key_indices(position));
        for group in array(&contest["groups"]) {
            let mut a = RistrettoPoint::default();
            let mut b = vec![RistrettoPoint::default(); indices.len()];
            let mut votes = vec![0; indices.len()];
            let mut ballots = 0;
            for counted in array(&tally["counted_ballots"]) {
                let style = election.style(text(&counted["style"])).unwrap();
                let unit = &election.manifest().reporting_units[style.unit].id;
                let is_here = array(&group["units"]).iter().any(|id| text(id) == unit.as_str());
                let Some(place) = style.contests.iter().position(|c| *c == position).filter(|_| is_here)
                else {
                    continue;
                };
                let entry = &board[usize::try_from(number(&counted["index"])).unwrap()];
                let posted = Posted::decode(entry.bytes(), state.styles().unwrap()).unwrap();
                let ciphertexts = posted.ballot().ciphertexts.decode().unwrap();
                let all: Vec<_> = ciphertexts.b.iter().chain(&ciphertexts.points_b).copied().collect();
                let choices = numbers::<u64>(&counted["choices"]);
                let (_, _, part) = style.shape.split(&all).nth(place).unwrap();
                let (_, _, values) = style.shape.split(&choices).nth(place).unwrap();
                let weight = number(&counted["weight"]);
                ballots += 1;
                a += Scalar::from(weight) * ciphertexts.a;
                for (o, (point, value)) in part.iter().zip(values).enumerate() {
                    b[o] += Scalar::from(weight) * point;
                    votes[o] += weight * value;
                }
            }
            assert_eq!(ballots, number(&group["ballots"]));
            assert_eq!((a, &b), (point(&group["A"]), &points(&group["B"])));
            assert_eq!(votes, numbers::<u64>(&group["counts"]));
            for ((b, w), count) in b.iter().zip(&indices).zip(&votes) {
                assert_eq!(b - secrets[w - 1] * a, Scalar::from(*count) * G);
            }
        }
    }
}

fn share_of(value: &Value) -> Share {
    let list =
        |value: &Value| array(value).iter().map(|p| CompressedRistretto(bytes32(p))).collect::<Vec<_>>();
    Share { d: list(&value["D"]), t: list(&value["t"]).try_into().unwrap(), s: bytes32(&value["s"]) }
}

#[test]
fn shares_and_counts() {
    let (file, tally, state) = (read("shares.json"), read("tally.json"), replayed());
    let (statement, keys) = (state.statement().unwrap(), state.ceremony().unwrap());
    let all: Vec<usize> = (1..=keys.joint.points().len()).collect();
    let mut verified = Vec::new();
    for case in array(&file["shares"]) {
        let trustee = trustee(&case["trustee"]);
        let blob = bytes(&case["blob"]);
        let share = TallyShare::decode(&blob, statement).unwrap();
        assert_eq!(share.encode(), blob);
        for (contest, shares) in array(&case["contests"]).iter().zip(&share.contests) {
            let listed: Vec<Share> = array(&contest["groups"]).iter().map(share_of).collect();
            assert_eq!(listed, *shares);
        }
        verified.push(verify_share(statement, keys, trustee, &share).unwrap());

        let (a, b) = test_ciphertext(keys);
        let verification_keys = keys.verification_keys(trustee, &all).unwrap();
        let context = ShareContext::Test { election: &statement.election, ceremony: &keys.hash };
        let test = ShareStatement { context, trustee, a: &a, b: &b, verification_keys: &verification_keys };
        assert!(test.verify(&share_of(&case["test_share"])).is_ok());
    }
    let counts = |contest: &Value| array(&contest["groups"]).iter().map(|g| numbers(&g["counts"])).collect();
    let expected = Counts(array(&tally["contests"]).iter().map(counts).collect());
    let election = election();
    for pair in [[0, 1], [2, 0], [1, 2]] {
        let shares = pair.map(|k: usize| verified[k].clone());
        let found = combine(statement, &shares, election.threshold(), election.trustee_count()).unwrap();
        assert_eq!(found, expected);
    }
    let result = ResultBlob::decode(&bytes(&tally["result_blob"]), statement).unwrap();
    assert_eq!(result, ResultBlob { counts: expected, postal: Vec::new() });
}

/// Both equations of section 10.3 with the challenges of transcripts.json.
#[test]
fn share_equations() {
    let (file, state) = (read("transcripts.json"), replayed());
    for case in array(&file["transcripts"]) {
        if !["tabella/v1/share", "tabella/v1/test-share"].contains(&text(&case["transcript"])) {
            continue;
        }
        let steps = array(&case["steps"]);
        let appended = |label: &str| -> Vec<RistrettoPoint> {
            steps.iter().filter(|step| step["append"] == label).map(|step| point(&step["bytes"])).collect()
        };
        let drawn = |label: &str| -> Vec<Scalar> {
            steps
                .iter()
                .filter(|step| step["challenge"] == label)
                .map(|step| scalar(&step["scalar"]))
                .collect()
        };
        let sum = |points: &[RistrettoPoint]| -> RistrettoPoint {
            drawn("weight").iter().zip(points).map(|(weight, point)| weight * point).sum()
        };
        let (m, z, c) = (sum(&appended("y")), sum(&appended("d")), drawn("c")[0]);
        let d: Vec<String> = steps
            .iter()
            .filter(|step| step["append"] == "d")
            .map(|step| text(&step["bytes"]).into())
            .collect();
        let s = response(&d);
        assert_eq!(s * G + c * m, appended("t2")[0], "{}", case["of"]);
        assert_eq!(s * appended("a")[0] + c * z, appended("t3")[0], "{}", case["of"]);
    }
    assert!(state.result().is_some());
}

/// The s of the share in shares.json that has these D.
fn response(d: &[String]) -> Scalar {
    let file = read("shares.json");
    let shares = array(&file["shares"]).iter().flat_map(|case| {
        let groups = array(&case["contests"]).iter().flat_map(|contest| array(&contest["groups"]));
        groups.chain([&case["test_share"]])
    });
    let mut matching =
        shares.filter(|share| array(&share["D"]).iter().map(text).eq(d.iter().map(String::as_str)));
    scalar(&matching.next().unwrap()["s"])
}

#[test]
fn lagrange() {
    let file = read("tally.json");
    for case in array(&file["lagrange"]) {
        let trustees: Vec<TrusteeIndex> = array(&case["trustees"]).iter().map(trustee).collect();
        let coefficients: Vec<Scalar> = array(&case["coefficients"]).iter().map(scalar).collect();
        assert_eq!(lagrange_at_zero(&trustees).unwrap(), coefficients);
        // of f(X) = 5 + 7X: f(0)
        let sum: Scalar = trustees
            .iter()
            .zip(&coefficients)
            .map(|(k, l)| l * (Scalar::from(5u8) + Scalar::from(7u8) * k.scalar()))
            .sum();
        assert_eq!(sum, Scalar::from(5u8));
    }
    for case in array(&file["lagrange_refused"]) {
        let trustees: Vec<TrusteeIndex> = array(case).iter().map(trustee).collect();
        assert!(lagrange_at_zero(&trustees).is_err());
    }
}

#[test]
fn group_rule() {
    for case in array(&read("groups.json")["cases"]) {
        let parents: Vec<Option<usize>> =
            array(&case["parents"]).iter().map(|p| p.as_u64().map(|p| usize::try_from(p).unwrap())).collect();
        let sizes: BTreeMap<usize, u64> = array(&case["sizes"])
            .iter()
            .map(|pair| (usize::try_from(number(&pair[0])).unwrap(), number(&pair[1])))
            .collect();
        let minimum = number(&case["minimum"]);
        let election = election_of_tree(&parents, minimum);
        let found: Option<Vec<Vec<usize>>> =
            groups(&election, 0, &sizes).ok().map(|groups| groups.into_iter().map(|g| g.units).collect());
        let expected = case["groups"].as_array().map(|groups| groups.iter().map(numbers::<usize>).collect());
        assert_eq!(found, expected, "{}", case["name"]);
        // whatever the rule: disjoint, complete, large enough
        if let Some(groups) = found {
            let mut units: Vec<usize> = groups.iter().flatten().copied().collect();
            units.sort_unstable();
            assert_eq!(units, sizes.keys().copied().collect::<Vec<_>>());
            assert!(groups.iter().all(|group| group.iter().map(|unit| sizes[unit]).sum::<u64>() >= minimum));
        } else {
            assert!(sizes.values().sum::<u64>() < minimum);
        }
    }
}
