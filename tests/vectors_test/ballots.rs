//! ballots.json, authorisation.json, transcripts.json.

use bulletproofs::{BulletproofGens, PedersenGens, RangeProof};
use curve25519_dalek::constants::RISTRETTO_BASEPOINT_POINT as G;
use merlin::Transcript;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tabella_ballot::{Posted, Prepared, Seed, Styles, Tracker, tracker_text, verify_batch};
use tabella_crypto::{
    CompressedRistretto, ElectionId, RistrettoPoint, Scalar,
    authorisation::{Authorisation, Purpose, Statement},
    ballot_proof::{JointKeys, reencrypts},
    cbor::Reader,
    generators::{blinding_generator, vector_generator},
};
use zeroize::Zeroizing;

use crate::{
    array, board, bytes, bytes32, election, files, number, numbers, point, points, read, rng, scalar, text,
};

fn styles(file: &Value) -> Styles {
    let keys = JointKeys::new(points(&file["joint_keys"]));
    assert_eq!(keys.hash().0, bytes32(&file["keys_hash"]));
    Styles::new(&election(), &keys).unwrap()
}

#[test]
fn ballots_of_every_rule() {
    let (file, board) = (read("ballots.json"), board());
    let styles = styles(&file);
    let mut seen = std::collections::BTreeSet::new();
    for case in array(&file["ballots"]) {
        seen.insert(text(&case["style"]));
        let entry = bytes(&case["entry"]);
        assert_eq!(board[usize::try_from(number(&case["index_in_board_json"])).unwrap()].bytes(), entry);
        let posted = Posted::decode(&entry, &styles).unwrap();
        assert_eq!(posted.encode(), entry);
        let ballot = posted.ballot();
        assert_eq!(ballot.encode(), bytes(&case["ballot"]));
        let digest =
            Sha256::new().chain_update("tabella/v1/tracker").chain_update(bytes(&case["ballot"])).finalize();
        assert_eq!(digest[..], bytes(&case["tracker"]));
        assert_eq!(tracker_text(ballot.tracker()), text(&case["tracker_text"]));

        // from the inputs to r, A and B
        let (style, keys) = styles.find(text(&case["style"])).unwrap();
        let secret = scalar(&case["credential_secret"]);
        assert_eq!((secret * G).compress().0, bytes32(&case["credential"]));
        let (choices, r) = (numbers::<u32>(&case["choices"]), scalar(&case["r"]));
        assert_eq!((r * G).compress().0, bytes32(&case["A"]));
        let seed = Seed::from_bytes(bytes32(&case["seed"]));
        let credential = CompressedRistretto(bytes32(&case["credential"]));
        assert!(reencrypts(keys, &credential, &seed, &choices, &ballot.ciphertexts));
        let secret =
            tabella_ballot::CredentialSecret::from_bytes(&Zeroizing::new(secret.to_bytes())).unwrap();
        let previous = Tracker(bytes32(&case["previous"]));
        let remade = Prepared::with_seed(
            &styles,
            style,
            &secret,
            previous,
            tabella_ballot::Choices::from_values(choices.clone()),
            seed,
            &mut rng(),
        )
        .unwrap();
        assert_eq!(remade.ballot().ciphertexts, ballot.ciphertexts);
        assert_ne!(remade.ballot().proof, ballot.proof, "the proof is random");

        let joint = points(&file["joint_keys"]);
        let b: Vec<_> = [&case["B"], &case["B_points"]].iter().flat_map(|list| points(list)).collect();
        let indices = in_order_of_choices(case);
        for ((b, choice), index) in b.iter().zip(&choices).zip(indices) {
            assert_eq!(*b, Scalar::from(*choice) * G + r * joint[index - 1]);
        }
        equations(case, &joint);
        assert_eq!(verify_batch(&styles, vec![posted], &mut rng()).iter().filter(|v| v.is_ok()).count(), 1);
    }
    let all: std::collections::BTreeSet<&str> =
        array(&file["ballots"]).iter().map(|b| text(&b["style"])).collect();
    assert_eq!(seen, all);
    assert_eq!(seen.len(), election().styles().len(), "a ballot of every style");
}

/// Key indices: bit-vector options, then points options.
fn in_order_of_choices(case: &Value) -> Vec<usize> {
    let contests = array(&case["contests"]);
    let of = |points: bool| {
        let chosen = contests.iter().filter(move |contest| (number(&contest["option_max"]) > 255) == points);
        chosen.flat_map(|contest| numbers::<usize>(&contest["key_indices"]))
    };
    of(false).chain(of(true)).collect()
}

fn coefficients(max: u64) -> Vec<u64> {
    let length = 64 - max.leading_zeros();
    let mut all: Vec<u64> = (1..length).map(|i| 1 << (i - 1)).collect();
    if length > 0 {
        all.push(max - ((1 << (length - 1)) - 1));
    }
    all
}

