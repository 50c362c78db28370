//! The desk's config file; `desk.example.toml` is the sample.

mod help;
mod issuer;
mod post;
mod register;

use std::{
    fs, io,
    net::SocketAddr,
    num::NonZeroU32,
    path::{Path, PathBuf},
    time::Duration,
};

use ed25519_dalek::SigningKey;
use serde::Deserialize;
use tabella_crypto::ElectionId;
use tabella_desk_store::{DeskKey, Office, Role};
use tabella_election::{Election, ManifestError, UnitId, manifest::AssuranceLevel};
use tabella_identity::{Anchor, AnchorFault, ConfigurationFault, PersonId, PersonIdError};
use tabella_roll::IssuerError;
use zeroize::Zeroizing;

pub use self::issuer::IssuerConfig;
pub(super) use self::post::PostalRules;
pub use self::{
    help::{DemoCardConfig, HelpConfig},
    post::{AlarmConfig, MailConfig, MailSecurity, PostalConfig},
    register::RegisterConfig,
};
use crate::{
    finding::of_toml,
    secret::{self, SecretError},
};

/// Why a desk cannot be made of its config.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A file cannot be read.
    #[error("{path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Not TOML, an unknown name, or a missing one.
    #[error("{path}: {}", of_toml(.error, "desk.example.toml"))]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Where and what.
        error: Box<toml::de::Error>,
    },
    /// The manifest is refused.
    #[error("{path}: {error}")]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: Box<ManifestError>,
    },
    /// A file with a secret.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The authority's key is not the manifest's.
    #[error("{0} is not the key of the manifest's authority")]
    AuthorityKey(PathBuf),
    /// The registrar's key is not the manifest's.
    #[error("{0} is not the manifest's registrar key")]
    RegistrarKey(PathBuf),
    /// Not the certificate of an issuer of cards.
    #[error("{path}: {error}")]
    Issuer {
        /// The file.
        path: PathBuf,
        /// Why.
        error: AnchorFault,
    },
    /// An issuer of cards twice.
    #[error("{0}: an issuer that is in the config already")]
    IssuerTwice(PathBuf),
    /// What is asked of an issuer's cards cannot be.
    #[error("issuer {path}: {error}")]
    Asked {
        /// Its file.
        path: PathBuf,
        /// Why.
        error: IssuerError,
    },
    /// Issuers and origin do not make a configuration of e-IDs.
    #[error("e-ID: {0}")]
    Identity(#[from] ConfigurationFault),
    /// Issuers do not fit an election's manifest.
    #[error("election {election}: {}", of_issuers(.error))]
    Election {
        /// Which.
        election: ElectionId,
        /// Why.
        error: IssuerError,
    },
    /// An election's manifest does not name the desk's origin: no credential could be given.
    #[error(
        "the manifest of election {election} does not name the origin of this desk, {origin:?}, but {named:?}"
    )]
    Origin {
        /// Which.
        election: ElectionId,
        /// The desk's.
        origin: String,
        /// The manifest's.
        named: Vec<String>,
    },
    /// An election twice.
    #[error("election {0} is there twice")]
    Twice(ElectionId),
    /// An official who is nobody.
    #[error("official {number}: the personal code {error}")]
    Person {
        /// Position in the file, from 1.
        number: usize,
        /// Why.
        error: PersonIdError,
    },
    /// An official without a role.
    #[error("official {number}: {role:?} is no role")]
    Role {
        /// Position in the file, from 1.
        number: usize,
        /// The word.
        role: String,
    },
    /// A setting that cannot be.
    #[error("{0}")]
    Setting(&'static str),
}

/// Why issuers and manifest do not fit, and what to do.
fn of_issuers(error: &IssuerError) -> String {
    match error {
        IssuerError::Configuration(ConfigurationFault::Empty) => {
            "none of this desk's issuers of cards is a trust anchor of the manifest; add the certificate of one to `issuers` \
             (their SHA-256 stand in the manifest, eid.trust_anchors)"
                .into()
        }
        error => error.to_string(),
    }
}

