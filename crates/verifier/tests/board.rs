//! Whole boards through the verifier, and everything that can be wrong with their files.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must stop")]

#[path = "common/logged.rs"]
mod logged;
#[path = "common/workers.rs"]
mod workers;

use std::{
    io::Cursor,
    sync::atomic::{AtomicU64, Ordering},
};

use logged::{Files, Times, board, log, signed, write_all};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use tabella_board::{Entry, Kind};
use tabella_crypto::ElectionId;
use tabella_election::message::Reason;
use tabella_tests::{Fixture, LOG_NAME, Setup, drafts::contest, entry_of};
use tabella_tlog::{Checkpoint, EMPTY_ROOT, Hash, Source, SourceError, TreeSize};
use tabella_verifier::{
    ArchiveSource, CheckId, CheckVerdict, ClosedBoard, Options, Report, Trust, Verdict, verify,
    verify_closed, witnessed_path, write_archive,
};

fn election() -> Fixture {
    Fixture::new(&Setup::with_contests(&[contest(3, 1, 0, 1)]))
}

/// Votes of every kind: plain, again, on a new device, challenged, revoked.
fn vote(fixture: &mut Fixture) {
    let first = fixture.credential(0, 1);
    fixture.cast(&first, &[1, 0, 0]);
    let second = fixture.credential(0, 1);
    fixture.cast(&second, &[1, 0, 0]);
    fixture.challenge(&second, &[0, 0, 1]);
    fixture.cast(&second, &[0, 1, 0]);
    let third = fixture.credential(0, 1);
    fixture.cast(&third, &[0, 0, 1]);
    let third = fixture.replace(&third);
    fixture.cast(&third, &[0, 1, 0]);
    let fourth = fixture.credential(0, 1);
    fixture.cast(&fourth, &[0, 0, 1]);
    fixture.revoke(&fourth, Reason::Paper);
    let fifth = fixture.credential(0, 1);
    fixture.revoke(&fifth, Reason::Administrative);
}

fn complete() -> Fixture {
    let mut fixture = election();
    vote(&mut fixture);
    fixture.finish();
    fixture
}

fn trust(fixture: &Fixture) -> Trust {
    Trust::Election(*fixture.election.id())
}

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::from_seed([1; 32])
}

/// What one worker says, and two say the same.
fn run(source: &dyn Source, trust: &Trust) -> Report {
    let report = verify(source, trust, Options::default(), &mut |_| {}, &mut rng());
    assert_eq!(workers::shared(source, trust, 2), report);
    report
}

fn run_keeping(source: &dyn Source, trust: &Trust, memory: &mut Option<Vec<u8>>) -> Report {
    verify(source, trust, Options { memory: Some(memory) }, &mut |_| {}, &mut rng())
}

/// Takes a checkpoint off the list of those that the board keeps.
fn forget(files: &mut Files, size: u64) {
    let index = String::from_utf8(files["witnessed/index"].clone()).unwrap();
    let rest: Vec<&str> =
        index.split_inclusive('\n').filter(|line| line.trim_end() != size.to_string()).collect();
    assert!(rest.len() < index.lines().count());
    files.insert("witnessed/index".into(), rest.concat().into_bytes());
}

/// Where an entry's first byte lies: path of its bundle and offset. For boards of one checkpoint size.
fn place(files: &Files, index: usize) -> (String, usize) {
    let full = format!("tile/entries/{:03}", index / 256);
    let latest =
        |path: &&String| path.strip_prefix(&format!("{full}.p/")).and_then(|w| w.parse::<u16>().ok());
    let path = files.keys().find(|path| **path == full).or_else(|| files.keys().max_by_key(latest)).unwrap();
    let bytes = &files[path];
    let mut offset = 0;
    for _ in 0..index % 256 {
        offset += 2 + usize::from(u16::from_be_bytes([bytes[offset], bytes[offset + 1]]));
    }
    (path.clone(), offset + 2)
}

fn failure(report: &Report) -> (Option<u64>, CheckId, &str) {
    assert_eq!(report.verdict(), Verdict::Failed, "{}", report.summary());
    let first = report.first_failure.as_ref().unwrap();
    (first.index, first.check, &first.reason)
}

