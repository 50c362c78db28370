//! Ballots and challenges that are wrong in themselves.

use tabella_ballot::Posted;
use tabella_crypto::{
    CompressedRistretto, ElectionId, RistrettoPoint, Scalar, Tracker,
    authorisation::{Authorisation, Purpose},
    ballot_proof::{ContestShape, JointKeys, Seed, Shape, StyleKeys, encrypt},
};

use super::{Cases, raw, raw::RawBallot, setup::NOT_CANONICAL, voting::prepared_bytes};
use crate::{Voter, entry_of};

const NOT_POINT: &str = "A point or scalar has one encoding.";

/// Ballots of the style `choice` (one of two).
pub(super) fn choice(cases: &mut Cases, voter: &Voter) {
    let (posted, ballot) = prepared_bytes(cases, voter, &[1, 0]);
    changed(cases, voter, &ballot);
    unlawful(cases, voter, &ballot);
    encodings(cases, &posted);
    authorisations(cases, voter, &posted);
    challenges(cases, voter);
}

fn refuse(cases: &mut Cases, voter: &Voter, name: &str, ballot: &RawBallot, rejection: &str, why: &str) {
    let entry = ballot.cast(&mut cases.fixture, &voter.secret);
    cases.refuse(name, entry, rejection, why);
}

/// One thing changed, and cast with an authorisation that fits.
fn changed(cases: &mut Cases, voter: &Voter, good: &RawBallot) {
    let mut refuse = |name: &str, change: &dyn Fn(&mut RawBallot), rejection: &str, why: &str| {
        refuse(cases, voter, name, &good.with(|ballot| change(ballot)), rejection, why);
    };
    refuse("version 2", &|b| b.version = 2, "ballot-version", "The version is 1.");
    refuse(
        "ballot of another election",
        &|b| b.election = ElectionId([1; 32]),
        "ballot-election",
        "The ballot names its election.",
    );
    refuse(
        "ballot of an unknown style",
        &|b| b.style = "none".into(),
        "ballot-style",
        "The manifest has no such style.",
    );
    refuse(
        "one ciphertext too few",
        &|b| {
            b.b.pop();
        },
        "encoding",
        "Lists have the lengths that the style gives.",
    );
    refuse(
        "one response too many",
        &|b| b.f.push([0; 32]),
        "encoding",
        "Lists have the lengths that the style gives.",
    );
    refuse(
        "five commitments",
        &|b| {
            b.commitments.pop();
        },
        "encoding",
        "Lists have the lengths that the style gives.",
    );
    refuse("A is the identity", &|b| b.a = [0; 32], "point", "With r = 0 everybody reads the votes.");
    refuse("A not canonical", &|b| b.a = NOT_CANONICAL, "point", NOT_POINT);
    refuse("B not canonical", &|b| b.b[0] = NOT_CANONICAL, "point", NOT_POINT);
    refuse(
        "B negative",
        &|b| b.b[0] = negative(),
        "point",
        "Decoding ristretto255 refuses negative field elements.",
    );
    refuse("commitment not canonical", &|b| b.commitments[3] = NOT_CANONICAL, "point", NOT_POINT);
    refuse("f not canonical", &|b| b.f[1] = NOT_CANONICAL, "point", NOT_POINT);
    refuse("f plus the group order", &|b| b.f[1] = plus_order(), "point", "1 + ℓ is not the encoding of 1.");
    refuse("z not canonical", &|b| b.z[2] = NOT_CANONICAL, "point", NOT_POINT);
    refuse(
        "ciphertexts exchanged",
        &|b| b.b.swap(0, 1),
        "ballot-proof",
        "The transcript and (3b) bind each B to its option.",
    );
    refuse("z_bits changed", &|b| b.z[0] = Scalar::ONE.to_bytes(), "ballot-proof", "Equation (1) fails.");
    refuse("z_cross changed", &|b| b.z[1] = Scalar::ONE.to_bytes(), "ballot-proof", "Equation (2) fails.");
    refuse(
        "z_link changed",
        &|b| b.z[2] = Scalar::ONE.to_bytes(),
        "ballot-proof",
        "Equations (3a) and (3b) fail.",
    );
    refuse(
        "f changed",
        &|b| b.f[0] = Scalar::ONE.to_bytes(),
        "ballot-proof",
        "Equations (1), (2) and (3b) fail.",
    );
    refuse(
        "L_b changed",
        &|b| b.commitments[5] = good.a,
        "ballot-proof",
        "L_b is in the transcript before x.",
    );
    refuse(
        "previous changed",
        &|b| b.previous = Tracker([1; 32]),
        "ballot-proof",
        "previous is in the transcript: a ballot has its place in the chain.",
    );
    refuse(
        "vote of another added",
        &|b| b.b[0] = plus_g(&b.b[0]),
        "ballot-proof",
        "B is in the transcript before every challenge.",
    );
}

