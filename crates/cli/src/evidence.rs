//! Evidence of two boards: what a follower or a witness keeps when it finds one, and `tabella evidence check`, with which anyone sees
//! whether it proves anything. The format is in `docs/protocol.md`, section 8.6.

use std::{
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, ensure};
use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tabella_election::Election;
use tabella_tlog::{
    Checkpoint, ConsistencyProof, Hash, SignedNote, TreeSize, checkpoint::verify_cosignature,
};

use crate::terminal::{self, count, one_line};

/// What the file says it is.
const TYPE: &str = "tabella-evidence-of-two-boards";
const VERSION: u32 = 1;
/// Largest file, in bytes: two checkpoints with many cosignatures, and a proof.
const FILE_MAX: u64 = 4 << 20;

/// Evidence that a board was shown in two ways.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    #[serde(rename = "type")]
    kind_of_file: String,
    version: u32,
    /// What whoever wrote it says; nothing that is checked.
    words: String,
    /// Two signed notes, as they were shown.
    checkpoints: [String; 2],
    /// The root of the first entries of the larger tree, as many as the smaller tree has, in base64; with its proof.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prefix: Option<String>,
    /// The consistency proof between that root and the larger tree.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    proof: Vec<String>,
}

/// What evidence proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proven {
    /// The ballot box signed two trees that are not one the beginning of the other.
    Fork {
        /// Of how many entries there are two versions.
        size: TreeSize,
    },
    /// A witness vouched for a smaller tree after it had vouched for a larger one.
    Rollback {
        /// Which.
        witness: String,
    },
}

/// Why evidence proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unproven {
    /// Not this election's ballot box.
    #[error("checkpoint {0} is not signed by the ballot box of this manifest")]
    Unsigned(usize),
    /// One tree.
    #[error("both checkpoints are of one tree")]
    Same,
    /// An older tree is no lie.
    #[error(
        "a smaller and a larger tree, which every board has had: nothing shows that they contradict each other, and no \
         witness vouched for the smaller one later"
    )]
    Older,
    /// A proof that does not hold.
    #[error("the proof is not one of the larger tree")]
    Proof,
}

impl Evidence {
    /// Two checkpoints, and what was found.
    pub fn new(words: &str, notes: [&SignedNote; 2]) -> Self {
        Self {
            kind_of_file: TYPE.into(),
            version: VERSION,
            words: words.into(),
            checkpoints: notes.map(SignedNote::encode),
            prefix: None,
            proof: Vec::new(),
        }
    }

    /// With what the larger tree begins, and the proof of it.
    #[must_use]
    pub fn with_prefix(mut self, prefix: &Hash, proof: &ConsistencyProof) -> Self {
        self.prefix = Some(prefix.to_base64());
        self.proof = proof.hashes.iter().map(Hash::to_base64).collect();
        self
    }

