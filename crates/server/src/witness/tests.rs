use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use ed25519_dalek::SigningKey;
use tabella_tlog::{
    Checkpoint, CompactRange, ConsistencyProof, Cosigner, EMPTY_ROOT, Hash, HashReader, NoteSigner,
    ProofError, SignedNote, TreeSize, Vkey, checkpoint::verify_cosignature, leaf_hash, tree_root,
};

use super::{Clock, Config, ConfigError, Refusal, Request, RequestError, StateError, Witness};

const ORIGIN: &str = "board.example.org/2026";

/// A tree in memory that anyone can prove from.
#[derive(Clone, Default)]
struct Tree(Vec<Hash>);

impl HashReader for Tree {
    type Error = ProofError;

    fn subtree(&self, height: u32, index: u64) -> Result<Hash, ProofError> {
        let first = usize::try_from(index << height).unwrap();
        let mut range = CompactRange::new();
        self.0[first..first + (1 << height)].iter().for_each(|leaf| range.push(*leaf));
        Ok(range.root())
    }
}

impl Tree {
    fn grown(&self, entries: &[&str]) -> Self {
        Self(self.0.iter().copied().chain(entries.iter().map(|entry| leaf_hash(entry.as_bytes()))).collect())
    }

    fn head(&self, size: u64) -> SignedNote {
        let root = tree_root(self, TreeSize(size)).unwrap();
        Checkpoint::new(ORIGIN, TreeSize(size), root).sign(&log_signer()).unwrap()
    }

    fn request(&self, old: u64, new: u64) -> String {
        let proof = ConsistencyProof::generate(self, TreeSize(old), TreeSize(new)).unwrap();
        Request::encode(TreeSize(old), &proof, &self.head(new))
    }
}

fn key(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32])
}

fn log_signer() -> NoteSigner {
    NoteSigner::new(ORIGIN, key(1)).unwrap()
}

fn cosigner() -> Cosigner {
    Cosigner::new("witness.example.org/1", key(2)).unwrap()
}

fn logs() -> Vec<Vkey> {
    vec![log_signer().vkey().unwrap()]
}

/// Eight entries in common, then two lines that differ.
fn fork() -> (Tree, Tree) {
    let common = Tree::default().grown(&["a", "b", "c", "d", "e", "f", "g", "h"]);
    (common.grown(&["i", "j", "k", "l"]), common.grown(&["I", "j", "k", "l"]))
}

fn at(time: u64) -> Clock {
    Arc::new(move || time)
}

fn begun(state: &Path) -> Witness {
    Witness::open(cosigner(), &logs(), state, true, at(1_700_000_000)).unwrap()
}

fn again(state: &Path) -> Result<Witness, StateError> {
    Witness::open(cosigner(), &logs(), state, false, at(1_700_000_001))
}

/// What the answer says of a head, as the log would check it.
fn cosigned(note: &SignedNote, answer: &str, vkey: &Vkey) -> u64 {
    let mut note = note.clone();
    note.add_signature(answer.strip_suffix('\n').unwrap().parse().unwrap()).unwrap();
    verify_cosignature(&note, vkey).unwrap().time
}

#[test]
fn a_growing_log_is_cosigned() {
    let state = tempfile::tempdir().unwrap();
    let witness = begun(state.path());
    let vkey = witness.vkey().unwrap();
    let (tree, _) = fork();
    let mut old = 0;
    for new in [0, 1, 5, 5, 8, 12] {
        let answer = witness.add_checkpoint(tree.request(old, new).as_bytes()).unwrap();
        assert_eq!(cosigned(&tree.head(new), &answer, &vkey), 1_700_000_000);
        old = new;
    }
    // remembered by the next process
    drop(witness);
    let witness = again(state.path()).unwrap();
    assert!(witness.add_checkpoint(tree.request(12, 12).as_bytes()).is_ok());
    let refused = witness.add_checkpoint(tree.request(8, 12).as_bytes());
    assert!(matches!(refused, Err(Refusal::Conflict { latest: TreeSize(12) })));
}

#[test]
fn no_rollback_and_no_fork() {
    let state = tempfile::tempdir().unwrap();
    let witness = begun(state.path());
    let (one, two) = fork();
    witness.add_checkpoint(one.request(0, 10).as_bytes()).unwrap();
    let ask = |body: String| witness.add_checkpoint(body.as_bytes()).map(drop);
    // back to a smaller tree, from nothing, from where it was
    assert!(matches!(ask(one.request(0, 8)), Err(Refusal::Conflict { latest: TreeSize(10) })));
    assert!(matches!(ask(one.request(8, 8)), Err(Refusal::Conflict { latest: TreeSize(10) })));
    let back = Request::encode(TreeSize(10), &ConsistencyProof { hashes: vec![] }, &one.head(8));
    assert!(matches!(ask(back), Err(Refusal::Backwards { old: TreeSize(10), new: TreeSize(8) })));
    // the other line: of the same size, and longer
    let evidence = || fs::read_dir(state.path().join("evidence")).unwrap().count();
    assert!(matches!(ask(two.request(10, 12)), Err(Refusal::Inconsistent(ProofError::OldRoot))));
    assert_eq!(evidence(), 0);
    assert!(matches!(ask(two.request(10, 10)), Err(Refusal::Fork { latest: TreeSize(10) })));
    assert_eq!(evidence(), 1);
    assert!(matches!(ask(two.request(0, 10)), Err(Refusal::Conflict { latest: TreeSize(10) })));
    assert_eq!(evidence(), 1);
    let file = fs::read_dir(state.path().join("evidence")).unwrap().next().unwrap().unwrap();
    let text = fs::read_to_string(file.path()).unwrap();
    let kept: serde_json::Value = serde_json::from_str(&text).unwrap();
    let signed = [one.head(10).encode(), two.head(10).encode()];
    assert_eq!(kept["checkpoints"], serde_json::json!(signed), "{text}");
    // and the first line goes on
    ask(one.request(10, 12)).unwrap();
}

