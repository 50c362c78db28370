//! Characters that people do not see.

/// Control characters, marks of direction, and characters without width that no name needs, as in rolls. The joiners U+200C and
/// U+200D are letters' business in some scripts.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
        || ('\u{2028}'..='\u{202e}').contains(&c)
        || ('\u{2060}'..='\u{206f}').contains(&c)
        || ('\u{e0000}'..='\u{e007f}').contains(&c)
}

/// Whether one of them stands in it.
pub(crate) fn hides(text: &str) -> bool {
    text.contains(is_hidden)
}

/// The text with their numbers instead of them, as `\u{202e}`; shortened to so many letters.
pub(crate) fn shown(text: &str, most: usize) -> String {
    let mut shown = String::new();
    for (position, c) in text.chars().enumerate() {
        if position == most {
            shown.push('\u{2026}');
            break;
        }
        if is_hidden(c) { shown.extend(c.escape_unicode()) } else { shown.push(c) }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_shown() {
        assert!(!hides("Õunapuu, Ülo אבג") && hides("No\u{202e}") && hides("a\nb") && hides("a\u{200b}b"));
        assert_eq!(shown("a\u{202e}b", 9), "a\\u{202e}b");
        assert_eq!((shown("äbc", 3), shown("äbc", 2)), ("äbc".to_owned(), "äb…".to_owned()));
    }
}
