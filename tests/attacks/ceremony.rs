//! Section 1c: the key ceremony (C01 – C06). The rest is in `tally.rs`.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use tabella_board::Entry;
use tabella_crypto::{
    RistrettoPoint, RootHash, Scalar, Threshold, TrusteeIndex,
    share::{DuplicateIndex, lagrange_at_zero},
};
use tabella_election::{
    ContestTally, Election, GroupTally, TallyStatement,
    ceremony::{CeremonyKeys, CommitmentPackage},
    message::{Complaint, JointKeysSigned},
};
use tabella_tests::{Fixture, Setup, drafts::contest};
use tabella_trustee::{
    TrusteeKeys, TrusteeShare,
    key_ceremony::{
        AwaitingCommitments, CommitmentEntry, CommitmentView, Fault, Round2Package, disagreements,
        verify_package,
    },
};

use crate::{point, refused, weak::G};

/// One joint key, three trustees.
pub(crate) fn setup() -> Setup {
    Setup::with_contests(&[contest(1, 1, 0, 1)])
}

/// What everyone knows of a ceremony held with the trustees' own tool.
pub(crate) struct Ceremony {
    pub election: Election,
    pub keys: CeremonyKeys,
}

/// An election whose trustees have real keys of the ceremony's tool.
fn with_real_trustees(title: &str) -> (Election, Vec<TrusteeKeys>, ChaCha20Rng) {
    let mut rng = ChaCha20Rng::seed_from_u64(99);
    let keys: Vec<TrusteeKeys> =
        (1..=3).map(|k| TrusteeKeys::generate(&format!("Trustee {k}"), &mut rng)).collect();
    (election_of(title, &keys), keys, rng)
}

fn election_of(title: &str, keys: &[TrusteeKeys]) -> Election {
    let fixture = Fixture::unannounced(&setup());
    let mut manifest: serde_json::Value = serde_json::from_slice(fixture.election.bytes()).unwrap();
    manifest["title"]["en"] = title.into();
    for (member, keys) in manifest["trustees"]["members"].as_array_mut().unwrap().iter_mut().zip(keys) {
        let public = keys.public();
        member["name"] = public.name.clone().into();
        member["key"] = public.key_hex().into();
        member["encryption_key"] = public.encryption_key.into();
    }
    Election::parse(&serde_json::to_vec(&manifest).unwrap()).unwrap()
}

struct Round2 {
    view: CommitmentView,
    waiting: Vec<tabella_trustee::key_ceremony::AwaitingShares>,
    packages: Vec<Vec<Round2Package>>,
}

fn rounds(election: &Election, keys: &[TrusteeKeys], attempt: u64, rng: &mut ChaCha20Rng) -> Round2 {
    let begun: Vec<AwaitingCommitments> =
        keys.iter().map(|keys| AwaitingCommitments::begin(election, keys, attempt, rng).unwrap()).collect();
    let entries: Vec<CommitmentEntry> = begun
        .iter()
        .zip(keys)
        .map(|(state, keys)| {
            let commitment = state.commitment(keys);
            CommitmentEntry { entry: commitment.entry.encode().to_vec(), blob: commitment.blob }
        })
        .collect();
    let view = CommitmentView::check(election, attempt, &entries).unwrap();
    let (waiting, packages) = begun
        .into_iter()
        .zip(keys)
        .map(|(state, keys)| state.distribute(election, keys, &view).unwrap())
        .unzip();
    Round2 { view, waiting, packages }
}

fn for_me(packages: &[Vec<Round2Package>], k: u16) -> Vec<Round2Package> {
    packages.iter().flatten().filter(|package| package.recipient.get() == k).cloned().collect()
}