fn pending(report: &Report) -> Vec<usize> {
    let pending = report.checks.iter().filter(|check| check.verdict == CheckVerdict::Pending);
    pending.map(|check| check.id.number()).collect()
}

#[test]
fn a_complete_election_verifies() {
    let fixture = complete();
    let report = run(&board(&fixture), &trust(&fixture));
    assert_eq!(report.verdict(), Verdict::Verified, "{}", report.summary());
    assert_eq!(report.size, fixture.entries.len() as u64);
    assert_eq!(report.root, Some(fixture.state.tree().root()));
    let number = |check: CheckId, name: &str| report.check(check).unwrap().numbers[name];
    assert_eq!(number(CheckId::Ballots, "ballots"), 6);
    assert_eq!(number(CheckId::Challenges, "challenges"), 1);
    assert_eq!(number(CheckId::Credentials, "credentials"), 6);
    assert_eq!(number(CheckId::Shares, "shares"), 2);
    assert_eq!(number(CheckId::Counting, "counted"), 3);
    assert_eq!(number(CheckId::Counting, "superseded"), 2);
    assert_eq!(number(CheckId::Counting, "revoked_paper_with_ballot"), 1);
    assert_eq!(number(CheckId::Counting, "revoked_administrative"), 1);
    assert_eq!(number(CheckId::Counting, "revoked_administrative_with_ballot"), 0);
    let result = report.result.as_ref().unwrap();
    let totals: Vec<u64> = result[0].totals.iter().map(|(_, count)| *count).collect();
    assert_eq!(totals, [1, 2, 0]);
    assert!(report.check(CheckId::Shares).unwrap().words.contains("none of 3 (Trustee 3)"));
    assert!(report.summary().ends_with("Verdict: verified"));
}

#[test]
fn the_authority_may_be_trusted_in_place_of_the_election() {
    let (fixture, other) = (complete(), Fixture::announced(&Setup { seed: 2, ..Setup::default() }));
    let files = board(&fixture);
    let authority = Trust::Authority(fixture.people.authority.verifying_key());
    assert_eq!(run(&files, &authority).verdict(), Verdict::Verified);
    for wrong in [
        Trust::Authority(other.people.authority.verifying_key()),
        Trust::Election(*other.election.id()),
        Trust::Election(ElectionId([0; 32])),
    ] {
        let report = run(&files, &wrong);
        assert_eq!(failure(&report), (Some(0), CheckId::Manifest, "trust"));
    }
}

