//! The points part of a ballot with some bits changed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tabella_ballot::{Posted, verify_batch};
use tabella_board::Kind;
use tabella_fuzz::{alter, board, rng};

fuzz_target!(|edits: &[u8]| {
    let is_points = |posted: &Posted| posted.ballot().proof.points.is_some();
    let ballots = board().entries.iter().filter(|entry| entry.kind() == Kind::Ballot);
    let mut posted = ballots.map(|entry| Posted::decode(entry.bytes(), board().styles()).unwrap());
    let Some(Posted::Cast(mut cast)) = posted.find(is_points) else { unreachable!("board.json has points") };
    let points = cast.ballot.proof.points.as_mut().unwrap();
    let good = points.clone();
    // V, range proof, t and z in one string
    let joined = |points: &tabella_crypto::points_proof::PointsProof| {
        let (v, t) = (points.v.iter().flat_map(|p| p.0), points.t.iter().flat_map(|p| p.0));
        v.chain(points.range.iter().copied()).chain(t).chain(points.z.concat()).collect::<Vec<u8>>()
    };
    let altered = alter(&joined(&good), edits);
    let (v, rest) = altered.split_at(32 * good.v.len());
    let (range, rest) = rest.split_at(good.range.len());
    let (t, z) = rest.split_at(96);
    for (point, bytes) in points.v.iter_mut().chain(&mut points.t).zip(v.chunks(32).chain(t.chunks(32))) {
        point.0.copy_from_slice(bytes);
    }
    points.range = range.to_vec();
    for (scalar, bytes) in points.z.iter_mut().zip(z.chunks(32)) {
        scalar.copy_from_slice(bytes);
    }
    let same = *points == good;
    let verdict = verify_batch(board().styles(), vec![Posted::Cast(cast)], &mut rng()).remove(0);
    assert_eq!(verdict.is_ok(), same);
});
