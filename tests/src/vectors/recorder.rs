//! A transcript that writes down what is appended and drawn, with merlin alone: none of the library's code takes part.

use bulletproofs::{BulletproofGens, PedersenGens, RangeProof};
use merlin::Transcript;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use serde_json::{Value, json};
use tabella_crypto::{CompressedRistretto, Scalar};

use super::bytes;

pub(super) struct Recorder {
    label: &'static str,
    transcript: Transcript,
    steps: Vec<Value>,
}

impl Recorder {
    pub(super) fn new(label: &'static str) -> Self {
        Self { label, transcript: Transcript::new(label.as_bytes()), steps: Vec::new() }
    }

    pub(super) fn append(&mut self, label: &'static str, message: &[u8]) {
        self.transcript.append_message(label.as_bytes(), message);
        self.steps.push(json!({ "append": label, "bytes": bytes(message) }));
    }

    pub(super) fn challenge(&mut self, label: &'static str) -> Scalar {
        let mut drawn = [0; 64];
        self.transcript.challenge_bytes(label.as_bytes(), &mut drawn);
        let scalar = Scalar::from_bytes_mod_order_wide(&drawn);
        self.steps.push(json!({ "challenge": label, "scalar": super::scalar(&scalar) }));
        scalar
    }

    pub(super) fn challenge_32(&mut self, label: &'static str) -> [u8; 32] {
        let mut drawn = [0; 32];
        self.transcript.challenge_bytes(label.as_bytes(), &mut drawn);
        self.steps.push(json!({ "challenge-bytes": label, "bytes": bytes(drawn) }));
        drawn
    }

    pub(super) fn range_proof(&mut self, proof: &[u8], commitments: &[CompressedRistretto]) {
        let generators = BulletproofGens::new(32, commitments.len());
        let mut rng = ChaCha20Rng::from_seed([0; 32]);
        RangeProof::from_bytes(proof)
            .unwrap()
            .verify_multiple_with_rng(
                &generators,
                &PedersenGens::default(),
                &mut self.transcript,
                commitments,
                32,
                &mut rng,
            )
            .unwrap();
        self.steps.push(json!({ "range-proof": bytes(proof), "commitments": super::encoded(commitments) }));
    }

    pub(super) fn finish(self, of: &str) -> Value {
        json!({ "of": of, "transcript": self.label, "steps": self.steps })
    }
}