#[test]
fn a_board_on_its_way_is_incomplete() {
    let mut fixture = Fixture::announced(&Setup::with_contests(&[contest(3, 1, 0, 1)]));
    let check = |fixture: &Fixture, expected: &[usize]| {
        let report = run(&board(fixture), &trust(fixture));
        assert_eq!(report.verdict(), Verdict::Incomplete, "{}", report.summary());
        assert_eq!(pending(&report), expected, "{}", report.summary());
    };
    check(&fixture, &[6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    fixture.hold_ceremony(1);
    check(&fixture, &[6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    fixture.open();
    vote(&mut fixture);
    check(&fixture, &[10, 11, 12, 13, 14, 15]);
    fixture.end();
    check(&fixture, &[11, 12, 13, 14, 15]);
    fixture.close();
    check(&fixture, &[13, 14]);
    fixture.decrypt(&[2]);
    check(&fixture, &[13, 14]);
    fixture.decrypt(&[1]);
    check(&fixture, &[14]);
    fixture.result().unwrap();
    assert_eq!(run(&board(&fixture), &trust(&fixture)).verdict(), Verdict::Verified);
}

#[test]
fn any_byte_of_any_entry() {
    let fixture = complete();
    let (files, trust) = (board(&fixture), trust(&fixture));
    for (index, entry) in fixture.entries.iter().enumerate() {
        let (path, start) = place(&files, index);
        let length = entry.bytes().len();
        for offset in [0, 1, length / 3, length / 2, length - 1] {
            let mut changed = files.clone();
            changed.get_mut(&path).unwrap()[start + offset] ^= 1;
            let report = run(&changed, &trust);
            assert_eq!(
                failure(&report).0,
                Some(index as u64),
                "byte {offset} of entry {index}: {}",
                report.summary()
            );
        }
    }
}

#[test]
fn any_blob() {
    let fixture = complete();
    let (files, trust) = (board(&fixture), trust(&fixture));
    for (index, entry) in fixture.entries.iter().enumerate().filter(|(_, entry)| entry.blob_hash().is_some())
    {
        let path = tabella_verifier::blob_path(&entry.blob_hash().unwrap());
        let expected = Some(index as u64);
        let mut changed = files.clone();
        changed.get_mut(&path).unwrap()[entry.blob().len() / 2] ^= 1;
        assert_eq!(failure(&run(&changed, &trust)).0, expected);
        changed.remove(&path);
        assert_eq!(failure(&run(&changed, &trust)).0, expected);
    }
}

#[test]
fn an_entry_that_breaks_a_rule_in_a_sound_log() {
    let mut fixture = election();
    let voter = fixture.credential(0, 1);
    let ballot = entry_of(&fixture.ballot(&voter, &[1, 0, 0]).0);
    let (mut entries, times) = (fixture.entries.clone(), Times::of(&fixture));
    let (length, index) = (entries.len(), entries.len() as u64);
    let mut logged = |entry: Entry| {
        entries.truncate(length);
        entries.extend([entry, ballot.clone()]);
        let report = run(&log(&fixture.people, &entries, times), &trust(&fixture));
        let (index, check, reason) = failure(&report);
        assert!(!report.passed(CheckId::Log));
        (index, check, reason.to_owned())
    };

    let changed = |from_end: usize| {
        let mut bytes = ballot.bytes().to_vec();
        let at = bytes.len() - from_end;
        bytes[at] ^= 1;
        Entry::with_blob(bytes, Vec::new()).unwrap()
    };
    // z of the authorisation, then a byte within the ballot's last list of scalars
    assert_eq!(logged(changed(20)), (Some(index), CheckId::Ballots, "authorisation".into()));
    let (at, check, reason) = logged(changed(34 + 34 + 20));
    assert_eq!((at, check), (Some(index), CheckId::Ballots));
    assert!(["ballot-proof", "authorisation"].contains(&reason.as_str()), "{reason}");
    let twice = fixture.credential_entry(&voter, None);
    assert_eq!(logged(twice), (Some(index), CheckId::Credentials, "credential-reused".into()));
    let forged = fixture.signed(
        tabella_election::message::Notice { sequence: 1, text: String::new(), closes: None },
        &fixture.people.registrar,
        Vec::new(),
    );
    assert_eq!(logged(forged), (Some(index), CheckId::End, "signature".into()));
    let close = fixture.close_entry();
    assert_eq!(logged(close), (Some(index), CheckId::Close, "phase".into()));
}

#[test]
fn tiles_and_bundles() {
    let mut fixture = election();
    for _ in 0..600 {
        fixture.credential(0, 1);
    }
    let (files, trust) = (board(&fixture), trust(&fixture));
    assert_eq!(run(&files, &trust).verdict(), Verdict::Incomplete);
    let size = fixture.entries.len();
    let last = format!("tile/0/002.p/{}", size - 512);
    let changed = |path: &str, at: usize| {
        let mut changed = files.clone();
        changed.get_mut(path).unwrap_or_else(|| panic!("{path}"))[at] ^= 1;
        run(&changed, &trust)
    };
    assert_eq!(failure(&changed("tile/0/001", 32 * 5 + 3)), (Some(261), CheckId::Log, "leaf-hash"));
    assert_eq!(failure(&changed(&last, 0)), (Some(512), CheckId::Log, "leaf-hash"));
    assert_eq!(failure(&changed("tile/1/000.p/2", 40)), (None, CheckId::Log, "tile"));
    for (path, expected) in
        [("tile/entries/001", "bundle"), (last.as_str(), "tile"), ("tile/1/000.p/2", "tile")]
    {
        let mut less = files.clone();
        less.remove(path).unwrap();
        assert_eq!(failure(&run(&less, &trust)).2, expected, "{path}");
    }
    let mut longer = files.clone();
    longer.get_mut("tile/entries/001").unwrap().extend([0, 0]);
    assert_eq!(failure(&run(&longer, &trust)), (Some(256), CheckId::Log, "bundle"));
    // an entry cut short by its length
    let (path, start) = place(&files, 300);
    let mut shorter = files.clone();
    shorter.get_mut(&path).unwrap()[start - 1] -= 1;
    assert!(failure(&run(&shorter, &trust)).0.is_some());
}

#[test]
fn checkpoints() {
    let fixture = complete();
    let (files, trust) = (board(&fixture), trust(&fixture));
    let head = Checkpoint::new(LOG_NAME, fixture.state.tree().size(), fixture.state.tree().root());
    let with = |note: String| {
        let mut changed = files.clone();
        changed.insert("checkpoint".into(), note.into_bytes());
        let report = run(&changed, &trust);
        let (index, check, reason) = failure(&report);
        (index, check, reason.to_owned())
    };
    let after = Times::of(&fixture).after;
    let forged = |people: &dyn Fn(&mut tabella_tests::People)| {
        let mut others = fixture.people.clone();
        people(&mut others);
        signed(&others, &head, after).encode()
    };
    let other_log = forged(&|people| people.checkpoint = people.receipt.clone());
    assert_eq!(with(other_log), (None, CheckId::Checkpoint, "checkpoint".into()));
    let other_witness = forged(&|people| people.witnesses[0] = people.receipt.clone());
    assert_eq!(with(other_witness), (None, CheckId::Witnesses, "quorum".into()));
    let other_root = signed(&fixture.people, &Checkpoint { root: Hash([1; 32]), ..head.clone() }, after);
    assert_eq!(with(other_root.encode()), (None, CheckId::Log, "root".into()));
    let older = String::from_utf8(files[&witnessed_path(TreeSize(fixture.state.close().unwrap().0))].clone())
        .unwrap();
    assert_eq!(with(older), (None, CheckId::Consistency, "shrunk".into()));
    let empty = signed(&fixture.people, &Checkpoint::new(LOG_NAME, TreeSize(0), EMPTY_ROOT), after);
    assert_eq!(with(empty.encode()), (Some(0), CheckId::Manifest, "manifest".into()));
    assert_eq!(with(String::new()), (None, CheckId::Checkpoint, "checkpoint".into()));
}

#[test]
fn a_kept_checkpoint_of_another_tree() {
    let fixture = complete();
    let (mut files, trust) = (board(&fixture), trust(&fixture));
    let open = fixture.entries.iter().position(|entry| entry.kind() == Kind::Open).unwrap();
    let size = TreeSize(open as u64 + 1);
    let fork = signed(&fixture.people, &Checkpoint::new(LOG_NAME, size, Hash([1; 32])), 1);
    let good = files.insert(witnessed_path(size), fork.encode().into_bytes()).unwrap();
    assert_eq!(failure(&run(&files, &trust)), (None, CheckId::Consistency, "fork"));
    files.insert(witnessed_path(size), good);
    files.insert("witnessed/index".into(), b"2\n1\n".to_vec());
    assert_eq!(failure(&run(&files, &trust)), (None, CheckId::Consistency, "witnessed"));
    files.insert("witnessed/index".into(), b"2\n".to_vec());
    assert_eq!(failure(&run(&files, &trust)), (None, CheckId::Consistency, "witnessed"));
}

#[test]
fn the_end_is_seen_in_time() {
    let mut fixture = election();
    vote(&mut fixture);
    let closes = u64::try_from(fixture.election.closes()).unwrap();
    let grace = u64::try_from(fixture.election.grace()).unwrap();
    let mut extended = fixture.clone();
    extended.expect(extended.notice(1, Some(closes + 5)));
    let verdict = |fixture: &mut Fixture, end: u64| {
        if fixture.state.result().is_none() {
            fixture.finish();
        }
        let times = Times { open: closes - 5, end, after: closes + 1_000_000 };
        run(&log(&fixture.people, &fixture.entries, times), &trust(fixture))
    };
    assert_eq!(verdict(&mut fixture, closes + grace).verdict(), Verdict::Verified);
    let end = fixture.state.end_index();
    assert_eq!(failure(&verdict(&mut fixture, closes + grace + 1)), (end, CheckId::End, "late"));
    assert_eq!(verdict(&mut extended, closes + grace + 5).verdict(), Verdict::Verified);
    let end = extended.state.end_index();
    assert_eq!(failure(&verdict(&mut extended, closes + grace + 6)), (end, CheckId::End, "late"));

    // without the checkpoint that was kept at the end, only late ones cover it
    let mut files = board(&fixture);
    forget(&mut files, fixture.state.end_index().unwrap() + 1);
    assert_eq!(failure(&run(&files, &trust(&fixture))).1, CheckId::End);

    // the kept note of the latest tree counts, although that tree was cosigned again too late
    let mut ended = election();
    vote(&mut ended);
    ended.end();
    let mut files = board(&ended);
    let head = Checkpoint::new(LOG_NAME, ended.state.tree().size(), ended.state.tree().root());
    let again = signed(&ended.people, &head, closes + 1_000_000).encode().into_bytes();
    files.insert("checkpoint".into(), again);
    assert!(run(&files, &trust(&ended)).passed(CheckId::End));
    forget(&mut files, head.size.0);
    assert_eq!(failure(&run(&files, &trust(&ended))), (ended.state.end_index(), CheckId::End, "late"));
}

#[test]
fn a_later_run_goes_on_where_the_last_one_stopped() {
    let mut fixture = election();
    let trust = trust(&fixture);
    let mut memory = None;
    vote(&mut fixture);
    let first = fixture.entries.len() as u64;
    assert_eq!(run_keeping(&board(&fixture), &trust, &mut memory).resumed_from, None);
    vote(&mut fixture);
    let report = run_keeping(&board(&fixture), &trust, &mut memory);
    assert_eq!(
        (report.resumed_from, report.verdict()),
        (Some(first), Verdict::Incomplete),
        "{}",
        report.summary()
    );
    // what this run did not read it does not say to have read
    let words = &report.check(CheckId::Log).unwrap().words;
    assert!(words.ends_with(&format!("an earlier run read the files of {first}")), "{words}");
    let second = fixture.entries.len() as u64;
    fixture.end();
    assert_eq!(run_keeping(&board(&fixture), &trust, &mut memory).resumed_from, Some(second));
    let ended = fixture.entries.len() as u64;
    fixture.close();
    fixture.decrypt(&[1, 2]);
    assert_eq!(run_keeping(&board(&fixture), &trust, &mut memory).resumed_from, Some(ended));
    fixture.result().unwrap();
    let report = run_keeping(&board(&fixture), &trust, &mut memory);
    assert_eq!(
        (report.resumed_from, report.verdict()),
        (Some(ended), Verdict::Verified),
        "{}",
        report.summary()
    );
    let whole = run(&board(&fixture), &trust);
    assert_eq!((report.counters, &report.result), (whole.counters, &whole.result));
    assert_eq!(report.check(CheckId::Counting), whole.check(CheckId::Counting));
}

/// Counts how often files are read.
struct Counted<'a>(&'a Files, AtomicU64);

impl Source for Counted<'_> {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        if path.starts_with("tile/entries/") {
            self.1.fetch_add(1, Ordering::Relaxed);
        }
        self.0.read(path)
    }
}

