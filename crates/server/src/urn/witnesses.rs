//! Asking witnesses (C2SP tlog-witness, the log's side).

use std::{
    collections::BTreeMap,
    io::Read as _,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tabella_tlog::{
    Checkpoint, ConsistencyProof, LogReader, SignedNote, TreeSize, Vkey, checkpoint::verify_cosignature,
    note::NoteSignature,
};
use tabella_urn_store::UrnSource;
use tokio::{sync::watch, task::JoinSet};

use super::{
    sequencer::{Fatal, ended},
    shared::{Shared, Stage},
};
use crate::witness::{Request, SIZE_TYPE};

/// Longest time for one answer.
const ANSWER_TIME: Duration = Duration::from_secs(10);

/// Longest answer: a signature line of the largest algorithm, or words.
const ANSWER_BYTES: u64 = 16 * 1024;

/// How often a witness's own size is taken and tried again: it may move between two questions.
const ATTEMPTS: usize = 3;

/// Pause before witnesses that did not answer are asked again.
const ASK_AGAIN: Duration = Duration::from_secs(2);

/// A witness has seen another board than this one: going on could show two.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Contradiction {
    #[error(
        "this store is older than what the witness {witness} has signed: it saw {theirs} entries, here are {ours}. Restore \
         the newest copy; never start from an older one"
    )]
    Older { witness: String, theirs: TreeSize, ours: TreeSize },
    #[error("the witness {witness} has signed another board of {size} entries than this one")]
    Other { witness: String, size: TreeSize },
}

/// Why a witness did not cosign.
#[derive(Debug, thiserror::Error)]
pub(super) enum AskError {
    #[error(transparent)]
    Contradiction(#[from] Contradiction),
    #[error("no answer: {0}")]
    Silent(String),
    #[error("answered {status}: {words}")]
    Refused { status: u16, words: String },
    #[error("its cosignature is not valid: {0}")]
    Invalid(String),
    #[error("the proof for it cannot be made: {0}")]
    Proof(String),
}

impl AskError {
    fn outcome(&self) -> &'static str {
        match self {
            Self::Contradiction(_) => "contradicts",
            Self::Silent(_) => "silent",
            Self::Refused { .. } => "refused",
            Self::Invalid(_) => "invalid",
            Self::Proof(_) => "proof",
        }
    }
}

/// A witness that is asked.
pub(super) struct Witness {
    vkey: Vkey,
    url: String,
    agent: ureq::Agent,
    /// The size that it cosigned last, as far as known.
    latest: Mutex<Option<TreeSize>>,
    /// One question at a time.
    busy: AtomicBool,
}

impl Witness {
    pub(super) fn new(vkey: Vkey, url: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(ANSWER_TIME))
            .http_status_as_error(false)
            .max_redirects(0)
            .build();
        let url = format!("{url}/add-checkpoint");
        Self { vkey, url, agent: config.into(), latest: Mutex::default(), busy: AtomicBool::new(false) }
    }

    pub(super) fn name(&self) -> &str {
        self.vkey.name()
    }

    /// Asks for a cosignature; blocks.
    fn ask(&self, proofs: &Proofs, note: &SignedNote) -> Result<NoteSignature, AskError> {
        let size = proofs.new;
        let latest = || self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        // unknown: the size that asks the witness for its own, if it is another
        let mut old = latest().filter(|latest| *latest <= size).unwrap_or(size);
        for _ in 0..ATTEMPTS {
            let proof = proofs.from(old)?;
            let (status, kind, words) = self.post(&Request::encode(old, &proof, note))?;
            match status {
                200 => {
                    *latest() = Some(size);
                    return self.cosignature(note, &words);
                }
                409 if kind.as_deref() == Some(SIZE_TYPE) => {
                    let theirs = words.strip_suffix('\n').and_then(|size| size.parse().ok()).map(TreeSize);
                    let theirs = theirs.ok_or(AskError::Refused { status, words })?;
                    *latest() = Some(theirs);
                    if theirs > size {
                        let witness = self.name().to_owned();
                        return Err(Contradiction::Older { witness, theirs, ours: size }.into());
                    }
                    if theirs == old {
                        return Err(self.other(theirs));
                    }
                    old = theirs;
                }
                422 => return Err(self.other(old)),
                _ => return Err(AskError::Refused { status, words }),
            }
        }
        Err(AskError::Silent("its size changes with every question".into()))
    }

    fn other(&self, size: TreeSize) -> AskError {
        Contradiction::Other { witness: self.name().to_owned(), size }.into()
    }

    fn post(&self, body: &str) -> Result<(u16, Option<String>, String), AskError> {
        let silent = |error: ureq::Error| AskError::Silent(error.to_string());
        let mut answer = self
            .agent
            .post(&self.url)
            .content_type("text/plain; charset=utf-8")
            .send(body)
            .map_err(silent)?;
        let kind =
            answer.headers().get("content-type").and_then(|kind| kind.to_str().ok()).map(str::to_owned);
        let mut words = String::new();
        let reader = answer.body_mut().as_reader().take(ANSWER_BYTES).read_to_string(&mut words);
        reader.map_err(|error| AskError::Silent(error.to_string()))?;
        Ok((answer.status().as_u16(), kind, words))
    }

    /// The one signature line that is this witness's.
    fn cosignature(&self, note: &SignedNote, lines: &str) -> Result<NoteSignature, AskError> {
        let invalid = |error: &dyn std::fmt::Display| AskError::Invalid(error.to_string());
        let whole = note.encode() + lines;
        let whole = SignedNote::parse(whole.as_bytes()).map_err(|error| invalid(&error))?;
        verify_cosignature(&whole, &self.vkey).map_err(|error| invalid(&error))?;
        let mine = |line: &&NoteSignature| line.name() == self.name() && line.key_id() == self.vkey.key_id();
        let line = whole.signatures().iter().find(mine).cloned();
        line.ok_or_else(|| invalid(&"it is missing"))
    }
}

