//! How addresses are written in each country: libaddressinput's table (`data/README.md`).

use std::{collections::BTreeMap, sync::LazyLock};

use tabella_identity::Country;

use crate::field::Wrong;

/// A part of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// An organisation, a hotel, or somebody whose letter box it is (c/o).
    Organisation,
    /// Street and number, up to three lines.
    Street,
    /// A part of the town.
    Suburb,
    /// Town.
    City,
    /// State, province, county, prefecture.
    State,
    /// Postal code.
    PostalCode,
    /// A code that some countries have besides (CEDEX).
    SortingCode,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Organisation,
        Self::Street,
        Self::Suburb,
        Self::City,
        Self::State,
        Self::PostalCode,
        Self::SortingCode,
    ];

    /// The part's name in forms and translations.
    pub fn name(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Street => "street",
            Self::Suburb => "suburb",
            Self::City => "city",
            Self::State => "state",
            Self::PostalCode => "postal-code",
            Self::SortingCode => "sorting-code",
        }
    }

    fn letter(self) -> char {
        match self {
            Self::Organisation => 'O',
            Self::Street => 'A',
            Self::Suburb => 'D',
            Self::City => 'C',
            Self::State => 'S',
            Self::PostalCode => 'Z',
            Self::SortingCode => 'X',
        }
    }
}

/// What an address format is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Recipient,
    Part(Part),
    Text(String),
}

/// How addresses of one country are written.
#[derive(Clone, Debug)]
pub struct AddressFormat {
    country: Country,
    name: String,
    lines: Vec<Vec<Piece>>,
    required: String,
    capitals: String,
    prefix: String,
    masks: Vec<String>,
    example: String,
}

static TABLE: LazyLock<BTreeMap<Country, AddressFormat>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(include_str!("../data/countries.csv").as_bytes());
    let rows = reader.records().map_while(Result::ok);
    rows.filter_map(|row| AddressFormat::read(&row)).map(|format| (format.country, format)).collect()
});

/// Every country and territory that the post knows, by code.
pub fn countries() -> impl Iterator<Item = &'static AddressFormat> {
    TABLE.values()
}

/// How addresses of this country are written; none if the post does not know it.
pub fn format_of(country: Country) -> Option<&'static AddressFormat> {
    TABLE.get(&country)
}

impl AddressFormat {
    fn read(row: &csv::StringRecord) -> Option<Self> {
        let column = |at| row.get(at).map(ToOwned::to_owned);
        let masks = column(6)?.split('|').filter(|mask| !mask.is_empty()).map(ToOwned::to_owned).collect();
        Some(Self {
            country: Country::new(row.get(0)?)?,
            name: column(1)?,
            lines: pieces(row.get(2)?),
            required: column(3)?,
            capitals: column(4)?,
            prefix: column(5)?,
            masks,
            example: column(7)?,
        })
    }

    /// Which country.
    pub fn country(&self) -> Country {
        self.country
    }

    /// Its name in English, in capitals: the last line of a letter from abroad.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is known how its addresses are written. If not, they are typed in free lines.
    pub fn is_known(&self) -> bool {
        !self.lines.is_empty()
    }

    /// The parts that an address has, in the order in which they are written.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        for piece in self.lines.iter().flatten() {
            if let Piece::Part(part) = piece
                && !parts.contains(part)
            {
                parts.push(*part);
            }
        }
        parts
    }

    /// Whether an address is not complete without this part.
    pub fn requires(&self, part: Part) -> bool {
        self.required.contains(part.letter())
    }

    /// A postal code of the country, for people to see how one looks.
    pub fn example(&self) -> &str {
        &self.example
    }

    /// A postal code in the country's own spelling. It may be typed in small letters, with or without spaces, hyphens and the
    /// country's prefix.
    ///
    /// # Errors
    /// [`Wrong::PostalCode`].
    pub(crate) fn postal_code(&'static self, typed: &str) -> Result<String, Wrong> {
        let bare = |text: &str| -> String {
            text.chars().filter(|c| *c != ' ' && *c != '-').flat_map(char::to_uppercase).collect()
        };
        if self.masks.is_empty() {
            return Ok(typed.to_owned());
        }
        let typed = bare(typed);
        let prefix = bare(&self.prefix);
        let without = typed.strip_prefix(prefix.as_str()).unwrap_or(&typed);
        let fitting = self.masks.iter().find_map(|mask| fill(mask, without).or_else(|| fill(mask, &typed)));
        fitting.ok_or(Wrong::PostalCode { example: &self.example })
    }

    /// The lines of a letter, without those that would be empty. A text between two parts stands only where both do.
    pub(crate) fn lay_out<'p>(&self, recipient: &'p str, part: impl Fn(Part) -> &'p str) -> Vec<String> {
        let mut written = Vec::new();
        for line in &self.lines {
            let text_of = |piece: Option<&Piece>| match piece {
                Some(Piece::Recipient) => Some(recipient),
                Some(Piece::Part(of)) => Some(part(*of)),
                Some(Piece::Text(_)) | None => None,
            };
            let (mut out, mut after_part) = (String::new(), false);
            for (at, piece) in line.iter().enumerate() {
                match piece {
                    Piece::Text(text) => {
                        let before = at == 0 || after_part;
                        let after = text_of(line.get(at + 1)).is_none_or(|next| !next.is_empty());
                        if before && after {
                            out.push_str(text);
                            after_part = false;
                        }
                    }
                    Piece::Recipient | Piece::Part(_) => {
                        let text = text_of(Some(piece)).unwrap_or_default();
                        // what joined a missing part to the one before joins the next one
                        after_part |= !text.is_empty();
                        let capital =
                            matches!(piece, Piece::Part(part) if self.capitals.contains(part.letter()));
                        out.push_str(&if capital { text.to_uppercase() } else { text.to_owned() });
                    }
                }
            }
            written.extend(out.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()));
        }
        written
    }
}