#[test]
fn nothing_is_verified_twice() {
    let mut setup = Setup::with_contests(&[contest(3, 1, 0, 1)]);
    setup.draft["voters_max"] = 2000.into();
    let mut fixture = Fixture::new(&setup);
    let trust = trust(&fixture);
    for _ in 0..1100 {
        fixture.credential(0, 1);
    }
    let mut memory = None;
    run_keeping(&board(&fixture), &trust, &mut memory);
    fixture.credential(0, 1);
    let files = board(&fixture);
    let counted = Counted(&files, AtomicU64::new(0));
    let report = run_keeping(&counted, &trust, &mut memory);
    assert_eq!(report.resumed_from, Some(fixture.entries.len() as u64 - 1));
    // the manifest, the ceremony, and the last bundle
    assert_eq!(counted.1.into_inner(), 3);
}

#[test]
fn a_board_that_changed_since_the_last_run() {
    let mut fixture = election();
    let trust = trust(&fixture);
    let voter = fixture.credential(0, 1);
    let mut other = fixture.clone();
    fixture.cast(&voter, &[1, 0, 0]);
    fixture.cast(&voter, &[0, 1, 0]);
    let mut memory = None;
    assert_eq!(run_keeping(&board(&fixture), &trust, &mut memory).verdict(), Verdict::Incomplete);
    let kept = memory.clone();

    // the log lost a ballot
    other.cast(&voter, &[0, 0, 1]);
    assert_eq!(
        failure(&run_keeping(&board(&other), &trust, &mut memory)),
        (None, CheckId::Consistency, "shrunk")
    );
    // the log has another one in its place
    other.cast(&voter, &[0, 0, 1]);
    other.cast(&voter, &[0, 0, 1]);
    assert_eq!(
        failure(&run_keeping(&board(&other), &trust, &mut memory)),
        (None, CheckId::Consistency, "fork")
    );
    assert_eq!(memory, kept, "a board that fails is not remembered");

    let mut broken = Some(b"something else".to_vec());
    assert_eq!(failure(&run_keeping(&board(&fixture), &trust, &mut broken)).2, "state");
    let elsewhere = Fixture::announced(&Setup { seed: 5, ..Setup::default() });
    let report = run_keeping(&board(&elsewhere), &Trust::Election(*elsewhere.election.id()), &mut memory);
    assert_eq!(failure(&report), (None, CheckId::Consistency, "state"));
}

