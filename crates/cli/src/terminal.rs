//! What is printed: words of a board stay where they are printed.

use std::fmt::Write as _;

use serde::Serialize;
use tabella_verifier::moves_cursor;
pub(crate) use tabella_verifier::one_line;

/// A text of this program with words of strangers in it: lines stay lines.
pub(crate) fn lines(text: &str) -> String {
    text.split('\n').map(one_line).collect::<Vec<_>>().join("\n")
}

/// A number of things, in the words of one or of several.
pub(crate) fn count(number: u64, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}

/// An error with its causes, each said once: some errors repeat the one below them.
pub(crate) fn chain(error: &anyhow::Error) -> String {
    let mut said = String::new();
    for cause in error.chain() {
        let words = cause.to_string();
        if said.contains(&words) {
            continue;
        }
        if !said.is_empty() {
            said.push_str(": ");
        }
        said.push_str(&words);
    }
    said
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
    fn nothing_is_said_twice() {
        #[derive(Debug, thiserror::Error)]
        #[error("desk.toml: {source}")]
        struct Outer {
            source: std::io::Error,
        }
        let source = std::io::Error::other("no such file");
        let error = anyhow::Error::from(Outer { source }).context("cannot start");
        assert_eq!(format!("{error:#}"), "cannot start: desk.toml: no such file: no such file");
        assert_eq!(chain(&error), "cannot start: desk.toml: no such file");
        assert_eq!(chain(&anyhow::anyhow!("b").context("a")), "a: b");
    }

    #[test]
    fn one_is_one() {
        let entries = |number: u64| count(number, "entry", "entries");
        assert_eq!([0, 1, 2].map(entries), ["0 entries", "1 entry", "2 entries"]);
    }

    #[test]
    fn words_stay_where_they_are() {
        assert_eq!(lines("error: \u{1b}[1Ax\r\nsecond"), "error: \u{fffd}[1Ax\u{fffd}\nsecond");
        let value = json!({"a\u{9b}": "Ülo \u{1b}[31m\u{7f}\u{202e}\n"});
        let text = json(&value).unwrap();
        assert!(!text.chars().any(moves_cursor) && text.contains("Ülo"), "{text:?}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }
}