    /// The file.
    ///
    /// # Errors
    /// None in practice.
    pub fn encode(&self) -> anyhow::Result<Vec<u8>> {
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        Ok(text)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// If it is something else.
    pub fn decode(bytes: &[u8]) -> anyhow::Result<Self> {
        let read: Self = serde_json::from_slice(bytes).context("not evidence of two boards")?;
        ensure!(read.kind_of_file == TYPE, "not evidence of two boards");
        ensure!(read.version == VERSION, "evidence in version {}, not {VERSION}", read.version);
        Ok(read)
    }

    /// What it proves to whoever trusts the manifest.
    ///
    /// # Errors
    /// If what stands in it cannot be read.
    pub fn check(&self, election: &Election) -> anyhow::Result<Result<Proven, Unproven>> {
        let mut opened = Vec::new();
        for (number, text) in (1..).zip(&self.checkpoints) {
            let note = SignedNote::parse(text.as_bytes()).with_context(|| format!("checkpoint {number}"))?;
            let Ok(checkpoint) = Checkpoint::open(&note, election.checkpoint_key()) else {
                return Ok(Err(Unproven::Unsigned(number)));
            };
            opened.push((checkpoint, note));
        }
        opened.sort_by_key(|(checkpoint, _)| checkpoint.size);
        let [(small, earlier), (large, later)] = opened.as_slice() else {
            return Ok(Err(Unproven::Same));
        };
        if small.size == large.size {
            let differ = small.root != large.root;
            return Ok(if differ { Ok(Proven::Fork { size: small.size }) } else { Err(Unproven::Same) });
        }
        let back = election.witness_policy().members.iter().find_map(|witness| {
            let [before, after] = [earlier, later].map(|note| verify_cosignature(note, witness).ok());
            let (of_small, of_large) = (before?, after?);
            (of_small.time > of_large.time).then_some(of_small.name)
        });
        // whatever stands beside it, a witness that went back has gone back
        if let Some(witness) = back {
            return Ok(Ok(Proven::Rollback { witness }));
        }
        if let Some(prefix) = &self.prefix {
            let hash = |text: &String| Hash::from_base64(text).context("the proof holds no hash");
            let (prefix, hashes) = (hash(prefix)?, self.proof.iter().map(hash).collect::<Result<_, _>>()?);
            let proof = ConsistencyProof { hashes };
            return Ok(match proof.verify((small.size, &prefix), (large.size, &large.root)) {
                Err(_) => Err(Unproven::Proof),
                // of which the larger tree does begin
                Ok(()) if prefix == small.root => Err(Unproven::Same),
                Ok(()) => Ok(Proven::Fork { size: small.size }),
            });
        }
        Ok(Err(Unproven::Older))
    }
}

/// Evidence that somebody kept.
#[derive(Subcommand)]
pub enum EvidenceCommand {
    /// Check whether a file proves that a board was shown in two ways
    Check(CheckArgs),
}

/// Exit codes: 0 if it proves that ballot box or witness broke its word, 1 if it proves nothing, 2 if it cannot be read.
#[derive(Args)]
pub struct CheckArgs {
    /// The file that `tabella follow` or a witness wrote
    #[arg(value_name = "FILE")]
    evidence: PathBuf,
    /// The election's manifest, whose keys you trust
    #[arg(long, value_name = "FILE")]
    manifest: PathBuf,
    /// Print one JSON object on one line
    #[arg(long)]
    json: bool,
}

/// Runs the command.
///
/// # Errors
/// If a file cannot be read.
pub fn run(command: &EvidenceCommand) -> anyhow::Result<ExitCode> {
    let EvidenceCommand::Check(arguments) = command;
    let election = Election::parse(&read(&arguments.manifest)?)
        .with_context(|| format!("{}", arguments.manifest.display()))?;
    let evidence = Evidence::decode(&read(&arguments.evidence)?)
        .and_then(|evidence| evidence.check(&election))
        .with_context(|| format!("{}", arguments.evidence.display()))?;
    let (proves, words) = match &evidence {
        Ok(Proven::Fork { size }) => (
            Some("fork"),
            format!(
                "It proves that the ballot box signed two boards: its first {} read otherwise on one than on the other.",
                count(size.0, "entry", "entries")
            ),
        ),
        Ok(Proven::Rollback { witness }) => (
            Some("rollback"),
            format!(
                "It proves that the board went back: {} vouched for the smaller one after the larger one.",
                one_line(witness)
            ),
        ),
        Err(why) => (None, format!("It proves nothing: {why}.")),
    };
    if arguments.json {
        let shown = json!({ "proves": proves, "words": words, "election": election.id().to_string() });
        println!("{}", terminal::json(&shown)?);
    } else {
        println!("{words}");
    }
    Ok(ExitCode::from(u8::from(proves.is_none())))
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    file.take(FILE_MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use tabella_tests::{Fixture, LOG_NAME, Setup};
    use tabella_tlog::{CompactRange, Cosigner, NoteSigner, leaf_hash, node_hash};

    use super::*;

    struct Forged(Fixture);

    impl Forged {
        fn note(&self, size: u64, root: Hash, times: &[u64]) -> SignedNote {
            let log = NoteSigner::new(LOG_NAME, self.0.people.checkpoint.clone()).unwrap();
            let mut note = Checkpoint::new(log.name(), TreeSize(size), root).sign(&log).unwrap();
            for ((number, key), time) in (1..).zip(&self.0.people.witnesses).zip(times) {
                let number: u32 = number;
                let witness = Cosigner::new(&format!("witness.example.org/{number}"), key.clone()).unwrap();
                note.add_signature(witness.cosign(&note, *time).unwrap()).unwrap();
            }
            note
        }

        fn check(&self, evidence: &Evidence) -> Result<Proven, Unproven> {
            let read = Evidence::decode(&evidence.encode().unwrap()).unwrap();
            assert_eq!(read, *evidence);
            read.check(&self.0.election).unwrap()
        }
    }

    fn root(leaves: &[&[u8]]) -> Hash {
        let mut tree = CompactRange::new();
        for leaf in leaves {
            tree.push_bytes(leaf);
        }
        tree.root()
    }

    #[test]
    fn what_proves_and_what_does_not() {
        let forged = Forged(Fixture::unannounced(&Setup::default()));
        let (two, other) = (root(&[b"a", b"b"]), root(&[b"a", b"x"]));
        let three = root(&[b"a", b"b", b"c"]);
        let of = |one: &SignedNote, two: &SignedNote| Evidence::new("said", [one, two]);
        let [small, twin] = [two, other].map(|root| forged.note(2, root, &[]));
        let large = forged.note(3, three, &[]);
        // two trees of one size
        assert_eq!(forged.check(&of(&small, &twin)), Ok(Proven::Fork { size: TreeSize(2) }));
        assert_eq!(forged.check(&of(&small, &small)), Err(Unproven::Same));
        // of two sizes: an older tree is no lie, in whatever order
        assert_eq!(forged.check(&of(&large, &small)), Err(Unproven::Older));
        assert_eq!(forged.check(&of(&large, &twin)), Err(Unproven::Older));
        // unless the larger one provably begins otherwise; the tree of two is perfect, so that no proof fails by itself
        let proof = ConsistencyProof { hashes: vec![leaf_hash(b"c")] };
        let begins = |prefix: &Hash, with: &SignedNote| of(&large, with).with_prefix(prefix, &proof);
        assert_eq!(forged.check(&begins(&two, &twin)), Ok(Proven::Fork { size: TreeSize(2) }));
        assert_eq!(forged.check(&begins(&two, &small)), Err(Unproven::Same));
        assert_eq!(forged.check(&begins(&other, &small)), Err(Unproven::Proof));
        assert_eq!(three, node_hash(&two, &leaf_hash(b"c")));
        // what a witness vouched for later
        let [early, late] = [10, 20].map(|time| forged.note(2, two, &[5, time]));
        let large = forged.note(3, three, &[5, 15]);
        assert_eq!(forged.check(&of(&large, &early)), Err(Unproven::Older));
        let witness = "witness.example.org/2".to_owned();
        assert_eq!(forged.check(&of(&large, &late)), Ok(Proven::Rollback { witness }));
        // other keys
        let stranger = Forged(Fixture::unannounced(&Setup { seed: 9, ..Setup::default() }));
        let forgery = stranger.note(2, other, &[]);
        assert_eq!(forged.check(&of(&small, &forgery)), Err(Unproven::Unsigned(2)));
    }
}
