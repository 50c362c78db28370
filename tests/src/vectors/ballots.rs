//! A ballot of every rule, its authorisation, and the transcripts of both.

use curve25519_dalek::constants::RISTRETTO_BASEPOINT_POINT as G;
use serde_json::{Value, json};
use tabella_ballot::{CredentialSecret, EncryptedBallot, Posted, tracker_text};
use tabella_crypto::{
    CompressedRistretto, RistrettoPoint, Scalar,
    authorisation::{Authorisation, Purpose},
    ballot_proof::ContestShape,
    group,
};

use super::{
    bytes, encoded, file, points,
    recorder::Recorder,
    rules::{Held, Made},
    scalar,
};

/// How many ballots of one style stand in the file in full.
const OF_EACH_STYLE: usize = 1;

pub(super) fn ballots(held: &Held) -> Value {
    let election = &held.fixture.election;
    let keys = held.fixture.state.ceremony().unwrap();
    let mut seen = vec![0; election.styles().len()];
    let mut chosen: Vec<&Made> = Vec::new();
    for made in &held.made {
        seen[made.style] += 1;
        let is_special = matches!(made.posted, Posted::Challenge(_)) || made.previous.0 != [0; 32];
        if seen[made.style] <= OF_EACH_STYLE || is_special {
            chosen.push(made);
        }
    }
    file(
        "Sections 5 to 7: ballots of the election in manifest.json, under the joint keys of ceremony.json. Given election_id, joint keys, \
         style, seed, secret, previous and choices, anyone gets r, A and B; proof, V and authorisation are random and verify.",
        json!({
            "election_id": bytes(election.id().0),
            "keys_hash": bytes(keys.joint.hash().0),
            "joint_keys": points(keys.joint.points()),
            "ballots": chosen.into_iter().map(|made| ballot(held, made)).collect::<Vec<_>>(),
        }),
    )
}

fn contest(shape: &ContestShape) -> Value {
    json!({
        "key_indices": shape.key_indices,
        "option_max": shape.option_max,
        "total_min": shape.total_min,
        "total_max": shape.total_max,
    })
}

fn ballot(held: &Held, made: &Made) -> Value {
    let style = &held.fixture.election.styles()[made.style];
    let ballot = made.posted.ballot();
    let mut seed = seed_transcript(held, made);
    let r = seed.challenge("r");
    assert_eq!((r * G).compress(), ballot.ciphertexts.a);
    let (_, y, x) = ballot_transcript(held, ballot);
    json!({
        "style": style.id,
        "contests": style.shape.contests().iter().map(contest).collect::<Vec<_>>(),
        "kind": if matches!(made.posted, Posted::Cast(_)) { "ballot" } else { "challenge" },
        "seed": bytes(made.seed),
        "credential_secret": scalar(&made.secret),
        "previous": bytes(made.previous.0),
        "choices": made.choices,
        "credential": bytes(ballot.credential.0),
        "r": scalar(&r),
        "A": bytes(ballot.ciphertexts.a.0),
        "B": encoded(&ballot.ciphertexts.b),
        "B_points": encoded(&ballot.ciphertexts.points_b),
        "y": scalar(&y),
        "x": scalar(&x),
        "ballot": bytes(ballot.encode()),
        "tracker": bytes(ballot.tracker().0),
        "tracker_text": tracker_text(ballot.tracker()),
        "entry": bytes(made.posted.encode()),
        "index_in_board_json": made.index,
    })
}

fn seed_transcript(held: &Held, made: &Made) -> Recorder {
    let mut recorder = Recorder::new("tabella/v1/seed");
    let election = &held.fixture.election;
    recorder.append("election", &election.id().0);
    recorder.append("credential", &made.posted.ballot().credential.0);
    recorder.append("style", election.styles()[made.style].id.as_str().as_bytes());
    recorder.append("seed", &made.seed);
    recorder
}