/// What a desk is told. Unknown names are refused. Paths are relative to the config file.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where it listens.
    pub listen: SocketAddr,
    /// The origin of its pages, as browsers write it; also what cards sign.
    pub origin: String,
    /// `sqlite:<path>` or `postgres://…`.
    #[serde(default)]
    pub database: Option<String>,
    /// A file (mode 600) that holds the database's URL, in place of `database`.
    #[serde(default)]
    pub database_file: Option<PathBuf>,
    /// The file (mode 600) with the key under which personal data is sealed.
    pub key: PathBuf,
    /// Certificates of the issuers of cards (DER or PEM).
    #[serde(default)]
    pub issuers: Vec<PathBuf>,
    /// Issuers of whose cards more is asked.
    #[serde(rename = "issuer", default)]
    pub asked: Vec<IssuerConfig>,
    /// The lowest level of assurance at which somebody signs in, and gets a credential where the manifest does not ask for more.
    #[serde(default)]
    pub level: AssuranceLevel,
    /// Takes cards of the demo authority, which anyone can make.
    #[serde(default)]
    pub demo: bool,
    /// Header in which a proxy tells the client's address; its last one counts. Only if every request comes through that proxy.
    #[serde(default)]
    pub address_header: Option<String>,
    /// The folder of exports of evidence, each encrypted to its auditor; made with the first one.
    #[serde(default = "exports")]
    pub exports: PathBuf,
    /// Days after the end of voting when names, codes, addresses and evidence of an election are erased for good.
    #[serde(default = "retention_days")]
    pub retention_days: u32,
    /// The elections served.
    #[serde(rename = "election", default)]
    pub elections: Vec<ElectionConfig>,
    /// Officials who are appointed at the start.
    #[serde(rename = "official", default)]
    pub officials: Vec<OfficialConfig>,
    /// How long sessions last.
    #[serde(default)]
    pub session: SessionConfig,
    /// What clients may ask of this server.
    #[serde(default)]
    pub limits: LimitsConfig,
    /// When people may sign in although no responder says whether their card is revoked.
    #[serde(default)]
    pub outage: Option<OutageConfig>,
    /// How people reach the office.
    #[serde(default)]
    pub help: HelpConfig,
    /// Cards with which people sign in at a touch; only with `demo = true`.
    #[serde(rename = "demo_card", default)]
    pub demo_cards: Vec<DemoCardConfig>,
    /// The mail server for messages to people; without it none are sent.
    #[serde(default)]
    pub mail: Option<MailConfig>,
    /// The program that lays out what is printed; by default `tabella-documents` beside this program, if it is there.
    #[serde(default)]
    pub documents: Option<PathBuf>,
    /// The population register; without it none is asked.
    #[serde(default)]
    pub register: Option<RegisterConfig>,
    /// Estonia's Data Tracker.
    #[serde(default)]
    pub data_tracker: Option<DataTrackerConfig>,
}

fn exports() -> PathBuf {
    "exports".into()
}

fn retention_days() -> u32 {
    180
}

/// An election that the desk serves.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ElectionConfig {
    /// Its manifest, byte for byte as the authority signed it.
    pub manifest: PathBuf,
    /// The file (mode 600) with the registrar's secret key.
    pub registrar_key: PathBuf,
    /// The urn's address, to which `/api/v1/entries` is added.
    pub urn: String,
    /// The file (mode 600) with the authority's secret key; without it the pages say which commands to run where the key is.
    #[serde(default)]
    pub authority_key: Option<PathBuf>,
    /// Where the result's pages are published, for the link to them.
    #[serde(default)]
    pub results: Option<String>,
    /// Whether people vote online here; without it pages say nothing of that.
    #[serde(default = "yes")]
    pub online: bool,
    /// Votes by post; none without it.
    #[serde(default)]
    pub postal: Option<PostalConfig>,
}

fn yes() -> bool {
    true
}

/// A person who holds an office from the start.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficialConfig {
    /// Personal code, such as `PNOEE-38001085718`.
    pub person: String,
    /// `registrar`, `postal-officer`, `election-manager`, `auditor` or `helpdesk`.
    pub role: String,
    /// In this reporting unit and those below it only.
    #[serde(default)]
    pub district: Option<UnitId>,
}

