//! Addresses to which papers are sent.

use std::fmt;

use tabella_crypto::cbor::{DecodeError, Reader, Writer};
use tabella_identity::Country;

use crate::{
    country::{AddressFormat, Part, format_of},
    field::{Fault, Field, LINE_MAX, Wrong, line, lines},
};

/// Most lines of a street.
const STREET_LINES: usize = 3;
/// Most free lines.
const FREE_LINES: usize = 6;

/// An address as it is typed: in the country's fields, or in free lines. The recipient is not part of it: papers are sent to
/// the person who votes and to nobody else.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct AddressForm {
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// [`Part::Organisation`].
    pub organisation: String,
    /// [`Part::Street`], its lines separated by line breaks.
    pub street: String,
    /// [`Part::Suburb`].
    pub suburb: String,
    /// [`Part::City`].
    pub city: String,
    /// [`Part::State`].
    pub state: String,
    /// [`Part::PostalCode`].
    pub postal_code: String,
    /// [`Part::SortingCode`].
    pub sorting_code: String,
    /// The whole address in free lines, instead of the fields: for countries whose format is not known, or does not fit.
    pub lines: String,
}

/// Addresses are not printed by accident.
impl fmt::Debug for AddressForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AddressForm(redacted)")
    }
}

impl AddressForm {
    /// What was typed into a field.
    pub fn part(&self, part: Part) -> &str {
        match part {
            Part::Organisation => &self.organisation,
            Part::Street => &self.street,
            Part::Suburb => &self.suburb,
            Part::City => &self.city,
            Part::State => &self.state,
            Part::PostalCode => &self.postal_code,
            Part::SortingCode => &self.sorting_code,
        }
    }

    /// The field, to be filled in.
    pub fn part_mut(&mut self, part: Part) -> &mut String {
        match part {
            Part::Organisation => &mut self.organisation,
            Part::Street => &mut self.street,
            Part::Suburb => &mut self.suburb,
            Part::City => &mut self.city,
            Part::State => &mut self.state,
            Part::PostalCode => &mut self.postal_code,
            Part::SortingCode => &mut self.sorting_code,
        }
    }

    pub(crate) fn write(&self, writer: Writer) -> Writer {
        let writer = writer.array(2 + Part::ALL.len()).text(&self.country).text(&self.lines);
        Part::ALL.into_iter().fold(writer, |writer, part| writer.text(self.part(part)))
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.array_of(2 + Part::ALL.len())?;
        let mut form =
            Self { country: reader.text()?.into(), lines: reader.text()?.into(), ..Self::default() };
        for part in Part::ALL {
            *form.part_mut(part) = reader.text()?.into();
        }
        Ok(form)
    }
}

/// An address to which the post can deliver.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    country: Country,
    form: AddressForm,
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address(redacted, {})", self.country)
    }
}

