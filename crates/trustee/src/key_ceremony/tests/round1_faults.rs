//! Commitments that are refused.

use super::*;

/// Three trustees, their states and entries.
fn started() -> (Setup, Vec<AwaitingCommitments>, Vec<CommitmentEntry>) {
    let mut setup = Setup::new(&one_contest(3), 2, 3);
    let states = setup.begin(1);
    let entries = setup.entries(&states);
    (setup, states, entries)
}

fn check(setup: &Setup, entries: &[CommitmentEntry]) -> Fault {
    CommitmentView::check(&setup.election, 1, entries).err().unwrap()
}

/// An entry that trustee k signs over any bytes.
fn signed(setup: &Setup, k: u16, attempt: u64, blob: Vec<u8>) -> CommitmentEntry {
    let message =
        TrusteeCommitment { trustee: index(k), attempt, package_hash: tabella_crypto::BlobHash::of(&blob) };
    let entry = Signed::sign(message, setup.election.id(), setup.keys(k).signing());
    CommitmentEntry { entry: entry.encode().to_vec(), blob }
}

/// Trustee 2's package after some change, rightly signed.
fn with_package(change: impl FnOnce(&mut CommitmentPackage)) -> Fault {
    let (setup, states, mut entries) = started();
    let mut package = states[1].package().clone();
    change(&mut package);
    entries[1] = signed(&setup, 2, 1, package.encode());
    check(&setup, &entries)
}

#[test]
fn order_and_repetition_of_entries_mean_nothing() {
    let (setup, _, mut entries) = started();
    let hash = CommitmentView::check(&setup.election, 1, &entries).unwrap().keys().hash;
    entries.reverse();
    entries.push(entries[1].clone());
    assert_eq!(CommitmentView::check(&setup.election, 1, &entries).unwrap().keys().hash, hash);
}

#[test]
fn a_missing_commitment_is_named() {
    let (setup, _, mut entries) = started();
    entries.remove(1);
    assert!(
        matches!(check(&setup, &entries), Fault::MissingCommitment { trustee, attempt: 1 } if trustee == index(2))
    );
    assert!(matches!(check(&setup, &[]), Fault::MissingCommitment { trustee, .. } if trustee == index(1)));
}

#[test]
fn an_entry_is_its_authors_for_this_election() {
    let (setup, states, entries) = started();
    let replaced = |position: usize, entry: CommitmentEntry| {
        let mut entries = entries.clone();
        entries[position] = entry;
        check(&setup, &entries)
    };
    // rehearsal to real: the same trustees in another election
    let mut rehearsal = Setup::new(&one_contest(3), 2, 3);
    rehearsal.keys = setup.keys.iter().map(TrusteeKeys::same).collect();
    rehearsal.election = setup.other_election();
    let old = rehearsal.begin(1);
    let fault = replaced(0, entry(&old[0], setup.keys(1)));
    assert!(matches!(fault, Fault::EntrySignature { trustee } if trustee == index(1)));

    // trustee 1's package under trustee 2's number: signed by 1, then by 2
    let message = TrusteeCommitment {
        trustee: index(2),
        attempt: 1,
        package_hash: tabella_crypto::BlobHash::of(&entries[0].blob),
    };
    let by_one = Signed::sign(message, setup.election.id(), setup.keys(1).signing());
    let fault =
        replaced(1, CommitmentEntry { entry: by_one.encode().to_vec(), blob: entries[0].blob.clone() });
    assert!(matches!(fault, Fault::EntrySignature { trustee } if trustee == index(2)));
    let fault = replaced(1, signed(&setup, 2, 1, entries[0].blob.clone()));
    assert!(matches!(fault, Fault::Package(PackageError::Proof { culprit, run: 1 }) if culprit == index(2)));

    // somebody who is no trustee
    let message =
        TrusteeCommitment { trustee: index(4), attempt: 1, package_hash: tabella_crypto::BlobHash::of(&[]) };
    let stranger = Signed::sign(message, setup.election.id(), setup.keys(1).signing());
    let fault = replaced(1, CommitmentEntry { entry: stranger.encode().to_vec(), blob: Vec::new() });
    assert!(matches!(fault, Fault::NoSuchTrustee { trustee, count: 3 } if trustee == index(4)));

    // any byte of the entry, any byte of the blob
    for position in 0..entries[1].entry.len() {
        let mut changed = entries[1].clone();
        changed.entry[position] ^= 1;
        replaced(1, changed);
    }
    let mut changed = entries[1].clone();
    changed.blob[40] ^= 1;
    assert!(matches!(replaced(1, changed), Fault::Blob { trustee } if trustee == index(2)));
    let fault = replaced(1, CommitmentEntry { entry: vec![0x80], blob: Vec::new() });
    assert!(matches!(fault, Fault::Entry { position: 2, .. }));
    drop(states);
}

#[test]
fn two_commitments_for_one_attempt() {
    let (mut setup, _, mut entries) = started();
    let second = AwaitingCommitments::begin(&setup.election, &setup.keys[1], 1, &mut setup.rng).unwrap();
    entries.push(entry(&second, setup.keys(2)));
    assert!(matches!(check(&setup, &entries), Fault::Twice { culprit, attempt: 1 } if culprit == index(2)));
}

