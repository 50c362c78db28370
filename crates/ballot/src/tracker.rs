//! A tracker as people see it: 130 bits in Crockford's base 32, six groups of four and one of two.

use tabella_crypto::Tracker;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Digits of a tracker's text. 26 of 5 bits: with 20 a malicious device could find two ballots of one tracker.
const DIGITS: usize = 26;

/// A text that is no tracker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrackerTextError {
    /// Too long or too short.
    #[error("a tracker has {DIGITS} letters and digits; this has {got}")]
    Length {
        /// Letters and digits given.
        got: usize,
    },
    /// A character outside the alphabet.
    #[error("a tracker cannot contain “{0}”")]
    Character(char),
}

/// The text shown to people: the first 130 bits, most significant first from byte 0.
pub fn tracker_text(tracker: &Tracker) -> String {
    let bit = |i: usize| tracker.0.get(i / 8).map_or(0, |byte| usize::from(byte >> (7 - i % 8) & 1));
    let mut text = String::with_capacity(DIGITS + 6);
    for digit in 0..DIGITS {
        if digit > 0 && digit % 4 == 0 {
            text.push('-');
        }
        let value = (0..5).fold(0, |value, i| value << 1 | bit(digit * 5 + i));
        text.push(char::from(ALPHABET.get(value).copied().unwrap_or(b'0')));
    }
    text
}

/// Reads a text as people type it (case, hyphens and white space ignored, I and L read as 1, O as 0) into the one
/// spelling of [`tracker_text`].
///
/// # Errors
/// [`TrackerTextError`].
pub fn parse_tracker(text: &str) -> Result<String, TrackerTextError> {
    let mut bits = [0u8; 32];
    let mut got = 0;
    for character in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
        let canonical = match character.to_ascii_uppercase() {
            'I' | 'L' => '1',
            'O' => '0',
            other => other,
        };
        let value = ALPHABET
            .iter()
            .position(|digit| char::from(*digit) == canonical)
            .ok_or(TrackerTextError::Character(character))?;
        for i in 0..5 {
            let at = got * 5 + i;
            if let Some(byte) = bits.get_mut(at / 8) {
                *byte |= u8::from(value >> (4 - i) & 1 == 1) << (7 - at % 8);
            }
        }
        got += 1;
    }
    if got == DIGITS { Ok(tracker_text(&Tracker(bits))) } else { Err(TrackerTextError::Length { got }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_the_first_130_bits() {
        let mut bytes = [0; 32];
        bytes[0] = 0b1111_1000;
        bytes[16] = 0b0100_0000; // bit 129, the last one shown
        assert_eq!(tracker_text(&Tracker(bytes)), "Z000-0000-0000-0000-0000-0000-01");
        bytes[16] = 0b0010_0000; // bit 130, not shown
        assert_eq!(tracker_text(&Tracker(bytes)), "Z000-0000-0000-0000-0000-0000-00");
    }

    #[test]
    fn people_may_type_it_their_way() {
        let shown = "Z000-0001-0000-0000-0000-0000-01";
        assert_eq!(parse_tracker(" z00o ooOl0000 0000-00000000\t0I ").as_deref(), Ok(shown));
        assert_eq!(parse_tracker(shown).as_deref(), Ok(shown));
        assert_eq!(parse_tracker("Z000-000U"), Err(TrackerTextError::Character('U')));
        assert_eq!(parse_tracker("Z000"), Err(TrackerTextError::Length { got: 4 }));
        assert_eq!(parse_tracker(&format!("{shown}0")), Err(TrackerTextError::Length { got: 27 }));
    }
}