impl Address {
    /// Checks what was typed by the country's format.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn check(form: &AddressForm) -> Result<Self, Vec<Fault>> {
        let country = form.country.trim().to_ascii_uppercase();
        let format = Country::new(&country).and_then(format_of);
        let Some(format) = format else {
            let wrong = if country.is_empty() { Wrong::Unchosen } else { Wrong::Country };
            return Err(vec![Fault::new(Field::Country, wrong)]);
        };
        let mut kept = AddressForm { country, ..AddressForm::default() };
        let mut faults = Vec::new();
        if !format.is_known() || !form.lines.trim().is_empty() {
            match lines(&form.lines, FREE_LINES) {
                Ok(lines) if lines.is_empty() => faults.push(Fault::new(Field::Lines, Wrong::Missing)),
                Ok(lines) => kept.lines = lines.join("\n"),
                Err(wrong) => faults.push(Fault::new(Field::Lines, wrong)),
            }
        } else {
            let has = format.parts();
            for part in Part::ALL {
                match check_part(format, part, has.contains(&part), form.part(part)) {
                    Ok(text) => *kept.part_mut(part) = text,
                    Err(wrong) => faults.push(Fault::new(Field::Address(part), wrong)),
                }
            }
        }
        if faults.is_empty() { Ok(Self { country: format.country(), form: kept }) } else { Err(faults) }
    }

    /// The address that the roll has, in lines.
    ///
    /// # Errors
    /// [`Wrong::NotRegistered`] if there is none that can be printed.
    pub(crate) fn registered(home: Country, address: &str) -> Result<Self, Wrong> {
        let lines: Vec<&str> = address.lines().filter(|line| !line.is_empty()).collect();
        if lines.is_empty() {
            return Err(Wrong::NotRegistered);
        }
        let form =
            AddressForm { country: home.to_string(), lines: lines.join("\n"), ..AddressForm::default() };
        Ok(Self { country: home, form })
    }

    /// Which country.
    pub fn country(&self) -> Country {
        self.country
    }

    /// As it would be typed: [`Self::check`] gives the same address again.
    pub fn form(&self) -> &AddressForm {
        &self.form
    }

    /// The lines of a letter within the country.
    pub fn lines(&self, recipient: &str) -> Vec<String> {
        if self.form.lines.is_empty()
            && let Some(format) = format_of(self.country)
        {
            return format.lay_out(recipient, |part| self.form.part(part));
        }
        std::iter::once(recipient).chain(self.form.lines.lines()).map(ToOwned::to_owned).collect()
    }

    /// The lines of a letter that is posted in `from`: the last line of one that goes abroad is the country (UPU, Letter Post
    /// Manual).
    pub fn label(&self, recipient: &str, from: Country) -> Vec<String> {
        let mut lines = self.lines(recipient);
        if self.country != from {
            let name = format_of(self.country).map(AddressFormat::name);
            lines.push(name.map_or_else(|| self.country.to_string(), ToOwned::to_owned));
        }
        lines
    }

    /// An address that was checked when it was kept. It is not checked again: the table may have changed since.
    pub(crate) fn kept(form: &AddressForm) -> Option<Self> {
        Some(Self { country: Country::new(&form.country)?, form: form.clone() })
    }
}

