//! What the config says of help for people: how the office is reached, and the cards of a demonstration.

use std::collections::BTreeMap;

use serde::Deserialize;
use tabella_identity::PersonId;

use super::ConfigError;
use crate::desk::texts::Texts;

/// How people reach the office. It stands on every page and in every message; what is left out is not shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HelpConfig {
    /// Telephone number, with its country.
    pub phone: String,
    /// E-mail address.
    pub email: String,
    /// Where the office is.
    pub address: String,
    /// When somebody answers, by language (`en`); those of a language that is not there are those of the first one.
    pub hours: BTreeMap<String, String>,
}

impl HelpConfig {
    /// When somebody answers, in a language.
    pub(in crate::desk) fn hours(&self, language: &str) -> &str {
        let hours = self.hours.get(language).or_else(|| self.hours.get("en"));
        hours.or_else(|| self.hours.values().next()).map_or("", String::as_str)
    }

    /// In lines, as a message has it.
    pub(in crate::desk) fn lines(&self, language: &str) -> Vec<&str> {
        let lines = [self.phone.as_str(), &self.email, self.hours(language), &self.address];
        lines.into_iter().flat_map(str::lines).filter(|line| !line.trim().is_empty()).collect()
    }

    /// In one line for each language of the pages; nothing if there is nothing to say.
    pub(crate) fn by_language(&self) -> BTreeMap<String, String> {
        let lines = Texts::languages().map(|(code, _)| (code.to_owned(), self.lines(code).join(", ")));
        lines.filter(|(_, line)| !line.is_empty()).collect()
    }

    /// # Errors
    /// [`ConfigError::Setting`].
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let dials = |c: char| c.is_ascii_digit() || " +-()/".contains(c);
        if !self.phone.chars().all(dials) {
            return Err(ConfigError::Setting("help: phone is a telephone number such as +372 631 6633"));
        }
        if !self.email.is_empty() && self.email.parse::<lettre::Address>().is_err() {
            return Err(ConfigError::Setting("help: email is an e-mail address"));
        }
        Ok(())
    }
}

/// A card of the demo authority.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoCardConfig {
    /// The personal code, such as `PNOEE-38001085718`.
    pub person: String,
    /// Given name.
    pub given_name: String,
    /// Surname.
    pub surname: String,
    /// What the person is in the demonstration.
    pub about: String,
}

impl DemoCardConfig {
    /// What the person is, in the words of a language that a browser accepts.
    #[cfg(feature = "demo")]
    pub(crate) fn about_in(&self, accepted: Option<&str>) -> String {
        Texts::accepted(accepted).find(&format!("role-{}", self.about)).unwrap_or_else(|| self.about.clone())
    }

    /// # Errors
    /// [`ConfigError::Setting`].
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let person = PersonId::parse(&self.person);
        person
            .map(drop)
            .map_err(|_| ConfigError::Setting("demo_card: person is a code such as PNOEE-38001085718"))
    }
}
