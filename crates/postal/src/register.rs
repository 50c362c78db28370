//! What the population register says of whoever asks, and how that compares with the roll and with what was typed.
//!
//! Papers go where the roll and the request say; the register decides nothing by itself. Where it says something else an
//! official looks, and where it confirms nobody two decide ([`Standing::needs_two`]).

use std::fmt;

use jiff::civil::Date;
use tabella_crypto::cbor::{DecodeError, Reader, Writer};
use tabella_identity::{Country, Redacted};
use tabella_roll::{BirthDate, RollEntry};

use crate::{
    address::AddressForm,
    alarm::plain,
    contact,
    field::{LINE_MAX, line, lines, phone},
    form::{DeliverTo, Form},
    request::Request,
};

/// Most lines of an address.
const ADDRESS_LINES: usize = 6;

macro_rules! words {
    ($Kind:ident { $($Variant:ident $word:literal,)* }) => {
        impl $Kind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$Variant),*];

            /// The word in the database and under which translations stand.
            pub fn name(self) -> &'static str {
                match self { $(Self::$Variant => $word,)* }
            }

            /// The one with this word.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($word => Some(Self::$Variant),)* _ => None }
            }
        }
    };
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// The surname.
    Surname,
    /// All given names.
    GivenNames,
    /// The day of birth.
    BirthDate,
    /// The registered address.
    Address,
    /// The place of birth, which the person typed.
    PlaceOfBirth,
}

words! { Item {
    Surname "surname",
    GivenNames "given-names",
    BirthDate "birth-date",
    Address "registered-address",
    PlaceOfBirth "place-of-birth",
} }

/// What the register says of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The same as roll and request.
    Agrees,
    /// Something else.
    Differs,
    /// It knows nobody with this code.
    NotFound,
    /// The person has died.
    Deceased,
}

words! { Verdict {
    Agrees "agrees",
    Differs "differs",
    NotFound "not-found",
    Deceased "deceased",
} }

/// How a request stands to the register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The office asks none.
    #[default]
    NotAsked,
    /// It has not answered yet.
    Waits,
    /// It has answered.
    Said(Verdict),
}

impl Standing {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::NotAsked,
        Self::Waits,
        Self::Said(Verdict::Agrees),
        Self::Said(Verdict::Differs),
        Self::Said(Verdict::NotFound),
        Self::Said(Verdict::Deceased),
    ];

    /// Of a request about which this was said, in an office that asks a register or does not. What was said stays said.
    pub fn of(asks: bool, verdict: Option<Verdict>) -> Self {
        let unsaid = if asks { Self::Waits } else { Self::NotAsked };
        verdict.map_or(unsaid, Self::Said)
    }

    /// The word under which translations stand.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotAsked => "not-asked",
            Self::Waits => "waits",
            Self::Said(verdict) => verdict.name(),
        }
    }

    /// The standing with this word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.name() == name)
    }

    /// Whether nothing in it needs a look.
    pub fn is_clean(self) -> bool {
        matches!(self, Self::NotAsked | Self::Said(Verdict::Agrees))
    }

    /// Whether an approval goes against the register or ahead of it: two officials, and why in words.
    pub fn needs_two(self) -> bool {
        matches!(self, Self::Waits | Self::Said(Verdict::NotFound | Verdict::Deceased))
    }
}

/// A record as the register writes it.
#[derive(Clone, Default)]
pub struct RecordText {
    /// All given names; may be empty if there is a surname.
    pub given_names: String,
    /// The surname; may be empty if there are given names.
    pub surname: String,
    /// `1980-01-08`.
    pub birth_date: String,
    /// Town and country; may be empty.
    pub place_of_birth: String,
    /// The person has died.
    pub deceased: bool,
    /// Country (ISO 3166-1 alpha-2) and lines of the address.
    pub address: Option<(String, Vec<String>)>,
    /// E-mail; may be empty.
    pub email: String,
    /// Telephone; may be empty.
    pub phone: String,
}

/// A person as the population register knows them.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    given_names: Redacted<String>,
    surname: Redacted<String>,
    birth_date: BirthDate,
    place_of_birth: Redacted<String>,
    deceased: bool,
    address: Option<(Country, Redacted<String>)>,
    email: Redacted<String>,
    phone: Redacted<String>,
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Record(redacted)")
    }
}

/// Not what a register says of a person. It repeats nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a record without a name, with a day that is none, or with a text that is too long or cannot be printed"
)]
pub struct NoRecord;

