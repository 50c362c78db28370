//! A person's browser: one session with the desk.

use anyhow::{Context as _, bail, ensure};
use serde_json::{Value, json};
use tabella_crypto::hash::parse_hex32;
use tabella_identity::{demo::DemoCard, nonce_text, sign_in_nonce};
use ureq::{Agent, http::Request};

/// Most bytes of an answer.
const ANSWER_MAX: u64 = 1 << 20;

/// A session that somebody signed in to.
pub(super) struct Browser {
    agent: Agent,
    url: String,
    origin: &'static str,
    cookie: String,
    csrf: String,
}

impl Browser {
    /// Signs in with a card.
    #[expect(clippy::indexing_slicing, reason = "JSON: what is missing is null")]
    pub(super) fn sign_in(
        url: &str,
        origin: &'static str,
        card: &anyhow::Result<DemoCard>,
    ) -> anyhow::Result<Self> {
        let Ok(card) = card else { bail!("a demo card cannot be made") };
        // where an answer leads to, the caller decides
        let agent = Agent::config_builder().http_status_as_error(false).max_redirects(0);
        let agent = agent.max_redirects_will_error(false).build().into();
        let (cookie, csrf) = (String::new(), String::new());
        let mut browser = Self { agent, url: url.to_owned(), origin, cookie, csrf };
        let session = browser.send("GET", "/desk/v1/session", "", b"")?;
        browser.take_token(&session)?;
        let challenge = browser.post("/desk/v1/sign-in/challenge", "application/json", b"{}")?;
        let nonce = parse_hex32(challenge["server_nonce"].as_str().context("a challenge without nonce")?)?;
        let token = card.authenticate(origin, &nonce_text(&sign_in_nonce(&nonce)));
        let answer = json!({ "token": token }).to_string();
        let signed_in = browser.post("/desk/v1/sign-in", "application/json", answer.as_bytes())?;
        browser.take_token(&signed_in["session"])?;
        Ok(browser)
    }

    fn take_token(&mut self, session: &Value) -> anyhow::Result<()> {
        session["csrf"].as_str().context("a session without token")?.clone_into(&mut self.csrf);
        Ok(())
    }

    /// A deed.
    pub(super) fn post(&mut self, path: &str, kind: &str, body: &[u8]) -> anyhow::Result<Value> {
        self.send("POST", path, kind, body)
    }

    fn send(&mut self, method: &str, path: &str, kind: &str, body: &[u8]) -> anyhow::Result<Value> {
        let answer = self.ask(method, path, kind, body)?;
        if !(200..300).contains(&answer.status) {
            bail!("{path}: {} {}", answer.status, answer.text);
        }
        serde_json::from_str(&answer.text).with_context(|| format!("{path}: not JSON"))
    }

    /// What stands in a hidden field of a page, if it has that field.
    pub(super) fn hidden(&mut self, path: &str, name: &str) -> anyhow::Result<Option<String>> {
        let answer = self.ask("GET", path, "", b"")?;
        ensure!(answer.status == 200, "{path}: {}", answer.status);
        let field = answer.text.split_once(&format!("name=\"{name}\" value=\""));
        Ok(field.and_then(|(_, rest)| rest.split('"').next()).map(ToOwned::to_owned))
    }

    /// Sends a form of a page; where it leads to.
    pub(super) fn form(&mut self, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<String> {
        let mut body = format!("csrf={}", encoded(&self.csrf));
        for (name, text) in fields {
            body.extend(["&", name, "=", &encoded(text)]);
        }
        let answer = self.ask("POST", path, "application/x-www-form-urlencoded", body.as_bytes())?;
        answer.location.filter(|_| answer.status == 303).with_context(|| format!("{path}: {}", answer.status))
    }

    fn ask(&mut self, method: &str, path: &str, kind: &str, body: &[u8]) -> anyhow::Result<Answer> {
        let request = Request::builder().method(method).uri(format!("{}{path}", self.url));
        let request = if self.cookie.is_empty() { request } else { request.header("cookie", &self.cookie) };
        let mut response = if method == "GET" {
            self.agent.run(request.body(())?)?
        } else {
            let request = request.header("content-type", kind).header("origin", self.origin);
            self.agent.run(request.header("x-csrf-token", &self.csrf).body(body)?)?
        };
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        let location = header("location").map(ToOwned::to_owned);
        if let Some(cookie) = header("set-cookie") {
            cookie.split(';').next().unwrap_or_default().clone_into(&mut self.cookie);
        }
        let text = response.body_mut().with_config().limit(ANSWER_MAX).read_to_string()?;
        Ok(Answer { status: response.status().as_u16(), location, text })
    }
}

/// What came back.
struct Answer {
    status: u16,
    location: Option<String>,
    text: String,
}

/// A text as a form has it.
fn encoded(text: &str) -> String {
    let letter = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(letter).collect()
}