/// Trustee 1 after a ceremony.
pub(crate) fn ready_trustee() -> (TrusteeKeys, TrusteeShare, Ceremony, ChaCha20Rng) {
    let (election, mut keys, mut rng) = with_real_trustees("Ready");
    let mut round2 = rounds(&election, &keys, 1, &mut rng);
    let mine = for_me(&round2.packages, 1);
    let share = round2.waiting.remove(0).finish(&election, &keys[0], &round2.view, &mine).unwrap();
    let ceremony = Ceremony { keys: round2.view.keys().clone(), election };
    (keys.remove(0), share, ceremony, rng)
}

/// A tally of one group for a board of this size.
pub(crate) fn statement_of(ceremony: &Ceremony, size: u64) -> TallyStatement {
    let group = GroupTally { units: vec!["u".into()], ballots: 1, weight: 1, a: G, b: vec![G], bound: 1 };
    let contest =
        ContestTally { contest: 0, contest_id: "c1".into(), key_indices: vec![1], groups: vec![group] };
    TallyStatement {
        election: *ceremony.election.id(),
        root: RootHash([size as u8; 32]),
        size,
        contests: vec![contest],
    }
}

/// A polynomial of another degree would change the threshold.
#[test]
fn c01_threshold_elevation() {
    for (n, t) in [(3, 2), (5, 3)] {
        let mut fixture = Fixture::announced(&Setup { trustees: n, threshold: t, ..setup() });
        let round1 = fixture.round1(1);
        let trustee = fixture.trustees()[0];
        let good = round1.trustees[0].package();
        let (n, t) = (usize::from(n), usize::from(t));
        for length in [0, t - 1, t + 1, n, 2 * n] {
            let mut package = good.clone();
            package.runs[0].coefficients.resize(length, G.compress());
            let entry = fixture.commitment(trustee, 1, &package);
            if length == t {
                continue;
            }
            refused(&mut fixture, entry, "encoding");
            assert!(package.verify(trustee, 1, Threshold(t as u16)).is_err());
        }
        // identities at the end, with the right length and beyond it
        let mut package = good.clone();
        *package.runs[0].coefficients.last_mut().unwrap() = point([0; 32]);
        let entry = fixture.commitment(trustee, 1, &package);
        refused(&mut fixture, entry, "package");
        let mut package = good.clone();
        package.runs[0].coefficients.push(point([0; 32]));
        let entry = fixture.commitment(trustee, 1, &package);
        refused(&mut fixture, entry, "encoding");
        fixture.commit(&round1);
    }
}

/// The last trustee's key is X less the others', so that it alone would know X's logarithm.
#[test]
fn c02_rogue_key() {
    let mut fixture = Fixture::announced(&setup());
    let round1 = fixture.round1(1);
    let wanted = Scalar::from(42u8) * G;
    let others: RistrettoPoint = round1.trustees[..2]
        .iter()
        .map(|packages| packages.package().runs[0].coefficients[0].decompress().unwrap())
        .sum();
    for entry in &round1.entries[..2] {
        fixture.expect(entry.clone());
    }
    let last = fixture.trustees()[2];
    let honest = round1.trustees[2].package();
    let mut rogue = honest.clone();
    rogue.runs[0].coefficients[0] = (wanted - others).compress();
    for other in [&honest, &round1.trustees[0].package()] {
        // its own proof of another key, another's proof
        (rogue.runs[0].r, rogue.runs[0].mu) = (other.runs[0].r, other.runs[0].mu);
        let entry = fixture.commitment(last, 1, &rogue);
        refused(&mut fixture, entry, "package");
    }
    assert!(fixture.state.ceremony().is_none());
}

