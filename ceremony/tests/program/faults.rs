//! Trustees and carriers who misbehave: the program stops and names them.

use std::fs;

use tabella_crypto::{TrusteeIndex, signature};
use tabella_election::{Signed, ceremony, message::Complaint};
use tabella_trustee::key_ceremony::Round2Package;

use crate::room::{Room, damage, names};

#[test]
fn a_damaged_commitment_is_named() {
    let room = Room::new(2, 3);
    room.all(&["round1"]);
    let path = room.on_media("commitment-2.entry");
    let whole = fs::read(&path).unwrap();
    damage(&path, 1);
    let text = room.step("round2", 1).failed("not-authentic");
    assert!(text.contains("trustee 2 (Trustee 2) is not signed"), "{text}");
    fs::write(&path, &whole[..whole.len() - 1]).unwrap();
    room.step("round2", 1).failed("wrong-file");
    // the content beside it
    fs::write(&path, whole).unwrap();
    for name in names(&room.on_media("blob/sha256")) {
        damage(&room.on_media("blob/sha256").join(name), 1);
    }
    let text = room.step("round2", 1).failed("not-authentic");
    assert!(text.contains("commitment package beside the entry of trustee 1"), "{text}");
    assert!(!room.own(1, "own.attempt-1.round2").exists());
}

#[test]
fn a_damaged_package_is_not_its_senders() {
    let room = Room::new(2, 3);
    room.all(&["round1", "round2"]);
    let path = room.on_media("round2-3-to-1.message");
    let whole = fs::read(&path).unwrap();
    damage(&path, 100);
    let text = room.step("finish", 1).failed("not-authentic");
    assert!(text.contains("trustee 3 (Trustee 3)"), "{text}");
    // one trustee's package under another's name
    fs::write(&path, fs::read(room.on_media("round2-2-to-1.message")).unwrap()).unwrap();
    room.step("finish", 1).failed("wrong-file");
    fs::write(&path, fs::read(room.on_media("round2-3-to-2.message")).unwrap()).unwrap();
    room.step("finish", 1).failed("not-authentic");
    assert!(names(&room.media()).iter().all(|name| !name.starts_with("complaint")), "nobody is accused");
    fs::write(&path, whole).unwrap();
    room.all(&["finish"]);
}

#[test]
fn a_bad_share_is_a_complaint_that_names_both() {
    let room = Room::new(2, 3);
    room.all(&["round1", "round2"]);
    // trustee 3 signs what trustee 1 cannot read
    let path = room.on_media("round2-3-to-1.message");
    let mut package = Round2Package::decode(&fs::read(&path).unwrap()).unwrap();
    *package.ciphertext.last_mut().unwrap() ^= 1;
    let election = room.election();
    let message =
        ceremony::round2_message(&package.ceremony, package.sender, package.recipient, &package.ciphertext);
    let key = room.signing_key(3);
    package.signature = signature::sign(&key, ceremony::ROUND2, election.id(), &message);
    fs::write(&path, package.encode()).unwrap();

    let text = room.step("finish", 1).failed("bad-share");
    for part in ["trustee 1 (Trustee 1)", "trustee 3 (Trustee 3)", "undecided", "--attempt 2"] {
        assert!(text.contains(part), "{part:?} in {text}");
    }
    assert!(!room.own(1, "own.attempt-1.share").exists());
    let complaint =
        Signed::<Complaint>::decode(&fs::read(room.on_media("complaint-1.entry")).unwrap()).unwrap();
    complaint.verify(election.id(), election.trustee_key(TrusteeIndex::new(1).unwrap()).unwrap()).unwrap();
    assert_eq!(complaint.message.accused.get(), 3);
    // the others stop, too
    let text = room.step("finish", 2).failed("complaint");
    assert!(text.contains("trustee 1 (Trustee 1) complained of trustee 3 (Trustee 3)"), "{text}");
    let inspected = room.on_media("complaint-1.entry").display().to_string();
    assert_eq!(room.run(1, &["inspect", &inspected]).done()[0]["type"], "complaint");
    // and all start again
    for step in ["round1", "round2", "finish"] {
        for k in 1..=3 {
            room.step_with(step, k, &["--attempt", "2"]).done();
        }
    }
}

#[test]
fn a_reason_cannot_write_over_what_the_program_says() {
    let room = Room::new(2, 2);
    room.all(&["round1", "round2"]);
    let [trustee, accused] = [2, 1].map(|k| TrusteeIndex::new(k).unwrap());
    let reason = "none\u{1b}[2J\nDone. All is well".to_owned();
    let complaint = Complaint { trustee, attempt: 1, accused, reason };
    let entry = Signed::sign(complaint, room.election().id(), &room.signing_key(2));
    let path = room.on_media("complaint-2.entry");
    fs::write(&path, entry.encode()).unwrap();
    let inspected = room.run(1, &["inspect", &path.display().to_string()]);
    for text in [room.step("finish", 1).failed("complaint"), inspected.stderr] {
        assert!(text.contains("none\u{fffd}[2J\u{fffd}Done."), "{text:?}");
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }
}

#[test]
fn a_split_view_stops_the_ceremony() {
    let room = Room::new(2, 3);
    room.all(&["round1"]);
    let shown = fs::read(room.on_media("commitment-3.entry")).unwrap();
    room.step("round2", 1).done();
    // to the others trustee 3 shows another commitment
    fs::remove_file(room.on_media("commitment-3.entry")).unwrap();
    fs::remove_file(room.own(3, "own.attempt-1.round1")).unwrap();
    room.step("round1", 3).done();
    assert_ne!(fs::read(room.on_media("commitment-3.entry")).unwrap(), shown);
    room.step("round2", 2).done();
    room.step("round2", 3).done();
    let text = room.step("finish", 2).failed("other-view");
    assert!(text.contains("trustee 1 (Trustee 1) was made for ceremony"), "{text}");
    let text = room.step("finish", 1).failed("other-view");
    assert!(text.contains("not those of round 2"), "{text}");
    // both at once are proof of misbehaviour
    fs::write(room.on_media("commitment-3-again.entry"), shown).unwrap();
    let text = room.step("finish", 2).failed("misbehaviour");
    assert!(text.contains("(Trustee 3) signed two different commitments"), "{text}");
}

#[test]
fn other_keys_signed_by_another_trustee_are_seen() {
    let room = Room::new(2, 2);
    room.all(&["round1", "round2"]);
    room.step("finish", 1).done();
    let path = room.on_media("joint-keys-1.entry");
    damage(&path, 80);
    let text = room.step("finish", 2).failed("other-view");
    assert!(text.contains("trustee 1 (Trustee 1)"), "{text}");
    assert!(!room.own(2, "own.attempt-1.share").exists());
}
