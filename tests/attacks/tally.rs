//! Section 1c, second half: shares, secrets, counts (C07 – C14).

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use tabella_board::Entry;
use tabella_crypto::{
    RistrettoPoint, RootHash, Scalar, Threshold, TrusteeIndex, dlog::DiscreteLogTable, share::DuplicateIndex,
};
use tabella_election::{Election, message::Close};
use tabella_tally::{TallyError, combine, verify_share};
use tabella_tests::{Fixture, Setup, drafts::contest};
use tabella_trustee::{
    Closed, DecryptError, TrusteeKeys, TrusteeShare, decrypt, key_ceremony::AwaitingCommitments,
};

use crate::{
    ceremony::{ready_trustee, setup, statement_of},
    one_of_three, open, refused,
    weak::{Flaws, G, Statement},
};

/// The same trustee twice; indices that nobody has; too few; too many.
#[test]
fn c07_share_indices() {
    let (mut fixture, voter) = one_of_three();
    fixture.cast(&voter, &[0, 0, 1]);
    fixture.end();
    fixture.close();
    let statement = fixture.statement();
    let keys = std::sync::Arc::clone(fixture.state.ceremony().unwrap());
    let shares: Vec<_> = fixture
        .trustees()
        .into_iter()
        .map(|k| {
            let share = fixture.share(k, &statement);
            verify_share(&statement, &keys, k, &share).unwrap()
        })
        .collect();
    let (t, n) = (fixture.election.threshold(), 3);
    let pick = |positions: &[usize]| -> Vec<_> { positions.iter().map(|i| shares[*i].clone()).collect() };
    let one = TrusteeIndex::new(1).unwrap();
    for twice in [&[0, 0][..], &[0, 0, 1], &[0, 1, 0], &[2, 0, 1, 0]] {
        assert_eq!(
            combine(&statement, &pick(twice), t, n),
            Err(TallyError::Duplicate(DuplicateIndex { trustee: one }))
        );
    }
    for few in [&[][..], &[1]] {
        let Err(TallyError::Missing { present, needed, missing }) = combine(&statement, &pick(few), t, n)
        else {
            panic!("too few shares give nothing")
        };
        assert_eq!((present, needed, missing.len()), (few.len(), 2, 3 - few.len()));
    }
    for enough in [&[0, 1][..], &[1, 0], &[0, 2], &[2, 1], &[0, 1, 2], &[2, 1, 0]] {
        assert_eq!(combine(&statement, &pick(enough), t, n).unwrap().0, [[[0, 0, 1]]]);
    }
    assert_eq!(TrusteeIndex::new(0), None);
    let four = TrusteeIndex::new(4).unwrap();
    let share = fixture.share(one, &statement);
    assert!(verify_share(&statement, &keys, four, &share).is_err());
    let blob = share.encode();
    for k in [0u64, 4, 65_536] {
        let bytes = tabella_crypto::cbor::Writer::new()
            .array(4)
            .text("decryption-share")
            .uint(k)
            .bytes(tabella_crypto::BlobHash::of(&blob).as_bytes())
            .bytes(&[0; 64])
            .finish();
        let entry = Entry::with_blob(bytes, blob.clone()).unwrap();
        let name = fixture.refuse(entry).name();
        assert_eq!(name, if k == 4 { "unknown-trustee" } else { "encoding" });
    }
    fixture.decrypt(&[1]);
    let entry = fixture.share_entry(one, &share);
    refused(&mut fixture, entry, "twice");
}

