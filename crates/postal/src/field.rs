//! Fields of the form, and what can be wrong with them.

use std::fmt;

use tabella_election::manifest::UtcTime;
use tabella_roll::is_invisible;

use crate::{attachment::ATTACHMENT_MAX, country::Part, deadline::Place};

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Where the person was born.
    PlaceOfBirth,
    /// Where the papers go: registered address, another at home, abroad.
    DeliverTo,
    /// The country of the address.
    Country,
    /// A part of the address.
    Address(Part),
    /// The address in free lines.
    Lines,
    /// For which elections.
    Duration,
    /// In which language the person is written to.
    Language,
    /// E-mail.
    Email,
    /// Telephone.
    Phone,
    /// Picture of the passport or identity card.
    Attachment,
    /// The declaration that the right to vote is not lost.
    Declaration,
}

impl Field {
    /// The field's name in forms and translations.
    pub fn name(self) -> &'static str {
        match self {
            Self::PlaceOfBirth => "place-of-birth",
            Self::DeliverTo => "deliver-to",
            Self::Country => "country",
            Self::Address(part) => part.name(),
            Self::Lines => "lines",
            Self::Duration => "duration",
            Self::Language => "language",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Attachment => "attachment",
            Self::Declaration => "declaration",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What is wrong with a field, and so what to do about it. It never repeats what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// Nothing where something is needed.
    #[error("fill this in")]
    Missing,
    /// Nothing was chosen.
    #[error("choose one")]
    Unchosen,
    /// Too much.
    #[error("shorten this to {max} characters")]
    TooLong {
        /// Most characters.
        max: usize,
    },
    /// Too many lines.
    #[error("use at most {max} lines")]
    Lines {
        /// Most lines.
        max: usize,
    },
    /// Characters that nobody sees.
    #[error("type this again: there are characters in it that cannot be printed")]
    Unprintable,
    /// No country of this code.
    #[error("choose a country from the list")]
    Country,
    /// The address is to be at home, and is not.
    #[error("this address is abroad: choose delivery abroad, or an address in this country")]
    NotAtHome,
    /// The address is to be abroad, and is not.
    #[error("this address is not abroad: choose delivery in this country")]
    NotAbroad,
    /// A field that addresses in this country do not have.
    #[error("addresses in this country do not have this: leave it empty")]
    Unknown,
    /// Not a postal code of this country.
    #[error("type the postal code as in {example}")]
    PostalCode {
        /// One that exists.
        example: &'static str,
    },
    /// The roll has no address.
    #[error("no address is registered for you: choose another address")]
    NotRegistered,
    /// The election is not held in this language.
    #[error("choose one of the languages of this election")]
    Language,
    /// No e-mail address.
    #[error("type an e-mail address as in name@example.org, or leave this empty")]
    Email,
    /// No telephone number.
    #[error("type a telephone number with its country, as in +352 621 123 456, or leave this empty")]
    Phone,
    /// The declaration was not made.
    #[error("you can ask only if you make this declaration: tick it if it is true")]
    Undeclared,
    /// Too late for delivery there.
    #[error("it is too late to have the papers sent there: the last moment was {until}")]
    TooLate {
        /// The last moment.
        until: UtcTime,
        /// Where they could still be sent.
        instead: Option<Place>,
    },
    /// Neither JPEG, PNG nor PDF.
    #[error("upload a photograph (JPEG, PNG) or a PDF")]
    AttachmentKind,
    /// Too large.
    #[error("upload at most {} megabytes", ATTACHMENT_MAX / 1_000_000)]
    AttachmentSize,
}

impl Wrong {
    /// A short name that stays the same: translations stand under it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unchosen => "unchosen",
            Self::TooLong { .. } => "too-long",
            Self::Lines { .. } => "too-many-lines",
            Self::Unprintable => "unprintable",
            Self::Country => "country",
            Self::NotAtHome => "not-at-home",
            Self::NotAbroad => "not-abroad",
            Self::Unknown => "unknown",
            Self::PostalCode { .. } => "postal-code",
            Self::NotRegistered => "not-registered",
            Self::Language => "language",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Undeclared => "undeclared",
            Self::TooLate { .. } => "too-late",
            Self::AttachmentKind => "attachment-kind",
            Self::AttachmentSize => "attachment-size",
        }
    }
}

/// A field that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {wrong}")]
pub struct Fault {
    /// Which.
    pub field: Field,
    /// What is wrong, and so what to do.
    pub wrong: Wrong,
}

impl Fault {
    pub(crate) fn new(field: Field, wrong: Wrong) -> Self {
        Self { field, wrong }
    }
}

/// Most characters in a line of an address and in most fields.
pub(crate) const LINE_MAX: usize = 100;

/// One line as it is kept: spaces around it are gone, those inside are single.
pub(crate) fn line(text: &str, max: usize) -> Result<String, Wrong> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().any(is_invisible) {
        return Err(Wrong::Unprintable);
    }
    if text.chars().nth(max).is_some() { Err(Wrong::TooLong { max }) } else { Ok(text) }
}

/// Lines as they are kept: without empty ones.
pub(crate) fn lines(text: &str, most: usize) -> Result<Vec<String>, Wrong> {
    let lines: Vec<String> = text.lines().map(|text| line(text, LINE_MAX)).collect::<Result<_, _>>()?;
    let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    if lines.len() > most { Err(Wrong::Lines { max: most }) } else { Ok(lines) }
}

/// A telephone number with its country: `+` and 7 to 15 digits (ITU-T E.164), kept without anything between them.
pub(crate) fn phone(text: &str) -> Result<Option<String>, Wrong> {
    let typed: String = text.chars().filter(|c| !c.is_whitespace() && !"-./()".contains(*c)).collect();
    if typed.is_empty() {
        return Ok(None);
    }
    let digits = typed.strip_prefix('+').or_else(|| typed.strip_prefix("00")).ok_or(Wrong::Phone)?;
    let lawful = (7..=15).contains(&digits.len())
        && digits.bytes().all(|digit| digit.is_ascii_digit())
        && !digits.starts_with('0');
    if lawful { Ok(Some(format!("+{digits}"))) } else { Err(Wrong::Phone) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_say_what_they_show() {
        assert_eq!(line("  12,  rue\tde l'Été ", 20), Ok("12, rue de l'Été".into()));
        assert_eq!(line("abc", 3), Ok("abc".into()));
        assert_eq!(line("abcd", 3), Err(Wrong::TooLong { max: 3 }));
        for unseen in ["a\u{202e}b", "a\u{200b}b", "a\0b", "\u{feff}a"] {
            assert_eq!(line(unseen, 20), Err(Wrong::Unprintable));
        }
        assert_eq!(lines("a\r\n\n b \n", 2), Ok(vec!["a".into(), "b".into()]));
        assert_eq!(lines("a\nb\nc", 2), Err(Wrong::Lines { max: 2 }));
    }

    #[test]
    fn telephone_numbers_have_their_country() {
        for (typed, kept) in
            [("+352 621 123 456", "+352621123456"), ("00352-621.123.456", "+352621123456"), ("", "")]
        {
            assert_eq!(phone(typed), Ok(Some(kept.to_owned()).filter(|kept| !kept.is_empty())), "{typed}");
        }
        for wrong in ["621123456", "+352", "+35262112345678901", "+352abc621123", "+0352621123", "=1+1"] {
            assert_eq!(phone(wrong), Err(Wrong::Phone), "{wrong}");
        }
    }
}