/// Reads a format such as `%N%n%A%nL-%Z %C`.
fn pieces(format: &str) -> Vec<Vec<Piece>> {
    let mut lines = Vec::new();
    for line in format.split("%n").filter(|line| !line.is_empty()) {
        let (mut pieces, mut text, mut rest) = (Vec::new(), String::new(), line.chars());
        while let Some(c) = rest.next() {
            if c != '%' {
                text.push(c);
                continue;
            }
            let Some(letter) = rest.next() else { break };
            let piece = match letter {
                'N' => Some(Piece::Recipient),
                _ => Part::ALL.into_iter().find(|part| part.letter() == letter).map(Piece::Part),
            };
            if !text.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut text)));
            }
            pieces.extend(piece);
        }
        if !text.is_empty() {
            pieces.push(Piece::Text(text));
        }
        lines.push(pieces);
    }
    lines
}

/// Writes what was typed, without spaces and hyphens, the way the mask has it.
fn fill(mask: &str, bare: &str) -> Option<String> {
    let mut typed = bare.chars();
    let mut filled = String::new();
    for place in mask.chars() {
        let c = match place {
            ' ' | '-' => place,
            'd' => typed.next().filter(char::is_ascii_digit)?,
            'l' => typed.next().filter(char::is_ascii_uppercase)?,
            'x' => typed.next().filter(|c| c.is_ascii_digit() || c.is_ascii_uppercase())?,
            itself => typed.next().filter(|c| *c == itself)?,
        };
        filled.push(c);
    }
    typed.next().is_none().then_some(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: &str) -> &'static AddressFormat {
        format_of(Country::new(code).unwrap()).unwrap()
    }

    #[test]
    fn the_table_is_whole() {
        assert_eq!(countries().count(), include_str!("../data/countries.csv").lines().count() - 1);
        for format in countries() {
            assert!(!format.name.is_empty(), "{}", format.country);
            for part in Part::ALL {
                let written = format.parts().contains(&part);
                assert!(written || !format.requires(part), "{} never writes {part:?}", format.country);
            }
            let recipients = format.lines.iter().flatten().filter(|piece| **piece == Piece::Recipient);
            assert_eq!(recipients.count(), usize::from(format.is_known()), "{}", format.country);
            if !format.masks.is_empty() {
                assert!(
                    format.postal_code(&format.example).is_ok(),
                    "{}: {}",
                    format.country,
                    format.example
                );
            }
        }
        assert!(!of("QA").is_known());
    }

    #[test]
    fn postal_codes_as_people_type_them() {
        for (country, typed, kept) in [
            ("LU", "L-4750", "4750"),
            ("LU", "l 4750", "4750"),
            ("GB", "ec1y8sy", "EC1Y 8SY"),
            ("GB", "BFPO 61", "BFPO 61"),
            ("NL", "1234 ab", "1234 AB"),
            ("PL", "00950", "00-950"),
            ("LV", "lv 1073", "LV-1073"),
            ("LV", "LV-1073", "LV-1073"),
            ("US", "22162 1010", "22162-1010"),
            ("CA", "k1a0b1", "K1A 0B1"),
            ("QA", "anything", "anything"),
        ] {
            assert_eq!(of(country).postal_code(typed), Ok(kept.into()), "{country} {typed}");
        }
        for (country, typed) in [
            ("LU", "475"),
            ("LU", "47500"),
            ("LU", "D-4750"),
            ("GB", "12345"),
            ("DE", "1234A"),
            ("US", "2216"),
        ] {
            let example = of(country).example.as_str();
            let wrong = Err(Wrong::PostalCode { example });
            assert_eq!(of(country).postal_code(typed), wrong, "{country} {typed}");
        }
    }

    #[test]
    fn letters_as_the_post_wants_them() {
        let part = |part| match part {
            Part::Street => "12 Main Street\nApartment 3",
            Part::City => "Springfield",
            Part::State => "il",
            Part::PostalCode => "62701",
            _ => "",
        };
        let lines = of("US").lay_out("Ann Lee", part);
        assert_eq!(lines, ["Ann Lee", "12 Main Street", "Apartment 3", "SPRINGFIELD, IL 62701"]);
        // no state: no comma before it
        let bare = |of| if of == Part::State { "" } else { part(of) };
        assert_eq!(of("US").lay_out("Ann Lee", bare).last().unwrap(), "SPRINGFIELD 62701");
        let lines = of("LU").lay_out("Ann Lee", part);
        assert_eq!(lines, ["Ann Lee", "12 Main Street", "Apartment 3", "L-62701 SPRINGFIELD"]);
    }
}
