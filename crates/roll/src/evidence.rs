//! What the registrar keeps behind every credential and every revocation, and shows to an auditor only.
//!
//! Evidence is CBOR in the core deterministic encoding:
//!
//! ```text
//! sign-in        = ["web-eid", roll: uint, origin: tstr, token: bstr, server_nonce: bstr32, ocsp: bstr / null, at: uint,
//!                   K: bstr32, z: bstr32]
//! paper          = ["paper", roll: uint, reference: tstr, at: uint]
//! administrative = ["administrative", roll: uint, reason: tstr, official: tstr, official: tstr, at: uint]
//! ```
//!
//! `roll` is the number on the roll, `at` seconds since 1970, `reference` the office's name for the returned envelope or the
//! polling place's record, officials are identified as people are. The board has `SHA-256("tabella/v1/evidence" || nonce[32]
//! || evidence)`: the nonce hides from the board even what could be guessed.

use std::fmt;

use rand_core::{CryptoRng, RngCore};
use tabella_crypto::{
    CompressedRistretto, EvidenceCommitment,
    authorisation::Authorisation,
    cbor::{DecodeError, Reader, Writer},
    hash,
};
use tabella_election::message::Reason;
use tabella_identity::{PersonId, UnixTime};

use crate::{credential::ServerNonce, entry::RollNumber};

/// Longest reference or reason, in characters.
pub const WORDS_MAX: usize = 2_000;

/// Why there is a credential or a revocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A person asked for a credential.
    SignIn(SignIn),
    /// The person's vote on paper counts.
    Paper(PaperVote),
    /// The office decided.
    Administrative(Decision),
}

/// A person's request for a credential, as the person's own e-ID signed it.
#[derive(Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Who, as the registrar says; the token shows it.
    pub number: RollNumber,
    /// The origin for which the card signed.
    pub origin: String,
    /// The authentication token as the browser sent it.
    pub token: Vec<u8>,
    /// The registrar's part of what was signed.
    pub server_nonce: ServerNonce,
    /// The OCSP answer on the certificate; none in an outage that officials declared.
    pub ocsp: Option<Vec<u8>>,
    /// When.
    pub at: UnixTime,
    /// The device's proof that it holds the credential's secret.
    pub possession: Authorisation,
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // the token has name, code and key of a person
        f.debug_struct("SignIn").field("number", &self.number).field("at", &self.at).finish_non_exhaustive()
    }
}

/// A vote on paper that takes the place of the online vote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperVote {
    /// Whose.
    pub number: RollNumber,
    /// The office's name for the returned envelope, each used once.
    pub reference: String,
    /// When it was accepted.
    pub at: UnixTime,
}

/// A decision of the office, by two officials.
#[derive(Clone, PartialEq, Eq)]
pub struct Decision {
    /// About whom.
    pub number: RollNumber,
    /// Why.
    pub reason: String,
    /// Who decided: two people.
    pub officials: [PersonId; 2],
    /// When.
    pub at: UnixTime,
}

impl fmt::Debug for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // the reason is free text about a person
        f.debug_struct("Decision").field("number", &self.number).field("at", &self.at).finish_non_exhaustive()
    }
}

/// Why something is no evidence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceError {
    /// Not the encoding.
    #[error("not evidence: {0}")]
    Decode(#[from] DecodeError),
    /// None of the three types.
    #[error("evidence of an unknown type")]
    Type,
    /// No words, or too many.
    #[error("the reason or reference has no words, or more than {WORDS_MAX} characters")]
    Words,
    /// Not an identifier of a person.
    #[error("an official is not identified")]
    Official,
    /// One person cannot be two.
    #[error("both officials are one person")]
    OneOfficial,
    /// A time that nobody means.
    #[error("the time is before 1970 or beyond all years")]
    Time,
}

impl Evidence {
    /// Whose.
    pub fn number(&self) -> RollNumber {
        match self {
            Self::SignIn(sign_in) => sign_in.number,
            Self::Paper(paper) => paper.number,
            Self::Administrative(decision) => decision.number,
        }
    }

    /// For which reason to revoke this is evidence; none if for a credential.
    pub fn reason(&self) -> Option<Reason> {
        match self {
            Self::SignIn(_) => None,
            Self::Paper(_) => Some(Reason::Paper),
            Self::Administrative(_) => Some(Reason::Administrative),
        }
    }

