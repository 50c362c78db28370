//! Every word of the result's pages, by language. The words stand in `web/texts`.

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// Code, the language's own name, texts.
const SOURCES: [(&str, &str, &str); 5] = [
    ("en", "English", include_str!("../../../web/texts/en/results.ftl")),
    ("fr", "Français", include_str!("../../../web/texts/fr/results.ftl")),
    ("de", "Deutsch", include_str!("../../../web/texts/de/results.ftl")),
    ("lb", "Lëtzebuergesch", include_str!("../../../web/texts/lb/results.ftl")),
    ("et", "Eesti", include_str!("../../../web/texts/et/results.ftl")),
];

/// The words of one language.
pub(crate) struct Texts {
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    bundle: FluentBundle<FluentResource>,
}

impl Texts {
    /// The words of a language, wherever it is spoken (`de-LU`); English where there are none.
    pub(crate) fn of(language: &str) -> Self {
        let [english, ..] = SOURCES;
        let main = language.split('-').next().unwrap_or_default();
        let known = SOURCES.into_iter().find(|(code, ..)| main.eq_ignore_ascii_case(code));
        let (code, name, file) = known.unwrap_or(english);
        let identifier: LanguageIdentifier = code.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![identifier]);
        bundle.set_use_isolating(false);
        // what cannot be read is missing, and a test finds it
        bundle.add_resource_overriding(
            FluentResource::try_new(file.to_owned()).unwrap_or_else(|(resource, _)| resource),
        );
        Self { code, name, bundle }
    }

    /// Whether these are words of this language, and not English in their place.
    pub(crate) fn is_of(&self, language: &str) -> bool {
        language.split('-').next().is_some_and(|main| main.eq_ignore_ascii_case(self.code))
    }

    /// A text without anything in it.
    pub(crate) fn get(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// A text with something in it. That every key exists is tested; should one be missing all the same, it is shown.
    pub(crate) fn with(&self, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            debug_assert!(false, "no text {key} in {}", self.code);
            return key.to_owned();
        };
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, value.clone());
        }
        self.bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
    }

    /// A number with a narrow space between groups of three digits (ISO 80000-1), which every language reads.
    pub(crate) fn number(number: u64) -> String {
        let digits = number.to_string();
        let mut text = String::new();
        for (position, digit) in digits.chars().enumerate() {
            if position > 0 && (digits.len() - position).is_multiple_of(3) {
                text.push('\u{202f}');
            }
            text.push(digit);
        }
        text
    }

    /// A share of the whole in per cent with one digit after the mark, rounded half up; nothing of nothing.
    pub(crate) fn share(&self, part: u64, whole: u64) -> String {
        if whole == 0 {
            return String::new();
        }
        let tenths = (u128::from(part) * 1000 + u128::from(whole) / 2) / u128::from(whole);
        format!("{}{}{}\u{a0}%", tenths / 10, self.mark(), tenths % 10)
    }

    /// What stands before decimals.
    pub(crate) fn mark(&self) -> char {
        if self.code == "en" { '.' } else { ',' }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn keys(file: &str) -> BTreeSet<&str> {
        let lines = file.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
        lines.filter_map(|line| Some(line.split_once(" =")?.0)).collect()
    }

    #[test]
    fn every_language_says_what_is_used_and_nothing_else() {
        let code = [
            include_str!("page.rs"),
            include_str!("sheet.rs"),
            include_str!("sections.rs"),
            include_str!("chart.rs"),
            include_str!("working.rs"),
            include_str!("../templates/results.html"),
        ]
        .concat();
        let mut used = BTreeSet::new();
        for call in ["texts.get(\"", "texts.with(\""] {
            used.extend(
                code.match_indices(call).filter_map(|(at, _)| code[at + call.len()..].split('"').next()),
            );
        }
        used.extend(crate::numbers::TURNOUT);
        used.extend(crate::working::METHODS);
        used.extend(crate::working::MANDATES);
        assert!(used.len() > 20, "{used:?}");
        for (language, _, file) in SOURCES {
            assert!(FluentResource::try_new(file.to_owned()).is_ok(), "{language}");
            let turnout = |key: &str| crate::numbers::TURNOUT.contains(&key.replace('-', "_").as_str());
            let plain = |key: &str| {
                key.strip_prefix("turnout-").filter(|rest| turnout(rest)).unwrap_or(key).to_owned()
            };
            let known: BTreeSet<String> = keys(file).into_iter().map(plain).collect();
            let used: BTreeSet<String> = used.iter().map(|key| key.replace('_', "-")).collect();
            assert_eq!(known, used, "{language}");
        }
    }

    #[test]
    fn a_language_has_its_words_in_every_country() {
        for (language, code) in [("de-LU", "de"), ("FR", "fr"), ("et", "et"), ("pt", "en"), ("", "en")] {
            let texts = Texts::of(language);
            assert_eq!(
                (texts.code, texts.is_of(language)),
                (code, language.len() > 1 && language != "pt"),
                "{language}"
            );
        }
    }

    #[test]
    fn numbers_as_people_read_them() {
        assert_eq!(Texts::number(0), "0");
        assert_eq!(Texts::number(999), "999");
        assert_eq!(Texts::number(312_181), "312\u{202f}181");
        assert_eq!(Texts::of("en").share(1, 3), "33.3\u{a0}%");
        assert_eq!(Texts::of("et").share(2, 3), "66,7\u{a0}%");
        assert_eq!(Texts::of("de").share(u64::MAX, u64::MAX), "100,0\u{a0}%");
        assert_eq!(Texts::of("fr").share(0, 0), "");
    }
}