/// Proofs that the tree of one size begins with smaller ones. Most witnesses have signed the same one: it is proved once.
struct Proofs {
    source: UrnSource,
    new: TreeSize,
    known: Mutex<BTreeMap<TreeSize, ConsistencyProof>>,
}

impl Proofs {
    /// Blocks.
    fn from(&self, old: TreeSize) -> Result<ConsistencyProof, AskError> {
        if old.0 == 0 || old == self.new {
            return Ok(ConsistencyProof { hashes: Vec::new() });
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(proof) = known.get(&old) {
            return Ok(proof.clone());
        }
        let proof = LogReader::new(&self.source).consistency_proof(old, self.new);
        let proof = proof.map_err(|error| AskError::Proof(error.to_string()))?;
        known.insert(old, proof.clone());
        Ok(proof)
    }
}

/// What one witness said.
pub(super) struct Answered {
    pub(super) witness: Arc<Witness>,
    pub(super) result: Result<NoteSignature, AskError>,
}

/// Asks all witnesses that are not still busy with an earlier question. One that contradicts this board ends the urn.
pub(super) fn ask_all(
    shared: &Arc<Shared>,
    witnesses: &[Arc<Witness>],
    note: &SignedNote,
    checkpoint: &Checkpoint,
) -> JoinSet<Answered> {
    let mut questions = JoinSet::new();
    let size = checkpoint.size;
    let proofs = Arc::new(Proofs { source: shared.source(), new: size, known: Mutex::default() });
    for witness in witnesses {
        if witness.busy.swap(true, Ordering::AcqRel) {
            continue;
        }
        let (shared, witness, note) = (Arc::clone(shared), Arc::clone(witness), note.clone());
        let proofs = Arc::clone(&proofs);
        questions.spawn_blocking(move || {
            let result = witness.ask(&proofs, &note);
            witness.busy.store(false, Ordering::Release);
            let outcome = result.as_ref().map_or_else(AskError::outcome, |_| "cosigned");
            shared.metrics.count_asked(witness.name(), outcome);
            if let Err(error) = &result {
                tracing::warn!(witness = witness.name(), %size, %error, "no cosignature");
            }
            // here, so that it counts whoever still waits for the answer
            if let Err(AskError::Contradiction(contradiction)) = &result {
                shared.fail(contradiction);
            }
            Answered { witness, result }
        });
    }
    questions
}

/// Asks until a quorum has told that it saw nothing newer and nothing else than this store. Any quorum shares a witness with the
/// one that cosigned the last checkpoint that anyone saw. Whether it was told; `false` if the urn ended before.
pub(super) async fn ask_before_start(
    shared: &Arc<Shared>,
    stage: &mut watch::Receiver<Stage>,
) -> Result<bool, Fatal> {
    let Some(durable) = *shared.durable.borrow() else { return Ok(false) };
    let signer = &shared.keys.checkpoint;
    let checkpoint = Checkpoint::new(signer.name(), durable.size, durable.root);
    // the key was compared with the manifest's, and the numbers are those of a tree
    let Ok(note) = checkpoint.sign(signer) else { return Ok(false) };
    let quorum = shared.election.witness_policy().quorum;
    let mut waiting = shared.witnesses.clone();
    let mut told = 0;
    loop {
        let mut questions = ask_all(shared, &waiting, &note, &checkpoint);
        while let Some(answered) = questions.join_next().await {
            match answered {
                Ok(Answered { witness, result: Ok(_) }) => {
                    told += 1;
                    waiting.retain(|other| other.name() != witness.name());
                }
                Ok(Answered { result: Err(AskError::Contradiction(contradiction)), .. }) => {
                    return Err(contradiction.into());
                }
                Ok(Answered { .. }) | Err(_) => {}
            }
            // all are heard, as long as one may contradict; those that do not answer are not waited for twice
        }
        if told >= quorum {
            return Ok(true);
        }
        tracing::warn!(told, quorum, "too few witnesses answer; they are asked again");
        tokio::select! {
            () = tokio::time::sleep(ASK_AGAIN) => {}
            () = ended(stage) => return Ok(false),
        }
    }
}