    /// The bytes.
    ///
    /// # Errors
    /// [`EvidenceError`] for what [`Self::decode`] would not take.
    pub fn encode(&self) -> Result<Vec<u8>, EvidenceError> {
        let head = |length, kind: &str| Writer::new().array(length).text(kind).uint(self.number().0);
        Ok(match self {
            Self::SignIn(sign_in) => {
                let writer = head(9, "web-eid")
                    .text(&sign_in.origin)
                    .bytes(&sign_in.token)
                    .bytes(&sign_in.server_nonce.0);
                let writer = match &sign_in.ocsp {
                    None => writer.null(),
                    Some(answer) => writer.bytes(answer),
                };
                writer
                    .uint(seconds(sign_in.at)?)
                    .bytes(sign_in.possession.key.as_bytes())
                    .bytes(&sign_in.possession.z)
            }
            Self::Paper(paper) => head(4, "paper").text(words(&paper.reference)?).uint(seconds(paper.at)?),
            Self::Administrative(Decision { reason, officials: [one, other], at, .. }) => {
                if one == other {
                    return Err(EvidenceError::OneOfficial);
                }
                head(6, "administrative")
                    .text(words(reason)?)
                    .text(&one.expose())
                    .text(&other.expose())
                    .uint(seconds(*at)?)
            }
        }
        .finish())
    }

    /// Reads evidence.
    ///
    /// # Errors
    /// [`EvidenceError`] for all bytes that [`Self::encode`] does not write.
    pub fn decode(bytes: &[u8]) -> Result<Self, EvidenceError> {
        let mut reader = Reader::new(bytes);
        let length = reader.array()?;
        let kind = reader.text()?;
        let number = RollNumber(reader.uint()?);
        let evidence = match (kind, length) {
            ("web-eid", 9) => Self::SignIn(SignIn {
                number,
                origin: reader.text()?.to_owned(),
                token: reader.bytes()?.to_vec(),
                server_nonce: ServerNonce(reader.fixed()?),
                ocsp: if reader.null()? { None } else { Some(reader.bytes()?.to_vec()) },
                at: time(&mut reader)?,
                possession: Authorisation { key: CompressedRistretto(reader.fixed()?), z: reader.fixed()? },
            }),
            ("paper", 4) => {
                let reference = words(reader.text()?)?.to_owned();
                Self::Paper(PaperVote { number, reference, at: time(&mut reader)? })
            }
            ("administrative", 6) => {
                let reason = words(reader.text()?)?.to_owned();
                let mut official = || PersonId::parse(reader.text()?).map_err(|_| EvidenceError::Official);
                let officials = [official()?, official()?];
                let [one, other] = &officials;
                if one == other {
                    return Err(EvidenceError::OneOfficial);
                }
                Self::Administrative(Decision { number, reason, officials, at: time(&mut reader)? })
            }
            _ => return Err(EvidenceError::Type),
        };
        reader.finish()?;
        Ok(evidence)
    }

    /// Encodes the evidence and hides it behind a fresh nonce.
    ///
    /// # Errors
    /// [`EvidenceError`] as for [`Self::encode`].
    pub fn seal(&self, rng: &mut (impl RngCore + CryptoRng)) -> Result<Opening, EvidenceError> {
        let mut nonce = [0; 32];
        rng.fill_bytes(&mut nonce);
        Ok(Opening { nonce, evidence: self.encode()? })
    }
}

fn words(text: &str) -> Result<&str, EvidenceError> {
    if text.trim().is_empty() || text.chars().nth(WORDS_MAX).is_some() {
        Err(EvidenceError::Words)
    } else {
        Ok(text)
    }
}

fn seconds(at: UnixTime) -> Result<u64, EvidenceError> {
    u64::try_from(at.0).map_err(|_| EvidenceError::Time)
}

fn time(reader: &mut Reader<'_>) -> Result<UnixTime, EvidenceError> {
    i64::try_from(reader.uint()?).map(UnixTime).map_err(|_| EvidenceError::Time)
}

