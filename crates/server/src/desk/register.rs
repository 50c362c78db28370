//! The population register: asked over HTTP in the manner of X-Road (REST message protocol, version 1). A question names its
//! purpose and who it is about, in its body and never in an address; an answer that is not exactly one to it is refused.

mod answer;
#[cfg(feature = "demo")]
mod demo;

use std::{
    fs,
    io::Read as _,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use rand_core::{OsRng, RngCore as _};
use tabella_identity::PersonId;
use tabella_postal::register::Record;
use tokio::sync::Semaphore;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

use self::answer::{ANSWER_MAX, Question};
#[cfg(feature = "demo")]
pub use self::demo::{DemoAsked, DemoMood, DemoRegister};
use super::config::{ConfigError, RegisterConfig};

/// A question to the register.
#[derive(Clone, Debug)]
pub struct Query {
    /// About whom.
    pub person: PersonId,
    /// What for: a word of the code.
    pub purpose: &'static str,
    /// The matter, such as a request's number; nothing personal.
    pub issue: String,
    /// Whose action it is: who asks for their own data; none if the office checks.
    pub user: Option<PersonId>,
    /// Longest time for the answer.
    pub time: Duration,
}

/// Why a question has no answer; for the log. Nothing in it is about a person.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unanswered {
    /// Nobody answers.
    #[error("the register is silent: {0}")]
    Silent(String),
    /// It, or what stands before it, does not answer this.
    #[error("the register answered {status}{}", .fault.as_ref().map_or_else(String::new, |fault| format!(", {fault}")))]
    Refused {
        /// The status.
        status: u16,
        /// X-Road's word for why.
        fault: Option<String>,
    },
    /// Longer than an answer is.
    #[error("the answer is longer than {ANSWER_MAX} bytes")]
    TooLong,
    /// Not the JSON that was agreed, or no record that can be.
    #[error("the answer is none")]
    Malformed,
    /// About somebody else than was asked.
    #[error("the answer is about another person")]
    OtherPerson,
    /// An answer to another question, or to none.
    #[error("the answer names another question")]
    OtherQuestion,
    /// A demonstration's register answers a desk that is none.
    #[error("this is a demonstration's register")]
    Demo,
}

impl Unanswered {
    /// A short name that stays the same.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Silent(_) => "silent",
            Self::Refused { .. } => "refused",
            Self::TooLong => "too-long",
            Self::Malformed => "malformed",
            Self::OtherPerson => "other-person",
            Self::OtherQuestion => "other-question",
            Self::Demo => "demo",
        }
    }

    /// Whether others would most likely go unanswered as well.
    pub(super) fn is_of_all(&self) -> bool {
        match self {
            Self::Silent(_) | Self::Demo => true,
            // other statuses are about this question
            Self::Refused { status, .. } => {
                matches!(status, 300..=399 | 401 | 403 | 407 | 408 | 429) || *status >= 500
            }
            Self::TooLong | Self::Malformed | Self::OtherPerson | Self::OtherQuestion => false,
        }
    }
}

/// Whoever says what the state knows of a person.
#[async_trait]
pub trait Register: Send + Sync {
    /// The person's record; none if there is none. That the question is asked is written down before, in the data log of the
    /// person.
    ///
    /// # Errors
    /// [`Unanswered`].
    async fn ask(&self, query: Query) -> Result<Option<Record>, Unanswered>;
}

/// How a demonstration's register marks what it says.
const DEMO: &str = "x-tabella-demo";

/// Asks over HTTP.
pub(super) struct HttpRegister {
    agent: ureq::Agent,
    /// The service's address.
    address: String,
    client: String,
    user: String,
    demo: bool,
}

/// Longest time until a connection stands.
const CONNECT_TIME: Duration = Duration::from_secs(5);
/// Longest word of X-Road for what went wrong.
const FAULT_MAX: usize = 80;

impl HttpRegister {
    /// `demo`: whether a demonstration's register is believed.
    pub(super) fn new(config: &RegisterConfig, demo: bool) -> Result<Self, ConfigError> {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            // a proxy that the environment names for something else would read whom this is about
            .proxy(None)
            .timeout_connect(Some(CONNECT_TIME.min(config.timeout())));
        let agent = match &config.roots {
            None => agent,
            Some(path) => {
                let pem =
                    fs::read(path).map_err(|source| ConfigError::Read { path: path.clone(), source })?;
                let wrong =
                    ConfigError::Setting("register: roots holds certificates in PEM, and nothing else");
                let roots = roots(&pem).ok_or(wrong)?;
                agent.tls_config(TlsConfig::builder().root_certs(RootCerts::new_with_certs(&roots)).build())
            }
        };
        Ok(Self {
            agent: agent.build().into(),
            address: format!("{}/r1/{}", config.url.trim_end_matches('/'), config.service),
            client: config.client.clone(),
            user: config.user.clone(),
            demo,
        })
    }
}

