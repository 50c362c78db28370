//! What a person types, and what is kept of it until it is sent.

use std::fmt;

use tabella_crypto::cbor::{DecodeError, Reader, Writer};
use tabella_roll::RollEntry;

use crate::{address::AddressForm, deadline::Place};

/// Where the papers go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeliverTo {
    /// The address on the roll.
    Registered,
    /// Another address in the country.
    Home,
    /// An address in another country.
    Abroad,
}

impl DeliverTo {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Registered, Self::Home, Self::Abroad];

    /// The word in forms and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Home => "home",
            Self::Abroad => "abroad",
        }
    }

    /// The choice with this word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.name() == name)
    }

    /// Which deadlines hold.
    pub fn place(self) -> Place {
        match self {
            Self::Registered | Self::Home => Place::Home,
            Self::Abroad => Place::Abroad,
        }
    }
}

/// For which elections somebody asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Duration {
    /// This one.
    Election,
    /// All of its year.
    Year,
    /// All, until taken back.
    Standing,
}

impl Duration {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Election, Self::Year, Self::Standing];

    /// The word in forms and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Election => "election",
            Self::Year => "year",
            Self::Standing => "standing",
        }
    }

    /// The choice with this word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.name() == name)
    }
}

/// The form, as typed so far. A draft keeps it, whole or half, right or wrong.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// Where the person was born; the roll does not say.
    pub place_of_birth: String,
    /// Where the papers go.
    pub deliver_to: Option<DeliverTo>,
    /// The address, unless it is the registered one.
    pub address: AddressForm,
    /// For which elections.
    pub duration: Option<Duration>,
    /// In which language to write to the person.
    pub language: String,
    /// E-mail; may be empty.
    pub email: String,
    /// Telephone; may be empty.
    pub phone: String,
    /// The person declares not to have lost the right to vote.
    pub declared: bool,
}

/// What people type is not printed by accident.
impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Form(redacted)")
    }
}

impl Form {
    /// What the roll knows already: nothing is asked twice. Names, day of birth and registered address are shown from the
    /// roll and cannot be typed.
    pub fn prefilled(entry: &RollEntry) -> Self {
        let person = &entry.person;
        Self {
            deliver_to: person.address.is_some().then_some(DeliverTo::Registered),
            duration: Some(Duration::Election),
            language: person.language.clone(),
            email: person.email.as_ref().map_or_else(String::new, |email| email.expose().clone()),
            ..Self::default()
        }
    }

    /// As a draft keeps it.
    pub fn encode(&self) -> Vec<u8> {
        self.write(Writer::new()).finish()
    }

    /// Reads what [`Self::encode`] wrote.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let form = Self::read(&mut reader)?;
        reader.finish()?;
        Ok(form)
    }

    pub(crate) fn write(&self, writer: Writer) -> Writer {
        let writer = writer
            .array(8)
            .text(&self.place_of_birth)
            .text(self.deliver_to.map_or("", DeliverTo::name))
            .text(self.duration.map_or("", Duration::name))
            .text(&self.language)
            .text(&self.email)
            .text(&self.phone)
            .uint(u64::from(self.declared));
        self.address.write(writer)
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.array_of(8)?;
        Ok(Self {
            place_of_birth: reader.text()?.into(),
            deliver_to: DeliverTo::from_name(reader.text()?),
            duration: Duration::from_name(reader.text()?),
            language: reader.text()?.into(),
            email: reader.text()?.into(),
            phone: reader.text()?.into(),
            declared: reader.uint()? == 1,
            address: AddressForm::read(reader)?,
        })
    }
}
