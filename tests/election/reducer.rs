//! The reducer: replay, snapshots, and batches of any size say the same.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use rand_core::RngCore as _;
use tabella_board::{Entry, EntrySource, Kind, ReadError, SnapshotError, admit, verify_batch};
use tabella_election::message::Reason;
use tabella_tests::{Fixture, MemoryBoard, Setup, drafts, entry_of, fingerprint};

/// A board with something of everything, still open.
fn busy() -> Fixture {
    let mut fixture = Fixture::new(&Setup::default());
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let mut voters = Vec::new();
    for i in 0..8 {
        let voter = fixture.credential(i % 2, 1 + i as u64 % 3);
        let choices = crate::oracle::choices(fixture.shape(i % 2), &mut rng);
        fixture.cast(&voter, &choices);
        voters.push(voter);
    }
    for i in [0, 3, 5] {
        let choices = crate::oracle::choices(fixture.shape(i % 2), &mut rng);
        fixture.challenge(&voters[i], &choices);
        let new = fixture.replace(&voters[i]);
        fixture.cast(&new, &choices);
    }
    fixture.revoke(&voters[1], Reason::Paper);
    let notice = fixture.notice(1, None);
    fixture.expect(notice);
    fixture
}

#[test]
fn replay_in_batches_of_any_size_gives_the_same_state() {
    let mut fixture = busy();
    fixture.finish();
    let whole = fixture.replayed();
    assert_eq!(fingerprint(&whole), fingerprint(&fixture.state));
    for size in [1, 2, 3, 16] {
        let mut state = tabella_board::BoardState::new(std::sync::Arc::clone(&fixture.election));
        let mut rng = ChaCha20Rng::seed_from_u64(size as u64);
        for chunk in fixture.entries.chunks(size) {
            let source = MemoryBoard(&fixture.entries);
            let verdicts = admit(&mut state, chunk.to_vec(), &source, &mut rng).unwrap();
            assert!(verdicts.iter().all(Result::is_ok), "batches of {size}");
        }
        assert_eq!(fingerprint(&state), fingerprint(&whole), "batches of {size}");
    }
}

#[test]
fn a_snapshot_goes_on_like_the_board_that_was_never_stopped() {
    let setup_done = |fixture: &Fixture| fixture.replayed_to_open().tree().root().0;
    let mut fixture = busy();
    let opened = setup_done(&fixture);
    for ended in [false, true] {
        if ended {
            fixture.end();
        }
        let snapshot = fixture.state.snapshot(opened).unwrap();
        let mut resumed = fixture.clone();
        resumed.state = fixture.replayed_to_open();
        resumed.state.restore(&snapshot).unwrap();
        assert_eq!(fingerprint(&resumed.state), fingerprint(&fixture.state));
        assert_eq!(resumed.state.snapshot(opened), Some(snapshot.clone()));
        let mut untouched = fixture.clone();
        if ended {
            resumed.close();
            untouched.close();
            assert_eq!(resumed.statement(), untouched.statement());
            resumed.decrypt(&[2, 3]);
            untouched.decrypt(&[2, 3]);
            assert_eq!(resumed.result(), untouched.result());
        } else {
            assert_eq!(resumed.finish(), untouched.finish());
        }
        assert_eq!(fingerprint(&resumed.state), fingerprint(&untouched.state));

        // into another board, too late, cut off, changed
        let mut other = Fixture::new(&Setup { seed: 2, ..Setup::default() });
        let before = fingerprint(&other.state);
        assert_eq!(other.state.restore(&snapshot), Err(SnapshotError::OtherBoard));
        assert_eq!(fingerprint(&other.state), before);
        let mut announced = Fixture::announced(&Setup::default());
        assert_eq!(announced.state.restore(&snapshot), Err(SnapshotError::NotOpened));
        let mut fresh = fixture.replayed_to_open();
        assert_eq!(fresh.restore(&snapshot[..snapshot.len() / 2]), Err(SnapshotError::Format));
        let mut wrong = snapshot.clone();
        wrong[0] ^= 1;
        assert_eq!(fresh.restore(&wrong), Err(SnapshotError::Format));
    }
    assert_eq!(Fixture::announced(&Setup::default()).state.snapshot(opened), None);
}

