//! How countries are called in the languages of the pages: names of the Unicode CLDR (`data/README.md`).

use std::sync::LazyLock;

use tabella_identity::Country;

/// Every country and territory that the post knows, by name, in the order of the language.
type Names = Vec<(Country, &'static str)>;

macro_rules! names {
    ($($language:literal),*) => {
        [$(($language, read(include_str!(concat!("../data/names/", $language, ".csv"))))),*]
    };
}

static NAMES: LazyLock<[(&str, Names); 5]> = LazyLock::new(|| names!["en", "fr", "de", "lb", "et"]);

fn read(file: &'static str) -> Names {
    let rows = file.lines().skip(1).filter_map(|line| line.split_once(','));
    rows.filter_map(|(code, name)| Some((Country::new(code)?, name))).collect()
}

/// Every country and territory that the post knows, by its name in a language, or else in English: in that language's order,
/// for people to choose from.
pub fn names_of(language: &str) -> &'static [(Country, &'static str)] {
    let [english, ..] = &*NAMES;
    let own = NAMES.iter().find(|(known, _)| *known == language);
    &own.unwrap_or(english).1
}

/// What a country is called in a language; none if the post does not know it.
pub fn name_of(country: Country, language: &str) -> Option<&'static str> {
    names_of(language).iter().find(|(known, _)| *known == country).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::countries;

    #[test]
    fn each_country_once_in_every_language() {
        let known: BTreeSet<Country> = countries().map(crate::AddressFormat::country).collect();
        for (language, names) in &*NAMES {
            let codes: BTreeSet<Country> = names.iter().map(|(country, _)| *country).collect();
            assert_eq!((codes.len(), &codes), (names.len(), &known), "{language}");
            let different: BTreeSet<&str> = names.iter().map(|(_, name)| *name).collect();
            assert_eq!(different.len(), names.len(), "{language}: two of one name");
            // people read names, not capitals
            assert!(names.iter().all(|(_, name)| name.chars().any(char::is_lowercase)), "{language}");
        }
    }

    #[test]
    fn in_the_order_and_the_words_of_the_language() {
        let of = |code: &str, language| name_of(Country::new(code).unwrap(), language).unwrap();
        assert_eq!([of("FI", "et"), of("AX", "et"), of("GB", "fr")], ["Soome", "Ahvenamaa", "Royaume-Uni"]);
        assert_eq!(
            [of("SZ", "lb"), of("MK", "en"), of("DE", "xx")],
            ["Eswatini", "North Macedonia", "Germany"]
        );
        // where an alphabet of bytes would have them last
        let at = |code: &str, language| {
            let country = Country::new(code).unwrap();
            names_of(language).iter().position(|(known, _)| *known == country).unwrap()
        };
        assert!(at("EG", "de") < at("AL", "de"), "Ägypten before Albanien");
        assert!(at("AT", "de") < at("PA", "de"), "Österreich before Panama");
        // Estonian has š and ž before t, õ ä ö ü last
        assert!(at("CH", "et") < at("TZ", "et"), "Šveits before Tansaania");
    }
}