#[test]
fn proofs_are_checked() {
    let state = tempfile::tempdir().unwrap();
    let witness = begun(state.path());
    let (tree, _) = fork();
    let refused = |old: u64, hashes: Vec<Hash>, note: SignedNote| {
        let body = Request::encode(TreeSize(old), &ConsistencyProof { hashes }, &note);
        matches!(witness.add_checkpoint(body.as_bytes()), Err(Refusal::Inconsistent(_)))
    };
    // from nothing the proof is empty; so it is for the same tree
    assert!(refused(0, vec![leaf_hash(b"a")], tree.head(5)));
    witness.add_checkpoint(tree.request(0, 5).as_bytes()).unwrap();
    assert!(refused(5, vec![leaf_hash(b"a")], tree.head(5)));
    let right = ConsistencyProof::generate(&tree, TreeSize(5), TreeSize(11)).unwrap().hashes;
    for position in 0..right.len() {
        let mut wrong = right.clone();
        wrong[position] = EMPTY_ROOT;
        assert!(refused(5, wrong, tree.head(11)), "hash {position}");
    }
    assert!(refused(5, right[1..].to_vec(), tree.head(11)));
    assert!(refused(5, [&right[..], &[EMPTY_ROOT]].concat(), tree.head(11)));
    assert!(refused(5, vec![], tree.head(11)));
    witness.add_checkpoint(tree.request(5, 11).as_bytes()).unwrap();
}

#[test]
fn keys_and_origins() {
    let state = tempfile::tempdir().unwrap();
    let witness = begun(state.path());
    let head =
        |signer: &NoteSigner| Checkpoint::new(signer.name(), TreeSize(1), leaf_hash(b"a")).sign(signer);
    let body = |note: &SignedNote| Request::encode(TreeSize(0), &ConsistencyProof { hashes: vec![] }, note);
    let ask = |note: &SignedNote| witness.add_checkpoint(body(note).as_bytes());
    let other = head(&NoteSigner::new("other.example.org", key(1)).unwrap()).unwrap();
    assert!(matches!(ask(&other), Err(Refusal::UnknownLog(origin)) if origin == "other.example.org"));
    let forged = head(&NoteSigner::new(ORIGIN, key(9)).unwrap()).unwrap();
    assert!(matches!(ask(&forged), Err(Refusal::NotSigned(_))));
    // the signature of another text
    let good = head(&log_signer()).unwrap();
    let moved = good.encode().replacen("\n1\n", "\n2\n", 1);
    assert!(matches!(ask(&SignedNote::parse(moved.as_bytes()).unwrap()), Err(Refusal::NotSigned(_))));
    // beside signatures of unknown keys
    let mut beside = forged.clone();
    beside.add_signature(good.signatures()[0].clone()).unwrap();
    let line = ask(&beside).unwrap();
    cosigned(&good, &line, &witness.vkey().unwrap());
}

