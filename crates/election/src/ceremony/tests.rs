//! Differential tests against the crate whose key generation this is.

use std::collections::BTreeMap;

use frost_ristretto255 as frost;
use frost_ristretto255::keys::dkg;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use tabella_crypto::{CompressedRistretto, KeysHash, Threshold, group::EncodingError};

use super::*;

const W: usize = 3;
const T: Threshold = Threshold(2);
const N: u16 = 3;

fn identifier(k: TrusteeIndex) -> frost::Identifier {
    k.get().try_into().unwrap()
}

fn bytes32(bytes: &[u8]) -> [u8; 32] {
    bytes.try_into().unwrap()
}

/// One trustee's secrets and packages of W runs.
fn part1(
    k: TrusteeIndex,
    rng: &mut ChaCha20Rng,
) -> (Vec<dkg::round1::SecretPackage>, Vec<dkg::round1::Package>) {
    (0..W).map(|_| dkg::part1(identifier(k), N, T.0, &mut *rng).unwrap()).unzip()
}

fn ours(packages: &[dkg::round1::Package]) -> CommitmentPackage {
    let run = |package: &dkg::round1::Package| {
        let coefficients = package.commitment().serialize().unwrap();
        let proof = package.proof_of_knowledge().serialize().unwrap();
        let (r, mu) = proof.split_at(32);
        RunCommitment {
            coefficients: coefficients.iter().map(|c| CompressedRistretto(bytes32(c))).collect(),
            r: CompressedRistretto(bytes32(r)),
            mu: bytes32(mu),
        }
    };
    CommitmentPackage { runs: packages.iter().map(run).collect() }
}

#[test]
fn keys_agree_with_frost() {
    let mut rng = ChaCha20Rng::from_seed([1; 32]);
    let trustees: Vec<TrusteeIndex> = TrusteeIndex::all(N).collect();
    let (secrets, packages): (Vec<_>, Vec<_>) = trustees.iter().map(|k| part1(*k, &mut rng)).unzip();
    let verified: Vec<_> = trustees
        .iter()
        .zip(&packages)
        .map(|(k, packages)| {
            let blob = ours(packages).encode();
            let package = CommitmentPackage::decode(&blob, W, T).unwrap();
            assert_eq!(package.encode(), blob);
            package.verify(*k, W, T).unwrap()
        })
        .collect();
    let hash = CeremonyHash([7; 32]);
    let keys = CeremonyKeys::combine(hash, &verified).unwrap();
    assert_eq!((keys.hash, keys.joint.points().len()), (hash, W));

    for w in 0..W {
        let round1: BTreeMap<_, _> =
            trustees.iter().map(|k| (identifier(*k), packages[k.zero_based()][w].clone())).collect();
        let others = |k: TrusteeIndex| {
            let mut others = round1.clone();
            others.remove(&identifier(k));
            others
        };
        let (round2_secrets, round2): (Vec<_>, Vec<_>) = trustees
            .iter()
            .map(|k| dkg::part2(secrets[k.zero_based()][w].clone(), &others(*k)).unwrap())
            .unzip();
        for k in &trustees {
            let received = trustees.iter().filter(|sender| *sender != k);
            let received =
                received.map(|s| (identifier(*s), round2[s.zero_based()][&identifier(*k)].clone())).collect();
            let (share, public) =
                dkg::part3(&round2_secrets[k.zero_based()], &others(*k), &received).unwrap();
            let joint = keys.joint.get(w + 1).unwrap().compress();
            assert_eq!(joint.to_bytes(), bytes32(&public.verifying_key().serialize().unwrap()));
            for other in &trustees {
                let theirs = public.verifying_shares()[&identifier(*other)].serialize().unwrap();
                assert_eq!(keys.verification(w + 1, *other).unwrap().compress().to_bytes(), bytes32(&theirs));
            }
            let secret = Scalar::from_canonical_bytes(bytes32(&share.signing_share().serialize())).unwrap();
            assert_eq!(*keys.verification(w + 1, *k).unwrap(), RistrettoPoint::mul_base(&secret));
        }
    }

    assert_eq!(keys.verification(0, trustees[0]), None);
    assert_eq!(keys.verification(W + 1, trustees[0]), None);
    assert_eq!(keys.verification(1, TrusteeIndex::new(N + 1).unwrap()), None);
    let picked = keys.verification_keys(trustees[1], &[3, 1]).unwrap();
    assert_eq!(picked, [3, 1].map(|w| *keys.verification(w, trustees[1]).unwrap()));
    assert_eq!(keys.verification_keys(trustees[1], &[1, 4]), None);

    let (a, b) = test_ciphertext(&keys);
    let r = Scalar::hash_from_bytes::<Sha512>(&[&b"tabella/v1/test"[..], &[7; 32]].concat());
    assert_eq!(
        (a, b),
        (RistrettoPoint::mul_base(&r), keys.joint.points().iter().map(|key| r * key).collect())
    );
    let concatenated: Vec<u8> =
        keys.joint.points().iter().flat_map(|key| key.compress().to_bytes()).collect();
    assert_eq!(*keys.joint.hash(), KeysHash(sha256(b"tabella/v1/joint-keys", &[&concatenated])));
}

