//! An election as its board shows it, and what the ballot box says of a ballot.

use serde_json::{Value, json};
use tabella_ballot::{Choices, Posted, Seed, verify_batch};
use tabella_board::Receipt;
use tabella_crypto::{ElectionId, hash::hex};
use tabella_election::Style;
use tabella_tlog::{Included, LeafIndex, TlogProof};
use tabella_verifier::{Opened, OpenedError, Trust};
use wasm_bindgen::prelude::*;

use crate::{Fault, Files, hex32, rng};

/// An election that is open for voting, verified up to there.
#[wasm_bindgen]
pub struct Board {
    opened: Opened,
}

#[wasm_bindgen]
impl Board {
    /// Reads the board of this election (64 hexadecimal digits, from outside the board) and verifies it up to `open`.
    ///
    /// # Errors
    /// [`Fault::Need`], [`Fault::Board`], [`Fault::Randomness`].
    pub fn open(files: &Files, election: &str) -> Result<Self, Fault> {
        let trust = Trust::Election(ElectionId(hex32(election)?));
        let mut rng = rng()?;
        let opened = files.reading(|source| Opened::read(source, &trust, &mut rng))?;
        Ok(Self { opened })
    }

    /// The manifest as it was signed.
    pub fn manifest(&self) -> String {
        String::from_utf8_lossy(self.opened.election.bytes()).into_owned()
    }

    /// Checks a receipt: the ballot box signed it, and for the ballot with this tracker (64 hexadecimal digits). Gives the index
    /// of the ballot's entry.
    ///
    /// # Errors
    /// [`Fault::Receipt`], [`Fault::ReceiptSignature`], [`Fault::ReceiptOther`].
    pub fn receipt(&self, receipt: &[u8], tracker: &str) -> Result<f64, Fault> {
        let receipt = Receipt::decode(receipt)?;
        receipt.verify(&self.opened.election).map_err(|_| Fault::ReceiptSignature)?;
        if receipt.tracker().0 != hex32(tracker)? {
            return Err(Fault::ReceiptOther);
        }
        Ok(number(receipt.index().0))
    }

    /// Checks that an entry stands on the board at this index: the proof (C2SP tlog-proof) holds in a tree that the log and a
    /// quorum of witnesses signed and that continues the one that this board was opened with. Gives
    /// `{"size", "witnesses": [{"name", "time"}]}`, times in seconds since 1970.
    ///
    /// # Errors
    /// [`Fault::Need`], [`Fault::Board`].
    pub fn included(&self, files: &Files, proof: &[u8], index: f64, entry: &[u8]) -> Result<String, Fault> {
        let proof = TlogProof::parse(proof).map_err(OpenedError::Proof)?;
        let index = LeafIndex(whole(index)?);
        let included = files.reading(|source| self.opened.included(source, &proof, index, entry))?;
        Ok(shown(&included).to_string())
    }

    /// The tracker of a ballot or a challenge, 64 hexadecimal digits; nothing of it is checked.
    ///
    /// # Errors
    /// [`Fault::Ballot`] if it is neither.
    pub fn tracker(&self, entry: &[u8]) -> Result<String, Fault> {
        Ok(Posted::decode(entry, &self.opened.styles)?.ballot().tracker().to_string())
    }

    /// What a second device sees of a ballot or a challenge on the board: that it is the ballot with this tracker, that its
    /// proof holds, and, with the seed (for a challenge its own), what was chosen. Gives
    /// `{"kind", "style", "credential", "choices"}`; choices contest by contest of the style, null without a seed.
    ///
    /// # Errors
    /// [`Fault::Ballot`], [`Fault::OtherTracker`], [`Fault::Challenge`] if the device that made the ballot lied.
    #[expect(clippy::needless_pass_by_value, reason = "as wasm-bindgen hands it over")]
    pub fn look(&self, entry: &[u8], tracker: &str, seed: Option<String>) -> Result<String, Fault> {
        let styles = &self.opened.styles;
        let posted = Posted::decode(entry, styles)?;
        if posted.ballot().tracker().0 != hex32(tracker)? {
            return Err(Fault::OtherTracker);
        }
        let seed = seed.as_deref().map(hex32).transpose()?;
        let (kind, seed) = match &posted {
            Posted::Cast(_) => ("ballot", seed),
            // a challenge that reveals another seed than the device told is none of this ballot's
            Posted::Challenge(challenge) if seed.is_some_and(|told| told != challenge.seed) => {
                return Err(Fault::Challenge);
            }
            Posted::Challenge(challenge) => ("challenge", Some(challenge.seed)),
        };
        let verified = verify_batch(styles, vec![posted], &mut rng()?).pop();
        let verified = verified.ok_or(Fault::Challenge)??;
        let ballot = verified.posted().ballot();
        let style = self.opened.election.styles().get(ballot.style);
        let style = style.ok_or_else(|| Fault::Style(ballot.style.to_string()))?;
        let choices = seed.map(|seed| ballot.open(styles, &Seed::from_bytes(seed))).transpose()?;
        let looked = json!({
            "kind": kind,
            "style": style.id.as_str(),
            "credential": hex(ballot.credential.as_bytes()),
            "choices": choices.map(|choices| by_contest(style, &choices)),
        });
        Ok(looked.to_string())
    }
}

impl From<Opened> for Board {
    fn from(opened: Opened) -> Self {
        Self { opened }
    }
}

impl Board {
    /// The election, verified up to `open`.
    pub fn opened(&self) -> &Opened {
        &self.opened
    }

    /// Position and shape of the style with this id.
    pub(crate) fn style(&self, id: &str) -> Result<(usize, &Style), Fault> {
        let mut styles = self.opened.election.styles().iter().enumerate();
        styles.find(|(_, style)| style.id.as_str() == id).ok_or_else(|| Fault::Style(id.to_owned()))
    }
}

/// Choices in the order of the style's contests.
fn by_contest(style: &Style, choices: &Choices) -> Value {
    style.shape.split(choices.expose()).map(|(_, _, values)| values.to_vec()).collect()
}

fn shown(included: &Included) -> Value {
    let witness = |cosignature: &tabella_tlog::Cosignature| json!({ "name": cosignature.name, "time": cosignature.time });
    json!({
        "size": included.checkpoint.size.0,
        "witnesses": included.cosignatures.iter().map(witness).collect::<Vec<_>>(),
    })
}

/// An index for JavaScript, whose numbers are exact up to 2⁵³.
#[expect(clippy::cast_precision_loss, reason = "no board has 2⁵³ entries")]
fn number(index: u64) -> f64 {
    index as f64
}

/// An index from JavaScript.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be a whole number in range"
)]
fn whole(index: f64) -> Result<u64, Fault> {
    if index.fract() == 0.0 && (0.0..9_007_199_254_740_992.0).contains(&index) {
        Ok(index as u64)
    } else {
        Err(Fault::Argument("an index"))
    }
}