impl Record {
    /// Reads what the register wrote. E-mail and telephone are left out if they are none: nothing depends on them.
    ///
    /// # Errors
    /// [`NoRecord`].
    pub fn check(text: &RecordText) -> Result<Self, NoRecord> {
        let one = |text: &str| line(text, LINE_MAX).map(Redacted::new).map_err(|_| NoRecord);
        let (given_names, surname) = (one(&text.given_names)?, one(&text.surname)?);
        if given_names.expose().is_empty() && surname.expose().is_empty() {
            return Err(NoRecord);
        }
        let day: Date = text.birth_date.parse().map_err(|_| NoRecord)?;
        if day.to_string() != text.birth_date {
            return Err(NoRecord);
        }
        let address = text.address.as_ref().map(|(country, written)| {
            let country = Country::new(country).ok_or(NoRecord)?;
            let lines = lines(&written.join("\n"), ADDRESS_LINES).map_err(|_| NoRecord)?;
            if lines.is_empty() { Err(NoRecord) } else { Ok((country, Redacted::new(lines.join("\n")))) }
        });
        Ok(Self {
            given_names,
            surname,
            birth_date: BirthDate::new(day),
            place_of_birth: one(&text.place_of_birth)?,
            deceased: text.deceased,
            address: address.transpose()?,
            email: Redacted::new(contact::email(&text.email).unwrap_or_default()),
            phone: Redacted::new(phone(&text.phone).ok().flatten().unwrap_or_default()),
        })
    }

    /// Whether the person has died.
    pub fn is_deceased(&self) -> bool {
        self.deceased
    }

    fn same_address(&self, entry: &RollEntry, home: Country) -> bool {
        let roll = entry.person.address.as_ref();
        match (&self.address, roll) {
            (Some((country, own)), Some(roll)) => *country == home && same(own.expose(), roll.expose()),
            (own, roll) => own.is_none() && roll.is_none(),
        }
    }

    /// In lines; the country only if it is another.
    fn address_text(&self, home: Country) -> String {
        match &self.address {
            Some((country, lines)) if *country == home => lines.expose().clone(),
            Some((country, lines)) => format!("{}\n{country}", lines.expose()),
            None => String::new(),
        }
    }
}

/// Letters and digits say whether two texts are the same: capitals, spaces, hyphens and commas do not.
fn same(one: &str, other: &str) -> bool {
    plain(one) == plain(other)
}

/// The register writes a town, and after a comma its country, which people leave out or write in their language.
fn same_place(registered: &str, typed: &str) -> bool {
    let words = |text: &str| -> Vec<_> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let town = words(registered.split(',').next().unwrap_or_default());
    !town.is_empty() && words(typed).starts_with(&town)
}

/// What the register said, and where it says something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// In one word.
    pub verdict: Verdict,
    /// What the register has where it is not the same; an empty text where it has nothing.
    pub differing: Vec<(Item, Redacted<String>)>,
}

impl Said {
    /// Compares a record, or that there is none, with the person's line on the roll and with the request. Only what is not
    /// the same is kept of it.
    pub fn of(record: Option<&Record>, entry: &RollEntry, request: &Request, home: Country) -> Self {
        let Some(record) = record else { return Self::alone(Verdict::NotFound) };
        if record.deceased {
            return Self::alone(Verdict::Deceased);
        }
        let person = &entry.person;
        let born = record.place_of_birth.expose();
        let compared = [
            (
                Item::Surname,
                same(record.surname.expose(), person.surname.expose()),
                record.surname.expose().clone(),
            ),
            (
                Item::GivenNames,
                same(record.given_names.expose(), person.given_name.expose()),
                record.given_names.expose().clone(),
            ),
            (Item::BirthDate, record.birth_date == person.birth_date, record.birth_date.expose().to_string()),
            (Item::Address, record.same_address(entry, home), record.address_text(home)),
            (
                Item::PlaceOfBirth,
                born.is_empty() || same_place(born, request.expose_place_of_birth()),
                born.clone(),
            ),
        ];
        let differing = compared.into_iter().filter(|(_, is_same, _)| !is_same);
        let differing: Vec<_> = differing.map(|(item, _, text)| (item, Redacted::new(text))).collect();
        let verdict = if differing.is_empty() { Verdict::Agrees } else { Verdict::Differs };
        Self { verdict, differing }
    }

    fn alone(verdict: Verdict) -> Self {
        Self { verdict, differing: Vec::new() }
    }

