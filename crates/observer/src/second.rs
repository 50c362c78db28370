//! A worker beside the judge.

use serde_json::{Value, json};
use tabella_tlog::Source;
use tabella_verifier::{SecondStep, Trust, Turn, Voucher};
use tabella_wasm::Fault;
use wasm_bindgen::prelude::*;

use crate::{seeded, shown};

/// The verifier of some of a board's proofs, which the judge's [`Run`](crate::Run) takes in.
#[wasm_bindgen]
pub struct Second {
    run: tabella_verifier::Second<'static>,
    voucher: Option<Voucher>,
    /// How many workers there are, if the board is fetched.
    live: Option<u32>,
}

impl Second {
    pub(crate) fn new(
        source: &'static dyn Source,
        trust: Trust,
        note: Vec<u8>,
        turn: Turn,
        live: Option<u32>,
    ) -> Self {
        Self { run: tabella_verifier::Second::new(source, trust, note, turn), voucher: None, live }
    }
}

#[wasm_bindgen]
impl Second {
    /// Goes a batch of entries on: `{"stage", "done", "total", "ahead"}`, in the end `{"vouches": true | false}`.
    ///
    /// # Errors
    /// [`Fault::Randomness`].
    pub fn step(&mut self) -> Result<String, Fault> {
        let mut reached = Value::Null;
        let (workers, live) = (self.live.unwrap_or(1), self.live.is_some());
        let mut progress = |progress| reached = shown(progress, workers, live);
        let step = self.run.step(&mut progress, &mut seeded()?);
        let said = match step {
            SecondStep::Onwards => reached,
            SecondStep::Voucher(voucher) => {
                self.voucher = Some(*voucher);
                json!({ "vouches": true })
            }
            SecondStep::Nothing(failure) => json!({ "vouches": false, "failure": failure }),
        };
        Ok(said.to_string())
    }

    /// For [`Run::hear`](crate::Run::hear), if everything is right.
    pub fn voucher(&self) -> Option<Vec<u8>> {
        self.voucher.as_ref().map(Voucher::encode)
    }
}
