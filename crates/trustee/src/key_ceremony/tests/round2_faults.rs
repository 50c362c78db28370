//! Packages of round 2 that are refused.

use tabella_crypto::{cbor::Writer, signature};

use super::*;
use crate::seal;

/// Trustee 2 of 3 waits for packages from 1 and 3.
struct Waiting {
    setup: Setup,
    view: CommitmentView,
    file: Vec<u8>,
    packages: Vec<Round2Package>,
}

fn waiting() -> Waiting {
    let mut setup = Setup::new(&one_contest(2), 2, 3);
    let states = setup.begin(1);
    let view = CommitmentView::check(&setup.election, 1, &setup.entries(&states)).unwrap();
    let (states, packages) = setup.distribute(states, &view);
    let file = states[1].seal(&passphrase(), CHEAP).unwrap();
    Waiting { setup, view, file, packages }
}

impl Waiting {
    fn state(&self) -> AwaitingShares {
        AwaitingShares::open(&self.file, &passphrase(), &self.setup.session(2, 1)).unwrap()
    }

    fn finish(&self, packages: &[Round2Package]) -> Result<TrusteeShare, Fault> {
        self.state().finish(&self.setup.election, self.setup.keys(2), &self.view, packages)
    }

    fn fault(&self, packages: &[Round2Package]) -> Fault {
        self.finish(packages).err().unwrap()
    }

    /// Trustee 2's two packages, that of trustee 3 changed.
    fn with_third(&self, change: impl FnOnce(&mut Round2Package)) -> Fault {
        let mut packages = to(&self.packages, 2);
        change(&mut packages[1]);
        self.fault(&packages)
    }

    /// A package of trustee 3 for trustee 2, rightly signed, over any plaintext.
    fn signed(&self, plaintext: &[u8]) -> Round2Package {
        let recipient = self.setup.keys(2).identity().to_public();
        self.signed_ciphertext(seal::encrypt(&recipient, plaintext).unwrap())
    }

    fn signed_ciphertext(&self, ciphertext: Vec<u8>) -> Round2Package {
        let ceremony = self.view.keys().hash;
        let message = ceremony::round2_message(&ceremony, index(3), index(2), &ciphertext);
        let key = self.setup.keys(3).signing();
        let signature = signature::sign(key, ceremony::ROUND2, self.setup.election.id(), &message);
        Round2Package { sender: index(3), recipient: index(2), ceremony, ciphertext, signature }
    }

    /// What trustee 3 sent, decrypted.
    fn parts(&self) -> Vec<u8> {
        package::open(&to(&self.packages, 2)[1], self.setup.keys(2), 2).unwrap().to_vec()
    }

    fn bad(&self, package: Round2Package) -> BadShareReason {
        match self.fault(&[to(&self.packages, 2)[0].clone(), package]) {
            Fault::BadShare(BadShare { complainant, accused, reason }) => {
                assert_eq!((complainant, accused), (index(2), index(3)));
                reason
            }
            other => panic!("{other}"),
        }
    }
}

#[test]
fn a_missing_package_is_named() {
    let waiting = waiting();
    let packages = to(&waiting.packages, 2);
    assert!(waiting.finish(&packages).is_ok());
    assert!(
        matches!(waiting.fault(&packages[..1]), Fault::MissingPackage { trustee } if trustee == index(3))
    );
    assert!(matches!(waiting.fault(&[]), Fault::MissingPackage { trustee } if trustee == index(1)));
}

#[test]
fn a_changed_package_is_not_its_senders() {
    let waiting = waiting();
    let unsigned = |fault| matches!(fault, Fault::PackageSignature { sender } if sender == index(3));
    assert!(unsigned(waiting.with_third(|package| package.ciphertext[200] ^= 1)));
    assert!(unsigned(waiting.with_third(|package| package.signature[3] ^= 1)));
    assert!(unsigned(waiting.with_third(|package| package.ceremony.0[0] ^= 1)));
    // sender and recipient swapped, or another's name
    let not_for_me = |fault| matches!(fault, Fault::NotForMe { .. });
    assert!(not_for_me(waiting.with_third(|package| {
        (package.sender, package.recipient) = (package.recipient, package.sender);
    })));
    assert!(not_for_me(waiting.with_third(|package| package.recipient = index(1))));
    assert!(not_for_me(waiting.with_third(|package| package.sender = index(2))));
    let as_one = waiting.with_third(|package| package.sender = index(1));
    assert!(matches!(as_one, Fault::PackageSignature { sender } if sender == index(1)));
    let as_nobody = waiting.with_third(|package| package.sender = index(9));
    assert!(matches!(as_nobody, Fault::NoSuchTrustee { trustee, count: 3 } if trustee == index(9)));
    // the package that trustee 3 made for trustee 1
    let others = to(&waiting.packages, 1).pop().unwrap();
    assert!(not_for_me(waiting.with_third(|package| *package = others.clone())));
    let relabelled = Round2Package { recipient: index(2), ..others };
    assert!(unsigned(waiting.with_third(|package| *package = relabelled)));
}

