//! The voter's side: a credential, a ballot, and what is decided about it.

use serde_json::json;
use tabella_ballot::{CredentialSecret, Prepared, Seed, Selections, Tracker};
use tabella_crypto::{
    CompressedRistretto, ElectionId,
    authorisation::{Purpose, credential_authorization},
    hash::hex,
};
use tabella_tlog::text::base64;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::{Board, Fault, hex32, rng};

/// A credential's secret; it never leaves this module.
#[wasm_bindgen]
pub struct Voter {
    secret: CredentialSecret,
}

#[wasm_bindgen]
impl Voter {
    /// A fresh credential.
    ///
    /// # Errors
    /// [`Fault::Randomness`].
    pub fn generate() -> Result<Self, Fault> {
        Ok(Self { secret: CredentialSecret::generate(&mut rng()?) })
    }

    /// P, 64 hexadecimal digits.
    pub fn public(&self) -> String {
        hex(self.secret.public().as_bytes())
    }

    /// What the registrar needs for a credential: `{"nonce", "key", "z"}`, the challenge nonce for the voter's card, and the
    /// proof of possession (hexadecimal). `replaces` and `server_nonce` are as the registrar told, hexadecimal.
    ///
    /// # Errors
    /// [`Fault::Argument`], [`Fault::Randomness`].
    #[expect(clippy::needless_pass_by_value, reason = "as wasm-bindgen hands it over")]
    pub fn register(
        &self,
        election: &str,
        replaces: Option<String>,
        server_nonce: &str,
    ) -> Result<String, Fault> {
        let election = ElectionId(hex32(election)?);
        let replaces = replaces.as_deref().map(hex32).transpose()?.map(CompressedRistretto);
        let public = self.secret.public();
        let authorization =
            credential_authorization(&election, public, replaces.as_ref(), &hex32(server_nonce)?);
        let possession = self.secret.authorise(&election, Purpose::Register, &authorization, &mut rng()?);
        let request = json!({
            "nonce": base64(&authorization),
            "key": hex(possession.key.as_bytes()),
            "z": hex(&possession.z),
        });
        Ok(request.to_string())
    }
}

/// An encrypted ballot whose tracker was shown and about which nothing is decided yet.
#[wasm_bindgen]
pub struct Ballot {
    prepared: Prepared,
}

#[wasm_bindgen]
impl Ballot {
    /// Encrypts choices: votes per option, contest by contest of the style in manifest order. `previous` is the tracker that the
    /// ballot follows, 64 hexadecimal digits.
    ///
    /// # Errors
    /// [`Fault::Choices`], [`Fault::Style`], [`Fault::Argument`], [`Fault::Randomness`].
    pub fn encrypt(
        board: &Board,
        style: &str,
        voter: &Voter,
        previous: &str,
        choices: Vec<u32>,
    ) -> Result<Self, Fault> {
        let choices = Zeroizing::new(choices);
        let (position, style) = board.style(style)?;
        let mut selections = Selections::blank(style);
        let mut given = choices.iter();
        for (contest, rule) in style.shape.contests().iter().enumerate() {
            for option in 0..rule.key_indices.len() {
                let (Some(votes), Some(given)) = (selections.get_mut(contest, option), given.next()) else {
                    return Err(Fault::Argument("a number for every option"));
                };
                *votes = *given;
            }
        }
        if given.next().is_some() {
            return Err(Fault::Argument("a number for every option and no more"));
        }
        let styles = &board.opened().styles;
        let previous = Tracker(hex32(previous)?);
        let choices = selections.choices();
        let prepared = Prepared::encrypt(styles, position, &voter.secret, previous, choices, &mut rng()?)?;
        Ok(Self { prepared })
    }

    /// The tracker to show, 64 hexadecimal digits.
    pub fn tracker(&self) -> String {
        self.prepared.tracker().to_string()
    }

    /// The voter casts: the ballot is gone after this, the entry is to be sent.
    ///
    /// # Errors
    /// [`Fault::Randomness`].
    pub fn cast(self, board: &Board, voter: &Voter) -> Result<Decided, Fault> {
        let mut rng = rng()?;
        let tracker = *self.prepared.tracker();
        let (posted, seed) = self.prepared.cast(&voter.secret, &mut rng, &board.opened().styles);
        Ok(Decided { entry: posted.encode(), tracker, seed })
    }

    /// The voter checks the ballot: its seed and choices are in the entry, which never counts.
    ///
    /// # Errors
    /// [`Fault::Randomness`].
    pub fn challenge(self, board: &Board, voter: &Voter) -> Result<Decided, Fault> {
        let mut rng = rng()?;
        let tracker = *self.prepared.tracker();
        let seed = self.prepared.seed();
        let posted = self.prepared.challenge(&voter.secret, &mut rng, &board.opened().styles);
        Ok(Decided { entry: posted.encode(), tracker, seed })
    }
}

/// A ballot that was decided about. The seed is for the voter's second device: whoever sees it sees the vote.
#[wasm_bindgen]
pub struct Decided {
    entry: Vec<u8>,
    tracker: Tracker,
    seed: Seed,
}

#[wasm_bindgen]
impl Decided {
    /// The entry to send; the same bytes each time.
    pub fn entry(&self) -> Vec<u8> {
        self.entry.clone()
    }

    /// What a second device needs, and nothing else: `TABELLA/1/<tracker>/<seed>`, digits in capitals as QR codes like them.
    pub fn code(&self) -> String {
        let seed = Zeroizing::new(hex(self.seed.expose_bytes()));
        format!("TABELLA/1/{}/{}", self.tracker, *seed).to_uppercase()
    }
}