#[test]
fn wrong_lengths_and_identities() {
    let g = RistrettoPoint::mul_base(&Scalar::ONE).compress();
    // t = 2: 0, t − 1, t + 1, n, 2n coefficients; trailing identities to hide a lower degree
    for length in [0, 1, 3, 6] {
        let fault = with_package(|package| package.runs[1].coefficients.resize(length, g));
        assert!(
            matches!(fault, Fault::PackageLayout { culprit, .. } if culprit == index(2)),
            "{length}: {fault}"
        );
    }
    for runs in [0, 2, 4, 6] {
        let fault = with_package(|package| {
            let run = package.runs[0].clone();
            package.runs.resize(runs, run);
        });
        assert!(matches!(fault, Fault::PackageLayout { culprit, .. } if culprit == index(2)), "{runs}");
    }
    for coefficient in [0, 1] {
        let fault =
            with_package(|package| package.runs[2].coefficients[coefficient] = CompressedRistretto([0; 32]));
        assert!(
            matches!(fault, Fault::Package(PackageError::Encoding { culprit, run: 3, .. }) if culprit == index(2))
        );
    }
    let fault = with_package(|package| package.runs[0].mu = Scalar::ONE.to_bytes());
    assert!(matches!(fault, Fault::Package(PackageError::Proof { culprit, run: 1 }) if culprit == index(2)));
    // one run's package in another run
    let fault = with_package(|package| package.runs[2] = package.runs[0].clone());
    assert!(
        matches!(fault, Fault::Package(PackageError::Repeated { culprit, run: 3 }) if culprit == index(2))
    );
    assert_eq!(RistrettoPoint::default().compress(), CompressedRistretto([0; 32]));
}

#[test]
fn nothing_returns_from_an_earlier_attempt() {
    let (mut setup, states, old_entries) = started();
    let second = setup.begin(2);
    let mut entries = setup.entries(&second);
    let check =
        |entries: &[CommitmentEntry], attempt| CommitmentView::check(&setup.election, attempt, entries);
    let whole = [&old_entries[..], &entries[..]].concat();
    assert_eq!(check(&whole, 2).unwrap().attempt(), 2);
    // the earlier attempt is over once a later one has begun
    let fault = check(&whole, 1).err().unwrap();
    assert!(matches!(fault, Fault::LaterAttempt { theirs: 2, ours: 1, .. }));
    // the old entry as it was
    entries[2] = old_entries[2].clone();
    let fault = check(&entries, 2).err().unwrap();
    assert!(matches!(fault, Fault::MissingCommitment { trustee, attempt: 2 } if trustee == index(3)));
    // the old package signed anew, in another run
    let mut package = second[2].package().clone();
    package.runs[1] = states[2].package().runs[0].clone();
    entries[2] = signed(&setup, 3, 2, package.encode());
    assert!(check(&entries, 2).is_ok(), "alone it cannot be seen");
    let fault = check(&[&old_entries[..], &entries[..]].concat(), 2).err().unwrap();
    assert!(
        matches!(fault, Fault::Replayed { culprit, run: 2, other, attempt: 1 } if culprit == index(3) && other == index(3))
    );
}

#[test]
fn a_rogue_key_is_refused() {
    // the last trustee wants the joint key to be one whose secret it knows: C_0 = X − Σ C_{j,0}
    let (setup, states, mut entries) = started();
    let x = RistrettoPoint::mul_base(&Scalar::from(42u8));
    let mut package = states[2].package().clone();
    let sum: RistrettoPoint = [0, 1]
        .iter()
        .map(|j: &usize| states[*j].package().runs[0].coefficients[0].decompress().unwrap())
        .sum();
    package.runs[0].coefficients[0] = (x - sum).compress();
    entries[2] = signed(&setup, 3, 1, package.encode());
    assert!(
        matches!(check(&setup, &entries), Fault::Package(PackageError::Proof { culprit, run: 1 }) if culprit == index(3))
    );
}

#[test]
fn another_trustees_constant_term_is_refused() {
    // trustees 2 and 3 share one secret and prove it each under its own number, in different runs
    let (setup, states, mut entries) = started();
    let [secret, nonce] = [Scalar::from(5u8), Scalar::from(77u8)];
    let [c_0, r] = [secret, nonce].map(|x| RistrettoPoint::mul_base(&x).compress());
    for (k, run) in [(2, 0), (3, 2)] {
        let identifier = index(k).scalar();
        let challenge = [
            b"FROST-RISTRETTO255-SHA512-v1dkg".as_slice(),
            identifier.as_bytes(),
            c_0.as_bytes(),
            r.as_bytes(),
        ];
        let c = Scalar::hash_from_bytes::<sha2::Sha512>(&challenge.concat());
        let mut package = states[usize::from(k) - 1].package().clone();
        let own = package.runs[run].coefficients[1];
        package.runs[run] =
            ceremony::RunCommitment { coefficients: vec![c_0, own], r, mu: (nonce + c * secret).to_bytes() };
        entries[usize::from(k) - 1] = signed(&setup, k, 1, package.encode());
    }
    let repeated = CeremonyError::Repeated { culprit: index(3), run: 3, other: index(2) };
    assert!(matches!(check(&setup, &entries), Fault::Keys(error) if error == repeated));
}

#[test]
fn polynomials_are_fresh() {
    let mut setup = Setup::new(&one_contest(3), 2, 2);
    let mut seen = BTreeMap::new();
    for attempt in 1..=4 {
        for state in setup.begin(attempt) {
            for run in &state.package().runs {
                assert_eq!(seen.insert(run.coefficients[0].to_bytes(), attempt), None);
            }
        }
    }
    assert_eq!(seen.len(), 4 * 2 * 3);
}
