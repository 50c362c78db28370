//! A request for a vote by post. It exists only if it is lawful.

use std::fmt;

use tabella_crypto::cbor::{DecodeError, Reader, Writer};
use tabella_identity::UnixTime;
use tabella_roll::RollNumber;

use crate::{
    address::Address,
    attachment::Attachment,
    code::Reference,
    contact::email,
    deadline::Place,
    field::{Fault, Field, LINE_MAX, Wrong, line, phone},
    form::{DeliverTo, Duration, Form},
    permission::Permission,
};

/// Of the encoding.
const VERSION: u64 = 1;

/// A lawful request. The only constructors are [`Permission::request`] and, of what it made, [`Request::decode`].
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    reference: Reference,
    number: RollNumber,
    form: Form,
    deliver_to: DeliverTo,
    duration: Duration,
    address: Address,
    replaces: Option<Reference>,
    attachment: Option<[u8; 32]>,
    at: UnixTime,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("reference", &self.reference).finish_non_exhaustive()
    }
}

/// Bytes that are no request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Not the encoding.
    #[error("not a request: {0}")]
    Decode(#[from] DecodeError),
    /// Of another version, or something in it is nothing that a request has.
    #[error("not a request of this version")]
    Content,
}

impl Permission<'_> {
    /// Makes a request of what was typed. `reference` was drawn before, since the person signs it too.
    ///
    /// # Errors
    /// Every field that is wrong, in the order of the form.
    pub fn request(
        &self,
        typed: &Form,
        attachment: Option<&Attachment>,
        reference: Reference,
    ) -> Result<Request, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut take = |field, result: Result<String, Wrong>| {
            result.unwrap_or_else(|wrong| {
                faults.push(Fault::new(field, wrong));
                String::new()
            })
        };
        let place_of_birth = take(Field::PlaceOfBirth, required(&typed.place_of_birth));
        let language = take(Field::Language, self.language(&typed.language));
        let email = take(Field::Email, email(&typed.email));
        let phone = take(Field::Phone, phone(&typed.phone).map(Option::unwrap_or_default));

        let address = match typed.deliver_to {
            None => Err(vec![Fault::new(Field::DeliverTo, Wrong::Unchosen)]),
            // too late comes first: nobody types an address in vain
            Some(to) => match self.in_time(to.place()) {
                Ok(()) => self.address(to, typed).map(|address| (to, address)),
                Err(wrong) => Err(vec![Fault::new(Field::DeliverTo, wrong)]),
            },
        };
        if typed.deliver_to == Some(DeliverTo::Abroad)
            && self.asking.terms.identity_abroad
            && attachment.is_none()
        {
            faults.push(Fault::new(Field::Attachment, Wrong::Missing));
        }
        if typed.duration.is_none() {
            faults.push(Fault::new(Field::Duration, Wrong::Unchosen));
        }
        if !typed.declared {
            faults.push(Fault::new(Field::Declaration, Wrong::Undeclared));
        }
        match (address, typed.duration) {
            (Ok((deliver_to, address)), Some(duration)) if faults.is_empty() => Ok(Request {
                reference,
                number: self.entry.number,
                form: Form {
                    place_of_birth,
                    deliver_to: Some(deliver_to),
                    address: address.form().clone(),
                    duration: Some(duration),
                    language,
                    email,
                    phone,
                    declared: true,
                },
                deliver_to,
                duration,
                address,
                replaces: self.asking.taken_back.cloned(),
                attachment: attachment.map(Attachment::hash),
                at: self.asking.now,
            }),
            (address, _) => {
                faults.extend(address.err().into_iter().flatten());
                faults.sort_by_key(|fault| fault.field);
                Err(faults)
            }
        }
    }

    fn language(&self, typed: &str) -> Result<String, Wrong> {
        let offered = &self.asking.election.manifest().languages;
        offered.iter().find(|language| *language == typed).cloned().ok_or(Wrong::Language)
    }

    /// Attack G02: what is declared as an address at home is at home, and what goes abroad does.
    fn address(&self, to: DeliverTo, typed: &Form) -> Result<Address, Vec<Fault>> {
        let home = self.asking.terms.home;
        if to == DeliverTo::Registered {
            let registered =
                self.entry.person.address.as_ref().map_or("", |address| address.expose().as_str());
            return Address::registered(home, registered)
                .map_err(|wrong| vec![Fault::new(Field::DeliverTo, wrong)]);
        }
        let address = Address::check(&typed.address)?;
        match (to.place(), address.country() == home) {
            (Place::Home, false) => Err(vec![Fault::new(Field::Country, Wrong::NotAtHome)]),
            (Place::Abroad, true) => Err(vec![Fault::new(Field::Country, Wrong::NotAbroad)]),
            (Place::Home, true) | (Place::Abroad, false) => Ok(address),
        }
    }

    fn in_time(&self, place: Place) -> Result<(), Wrong> {
        if self.deadlines(place).is_some() {
            return Ok(());
        }
        let schedule = &self.asking.election.manifest().schedule;
        let deadline = schedule.postal_deadlines.iter().find(|deadline| deadline.kind == place.kind());
        let until = deadline.map_or(schedule.opens, |deadline| deadline.apply_until);
        let instead = Place::ALL.into_iter().find(|place| self.deadlines(*place).is_some());
        Err(Wrong::TooLate { until, instead })
    }
}