fn negative() -> [u8; 32] {
    let mut one = [0; 32];
    one[0] = 1;
    one
}

fn plus_order() -> [u8; 32] {
    // ℓ = 2^252 + 27742317777372353535851937790883648493
    let mut sum = [0; 32];
    sum[..16].copy_from_slice(&27_742_317_777_372_353_535_851_937_790_883_648_494_u128.to_le_bytes());
    sum[31] = 0x10;
    sum
}

fn plus_g(point: &[u8; 32]) -> [u8; 32] {
    let point = CompressedRistretto(*point).decompress().unwrap();
    (point + RistrettoPoint::mul_base(&Scalar::ONE)).compress().0
}

/// Proofs that are right for another statement.
fn unlawful(cases: &mut Cases, voter: &Voter, good: &RawBallot) {
    let keys = cases.fixture.state.ceremony().unwrap().joint.clone();
    let rule = |option_max, total_min, total_max| ContestShape {
        key_indices: vec![1, 2],
        option_max,
        total_min,
        total_max,
    };
    let two = forged(cases, voter, &keys, rule(1, 2, 2), &[1, 1]);
    refuse(
        cases,
        voter,
        "two votes where one is allowed",
        &two,
        "ballot-proof",
        "A right proof for total 2; κ is computed from the manifest's total 1.",
    );
    let none = forged(cases, voter, &keys, rule(1, 0, 0), &[0, 0]);
    refuse(
        cases,
        voter,
        "no vote where one is demanded",
        &none,
        "ballot-proof",
        "A right proof for total 0; the contest has no blank ballot.",
    );
    let blank = forged(cases, voter, &keys, rule(1, 0, 1), &[0, 0]);
    refuse(
        cases,
        voter,
        "proof with a slack bit",
        &blank,
        "encoding",
        "The style has two bits; a proof for total 0 to 1 has three.",
    );
    let other = JointKeys::new(keys.points().iter().rev().copied().collect());
    let other = forged(cases, voter, &other, rule(1, 1, 1), &[1, 0]);
    refuse(
        cases,
        voter,
        "ballot under other joint keys",
        &other,
        "ballot-proof",
        "keys_hash and the keys themselves are part of the statement.",
    );
    let stranger = cases.fixture.credential(0, 1);
    let copied = good.with(|ballot| ballot.credential = *stranger.secret.public());
    let entry = copied.cast(&mut cases.fixture, &stranger.secret);
    cases.refuse(
        "ballot copied under one's own credential",
        entry,
        "ballot-proof",
        "P is in the transcript: nobody can cast another's ballot.",
    );
    // make room again for those who come later
    cases.fixture.revoke(&stranger, tabella_election::message::Reason::Administrative);
}

fn forged(
    cases: &mut Cases,
    voter: &Voter,
    keys: &JointKeys,
    rule: ContestShape,
    choices: &[u32],
) -> RawBallot {
    let (_, good) = prepared_bytes(cases, voter, &[1, 0]);
    let f = &mut cases.fixture;
    let style = StyleKeys::new(*f.election.id(), "choice", Shape::new(vec![rule]), keys).unwrap();
    let seed = Seed::generate(&mut f.rng);
    let encrypted =
        encrypt(&style, voter.secret.public(), &Tracker::NONE, &seed, choices, &mut f.rng).unwrap();
    let raw = |points: &[CompressedRistretto]| points.iter().map(|point| point.0).collect();
    good.with(|ballot| {
        ballot.a = encrypted.ciphertexts.a.0;
        ballot.b = raw(&encrypted.ciphertexts.b);
        ballot.commitments = raw(&encrypted.proof.commitments);
        ballot.f = encrypted.proof.f;
        ballot.z = encrypted.proof.z.to_vec();
    })
}