/// A package replayed as another trustee's, in another run, attempt or election.
#[test]
fn c03_replayed_packages() {
    let mut fixture = Fixture::announced(&Setup::with_contests(&[contest(2, 1, 0, 1)]));
    let round1 = fixture.round1(1);
    let trustees = fixture.trustees();
    let first = round1.trustees[0].package();
    // as trustee 2's: the entry is not signed by it; signed by it, the proof names trustee 1
    let entry = round1.entries[0].clone();
    fixture.expect(entry.clone());
    refused(&mut fixture, entry, "twice");
    let entry = fixture.commitment(trustees[1], 1, &first);
    refused(&mut fixture, entry, "package");
    // the same run twice
    let mut doubled = round1.trustees[1].package();
    doubled.runs[1] = doubled.runs[0].clone();
    let entry = fixture.commitment(trustees[1], 1, &doubled);
    refused(&mut fixture, entry, "package");
    // trustee 1's own package again in the next attempt, whole or with its runs exchanged
    let complaint = Complaint { trustee: trustees[1], attempt: 1, accused: trustees[2], reason: "?".into() };
    let entry = fixture.signed(complaint, &fixture.trustee(trustees[1]).signing, vec![]);
    fixture.expect(entry);
    let mut exchanged = first.clone();
    exchanged.runs.swap(0, 1);
    for package in [&first, &exchanged] {
        let entry = fixture.commitment(trustees[0], 2, package);
        refused(&mut fixture, entry, "repeated-term");
    }
    // another attempt than the next
    let fresh = fixture.round1(2);
    for attempt in [0, 3, u64::MAX] {
        let entry = fixture.commitment(trustees[0], attempt, &fresh.trustees[0].package());
        refused(&mut fixture, entry, "attempt");
    }
    // of attempt 1, which a complaint stopped
    let entry = fixture.commitment(trustees[1], 1, &round1.trustees[1].package());
    refused(&mut fixture, entry, "complaint");
    fixture.commit(&fresh);

    // one trustee's constant term as another's, with a proof for its own index: it knows the secret
    let mut known = Fixture::announced(&setup());
    let round1 = known.round1(1);
    known.expect(round1.entries[0].clone());
    let secret = round1.trustees[0].constant_term(0);
    let package = proved(trustees[1], &[secret], 2);
    let entry = known.commitment(trustees[1], 1, &package);
    refused(&mut known, entry, "repeated-term");
}

/// A package with these constant terms and honest proofs.
fn proved(trustee: TrusteeIndex, secrets: &[Scalar], t: usize) -> CommitmentPackage {
    use sha2::{Digest as _, Sha512};
    use tabella_election::ceremony::RunCommitment;
    let mut rng = ChaCha20Rng::seed_from_u64(trustee.get().into());
    let runs = secrets
        .iter()
        .map(|secret| {
            let rho = Scalar::random(&mut rng);
            let [c_0, r] = [secret, &rho].map(|scalar| (scalar * G).compress());
            let c = Sha512::new_with_prefix(b"FROST-RISTRETTO255-SHA512-v1dkg")
                .chain_update(trustee.scalar().as_bytes())
                .chain_update(c_0.as_bytes())
                .chain_update(r.as_bytes())
                .finalize();
            let mu = rho + Scalar::from_bytes_mod_order_wide(&c.into()) * secret;
            let mut coefficients = vec![c_0];
            coefficients.extend((1..t).map(|_| RistrettoPoint::random(&mut rng).compress()));
            RunCommitment { coefficients, r, mu: mu.to_bytes() }
        })
        .collect();
    CommitmentPackage { runs }
}

