//! Lengths, scalars, points (A09 – A12).

use data_encoding::HEXLOWER;
use tabella_board::Entry;
use tabella_crypto::{
    CompressedRistretto,
    authorisation::{Authorisation, Purpose},
    ballot_proof::{self, Item, ProofError},
    cbor::{Reader, Writer},
};
use tabella_election::ceremony::CommitmentPackage;
use tabella_tests::{Fixture, Setup, Voter, drafts::contest};

use crate::{
    open, point, refused,
    weak::{Forged, cast_entry, tracker},
};

/// RFC 9496, appendix A.2: encodings of nothing.
pub(crate) const BAD_POINTS: [&str; 29] = [
    "00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ed57ffd8c914fb201471d1c3d245ce3c746fcbe63a3679d51b6a516ebebe0e20",
    "c34c4e1826e5d403b78e246e88aa051c36ccf0aafebffe137d148a2bf9104562",
    "c940e5a4404157cfb1628b108db051a8d439e1a421394ec4ebccb9ec92a8ac78",
    "47cfc5497c53dc8e61c91d17fd626ffb1c49e2bca94eed052281b510b1117a24",
    "f1c6165d33367351b0da8f6e4511010c68174a03b6581212c71c0e1d026c3c72",
    "87260f7a2f12495118360f02c26a470f450dadf34a413d21042b43b9d93e1309",
    "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371",
    "4eac077a713c57b4f4397629a4145982c661f48044dd3f96427d40b147d9742f",
    "de6a7b00deadc788eb6b6c8d20c0ae96c2f2019078fa604fee5b87d6e989ad7b",
    "bcab477be20861e01e4a0e295284146a510150d9817763caf1a6f4b422d67042",
    "2a292df7e32cababbd9de088d1d1abec9fc0440f637ed2fba145094dc14bea08",
    "f4a9e534fc0d216c44b218fa0c42d99635a0127ee2e53c712f70609649fdff22",
    "8268436f8c4126196cf64b3c7ddbda90746a378625f9813dd9b8457077256731",
    "2810e5cbc2cc4d4eece54f61c6f69758e289aa7ab440b3cbeaa21995c2f4232b",
    "3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e",
    "a45fdc55c76448c049a1ab33f17023edfb2be3581e9c7aade8a6125215e04220",
    "d483fe813c6ba647ebbfd3ec41adca1c6130c2beeee9d9bf065c8d151c5f396e",
    "8a2e1d30050198c65a54483123960ccc38aef6848e1ec8f5f780e8523769ba32",
    "32888462f8b486c68ad7dd9610be5192bbeaf3b443951ac1a8118419d9fa097b",
    "227142501b9d4355ccba290404bde41575b037693cef1f438c47f8fbf35d1165",
    "5c37cc491da847cfeb9281d407efc41e15144c876e0170b499a96a22ed31e01e",
    "445425117cb8c90edcbc7c1cc0e74f747f2c1efa5630a967c64f287792a48a4b",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

fn bad_points() -> impl Iterator<Item = [u8; 32]> {
    BAD_POINTS.iter().map(|hex| HEXLOWER.decode(hex.as_bytes()).unwrap().try_into().unwrap())
}

/// Adds the group's order to a little-endian number, which must stay below 2^256.
pub(crate) fn add_order(bytes: &mut [u8]) {
    let order: [u8; 32] = HEXLOWER
        .decode(b"edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
        .unwrap()
        .try_into()
        .unwrap();
    let mut carry = 0u16;
    for (byte, add) in bytes.iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = sum as u8;
        carry = sum >> 8;
    }
    assert_eq!(carry, 0);
}

/// What does not encode a scalar, given one that does.
fn bad_scalars(good: [u8; 32]) -> Vec<[u8; 32]> {
    let mut shifted = good;
    add_order(&mut shifted);
    let mut order = [0; 32];
    add_order(&mut order);
    let mut above = order;
    above[0] += 1;
    let mut all = [0xff; 32];
    let full = all;
    all[31] = 0x7f;
    vec![shifted, order, above, all, full]
}

/// A ballot with bits and points: every kind of slot.
pub(crate) fn mixed() -> (Fixture, Voter, Forged) {
    let mut fixture = open(&[contest(2, 1, 0, 1), contest(1, 1000, 0, 1000)]);
    let voter = fixture.credential(0, 1);
    let (posted, _) = fixture.ballot(&voter, &[0, 1, 700]);
    let honest = Forged::of(&fixture, &posted);
    (fixture, voter, honest)
}

fn all_refused(fixture: &Fixture, voter: &Voter, forged: &[Forged], name: &str) {
    let mut fixture = fixture.clone();
    let entries: Vec<Entry> =
        forged.iter().map(|forged| forged.entry(&voter.secret, &mut fixture.rng)).collect();
    let before = fixture.state.tree().root();
    for (i, verdict) in fixture.post_all(entries).into_iter().enumerate() {
        let rejection = verdict.expect_err("refused");
        assert_eq!(rejection.name(), name, "{i}: {rejection}");
    }
    assert_eq!(fixture.state.tree().root(), before);
}

/// Every list of a ballot with 0, n − 1, n + 1 and 2n elements; also through the decoded types.
#[test]
fn a09_wrong_lengths() {
    let (mut fixture, voter, honest) = mixed();
    let bytes = honest.encode();
    // the ballot's elements as encoded, so that any list can be written with any length
    let mut reader = Reader::new(&bytes);
    reader.array_of(11).unwrap();
    let mut starts = vec![reader.position()];
    reader.uint().unwrap();
    for _ in 0..9 {
        starts.push(reader.position());
        if starts.len() == 3 {
            reader.text().unwrap();
        } else {
            reader.bytes().unwrap();
        }
    }
    starts.push(reader.position());
    reader.array_of(5).unwrap();
    let points_start = reader.position();
    let mut inner = vec![points_start];
    for _ in 0..5 {
        reader.bytes().unwrap();
        inner.push(reader.position());
    }
    reader.finish().unwrap();
    let lists: Vec<(usize, usize)> = starts[3..]
        .windows(2)
        .map(|pair| (pair[0], pair[1]))
        .chain(inner.windows(2).map(|pair| (pair[0], pair[1])))
        .collect();
    assert_eq!(lists.len(), 12, "P, previous, A, B, commitments, f, z; B, V, range, t, z");
    for (start, end) in lists {
        let content = Reader::new(&bytes[start..end]).bytes().unwrap().to_vec();
        let n = content.len();
        for length in [0, n - 32, n + 32, 2 * n, n - 1, n + 1] {
            let mut other = content.clone();
            other.resize(length, 0);
            let list = Writer::new().bytes(&other).finish();
            let ballot = [&bytes[..start], &list, &bytes[end..]].concat();
            let authorisation = voter.secret.authorise(
                fixture.election.id(),
                Purpose::Cast,
                &tracker(&ballot),
                &mut fixture.rng,
            );
            let entry = cast_entry(&ballot, authorisation.key.as_bytes(), &authorisation.z);
            refused(&mut fixture, entry, "encoding");
        }
    }
    // another number of elements of the ballot and of the points part
    for (at, head) in [(0, 0x8a), (0, 0x8c), (starts[10], 0x84), (starts[10], 0x86), (starts[10], 0xf6)] {
        let mut ballot = bytes.clone();
        ballot[at] = head;
        refused(&mut fixture, cast_entry(&ballot, &[0; 32], &[0; 32]), "encoding");
    }

    // past the decoder
    let styles = fixture.styles();
    let lengths = |list: &mut Vec<[u8; 32]>, n: usize| list.resize(n, [0; 32]);
    for change in 0..4 {
        for n in [0, 1, 3, 4, 6] {
            let mut forged = honest.clone();
            let points = forged.proof.points.as_mut().unwrap();
            let before = match change {
                0 => std::mem::replace(&mut forged.ciphertexts.b, vec![point([0; 32]); n]).len(),
                1 => std::mem::replace(&mut forged.ciphertexts.points_b, vec![point([0; 32]); n]).len(),
                2 => std::mem::replace(&mut points.v, vec![point([0; 32]); n]).len(),
                _ => {
                    let before = forged.proof.f.len();
                    lengths(&mut forged.proof.f, n);
                    before
                }
            };
            if n == before {
                continue;
            }
            let item = Item {
                keys: styles.get(0).unwrap(),
                credential: &forged.statement.credential,
                previous: &forged.statement.previous,
                ciphertexts: &forged.ciphertexts,
                ahead: None,
                proof: &forged.proof,
                purpose: Purpose::Cast,
                tracker: &tabella_crypto::Tracker([0; 32]),
                authorisation: Some(&Authorisation { key: point([0; 32]), z: [0; 32] }),
            };
            let verdict = ballot_proof::verify_batch(styles.joint_keys(), &[item], &mut fixture.rng);
            assert_eq!(verdict[0].as_ref().err(), Some(&ProofError::Length), "list {change} with {n}");
        }
    }

    // no options are no contest; one option is
    let mut none = tabella_tests::drafts::with_contests(&[contest(1, 1, 0, 1)]);
    none["contests"][0]["options"] = serde_json::json!([]);
    let mut rng = Setup::default().rng();
    let people = tabella_tests::People::generate(3, &mut rng);
    let filled = std::panic::catch_unwind(|| {
        people.manifest(&Setup { draft: none, ..Setup::default() }, &mut Setup::default().rng())
    });
    assert!(filled.is_err());
    let mut one = open(&[contest(1, 1, 0, 1)]);
    let voter = one.credential(0, 1);
    one.cast(&voter, &[1]);
}

/// Every scalar slot with s + ℓ, ℓ, ℓ + 1, 2^255 − 1 and 2^256 − 1.
#[test]
fn a10_scalars_that_are_not_canonical() {
    let (mut fixture, voter, honest) = mixed();
    let mut forged = Vec::new();
    let mut with = |good: [u8; 32], put: &dyn Fn(&mut Forged, [u8; 32])| {
        for bad in bad_scalars(good) {
            let mut one = honest.clone();
            put(&mut one, bad);
            forged.push(one);
        }
    };
    for i in 0..honest.proof.f.len() {
        with(honest.proof.f[i], &|one, bad| one.proof.f[i] = bad);
    }
    let points = honest.proof.points.as_ref().unwrap();
    for i in 0..3 {
        with(honest.proof.z[i], &|one, bad| one.proof.z[i] = bad);
        with(points.z[i], &|one, bad| one.proof.points.as_mut().unwrap().z[i] = bad);
    }
    all_refused(&fixture, &voter, &forged, "point");
    // 2^252 is canonical and wrong
    let mut wrong = honest.clone();
    wrong.proof.z[0] = [0; 32];
    wrong.proof.z[0][31] = 0x10;
    all_refused(&fixture, &voter, &[wrong], "ballot-proof");

    // scalars of the range proof: t_x, its blinding, e's blinding, and the last two
    let range = points.range.len();
    let mut forged = Vec::new();
    for at in [128, 160, 192, range - 64, range - 32] {
        for bad in bad_scalars(points.range[at..at + 32].try_into().unwrap()) {
            let mut one = honest.clone();
            one.proof.points.as_mut().unwrap().range[at..at + 32].copy_from_slice(&bad);
            forged.push(one);
        }
    }
    all_refused(&fixture, &voter, &forged, "range-format");

    // z of the authorisation
    let ballot = honest.encode();
    let authorisation =
        voter.secret.authorise(fixture.election.id(), Purpose::Cast, &tracker(&ballot), &mut fixture.rng);
    for bad in bad_scalars(authorisation.z) {
        let entry = cast_entry(&ballot, authorisation.key.as_bytes(), &bad);
        refused(&mut fixture, entry, "point");
    }

    // μ of a commitment, s of a test share and of a decryption share
    let mut ceremony = Fixture::announced(&Setup::with_contests(&[contest(1, 1, 0, 1)]));
    let round1 = ceremony.round1(1);
    let trustee = ceremony.trustees()[0];
    let good = round1.trustees[0].package();
    for bad in bad_scalars(good.runs[0].mu) {
        let mut package = good.clone();
        package.runs[0].mu = bad;
        let entry = ceremony.commitment(trustee, 1, &package);
        refused(&mut ceremony, entry, "package");
    }
    ceremony.commit(&round1);
    let entry = ceremony.joint_keys(trustee);
    ceremony.expect(entry);
    let share = ceremony.test_share(trustee);
    let share = tabella_election::share::TestShareBlob::decode(share.blob(), 1).unwrap().0;
    for bad in bad_scalars(share.s) {
        let mut share = share.clone();
        share.s = bad;
        let entry = ceremony.test_share_entry(trustee, share);
        refused(&mut ceremony, entry, "test-share");
    }
    fixture.cast(&voter, &[1, 0, 1]);
    fixture.end();
    fixture.close();
    let trustee = fixture.trustees()[0];
    let share = fixture.share(trustee, &fixture.statement());
    for bad in bad_scalars(share.contests[0][0].s) {
        let mut share = share.clone();
        share.contests[0][0].s = bad;
        let entry = fixture.share_entry(trustee, &share);
        refused(&mut fixture, entry, "share");
    }
}

/// The 29 bad encodings of RFC 9496 in every place for a point.
#[test]
fn a11_points_that_are_not_canonical() {
    assert!(bad_points().all(|bad| CompressedRistretto(bad).decompress().is_none()));
    let (mut fixture, voter, honest) = mixed();
    let mut forged = Vec::new();
    let mut with = |put: &dyn Fn(&mut Forged, CompressedRistretto)| {
        for bad in bad_points() {
            let mut one = honest.clone();
            put(&mut one, point(bad));
            forged.push(one);
        }
    };
    with(&|one, bad| one.statement.credential = bad);
    with(&|one, bad| one.ciphertexts.a = bad);
    for i in 0..2 {
        with(&|one, bad| one.ciphertexts.b[i] = bad);
    }
    with(&|one, bad| one.ciphertexts.points_b[0] = bad);
    with(&|one, bad| one.proof.points.as_mut().unwrap().v[0] = bad);
    for i in 0..6 {
        with(&|one, bad| one.proof.commitments[i] = bad);
    }
    for i in 0..3 {
        with(&|one, bad| one.proof.points.as_mut().unwrap().t[i] = bad);
    }
    all_refused(&fixture, &voter, &forged, "point");

    // points of the range proof: A, S, T1, T2, then the L and R; their library decodes them when it verifies
    let range = honest.proof.points.as_ref().unwrap().range.len();
    let places: Vec<usize> = (0..128).step_by(32).chain((224..range - 64).step_by(32)).collect();
    let mut forged = Vec::new();
    for at in places {
        for bad in bad_points() {
            let mut one = honest.clone();
            one.proof.points.as_mut().unwrap().range[at..at + 32].copy_from_slice(&bad);
            forged.push(one);
        }
    }
    all_refused(&fixture, &voter, &forged, "range-proof");

    // K of the authorisation, P of a credential
    let ballot = honest.encode();
    for bad in bad_points() {
        refused(&mut fixture, cast_entry(&ballot, &bad, &[0; 32]), "point");
        let message = tabella_election::message::Credential {
            credential: point(bad),
            style: "s".into(),
            weight: 1,
            evidence: tabella_crypto::EvidenceCommitment([0; 32]),
            replaces: None,
        };
        let entry = fixture.signed(message, &fixture.people.registrar, vec![]);
        refused(&mut fixture, entry, "point");
    }

    // commitments and R of round 1, D and t of shares
    let mut ceremony = Fixture::announced(&Setup::with_contests(&[contest(1, 1, 0, 1)]));
    let round1 = ceremony.round1(1);
    let trustee = ceremony.trustees()[0];
    let good = round1.trustees[0].package();
    let changed = |change: &dyn Fn(&mut CommitmentPackage)| {
        let mut package = good.clone();
        change(&mut package);
        package
    };
    for bad in bad_points().map(point) {
        for package in [
            changed(&|package| package.runs[0].coefficients[0] = bad),
            changed(&|package| package.runs[0].coefficients[1] = bad),
            changed(&|package| package.runs[0].r = bad),
        ] {
            let entry = ceremony.commitment(trustee, 1, &package);
            refused(&mut ceremony, entry, "package");
        }
    }
    ceremony.commit(&round1);
    let entry = ceremony.joint_keys(trustee);
    ceremony.expect(entry);
    let entry = ceremony.test_share(trustee);
    let test = tabella_election::share::TestShareBlob::decode(entry.blob(), 1).unwrap().0;
    fixture.cast(&voter, &[1, 0, 1]);
    fixture.end();
    fixture.close();
    let share = fixture.share(trustee, &fixture.statement());
    for bad in bad_points().map(point) {
        for place in 0..3 {
            let put = |share: &mut tabella_crypto::share::Share| match place {
                0 => share.d[0] = bad,
                other => share.t[other - 1] = bad,
            };
            let mut one = test.clone();
            put(&mut one);
            let entry = ceremony.test_share_entry(trustee, one);
            refused(&mut ceremony, entry, "test-share");
            let mut one = share.clone();
            put(&mut one.contests[0][0]);
            let entry = fixture.share_entry(trustee, &one);
            refused(&mut fixture, entry, "share");
        }
    }
}

/// The identity where the protocol forbids it, and everywhere at once.
#[test]
fn a12_identity() {
    let (mut fixture, voter, honest) = mixed();
    let identity = point([0; 32]);
    let mut a = honest.clone();
    a.ciphertexts.a = identity;
    let mut p = honest.clone();
    p.statement.credential = identity;
    all_refused(&fixture, &voter, &[a, p], "point");
    let mut commitments = honest.clone();
    commitments.proof.commitments = [identity; 6];
    commitments.proof.f.fill([0; 32]);
    commitments.proof.z = [[0; 32]; 3];
    let name = {
        let entry = commitments.entry(&voter.secret, &mut fixture.rng);
        fixture.refuse(entry).name()
    };
    assert!(["ballot-proof", "range-proof"].contains(&name));
    let message = tabella_election::message::Credential {
        credential: identity,
        style: "s".into(),
        weight: 1,
        evidence: tabella_crypto::EvidenceCommitment([0; 32]),
        replaces: None,
    };
    let entry = fixture.signed(message, &fixture.people.registrar, vec![]);
    refused(&mut fixture, entry, "point");

    // without points, all commitments the identity is a proof that fails
    let (mut fixture, voter) = crate::one_of_three();
    let (posted, _) = fixture.ballot(&voter, &[1, 0, 0]);
    let mut forged = Forged::of(&fixture, &posted);
    forged.proof.commitments = [identity; 6];
    forged.proof.f.fill([0; 32]);
    forged.proof.z = [[0; 32]; 3];
    let entry = forged.entry(&voter.secret, &mut fixture.rng);
    refused(&mut fixture, entry, "ballot-proof");

    let mut ceremony = Fixture::announced(&Setup::with_contests(&[contest(1, 1, 0, 1)]));
    let round1 = ceremony.round1(1);
    let trustee = ceremony.trustees()[0];
    for change in 0..3 {
        let mut package = round1.trustees[0].package();
        match change {
            2 => package.runs[0].r = identity,
            i => package.runs[0].coefficients[i] = identity,
        }
        let entry = ceremony.commitment(trustee, 1, &package);
        refused(&mut ceremony, entry, "package");
    }
}