#[test]
fn a_changed_package_is_refused() {
    let mut rng = ChaCha20Rng::from_seed([2; 32]);
    let [one, two] = [1, 2].map(|k| TrusteeIndex::new(k).unwrap());
    let good = ours(&part1(one, &mut rng).1);
    assert!(good.verify(one, W, T).is_ok());
    let refused = |change: &dyn Fn(&mut CommitmentPackage)| {
        let mut package = good.clone();
        change(&mut package);
        package.verify(one, W, T).unwrap_err()
    };
    let proof = |run| PackageError::Proof { culprit: one, run };
    let encoding = |run, error| PackageError::Encoding { culprit: one, run, error };
    let identity = CompressedRistretto::default();
    let g = RistrettoPoint::mul_base(&Scalar::ONE).compress();

    // a package of trustee 1 replayed by trustee 2, a proof of another run
    assert_eq!(good.verify(two, W, T), Err(PackageError::Proof { culprit: two, run: 1 }));
    assert_eq!(refused(&|p| (p.runs[1].r, p.runs[1].mu) = (p.runs[2].r, p.runs[2].mu)), proof(2));
    assert_eq!(refused(&|p| p.runs[0].coefficients[0] = g), proof(1));
    assert_eq!(refused(&|p| p.runs[2].r = g), proof(3));
    assert_eq!(refused(&|p| p.runs[2].mu = Scalar::ONE.to_bytes()), proof(3));
    // the proof speaks of the constant term alone: other coefficients are bound by the trustee's signature
    assert!({
        let mut package = good.clone();
        package.runs[0].coefficients[1] = g;
        package.verify(one, W, T).is_ok()
    });

    assert_eq!(refused(&|p| p.runs[1].coefficients[1] = identity), encoding(2, EncodingError::Identity));
    assert_eq!(refused(&|p| p.runs[1].coefficients[0] = identity), encoding(2, EncodingError::Identity));
    assert_eq!(refused(&|p| p.runs[1].r = identity), encoding(2, EncodingError::Identity));
    assert_eq!(
        refused(&|p| p.runs[1].r = CompressedRistretto([0xff; 32])),
        encoding(2, EncodingError::Point)
    );
    assert_eq!(refused(&|p| p.runs[1].mu = [0xff; 32]), encoding(2, EncodingError::Scalar));
    // R the identity with the response that would fit it
    let secret = Scalar::from(5u8);
    let c_0 = RistrettoPoint::mul_base(&secret).compress();
    let forged = refused(&|p| {
        p.runs[0].coefficients[0] = c_0;
        p.runs[0].r = identity;
        p.runs[0].mu = (super::package::challenge(one, &c_0, &identity) * secret).to_bytes();
    });
    assert_eq!(forged, encoding(1, EncodingError::Identity));

    let coefficients = |got| PackageError::Coefficients { culprit: one, run: 2, expected: 2, got };
    assert_eq!(refused(&|p| p.runs[1].coefficients.push(g)), coefficients(3));
    assert_eq!(refused(&|p| p.runs[1].coefficients.truncate(1)), coefficients(1));
    assert_eq!(refused(&|p| p.runs[1].coefficients.clear()), coefficients(0));
    assert_eq!(refused(&|p| p.runs.truncate(2)), PackageError::Runs { culprit: one, expected: W, got: 2 });
    assert_eq!(refused(&|p| p.runs[2] = p.runs[0].clone()), PackageError::Repeated { culprit: one, run: 3 });

    // as bytes
    let blob = good.encode();
    assert!(CommitmentPackage::decode(&blob, W + 1, T).is_err());
    assert!(CommitmentPackage::decode(&blob, W, Threshold(3)).is_err());
    assert!(CommitmentPackage::decode(&[&blob[..], &[0]].concat(), W, T).is_err());
    assert!(CommitmentPackage::decode(&blob[..blob.len() - 1], W, T).is_err());
}

