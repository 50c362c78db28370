//! Every word of the pages and messages, by language. The words stand in `web/texts`; which languages there are is the table
//! below and nothing else.

use std::sync::OnceLock;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use jiff::civil::{Date, DateTime};
use unic_langid::LanguageIdentifier;

/// A language with its files.
struct Source {
    code: &'static str,
    name: &'static str,
    files: [&'static str; 4],
}

macro_rules! languages {
    ($($code:literal $name:literal;)*) => {
        &[$(Source {
            code: $code,
            name: $name,
            files: [
                include_str!(concat!("../../../../web/texts/", $code, "/portal.ftl")),
                include_str!(concat!("../../../../web/texts/", $code, "/postal.ftl")),
                include_str!(concat!("../../../../web/texts/", $code, "/conduct.ftl")),
                include_str!(concat!("../../../../web/texts/", $code, "/prepare.ftl")),
            ],
        }),*]
    };
}

/// The first one is shown to whoever reads none of them.
const SOURCES: &[Source] = languages! {
    "en" "English";
    "fr" "Français";
    "de" "Deutsch";
    "lb" "Lëtzebuergesch";
    "et" "Eesti";
};

/// The words of one language.
pub(super) struct Texts {
    source: &'static Source,
    bundle: FluentBundle<FluentResource>,
}

/// What stands in a sentence.
pub(super) type Args<'a> = &'a [(&'a str, FluentValue<'a>)];

impl Texts {
    fn all() -> &'static [Self] {
        static ALL: OnceLock<Vec<Texts>> = OnceLock::new();
        ALL.get_or_init(|| SOURCES.iter().map(Self::load).collect())
    }

    fn load(source: &'static Source) -> Self {
        let language: LanguageIdentifier = source.code.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        bundle.set_use_isolating(false);
        for file in source.files {
            // what cannot be read is missing, and a test finds it
            let resource = FluentResource::try_new(file.to_owned()).unwrap_or_else(|(resource, _)| resource);
            bundle.add_resource_overriding(resource);
        }
        Self { source, bundle }
    }

    /// The languages there are: code and name.
    pub(super) fn languages() -> impl ExactSizeIterator<Item = (&'static str, &'static str)> {
        SOURCES.iter().map(|source| (source.code, source.name))
    }

