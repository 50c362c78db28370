//! Whole ceremonies, differential tests against FROST's own reconstruction, and every fault by name.

use std::collections::BTreeMap;

use frost_ristretto255 as frost;
use tabella_crypto::{
    CompressedRistretto, RistrettoPoint, Scalar, group,
    share::{ShareContext, ShareStatement},
};
use tabella_election::{
    Signed,
    ceremony::{self, CeremonyError, CommitmentPackage, PackageError},
    message::TrusteeCommitment,
    share::TestShareBlob,
};

use super::*;
use crate::{
    TrusteeShare,
    keys::{SeatError, TrusteeKeys},
    seal::{Passphrase, SealError},
    testing::{CHEAP, Done, Setup, all_contests, entry, index, one_contest, passphrase, to},
};

mod round1_faults;
mod round2_faults;

/// The secret key with index w as FROST reconstructs it from these trustees' shares.
fn reconstruct(setup: &Setup, done: &Done, w: usize, trustees: &[u16]) -> Scalar {
    let packages: Vec<_> = trustees
        .iter()
        .map(|k| {
            let share = &done.shares[usize::from(*k) - 1];
            let signing =
                frost::keys::SigningShare::deserialize(share.secret(w).unwrap().as_bytes()).unwrap();
            let joint = done.view.keys().joint.get(w).unwrap().compress();
            frost::keys::KeyPackage::new(
                (*k).try_into().unwrap(),
                signing,
                signing.into(),
                frost::VerifyingKey::deserialize(joint.as_bytes()).unwrap(),
                setup.election.threshold().0,
            )
        })
        .collect();
    let key = frost::keys::reconstruct(&packages).unwrap();
    group::scalar(key.serialize().try_into().unwrap()).unwrap()
}

#[test]
fn whole_ceremonies() {
    for (draft, t, n) in [
        (one_contest(1), 2, 2),
        (one_contest(1), 2, 3),
        (one_contest(3), 3, 5),
        (all_contests(), 2, 3),
        (all_contests(), 3, 5),
    ] {
        let mut setup = Setup::new(&draft, t, n);
        let done = setup.ceremony();
        let keys = done.view.keys();
        let count = setup.election.key_count();
        assert_eq!(keys.joint.points().len(), count);
        for w in [1, count] {
            let first: Vec<u16> = (1..=t).collect();
            let last: Vec<u16> = (n - t + 1..=n).rev().collect();
            let secret = reconstruct(&setup, &done, w, &first);
            assert_eq!(RistrettoPoint::mul_base(&secret), *keys.joint.get(w).unwrap());
            assert_eq!(secret, reconstruct(&setup, &done, w, &last));
        }

        let signed: Vec<_> =
            done.shares.iter().zip(&setup.keys).map(|(share, keys)| share.joint_keys(keys)).collect();
        assert_eq!(disagreements(&setup.election, &done.view, &signed), []);
        assert!(signed.iter().all(|entry| entry.message.keys_hash == *keys.joint.hash()));

        let (a, b) = ceremony::test_ciphertext(keys);
        let all: Vec<usize> = (1..=count).collect();
        for (share, trustee_keys) in done.shares.iter().zip(&setup.keys) {
            let (entry, blob) = share.test_share(trustee_keys, keys, &mut setup.rng).unwrap();
            entry
                .verify(setup.election.id(), setup.election.trustee_key(entry.message.trustee).unwrap())
                .unwrap();
            assert_eq!(entry.message.ceremony_hash, keys.hash);
            let statement = ShareStatement {
                context: ShareContext::Test { election: setup.election.id(), ceremony: &keys.hash },
                trustee: entry.message.trustee,
                a: &a,
                b: &b,
                verification_keys: &keys.verification_keys(entry.message.trustee, &all).unwrap(),
            };
            statement.verify(&TestShareBlob::decode(&blob, count).unwrap().0).unwrap();
        }
    }
}

#[test]
fn fewer_than_the_threshold_get_nothing() {
    let mut setup = Setup::new(&one_contest(2), 3, 5);
    let done = setup.ceremony();
    let joint = *done.view.keys().joint.get(1).unwrap();
    for trustees in [[1, 2], [4, 5], [1, 5]] {
        // FROST refuses to reconstruct; interpolation over fewer gives another key
        let abscissae = trustees.map(index);
        let weights = tabella_crypto::share::lagrange_at_zero(&abscissae).unwrap();
        let secret: Scalar = weights
            .iter()
            .zip(trustees)
            .map(|(weight, k)| weight * done.shares[usize::from(k) - 1].secret(1).unwrap())
            .sum();
        assert_ne!(RistrettoPoint::mul_base(&secret), joint);
    }
}

#[test]
fn a_ceremony_rests_in_files() {
    let mut setup = Setup::new(&one_contest(2), 2, 3);
    let phrase = passphrase();
    let states = setup.begin(1);
    let entries = setup.entries(&states);
    let reopened: Vec<_> = states
        .into_iter()
        .zip(1..)
        .map(|(state, k)| {
            let file = state.seal(&phrase, CHEAP).unwrap();
            AwaitingCommitments::open(&file, &phrase, &setup.session(k, 1), &setup.election).unwrap()
        })
        .collect();
    // the same commitment whenever it is asked for
    assert_eq!(setup.entries(&reopened), entries);

    let view = CommitmentView::check(&setup.election, 1, &entries).unwrap();
    let (states, packages) = setup.distribute(reopened, &view);
    let packages: Vec<_> =
        packages.iter().map(|package| Round2Package::decode(&package.encode()).unwrap()).collect();
    for (state, k) in states.into_iter().zip(1..) {
        let file = state.seal(&phrase, CHEAP).unwrap();
        let state = AwaitingShares::open(&file, &phrase, &setup.session(k, 1)).unwrap();
        let share = state.finish(&setup.election, setup.keys(k), &view, &to(&packages, k)).unwrap();
        let file = share.seal(&phrase, CHEAP).unwrap();
        let again = TrusteeShare::open(&file, &phrase, &setup.session(k, 1)).unwrap();
        assert_eq!(again.secret(2), share.secret(2));
        assert_eq!((again.ceremony(), again.keys_hash()), (share.ceremony(), share.keys_hash()));
        assert_eq!(again.closed(), None);
    }
}