/// Aborting until the key looks right leaves a trace each time: every restart is an entry with the next number, and no
/// polynomial comes back.
#[test]
fn c04_selective_aborts_are_public() {
    let mut fixture = Fixture::announced(&setup());
    let [accuser, second, accused] = fixture.trustees()[..] else { unreachable!() };
    let mut signed_before: Option<Entry> = None;
    for attempt in 1..=6 {
        let round1 = fixture.round1(attempt);
        fixture.commit(&round1);
        // what was signed for one attempt is nothing for the next
        if let Some(old) = signed_before.replace(fixture.joint_keys(second)) {
            refused(&mut fixture, old, "other-keys");
        }
        // a restart without a complaint is possible, and stands on the board as well
        if attempt % 2 == 0 {
            let complaint =
                |attempt, accused| Complaint { trustee: accuser, attempt, accused, reason: "?".into() };
            let key = fixture.trustee(accuser).signing.clone();
            let wrong = fixture.signed(complaint(attempt - 1, accused), &key, vec![]);
            refused(&mut fixture, wrong, "attempt");
            let wrong = fixture.signed(complaint(attempt, accuser), &key, vec![]);
            refused(&mut fixture, wrong, "self-accusation");
            let right = fixture.signed(complaint(attempt, accused), &key, vec![]);
            fixture.expect(right.clone());
            refused(&mut fixture, right, "twice");
            let entry = fixture.joint_keys(accuser);
            refused(&mut fixture, entry, "complaint");
        }
    }
    assert_eq!(fixture.entries.len(), 1 + 6 * 3 + 3);
}

/// Different trustees are shown different commitments.
#[test]
fn c05_split_view() {
    let mut fixture = Fixture::announced(&setup());
    let round1 = fixture.round1(1);
    fixture.commit(&round1);
    let trustees = fixture.trustees();
    let keys = std::sync::Arc::clone(fixture.state.ceremony().unwrap());
    let mut other_ceremony = keys.hash;
    other_ceremony.0[31] ^= 1;
    let mut other_keys = *keys.joint.hash();
    other_keys.0[0] ^= 1;
    for (keys_hash, ceremony_hash) in [(*keys.joint.hash(), other_ceremony), (other_keys, keys.hash)] {
        let message = JointKeysSigned { trustee: trustees[2], keys_hash, ceremony_hash };
        let entry = fixture.signed(message, &fixture.trustee(trustees[2]).signing, vec![]);
        refused(&mut fixture, entry, "other-keys");
    }
    // nothing opens until every trustee has signed one view and shown its share
    let open = |fixture: &Fixture| {
        let message = tabella_election::message::Open { keys_hash: *keys.joint.hash() };
        fixture.signed(message, &fixture.people.authority, vec![])
    };
    for (i, trustee) in trustees.iter().enumerate() {
        let entry = open(&fixture);
        refused(&mut fixture, entry, "ceremony-incomplete");
        if i == 2 {
            let early = fixture.test_share(*trustee);
            refused(&mut fixture, early, "ceremony-incomplete");
        }
        let entry = fixture.joint_keys(*trustee);
        fixture.expect(entry.clone());
        refused(&mut fixture, entry, "twice");
    }
    for trustee in trustees {
        let entry = open(&fixture);
        refused(&mut fixture, entry, "ceremony-incomplete");
        let entry = fixture.test_share(trustee);
        fixture.expect(entry.clone());
        refused(&mut fixture, entry, "twice");
    }
    let entry = open(&fixture);
    fixture.expect(entry);

    // the trustees' own tool: round 2 for one set of commitments, the end with another
    let (election, keys, mut rng) = with_real_trustees("Split");
    let mut one = rounds(&election, &keys, 1, &mut rng);
    let two = rounds(&election, &keys, 1, &mut rng);
    let mine = for_me(&one.packages, 1);
    let finished = one.waiting.remove(0).finish(&election, &keys[0], &two.view, &mine);
    assert!(matches!(finished.err(), Some(Fault::ViewChanged { .. })));
    let mine = for_me(&one.packages, 2);
    let share = one.waiting.remove(0).finish(&election, &keys[1], &one.view, &mine).unwrap();
    let signed = [share.joint_keys(&keys[1])];
    assert_eq!(disagreements(&election, &one.view, &signed), []);
    assert_eq!(disagreements(&election, &two.view, &signed), [TrusteeIndex::new(2).unwrap()]);
}

