//! Other implementations' arithmetic on our numbers.

use data_encoding::BASE64URL_NOPAD;
use elastic_elgamal::{
    Ciphertext, DiscreteLogTable, Keypair, PublicKey, SecretKey,
    group::{Ristretto, ScalarOps as _},
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use rand_core::RngCore as _;
use tabella_crypto::{RistrettoPoint, Scalar};
use tabella_tests::{Fixture, Setup, drafts::contest};

/// Sums and decryptions of the crate elastic-elgamal, with the secret key that our trustees would reconstruct.
#[test]
fn elastic_elgamal_decrypts_what_our_board_adds_up() {
    let mut fixture = Fixture::new(&Setup::with_contests(&[contest(3, 5, 0, 9)]));
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let secrets: Vec<SecretKey<Ristretto>> =
        (1..=3).map(|w| SecretKey::from_bytes(fixture.joint_secret(w).as_bytes()).unwrap()).collect();
    let publics: Vec<PublicKey<Ristretto>> = secrets.iter().map(PublicKey::from).collect();
    for (w, public) in publics.iter().enumerate() {
        let ours = fixture.state.ceremony().unwrap().joint.points()[w].compress();
        assert_eq!(public.as_bytes(), ours.as_bytes());
    }
    let table = DiscreteLogTable::<Ristretto>::new(0..=200);
    let mut theirs: Vec<Ciphertext<Ristretto>> = vec![Ciphertext::zero(); 3];
    let mut expected = [0u64; 3];
    for weight in [1, 2, 3, 1] {
        let voter = fixture.credential(0, weight);
        let choices: Vec<u32> = (0..3).map(|_| rng.next_u32() % 4).collect();
        let posted = fixture.cast(&voter, &choices);
        let ciphertexts = &posted.ballot().ciphertexts;
        for (option, sum) in theirs.iter_mut().enumerate() {
            // their ciphertext is (r·G, v·G + r·Y), the same as ours
            let [a, b] =
                [&ciphertexts.a, &ciphertexts.b[option]].map(|p| BASE64URL_NOPAD.encode(p.as_bytes()));
            let json = serde_json::json!({"random_element": a, "blinded_element": b});
            let one: Ciphertext<Ristretto> = serde_json::from_value(json).unwrap();
            assert_eq!(secrets[option].decrypt(one, &table), Some(choices[option].into()));
            *sum += one * weight;
            expected[option] += weight * u64::from(choices[option]);
        }
    }
    fixture.end();
    fixture.close();
    let statement = fixture.statement();
    let group = &statement.contests[0].groups[0];
    for option in 0..3 {
        let ours = [group.a.compress().to_bytes(), group.b[option].compress().to_bytes()].concat();
        assert_eq!(theirs[option].to_bytes(), ours.as_slice());
        assert_eq!(secrets[option].decrypt(theirs[option], &table), Some(expected[option]));
    }
    fixture.decrypt(&[1, 3]);
    assert_eq!(fixture.result().unwrap().0, [[expected.to_vec()]]);
}

/// What elastic-elgamal encrypts, our arithmetic decrypts: alone, in sums, and with negative and large factors.
#[test]
fn we_decrypt_what_elastic_elgamal_encrypts() {
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    let (public, secret) = Keypair::<Ristretto>::generate(&mut rng).into_tuple();
    let x = {
        let mut bytes = [0; 32];
        Ristretto::serialize_scalar(secret.expose_scalar(), &mut bytes);
        tabella_crypto::group::scalar(bytes).unwrap()
    };
    assert_eq!(RistrettoPoint::mul_base(&x).compress().as_bytes(), public.as_bytes());
    let parts = |ciphertext: &Ciphertext<Ristretto>| {
        let bytes = ciphertext.to_bytes();
        let point = |range: std::ops::Range<usize>| {
            let encoding = tabella_crypto::CompressedRistretto(bytes[range].try_into().unwrap());
            tabella_crypto::group::point(&encoding).unwrap()
        };
        (point(0..32), point(32..64))
    };
    let mut sum = (RistrettoPoint::default(), RistrettoPoint::default());
    let mut total = Scalar::ZERO;
    for _ in 0..50 {
        let value = rng.next_u32();
        let factor = Scalar::from(rng.next_u64());
        let (a, b) = parts(&public.encrypt(u64::from(value), &mut rng));
        assert_eq!(b - x * a, RistrettoPoint::mul_base(&Scalar::from(value)));
        sum = (sum.0 + factor * a, sum.1 + factor * b);
        total += factor * Scalar::from(value);
    }
    assert_eq!(sum.1 - x * sum.0, RistrettoPoint::mul_base(&total));
}