/// What opens a commitment on the board.
#[derive(Clone, PartialEq, Eq)]
pub struct Opening {
    /// 32 random bytes.
    pub nonce: [u8; 32],
    /// Encoded [`Evidence`].
    pub evidence: Vec<u8>,
}

impl Opening {
    /// What stands on the board.
    pub fn commitment(&self) -> EvidenceCommitment {
        EvidenceCommitment(hash::sha256(b"tabella/v1/evidence", &[&self.nonce, &self.evidence]))
    }
}

impl fmt::Debug for Opening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opening").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    use super::*;
    use crate::testing::person_id;

    fn sign_in(ocsp: Option<Vec<u8>>) -> Evidence {
        Evidence::SignIn(SignIn {
            number: RollNumber(7),
            origin: "https://vote.example.org".into(),
            token: b"{}".to_vec(),
            server_nonce: ServerNonce([3; 32]),
            ocsp,
            at: UnixTime(1_800_000_000),
            possession: Authorisation { key: CompressedRistretto([4; 32]), z: [5; 32] },
        })
    }

    fn paper(reference: &str, at: i64) -> Evidence {
        let (number, at) = (RollNumber(7), UnixTime(at));
        Evidence::Paper(PaperVote { number, reference: reference.into(), at })
    }

    fn decision(one: u64, other: u64) -> Evidence {
        let officials = [person_id(one), person_id(other)];
        let (reason, at) = ("wrong style".into(), UnixTime(5));
        Evidence::Administrative(Decision { number: RollNumber(7), reason, officials, at })
    }

    #[test]
    fn evidence_is_read_back() {
        for evidence in [sign_in(None), sign_in(Some(vec![1; 300])), paper("B-17", 4), decision(1, 2)] {
            let bytes = evidence.encode().unwrap();
            assert_eq!(Evidence::decode(&bytes).as_ref(), Ok(&evidence));
            assert!(Evidence::decode(&[&bytes[..], &[0]].concat()).is_err());
            for length in 0..bytes.len() {
                assert!(Evidence::decode(&bytes[..length]).is_err());
            }
        }
    }

    #[test]
    fn what_is_no_evidence() {
        assert_eq!(paper("", 4).encode(), Err(EvidenceError::Words));
        assert_eq!(paper(&"x".repeat(WORDS_MAX + 1), 4).encode(), Err(EvidenceError::Words));
        assert_eq!(paper("B-17", -1).encode(), Err(EvidenceError::Time));
        assert_eq!(decision(1, 1).encode(), Err(EvidenceError::OneOfficial));
        let official = person_id(1).expose();
        let alone = Writer::new().array(6).text("administrative").uint(7).text("why");
        let alone = alone.text(&official).text(&official).uint(4).finish();
        assert_eq!(Evidence::decode(&alone), Err(EvidenceError::OneOfficial));
        let unknown = Writer::new().array(4).text("papers").uint(7).text("x").uint(4).finish();
        assert_eq!(Evidence::decode(&unknown), Err(EvidenceError::Type));
    }

    #[test]
    fn a_commitment_opens_one_way() {
        let mut rng = ChaCha20Rng::from_seed([1; 32]);
        let evidence = paper("B-17", 4);
        let (one, two) = (evidence.seal(&mut rng).unwrap(), evidence.seal(&mut rng).unwrap());
        assert_ne!(one.commitment(), two.commitment());
        let expected = [b"tabella/v1/evidence", &one.nonce[..], &one.evidence].concat();
        assert_eq!(one.commitment().0, hash::sha256(&expected, &[]));
    }

    #[test]
    fn nothing_is_printed() {
        let printed = format!("{:?} {:?}", sign_in(None), decision(1, 2));
        assert!(!printed.contains("0000000000001") && !printed.contains("vote.example.org"));
    }

    proptest! {
        #[test]
        fn bytes_have_one_meaning(bytes in prop::collection::vec(any::<u8>(), 0..80), flip in any::<(usize, u8)>()) {
            let mut near = paper("B-17", 4).encode().unwrap();
            let at = flip.0 % near.len();
            near[at] ^= flip.1;
            for bytes in [bytes, near] {
                if let Ok(evidence) = Evidence::decode(&bytes) {
                    prop_assert_eq!(evidence.encode().unwrap(), bytes);
                }
            }
        }
    }
}
