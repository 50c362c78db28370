//! What a voter's device reads of a board, and what it makes of boards that lie.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

#[expect(dead_code, reason = "shared with the other tests, which write files")]
#[path = "common/logged.rs"]
mod logged;

use std::sync::Mutex;

use logged::{Files, Times, board, log, signed};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use tabella_board::Kind;
use tabella_tests::{Fixture, LOG_NAME, Setup, Voter, drafts::contest};
use tabella_tlog::{
    Checkpoint, LeafIndex, LogReader, SignedNote, Source, SourceError, TlogProof, TreeSize,
    tile::encode_bundle,
};
use tabella_verifier::{Opened, OpenedError, Trust, continues};

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::from_seed([4; 32])
}

fn read(source: &dyn Source, fixture: &Fixture) -> Result<Opened, OpenedError> {
    Opened::read(source, &Trust::Election(*fixture.election.id()), &mut rng())
}

fn voting() -> (Fixture, Voter) {
    let mut fixture = Fixture::new(&setup());
    let voter = fixture.credential(0, 1);
    fixture.cast(&voter, &[1, 0, 0]);
    (fixture, voter)
}

fn setup() -> Setup {
    Setup::with_contests(&[contest(3, 1, 0, 1)])
}

fn proof(files: &Files, index: u64) -> TlogProof {
    let log = LogReader::new(files);
    let checkpoint = log.checkpoint().unwrap();
    let size = Checkpoint::parse(checkpoint.text()).unwrap().size;
    let inclusion = log.inclusion_proof(LeafIndex(index), size).unwrap();
    TlogProof { extra: None, index: LeafIndex(index), inclusion, checkpoint }
}

/// Has bundles of every width, as a ballot box does; remembers what was asked for.
struct Urn<'a> {
    files: &'a Files,
    entries: Vec<&'a [u8]>,
    asked: Mutex<Vec<String>>,
}

impl Source for Urn<'_> {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        self.asked.lock().unwrap().push(path.to_owned());
        let width = path.strip_prefix("tile/entries/000.p/").and_then(|width| width.parse().ok());
        match width.and_then(|width: usize| self.entries.get(..width)) {
            Some(entries) => Ok(Some(encode_bundle(entries).unwrap())),
            None => self.files.read(path),
        }
    }
}

#[test]
fn the_board_up_to_open_and_no_further() {
    let (fixture, _) = voting();
    let files = board(&fixture);
    let entries = fixture.entries.iter().map(tabella_board::Entry::bytes).collect();
    let urn = Urn { files: &files, entries, asked: Mutex::default() };
    let opened = read(&urn, &fixture).unwrap();
    assert_eq!(opened.election.id(), fixture.election.id());
    assert_eq!(opened.checkpoint.size.0, fixture.entries.len() as u64);
    assert_eq!(
        opened.styles.joint_keys().hash(),
        fixture.state.ceremony().unwrap().joint.hash(),
        "the keys of the ceremony"
    );
    let open = fixture.entries.iter().position(|entry| entry.kind() == Kind::Open).unwrap() + 1;
    let bundles: Vec<String> =
        urn.asked.into_inner().unwrap().into_iter().filter(|path| path.contains("entries")).collect();
    assert_eq!(bundles, ["tile/entries/000.p/1".to_owned(), format!("tile/entries/000.p/{open}")]);
}

#[test]
fn files_of_the_boards_own_size_are_enough() {
    let (fixture, _) = voting();
    let mut files = board(&fixture);
    let whole = format!("tile/entries/000.p/{}", fixture.entries.len());
    files.retain(|path, _| !path.starts_with("tile/entries/") || *path == whole);
    assert!(read(&files, &fixture).is_ok());
    files.remove(&whole);
    assert!(matches!(read(&files, &fixture), Err(OpenedError::Log(_))));
}