fn required(typed: &str) -> Result<String, Wrong> {
    let text = line(typed, LINE_MAX)?;
    if text.is_empty() { Err(Wrong::Missing) } else { Ok(text) }
}

impl Request {
    /// Its number.
    pub fn reference(&self) -> &Reference {
        &self.reference
    }

    /// Whose: the number on the roll.
    pub fn number(&self) -> RollNumber {
        self.number
    }

    /// What was typed, for a request that takes this one's place; the declaration is made anew.
    pub fn form(&self) -> Form {
        Form { declared: false, ..self.form.clone() }
    }

    /// Where the papers go.
    pub fn deliver_to(&self) -> DeliverTo {
        self.deliver_to
    }

    /// The address, which stays what was signed, whatever becomes of the roll.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// For which elections.
    pub fn duration(&self) -> Duration {
        self.duration
    }

    /// In which language to write.
    pub fn language(&self) -> &str {
        &self.form.language
    }

    pub(crate) fn with_contact(self, email: String, phone: String) -> Self {
        Self { form: Form { email, phone, ..self.form }, ..self }
    }

    /// E-mail; empty if there is none.
    pub fn expose_email(&self) -> &str {
        &self.form.email
    }

    /// Telephone; empty if there is none.
    pub fn expose_phone(&self) -> &str {
        &self.form.phone
    }

    /// Where the person was born.
    pub fn expose_place_of_birth(&self) -> &str {
        &self.form.place_of_birth
    }

    /// The request that was taken back for this one after it was approved.
    pub fn replaces(&self) -> Option<&Reference> {
        self.replaces.as_ref()
    }

    /// SHA-256 of the picture of the passport or identity card.
    pub fn attachment(&self) -> Option<&[u8; 32]> {
        self.attachment.as_ref()
    }

    /// When it came in.
    pub fn at(&self) -> UnixTime {
        self.at
    }

    /// As the store keeps it, sealed.
    pub fn encode(&self) -> Vec<u8> {
        let writer = Writer::new().array(7).uint(VERSION).text(&self.reference.to_string());
        let writer = self.form.write(writer.uint(self.number.0));
        let writer = match &self.replaces {
            Some(reference) => writer.text(&reference.to_string()),
            None => writer.text(""),
        };
        let writer = writer.bytes(self.attachment.as_ref().map_or(&[], <[u8; 32]>::as_slice));
        // nobody asks before 1970
        writer.uint(u64::try_from(self.at.0).unwrap_or(0)).finish()
    }