    /// Where it differs, as the store keeps it, sealed.
    pub fn encode_differing(&self) -> Vec<u8> {
        let writer = Writer::new().array(self.differing.len());
        let put = |writer: Writer, (item, text): &(Item, Redacted<String>)| {
            writer.array(2).text(item.name()).text(text.expose())
        };
        self.differing.iter().fold(writer, put).finish()
    }

    /// Reads what [`Self::encode_differing`] wrote. An item of another version of this program is left out.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn decode(verdict: Verdict, differing: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(differing);
        let mut items = Vec::new();
        for _ in 0..reader.array()? {
            reader.array_of(2)?;
            let (item, text) = (Item::from_name(reader.text()?), reader.text()?.to_owned());
            items.extend(item.map(|item| (item, Redacted::new(text))));
        }
        reader.finish()?;
        Ok(Self { verdict, differing: items })
    }
}

impl Form {
    /// What roll and register know already: nothing is asked twice. Where the person lives by now is where papers are
    /// offered to go; all of it is shown, and can be changed, before anything is signed.
    pub fn prefilled_by(entry: &RollEntry, record: &Record, home: Country) -> Self {
        let mut form = Self::prefilled(entry);
        if record.deceased {
            return form;
        }
        record.place_of_birth.expose().clone_into(&mut form.place_of_birth);
        record.phone.expose().clone_into(&mut form.phone);
        if form.email.is_empty() {
            record.email.expose().clone_into(&mut form.email);
        }
        if let Some((country, lines)) = record.address.as_ref().filter(|_| !record.same_address(entry, home))
        {
            form.deliver_to = Some(if *country == home { DeliverTo::Home } else { DeliverTo::Abroad });
            form.address = AddressForm {
                country: country.to_string(),
                lines: lines.expose().clone(),
                ..AddressForm::default()
            };
        }
        form
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, form, reference};

    fn text() -> RecordText {
        RecordText {
            given_names: "LÉA".into(),
            surname: "Weber".into(),
            birth_date: "1980-01-08".into(),
            place_of_birth: "Esch, Luxembourg".into(),
            address: Some(("LU".into(), vec!["1 rue de l’Été".into(), "L-1234 LUXEMBOURG".into()])),
            ..RecordText::default()
        }
    }

    fn said(world: &World, record: Option<&RecordText>) -> Said {
        let permission = world.asking().permission().unwrap().unwrap();
        let request = permission.request(&form(), None, reference(1)).unwrap();
        let record = record.map(|text| Record::check(text).unwrap());
        Said::of(record.as_ref(), &world.entry, &request, world.terms.home)
    }

    #[test]
    fn small_differences_are_none() {
        let world = World::new();
        assert_eq!(said(&world, Some(&text())), Said::alone(Verdict::Agrees));
        assert_eq!(said(&world, Some(&RecordText { place_of_birth: String::new(), ..text() })).differing, []);
    }

    #[test]
    fn what_differs_is_named_with_what_the_register_has() {
        let world = World::new();
        let changed = |change: &dyn Fn(&mut RecordText)| {
            let mut text = text();
            change(&mut text);
            let said = said(&world, Some(&text));
            assert_eq!(said.verdict, Verdict::Differs);
            assert_eq!(Said::decode(said.verdict, &said.encode_differing()), Ok(said.clone()));
            let [(item, text)] = &said.differing[..] else { panic!("{said:?}") };
            (*item, text.expose().clone())
        };
        assert_eq!(changed(&|text| text.surname = "Wagner".into()), (Item::Surname, "Wagner".into()));
        assert_eq!(changed(&|text| text.given_names = "Lea".into()), (Item::GivenNames, "Lea".into()));
        let born = changed(&|text| text.birth_date = "1980-08-01".into());
        assert_eq!(born, (Item::BirthDate, "1980-08-01".into()));
        assert_eq!(changed(&|text| text.place_of_birth = "Metz".into()), (Item::PlaceOfBirth, "Metz".into()));
        assert_eq!(changed(&|text| text.address = None), (Item::Address, String::new()));
        let abroad = changed(&|text| text.address = Some(("FR".into(), vec!["2 rue X".into()])));
        assert_eq!(abroad, (Item::Address, "2 rue X\nFR".into()));
        // the same lines in another country are another address
        let moved = changed(&|text| text.address.as_mut().unwrap().0 = "BE".into());
        assert_eq!(moved.0, Item::Address);
    }