/// The certificates of a file that holds nothing else.
fn roots(pem: &[u8]) -> Option<Vec<Certificate<'static>>> {
    let item = |item| match item {
        Ok(PemItem::Certificate(certificate)) => Some(certificate),
        _ => None,
    };
    let roots: Vec<_> = parse_pem(pem).map(item).collect::<Option<_>>()?;
    Some(roots).filter(|roots| !roots.is_empty())
}

#[async_trait]
impl Register for HttpRegister {
    async fn ask(&self, query: Query) -> Result<Option<Record>, Unanswered> {
        let (agent, address, client) = (self.agent.clone(), self.address.clone(), self.client.clone());
        let user = query.user.as_ref().map_or_else(|| self.user.clone(), user_id);
        let (demo, id) = (self.demo, question_id());
        let asked = tokio::task::spawn_blocking(move || {
            let question =
                Question { personal_code: query.person.expose(), purpose: query.purpose.to_owned() };
            let body = serde_json::to_vec(&question).map_err(|_| Unanswered::Malformed)?;
            let silent = |error: &dyn std::fmt::Display| Unanswered::Silent(error.to_string());
            let post = agent
                .post(&address)
                .content_type("application/json")
                .header("accept", "application/json")
                .header("x-road-client", &client)
                .header("x-road-id", &id)
                .header("x-road-userid", &user)
                .header("x-road-issue", format!("{} {}", query.purpose, query.issue).trim_end());
            let post = post.config().timeout_global(Some(query.time)).build();
            let mut answer = post.send(&body[..]).map_err(|error| silent(&error))?;
            let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok());
            if !demo && header(DEMO).is_some() {
                return Err(Unanswered::Demo);
            }
            let status = answer.status().as_u16();
            if status != 200 {
                return Err(Unanswered::Refused { status, fault: header("x-road-error").and_then(fault) });
            }
            if header("x-road-id") != Some(&*id) {
                return Err(Unanswered::OtherQuestion);
            }
            let mut bytes = Vec::new();
            let limit = ANSWER_MAX as u64 + 1;
            let read = answer.body_mut().as_reader().take(limit).read_to_end(&mut bytes);
            read.map_err(|error| silent(&error))?;
            if bytes.len() > ANSWER_MAX {
                return Err(Unanswered::TooLong);
            }
            answer::read(&bytes, &query.person)
        });
        asked.await.map_err(|error| Unanswered::Silent(error.to_string()))?
    }
}

/// A number that no other question has, in the form of a UUID.
fn question_id() -> String {
    let mut bytes = [0; 16];
    OsRng.fill_bytes(&mut bytes);
    let hex = tabella_crypto::hash::hex(&bytes);
    let part = |from, to| hex.get(from..to).unwrap_or_default();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

/// Country and number, as X-Road writes them.
fn user_id(person: &PersonId) -> String {
    format!("{}{}", person.country(), person.expose_code())
}

/// What stands in X-Road's header for errors, if it is one of its words and not somebody's data.
fn fault(text: &str) -> Option<String> {
    let is_word = text.len() <= FAULT_MAX
        && text
            .split('.')
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    is_word.then(|| text.to_owned())
}

/// The register, and how the desk spares people from waiting for it.
pub(super) struct Asker {
    register: Arc<dyn Register>,
    /// Longest time for an answer that somebody's request waits for.
    time: Duration,
    /// Longest time for one that somebody's page waits for.
    prefill: Duration,
    /// Until when nobody waits for it, because it did not answer in time.
    spared: Mutex<Option<Instant>>,
    /// Those who wait for a form at once.
    places: Semaphore,
}

/// So long nobody waits for a register that did not answer in time.
const SPARED: Duration = Duration::from_secs(30);
/// So many wait for a form at once; others get theirs from the roll.
const PLACES: usize = 16;

impl Asker {
    pub(super) fn new(register: Arc<dyn Register>, config: &RegisterConfig) -> Self {
        Self {
            register,
            time: config.timeout(),
            prefill: config.prefill(),
            spared: Mutex::default(),
            places: Semaphore::new(PLACES),
        }
    }

    /// Longest time for an answer that somebody's request waits for.
    pub(super) fn time(&self) -> Duration {
        self.time
    }

    pub(super) async fn ask(&self, query: Query) -> Result<Option<Record>, Unanswered> {
        self.register.ask(query).await
    }

    /// A place among those who wait for a form; none if it is better to go on without the register.
    pub(super) fn place(&self) -> Option<Place<'_>> {
        let spared = *self.spared.lock().unwrap_or_else(PoisonError::into_inner);
        if self.prefill.is_zero() || spared.is_some_and(|until| Instant::now() < until) {
            return None;
        }
        let place = self.places.try_acquire().ok()?;
        Some(Place { asker: self, _place: place })
    }
}