#[test]
fn packages_that_make_no_keys() {
    let mut rng = ChaCha20Rng::from_seed([3; 32]);
    let trustees: Vec<TrusteeIndex> = TrusteeIndex::all(N).collect();
    let verified: Vec<_> =
        trustees.iter().map(|k| ours(&part1(*k, &mut rng).1).verify(*k, W, T).unwrap()).collect();
    let combine = |packages: &[VerifiedCommitments]| CeremonyKeys::combine(CeremonyHash([0; 32]), packages);
    let [a, b, c] = [0, 1, 2].map(|k: usize| verified[k].clone());
    assert!(combine(&[a.clone(), b.clone(), c.clone()]).is_ok());
    assert_eq!(combine(&[]), Err(CeremonyError::Trustees(0)));
    assert_eq!(
        combine(&[a.clone(), c.clone(), b.clone()]),
        Err(CeremonyError::Order { expected: trustees[1] })
    );
    assert_eq!(
        combine(&[a.clone(), a.clone(), b.clone()]),
        Err(CeremonyError::Order { expected: trustees[1] })
    );
    assert_eq!(combine(&[b, c]), Err(CeremonyError::Order { expected: trustees[0] }));

    // another trustee who proves the same constant terms, with the same or the opposite secrets
    let polynomial = |k: u16, secrets: [i64; 2]| {
        let k = TrusteeIndex::new(k).unwrap();
        let runs = secrets.map(|secret| {
            let secret = if secret < 0 {
                -Scalar::from(secret.unsigned_abs())
            } else {
                Scalar::from(secret.unsigned_abs())
            };
            let rho = Scalar::from(77u8);
            let [c_0, r] = [secret, rho].map(|x| RistrettoPoint::mul_base(&x).compress());
            let mu = (rho + super::package::challenge(k, &c_0, &r) * secret).to_bytes();
            RunCommitment { coefficients: vec![c_0, r], r, mu }
        });
        CommitmentPackage { runs: runs.into() }.verify(k, 2, T).unwrap()
    };
    assert_eq!(
        combine(&[polynomial(1, [5, 6]), polynomial(2, [7, 5])]),
        Err(CeremonyError::Repeated { culprit: trustees[1], run: 2, other: trustees[0] })
    );
    assert_eq!(
        combine(&[polynomial(1, [5, 6]), polynomial(2, [7, -6])]),
        Err(CeremonyError::Identity { run: 2 })
    );
    assert_eq!(
        combine(&[polynomial(1, [5, 6]), polynomial(2, [8, 7])]),
        Err(CeremonyError::Same { first: 1, second: 2 })
    );
    assert_eq!(combine(&[a, polynomial(2, [8, 7])]), Err(CeremonyError::Different { culprit: trustees[1] }));
}

#[test]
fn hashes_and_messages() {
    let hash = ceremony_hash(&[b"one", b"two"]);
    assert_eq!(hash, CeremonyHash(sha256(b"tabella/v1/round1onetwo", &[])));
    let [one, two] = [1, 258].map(|k| TrusteeIndex::new(k).unwrap());
    let message = round2_message(&CeremonyHash([5; 32]), one, two, b"age");
    assert_eq!(message, [&[5; 32][..], &[0, 1, 1, 2], b"age"].concat());
}