    #[test]
    fn a_place_begins_with_its_whole_town() {
        let registered = "Esch-sur-Alzette, Luxembourg";
        for typed in [registered, "Esch-sur-Alzette", "esch sur Alzette", "ESCH-SUR-ALZETTE (Luxemburg)"] {
            assert!(same_place(registered, typed), "{typed}");
        }
        for typed in ["", "e", "Esch", "Luxembourg", "Esch-sur-Alzettes", "Alzette, Esch-sur", "Metz"] {
            assert!(!same_place(registered, typed), "{typed}");
        }
        assert!(same_place("Metz", "Metz, France") && same_place("LUXEMBOURG, LUXEMBOURG", "Luxembourg"));
        assert!(!same_place(", Luxembourg", "Luxembourg") && !same_place("Metz", "Metzervisse"));
    }

    #[test]
    fn nobody_and_the_dead_are_no_difference() {
        let world = World::new();
        assert_eq!(said(&world, None), Said::alone(Verdict::NotFound));
        let late = RecordText { deceased: true, surname: "Wagner".into(), ..text() };
        assert_eq!(said(&world, Some(&late)), Said::alone(Verdict::Deceased));
        let late = Record::check(&late).unwrap();
        assert_eq!(Form::prefilled_by(&world.entry, &late, world.terms.home), Form::prefilled(&world.entry));
        assert_eq!(format!("{late:?}"), "Record(redacted)");
    }

    #[test]
    fn what_is_no_record() {
        for wrong in [
            RecordText { given_names: String::new(), surname: " ".into(), ..text() },
            RecordText { birth_date: "1980-1-8".into(), ..text() },
            RecordText { birth_date: "19800108".into(), ..text() },
            RecordText { surname: "x".repeat(101), ..text() },
            RecordText { place_of_birth: "a\u{202e}b".into(), ..text() },
            RecordText { address: Some(("Luxembourg".into(), vec!["1 rue X".into()])), ..text() },
            RecordText { address: Some(("LU".into(), vec!["x".into(); 7])), ..text() },
            RecordText { address: Some(("LU".into(), Vec::new())), ..text() },
        ] {
            assert_eq!(Record::check(&wrong), Err(NoRecord));
        }
        let unreachable = RecordText { email: "nowhere".into(), phone: "1".into(), ..text() };
        assert_eq!(Record::check(&unreachable), Record::check(&text()));
        assert!(Said::decode(Verdict::Differs, &[0x82]).is_err());
    }

    #[test]
    fn a_form_is_filled_with_what_is_known() {
        let world = World::new();
        let home = world.terms.home;
        let record = |text: &RecordText| Record::check(text).unwrap();
        let known =
            RecordText { email: "other@example.org".into(), phone: "+352 621 123 456".into(), ..text() };
        let filled = Form::prefilled_by(&world.entry, &record(&known), home);
        assert_eq!(filled.place_of_birth, "Esch, Luxembourg");
        // the roll's own e-mail address holds
        assert_eq!((&*filled.email, &*filled.phone), ("lea@example.org", "+352621123456"));
        assert_eq!(filled.deliver_to, Some(DeliverTo::Registered));
        assert!(!filled.declared);
        let abroad = RecordText {
            address: Some(("FR".into(), vec!["2 rue X".into(), "57000 Metz".into()])),
            ..text()
        };
        let filled = Form::prefilled_by(&world.entry, &record(&abroad), home);
        assert_eq!(filled.deliver_to, Some(DeliverTo::Abroad));
        assert_eq!((&*filled.address.country, &*filled.address.lines), ("FR", "2 rue X\n57000 Metz"));
        let moved = RecordText { address: Some(("LU".into(), vec!["3 rue X".into()])), ..text() };
        assert_eq!(Form::prefilled_by(&world.entry, &record(&moved), home).deliver_to, Some(DeliverTo::Home));
    }

    #[test]
    fn words_and_standings() {
        for standing in Standing::ALL {
            assert_eq!(Standing::from_name(standing.name()), Some(standing));
            assert!(!(standing.is_clean() && standing.needs_two()));
        }
        for item in Item::ALL {
            assert_eq!(Item::from_name(item.name()), Some(*item));
        }
        assert_eq!(Standing::of(false, None), Standing::NotAsked);
        assert_eq!(Standing::of(true, None), Standing::Waits);
        for verdict in Verdict::ALL {
            assert_eq!(Standing::of(false, Some(*verdict)), Standing::Said(*verdict));
        }
    }
}
