//! What the config says of votes by post and of messages.

use std::{collections::BTreeSet, net::IpAddr, path::PathBuf};

use jiff::civil::Date;
use serde::Deserialize;
use tabella_identity::Country;
use tabella_postal::{Place, Step, Terms, alarm::Limits};

use super::ConfigError;

/// The law and the office of an election's votes by post. Deadlines stand in the manifest.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostalConfig {
    /// The country of the election, ISO 3166-1 alpha-2: what lies elsewhere is abroad.
    pub home: String,
    /// How old a person must be on polling day, in years.
    #[serde(default = "voting_age")]
    pub voting_age: u8,
    /// First day on which requests are taken, such as `2027-01-04`, in legal time; at once without it.
    #[serde(default)]
    pub requests_from: Option<String>,
    /// Steps that always take two officials, such as `approve`, `reissue`, `reject`.
    #[serde(default = "four_eyes")]
    pub four_eyes: Vec<String>,
    /// Whether two officials approve what goes abroad.
    #[serde(default)]
    pub four_eyes_abroad: bool,
    /// Whether a request from abroad needs a picture of the passport or identity card.
    #[serde(default)]
    pub identity_abroad: bool,
    /// Days that a person may take to answer or to mend an envelope.
    #[serde(default = "answer_days")]
    pub answer_days: u16,
    /// Days in the post within the country: there, and back.
    #[serde(default = "days_home")]
    pub days_home: [u16; 2],
    /// Days in the post abroad: there, and back.
    #[serde(default = "days_abroad")]
    pub days_abroad: [u16; 2],
    /// Days before its deadline at which a person is reminded of a request that was begun and not sent; 0: not at all.
    #[serde(default = "remind_days")]
    pub remind_days: u16,
    /// Days within which a request is to be decided.
    #[serde(default = "goal_days")]
    pub goal_days: u16,
    /// The printing house's key (`age1…`), to which files of addresses are encrypted; none: no files are made.
    #[serde(default)]
    pub printer: Option<String>,
    /// Where votes are sent to, in lines, without the country: printed on letters and return envelopes; none: no envelopes.
    #[serde(default)]
    pub return_address: Vec<String>,
    /// When somebody looks at what requests have in common.
    #[serde(default)]
    pub alarms: AlarmConfig,
}

/// Most lines of the office's own address.
const RETURN_LINES: usize = 7;

fn voting_age() -> u8 {
    18
}

fn four_eyes() -> Vec<String> {
    [Step::Reissue, Step::Reject].map(|step| step.name().to_owned()).to_vec()
}

fn answer_days() -> u16 {
    7
}

fn days_home() -> [u16; 2] {
    [2, 2]
}

fn days_abroad() -> [u16; 2] {
    [8, 8]
}

fn remind_days() -> u16 {
    7
}

fn goal_days() -> u16 {
    3
}

/// How many people may have something in common before somebody looks.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AlarmConfig {
    /// People at one address.
    pub address: usize,
    /// People with one e-mail address or telephone number.
    pub contact: usize,
    /// People of one network within `network_seconds`.
    pub network: usize,
    /// See `network`.
    pub network_seconds: i64,
}

impl Default for AlarmConfig {
    fn default() -> Self {
        let Limits { address, contact, network, network_seconds } = Limits::default();
        Self { address, contact, network, network_seconds }
    }
}

/// The same, read.
pub(in crate::desk) struct PostalRules {
    pub(in crate::desk) terms: Terms,
    pub(in crate::desk) limits: Limits,
    days_home: [u16; 2],
    days_abroad: [u16; 2],
    /// In seconds.
    pub(in crate::desk) goal: i64,
    /// How long before the deadline a person is reminded of a draft, in seconds.
    pub(in crate::desk) remind: i64,
    pub(in crate::desk) printer: Option<age::x25519::Recipient>,
    /// The office's own address, without the country.
    pub(in crate::desk) return_address: Vec<String>,
}

impl PostalRules {
    /// Days in the post: there, and back.
    pub(in crate::desk) fn days(&self, place: Place) -> [u16; 2] {
        match place {
            Place::Home => self.days_home,
            Place::Abroad => self.days_abroad,
        }
    }
}

impl PostalConfig {
    /// Reads it.
    ///
    /// # Errors
    /// [`ConfigError::Setting`].
    pub(in crate::desk) fn rules(&self) -> Result<PostalRules, ConfigError> {
        let wrong = ConfigError::Setting;
        let home =
            Country::new(&self.home).ok_or(wrong("postal: home is a country's code of two capitals"))?;
        let steps: Option<BTreeSet<Step>> = self.four_eyes.iter().map(|step| Step::from_name(step)).collect();
        let four_eyes = steps.ok_or(wrong("postal: four_eyes names steps, such as \"approve\""))?;
        let requests_from: Option<Result<Date, _>> = self.requests_from.as_deref().map(str::parse);
        let requests_from = requests_from.transpose();
        let requests_from = requests_from.map_err(|_| wrong("postal: requests_from is a day"))?;
        let printer = self.printer.as_deref().map(str::parse).transpose();
        if self.return_address.len() > RETURN_LINES
            || self.return_address.iter().any(|line| line.trim().is_empty())
        {
            return Err(wrong("postal: return_address has at most seven lines, none of them empty"));
        }
        let AlarmConfig { address, contact, network, network_seconds } = self.alarms;
        Ok(PostalRules {
            terms: Terms {
                voting_age: self.voting_age,
                requests_from,
                four_eyes,
                four_eyes_abroad: self.four_eyes_abroad,
                identity_abroad: self.identity_abroad,
                answer_seconds: i64::from(self.answer_days) * 86_400,
                ..Terms::new(home)
            },
            limits: Limits { address, contact, network, network_seconds },
            days_home: self.days_home,
            days_abroad: self.days_abroad,
            goal: i64::from(self.goal_days) * 86_400,
            remind: i64::from(self.remind_days) * 86_400,
            printer: printer.map_err(|_| wrong("postal: printer is a key that begins with age1"))?,
            return_address: self.return_address.clone(),
        })
    }
}

/// The mail server that takes messages to people.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailConfig {
    /// Its name.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// `tls`, `starttls`, or, on this machine only, `none`.
    pub security: MailSecurity,
    /// As whom the office writes.
    pub from: String,
    /// As whom it signs in there; not at all without it.
    #[serde(default)]
    pub user: Option<String>,
    /// A file (mode 600) with the password.
    #[serde(default)]
    pub password_file: Option<PathBuf>,
}

/// How the connection to a mail server is secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MailSecurity {
    /// From the first byte.
    Tls,
    /// By `STARTTLS`, or not at all.
    Starttls,
    /// Not; only to this machine.
    None,
}

impl MailConfig {
    /// # Errors
    /// [`ConfigError::Setting`].
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let local = self.server.parse().is_ok_and(|server: IpAddr| server.is_loopback());
        if self.security == MailSecurity::None && !local {
            return Err(ConfigError::Setting(
                "mail: security = \"none\" is for a server on this machine, by its number",
            ));
        }
        if self.user.is_some() != self.password_file.is_some() {
            return Err(ConfigError::Setting("mail: user and password_file belong together"));
        }
        if self.from.parse::<lettre::message::Mailbox>().is_err() {
            return Err(ConfigError::Setting("mail: from is an e-mail address"));
        }
        Ok(())
    }
}