/// Other bytes that say the same.
fn encodings(cases: &mut Cases, good: &Posted) {
    let bytes = entry_of(good).bytes().to_vec();
    let mut refuse = |name: &str, bytes: Vec<u8>, why: &str| {
        cases.refuse(name, raw::entry(bytes), "encoding", why);
    };
    refuse("byte after the entry", [&bytes[..], &[0]].concat(), "Nothing follows the array.");
    refuse(
        "entry cut short",
        bytes[..bytes.len() - 1].to_vec(),
        "The last byte string is shorter than it says.",
    );
    let (head, _) = bytes.split_at(8);
    assert_eq!(head, b"\x84\x66ballot");
    refuse(
        "one element too many",
        [&[0x85], &bytes[1..], &[0xf6]].concat(),
        "A ballot entry has four elements.",
    );
    let length = 2 + usize::from(bytes[8] == 0x59);
    let payload = &bytes[9 + length - 1..];
    let long = [head, &[0x5a, 0, 0], &bytes[9..9 + length - 1], payload].concat();
    refuse("byte string head too long", long, "Core deterministic encoding: the shortest head.");
}

fn authorisation_of(posted: &Posted) -> Authorisation {
    match posted {
        Posted::Cast(cast) => cast.authorisation,
        Posted::Challenge(challenge) => challenge.authorisation,
    }
}

fn authorisations(cases: &mut Cases, voter: &Voter, posted: &Posted) {
    let bytes = posted.ballot().encode().to_vec();
    let good = authorisation_of(posted);
    let stranger = cases.fixture.stranger(0, 1);
    let entry = raw::cast(&mut cases.fixture, &bytes, &stranger.secret);
    cases.refuse(
        "authorised by somebody else",
        entry,
        "authorisation",
        "The proof must be for the ballot's own P.",
    );
    let mut refuse = |name: &str, authorisation: Authorisation, rejection: &str, why: &str| {
        cases.refuse(name, raw::ballot_entry(&bytes, &authorisation), rejection, why);
    };
    let z = Scalar::from_canonical_bytes(good.z).unwrap() + Scalar::ONE;
    refuse(
        "z of the authorisation changed",
        Authorisation { z: z.to_bytes(), ..good },
        "authorisation",
        "z·G = K + c·P fails.",
    );
    refuse(
        "z of the authorisation not canonical",
        Authorisation { z: NOT_CANONICAL, ..good },
        "point",
        NOT_POINT,
    );
    refuse(
        "K not canonical",
        Authorisation { key: CompressedRistretto(NOT_CANONICAL), ..good },
        "point",
        NOT_POINT,
    );
    let seed = [1; 32];
    let f = &mut cases.fixture;
    let (election, tracker) = (*f.election.id(), posted.ballot().tracker().0);
    let challenge =
        voter.secret.authorise(&election, Purpose::Challenge { seed: &seed }, &tracker, &mut f.rng);
    let register = voter.secret.authorise(&election, Purpose::Register, &tracker, &mut f.rng);
    let other = voter.secret.authorise(&election, Purpose::Cast, &[1; 32], &mut f.rng);
    let mut refuse = |name: &str, authorisation: Authorisation, why: &str| {
        cases.refuse(name, raw::ballot_entry(&bytes, &authorisation), "authorisation", why);
    };
    refuse("challenge replayed as cast", challenge, "The purpose is in the transcript.");
    refuse("registration replayed as cast", register, "The purpose is in the transcript.");
    refuse("authorisation of another ballot", other, "The tracker is in the transcript.");
}

