//! What is printed: words of a board stay where they are printed.

use std::fmt::Write as _;

use serde::Serialize;
use tabella_verifier::moves_cursor;
pub(crate) use tabella_verifier::one_line;

/// A text of this program with words of strangers in it: lines stay lines.
pub(crate) fn lines(text: &str) -> String {
    text.split('\n').map(one_line).collect::<Vec<_>>().join("\n")
}

/// JSON on one line. serde escapes what JSON demands, which leaves DEL, C1 and the direction of writing to the terminal.
///
/// # Errors
/// If the value has no JSON.
pub(crate) fn json(value: &impl Serialize) -> anyhow::Result<String> {
    let plain = serde_json::to_string(value)?;
    let mut text = String::with_capacity(plain.len());
    for c in plain.chars() {
        if moves_cursor(c) {
            // such characters stand in strings only, and all have four digits; writing to a text cannot fail
            let _ = write!(text, "\\u{:04x}", u32::from(c));
        } else {
            text.push(c);
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn words_stay_where_they_are() {
        assert_eq!(lines("error: \u{1b}[1Ax\r\nsecond"), "error: \u{fffd}[1Ax\u{fffd}\nsecond");
        let value = json!({"a\u{9b}": "Ülo \u{1b}[31m\u{7f}\u{202e}\n"});
        let text = json(&value).unwrap();
        assert!(!text.chars().any(moves_cursor) && text.contains("Ülo"), "{text:?}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }
}