    /// The words of this language, if there are any.
    pub(super) fn of(code: &str) -> Option<&'static Self> {
        Self::all().iter().find(|texts| texts.source.code == code)
    }

    /// The words of the first language that somebody reads (`Accept-Language`), otherwise the first there is.
    pub(super) fn accepted(header: Option<&str>) -> &'static Self {
        let wanted = header.unwrap_or_default().split(',').map(|range| {
            let (range, quality) = range.split_once(';').unwrap_or((range, "q=1"));
            let quality = quality.trim().strip_prefix("q=").and_then(|quality| quality.parse().ok());
            let code = range.trim().split('-').next().unwrap_or_default().to_ascii_lowercase();
            (quality.unwrap_or(0.0_f32), code)
        });
        let mut wanted: Vec<(f32, String)> = wanted.collect();
        wanted.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        wanted.iter().find_map(|(_, code)| Self::of(code)).unwrap_or_else(Self::first)
    }

    /// The words for a language of an election; those of the first language if there are none.
    pub(super) fn or_first(code: &str) -> &'static Self {
        Self::of(code).unwrap_or_else(Self::first)
    }

    fn first() -> &'static Self {
        #[expect(clippy::indexing_slicing, reason = "the table is not empty")]
        &Self::all()[0]
    }

    /// The language's code.
    pub(super) fn code(&self) -> &'static str {
        self.source.code
    }

    /// A text without anything in it.
    pub(super) fn get(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// A text, if there is one under this key.
    pub(super) fn find(&self, key: &str) -> Option<String> {
        self.bundle.get_message(key)?.value()?;
        Some(self.get(key))
    }

    /// A text with something in it. That every key exists is tested; should one be missing all the same, it is shown.
    pub(super) fn with(&self, key: &str, args: Args<'_>) -> String {
        let pattern = self.bundle.get_message(key).and_then(|message| message.value());
        let Some(pattern) = pattern else {
            debug_assert!(false, "no text {key} in {}", self.source.code);
            tracing::error!(key, language = self.source.code, "a text is missing");
            return key.to_owned();
        };
        let mut values = FluentArgs::new();
        for (name, value) in args {
            values.set(*name, value.clone());
        }
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned();
        debug_assert!(errors.is_empty(), "{key}: {errors:?}");
        text
    }

    /// A day: Friday 15 January 2027.
    pub(super) fn date(&self, date: Date) -> String {
        let weekday = self.get(&format!("weekday-{}", date.weekday().to_monday_one_offset()));
        let month = self.get(&format!("month-{}", date.month()));
        let (day, year) = (date.day().to_string(), date.year().to_string());
        let args = [
            ("weekday", weekday.into()),
            ("day", day.into()),
            ("month", month.into()),
            ("year", year.into()),
        ];
        self.with("date-long", &args)
    }

    /// A day and a time of day.
    pub(super) fn moment(&self, at: DateTime) -> String {
        let time = format!("{:02}:{:02}", at.hour(), at.minute());
        self.with("moment", &[("date", self.date(at.date()).into()), ("time", time.into())])
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use tabella_postal::{
        DeliverTo, Duration, How, Reason, State, Step,
        register::{Item, Standing},
    };

    use super::*;

    fn keys(source: &Source) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        for file in source.files {
            assert!(FluentResource::try_new(file.to_owned()).is_ok(), "{}", source.code);
            let names = file.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
            for name in names.filter_map(|line| line.split_once(" =")) {
                assert!(keys.insert(name.0.to_owned()), "{} twice in {}", name.0, source.code);
            }
        }
        keys
    }

    /// A key that one language has and another has not fails the build.
    #[test]
    fn every_language_says_everything() {
        let first = keys(&SOURCES[0]);
        assert!(first.len() > 300);
        for source in SOURCES {
            let own = keys(source);
            let differ: Vec<_> = own.symmetric_difference(&first).collect();
            assert!(differ.is_empty(), "{}: {differ:?}", source.code);
        }
    }

    /// Keys as code and templates write them, and those that are put together.
    #[test]
    fn every_key_in_use_exists() {
        let known = keys(&SOURCES[0]);
        let mut used = BTreeSet::new();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut folders = vec![root.join("src/desk"), root.join("../../web/pages")];
        while let Some(folder) = folders.pop() {
            for file in fs::read_dir(folder).unwrap() {
                let path = file.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = fs::read_to_string(&path).unwrap();
                for call in ["texts.get(\"", "texts.with(\"", "t.get(\"", "t.with(\"", "t.with(\n"] {
                    for (at, _) in text.match_indices(call) {
                        let rest = text[at + call.len()..].trim_start().trim_start_matches('"');
                        used.insert(rest.split('"').next().unwrap().to_owned());
                    }
                }
            }
        }
        assert!(used.len() > 100, "{}", used.len());
        for state in State::ALL {
            used.extend([format!("state-{}", state.name()), format!("state-{}-about", state.name())]);
        }
        used.extend(
            Step::ALL
                .iter()
                .flat_map(|step| [format!("step-{}", step.name()), format!("deed-{}", step.name())]),
        );
        used.extend(Reason::ALL.iter().map(|reason| format!("reason-{}", reason.name())));
        used.extend(DeliverTo::ALL.iter().map(|to| format!("deliver-{}", to.name())));
        used.extend(Duration::ALL.iter().map(|duration| format!("duration-{}", duration.name())));
        used.extend(How::ALL.iter().map(|how| format!("how-{}", how.name())));
        let asked = Standing::ALL.into_iter().filter(|standing| *standing != Standing::NotAsked);
        for standing in asked {
            used.insert(format!("register-{}", standing.name()));
            if !standing.is_clean() {
                let name = standing.name();
                used.extend([format!("mark-register-{name}"), format!("case-register-{name}")]);
            }
        }
        used.extend(Item::ALL.iter().map(|item| format!("field-{}", item.name())));
        let phases = ["unknown", "empty", "setup", "voting", "ended", "closed", "complete"];
        used.extend(phases.iter().flat_map(|phase| [format!("phase-{phase}"), format!("stop-{phase}")]));
        let says = ["open", "notice", "end", "close", "result"];
        used.extend(
            says.iter().flat_map(|say| ["what", "about", "sure", "entry"].map(|key| format!("{key}-{say}"))),
        );
        let trustees =
            ["trustee-commitment", "complaint", "joint-keys", "test-share", "decryption-share", "manifest"];
        used.extend(trustees.map(|kind| format!("entry-{kind}")));
        used.extend(crate::desk::prepare::keys());
        used.extend(["good", "doubt", "bad"].map(|standing| format!("check-{standing}")));
        used.extend((1..=12).map(|month| format!("month-{month}")));
        used.extend((1..=7).map(|day| format!("weekday-{day}")));
        let missing: Vec<_> = used.difference(&known).filter(|key| !key.contains('{')).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    /// What is shown as an example passes its own check, in every language; and what counts things knows one of them.
    #[test]
    fn examples_are_right_and_one_is_one() {
        let ftl = |key: &str| {
            let source = SOURCES.iter().map(|source| Texts::of(source.code).unwrap().get(key));
            source.collect::<Vec<_>>()
        };
        for hint in ftl("field-code-hint") {
            let code = hint.trim_end_matches('.').rsplit(' ').next().unwrap();
            assert!(code.parse::<tabella_postal::PackCode>().is_ok(), "{hint}");
        }
        let t = Texts::or_first("en");
        let there_back = [("there", 1_u64.into()), ("back", 2_u64.into())];
        assert_eq!(t.with("days-there-back", &there_back), "1 day there, 2 days back");
        let length = [("length", 12_u64.into()), ("typed", 3_u64.into())];
        assert!(t.with("wrong-code-length", &length).contains("has 12 letters and digits"));
        // a number before a noun is chosen by it: no text of one form has both
        for source in SOURCES {
            for line in source.files.iter().flat_map(|file| file.lines()) {
                let Some((key, text)) = line.split_once(" = ").filter(|_| !line.starts_with(' ')) else {
                    continue;
                };
                for number in ["$number }", "$count }", "$days }", "$there }", "$back }"] {
                    let noun = text.split_once(number).and_then(|(_, rest)| rest.strip_prefix(' '));
                    assert!(noun.is_none(), "{} {key}: {text}", source.code);
                }
            }
        }
    }

    #[test]
    fn the_language_that_somebody_reads() {
        for header in ["en", "fr;q=0.1, en-GB;q=0.9", "xx", ""] {
            assert_eq!(Texts::accepted(Some(header)).code(), "en", "{header}");
        }
        let t = Texts::or_first("xx");
        assert_eq!(t.date("2027-01-15".parse().unwrap()), "Friday 15 January 2027");
        assert_eq!(t.moment("2027-01-15T09:05:00".parse().unwrap()), "Friday 15 January 2027, 09:05");
    }
}