/// Equations (1) to (3b) of section 5.2 from the ballot's bytes, each alone, with the file's y and x.
fn equations(case: &Value, joint: &[RistrettoPoint]) {
    let ballot = bytes(&case["ballot"]);
    let mut reader = Reader::new(&ballot);
    reader.array_of(11).unwrap();
    reader.uint().unwrap();
    reader.bytes().unwrap();
    reader.text().unwrap();
    reader.bytes().unwrap();
    reader.bytes().unwrap();
    let decode = |list: &[u8]| -> Vec<RistrettoPoint> {
        list.chunks(32).map(|p| CompressedRistretto(p.try_into().unwrap()).decompress().unwrap()).collect()
    };
    let scalars = |list: &[u8]| -> Vec<Scalar> {
        list.chunks(32).map(|s| Scalar::from_canonical_bytes(s.try_into().unwrap()).unwrap()).collect()
    };
    let a = decode(reader.bytes().unwrap())[0];
    let b = decode(reader.bytes().unwrap());
    let commitments = decode(reader.bytes().unwrap());
    let [bits, mask, cross, square, l_a, l_b] = commitments[..] else { panic!("six commitments") };
    let f = scalars(reader.bytes().unwrap());
    let z = scalars(reader.bytes().unwrap());
    let (y, x, h) = (scalar(&case["y"]), scalar(&case["x"]), blinding_generator());

    let contests: Vec<&Value> =
        array(&case["contests"]).iter().filter(|contest| number(&contest["option_max"]) <= 255).collect();
    let keys: Vec<RistrettoPoint> =
        contests.iter().flat_map(|c| numbers::<usize>(&c["key_indices"])).map(|w| joint[w - 1]).collect();
    let m = keys.len();
    let power = |exponent: usize| (0..exponent).map(|_| y).product::<Scalar>();
    let (mut g, mut lambda, mut slack, mut kappa) = (Vec::new(), Vec::new(), Vec::new(), Scalar::ZERO);
    for (q, contest) in contests.iter().enumerate() {
        let u = power(m + q + 1);
        let [option_max, total_min, total_max] =
            ["option_max", "total_min", "total_max"].map(|name| number(&contest[name]));
        for _ in array(&contest["key_indices"]) {
            let w = power(g.len() + 1);
            g.push(w + u);
            lambda.extend(coefficients(option_max).into_iter().map(|c| w * Scalar::from(c)));
        }
        slack.extend(coefficients(total_max - total_min).into_iter().map(|c| -u * Scalar::from(c)));
        kappa += u * Scalar::from(total_max);
    }
    lambda.extend(slack);
    assert_eq!((lambda.len(), b.len()), (f.len(), m));

    let sum = |scalars: &[Scalar], points: &[RistrettoPoint]| -> RistrettoPoint {
        scalars.iter().zip(points).map(|(s, p)| s * p).sum()
    };
    let vector: Vec<RistrettoPoint> = (1..).take(f.len()).map(vector_generator).collect();
    let squares: Vec<Scalar> = f.iter().map(|f| f * (x - f)).collect();
    let linked: Scalar = lambda.iter().zip(&f).map(|(l, f)| l * f).sum();
    assert_eq!(x * bits + mask, sum(&f, &vector) + z[0] * h, "(1)");
    assert_eq!(x * cross + square, sum(&squares, &vector) + z[1] * h, "(2)");
    assert_eq!(x * a + l_a, z[2] * G, "(3a)");
    assert_eq!(x * (sum(&g, &b) - kappa * G) + l_b, linked * G + z[2] * sum(&g, &keys), "(3b)");
}

#[test]
fn authorisations() {
    let file = read("authorisation.json");
    let election = ElectionId(bytes32(&file["election_id"]));
    for case in array(&file["authorisations"]) {
        let (p, secret) = (point(&case["credential"]), scalar(&case["credential_secret"]));
        assert_eq!(secret * G, p);
        let (z, c) = (scalar(&case["z"]), scalar(&case["c"]));
        assert_eq!(z * G, point(&case["K"]) + c * p);
        let seed = case["seed"].as_str().map(|_| bytes32(&case["seed"]));
        let purpose = match (text(&case["purpose"]), &seed) {
            ("cast", None) => Purpose::Cast,
            ("challenge", Some(seed)) => Purpose::Challenge { seed },
            ("register", None) => Purpose::Register,
            other => panic!("{other:?}"),
        };
        let (credential, tracker) =
            (CompressedRistretto(bytes32(&case["credential"])), bytes32(&case["tracker"]));
        let statement =
            Statement { election: &election, purpose, credential: &credential, tracker: &tracker };
        let authorisation =
            Authorisation { key: CompressedRistretto(bytes32(&case["K"])), z: bytes32(&case["z"]) };
        assert_eq!(statement.verify(&authorisation), Ok(()));
        if purpose == Purpose::Register {
            let digest = Sha256::new()
                .chain_update("tabella/v1/credential")
                .chain_update(election.0)
                .chain_update(credential.0)
                .chain_update(bytes(&case["replaces"]))
                .chain_update(bytes(&case["server_nonce"]))
                .finalize();
            assert_eq!(digest[..], tracker);
        }
    }
}

/// merlin wants labels that live for ever.
fn label(value: &Value) -> &'static [u8] {
    Box::leak(text(value).as_bytes().to_vec().into_boxed_slice())
}

