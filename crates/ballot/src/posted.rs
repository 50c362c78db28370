//! A ballot on the board: cast, or challenged (sections 7 and 8).

use tabella_crypto::{
    CompressedRistretto, ElectionId,
    authorisation::{Authorisation, Purpose, Statement},
    cbor::{DecodeError, Reader, Writer},
};

use crate::{BallotError, EncryptedBallot, Styles};

/// The entry `["ballot", ballot, K, z]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CastBallot {
    /// The ballot.
    pub ballot: EncryptedBallot,
    /// For the purpose `cast`.
    pub authorisation: Authorisation,
}

/// The entry `["challenge", ballot, seed, choices, K, z]`: opened for everyone to check, never counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// The ballot.
    pub ballot: EncryptedBallot,
    /// Its seed, public from now on.
    pub seed: [u8; 32],
    /// What the device says it encrypted: bit-vector options in order, then points options.
    pub choices: Vec<u32>,
    /// For the purpose `challenge`.
    pub authorisation: Authorisation,
}

/// Either of the two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Posted {
    /// To be counted.
    Cast(CastBallot),
    /// To be checked.
    Challenge(Challenge),
}

impl Posted {
    /// The ballot.
    pub fn ballot(&self) -> &EncryptedBallot {
        match self {
            Self::Cast(cast) => &cast.ballot,
            Self::Challenge(challenge) => &challenge.ballot,
        }
    }

    /// The authorisation with the purpose that this entry gives it.
    pub(crate) fn authorisation(&self) -> (&Authorisation, Purpose<'_>) {
        match self {
            Self::Cast(cast) => (&cast.authorisation, Purpose::Cast),
            Self::Challenge(challenge) => {
                (&challenge.authorisation, Purpose::Challenge { seed: &challenge.seed })
            }
        }
    }

    /// Checks the authorisation alone: whether the credential's holder made this entry. Cheap beside the proof; a ballot box
    /// asks this before it spends more on an entry, and before it holds a failing proof against the credential.
    ///
    /// # Errors
    /// [`BallotError::Proof`].
    pub fn check_authorisation(&self, election: &ElectionId) -> Result<(), BallotError> {
        let ballot = self.ballot();
        let (authorisation, purpose) = self.authorisation();
        let (credential, tracker) = (&ballot.credential, ballot.tracker().as_bytes());
        let statement = Statement { election, purpose, credential, tracker };
        Ok(statement.verify(authorisation)?)
    }

    /// The entry's bytes.
    pub fn encode(&self) -> Vec<u8> {
        let (authorisation, _) = self.authorisation();
        let writer = match self {
            Self::Cast(cast) => Writer::new().array(4).text("ballot").bytes(cast.ballot.encode()),
            Self::Challenge(challenge) => {
                let writer = Writer::new().array(6).text("challenge").bytes(challenge.ballot.encode());
                let writer = writer.bytes(&challenge.seed).array(challenge.choices.len());
                challenge.choices.iter().fold(writer, |writer, choice| writer.uint(u64::from(*choice)))
            }
        };
        writer.bytes(authorisation.key.as_bytes()).bytes(&authorisation.z).finish()
    }

    /// Reads an entry.
    ///
    /// # Errors
    /// [`BallotError`] for any bytes that are not the one encoding of a ballot or challenge of this election.
    pub fn decode(bytes: &[u8], styles: &Styles) -> Result<Self, BallotError> {
        let mut reader = Reader::new(bytes);
        let elements = reader.array()?;
        let at = reader.position();
        match (reader.text()?, elements) {
            ("ballot", 4) => {
                let ballot = EncryptedBallot::decode(reader.bytes()?, styles)?;
                let authorisation = authorisation(reader)?;
                Ok(Self::Cast(CastBallot { ballot, authorisation }))
            }
            ("challenge", 6) => {
                let ballot = EncryptedBallot::decode(reader.bytes()?, styles)?;
                let seed = reader.fixed()?;
                let expected = ballot.ciphertexts.b.len() + ballot.ciphertexts.points_b.len();
                reader.array_of(expected)?;
                let choices = (0..expected).map(|_| reader.uint_as()).collect::<Result<_, _>>()?;
                let authorisation = authorisation(reader)?;
                Ok(Self::Challenge(Challenge { ballot, seed, choices, authorisation }))
            }
            _ => Err(DecodeError::Expected { expected: "a ballot or a challenge", at }.into()),
        }
    }
}

/// `K`, `z` and the end.
fn authorisation(mut reader: Reader<'_>) -> Result<Authorisation, DecodeError> {
    let authorisation = Authorisation { key: CompressedRistretto(reader.fixed()?), z: reader.fixed()? };
    reader.finish()?;
    Ok(authorisation)
}