/// There is no refreshing of shares, and t, n stand in the signed manifest.
#[test]
fn c06_no_refresh() {
    let bytes = tabella_crypto::cbor::Writer::new().array(2).text("refresh").bytes(&[0; 64]).finish();
    assert!(Entry::with_blob(bytes, vec![]).is_err());
    let fixture = Fixture::unannounced(&setup());
    for threshold in [0, 1, 4, 7] {
        let mut manifest: serde_json::Value = serde_json::from_slice(fixture.election.bytes()).unwrap();
        manifest["trustees"]["threshold"] = threshold.into();
        assert!(Election::parse(&serde_json::to_vec(&manifest).unwrap()).is_err(), "{threshold} of 3");
    }
}

/// Naive inversion gives zeros for repeated indices; ours refuses them. (Also a recipe.)
pub(crate) fn duplicate_lagrange() {
    let one = TrusteeIndex::new(1).unwrap();
    let two = TrusteeIndex::new(2).unwrap();
    // Π x_j / Π (x_j − x_i) over all j ≠ i by position, with dalek's inversion: 0⁻¹ = 0
    let naive: Scalar = [one, one].map(|k| k.scalar() * (one.scalar() - k.scalar()).invert()).iter().sum();
    assert_eq!(naive, Scalar::ZERO, "the decryption would be that of nobody, without a sign");
    assert_eq!(lagrange_at_zero(&[one, one]), Err(DuplicateIndex { trustee: one }));
    assert_eq!(lagrange_at_zero(&[two, one, two]), Err(DuplicateIndex { trustee: two }));
}

/// Packages of round 2 of another sender, recipient, attempt or election, and changed ones. (Also a recipe.)
pub(crate) fn replayed_round2() {
    let (election, keys, mut rng) = with_real_trustees("Round 2");
    let first = rounds(&election, &keys, 1, &mut rng);
    let hash = first.view.keys().hash;
    let [two, three] = [2, 3].map(|k| TrusteeIndex::new(k).unwrap());
    let good = first.packages[0].iter().find(|package| package.recipient == two).unwrap().clone();
    assert!(verify_package(&good, &election, two, &hash).is_ok());

    assert!(matches!(verify_package(&good, &election, three, &hash), Err(Fault::NotForMe { .. })));
    let redirected = Round2Package { recipient: three, ..good.clone() };
    assert!(matches!(
        verify_package(&redirected, &election, three, &hash),
        Err(Fault::PackageSignature { .. })
    ));
    let renamed = Round2Package { sender: three, ..good.clone() };
    assert!(matches!(verify_package(&renamed, &election, two, &hash), Err(Fault::PackageSignature { .. })));
    let other_election = election_of("Rehearsal", &keys);
    assert!(matches!(
        verify_package(&good, &other_election, two, &hash),
        Err(Fault::PackageSignature { .. })
    ));
    let second = rounds(&election, &keys, 2, &mut rng);
    let later = second.view.keys().hash;
    assert!(matches!(verify_package(&good, &election, two, &later), Err(Fault::OtherCeremony { .. })));
    let relabelled = Round2Package { ceremony: later, ..good.clone() };
    assert!(matches!(
        verify_package(&relabelled, &election, two, &later),
        Err(Fault::PackageSignature { .. })
    ));
    let mut changed = good.clone();
    *changed.ciphertext.last_mut().unwrap() ^= 1;
    assert!(matches!(verify_package(&changed, &election, two, &hash), Err(Fault::PackageSignature { .. })));
    // encrypted to the key of the manifest: nobody else's opens it
    let mut waiting = first.waiting;
    let mine = for_me(&first.packages, 2);
    let third = waiting.remove(2);
    let stolen: Vec<Round2Package> = mine.clone();
    assert!(third.finish(&election, &keys[2], &first.view, &stolen).is_err());
    assert!(waiting.remove(1).finish(&election, &keys[1], &first.view, &mine).is_ok());
    assert!(waiting.remove(0).finish(&election, &keys[0], &first.view, &[]).is_err());
}
