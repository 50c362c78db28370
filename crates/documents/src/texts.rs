//! Every word of the documents, by language. The words stand in `web/texts`.

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// Code and texts: the documents' own, and those of the pages that documents repeat.
type Source = (&'static str, [&'static str; 2]);

macro_rules! languages {
    ($($code:literal),*) => {
        [$((
            $code,
            [
                include_str!(concat!("../../../web/texts/", $code, "/documents.ftl")),
                include_str!(concat!("../../../web/texts/", $code, "/postal.ftl")),
            ],
        )),*]
    };
}

const SOURCES: [Source; 5] = languages!["en", "fr", "de", "lb", "et"];

/// The words of one language.
pub(crate) struct Texts {
    pub(crate) code: &'static str,
    bundle: FluentBundle<FluentResource>,
}

impl Texts {
    /// The words of a language; English where there are none.
    pub(crate) fn of(language: &str) -> Self {
        let [english, ..] = SOURCES;
        let (code, files) = SOURCES.into_iter().find(|(code, _)| *code == language).unwrap_or(english);
        let identifier: LanguageIdentifier = code.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![identifier]);
        bundle.set_use_isolating(false);
        for file in files {
            // what cannot be read is missing, and a test finds it
            let resource = FluentResource::try_new(file.to_owned()).unwrap_or_else(|(resource, _)| resource);
            bundle.add_resource_overriding(resource);
        }
        Self { code, bundle }
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
        let code =
            [include_str!("confirmation.rs"), include_str!("packs.rs"), include_str!("reconciliation.rs")]
                .concat();
        let mut used = BTreeSet::new();
        for call in ["t.get(\"", "t.with(\"", "key: \""] {
            used.extend(
                code.match_indices(call).filter_map(|(at, _)| code[at + call.len()..].split('"').next()),
            );
        }
        assert!(used.len() > 30, "{used:?}");
        for (language, [own, pages]) in SOURCES {
            assert!(FluentResource::try_new(own.to_owned()).is_ok(), "{language}");
            let (own, pages) = (keys(own), keys(pages));
            assert!(own.is_disjoint(&pages), "{language}: {:?}", own.intersection(&pages));
            let repeated: BTreeSet<&str> = used.intersection(&pages).copied().collect();
            let known: BTreeSet<&str> = own.union(&repeated).copied().collect();
            assert_eq!(known, used, "{language}");
        }
    }
}