/// Parts of shares exchanged between options, contests, groups and trustees.
#[test]
fn c08_exchanged_shares() {
    let mut setup = Setup::default();
    setup.draft["min_reporting_unit"] = 1.into();
    let mut fixture = Fixture::new(&setup);
    for style in [0, 1] {
        let voter = fixture.credential(style, 1);
        let mut choices = vec![0; fixture.shape(style).options() + fixture.shape(style).points_options()];
        choices[style] = 1;
        fixture.cast(&voter, &choices);
    }
    fixture.end();
    fixture.close();
    let statement = fixture.statement();
    assert_eq!(statement.contests[0].groups.len(), 2, "mayor is counted in two groups");
    let [one, two, _] = fixture.trustees()[..] else { unreachable!() };
    let good = fixture.share(one, &statement);
    let others = fixture.share(two, &statement);
    let entry = fixture.share_entry(one, &others);
    refused(&mut fixture, entry, "share");
    let entry = fixture.share_entry(two, &good);
    refused(&mut fixture, entry, "share");
    type Change<'a> = &'a dyn Fn(&mut tabella_election::share::TallyShare);
    let changes: [Change<'_>; 6] = [
        &|share| share.contests[0][0].d.swap(0, 1),
        &|share| share.contests[0].swap(0, 1),
        &|share| share.contests[0][0] = others.contests[0][0].clone(),
        &|share| share.contests[0][0].d[0] = others.contests[0][0].d[0],
        // contests 3 and 6 have five options each, in different groups of styles
        &|share| share.contests[2][0].d.clone_from(&good.contests[6][0].d),
        &|share| share.contests[1][0].t = good.contests[1][1].t,
    ];
    for change in changes {
        let mut share = good.clone();
        change(&mut share);
        let entry = fixture.share_entry(one, &share);
        refused(&mut fixture, entry, "share");
    }
    let mut fewer = good.clone();
    fewer.contests[0].pop();
    let entry = fixture.share_entry(one, &fewer);
    refused(&mut fixture, entry, "encoding");
    let entry = fixture.share_entry(one, &good);
    fixture.expect(entry);
}

struct Probe<T>(std::marker::PhantomData<T>);

trait Otherwise {
    fn has_debug(&self) -> bool {
        false
    }
}

impl<T> Otherwise for Probe<T> {}

impl<T: std::fmt::Debug> Probe<T> {
    /// Wins over the trait's method where its bound holds.
    #[expect(clippy::unused_self, reason = "method resolution is what asks")]
    fn has_debug(&self) -> bool {
        true
    }
}

macro_rules! has_debug {
    ($type:ty) => {
        Probe::<$type>(std::marker::PhantomData).has_debug()
    };
}

/// No secret can be printed.
#[test]
fn c09_secrets_cannot_be_printed() {
    assert!(has_debug!(tabella_crypto::Tracker), "the probe sees Debug where it is");
    assert!(!has_debug!(tabella_ballot::CredentialSecret));
    assert!(!has_debug!(tabella_ballot::Seed));
    assert!(!has_debug!(tabella_ballot::Choices));
    assert!(!has_debug!(tabella_ballot::Selections));
    assert!(!has_debug!(tabella_ballot::Prepared));
    assert!(!has_debug!(TrusteeKeys));
    assert!(!has_debug!(TrusteeShare));
    assert!(!has_debug!(AwaitingCommitments));
    assert!(!has_debug!(tabella_trustee::key_ceremony::AwaitingShares));
}

/// Any n − t trustees may be lost; one more, and there is no result, with the names of those who are missing.
#[test]
fn c10_lost_trustees() {
    let mut fixture = Fixture::new(&Setup { trustees: 5, threshold: 3, ..setup() });
    for yes in [1, 1, 0] {
        let voter = fixture.credential(0, 1);
        fixture.cast(&voter, &[yes]);
    }
    fixture.end();
    fixture.close();
    let statement = fixture.statement();
    let keys = std::sync::Arc::clone(fixture.state.ceremony().unwrap());
    let shares: Vec<_> = fixture
        .trustees()
        .into_iter()
        .map(|k| {
            let share = fixture.share(k, &statement);
            verify_share(&statement, &keys, k, &share).unwrap()
        })
        .collect();
    for present in 0u32..1 << 5 {
        let chosen: Vec<_> = shares
            .iter()
            .enumerate()
            .filter(|(i, _)| present >> i & 1 == 1)
            .map(|(_, share)| share.clone())
            .collect();
        match combine(&statement, &chosen, Threshold(3), 5) {
            Ok(counts) => {
                assert!(present.count_ones() >= 3);
                assert_eq!(counts.0, [[[2]]]);
            }
            Err(error) => {
                assert!(present.count_ones() < 3);
                let text = error.to_string();
                for k in 1..=5 {
                    assert_eq!(
                        text.split("trustees").last().unwrap().contains(&k.to_string()),
                        present >> (k - 1) & 1 == 0,
                        "{text}"
                    );
                }
            }
        }
    }
}