/// Somebody waits for a form.
pub(super) struct Place<'a> {
    asker: &'a Asker,
    _place: tokio::sync::SemaphorePermit<'a>,
}

impl Place<'_> {
    /// The record of somebody who asks for their own form, if it comes at once. It was written down before.
    pub(super) async fn ask(
        self,
        person: &PersonId,
        purpose: &'static str,
    ) -> Result<Option<Record>, Unanswered> {
        let Self { asker, .. } = self;
        let query = Query {
            person: person.clone(),
            purpose,
            issue: String::new(),
            user: Some(person.clone()),
            time: asker.prefill,
        };
        let asked = tokio::time::timeout(asker.prefill, asker.register.ask(query)).await;
        let asked = asked.unwrap_or_else(|_| Err(Unanswered::Silent("no answer in time for a form".into())));
        let silent = asked.as_ref().is_err_and(Unanswered::is_of_all);
        let until = silent.then(|| Instant::now() + SPARED);
        *asker.spared.lock().unwrap_or_else(PoisonError::into_inner) = until;
        asked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_has_a_number_of_its_own() {
        let (one, other) = (question_id(), question_id());
        assert_ne!(one, other);
        assert_eq!(one.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        assert_eq!(user_id(&PersonId::parse("PNOEE-38001085718").unwrap()), "EE38001085718");
    }

    #[cfg(feature = "demo")]
    #[tokio::test]
    async fn a_demonstrations_register_is_believed_by_demonstrations_alone() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let config = format!(
            "url = \"http://{}\"\nservice = \"DEMO/GOV/0/r/person\"\nclient = \"DEMO/GOV/1\"\nuser = \"DEMO\"",
            listener.local_addr().unwrap()
        );
        let config: RegisterConfig = toml::from_str(&config).unwrap();
        tokio::spawn(DemoRegister::new(b"{}").unwrap().serve(listener, std::future::pending()));
        let ask = async |demo| {
            let query = Query {
                person: PersonId::parse("PNOEE-38001085718").unwrap(),
                purpose: "vote-by-post",
                issue: String::new(),
                user: None,
                time: Duration::from_secs(60),
            };
            HttpRegister::new(&config, demo).unwrap().ask(query).await
        };
        assert_eq!(ask(true).await.unwrap(), None);
        assert!(matches!(ask(false).await, Err(Unanswered::Demo)));
    }

    /// What the environment says of proxies leads no question elsewhere: the test before, with a proxy where nobody listens.
    #[cfg(feature = "demo")]
    #[test]
    fn no_proxy_reads_along() {
        let (_, place) = module_path!().split_once("::").unwrap();
        let test = format!("{place}::a_demonstrations_register_is_believed_by_demonstrations_alone");
        let ran = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", &test])
            .env("ALL_PROXY", "http://127.0.0.1:1")
            .env_remove("NO_PROXY")
            .env_remove("no_proxy")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stdout);
        assert!(ran.status.success() && said.contains("1 passed"), "{said}");
    }

    #[test]
    fn one_refusal_stops_not_all() {
        let is_of_all = |status| Unanswered::Refused { status, fault: None }.is_of_all();
        for status in [302, 401, 403, 407, 408, 429, 500, 503] {
            assert!(is_of_all(status), "{status}");
        }
        for status in [201, 400, 404, 409, 413, 422] {
            assert!(!is_of_all(status), "{status}");
        }
        assert!(Unanswered::Silent(String::new()).is_of_all() && !Unanswered::Malformed.is_of_all());
    }

    #[test]
    fn words_of_x_road_and_nothing_else() {
        assert_eq!(fault("Server.ClientProxy.IOError").as_deref(), Some("Server.ClientProxy.IOError"));
        for other in ["", "Server..x", "unknown person PNOEE-38001085718", "38001085718", &"x".repeat(81)] {
            assert_eq!(fault(other), None, "{other}");
        }
    }

    #[test]
    fn roots_are_certificates() {
        let pem = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
        assert_eq!(roots(pem.as_bytes()).unwrap().len(), 1);
        let key = "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n";
        for wrong in ["", key, &format!("{pem}{key}")] {
            assert!(roots(wrong.as_bytes()).is_none());
        }
    }
}