#[test]
fn files_of_another_session_are_refused() {
    let mut setup = Setup::new(&one_contest(1), 2, 2);
    let phrase = passphrase();
    let file = setup.begin(1)[0].seal(&phrase, CHEAP).unwrap();
    let open = |session| {
        let opened = AwaitingCommitments::open(&file, &phrase, &session, &setup.election);
        opened.err().map(|error| error.to_string()).unwrap_or_default()
    };
    assert_eq!(open(setup.session(1, 1)), "");
    assert!(open(setup.session(2, 1)).contains("another trustee: 1 instead of 2"));
    assert!(open(setup.session(1, 2)).contains("another attempt: 1 instead of 2"));
    let mut other = setup.session(1, 1);
    other.election = *setup.other_election().id();
    assert!(open(other).contains("another election"));
    assert!(matches!(
        AwaitingShares::open(&file, &phrase, &setup.session(1, 1)),
        Err(SealError::Kind { .. })
    ));
}

#[test]
fn a_split_view_is_seen() {
    let mut setup = Setup::new(&one_contest(2), 2, 3);
    // trustee 3 shows trustee 1 one commitment and the others another, both rightly signed
    let states = setup.begin(1);
    let mut entries = setup.entries(&states);
    let other = AwaitingCommitments::begin(&setup.election, &setup.keys[2], 1, &mut setup.rng).unwrap();
    let here = CommitmentView::check(&setup.election, 1, &entries).unwrap();
    entries[2] = entry(&other, setup.keys(3));
    let there = CommitmentView::check(&setup.election, 1, &entries).unwrap();
    assert_ne!(here.keys().hash, there.keys().hash);

    // a part sent under one view is refused under the other
    let mut states = states.into_iter();
    let (one, two) = (states.next().unwrap(), states.next().unwrap());
    let (_, from_one) = one.distribute(&setup.election, setup.keys(1), &here).unwrap();
    let (two, _) = two.distribute(&setup.election, setup.keys(2), &there).unwrap();
    let fault = two.finish(&setup.election, setup.keys(2), &there, &to(&from_one, 2)).err().unwrap();
    let (expected, got) = (there.keys().hash, here.keys().hash);
    assert!(
        matches!(fault, Fault::OtherCeremony { sender, expected: e, got: g } if sender == index(1) && e == expected && g == got)
    );

    // and at the end the signed views differ
    let mut done = Setup::new(&one_contest(2), 2, 3);
    let finished = done.ceremony();
    let signed: Vec<_> =
        finished.shares.iter().zip(&done.keys).map(|(share, keys)| share.joint_keys(keys)).collect();
    let mut changed = signed[1].message.clone();
    changed.ceremony_hash = got;
    let other = Signed::sign(changed, done.election.id(), done.keys(2).signing());
    let forged = Signed::sign(signed[2].message.clone(), done.election.id(), done.keys(1).signing());
    let said = [signed[0].clone(), other, forged];
    assert_eq!(disagreements(&done.election, &finished.view, &said), [index(2), index(3)]);
}

#[test]
fn a_seat_needs_both_keys() {
    let mut setup = Setup::new(&one_contest(1), 2, 2);
    let stranger = TrusteeKeys::generate("Stranger", &mut setup.rng);
    assert!(matches!(stranger.seat(&setup.election), Err(SeatError::NotNamed { .. })));
    assert!(matches!(
        AwaitingCommitments::begin(&setup.election, &stranger, 1, &mut setup.rng),
        Err(Fault::Seat(SeatError::NotNamed { .. }))
    ));
    let half = stranger.with_signing_key_of(setup.keys(2));
    assert_eq!(half.seat(&setup.election), Err(SeatError::EncryptionKey { trustee: index(2) }));
    assert!(matches!(
        AwaitingCommitments::begin(&setup.election, &setup.keys[0], 0, &mut setup.rng),
        Err(Fault::AttemptZero)
    ));
}

#[test]
fn secrets_do_not_print() {
    // the trick of static_assertions: the call is ambiguous if the type has Debug (or Clone)
    macro_rules! has_not {
        ($trait:path: $($type:ty),*) => {$({
            trait Ambiguous<A> { fn check() {} }
            impl<T: ?Sized> Ambiguous<()> for T {}
            struct Has;
            impl<T: ?Sized + $trait> Ambiguous<Has> for T {}
            <$type as Ambiguous<_>>::check();
        })*};
    }
    has_not!(std::fmt::Debug: TrusteeKeys, AwaitingCommitments, AwaitingShares, TrusteeShare, Passphrase);
    has_not!(Clone: TrusteeKeys, AwaitingCommitments, AwaitingShares, TrusteeShare, Passphrase);
    has_not!(std::fmt::Display: TrusteeKeys, AwaitingCommitments, AwaitingShares, TrusteeShare, Passphrase);
}
