//! What people typed, on its way into a document: as data, and only what can be printed.

use typst::foundations::{Array, IntoValue, Value, dict};

use crate::world::{Fonts, MONO, SERIF};

/// In place of what no font has: somebody writes it by hand.
const MISSING: char = '□';

/// A word longer than this may be broken after so many characters: a line has an end.
const WORD: usize = 32;
/// Where a line may be broken without anything to be seen.
const BREAK: char = '\u{200b}';

/// A text with the font that has all of it.
pub(crate) struct Said {
    text: String,
    font: &'static str,
    /// Whether something of it is to be written by hand.
    pub(crate) by_hand: bool,
}

/// A text as it can be printed. One font is chosen for all of it, or else the shaping of one character could fail, and with it
/// the whole document: PDF/UA forbids glyphs that mean nothing.
pub(crate) fn said(text: &str) -> Said {
    let text: String = text.chars().filter_map(seen).collect();
    let fonts = Fonts::get();
    let known = |font: &str| text.chars().filter(|c| fonts.has(font, *c)).count();
    // of two that have as much, the one for reading
    let font = if known(MONO) > known(SERIF) { MONO } else { SERIF };
    let whole = known(font) == text.chars().count();
    // the sign for what is missing is not in every font
    let font = if whole || fonts.has(font, MISSING) { font } else { MONO };
    let text: String = text.chars().map(|c| if fonts.has(font, c) { c } else { MISSING }).collect();
    let by_hand = text.contains(MISSING);
    Said { text: breakable(&text), font, by_hand }
}

/// A character as it is printed: what cannot be seen changes nothing in what can be.
fn seen(c: char) -> Option<char> {
    match c {
        _ if c.is_whitespace() => Some(if c == '\u{a0}' || c == '\u{202f}' { c } else { ' ' }),
        _ if c.is_control() => None,
        // soft hyphen; widths of nothing; marks, embeddings, overrides and isolates of direction; joiners; byte order
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{e0000}'..='\u{e0fff}' => None,
        // private use: what it means, nobody knows
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => Some(MISSING),
        _ => Some(c),
    }
}

fn breakable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for c in text.chars() {
        if c == ' ' {
            run = 0;
        } else {
            if run == WORD {
                out.push(BREAK);
                run = 0;
            }
            run += 1;
        }
        out.push(c);
    }
    out
}

impl IntoValue for Said {
    fn into_value(self) -> Value {
        Value::Dict(dict! { "text" => self.text, "font" => self.font })
    }
}

/// Lines of a text, for a template's `lines`.
pub(crate) fn lines<'a>(lines: impl IntoIterator<Item = &'a str>) -> Value {
    Value::Array(lines.into_iter().map(|line| said(line).into_value()).collect::<Array>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seen_is_printed_and_nothing_else() {
        for (typed, printed, font) in [
            ("Müller-Õunapuu, Łódź", "Müller-Õunapuu, Łódź", SERIF),
            ("#read(\"/etc/passwd\") *x* $ @ref", "#read(\"/etc/passwd\") *x* $ @ref", SERIF),
            ("Ольга Ωmega יוסף", "Ольга Ωmega יוסף", SERIF),
            ("فاطمة", "فاطمة", MONO),
            ("a\u{202e}b\tc\u{0}d\u{ad}", "ab cd", SERIF),
            ("e\u{301}", "e\u{301}", SERIF),
        ] {
            let said = said(typed);
            assert_eq!((said.text.as_str(), said.font, said.by_hand), (printed, font, false), "{typed}");
        }
        for (typed, printed) in [("田中 Ann", "□□ Ann"), ("a\u{e000}", "a□")] {
            let said = said(typed);
            assert_eq!((said.text.as_str(), said.by_hand), (printed, true), "{typed}");
        }
    }

    #[test]
    fn long_words_can_be_broken() {
        let said = said(&"W".repeat(70));
        assert_eq!(said.text.split(BREAK).map(str::len).collect::<Vec<_>>(), [32, 32, 6]);
        assert!(!super::said(&"abc ".repeat(70)).text.contains(BREAK));
    }
}