/// Trustees who together know a joint key's logarithm x open `1000·G + r·Y` as 5: if Y were the range proof's blinding
/// base, 1000 of at most 500 would be in range.
#[test]
fn c11_joint_key_as_blinding_base() {
    let mut fixture = open(&[contest(1, 500, 0, 500)]);
    let voter = fixture.credential(0, 1);
    let x = fixture.joint_secret(1);
    assert_eq!(x * G, fixture.state.ceremony().unwrap().joint.points()[0]);
    let mut rng = ChaCha20Rng::seed_from_u64(11);
    let flaws = Flaws { joint_key_as_blinding: true, ..Flaws::default() };
    let statement = Statement::new(&fixture, 0, voter.secret.public(), tabella_crypto::Tracker::NONE, flaws);
    let r = Scalar::random(&mut rng);
    let mut witness = statement.honest(r, &[5]);
    witness.points = vec![Scalar::from(1000u32)];
    witness.opening = Some(r + Scalar::from(995u32) * x.invert());
    let (forged, _) = statement.prove(witness, &mut rng);
    assert!(forged.accepted(), "1000 of at most 500, where a joint key is the blinding base");
    let entry = forged.entry(&voter.secret, &mut fixture.rng);
    refused(&mut fixture, entry, "range-proof");
}

/// No manifest has a say in the generators.
#[test]
fn c12_no_configurable_generators() {
    let fixture = Fixture::unannounced(&setup());
    for field in ["H", "generators", "pedersen", "blinding_base"] {
        for place in [None, Some("trustees"), Some("rules")] {
            let mut manifest: serde_json::Value = serde_json::from_slice(fixture.election.bytes()).unwrap();
            let target = match place {
                None => &mut manifest,
                Some(place) => &mut manifest[place],
            };
            target[field] = tabella_crypto::hash::hex((Scalar::from(7u8) * G).compress().as_bytes()).into();
            assert!(Election::parse(&serde_json::to_vec(&manifest).unwrap()).is_err());
        }
    }
}

/// Every count near the table's edges, and every small one, is found and is the right one.
#[test]
fn c13_discrete_logs() {
    for bound in [0u64, 1, 2, 15, 16, 17, 1000, 20_000] {
        let table = DiscreteLogTable::new(bound, 1);
        let mut at = RistrettoPoint::default();
        for value in 0..=bound {
            assert_eq!(table.find(&at), Ok(value), "bound {bound}");
            at += G;
        }
        assert!(table.find(&at).is_err());
        assert!(table.find(&-G).is_err());
    }
}

/// No share before a signed close of this very board; the trustees' tool wants one that it was committed to.
#[test]
fn c14_early_tally() {
    let (mut fixture, voter) = one_of_three();
    fixture.cast(&voter, &[1, 0, 0]);
    // the attacker computes the sums alone and gets a trustee to make a share of them
    let mut ahead = fixture.clone();
    ahead.end();
    ahead.close();
    let trustee = fixture.trustees()[0];
    let share = ahead.share(trustee, &ahead.statement());
    let early = fixture.share_entry(trustee, &share);
    refused(&mut fixture, early.clone(), "not-settled");
    fixture.end();
    refused(&mut fixture, early.clone(), "not-settled");
    // a close that is not the authority's, of a later tree, or of another root
    let tree = fixture.state.tree().clone();
    let good = Close { size: tree.size().0, root: RootHash(tree.root().0) };
    let entry = fixture.signed(good.clone(), &fixture.people.receipt, vec![]);
    refused(&mut fixture, entry, "signature");
    for close in [
        Close { size: good.size + 1, ..good.clone() },
        Close { size: good.size - 1, ..good.clone() },
        Close { root: RootHash([0; 32]), ..good },
    ] {
        let entry = fixture.signed(close, &fixture.people.authority, vec![]);
        refused(&mut fixture, entry, "other-tree");
    }
    fixture.close();
    fixture.expect(early);

    let (keys, share, ceremony, mut rng) = ready_trustee();
    let statement = statement_of(&ceremony, 10);
    let error = decrypt(&share, &keys, &statement, &ceremony.keys, &mut rng).unwrap_err();
    assert!(matches!(error, DecryptError::NotRemembered), "{error}");
    let mut foreign = statement;
    foreign.election.0[0] ^= 1;
    let mut share = share;
    share.remember(Closed::of(&foreign)).unwrap();
    let error = decrypt(&share, &keys, &foreign, &ceremony.keys, &mut rng).unwrap_err();
    assert!(matches!(error, DecryptError::Election { .. }), "{error}");
}