#[test]
fn a_package_of_another_attempt_or_election_is_refused() {
    let waiting = waiting();
    let mut again = Setup::new(&one_contest(2), 2, 3);
    again.keys = waiting.setup.keys.iter().map(TrusteeKeys::same).collect();
    again.election = waiting.setup.election.clone();
    let mut from_third = |attempt| {
        let states = again.begin(attempt);
        let view = CommitmentView::check(&again.election, attempt, &again.entries(&states)).unwrap();
        let package = to(&again.distribute(states, &view).1, 2).pop().unwrap();
        (package, view.keys().hash)
    };
    let (package, got) = from_third(2);
    let fault = waiting.with_third(|third| *third = package);
    assert!(matches!(fault, Fault::OtherCeremony { sender, got: g, .. } if sender == index(3) && g == got));
    again.election = waiting.setup.other_election();
    let mut from_third = |attempt| {
        let states = again.begin(attempt);
        let view = CommitmentView::check(&again.election, attempt, &again.entries(&states)).unwrap();
        to(&again.distribute(states, &view).1, 2).pop().unwrap()
    };
    let package = from_third(1);
    let fault = waiting.with_third(|third| *third = package);
    assert!(matches!(fault, Fault::PackageSignature { sender } if sender == index(3)));
}

#[test]
fn a_bad_share_names_both() {
    let waiting = waiting();
    let parts = waiting.parts();
    let framed = |parts: &[u8]| Writer::new().bytes(parts).finish();
    assert!(waiting.finish(&[to(&waiting.packages, 2)[0].clone(), waiting.signed(&framed(&parts))]).is_ok());

    let mut wrong = parts.clone();
    wrong[32] ^= 1;
    let fault = waiting.fault(&[to(&waiting.packages, 2)[0].clone(), waiting.signed(&framed(&wrong))]);
    let text = fault.to_string();
    assert!(text.contains("trustee 2 complains of trustee 3") && text.contains("undecided"), "{text}");
    let Fault::BadShare(bad) = fault else { panic!("{fault}") };
    assert_eq!(bad.reason, BadShareReason::Value { run: 2 });
    let session = waiting.setup.session(2, 1);
    let complaint = bad.complaint(&session, waiting.setup.keys(2));
    assert_eq!((complaint.message.trustee, complaint.message.accused), (index(2), index(3)));
    assert_eq!(complaint.message.attempt, 1);
    let key = waiting.setup.election.trustee_key(index(2)).unwrap();
    complaint.verify(waiting.setup.election.id(), key).unwrap();

    // parts of two runs exchanged; a scalar that is not canonical; zero
    let swapped = [&parts[32..], &parts[..32]].concat();
    assert_eq!(waiting.bad(waiting.signed(&framed(&swapped))), BadShareReason::Value { run: 1 });
    let big = [&[0xff; 32][..], &parts[32..]].concat();
    assert_eq!(waiting.bad(waiting.signed(&framed(&big))), BadShareReason::Value { run: 1 });
    let zero = [&[0; 32][..], &parts[32..]].concat();
    assert_eq!(waiting.bad(waiting.signed(&framed(&zero))), BadShareReason::Value { run: 1 });

    for plaintext in [framed(&parts[..32]), framed(&[&parts[..], &[0; 32]].concat()), parts.clone(), vec![]] {
        assert_eq!(waiting.bad(waiting.signed(&plaintext)), BadShareReason::Layout);
    }
    // encrypted to somebody else, or not at all
    let others = seal::encrypt(&waiting.setup.keys(1).identity().to_public(), &framed(&parts)).unwrap();
    assert_eq!(waiting.bad(waiting.signed_ciphertext(others)), BadShareReason::NotDecryptable);
    assert_eq!(waiting.bad(waiting.signed_ciphertext(parts)), BadShareReason::NotDecryptable);
    let mut damaged = to(&waiting.packages, 2)[1].ciphertext.clone();
    *damaged.last_mut().unwrap() ^= 1;
    assert_eq!(waiting.bad(waiting.signed_ciphertext(damaged)), BadShareReason::NotDecryptable);
}

#[test]
fn commitments_must_not_change_after_round_2() {
    let mut waiting = waiting();
    let states = waiting.setup.begin(1);
    let other = CommitmentView::check(&waiting.setup.election, 1, &waiting.setup.entries(&states)).unwrap();
    let fault = waiting
        .state()
        .finish(&waiting.setup.election, waiting.setup.keys(2), &other, &to(&waiting.packages, 2))
        .err()
        .unwrap();
    assert!(matches!(fault, Fault::ViewChanged { got, .. } if got == other.keys().hash));
}

#[test]
fn only_ones_own_state_is_distributed() {
    let mut setup = Setup::new(&one_contest(2), 2, 3);
    let states = setup.begin(1);
    let view = CommitmentView::check(&setup.election, 1, &setup.entries(&states)).unwrap();
    let fault = setup.begin(1).remove(0).distribute(&setup.election, setup.keys(1), &view).err().unwrap();
    assert!(matches!(fault, Fault::NotMine), "a second polynomial of the same attempt");
    let fault = setup.begin(2).remove(0).distribute(&setup.election, setup.keys(1), &view).err().unwrap();
    assert!(matches!(fault, Fault::OtherSession(SealError::Other { what: "attempt", .. })));
    let fault = setup.begin(1).remove(0).distribute(&setup.election, setup.keys(2), &view).err().unwrap();
    assert!(matches!(fault, Fault::OtherSession(SealError::Other { what: "trustee", .. })));
}

#[test]
fn packages_have_one_encoding() {
    let waiting = waiting();
    let bytes = waiting.packages[0].encode();
    assert_eq!(Round2Package::decode(&bytes).as_ref(), Ok(&waiting.packages[0]));
    assert!(Round2Package::decode(&[&bytes[..], &[0]].concat()).is_err());
    for length in 0..bytes.len() {
        assert!(Round2Package::decode(&bytes[..length]).is_err(), "{length}");
    }
}