/// The verdict on an entry does not depend on what it is verified with: 60 entries of every rule, half of them changed in a
/// random byte, alone and in batches of 2, 3, 16 and all.
#[test]
fn batch_and_single_verification_agree() {
    for (name, contests) in drafts::RULES {
        let mut fixture = Fixture::new(&Setup::with_contests(contests));
        let mut rng = ChaCha20Rng::seed_from_u64(17);
        let mut entries: Vec<Entry> = Vec::new();
        for i in 0..60 {
            let voter = fixture.stranger(0, 1);
            let choices = crate::oracle::choices(fixture.shape(0), &mut rng);
            let posted = if i % 5 == 0 {
                fixture.challenged(&voter, &choices)
            } else {
                fixture.ballot(&voter, &choices).0
            };
            let mut entry = entry_of(&posted);
            if i % 2 == 1 {
                let mut bytes = entry.bytes().to_vec();
                // in the part that decodes whatever it says, mostly: scalars and their low bytes
                let at = bytes.len() - 1 - rng.next_u32() as usize % (bytes.len() / 2);
                bytes[at] ^= 1 << (rng.next_u32() % 8);
                if let Ok(changed) = Entry::with_blob(bytes, vec![]) {
                    entry = changed;
                }
            }
            entries.push(entry);
        }
        let context = fixture.state.context();
        let mut verdicts = |size: usize| -> Vec<Option<String>> {
            entries
                .chunks(size)
                .flat_map(|chunk| verify_batch(&context, chunk.to_vec(), &mut rng))
                .map(|verdict| verdict.err().map(|rejection| rejection.to_string()))
                .collect()
        };
        let alone = verdicts(1);
        assert!(alone.iter().step_by(2).all(Option::is_none), "{name}: honest ballots");
        assert!(alone.iter().skip(1).step_by(2).all(Option::is_some), "{name}: changed ballots");
        for size in [2, 3, 16, 60] {
            assert_eq!(verdicts(size), alone, "{name}, batches of {size}");
        }
    }
}

/// Entries in a wrong phase, all kinds in all phases, are refused and change nothing.
#[test]
fn every_kind_in_every_phase() {
    let mut fixture = busy();
    fixture.finish();
    let mut of_kind = std::collections::BTreeMap::new();
    for entry in &fixture.entries {
        of_kind.entry(entry.kind()).or_insert_with(|| entry.clone());
    }
    assert_eq!(of_kind.len(), 14, "all kinds but the complaint");
    // one board per phase
    let setup = Setup::default();
    let mut ended = busy();
    ended.end();
    let mut closed = ended.clone();
    closed.close();
    let allowed: [(Fixture, &[Kind]); 5] = [
        (Fixture::unannounced(&setup), &[Kind::Manifest]),
        (ended, &[Kind::Revocation, Kind::Notice, Kind::Close]),
        (closed, &[Kind::DecryptionShare, Kind::Result]),
        (
            Fixture::announced(&setup),
            &[
                Kind::TrusteeCommitment,
                Kind::Complaint,
                Kind::JointKeys,
                Kind::TestShare,
                Kind::Notice,
                Kind::Open,
            ],
        ),
        (fixture, &[]),
    ];
    for (mut board, may) in allowed {
        for (kind, entry) in of_kind.iter().filter(|(kind, _)| !may.contains(kind)) {
            let rejection = board.refuse(entry.clone());
            // what cannot be verified before its time is refused for that
            let names = ["phase", "not-settled", "ceremony-incomplete"];
            assert!(names.contains(&rejection.name()), "{kind} on {}: {rejection}", board.state.phase());
        }
    }
}

/// Files that are gone when the tally wants to read its ballots again.
struct Gone;

impl EntrySource for Gone {
    fn entry(&self, index: u64) -> Result<Vec<u8>, ReadError> {
        Err(ReadError(format!("entry {index}")))
    }
}

/// Several ballots no longer count and none of them can be read: the first one is named, however many cores look, and the
/// board can be closed once they are back.
#[test]
fn the_first_unreadable_ballot_is_named() {
    let mut fixture = busy();
    fixture.end();
    // those of the voters 0, 3, 5, who voted again, and of voter 1, who is revoked
    let first = fixture.entries.iter().position(|entry| entry.kind() == Kind::Ballot).unwrap();
    let close = fixture.close_entry();
    for _ in 0..50 {
        let mut state = fixture.state.clone();
        let error = admit(&mut state, vec![close.clone()], &Gone, &mut fixture.rng).unwrap_err();
        assert_eq!(error, ReadError(format!("entry {first}")));
        assert!(state.statement().is_none());
        state.settle(&MemoryBoard(&fixture.entries)).unwrap();
        assert!(state.statement().is_some());
    }
}
