//! Who a certificate is about: its subject, read by ETSI EN 319 412-1 and EN 319 412-2.

use x509_cert::{der::asn1::ObjectIdentifier, name::Name};

use crate::{Country, IdKind, PersonId, PersonIdError, Redacted, certificate::text};

const SURNAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.4");
const SERIAL_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.5");
const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
const GIVEN_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.42");
const ORGANIZATION_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.97");

/// Longest name that is kept, in characters.
const NAME_MAX: usize = 256;

/// A natural person, as a certificate names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Subject {
    pub(crate) id: PersonId,
    pub(crate) given_name: Redacted<String>,
    pub(crate) surname: Redacted<String>,
}

/// Why a subject is not a natural person who can be told from all others. Repeats nothing of the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubjectFault {
    /// No serialNumber, or several.
    #[error("the subject has no serialNumber, or several")]
    SerialNumber,
    /// The serialNumber is neither an identifier of EN 319 412-1 nor a bare number.
    #[error("the subject's serialNumber {0}")]
    Identifier(#[from] PersonIdError),
    /// A bare number and no single countryName to say whose it is.
    #[error("the subject's serialNumber is a bare number and there is no country to say whose")]
    Country,
    /// An organisation: an e-seal is nobody's vote.
    #[error("the subject is an organisation")]
    Organisation,
    /// Neither given name nor surname (EN 319 412-2, 4.2.4: a natural person has one or both).
    #[error("the subject has neither given name nor surname")]
    Nameless,
}

impl Subject {
    pub(crate) fn read(name: &Name) -> Result<Self, SubjectFault> {
        let values = |wanted: ObjectIdentifier| -> Vec<Option<String>> {
            let attributes = name.0.iter().flat_map(|set| set.0.iter());
            attributes.filter(|one| one.oid == wanted).map(|one| text(&one.value)).collect()
        };
        let single = |wanted| match values(wanted).as_slice() {
            [Some(value)] => Some(value.clone()),
            _ => None,
        };
        if !values(ORGANIZATION_IDENTIFIER).is_empty() {
            return Err(SubjectFault::Organisation);
        }
        let serial = single(SERIAL_NUMBER).ok_or(SubjectFault::SerialNumber)?;
        let id = identifier(&serial, single(COUNTRY).as_deref())?;
        let display = |wanted| {
            let joined = values(wanted).into_iter().flatten().collect::<Vec<_>>().join(" ");
            Redacted::new(
                joined.chars().filter(|letter| !letter.is_control()).take(NAME_MAX).collect::<String>(),
            )
        };
        let (given_name, surname) = (display(GIVEN_NAME), display(SURNAME));
        if given_name.expose().is_empty() && surname.expose().is_empty() {
            return Err(SubjectFault::Nameless);
        }
        Ok(Self { id, given_name, surname })
    }
}

/// `PNOEE-38001085718` speaks for itself; a bare number, as on Belgian and Finnish cards, is one of the subject's country.
///
/// A text that has the shape of EN 319 412-1 (`AAABB-` or `AA:BB-`, in any case) is read as that or refused, never as a bare
/// number: one number has one reading.
fn identifier(serial: &str, country: Option<&str>) -> Result<PersonId, SubjectFault> {
    let bytes = serial.as_bytes();
    let shaped = bytes.get(5) == Some(&b'-')
        && bytes
            .iter()
            .take(5)
            .enumerate()
            .all(|(place, byte)| byte.is_ascii_alphabetic() || (place == 2 && *byte == b':'));
    if shaped {
        let id = PersonId::parse(serial)?;
        // Ours alone: no issuer writes it.
        return if id.kind() == IdKind::Bare { Err(PersonIdError::Kind.into()) } else { Ok(id) };
    }
    let country = country.and_then(Country::new).ok_or(SubjectFault::Country)?;
    Ok(PersonId::new(country, IdKind::Bare, serial)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f10_one_number_has_one_reading() {
        let read = |serial, country| identifier(serial, country).map(|id| id.expose());
        assert_eq!(read("PNOEE-38001085718", Some("EE")).unwrap(), "PNOEE-38001085718");
        // The identifier's country counts, not the subject's.
        assert_eq!(read("PNOEE-38001085718", Some("LT")).unwrap(), "PNOEE-38001085718");
        assert_eq!(read("PNOEE-38001085718", None).unwrap(), "PNOEE-38001085718");
        // The same number without its prefix is another identity, not the same person twice.
        assert_eq!(read("38001085718", Some("EE")).unwrap(), "SEREE-38001085718");
        assert_eq!(read("01050399864", Some("BE")).unwrap(), "SERBE-01050399864");
        for serial in
            ["pnoee-38001085718", "PNOee-38001085718", "PnOEE-38001085718", "XYZEE-1", "SEREE-38001085718"]
        {
            assert!(matches!(read(serial, Some("EE")), Err(SubjectFault::Identifier(_))), "{serial}");
        }
        assert_eq!(read("38001085718", None), Err(SubjectFault::Country));
        assert_eq!(read("38001085718", Some("ee")), Err(SubjectFault::Country));
        // Fullwidth digits, a Cyrillic О, a soft hyphen, blanks.
        for serial in [
            "３８００１０８５７１８",
            "PN\u{041e}EE-38001085718",
            "PNOEE\u{ad}-38001085718",
            " 38001085718",
            "",
        ] {
            assert!(read(serial, Some("EE")).is_err(), "{serial:?}");
        }
    }
}