/// The transcript after x; y, x.
fn ballot_transcript(held: &Held, ballot: &EncryptedBallot) -> (Recorder, Scalar, Scalar) {
    let (ciphertexts, proof) = (&ballot.ciphertexts, &ballot.proof);
    let [bits, mask, cross, square, l_a, l_b] = &proof.commitments;
    let election = &held.fixture.election;
    let mut recorder = Recorder::new("tabella/v1/ballot");
    recorder.append("election", &election.id().0);
    recorder.append("joint-keys", &held.fixture.state.ceremony().unwrap().joint.hash().0);
    recorder.append("style", election.styles()[ballot.style].id.as_str().as_bytes());
    recorder.append("credential", &ballot.credential.0);
    recorder.append("previous", &ballot.previous.0);
    recorder.append("a", &ciphertexts.a.0);
    for b in &ciphertexts.b {
        recorder.append("b", &b.0);
    }
    for (b, v) in ciphertexts.points_b.iter().zip(proof.points.iter().flat_map(|points| &points.v)) {
        recorder.append("b", &b.0);
        recorder.append("v", &v.0);
    }
    for (label, commitment) in [("bits", bits), ("mask", mask), ("cross", cross), ("square", square)] {
        recorder.append(label, &commitment.0);
    }
    let y = recorder.challenge("y");
    recorder.append("link-a", &l_a.0);
    recorder.append("link-b", &l_b.0);
    let x = recorder.challenge("x");
    (recorder, y, x)
}

/// What the range proof speaks of, in its order.
fn range_commitments(contests: &[ContestShape], v: &[CompressedRistretto]) -> Vec<CompressedRistretto> {
    let times_g = |value: u32| Scalar::from(value) * G;
    let mut rest: Vec<RistrettoPoint> = v.iter().map(|v| group::point(v).unwrap()).collect();
    let mut all: Vec<RistrettoPoint> = Vec::new();
    for contest in contests.iter().filter(|contest| contest.option_max > 255) {
        let own: Vec<RistrettoPoint> = rest.drain(..contest.key_indices.len()).collect();
        all.extend(&own);
        all.extend(own.iter().map(|v| times_g(contest.option_max) - v));
        let total: RistrettoPoint = own.iter().sum();
        all.push(times_g(contest.total_max) - total);
        all.push(total - times_g(contest.total_min));
    }
    all.resize(all.len().next_power_of_two(), RistrettoPoint::default());
    all.iter().map(RistrettoPoint::compress).collect()
}

pub(super) fn transcripts(held: &Held) -> Value {
    let styles = held.fixture.election.styles();
    let mut all = Vec::new();
    for id in ["1-of-2", "points", "bits and points"] {
        let made = held.made.iter().find(|made| styles[made.style].id.as_str() == id).unwrap();
        let ballot = made.posted.ballot();
        let mut seed = seed_transcript(held, made);
        seed.challenge("r");
        all.push(seed.finish(&format!("r of the ballot with style \"{id}\"")));
        let (mut recorder, _, _) = ballot_transcript(held, ballot);
        let mut link = None;
        if let Some(points) = &ballot.proof.points {
            let tie = recorder.challenge_32("points");
            let mut second = Recorder::new("tabella/v1/points");
            second.append("ballot", &tie);
            second.range_proof(
                &points.range,
                &range_commitments(styles[made.style].shape.contests(), &points.v),
            );
            for (label, t) in ["t1", "t2", "t3"].into_iter().zip(&points.t) {
                second.append(label, &t.0);
            }
            second.challenge("link");
            link = Some(second.finish(&format!("the points of the ballot with style \"{id}\"")));
        }
        all.push(recorder.finish(&format!("the ballot with style \"{id}\"")));
        all.extend(link);
    }
    for made in [&held.made[0], held.made.iter().find(|made| is_challenge(made)).unwrap()] {
        let (recorder, _) = authorisation_transcript(held, &made.posted);
        all.push(recorder.finish(&format!("the authorisation of entry {} of board.json", made.index)));
    }
    let statement = held.fixture.statement();
    let contest = statement.contests.last().unwrap();
    all.push(super::tally::share_transcript(held, contest, 0, 1));
    all.push(super::tally::test_share_transcript(held, 1));
    file(
        "What is appended and drawn, in order, with merlin 3. A scalar is 64 challenge bytes, little-endian, reduced; \"range-proof\" stands for what \
         bulletproofs 5 appends and draws when it verifies this proof of these commitments (32 bits).",
        json!({ "transcripts": all }),
    )
}