#[test]
fn transcripts() {
    let file = read("transcripts.json");
    let mut drawn: Vec<Value> = Vec::new();
    for case in array(&file["transcripts"]) {
        let mut transcript = Transcript::new(label(&case["transcript"]));
        for step in array(&case["steps"]) {
            if let Some(name) = step.get("append") {
                transcript.append_message(label(name), &bytes(&step["bytes"]));
            } else if let Some(name) = step.get("challenge") {
                let mut wide = [0; 64];
                transcript.challenge_bytes(label(name), &mut wide);
                assert_eq!(
                    Scalar::from_bytes_mod_order_wide(&wide),
                    scalar(&step["scalar"]),
                    "{}",
                    case["of"]
                );
                drawn.push(step["scalar"].clone());
            } else if let Some(name) = step.get("challenge-bytes") {
                let mut tie = [0; 32];
                transcript.challenge_bytes(label(name), &mut tie);
                assert_eq!(tie, bytes32(&step["bytes"]));
            } else {
                let commitments: Vec<CompressedRistretto> =
                    array(&step["commitments"]).iter().map(|c| CompressedRistretto(bytes32(c))).collect();
                let generators = BulletproofGens::new(32, commitments.len());
                RangeProof::from_bytes(&bytes(&step["range-proof"]))
                    .unwrap()
                    .verify_multiple_with_rng(
                        &generators,
                        &PedersenGens::default(),
                        &mut transcript,
                        &commitments,
                        32,
                        &mut rng(),
                    )
                    .unwrap();
            }
        }
    }
    // the same r, y, x, c as in the files whose equations are checked with them
    let ballots = read("ballots.json");
    for style in ["1-of-2", "points", "bits and points"] {
        let ballot = array(&ballots["ballots"]).iter().find(|ballot| ballot["style"] == style).unwrap();
        assert!(["r", "y", "x"].iter().all(|name| drawn.contains(&ballot[*name])), "{style}");
    }
    let authorisations = read("authorisation.json");
    assert!(array(&authorisations["authorisations"]).iter().take(2).all(|case| drawn.contains(&case["c"])));
}

/// The link of section 6, each equation alone, with the file's challenges.
#[test]
fn links_of_points() {
    let (file, transcripts) = (read("ballots.json"), read("transcripts.json"));
    let joint = points(&file["joint_keys"]);
    for style in ["points", "bits and points"] {
        let case = array(&file["ballots"]).iter().find(|ballot| ballot["style"] == style).unwrap();
        let of = format!("the points of the ballot with style \"{style}\"");
        let transcript = array(&transcripts["transcripts"]).iter().find(|t| t["of"] == of.as_str()).unwrap();
        let c = scalar(&array(&transcript["steps"]).last().unwrap()["scalar"]);
        let Posted::Cast(cast) = Posted::decode(&bytes(&case["entry"]), &styles(&file)).unwrap() else {
            panic!("a cast ballot")
        };
        let proof = cast.ballot.proof.points.unwrap();
        let decode = |point: &CompressedRistretto| point.decompress().unwrap();
        let t = proof.t.each_ref().map(decode);
        let [z_v, z_r, z_gamma] = proof.z.map(|z| Scalar::from_canonical_bytes(z).unwrap());
        let y = scalar(&case["y"]);
        let b = points(&case["B_points"]);
        let indices = in_order_of_choices(case);
        let keys: Vec<_> = indices[indices.len() - b.len()..].iter().map(|w| joint[w - 1]).collect();
        let weighted = |points: Vec<RistrettoPoint>| -> RistrettoPoint {
            let mut weight = Scalar::ONE;
            let mut next = |point| {
                weight *= y;
                weight * point
            };
            points.into_iter().map(&mut next).sum()
        };
        let h_bp = point(&read("generators.json")["H_bp"]);
        assert_eq!(z_r * G, t[0] + c * point(&case["A"]));
        assert_eq!(z_v * G + z_r * weighted(keys), t[1] + c * weighted(b));
        assert_eq!(z_v * G + z_gamma * h_bp, t[2] + c * weighted(proof.v.iter().map(decode).collect()));
    }
}

/// The worked example of the document is the first ballot of the file.
#[test]
fn document_shows_the_first_ballot() {
    let document = files::protocol();
    let (_, example) = document.split_once("## 14. Worked example").unwrap();
    // comments and line breaks are for people
    let digits: String = example
        .lines()
        .filter(|line| line.starts_with("    "))
        .flat_map(|line| line.split(';').next().unwrap_or_default().trim().chars())
        .collect();
    let file = read("ballots.json");
    let case = &file["ballots"][0];
    for name in [
        "seed",
        "credential_secret",
        "credential",
        "previous",
        "r",
        "A",
        "y",
        "x",
        "tracker",
        "ballot",
        "entry",
    ] {
        assert!(digits.contains(text(&case[name])), "{name}");
    }
    assert!(digits.contains(text(&case["B"][0])) && digits.contains(text(&case["B"][1])));
    assert!(digits.contains(text(&file["election_id"])) && digits.contains(text(&file["keys_hash"])));
    assert!(example.contains(text(&case["tracker_text"])));
}