#[test]
fn an_old_entry_that_changed_is_named_although_the_run_goes_on_later() {
    let mut fixture = election();
    let trust = trust(&fixture);
    vote(&mut fixture);
    let mut memory = None;
    run_keeping(&board(&fixture), &trust, &mut memory);
    let index = fixture.entries.len() - 3;
    vote(&mut fixture);
    let mut files = board(&fixture);
    let (path, start) = place(&files, index);
    files.get_mut(&path).unwrap()[start + 30] ^= 1;
    let report = run_keeping(&files, &trust, &mut memory);
    assert_eq!(failure(&report), (Some(index as u64), CheckId::Log, "leaf-hash"));
}

fn closed(files: &Files, fixture: &Fixture) -> Result<ClosedBoard, Box<Report>> {
    verify_closed(files, &trust(fixture), &mut |_| {}, &mut rng())
}

#[test]
fn what_a_trustee_decrypts() {
    let mut fixture = election();
    vote(&mut fixture);
    fixture.end();
    let report = closed(&board(&fixture), &fixture).unwrap_err();
    assert_eq!(report.verdict(), Verdict::Incomplete);
    fixture.close();
    let board_of_trustee = closed(&board(&fixture), &fixture).unwrap();
    assert_eq!(board_of_trustee.statement(), &*fixture.statement());
    assert_eq!(board_of_trustee.size(), fixture.entries.len() as u64);
    assert_eq!(board_of_trustee.root().0, fixture.state.tree().root().0);
    assert_eq!(board_of_trustee.keys(), &**fixture.state.ceremony().unwrap());

    // the note that is kept is enough, whatever the latest one lacks
    let mut files = board(&fixture);
    let mut others = fixture.people.clone();
    others.witnesses[0] = others.receipt.clone();
    let head = Checkpoint::new(LOG_NAME, fixture.state.tree().size(), fixture.state.tree().root());
    files.insert("checkpoint".into(), signed(&others, &head, 1).encode().into_bytes());
    assert!(closed(&files, &fixture).is_ok());

    // others were faster, and one of them is wrong: that is not this trustee's business
    fixture.decrypt(&[2]);
    let mut entries = fixture.entries.clone();
    entries.push(fixture.entries.last().unwrap().clone());
    let files = log(&fixture.people, &entries, Times::of(&fixture));
    assert_eq!(closed(&files, &fixture).unwrap().statement(), &*fixture.statement());
    assert_eq!(failure(&run(&files, &trust(&fixture))).2, "twice");

    // but the tree that ends with close must have been seen by witnesses
    let mut files = board(&fixture);
    forget(&mut files, fixture.state.close().unwrap().0);
    let report = closed(&files, &fixture).unwrap_err();
    assert_eq!(failure(&report), (None, CheckId::Witnesses, "quorum"));
}

#[test]
fn an_archive_is_as_good_as_its_directory() {
    let fixture = complete();
    let directory = tempfile::tempdir().unwrap();
    write_all(&board(&fixture), directory.path());
    let mut bytes = Vec::new();
    write_archive(directory.path(), &mut bytes).unwrap();
    let archive = ArchiveSource::open(Cursor::new(bytes)).unwrap();
    let report = run(&archive, &trust(&fixture));
    assert_eq!(report, run(&board(&fixture), &trust(&fixture)));
    assert_eq!(report.verdict(), Verdict::Verified);
}
