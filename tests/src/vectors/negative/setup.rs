//! The manifest entry and the key ceremony.

use tabella_crypto::{BlobHash, CeremonyHash, CompressedRistretto, KeysHash, Scalar, TrusteeIndex};
use tabella_election::{
    ceremony::CommitmentPackage,
    message::{Complaint, JointKeysSigned, ManifestPosted, Open, TestShare, TrusteeCommitment},
    share::TestShareBlob,
};

use super::{
    Cases,
    raw::{changed, commitment, proved_run},
};
use crate::{Fixture, Round1};

pub(super) fn announce(fixture: &mut Fixture) {
    let message = ManifestPosted { manifest_hash: BlobHash::of(fixture.election.bytes()) };
    let entry = fixture.signed(message, &fixture.people.authority, fixture.election.bytes().to_vec());
    fixture.expect(entry);
}

fn k(k: u16) -> TrusteeIndex {
    TrusteeIndex::new(k).unwrap()
}

/// A number that is no canonical scalar, and no canonical point.
pub(super) const NOT_CANONICAL: [u8; 32] = [0xff; 32];

/// Everything up to `open`.
pub(super) fn cases(cases: &mut Cases) {
    let f = cases.fixture.clone();
    let people = &f.people;
    cases.refuse("notice on an empty board", f.notice(1, None), "phase", "The first entry is the manifest.");
    let other = b"{}".to_vec();
    let message = ManifestPosted { manifest_hash: BlobHash::of(&other) };
    let entry = f.signed(message, &people.authority, other);
    cases.refuse(
        "another election's manifest",
        entry,
        "manifest",
        "The blob is not the manifest of this election id.",
    );
    let message = ManifestPosted { manifest_hash: BlobHash::of(f.election.bytes()) };
    let entry = f.signed(message.clone(), &people.registrar, f.election.bytes().to_vec());
    cases.refuse(
        "manifest signed by the registrar",
        entry,
        "signature",
        "Only the election authority signs the manifest.",
    );
    announce(&mut cases.fixture);
    let entry = f.signed(message, &people.authority, f.election.bytes().to_vec());
    cases.refuse("second manifest", entry, "phase", "There is one manifest, at index 0.");

    let round1 = cases.fixture.round1(1);
    commitments(cases, &round1);
    rogue_keys(cases, &round1);
    complaints(cases, &round1);
    cases.fixture.commit(&round1);
    keys_and_test_shares(cases);
}

#[expect(clippy::too_many_lines, reason = "one case after another")]
fn commitments(cases: &mut Cases, round1: &Round1) {
    let f = cases.fixture.clone();
    let first = round1.trustees[0].package();
    let one = round1.entries[0].clone();
    let mut refuse = |name: &str, blob: Vec<u8>, rejection: &str, why: &str| {
        cases.refuse(name, commitment(&f, 1, 1, blob), rejection, why);
    };
    let short = changed(&first, |package| {
        for run in &mut package.runs {
            run.coefficients.pop();
        }
    });
    refuse(
        "commitments of too small degree",
        short,
        "encoding",
        "Each run has exactly t coefficients; fewer would lower the threshold.",
    );
    let long = changed(&first, |package| {
        for run in &mut package.runs {
            run.coefficients.push(run.coefficients[1]);
        }
    });
    refuse(
        "commitments of too large degree",
        long,
        "encoding",
        "Each run has exactly t coefficients; more would raise the threshold.",
    );
    let fewer = changed(&first, |package| {
        package.runs.pop();
    });
    refuse("a run is missing", fewer, "encoding", "A package has exactly W runs.");
    let wrong = changed(&first, |package| package.runs[1].mu[0] ^= 1);
    refuse("wrong proof of possession", wrong, "package", "μ·G = R + c·C_0 does not hold for run 2.");
    let wrong = changed(&first, |package| package.runs[0].mu = NOT_CANONICAL);
    refuse("μ not canonical", wrong, "package", "μ is not below the group order.");
    let wrong = changed(&first, |package| package.runs[0].coefficients[1] = CompressedRistretto([0; 32]));
    refuse("coefficient is the identity", wrong, "package", "No coefficient may be the identity.");
    let wrong = changed(&first, |package| package.runs[0].r = CompressedRistretto([0; 32]));
    refuse("R is the identity", wrong, "package", "R may not be the identity.");
    let wrong =
        changed(&first, |package| package.runs[0].coefficients[1] = CompressedRistretto(NOT_CANONICAL));
    refuse("coefficient not canonical", wrong, "package", "A point has one encoding.");
    let wrong = changed(&first, |package| package.runs[1] = package.runs[0].clone());
    refuse(
        "one run twice",
        wrong,
        "package",
        "The constant term of run 2 is that of run 1; its proof is valid, because FROST's proofs bind no run.",
    );
    let theirs = round1.trustees[1].package().encode();
    refuse(
        "another trustee's package",
        theirs,
        "package",
        "The proofs bind the identifier: they are trustee 2's.",
    );
    let mut trailing = first.encode();
    trailing.push(0);
    refuse("a byte after the package", trailing, "encoding", "Nothing follows the array.");

    let message =
        TrusteeCommitment { trustee: k(4), attempt: 1, package_hash: BlobHash::of(&first.encode()) };
    let entry = f.signed(message, &f.trustee(k(1)).signing, first.encode());
    cases.refuse("trustee 4 of 3", entry, "unknown-trustee", "The manifest has three trustees.");
    let message =
        TrusteeCommitment { trustee: k(1), attempt: 1, package_hash: BlobHash::of(&first.encode()) };
    let entry = f.signed(message, &f.trustee(k(2)).signing, first.encode());
    cases.refuse(
        "commitment signed by another trustee",
        entry,
        "signature",
        "Trustee 2 signed an entry of trustee 1.",
    );
    let entry = commitment(&f, 1, 2, first.encode());
    cases.refuse("attempt 2 before attempt 1", entry, "attempt", "Attempts are numbered 1, 2, 3, …");
    cases.refuse_after(
        "second commitment of one attempt",
        std::slice::from_ref(&one),
        one.clone(),
        "twice",
        "Each trustee commits once per attempt.",
    );
    let entry = commitment(&f, 1, 3, f_fresh(&f, 1).encode());
    cases.refuse_after(
        "attempt 3 after attempt 1",
        std::slice::from_ref(&one),
        entry,
        "attempt",
        "The next attempt has the next number.",
    );
    let entry = commitment(&f, 1, 2, first.encode());
    cases.refuse_after(
        "package replayed in the next attempt",
        std::slice::from_ref(&one),
        entry,
        "repeated-term",
        "Constant terms of earlier attempts may not come back; FROST's proofs bind no session.",
    );
    let mixed = changed(&f_fresh(&f, 1), |package| package.runs[1] = first.runs[0].clone());
    let entry = commitment(&f, 1, 2, mixed);
    cases.refuse_after(
        "one run replayed as another run",
        &[one],
        entry,
        "repeated-term",
        "Run 2 of the new attempt has the constant term of run 1 of the old one.",
    );
}