#[test]
fn malformed_requests() {
    let (tree, _) = fork();
    let good = tree.request(3, 5);
    assert_eq!(Request::parse(good.as_bytes()).unwrap().old, TreeSize(3));
    let refused = |body: &str| Request::parse(body.as_bytes()).unwrap_err();
    assert_eq!(refused(""), RequestError::Shape);
    for old in [
        "",
        "old",
        "old ",
        "old 03",
        "old +3",
        "old 3 ",
        "Old 3",
        "old  3",
        "old 18446744073709551616",
        "old 3\r",
    ] {
        let body = good.replacen("old 3", old, 1);
        assert!(matches!(refused(&body), RequestError::Old(_) | RequestError::Shape), "{old:?}");
    }
    assert!(matches!(refused(&good.replacen("old 3\n", "old 3\nAAAA\n", 1)), RequestError::Hash(_)));
    let hashes = format!("old 3\n{}", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n".repeat(64));
    assert_eq!(refused(&good.replacen("old 3\n", &hashes, 1)), RequestError::LongProof);
    assert!(matches!(refused(good.strip_suffix('\n').unwrap()), RequestError::Note(_)));
    assert!(matches!(refused(&good.replacen("\n5\n", "\n05\n", 1)), RequestError::Checkpoint(_)));
    assert_eq!(Request::parse(b"old 0\n\n\xff").unwrap_err(), RequestError::Shape);
}

#[test]
fn a_memory_is_begun_once_and_belongs_to_one() {
    let state = tempfile::tempdir().unwrap();
    let path = state.path().join("memory");
    assert!(matches!(again(&path), Err(StateError::Absent(_))));
    let witness = begun(&path);
    let (tree, _) = fork();
    witness.add_checkpoint(tree.request(0, 5).as_bytes()).unwrap();
    assert!(matches!(again(&path), Err(StateError::Locked(_))));
    drop(witness);
    let first = Witness::open(cosigner(), &logs(), &path, true, at(0));
    assert!(matches!(first, Err(StateError::Present(_))));
    let other = Cosigner::new("witness.example.org/2", key(2)).unwrap();
    let other = Witness::open(other, &logs(), &path, false, at(0));
    assert!(matches!(other, Err(StateError::OtherWitness { .. })));
    // a damaged file is not taken for a log that was never seen
    let file = fs::read_dir(&path).unwrap().map(|file| file.unwrap().path());
    let file = file.into_iter().find(|path| path.file_name().unwrap().len() == 64).unwrap();
    let text = fs::read_to_string(&file).unwrap();
    for damaged in [String::new(), text.replacen("\n5\n", "\n4\n", 1)] {
        fs::write(&file, damaged).unwrap();
        assert!(matches!(again(&path), Err(StateError::Corrupt { .. })));
    }
    fs::write(&file, text).unwrap();
    assert!(again(&path).is_ok());
}

#[test]
fn nothing_is_cosigned_that_is_not_written() {
    let state = tempfile::tempdir().unwrap();
    let path = state.path().join("memory");
    let witness = begun(&path);
    let (tree, _) = fork();
    witness.add_checkpoint(tree.request(0, 5).as_bytes()).unwrap();
    let away = state.path().join("away");
    fs::rename(&path, &away).unwrap();
    assert!(matches!(witness.add_checkpoint(tree.request(5, 8).as_bytes()), Err(Refusal::Memory)));
    // also when the disk is back: only a new start knows what lies there
    fs::rename(&away, &path).unwrap();
    assert!(matches!(witness.add_checkpoint(tree.request(5, 8).as_bytes()), Err(Refusal::Memory)));
    drop(witness);
    again(&path).unwrap().add_checkpoint(tree.request(5, 8).as_bytes()).unwrap();
}

#[test]
fn the_time_is_that_of_the_clock() {
    let state = tempfile::tempdir().unwrap();
    let time = Arc::new(AtomicU64::new(7));
    let clock = Arc::clone(&time);
    let clock: Clock = Arc::new(move || clock.load(Ordering::SeqCst));
    let witness = Witness::open(cosigner(), &logs(), state.path(), true, clock).unwrap();
    let (tree, vkey) = (fork().0, witness.vkey().unwrap());
    let answer = witness.add_checkpoint(tree.request(0, 5).as_bytes()).unwrap();
    assert_eq!(cosigned(&tree.head(5), &answer, &vkey), 7);
    time.store(9, Ordering::SeqCst);
    let answer = witness.add_checkpoint(tree.request(5, 5).as_bytes()).unwrap();
    assert_eq!(cosigned(&tree.head(5), &answer, &vkey), 9);
}

#[test]
fn the_sample_is_a_config() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("witness.example.toml");
    let config = Config::load(&sample).unwrap();
    assert_eq!(config.name, "witness.example.org/1");
    assert_eq!(config.state, sample.with_file_name("state"));
    assert_eq!(config.log_keys().unwrap()[0].name(), "example.com/log/testdata");
    let text = fs::read_to_string(&sample).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("witness.toml");
    let load = |text: &str| {
        fs::write(&path, text).unwrap();
        Config::load(&path)
    };
    assert!(matches!(load(&format!("colour = 1\n{text}")), Err(ConfigError::Syntax { .. })));
    assert!(matches!(load(&format!("{text}\nname = \"x\"\n")), Err(ConfigError::Syntax { .. })));
    let of_witness = text.replace(
        "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx",
        &cosigner().vkey().unwrap().to_string(),
    );
    assert!(matches!(load(&of_witness).unwrap().log_keys(), Err(ConfigError::LogAlgorithm { .. })));
    let none = text.split("[[log]]").next().unwrap();
    assert!(matches!(load(none).unwrap().log_keys(), Err(ConfigError::NoLog)));

    // the key is a file for its owner alone
    let config = load(&text).unwrap();
    fs::write(folder.path().join("witness.key"), "07".repeat(32)).unwrap();
    set_mode(&config.key, 0o644);
    assert!(matches!(config.open(true, at(0)), Err(ConfigError::KeyMode(_))));
    set_mode(&config.key, 0o600);
    assert_eq!(config.open(true, at(0)).unwrap().vkey().unwrap().name(), "witness.example.org/1");
    fs::write(&config.key, "secret").unwrap();
    let said = config.open(false, at(0)).err().unwrap().to_string();
    assert!(said.contains("64 hexadecimal digits") && !said.contains("secret"), "{said}");
}

fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}
