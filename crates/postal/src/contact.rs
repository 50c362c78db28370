//! How a person is reached, which may change after a request was signed: nothing of it decides where papers go.

use tabella_crypto::cbor::{DecodeError, Reader, Writer};
use tabella_roll::FieldRules;

use crate::{
    field::{Fault, Field, Wrong, phone},
    request::Request,
};

/// E-mail address and telephone number, each right or empty.
#[derive(Clone, PartialEq, Eq)]
pub struct Contact {
    email: String,
    phone: String,
}

pub(crate) fn email(typed: &str) -> Result<String, Wrong> {
    let email = FieldRules::email(typed.trim()).map_err(|_| Wrong::Email)?;
    Ok(email.map_or_else(String::new, |email| email.expose().clone()))
}

impl Contact {
    /// Reads what was typed.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn check(typed_email: &str, typed_phone: &str) -> Result<Self, Vec<Fault>> {
        match (email(typed_email), phone(typed_phone)) {
            (Ok(email), Ok(phone)) => Ok(Self { email, phone: phone.unwrap_or_default() }),
            (email, phone) => {
                let faults = [(Field::Email, email.err()), (Field::Phone, phone.err())];
                Err(faults.into_iter().filter_map(|(field, wrong)| Some(Fault::new(field, wrong?))).collect())
            }
        }
    }

    /// E-mail; empty if there is none.
    pub fn expose_email(&self) -> &str {
        &self.email
    }

    /// Telephone; empty if there is none.
    pub fn expose_phone(&self) -> &str {
        &self.phone
    }

    /// As the store keeps it, sealed.
    pub fn encode(&self) -> Vec<u8> {
        Writer::new().array(2).text(&self.email).text(&self.phone).finish()
    }

    /// Reads what [`Self::encode`] wrote.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.array_of(2)?;
        let (email, phone) = (reader.text()?.to_owned(), reader.text()?.to_owned());
        reader.finish()?;
        Ok(Self { email, phone })
    }
}

impl Request {
    /// The same request of a person who is reached otherwise now. What was signed stays what it was.
    #[must_use]
    pub fn reached_by(self, contact: &Contact) -> Self {
        self.with_contact(contact.email.clone(), contact.phone.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, form, reference};

    #[test]
    fn what_is_typed_is_checked_and_kept() {
        let contact = Contact::check(" lea@example.org ", "+352 621 123 456").unwrap();
        assert_eq!(contact.expose_email(), "lea@example.org");
        assert!(Contact::decode(&contact.encode()).unwrap() == contact);
        assert!(Contact::check("", "").is_ok(), "nobody has to be reached");
        let Err(faults) = Contact::check("lea", "621") else { panic!("taken") };
        assert_eq!(faults.iter().map(|fault| fault.field).collect::<Vec<_>>(), [Field::Email, Field::Phone]);
        for cut in 0..contact.encode().len() {
            assert!(Contact::decode(&contact.encode()[..cut]).is_err());
        }
    }

    #[test]
    fn only_the_contact_changes() {
        let world = World::new();
        let permission = world.asking().permission().unwrap().unwrap();
        let request = permission.request(&form(), None, reference(1)).unwrap();
        let contact = Contact::check("new@example.org", "").unwrap();
        let reached = request.clone().reached_by(&contact);
        assert_eq!((reached.expose_email(), reached.expose_phone()), ("new@example.org", ""));
        let back = Contact::check(request.expose_email(), request.expose_phone()).unwrap();
        assert!(reached.reached_by(&back) == request);
    }
}
