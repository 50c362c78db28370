//! Fiat–Shamir transcripts (section 2): merlin 3 in the strong form.
//!
//! Every public value that a statement speaks of is appended before its first challenge, and prover and verifier run
//! the same function. Every append goes through [`ProofTranscript::append`], so that a test can leave out any one of
//! them and see that the frozen vectors notice.

use merlin::Transcript;
use rand_core::{CryptoRng, RngCore};

use crate::{CompressedRistretto, Scalar};

/// What the protocol does with a merlin transcript.
pub trait ProofTranscript {
    /// merlin's `append_message`, with exactly this label.
    fn append(&mut self, label: &'static [u8], message: &[u8]);

    /// Appends a point as its published bytes.
    fn append_point(&mut self, label: &'static [u8], point: &CompressedRistretto) {
        self.append(label, point.as_bytes());
    }

    /// Appends a number as 2 bytes, big-endian.
    fn append_u16(&mut self, label: &'static [u8], value: u16) {
        self.append(label, &value.to_be_bytes());
    }

    /// Appends a number as 8 bytes, big-endian.
    fn append_u64_be(&mut self, label: &'static [u8], value: u64) {
        self.append(label, &value.to_be_bytes());
    }

    /// 64 challenge bytes, read little-endian, reduced mod ℓ. Zero gets no special treatment.
    fn challenge_scalar(&mut self, label: &'static [u8]) -> Scalar;

    /// The prover's own randomness: merlin's transcript RNG, rekeyed with every secret of the witness and finalized
    /// with `rng`. It stays unpredictable if either the witness or `rng` is, and differs for every statement.
    fn witness_rng<'w>(
        &self,
        witness: impl IntoIterator<Item = &'w [u8]>,
        rng: &mut (impl RngCore + CryptoRng),
    ) -> merlin::TranscriptRng;
}

impl ProofTranscript for Transcript {
    fn append(&mut self, label: &'static [u8], message: &[u8]) {
        #[cfg(any(test, feature = "mutation"))]
        if mutation::skips(label) {
            return;
        }
        self.append_message(label, message);
    }

    fn challenge_scalar(&mut self, label: &'static [u8]) -> Scalar {
        let mut bytes = [0; 64];
        self.challenge_bytes(label, &mut bytes);
        Scalar::from_bytes_mod_order_wide(&bytes)
    }

    fn witness_rng<'w>(
        &self,
        witness: impl IntoIterator<Item = &'w [u8]>,
        rng: &mut (impl RngCore + CryptoRng),
    ) -> merlin::TranscriptRng {
        witness
            .into_iter()
            .fold(self.build_rng(), |builder, secret| builder.rekey_with_witness_bytes(b"witness", secret))
            .finalize(rng)
    }
}

/// For tests only: leaves out one append, as a mutant of the code would (attacks.md A03).
#[cfg(any(test, feature = "mutation"))]
pub mod mutation {
    use std::cell::RefCell;

    struct Plan {
        skip: Option<usize>,
        seen: usize,
        labels: Vec<&'static [u8]>,
    }

    thread_local! {
        static PLAN: RefCell<Option<Plan>> = const { RefCell::new(None) };
    }

    pub(super) fn skips(label: &'static [u8]) -> bool {
        PLAN.with_borrow_mut(|plan| {
            let Some(plan) = plan else { return false };
            let skip = plan.skip == Some(plan.seen);
            plan.seen += 1;
            plan.labels.push(label);
            skip
        })
    }

    /// Runs `body` on this thread with the `skip`-th append left out (`None`: none), and returns what it returned with
    /// the labels of all appends that it reached.
    pub fn leaving_out<T>(skip: Option<usize>, body: impl FnOnce() -> T) -> (T, Vec<&'static [u8]>) {
        PLAN.set(Some(Plan { skip, seen: 0, labels: Vec::new() }));
        let result = body();
        let labels = PLAN.take().map(|plan| plan.labels).unwrap_or_default();
        (result, labels)
    }
}