    /// Reads what [`Self::encode`] wrote. The rules are not asked again: they may have changed since.
    ///
    /// # Errors
    /// [`RequestError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, RequestError> {
        let mut reader = Reader::new(bytes);
        reader.array_of(7)?;
        if reader.uint()? != VERSION {
            return Err(RequestError::Content);
        }
        let reference = |text: &str| text.parse::<Reference>().map_err(|_| RequestError::Content);
        let own = reference(reader.text()?)?;
        let number = RollNumber(reader.uint()?);
        let form = Form::read(&mut reader)?;
        let replaces = Some(reader.text()?).filter(|text| !text.is_empty()).map(reference).transpose()?;
        let attachment = Some(reader.bytes()?).filter(|hash| !hash.is_empty()).map(TryInto::try_into);
        let at = UnixTime(reader.uint_as()?);
        reader.finish()?;
        Ok(Self {
            reference: own,
            number,
            deliver_to: form.deliver_to.ok_or(RequestError::Content)?,
            duration: form.duration.ok_or(RequestError::Content)?,
            address: Address::kept(&form.address).ok_or(RequestError::Content)?,
            form,
            replaces,
            attachment: attachment.transpose().map_err(|_| RequestError::Content)?,
            at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        address::AddressForm,
        country::Part,
        permission::Asking,
        testing::{World, form, reference, unix},
    };

    fn wrong(world: &World, form: &Form) -> Vec<(Field, &'static str)> {
        let permission = world.asking().permission().unwrap().unwrap();
        let faults = permission.request(form, None, reference(1)).unwrap_err();
        faults.iter().map(|fault| (fault.field, fault.wrong.name())).collect()
    }

    #[test]
    fn prefilled_it_lacks_what_the_roll_does_not_know() {
        let world = World::new();
        let prefilled = Form::prefilled(&world.entry);
        assert_eq!(
            wrong(&world, &prefilled),
            [(Field::PlaceOfBirth, "missing"), (Field::Declaration, "undeclared")]
        );
        let whole = Form { place_of_birth: " Esch ".into(), declared: true, ..prefilled };
        let permission = world.asking().permission().unwrap().unwrap();
        let request = permission.request(&whole, None, reference(1)).unwrap();
        assert_eq!(request.deliver_to(), DeliverTo::Registered);
        assert_eq!(request.expose_place_of_birth(), "Esch");
        assert_eq!(request.address().lines("A"), ["A", "1, rue de l'Été", "L-1234 Luxembourg"]);
        assert_eq!(Request::decode(&request.encode()), Ok(request));
    }

    #[test]
    fn an_empty_form_names_every_field() {
        let world = World::new();
        assert_eq!(
            wrong(&world, &Form::default()),
            [
                (Field::PlaceOfBirth, "missing"),
                (Field::DeliverTo, "unchosen"),
                (Field::Duration, "unchosen"),
                (Field::Language, "language"),
                (Field::Declaration, "undeclared"),
            ]
        );
        let hostile = Form {
            language: "de".into(),
            email: "=cmd()@example.org".into(),
            phone: "=1+1".into(),
            place_of_birth: "a\u{202e}b".into(),
            ..form()
        };
        assert_eq!(
            wrong(&world, &hostile),
            [
                (Field::PlaceOfBirth, "unprintable"),
                (Field::Language, "language"),
                (Field::Email, "email"),
                (Field::Phone, "phone"),
            ]
        );
    }

    /// Attack G02: another country under the name of this one would have the later deadline.
    #[test]
    fn the_declared_country_is_the_addresses() {
        let world = World::new();
        let london = AddressForm {
            country: "GB".into(),
            street: "10 High Street".into(),
            city: "Bath".into(),
            postal_code: "BA1 5LN".into(),
            ..AddressForm::default()
        };
        let lied = Form { deliver_to: Some(DeliverTo::Home), address: london.clone(), ..form() };
        assert_eq!(wrong(&world, &lied), [(Field::Country, "not-at-home")]);
        let home = AddressForm { country: "LU".into(), postal_code: "1234".into(), ..london.clone() };
        let lied = Form { deliver_to: Some(DeliverTo::Abroad), address: home.clone(), ..form() };
        assert_eq!(wrong(&world, &lied), [(Field::Country, "not-abroad")]);
        let incomplete = AddressForm { street: String::new(), ..home };
        let incomplete = Form { deliver_to: Some(DeliverTo::Home), address: incomplete, ..form() };
        assert_eq!(wrong(&world, &incomplete), [(Field::Address(Part::Street), "missing")]);

        let abroad = Form { deliver_to: Some(DeliverTo::Abroad), address: london, ..form() };
        let permission = world.asking().permission().unwrap().unwrap();
        let request = permission.request(&abroad, None, reference(1)).unwrap();
        assert_eq!(Request::decode(&request.encode()), Ok(request));
        // a day later it is too late for abroad, and not at home
        let now = unix("2027-01-26T23:00:00Z");
        let permission = Asking { now, ..world.asking() }.permission().unwrap().unwrap();
        let faults = permission.request(&abroad, None, reference(1)).unwrap_err();
        let until = permission.asking.election.manifest().schedule.postal_deadlines[1].apply_until;
        let late = Wrong::TooLate { until, instead: Some(Place::Home) };
        assert_eq!(faults, [Fault::new(Field::DeliverTo, late)]);
    }

    #[test]
    fn nobody_is_registered_nowhere() {
        let mut world = World::new();
        world.entry.person.address = None;
        assert_eq!(Form::prefilled(&world.entry).deliver_to, None);
        let nowhere = Form { deliver_to: Some(DeliverTo::Registered), ..form() };
        assert_eq!(wrong(&world, &nowhere), [(Field::DeliverTo, "not-registered")]);
    }

    #[test]
    fn a_picture_where_the_rules_ask_for_one() {
        let mut world = World::new();
        world.terms.identity_abroad = true;
        let lines =
            AddressForm { country: "QA".into(), lines: "PO Box 1\nDoha".into(), ..AddressForm::default() };
        let abroad = Form { deliver_to: Some(DeliverTo::Abroad), address: lines, ..form() };
        assert_eq!(wrong(&world, &abroad), [(Field::Attachment, "missing")]);
        let picture = Attachment::new(b"%PDF-1.7".to_vec()).unwrap();
        let permission = world.asking().permission().unwrap().unwrap();
        let request = permission.request(&abroad, Some(&picture), reference(1)).unwrap();
        assert_eq!(request.attachment(), Some(&picture.hash()));
        assert_eq!(Request::decode(&request.encode()), Ok(request));
    }

    #[test]
    fn what_is_no_request() {
        let world = World::new();
        let permission = world.asking().permission().unwrap().unwrap();
        let bytes = permission.request(&form(), None, reference(1)).unwrap().encode();
        for cut in 0..bytes.len() {
            assert!(Request::decode(&bytes[..cut]).is_err());
        }
        let longer = [bytes.as_slice(), &[0]].concat();
        assert!(matches!(Request::decode(&longer), Err(RequestError::Decode(_))));
        let mut newer = bytes.clone();
        newer[1] = 2;
        assert_eq!(Request::decode(&newer), Err(RequestError::Content));
        // a draft, whole or half, comes back as it was
        for draft in [form(), Form::default(), Form { phone: "\u{202e}".into(), ..Form::default() }] {
            assert_eq!(Form::decode(&draft.encode()), Ok(draft));
        }
    }
}
