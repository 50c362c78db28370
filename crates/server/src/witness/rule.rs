//! What a witness does with a request: nothing that it remembers is ever contradicted.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use tabella_tlog::{Checkpoint, Cosigner, EMPTY_ROOT, ProofError, SignedNote, TreeSize, Vkey, VkeyError};

use super::{
    memory::{Memory, StateError},
    request::{Request, RequestError},
};

/// Seconds since 1970.
pub type Clock = Arc<dyn Fn() -> u64 + Send + Sync>;

/// Why a checkpoint is not cosigned.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Not a request.
    #[error(transparent)]
    Malformed(#[from] RequestError),
    /// A log that this witness does not know.
    #[error("the log {0:?} is not known here")]
    UnknownLog(String),
    /// No key of this log signed.
    #[error("no key of {0:?} that is known here signed the checkpoint, or its signature is not valid")]
    NotSigned(String),
    /// The old size is larger than that of the checkpoint.
    #[error("the old size {old} is larger than the checkpoint's {new}")]
    Backwards {
        /// As asked.
        old: TreeSize,
        /// Of the checkpoint.
        new: TreeSize,
    },
    /// The old size is not that of the latest cosigned checkpoint.
    #[error("the latest checkpoint cosigned here is of size {latest}")]
    Conflict {
        /// Size of the latest cosigned checkpoint; 0 if there is none.
        latest: TreeSize,
    },
    /// A second root for the size of the latest cosigned checkpoint: the log shows two boards.
    #[error("another tree of size {latest} was cosigned here: the log shows two boards")]
    Fork {
        /// That size.
        latest: TreeSize,
    },
    /// The consistency proof does not hold.
    #[error("consistency: {0}")]
    Inconsistent(ProofError),
    /// The memory could not be written, now or before. Nothing was cosigned; nothing will be before a new start.
    #[error("the witness cannot write its memory")]
    Memory,
}

/// A witness of some logs.
pub struct Witness {
    cosigner: Cosigner,
    logs: BTreeMap<String, Log>,
    memory: Memory,
    clock: Clock,
}

struct Log {
    keys: Vec<Vkey>,
    /// Held from the first look to the end of the write: of two requests at once, one sees what the other left.
    latest: Mutex<Latest>,
}

enum Latest {
    /// The latest cosigned checkpoint, if any.
    Known(Option<(Checkpoint, SignedNote)>),
    /// Writing failed: what lies on the disk is known only after it is read again.
    Unknown,
}

impl Witness {
    /// Opens a witness's memory. `first` begins a memory that is not there; it is refused if there is one.
    ///
    /// # Errors
    /// [`StateError`].
    pub fn open(
        cosigner: Cosigner,
        logs: &[Vkey],
        state: &std::path::Path,
        first: bool,
        clock: Clock,
    ) -> Result<Self, StateError> {
        let vkey = cosigner.vkey().map_err(StateError::Key)?;
        let memory = if first { Memory::begin(state, &vkey)? } else { Memory::open(state, &vkey)? };
        let mut keys: BTreeMap<String, Vec<Vkey>> = BTreeMap::new();
        for key in logs {
            keys.entry(key.name().to_owned()).or_default().push(key.clone());
        }
        let log = |(origin, keys): (String, Vec<Vkey>)| {
            let latest = Mutex::new(Latest::Known(memory.load(&origin, &keys)?));
            Ok((origin, Log { keys, latest }))
        };
        let logs = keys.into_iter().map(log).collect::<Result<_, StateError>>()?;
        Ok(Self { cosigner, logs, memory, clock })
    }

    /// The key with which cosignatures are verified.
    ///
    /// # Errors
    /// [`VkeyError`], never for a witness that was opened.
    pub fn vkey(&self) -> Result<Vkey, VkeyError> {
        self.cosigner.vkey()
    }

    /// Answers a request with a cosignature line, after the checkpoint is safe on disk. Blocks.
    ///
    /// # Errors
    /// [`Refusal`]; nothing is remembered then.
    pub fn add_checkpoint(&self, body: &[u8]) -> Result<String, Refusal> {
        let Request { old, proof, note, checkpoint } = Request::parse(body)?;
        let origin = checkpoint.origin.clone();
        let log = self.logs.get(&origin).ok_or_else(|| Refusal::UnknownLog(origin.clone()))?;
        let signed = log.keys.iter().any(|key| Checkpoint::open(&note, key).is_ok());
        if !signed {
            return Err(Refusal::NotSigned(origin));
        }
        let new = checkpoint.size;
        if old > new {
            return Err(Refusal::Backwards { old, new });
        }

        // a thread that panicked here may have written half of what it meant to
        let mut latest = log.latest.lock().map_err(|_| Refusal::Memory)?;
        let Latest::Known(known) = &*latest else { return Err(Refusal::Memory) };
        let (size, root) = known.as_ref().map_or((TreeSize(0), EMPTY_ROOT), |(c, _)| (c.size, c.root));
        if let Some((_, cosigned)) = known
            && new == size
            && checkpoint.root != root
        {
            tracing::error!(%origin, %size, cosigned = %root, refused = %checkpoint.root, "the log shows two boards");
            if let Err(error) = self.memory.keep_evidence(&origin, size, cosigned, &note) {
                tracing::error!(%error, "the evidence is not kept");
            }
            return Err(if old == size {
                Refusal::Fork { latest: size }
            } else {
                Refusal::Conflict { latest: size }
            });
        }
        if old != size {
            return Err(Refusal::Conflict { latest: size });
        }
        if let Err(error) = proof.verify((old, &root), (new, &checkpoint.root)) {
            tracing::warn!(%origin, %size, %new, %error, "a checkpoint without a valid consistency proof");
            return Err(Refusal::Inconsistent(error));
        }
        let again = known.as_ref().is_some_and(|(_, cosigned)| cosigned.text() == note.text());
        if !again {
            if let Err(error) = self.memory.store(&origin, &note) {
                tracing::error!(%origin, %error, "the memory cannot be written; cosigning ends until the next start");
                *latest = Latest::Unknown;
                return Err(Refusal::Memory);
            }
            *latest = Latest::Known(Some((checkpoint, note.clone())));
        }
        // only now does a cosignature exist
        let line = self.cosigner.cosign(&note, (self.clock)()).map_err(RequestError::Checkpoint)?;
        tracing::info!(%origin, size = %new, "cosigned");
        Ok(format!("{line}\n"))
    }
}
