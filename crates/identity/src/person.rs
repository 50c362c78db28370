//! Who: the semantics identifier of ETSI EN 319 412-1, and what is said of a person once it was proven.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::RevocationStatus;

/// Longest identifier: `ub-serial-number` of X.520.
pub const PERSON_ID_MAX: usize = 64;

/// Seconds since 1970-01-01T00:00:00Z without leap seconds. There is no clock in this crate: the caller says what time it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnixTime(pub i64);

/// A country: ISO 3166-1 alpha-2, two capital letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Country([u8; 2]);

impl Country {
    /// Two capital ASCII letters, nothing else. Whether such a country exists is not asked.
    pub fn new(text: &str) -> Option<Self> {
        let letters: [u8; 2] = text.as_bytes().try_into().ok()?;
        letters.iter().all(u8::is_ascii_uppercase).then_some(Self(letters))
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|letter| write!(f, "{}", char::from(*letter)))
    }
}

/// What kind of number identifies the person: the identity type of EN 319 412-1, 5.1.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum IdKind {
    /// `PNO`: national personal number.
    Pno,
    /// `PAS`: passport.
    Pas,
    /// `IDC`: national identity card.
    Idc,
    /// `TIN`: tax identification number.
    Tin,
    /// `TAX`: personal tax reference number (of older versions of the standard).
    Tax,
    /// `xx:`: a scheme that the country itself defines.
    National([u8; 2]),
    /// `SER`: a serialNumber that does not follow the standard, as on Belgian and Finnish cards; the country is the
    /// subject's countryName. Our own three letters: the standard defines no such type, so that a bare number and a
    /// `PNO` are never taken for each other.
    Bare,
}

impl IdKind {
    /// The type that the three letters (or two capitals and `:`) before the country say.
    fn parse(text: &str) -> Option<Self> {
        match text {
            "PNO" => Some(Self::Pno),
            "PAS" => Some(Self::Pas),
            "IDC" => Some(Self::Idc),
            "TIN" => Some(Self::Tin),
            "TAX" => Some(Self::Tax),
            "SER" => Some(Self::Bare),
            _ => match *text.as_bytes() {
                [a, b, b':'] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => {
                    Some(Self::National([a, b]))
                }
                _ => None,
            },
        }
    }
}

impl fmt::Display for IdKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pno => "PNO",
            Self::Pas => "PAS",
            Self::Idc => "IDC",
            Self::Tin => "TIN",
            Self::Tax => "TAX",
            Self::Bare => "SER",
            Self::National([a, b]) => return write!(f, "{}{}:", char::from(*a), char::from(*b)),
        })
    }
}

/// Who: country, kind of number, number. Two people are the same if and only if all three are; names are never compared.
///
/// # Security
/// Personal data. `Display` and `Debug` leave the number out ("PNOEE-…"); [`PersonId::expose`] gives it. Zeroized when dropped.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PersonId {
    country: Country,
    kind: IdKind,
    code: Redacted<String>,
}

impl PersonId {
    /// Reads `PNOEE-38001085718`: type, country, hyphen-minus, number, in the one spelling of EN 319 412-1, 5.1.3.
    ///
    /// # Errors
    /// [`PersonIdError`]. It does not repeat the text.
    pub fn parse(text: &str) -> Result<Self, PersonIdError> {
        let kind = text.get(..3).and_then(IdKind::parse).ok_or(PersonIdError::Kind)?;
        let country = text.get(3..5).and_then(Country::new).ok_or(PersonIdError::Country)?;
        let code = text.get(5..).and_then(|rest| rest.strip_prefix('-')).ok_or(PersonIdError::Hyphen)?;
        Self::new(country, kind, code)
    }

    /// From its three parts.
    ///
    /// # Errors
    /// [`PersonIdError`] if the number is empty, too long, or has other characters than digits, capital ASCII letters and
    /// `-./+` inside.
    pub fn new(country: Country, kind: IdKind, code: &str) -> Result<Self, PersonIdError> {
        // Type and country take five, the hyphen one.
        if code.is_empty() || code.len() + 6 > PERSON_ID_MAX {
            return Err(PersonIdError::Length);
        }
        let plain = |letter: &u8| letter.is_ascii_digit() || letter.is_ascii_uppercase();
        let bytes = code.as_bytes();
        let inside = bytes.iter().all(|letter| plain(letter) || b"-./+".contains(letter));
        if !inside || !bytes.first().is_some_and(plain) || !bytes.last().is_some_and(plain) {
            return Err(PersonIdError::Characters);
        }
        Ok(Self { country, kind, code: Redacted(code.to_owned()) })
    }

    /// The country whose number it is (not the citizenship).
    pub fn country(&self) -> Country {
        self.country
    }

    /// What kind of number it is.
    pub fn kind(&self) -> IdKind {
        self.kind
    }

    /// The number alone.
    pub fn expose_code(&self) -> &str {
        self.code.expose()
    }

    /// The whole text, as [`PersonId::parse`] reads it.
    pub fn expose(&self) -> String {
        format!("{}{}-{}", self.kind, self.country, self.code.expose())
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}-…", self.kind, self.country)
    }
}

impl fmt::Debug for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonId({self})")
    }
}