/// A package of fresh polynomials.
fn f_fresh(fixture: &Fixture, trustee: u16) -> CommitmentPackage {
    let mut rng = fixture.rng.clone();
    crate::FrostPackages::draw(&fixture.election, k(trustee), &mut rng).package()
}

/// The last to commit chooses its terms by those of the others.
fn rogue_keys(cases: &mut Cases, round1: &Round1) {
    let f = cases.fixture.clone();
    let given = [round1.entries[0].clone(), round1.entries[1].clone()];
    let others = |w: usize| round1.trustees[0].constant_term(w) + round1.trustees[1].constant_term(w);
    let package = |terms: [Scalar; 2]| {
        let run = |term: Scalar, number: u8| {
            proved_run(3, &[term, Scalar::from(number)], &Scalar::from(number + 100))
        };
        CommitmentPackage { runs: vec![run(terms[0], 5), run(terms[1], 6)] }.encode()
    };
    let entry = commitment(&f, 3, 1, package([-others(0), Scalar::from(9u8)]));
    cases.refuse_after(
        "joint key is the identity",
        &given,
        entry,
        "ceremony",
        "The last trustee's term cancels those of the others (they published theirs first).",
    );
    let chosen = Scalar::from(9u8);
    let entry = commitment(&f, 3, 1, package([chosen, others(0) + chosen - others(1)]));
    cases.refuse_after(
        "two joint keys are equal",
        &given,
        entry,
        "ceremony",
        "Two options under one key would let votes be compared.",
    );
}

fn complaints(cases: &mut Cases, round1: &Round1) {
    let f = cases.fixture.clone();
    let entries = &round1.entries;
    let complaint = |trustee: u16, attempt: u64, accused: u16| {
        let message =
            Complaint { trustee: k(trustee), attempt, accused: k(accused), reason: "bad share".into() };
        f.signed(message, &f.trustee(k(trustee)).signing, Vec::new())
    };
    cases.refuse_after(
        "complaint of another attempt",
        &entries[..1],
        complaint(1, 2, 2),
        "attempt",
        "A complaint is of the current attempt.",
    );
    cases.refuse_after(
        "complaint of oneself",
        &entries[..1],
        complaint(1, 1, 1),
        "self-accusation",
        "A trustee accuses another.",
    );
    cases.refuse_after(
        "complaint of trustee 4 of 3",
        &entries[..1],
        complaint(1, 1, 4),
        "unknown-trustee",
        "The accused must exist.",
    );
    let given = [entries[0].clone(), complaint(2, 1, 1)];
    cases.refuse_after(
        "the same complaint twice",
        &given,
        complaint(2, 1, 1),
        "twice",
        "Once for each accused.",
    );
    cases.refuse_after(
        "commitment after a complaint",
        &given,
        entries[1].clone(),
        "complaint",
        "A complaint stops the attempt; a restart has a new number.",
    );
}