#[test]
fn boards_that_are_refused() {
    let (fixture, _) = voting();
    let files = board(&fixture);
    let other = Fixture::new(&Setup { seed: 2, ..setup() });
    assert!(
        matches!(read(&files, &other), Err(OpenedError::OtherElection(id)) if id == *fixture.election.id())
    );

    let early = Fixture::announced(&setup());
    assert!(matches!(read(&board(&early), &early), Err(OpenedError::NotOpen(_))));

    // without its witnesses; without its log
    let mut lonely = files.clone();
    let note = SignedNote::parse(&files["checkpoint"]).unwrap();
    let lines: Vec<&str> = std::str::from_utf8(&files["checkpoint"]).unwrap().lines().collect();
    let kept = |keep: &dyn Fn(&str) -> bool| {
        let lines = lines.iter().filter(|line| !line.starts_with('—') || keep(line));
        lines.flat_map(|line| [line, "\n"]).collect::<String>().into_bytes()
    };
    lonely.insert("checkpoint".into(), kept(&|line| line.contains(LOG_NAME)));
    assert!(matches!(read(&lonely, &fixture), Err(OpenedError::Witnesses(_))));
    lonely.insert("checkpoint".into(), kept(&|line| !line.contains(LOG_NAME)));
    assert!(matches!(read(&lonely, &fixture), Err(OpenedError::Checkpoint(_))));

    // a tree with another beginning
    let head = Checkpoint::parse(note.text()).unwrap();
    let wrong = Checkpoint::new(LOG_NAME, head.size, tabella_tlog::leaf_hash(b"other"));
    let mut forged = files.clone();
    forged.insert("checkpoint".into(), signed(&fixture.people, &wrong, 1).encode().into_bytes());
    assert!(matches!(read(&forged, &fixture), Err(OpenedError::OtherEntries(_))));

    // any byte of a trustee's entry
    let open = fixture.entries.iter().position(|entry| entry.kind() == Kind::Open).unwrap() + 1;
    let path = format!("tile/entries/000.p/{open}");
    let mut changed = files.clone();
    let bundle = changed.get_mut(&path).unwrap();
    let last = bundle.len() - 1;
    bundle[last] ^= 1;
    assert!(
        matches!(read(&changed, &fixture), Err(OpenedError::Rejected { index, .. }) if index == open - 1)
    );
}

#[test]
fn an_entry_stands_on_the_board_that_was_opened() {
    let (mut fixture, voter) = voting();
    let earlier = fixture.clone();
    let files = board(&fixture);
    let opened = read(&files, &fixture).unwrap();
    let ballot = fixture.entries.len() - 1;
    let (index, bytes) = (LeafIndex(ballot as u64), fixture.entries[ballot].bytes().to_vec());
    let good = proof(&files, index.0);
    let included = opened.included(&files, &good, index, &bytes).unwrap();
    assert_eq!((included.index, included.cosignatures.len()), (index, 2));

    let refused = |proof: &TlogProof, index, bytes: &[u8], files: &Files| {
        opened.included(files, proof, index, bytes).unwrap_err()
    };
    assert!(matches!(refused(&good, LeafIndex(1), &bytes, &files), OpenedError::OtherIndex { .. }));
    assert!(matches!(refused(&good, index, b"another entry", &files), OpenedError::Proof(_)));

    // the board grows, and is the same board
    fixture.cast(&voter, &[0, 1, 0]);
    let grown = board(&fixture);
    assert!(opened.included(&grown, &proof(&grown, index.0), index, &bytes).is_ok());

    // another board with as many entries, as well signed
    let mut entries = fixture.entries.clone();
    entries.swap(ballot, ballot + 1);
    let forked = log(&fixture.people, &entries, Times::of(&fixture));
    let moved = LeafIndex(index.0 + 1);
    let error = refused(&proof(&forked, moved.0), moved, &bytes, &forked);
    assert!(matches!(error, OpenedError::TwoTrees(_)), "{error}");

    // a tree from before the one that the keys were read from
    let short = log(&fixture.people, &earlier.entries[..ballot], Times::of(&fixture));
    let size = TreeSize(ballot as u64);
    let old = proof(&short, 0);
    let error = refused(&old, LeafIndex(0), fixture.entries[0].bytes(), &short);
    assert!(matches!(error, OpenedError::Older { new, .. } if new == size), "{error}");
}

#[test]
fn a_tree_continues_what_was_seen_or_not() {
    let (mut fixture, voter) = voting();
    let early = board(&fixture);
    let seen = read(&early, &fixture).unwrap().checkpoint;
    fixture.cast(&voter, &[0, 1, 0]);
    let late = board(&fixture);
    let now = read(&late, &fixture).unwrap().checkpoint;
    let (old, new) = ((seen.size, &seen.root), (now.size, &now.root));
    continues(&late, old, new).unwrap();
    continues(&late, new, new).unwrap();
    assert!(matches!(continues(&late, new, old), Err(OpenedError::Older { .. })));
    // as large as another one, and of other entries
    assert!(matches!(continues(&late, (seen.size, &now.root), new), Err(OpenedError::TwoTrees(_))));
    assert!(matches!(continues(&late, (now.size, &seen.root), new), Err(OpenedError::TwoTrees(_))));
}