/// Why a text identifies nobody. Says what is wrong with it without repeating it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PersonIdError {
    /// The type is none of EN 319 412-1.
    #[error("does not begin with PNO, PAS, IDC, TIN, TAX or a national type")]
    Kind,
    /// No two capital letters where the country stands.
    #[error("has no country of two capital letters")]
    Country,
    /// No hyphen-minus after the country.
    #[error("has no hyphen after the country")]
    Hyphen,
    /// The number is empty or too long.
    #[error("has a number that is empty or longer than {PERSON_ID_MAX} characters in all")]
    Length,
    /// Characters that no such number has: small letters, blanks, anything outside ASCII.
    #[error("has a number with other characters than digits, capital letters and -./+ inside")]
    Characters,
}

/// Personal data that is not printed by accident: `Debug` says "redacted", and the memory is zeroized when dropped.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Zeroize, ZeroizeOnDrop)]
pub struct Redacted<T: Zeroize>(T);

impl<T: Zeroize> Redacted<T> {
    /// Hides it.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// What is hidden. Every call is a place where it may get out.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> fmt::Debug for Redacted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("redacted")
    }
}

/// Level of assurance of Regulation (EU) 910/2014, article 8. Ordered: higher is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Low.
    Low,
    /// Substantial.
    Substantial,
    /// High.
    High,
}

/// How somebody showed who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Method {
    /// A national card through Web eID.
    WebEid,
    /// A card of the demo authority: anyone can make one.
    DemoCard,
}

/// Somebody who has just shown who they are.
///
/// The only constructor is a successful verification ([`crate::web_eid::verify`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticatedPerson {
    pub(crate) id: PersonId,
    pub(crate) given_name: Redacted<String>,
    pub(crate) surname: Redacted<String>,
    pub(crate) certificate_hash: [u8; 32],
    pub(crate) key_hash: [u8; 32],
    pub(crate) method: Method,
    pub(crate) level: Level,
    pub(crate) revocation: RevocationStatus,
    pub(crate) at: UnixTime,
}

impl AuthenticatedPerson {
    /// Who it is: the only thing to match on.
    pub fn id(&self) -> &PersonId {
        &self.id
    }

    /// Given names as the certificate has them; may be empty. For display only.
    pub fn given_name(&self) -> &Redacted<String> {
        &self.given_name
    }

    /// Surname as the certificate has it; may be empty. For display only.
    pub fn surname(&self) -> &Redacted<String> {
        &self.surname
    }

    /// SHA-256 of the DER authentication certificate.
    pub fn certificate_hash(&self) -> &[u8; 32] {
        &self.certificate_hash
    }

    /// SHA-256 of the DER SubjectPublicKeyInfo: one key under two people is a defect of the issuer (see [`crate::KeyIndex`]).
    pub fn key_hash(&self) -> &[u8; 32] {
        &self.key_hash
    }

    /// How it was shown.
    pub fn method(&self) -> Method {
        self.method
    }

    /// The level of assurance of the card's issuer, as configured.
    pub fn level(&self) -> Level {
        self.level
    }

    /// What was found of the certificate's revocation.
    pub fn revocation(&self) -> RevocationStatus {
        self.revocation
    }

    /// When it was verified.
    pub fn at(&self) -> UnixTime {
        self.at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_has_one_spelling() {
        let id = PersonId::parse("PNOEE-38001085718").unwrap();
        assert_eq!(
            (id.country().to_string(), id.kind(), id.expose_code()),
            ("EE".into(), IdKind::Pno, "38001085718")
        );
        for text in
            ["PNOEE-38001085718", "PNOLV-321922-33032", "EI:SE-1234567890", "PASUS-X1", "SERFI-999020016"]
        {
            assert_eq!(PersonId::parse(text).unwrap().expose(), text);
        }
        let refused = [
            ("", PersonIdError::Kind),
            ("38001085718", PersonIdError::Kind),
            ("pnoEE-38001085718", PersonIdError::Kind),
            ("PNÖEE-38001085718", PersonIdError::Kind),
            ("PNOee-38001085718", PersonIdError::Country),
            ("PNOEE38001085718", PersonIdError::Hyphen),
            ("PNOEE\u{2010}38001085718", PersonIdError::Hyphen),
            ("PNOEE-", PersonIdError::Length),
            ("PNOEE- 38001085718", PersonIdError::Characters),
            ("PNOEE-38001085718 ", PersonIdError::Characters),
            ("PNOEE-3800108571\u{0668}", PersonIdError::Characters),
            ("PNOFI-131052-308t", PersonIdError::Characters),
        ];
        for (text, why) in refused {
            assert_eq!(PersonId::parse(text), Err(why), "{text}");
        }
        assert_eq!(PersonId::parse(&format!("PNOEE-{}", "1".repeat(59))), Err(PersonIdError::Length));
        assert!(PersonId::parse(&format!("PNOEE-{}", "1".repeat(58))).is_ok());
    }

    #[test]
    fn people_differ_by_country_kind_and_number() {
        let texts = ["PNOEE-1", "PNOLT-1", "IDCEE-1", "SEREE-1", "PNOEE-01"];
        let ids: std::collections::BTreeSet<_> =
            texts.iter().map(|text| PersonId::parse(text).unwrap()).collect();
        assert_eq!(ids.len(), texts.len());
    }

    #[test]
    fn nobody_is_printed_by_accident() {
        let id = PersonId::parse("PNOEE-38001085718").unwrap();
        let printed = format!("{id} {id:?} {:?}", Redacted::new("JÕEORG".to_owned()));
        assert_eq!(printed, "PNOEE-… PersonId(PNOEE-…) redacted");
    }
}
