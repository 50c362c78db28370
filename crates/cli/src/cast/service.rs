//! The ballot box over HTTP.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use serde::Deserialize;
use tabella_ballot::Tracker;
use tabella_board::Receipt;
use tabella_crypto::CompressedRistretto;
use tabella_tlog::{LeafIndex, TlogProof, tlog_proof::MAX_TLOG_PROOF_BYTES};

use super::public_hex;
use crate::http::{HttpClient, HttpError};

/// Longest answer that is read, proofs aside.
const ANSWER_MAX: u64 = 64 * 1024;

/// Wait between two questions for a proof.
const PROOF_WAIT: Duration = Duration::from_millis(500);

pub(crate) struct Service(HttpClient);

/// What the ballot box says of a credential. Only claims: a wrong style is refused by the board's rules, a wrong last ballot
/// is compared with what this device remembers.
#[derive(Deserialize)]
pub(crate) struct Standing {
    /// The credential's ballot style.
    pub(crate) style: String,
    /// Tracker of the chain's last ballot.
    #[serde(default = "no_tracker", deserialize_with = "tracker")]
    pub(crate) previous: Tracker,
}

fn no_tracker() -> Tracker {
    Tracker::NONE
}

/// Null, or 64 hexadecimal digits.
fn tracker<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Tracker, D::Error> {
    Ok(Option::<Tracker>::deserialize(deserializer)?.unwrap_or(Tracker::NONE))
}

impl Service {
    pub(crate) fn new(client: HttpClient) -> Self {
        Self(client)
    }

    pub(crate) fn credential(&self, public: &CompressedRistretto) -> anyhow::Result<Standing> {
        let public = public_hex(public);
        let answer = self.0.get(&format!("api/v1/credentials/{public}"), ANSWER_MAX)?;
        let answer = answer.with_context(|| format!("the board knows no credential {public}"))?;
        serde_json::from_slice(&answer).context("what the ballot box says of the credential")
    }

    /// Gives in a ballot or a challenge. The same bytes again give the same receipt.
    pub(crate) fn post(&self, entry: &[u8]) -> anyhow::Result<Receipt> {
        let answer = self.0.post("api/v1/ballots", "application/cbor", entry, ANSWER_MAX)?;
        Receipt::decode(&answer.body).context("the ballot box answered with something else than a receipt")
    }

    /// The proof that an entry stands on the board, as soon as witnesses saw it.
    pub(crate) fn proof(&self, index: LeafIndex, patience: Duration) -> anyhow::Result<TlogProof> {
        let begun = Instant::now();
        loop {
            match self.0.get(&format!("api/v1/receipts/{index}/proof"), MAX_TLOG_PROOF_BYTES as u64) {
                Ok(Some(bytes)) => return Ok(TlogProof::parse(&bytes)?),
                // not covered by a witnessed checkpoint yet
                Ok(None) | Err(HttpError::Refused { status: 409, .. }) if begun.elapsed() < patience => {}
                Ok(None) | Err(HttpError::Refused { status: 409, .. }) => bail!(
                    "after {} s no quorum of witnesses has seen entry {index}. The receipt is kept: it proves that the ballot \
                     box accepted the ballot",
                    patience.as_secs()
                ),
                Err(error) => return Err(error.into()),
            }
            thread::sleep(PROOF_WAIT);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_credential() {
        let read = |text: &str| serde_json::from_str::<Standing>(text);
        assert!(read(r#"{"style":"d1","weight":1,"previous":null}"#).unwrap().previous == Tracker::NONE);
        assert!(read(r#"{"style":"d1"}"#).unwrap().previous == Tracker::NONE);
        let some =
            read(&format!(r#"{{"style":"d1","previous":"{}","ballots_left":3}}"#, "07".repeat(32))).unwrap();
        assert_eq!((some.style.as_str(), some.previous), ("d1", Tracker([7; 32])));
        assert!(read(r#"{"style":"d1","previous":"07"}"#).is_err());
    }
}