fn challenges(cases: &mut Cases, voter: &Voter) {
    let styles = cases.fixture.styles();
    let prepared = cases.fixture.prepare(voter, &[1, 0]);
    let bytes = prepared.ballot().encode().to_vec();
    let Posted::Challenge(good) = prepared.challenge(&voter.secret, &mut cases.fixture.rng, &styles) else {
        unreachable!("a challenge was made")
    };
    let mut refuse = |name: &str, seed: &[u8; 32], choices: &[u32], rejection: &str, why: &str| {
        let entry = raw::challenge(&mut cases.fixture, &bytes, seed, choices, &voter.secret);
        cases.refuse(name, entry, rejection, why);
    };
    refuse(
        "challenge with other choices",
        &good.seed,
        &[0, 1],
        "challenge",
        "The device encrypted something else than it says.",
    );
    refuse("challenge with unlawful choices", &good.seed, &[1, 1], "challenge", "Choices must be lawful.");
    refuse("challenge with another seed", &[1; 32], &[1, 0], "challenge", "The seed does not give A.");
    refuse(
        "challenge with a choice too few",
        &good.seed,
        &[1],
        "encoding",
        "One choice for each option of the style.",
    );
    let entry = raw::challenge_entry(&bytes, &[1; 32], &[1, 0], &good.authorisation);
    cases.refuse(
        "seed of a challenge exchanged",
        entry,
        "authorisation",
        "The seed is in the transcript of the authorisation.",
    );
    let cast = raw::cast(&mut cases.fixture, &bytes, &voter.secret);
    let posted = Posted::decode(cast.bytes(), &styles).unwrap();
    let entry = raw::challenge_entry(&bytes, &good.seed, &[1, 0], &authorisation_of(&posted));
    cases.refuse("cast replayed as challenge", entry, "authorisation", "The purpose is in the transcript.");
}

/// Ballots of the style `fund` (points).
pub(super) fn points(cases: &mut Cases, voter: &Voter) {
    let (_, good) = prepared_bytes(cases, voter, &[300, 700]);
    let (_, other) = prepared_bytes(cases, voter, &[700, 300]);
    let (theirs, own) = (other.points.unwrap(), good.points.clone().unwrap());
    let mut refuse = |name: &str, change: &dyn Fn(&mut raw::RawPoints), rejection: &str, why: &str| {
        let changed = good.with(|ballot| ballot.points.iter_mut().for_each(change));
        refuse(cases, voter, name, &changed, rejection, why);
    };
    refuse(
        "range proof cut short",
        &|p| {
            p.range.pop();
        },
        "encoding",
        "The length of the range proof follows from the style.",
    );
    refuse(
        "range proof not canonical",
        &|p| p.range.splice(128..160, NOT_CANONICAL).for_each(drop),
        "range-format",
        "A scalar of the range proof is not below the group order.",
    );
    refuse(
        "range proof of another ballot",
        &|p| p.range.clone_from(&theirs.range),
        "range-proof",
        "Its transcript is tied to the ballot by 32 bytes drawn after x.",
    );
    refuse("commitments exchanged", &|p| p.v.swap(0, 1), "range-proof", "V is in the ballot's transcript.");
    refuse("V not canonical", &|p| p.v[0] = NOT_CANONICAL, "point", NOT_POINT);
    refuse(
        "points moved between options",
        &|p| p.b.swap(0, 1),
        "range-proof",
        "B is in the ballot's transcript, which the range proof is tied to.",
    );
    refuse(
        "link response changed",
        &|p| p.z[0] = own.z[1],
        "ballot-proof",
        "The second and third equation of the link fail.",
    );
    refuse(
        "link commitment changed",
        &|p| p.t.swap(1, 2),
        "ballot-proof",
        "t1, t2, t3 are in the transcript before c.",
    );
    refuse("t not canonical", &|p| p.t[2] = NOT_CANONICAL, "point", NOT_POINT);
    let missing = good.with(|ballot| ballot.points = None);
    let entry = missing.cast(&mut cases.fixture, &voter.secret);
    cases.refuse(
        "points are missing",
        entry,
        "encoding",
        "points is null exactly if the style has no points options.",
    );
}