/// How long sessions last, in seconds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SessionConfig {
    /// A session ends after so long without a request.
    pub idle_seconds: u32,
    /// A session ends after so long in any case.
    pub absolute_seconds: u32,
}

impl Default for SessionConfig {
    fn default() -> Self {
        Self { idle_seconds: 15 * 60, absolute_seconds: 8 * 3600 }
    }
}

/// What clients may ask of this server.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitsConfig {
    /// Most connections at once.
    pub connections: u32,
    /// Most connections of one address (of one /64 network for IPv6); not counted behind a proxy, that is with `address_header`.
    pub address_connections: u32,
    /// Requests per second of one address (of one /64 network for IPv6), in the long run.
    pub address_per_second: NonZeroU32,
    /// Requests that one address may make at once.
    pub address_burst: NonZeroU32,
    /// Requests for signing in per minute of one address, in the long run. A sign-in is three.
    pub sign_in_per_minute: NonZeroU32,
    /// Requests for signing in that one address may make at once.
    pub sign_in_burst: NonZeroU32,
    /// Looks at people's lines per hour of one official.
    pub looks_per_hour: NonZeroU32,
    /// Longest time for a request, in seconds.
    pub request_seconds: u32,
    /// Largest roll that can be uploaded, in bytes.
    pub roll_bytes: u32,
}

/// A positive number that is written in this file.
const fn positive(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            connections: 4_096,
            address_connections: 256,
            address_per_second: positive(20),
            address_burst: positive(200),
            sign_in_per_minute: positive(60),
            sign_in_burst: positive(120),
            looks_per_hour: positive(200),
            request_seconds: 60,
            roll_bytes: 256 * 1024 * 1024,
        }
    }
}

impl LimitsConfig {
    pub(super) fn request_time(&self) -> Duration {
        Duration::from_secs(self.request_seconds.into())
    }
}

/// When people may sign in although no responder says whether their card is revoked. Holds only once two election managers
/// consented to it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct OutageConfig {
    /// From when, RFC 3339.
    pub from: String,
    /// Until when, RFC 3339.
    pub until: String,
    /// Why, for those who look later.
    pub reason: String,
}

impl OutageConfig {
    /// From and until, in seconds since 1970.
    pub(super) fn times(&self) -> Option<(i64, i64)> {
        let time = |text: &str| text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_second);
        Some((time(&self.from)?, time(&self.until)?))
    }
}

/// Who asks for Estonia's Data Tracker, and as whom the desk answers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataTrackerConfig {
    /// A file (mode 600) with the secret that the X-Road security server sends as `Authorization: Bearer …`.
    pub secret_file: PathBuf,
    /// The election office's code in the business register.
    pub organisation_code: String,
    /// The election office's name.
    pub organisation_name: String,
    /// The name of this system.
    pub system: String,
}

/// An election with the registrar's key, and the authority's where the office has it.
pub(super) struct Keyed {
    pub(super) election: Election,
    pub(super) registrar: SigningKey,
    pub(super) urn: String,
    pub(super) postal: Option<PostalRules>,
    pub(super) authority: Option<SigningKey>,
    pub(super) results: Option<String>,
    pub(super) online: bool,
}

