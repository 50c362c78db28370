//! Cosignatures of version 1 (Ed25519, 0x04) and how many of them a checkpoint needs.
//!
//! The signature bytes are `u64be(time) || Ed25519 signature (64)`; signed is
//! `"cosignature/v1\ntime <time>\n" || text of the note`.

use ed25519_dalek::{Signer as _, SigningKey};

use super::{Checkpoint, CheckpointError};
use crate::note::{
    Algorithm, NoteError, NoteSignature, SignedNote, Vkey, VkeyError, check_name, signing_key_id,
};

/// Latest time of a cosignature: 2⁶³ − 1 (tlog-cosignature).
pub const MAX_TIMESTAMP: u64 = i64::MAX as u64;

/// A witness saw this tree head, and no greater one, at this time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosignature {
    /// Name of the witness.
    pub name: String,
    /// Seconds since 1970, at most [`MAX_TIMESTAMP`].
    pub time: u64,
}

/// A witness's secret key under its name. It only signs: whether a tree head is consistent with those before is the
/// witness's to know.
///
/// # Security
/// No `Clone`, no `Debug`; the key is cleared when it is dropped.
pub struct Cosigner {
    name: String,
    key: SigningKey,
}

impl Cosigner {
    /// A key under its name.
    ///
    /// # Errors
    /// [`NoteError::KeyName`].
    pub fn new(name: &str, key: SigningKey) -> Result<Self, NoteError> {
        check_name(name)?;
        Ok(Self { name: name.into(), key })
    }

    /// The public half.
    ///
    /// # Errors
    /// [`VkeyError::PublicKey`] for the secret key zero, which no generator gives.
    pub fn vkey(&self) -> Result<Vkey, VkeyError> {
        Vkey::cosignature(&self.name, self.key.verifying_key())
    }

    /// Cosigns the checkpoint in a note at a time in seconds since 1970.
    ///
    /// # Errors
    /// [`CheckpointError`] if the text is not a checkpoint or the time is out of range.
    pub fn cosign(&self, note: &SignedNote, time: u64) -> Result<NoteSignature, CheckpointError> {
        if time > MAX_TIMESTAMP {
            return Err(CheckpointError::Timestamp(self.name.clone()));
        }
        Checkpoint::parse(note.text())?;
        let signature = self.key.sign(&message(time, note.text())).to_bytes();
        let key_id = signing_key_id(&self.name, Algorithm::CosignatureV1, &self.key.verifying_key());
        let bytes = [time.to_be_bytes().as_slice(), &signature].concat();
        Ok(NoteSignature::new(&self.name, key_id, bytes))
    }
}

fn message(time: u64, text: &str) -> Vec<u8> {
    format!("cosignature/v1\ntime {time}\n{text}").into_bytes()
}

/// Verifies the cosignature of one witness. Signatures of other keys are ignored.
///
/// # Errors
/// [`CheckpointError::Note`] with the name of the witness if it is missing, there twice, not valid, or not of version 1;
/// other variants if the text is not a checkpoint or the time is out of range.
pub fn verify_cosignature(note: &SignedNote, witness: &Vkey) -> Result<Cosignature, CheckpointError> {
    Checkpoint::parse(note.text())?;
    let name = witness.name().to_owned();
    let bytes = note.signature_of(witness)?;
    witness.check_purpose(Algorithm::CosignatureV1)?;
    let (time, signature) =
        bytes.split_first_chunk::<8>().ok_or_else(|| NoteError::BadSignature(name.clone()))?;
    let time = u64::from_be_bytes(*time);
    if time > MAX_TIMESTAMP {
        return Err(CheckpointError::Timestamp(name));
    }
    witness.verify(Algorithm::CosignatureV1, &message(time, note.text()), signature)?;
    Ok(Cosignature { name, time })
}

/// Whose cosignatures a checkpoint needs, and how many of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WitnessPolicy {
    /// The witnesses, all different in key and in name.
    pub members: Vec<Vkey>,
    /// Least number of valid cosignatures.
    pub quorum: usize,
}

/// Why a checkpoint does not have the cosignatures it needs.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// Two members have one name or one key: one witness would count twice.
    #[error("the witnesses {first} and {second} have one name or one key")]
    SameWitness {
        /// Name of the first.
        first: String,
        /// Name of the second.
        second: String,
    },
    /// A member's cosignature is there and is not valid; so is the whole note then (signed-note).
    #[error(transparent)]
    Invalid(#[from] CheckpointError),
    /// Too few members cosigned.
    #[error("{found} cosignatures, {quorum} are needed{}{}", list("; missing: ", .missing), list("; not verified: ", .unverified))]
    TooFew {
        /// How many are needed.
        quorum: usize,
        /// How many are there.
        found: usize,
        /// Names of the witnesses that did not cosign.
        missing: Vec<String>,
        /// Names of the witnesses whose algorithm is not verified here.
        unverified: Vec<String>,
    },
}

/// Names behind a heading; nothing without names.
fn list(heading: &str, names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!("{heading}{}", names.join(", ")) }
}

impl WitnessPolicy {
    /// The valid cosignatures of members, in the order of members, if they are at least the quorum.
    /// The log's own signature is not looked at: see [`Checkpoint::open`].
    ///
    /// # Errors
    /// [`PolicyError`].
    pub fn check(&self, note: &SignedNote) -> Result<Vec<Cosignature>, PolicyError> {
        self.check_members()?;
        let (mut found, mut missing, mut unverified) = (Vec::new(), Vec::new(), Vec::new());
        for witness in &self.members {
            match verify_cosignature(note, witness) {
                Ok(cosignature) => found.push(cosignature),
                Err(CheckpointError::Note(NoteError::NotSigned(name))) => missing.push(name),
                Err(CheckpointError::Note(NoteError::Algorithm { name, .. })) => unverified.push(name),
                Err(error) => return Err(error.into()),
            }
        }
        if found.len() < self.quorum {
            return Err(PolicyError::TooFew { quorum: self.quorum, found: found.len(), missing, unverified });
        }
        Ok(found)
    }

    fn check_members(&self) -> Result<(), PolicyError> {
        for (position, second) in self.members.iter().enumerate() {
            let same =
                |first: &&Vkey| first.name() == second.name() || first.key_bytes() == second.key_bytes();
            if let Some(first) = self.members.iter().take(position).find(same) {
                let [first, second] = [first, second].map(|key| key.name().to_owned());
                return Err(PolicyError::SameWitness { first, second });
            }
        }
        Ok(())
    }
}