#[expect(clippy::too_many_lines, reason = "one case after another")]
fn keys_and_test_shares(cases: &mut Cases) {
    let f = cases.fixture.clone();
    let keys = f.state.ceremony().unwrap();
    let (keys_hash, ceremony_hash) = (*keys.joint.hash(), keys.hash);
    let joint_keys = |trustee: u16, keys_hash: KeysHash, ceremony_hash: CeremonyHash| {
        let message = JointKeysSigned { trustee: k(trustee), keys_hash, ceremony_hash };
        f.signed(message, &f.trustee(k(trustee)).signing, Vec::new())
    };
    cases.refuse(
        "joint-keys with other keys",
        joint_keys(1, KeysHash([1; 32]), ceremony_hash),
        "other-keys",
        "keys_hash is not that of the joint keys on the board.",
    );
    cases.refuse(
        "joint-keys of another ceremony",
        joint_keys(1, keys_hash, CeremonyHash([1; 32])),
        "other-keys",
        "The trustee saw other commitments: a split view.",
    );
    let mut fixture = f.clone();
    let test = fixture.test_share(k(1));
    cases.refuse(
        "test share before joint-keys",
        test.clone(),
        "ceremony-incomplete",
        "A trustee first signs the keys that it shows a share of.",
    );
    let entry = super::raw::entry(joint_keys(2, keys_hash, ceremony_hash).bytes().to_vec());
    cases.refuse_after(
        "joint-keys twice",
        std::slice::from_ref(&entry),
        entry.clone(),
        "twice",
        "Once for each trustee.",
    );
    let restart = commitment(&f, 2, 2, f_fresh(&f, 2).encode());
    cases.refuse_after(
        "joint-keys after a restart",
        &[restart],
        entry,
        "ceremony-incomplete",
        "The first commitment of attempt 2 ended attempt 1.",
    );

    for trustee in f.trustees() {
        let entry = cases.fixture.joint_keys(trustee);
        cases.fixture.expect(entry);
    }
    let TestShareBlob(share) = TestShareBlob::decode(test.blob(), f.election.key_count()).unwrap();
    let mut wrong = share.clone();
    wrong.d.swap(0, 1);
    cases.refuse(
        "test share with D of two runs exchanged",
        f.test_share_entry(k(1), wrong),
        "test-share",
        "The proof binds each D to its run.",
    );
    let mut wrong = share.clone();
    wrong.s = NOT_CANONICAL;
    cases.refuse(
        "test share with s not canonical",
        f.test_share_entry(k(1), wrong),
        "test-share",
        "A scalar has one encoding.",
    );
    cases.refuse(
        "test share of another trustee",
        f.test_share_entry(k(2), share.clone()),
        "test-share",
        "The proof binds the trustee's index and verification keys.",
    );
    let blob = TestShareBlob(share).encode();
    let message =
        TestShare { trustee: k(1), ceremony_hash: CeremonyHash([1; 32]), share_hash: BlobHash::of(&blob) };
    let entry = f.signed(message, &f.trustee(k(1)).signing, blob);
    cases.refuse(
        "test share of another ceremony",
        entry,
        "other-keys",
        "The entry names another ceremony hash.",
    );
    cases.refuse_after(
        "test share twice",
        std::slice::from_ref(&test),
        test.clone(),
        "twice",
        "Once for each trustee.",
    );

    let open = |keys_hash: KeysHash| f.signed(Open { keys_hash }, &f.people.authority, Vec::new());
    cases.refuse_after(
        "open with one test share of three",
        &[test],
        open(keys_hash),
        "ceremony-incomplete",
        "All n test shares must stand on the board.",
    );
    for trustee in f.trustees() {
        let entry = cases.fixture.test_share(trustee);
        cases.fixture.expect(entry);
    }
    cases.refuse(
        "open with other keys",
        open(KeysHash([1; 32])),
        "other-keys",
        "keys_hash is not that of the joint keys on the board.",
    );
    let entry = f.signed(Open { keys_hash }, &f.people.registrar, Vec::new());
    cases.refuse("open signed by the registrar", entry, "signature", "Only the election authority opens.");
    let message = Complaint { trustee: k(3), attempt: 1, accused: k(1), reason: "late".into() };
    let complaint = f.signed(message, &f.trustee(k(3)).signing, Vec::new());
    cases.refuse_after(
        "open after a complaint",
        &[complaint],
        open(keys_hash),
        "complaint",
        "A complaint stops the attempt until voting is open.",
    );
    let voter = cases.fixture.stranger(0, 1);
    let entry = cases.fixture.credential_entry(&voter, None);
    cases.refuse("credential before open", entry, "phase", "Credentials are admitted while voting is open.");
    cases.fixture.open();
}
