//! What stands behind a request: the person's own signature, or an official's record of a person who cannot sign.

use std::fmt;

use tabella_crypto::cbor::{DecodeError, Reader, Writer};
use tabella_identity::UnixTime;

use crate::{
    document::{Document, Signed, SignedError},
    field::{LINE_MAX, Wrong, line},
    machine::Actor,
};

/// How somebody asked who did not sign with an e-ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// At the counter.
    Counter,
    /// By telephone.
    Phone,
    /// On paper.
    Paper,
}

impl How {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Counter, Self::Phone, Self::Paper];

    /// The word in forms and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Phone => "phone",
            Self::Paper => "paper",
        }
    }

    /// The way with this word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|how| how.name() == name)
    }
}

/// A request that an official enters for a person: the same rules hold, and the official decides nothing on it.
#[derive(Clone, PartialEq, Eq)]
pub struct OnBehalf {
    how: How,
    record: String,
    at: UnixTime,
}

impl fmt::Debug for OnBehalf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OnBehalf").field("how", &self.how).field("at", &self.at).finish_non_exhaustive()
    }
}

impl OnBehalf {
    /// `record` says where the office keeps the letter, or how the person was identified.
    ///
    /// # Errors
    /// [`Wrong`] if there are no words, too many, or such as cannot be printed.
    pub fn new(how: How, record: &str, at: UnixTime) -> Result<Self, Wrong> {
        let record = line(record, 2 * LINE_MAX)?;
        if record.is_empty() { Err(Wrong::Missing) } else { Ok(Self { how, record, at }) }
    }

    /// How the person asked.
    pub fn how(&self) -> How {
        self.how
    }

    /// Where the letter is kept, or how the person was identified.
    pub fn record(&self) -> &str {
        &self.record
    }
}

/// What stands behind a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Consent {
    /// The person signed it.
    Signed(Signed),
    /// An official entered it.
    OnBehalf(OnBehalf),
}

/// Why something does not stand behind a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConsentRefusal {
    /// Who files a request signs it.
    #[error("the request is not signed")]
    Unsigned,
    /// Another text was signed: the form, the roll or the words have changed since.
    #[error("another text was signed than this request's: read and sign it again")]
    OtherDocument,
}

impl ConsentRefusal {
    /// A short name that stays the same.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unsigned => "unsigned",
            Self::OtherDocument => "other-document",
        }
    }
}

impl Consent {
    /// Whether it stands behind this document, filed by this actor. That the signature is the person's was verified when it
    /// was kept.
    ///
    /// # Errors
    /// [`ConsentRefusal`].
    pub fn check(&self, actor: Actor, document: &Document) -> Result<(), ConsentRefusal> {
        match (self, actor) {
            (Self::Signed(signed), Actor::Citizen) if signed.document() == document => Ok(()),
            (Self::Signed(_), Actor::Citizen) => Err(ConsentRefusal::OtherDocument),
            (Self::OnBehalf(_), Actor::Official(_)) => Ok(()),
            _ => Err(ConsentRefusal::Unsigned),
        }
    }

    /// As the store keeps it, sealed.
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::Signed(signed) => signed.encode(),
            Self::OnBehalf(OnBehalf { how, record, at }) => {
                let writer = Writer::new().array(4).text("on-behalf").text(how.name()).text(record);
                writer.uint(u64::try_from(at.0).unwrap_or(0)).finish()
            }
        }
    }

    /// Reads what [`Self::encode`] wrote.
    ///
    /// # Errors
    /// [`SignedError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, SignedError> {
        let mut reader = Reader::new(bytes);
        if reader.array()? != 4 {
            return Signed::decode(bytes).map(Self::Signed);
        }
        if reader.text()? != "on-behalf" {
            return Err(SignedError::Type);
        }
        let how = How::from_name(reader.text()?).ok_or(SignedError::Type)?;
        let on_behalf = OnBehalf { how, record: reader.text()?.into(), at: UnixTime(reader.uint_as()?) };
        reader.finish().map_err(|error: DecodeError| error.into()).map(|()| Self::OnBehalf(on_behalf))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        document,
        machine::Official,
        testing::{World, form, reference},
    };

    #[test]
    fn who_files_signs_and_who_enters_records() {
        let world = World::new();
        let permission = world.asking().permission().unwrap().unwrap();
        let request = permission.request(&form(), None, reference(1)).unwrap();
        let document = document::of(&request, &world.entry, &world.election, "en");
        let paper = OnBehalf::new(How::Paper, " folder 7,  page 3 ", world.asking().now).unwrap();
        assert_eq!((paper.how(), paper.record()), (How::Paper, "folder 7, page 3"));
        assert_eq!(OnBehalf::new(How::Phone, " ", UnixTime(1)), Err(Wrong::Missing));
        let consent = Consent::OnBehalf(paper);
        assert_eq!(consent.check(Actor::Official(Official([1; 32])), &document), Ok(()));
        for actor in [Actor::Citizen, Actor::System] {
            assert_eq!(consent.check(actor, &document), Err(ConsentRefusal::Unsigned));
        }
        assert_eq!(Consent::decode(&consent.encode()), Ok(consent.clone()));
        for cut in 0..consent.encode().len() {
            assert!(Consent::decode(&consent.encode()[..cut]).is_err());
        }
        for how in How::ALL {
            assert_eq!(How::from_name(how.name()), Some(how));
        }
    }
}