impl Config {
    /// Reads a config file.
    ///
    /// # Errors
    /// [`ConfigError::Read`], [`ConfigError::Syntax`], [`ConfigError::Setting`].
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = fs::read_to_string(path);
        let text = text.map_err(|source| ConfigError::Read { path: path.into(), source })?;
        let mut config = Self::parse(&text)
            .map_err(|error| ConfigError::Syntax { path: path.into(), error: Box::new(error) })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let elections = config.elections.iter_mut();
        let elections = elections.flat_map(|election| {
            let own = [&mut election.manifest, &mut election.registrar_key];
            own.into_iter().chain(&mut election.authority_key)
        });
        let tracker = config.data_tracker.iter_mut().map(|tracker| &mut tracker.secret_file);
        let mail = config.mail.iter_mut().filter_map(|mail| mail.password_file.as_mut());
        let roots = config.register.iter_mut().filter_map(|register| register.roots.as_mut());
        let asked = config.asked.iter_mut().map(|issuer| &mut issuer.certificate);
        let files = asked.chain(elections);
        let files = files
            .chain(tracker)
            .chain(mail)
            .chain(roots)
            .chain(&mut config.issuers)
            .chain(&mut config.documents)
            .chain(&mut config.database_file);
        for file in files.chain([&mut config.key, &mut config.exports]) {
            *file = folder.join(&*file);
        }
        // a database's file lies beside the config as well
        if let Some(file) = config.database.as_deref().and_then(|url| url.strip_prefix("sqlite:")) {
            config.database = Some(format!("sqlite:{}", folder.join(file).display()));
        }
        config.check()?;
        Ok(config)
    }

    fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    fn check(&self) -> Result<(), ConfigError> {
        let wrong = |words| Err(ConfigError::Setting(words));
        if self.database.is_some() == self.database_file.is_some() {
            return wrong("one of database and database_file is needed");
        }
        if self.elections.is_empty() {
            return wrong("a desk serves at least one [[election]]");
        }
        if self.origin.ends_with('/') {
            return wrong(
                "origin: as browsers write it, without a slash at the end, such as https://vote.example.org",
            );
        }
        if self.retention_days == 0 {
            return wrong(
                "retention_days: at least 1; auditors need names and evidence after the end of voting",
            );
        }
        if self.demo && cfg!(not(feature = "demo")) {
            return wrong("demo: this program was built without the demo authority");
        }
        if !self.demo && !self.demo_cards.is_empty() {
            return wrong("demo_card: only with demo = true");
        }
        self.demo_cards.iter().try_for_each(DemoCardConfig::check)?;
        self.help.check()?;
        if !self.demo && self.issuers.is_empty() && self.asked.is_empty() {
            return wrong("issuers: name the certificates of the issuers of cards");
        }
        for issuer in &self.asked {
            issuer.check(self.level)?;
        }
        let SessionConfig { idle_seconds, absolute_seconds } = self.session;
        if !(60..=absolute_seconds).contains(&idle_seconds) || absolute_seconds > 24 * 3600 {
            return wrong("session: 60 <= idle_seconds <= absolute_seconds <= 86400");
        }
        let LimitsConfig { connections, address_connections, request_seconds, roll_bytes, .. } = self.limits;
        if [connections, address_connections, request_seconds, roll_bytes].contains(&0) {
            return wrong(
                "limits: connections, address_connections, request_seconds and roll_bytes are at least 1",
            );
        }
        if self.outage.as_ref().is_some_and(|o| o.times().is_none_or(|(from, until)| from >= until)) {
            return wrong("outage: from and until are times of RFC 3339, the first before the second");
        }
        if self
            .elections
            .iter()
            .any(|one| !one.urn.starts_with("http://") && !one.urn.starts_with("https://"))
        {
            return wrong("election: urn is a URL with http or https");
        }
        let linkable = |address: &String| address.starts_with('/') || address.starts_with("https://");
        if !self.elections.iter().filter_map(|election| election.results.as_ref()).all(linkable) {
            return wrong("election: results is a path such as /results/, or a URL with https");
        }
        for postal in self.elections.iter().filter_map(|election| election.postal.as_ref()) {
            postal.rules()?;
        }
        self.register.as_ref().map_or(Ok(()), RegisterConfig::check)?;
        self.mail.as_ref().map_or(Ok(()), MailConfig::check)
    }

    /// The database's URL.
    ///
    /// # Errors
    /// [`ConfigError::Secret`].
    pub fn database_url(&self) -> Result<String, ConfigError> {
        match (&self.database, &self.database_file) {
            (Some(url), _) => Ok(url.clone()),
            (None, Some(path)) => Ok(secret::read(path)?.trim().to_owned()),
            (None, None) => Err(ConfigError::Setting("one of database and database_file is needed")),
        }
    }

    pub(super) fn desk_key(&self) -> Result<DeskKey, ConfigError> {
        let seed = secret::read_seed(&self.key)?;
        Ok(DeskKey::new(&seed))
    }

    /// The issuers, each once, with what is asked of their cards.
    pub(super) fn issuers(&self) -> Result<Vec<Anchor>, ConfigError> {
        let mut issuers: Vec<Anchor> = Vec::new();
        let plain = self.issuers.iter().map(|path| issuer::read(path));
        let asked = self.asked.iter().map(IssuerConfig::read);
        for (path, read) in
            self.issuers.iter().chain(self.asked.iter().map(|one| &one.certificate)).zip(plain.chain(asked))
        {
            for anchor in read? {
                let same = |other: &Anchor| other.certificate().der() == anchor.certificate().der();
                // with a second one that asks for less, nothing would be asked
                if issuers.iter().any(same) {
                    return Err(ConfigError::IssuerTwice(path.clone()));
                }
                issuers.push(anchor);
            }
        }
        #[cfg(feature = "demo")]
        if self.demo {
            let demo = tabella_identity::demo::DemoAuthority::new().anchor();
            if !issuers.iter().any(|other| other.certificate().der() == demo.certificate().der()) {
                issuers.push(demo);
            }
        }
        Ok(issuers)
    }

    /// The elections with their registrars' keys.
    pub(super) fn keyed(&self) -> Result<Vec<Keyed>, ConfigError> {
        let mut keyed: Vec<Keyed> = Vec::new();
        for ElectionConfig { manifest: path, registrar_key, urn, postal, authority_key, online, results } in
            &self.elections
        {
            let bytes = fs::read(path).map_err(|source| ConfigError::Read { path: path.clone(), source })?;
            let election = Election::parse(&bytes)
                .map_err(|error| ConfigError::Manifest { path: path.clone(), error: Box::new(error) })?;
            let seed = secret::read_seed(registrar_key)?;
            let registrar = SigningKey::from_bytes(&seed);
            if registrar.verifying_key() != *election.registrar_key() {
                return Err(ConfigError::RegistrarKey(registrar_key.clone()));
            }
            let authority = match authority_key {
                None => None,
                Some(file) => {
                    let key = SigningKey::from_bytes(&*secret::read_seed(file)?);
                    if key.verifying_key() != *election.authority_key() {
                        return Err(ConfigError::AuthorityKey(file.clone()));
                    }
                    Some(key)
                }
            };
            if keyed.iter().any(|other| other.election.id() == election.id()) {
                return Err(ConfigError::Twice(*election.id()));
            }
            if !election.manifest().eid.origins.contains(&self.origin) {
                let (origin, named) = (self.origin.clone(), election.manifest().eid.origins.clone());
                return Err(ConfigError::Origin { election: *election.id(), origin, named });
            }
            let postal = postal.as_ref().map(PostalConfig::rules).transpose()?;
            let (urn, results) = (urn.trim_end_matches('/').to_owned(), results.clone());
            keyed.push(Keyed { election, registrar, urn, postal, authority, results, online: *online });
        }
        Ok(keyed)
    }

    /// Who is appointed at the start.
    pub(super) fn first_officials(&self) -> Result<Vec<(PersonId, Office)>, ConfigError> {
        let official = |(number, official): (usize, &OfficialConfig)| {
            let person =
                PersonId::parse(&official.person).map_err(|error| ConfigError::Person { number, error })?;
            let role = Role::from_word(&official.role)
                .ok_or_else(|| ConfigError::Role { number, role: official.role.clone() })?;
            Ok((person, Office { role, election: None, district: official.district.clone() }))
        };
        (1..).zip(&self.officials).map(official).collect()
    }

    /// The secret of the Data Tracker's security server.
    pub(super) fn tracker_secret(&self) -> Result<Option<Zeroizing<String>>, ConfigError> {
        let secret = |tracker: &DataTrackerConfig| {
            let secret = Zeroizing::new(secret::read(&tracker.secret_file)?.trim().to_owned());
            let long = secret.len() >= 32;
            long.then_some(secret)
                .ok_or(ConfigError::Setting("data_tracker: the secret has at least 32 letters"))
        };
        self.data_tracker.as_ref().map(secret).transpose()
    }
}

#[cfg(test)]
mod tests;