fn is_challenge(made: &Made) -> bool {
    matches!(made.posted, Posted::Challenge(_))
}

fn parts(posted: &Posted) -> (&EncryptedBallot, &Authorisation, &'static str, Option<&[u8; 32]>) {
    match posted {
        Posted::Cast(cast) => (&cast.ballot, &cast.authorisation, "cast", None),
        Posted::Challenge(challenge) => {
            (&challenge.ballot, &challenge.authorisation, "challenge", Some(&challenge.seed))
        }
    }
}

fn authorisation_transcript(held: &Held, posted: &Posted) -> (Recorder, Scalar) {
    let (ballot, authorisation, purpose, seed) = parts(posted);
    let mut recorder = Recorder::new("tabella/v1/authorise");
    recorder.append("election", &held.fixture.election.id().0);
    recorder.append("purpose", purpose.as_bytes());
    recorder.append("credential", &ballot.credential.0);
    recorder.append("tracker", &ballot.tracker().0);
    if let Some(seed) = seed {
        recorder.append("seed", seed);
    }
    recorder.append("key", &authorisation.key.0);
    let c = recorder.challenge("c");
    (recorder, c)
}

pub(super) fn authorisations(held: &Held) -> Value {
    let mut all = Vec::new();
    for made in [&held.made[0], held.made.iter().find(|made| is_challenge(made)).unwrap()] {
        let (ballot, authorisation, purpose, seed) = parts(&made.posted);
        let (_, c) = authorisation_transcript(held, &made.posted);
        all.push(json!({
            "credential_secret": scalar(&made.secret),
            "credential": bytes(ballot.credential.0),
            "purpose": purpose,
            "tracker": bytes(ballot.tracker().0),
            "seed": seed.map(bytes),
            "K": bytes(authorisation.key.0),
            "z": bytes(authorisation.z),
            "c": scalar(&c),
        }));
    }
    all.push(registration(held));
    file(
        "Section 5.4: z·G = K + c·P. For \"register\" the tracker is the authorization of section 9.",
        json!({ "election_id": bytes(held.fixture.election.id().0), "authorisations": all }),
    )
}

fn registration(held: &Held) -> Value {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
    let mut rng = ChaCha20Rng::from_seed([9; 32]);
    let election = held.fixture.election.id();
    let secret = CredentialSecret::generate(&mut rng);
    let (replaces, nonce) = ([0; 32], [5; 32]);
    let credential = *secret.public();
    let authorization = tabella_crypto::hash::sha256(
        b"tabella/v1/credential",
        &[&election.0, credential.as_bytes(), &replaces, &nonce],
    );
    let authorisation = secret.authorise(election, Purpose::Register, &authorization, &mut rng);
    let mut recorder = Recorder::new("tabella/v1/authorise");
    recorder.append("election", &election.0);
    recorder.append("purpose", b"register");
    recorder.append("credential", &credential.0);
    recorder.append("tracker", &authorization);
    recorder.append("key", &authorisation.key.0);
    let c = recorder.challenge("c");
    json!({
        "credential_secret": bytes(*secret.expose_bytes()),
        "credential": bytes(credential.0),
        "purpose": "register",
        "replaces": bytes(replaces),
        "server_nonce": bytes(nonce),
        "tracker": bytes(authorization),
        "seed": null,
        "K": bytes(authorisation.key.0),
        "z": bytes(authorisation.z),
        "c": scalar(&c),
    })
}
