//! What no verifier of these ballots can do without: decode every point that is new with a ballot, one multi-scalar
//! multiplication over them, and hash the bytes.

use std::hint::black_box;

use curve25519_dalek::traits::VartimeMultiscalarMul as _;
use tabella_crypto::{CompressedRistretto, RistrettoPoint, Scalar, cbor::Writer, hash::sha256};

use super::{Ballot, ELECTION, Rule, rng};
use crate::measure::Contender;

pub(super) fn contender<'a>(ballots: &[Ballot], rule: &Rule) -> Contender<'a> {
    let points: Vec<CompressedRistretto> = ballots.iter().flat_map(new_points).collect();
    let mut random = rng(4);
    let scalars: Vec<Scalar> = points.iter().map(|_| Scalar::random(&mut random)).collect();
    let entries: Vec<Vec<u8>> = ballots.iter().map(|ballot| entry(ballot, rule)).collect();
    Contender::new(ballots.len(), move || {
        let decoded: Vec<RistrettoPoint> =
            points.iter().map(|point| point.decompress().expect("a point")).collect();
        black_box(RistrettoPoint::vartime_multiscalar_mul(&scalars, &decoded));
        for entry in &entries {
            black_box(sha256(b"", &[entry]));
        }
    })
}

/// A, B…, the six commitments, P, K; with points also their B… and V…, t1…t3, and those of the range proof.
fn new_points(ballot: &Ballot) -> Vec<CompressedRistretto> {
    let (ciphertexts, proof) = (&ballot.encrypted.ciphertexts, &ballot.encrypted.proof);
    let mut points = vec![*ballot.secret.public(), ballot.authorisation.key, ciphertexts.a];
    points.extend(ciphertexts.b.iter().chain(&proof.commitments).chain(&ciphertexts.points_b));
    if let Some(own) = &proof.points {
        points.extend(own.v.iter().chain(&own.t));
        // A, S, T1, T2; three scalars; L and R of every round; two scalars
        let elements: Vec<_> = own.range.as_chunks().0.iter().copied().map(CompressedRistretto).collect();
        let count = elements.len();
        points.extend(elements.iter().take(4).chain(elements.iter().take(count - 2).skip(7)));
    }
    points
}

/// The ballot's entry on the board.
pub(super) fn entry(ballot: &Ballot, rule: &Rule) -> Vec<u8> {
    let (ciphertexts, proof) = (&ballot.encrypted.ciphertexts, &ballot.encrypted.proof);
    let list = |writer: Writer, points: &[CompressedRistretto]| {
        writer.list(points.iter().map(CompressedRistretto::as_bytes))
    };
    let head = Writer::new()
        .array(11)
        .uint(1)
        .bytes(ELECTION.as_bytes())
        .text(rule.name)
        .bytes(ballot.secret.public().as_bytes())
        .bytes(&[0; 32])
        .bytes(ciphertexts.a.as_bytes());
    let bits = list(list(head, &ciphertexts.b), &proof.commitments).list(&proof.f).list(&proof.z);
    let bytes = match &proof.points {
        None => bits.null(),
        Some(points) => {
            let lists = list(list(bits.array(5), &ciphertexts.points_b), &points.v).bytes(&points.range);
            list(lists, &points.t).list(&points.z)
        }
    };
    let authorisation = &ballot.authorisation;
    Writer::new()
        .array(4)
        .text("ballot")
        .bytes(&bytes.finish())
        .bytes(authorisation.key.as_bytes())
        .bytes(&authorisation.z)
        .finish()
}