fn check_part(
    format: &'static AddressFormat,
    part: Part,
    written: bool,
    typed: &str,
) -> Result<String, Wrong> {
    let text = match part {
        Part::Street => lines(typed, STREET_LINES)?.join("\n"),
        _ => line(typed, LINE_MAX)?,
    };
    match part {
        _ if text.is_empty() && format.requires(part) => Err(Wrong::Missing),
        _ if text.is_empty() => Ok(text),
        // it would be typed and never written on the envelope
        _ if !written => Err(Wrong::Unknown),
        Part::PostalCode => format.postal_code(&text),
        _ => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::country::countries;

    fn form(country: &str, parts: &[(Part, &str)]) -> AddressForm {
        let mut form = AddressForm { country: country.into(), ..AddressForm::default() };
        for (part, text) in parts {
            *form.part_mut(*part) = (*text).to_owned();
        }
        form
    }

    fn wrong(form: &AddressForm) -> Vec<(Field, Wrong)> {
        let faults = Address::check(form).unwrap_err();
        faults.into_iter().map(|fault| (fault.field, fault.wrong)).collect()
    }

    #[test]
    fn a_letter_abroad() {
        let typed = form(
            "gb",
            &[
                (Part::Organisation, "c/o  The Swan Hotel"),
                (Part::Street, " 10 High Street \r\n\r\n Flat 2"),
                (Part::City, "Bath"),
                (Part::PostalCode, "ba15ln"),
            ],
        );
        let address = Address::check(&typed).unwrap();
        let home = Country::new("LU").unwrap();
        assert_eq!(
            address.label("Ann Lee", home),
            [
                "Ann Lee",
                "c/o The Swan Hotel",
                "10 High Street",
                "Flat 2",
                "BATH",
                "BA1 5LN",
                "UNITED KINGDOM"
            ]
        );
        assert_eq!(address.label("Ann Lee", address.country()).last().unwrap(), "BA1 5LN");
        assert!(!format!("{address:?} {typed:?}").contains("Bath"));
    }

    #[test]
    fn every_wrong_field_is_named() {
        let typed =
            form("LU", &[(Part::PostalCode, "x"), (Part::State, "Ardennes"), (Part::Street, "a\nb\nc\nd")]);
        assert_eq!(
            wrong(&typed),
            [
                (Field::Address(Part::Street), Wrong::Lines { max: STREET_LINES }),
                (Field::Address(Part::City), Wrong::Missing),
                (Field::Address(Part::State), Wrong::Unknown),
                (Field::Address(Part::PostalCode), Wrong::PostalCode { example: "4750" }),
            ]
        );
        assert_eq!(wrong(&form("", &[])), [(Field::Country, Wrong::Unchosen)]);
        for nowhere in ["ZZ", "Luxembourg", "L"] {
            assert_eq!(wrong(&form(nowhere, &[])), [(Field::Country, Wrong::Country)]);
        }
    }

    #[test]
    fn free_lines_where_no_format_is_known() {
        let qatar = form("QA", &[(Part::City, "Doha")]);
        assert_eq!(wrong(&qatar), [(Field::Lines, Wrong::Missing)]);
        let qatar = AddressForm { lines: " PO Box 801\n\nDoha ".into(), ..qatar };
        let home = Country::new("LU").unwrap();
        let address = Address::check(&qatar).unwrap();
        assert_eq!(address.label("Ann Lee", home), ["Ann Lee", "PO Box 801", "Doha", "QATAR"]);
        let many = AddressForm { lines: "x\n".repeat(FREE_LINES + 1), ..qatar.clone() };
        assert_eq!(wrong(&many), [(Field::Lines, Wrong::Lines { max: FREE_LINES })]);
        let long = AddressForm { lines: "é".repeat(LINE_MAX + 1), ..qatar };
        assert_eq!(wrong(&long), [(Field::Lines, Wrong::TooLong { max: LINE_MAX })]);
        // a country whose format does not fit: a base abroad
        let base = AddressForm { lines: "PSC 3 Box 42\nAPO AE 09498".into(), ..form("US", &[]) };
        assert_eq!(Address::check(&base).unwrap().lines("A"), ["A", "PSC 3 Box 42", "APO AE 09498"]);
    }

    /// Texts as people type them, some of them hostile.
    fn typed() -> impl Strategy<Value = String> {
        prop_oneof![
            "[A-Za-zéß' ]{0,12}",
            "[=+@-]?[a-z]{1,4}",
            Just("שלום עולם".to_owned()),
            Just("A\u{301}\u{328}e".to_owned()),
            "[a-z]{0,4}\n[a-z]{0,4}",
        ]
    }

    proptest! {
        #[test]
        fn an_address_goes_round(
            country in 0..countries().count(),
            parts in proptest::collection::vec(typed(), Part::ALL.len()),
            free in prop_oneof![3 => Just(String::new()), 1 => typed()],
        ) {
            let format = countries().nth(country).unwrap();
            let mut form =
                AddressForm { country: format.country().to_string(), lines: free, ..AddressForm::default() };
            for (part, text) in Part::ALL.into_iter().zip(&parts) {
                *form.part_mut(part) =
                    if part == Part::PostalCode { format.example().to_lowercase() } else { text.clone() };
            }
            let Ok(address) = Address::check(&form) else { return Ok(()) };
            // checked again it is the same, and so it is when it was written and read
            prop_assert_eq!(Address::check(address.form()), Ok(address.clone()));
            let bytes = address.form().write(Writer::new()).finish();
            let read = AddressForm::read(&mut Reader::new(&bytes)).unwrap();
            prop_assert_eq!(Address::kept(&read), Some(address.clone()));
            // everything that was typed is on the envelope, and no line breaks it
            let label = address.label("Ann Lee", Country::new("LU").unwrap());
            prop_assert!(label.iter().all(|line| !line.is_empty() && !line.contains('\n')));
            prop_assert!(label.len() <= crate::print::LABEL_LINES, "{:?}", label);
            let whole = label.join("\n").to_uppercase();
            for part in Part::ALL {
                for line in address.form().part(part).lines() {
                    prop_assert!(whole.contains(&line.to_uppercase()), "{:?} of {}", part, format.country());
                }
            }
        }
    }
}
