//! Words of a board, fit for a terminal.

/// A text of somebody else's on one line: each character that [`moves_cursor`] becomes U+FFFD.
pub fn one_line(text: &str) -> String {
    text.chars().map(|c| if moves_cursor(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// Whether a character could write over what a program said, or show it in another order: control characters, line
/// separators, and embeddings, overrides and isolates of the direction of writing.
pub fn moves_cursor(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_its_line() {
        assert_eq!(one_line("Õunapuu, Ülo: אבג\u{200f} (1)"), "Õunapuu, Ülo: אבג\u{200f} (1)");
        for bad in
            ['\n', '\r', '\t', '\u{8}', '\u{1b}', '\u{7f}', '\u{9b}', '\u{2028}', '\u{202e}', '\u{2067}']
        {
            assert_eq!(one_line(&format!("a{bad}b")), "a\u{fffd}b", "{bad:?}");
        }
    }
}
