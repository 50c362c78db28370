//! A browser: one session, its cookie and its token.

use std::{net::SocketAddr, sync::Mutex};

use serde_json::{Value, json};
use tabella_crypto::hash::parse_hex32;
use tabella_identity::{demo::DemoCard, nonce_text, sign_in_nonce};

use crate::{stand::ORIGIN, urn::PATIENCE};

/// What the desk said.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(one, _)| one == name);
        found.map_or("", |(_, value)| value)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The JSON of an answer that is no problem.
    #[track_caller]
    pub(crate) fn good(&self) -> Value {
        assert!(matches!(self.status, 200 | 202), "{} {}", self.status, self.text());
        self.json()
    }

    /// The problem's name; empty if there is none.
    pub(crate) fn problem(&self) -> String {
        if let Some((_, rest)) = self.text().split_once("data-problem=\"") {
            return rest.split('"').next().unwrap().to_owned();
        }
        if self.header("content-type") != "application/problem+json" {
            return String::new();
        }
        let problem = self.json();
        assert_eq!(problem["status"], self.status);
        problem["type"].as_str().unwrap().strip_prefix("urn:tabella:problem:").unwrap().to_owned()
    }

    /// Which of the card's or the request's reasons.
    pub(crate) fn reason(&self) -> String {
        self.json()["reason"].as_str().unwrap_or_default().to_owned()
    }
}

/// A text in a form's body.
fn escaped(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// One session of one person.
pub(crate) struct Browser {
    agent: ureq::Agent,
    base: String,
    cookie: Mutex<Option<String>>,
    csrf: Mutex<String>,
    pub(crate) bearer: Option<String>,
}

impl Browser {
    /// A browser that was never here.
    pub(crate) fn new(address: SocketAddr) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(PATIENCE));
        Self {
            agent: config.build().into(),
            base: format!("http://{address}"),
            cookie: Mutex::default(),
            csrf: Mutex::default(),
            bearer: None,
        }
    }

    /// A browser with a session that nobody has signed in to.
    pub(crate) fn begun(address: SocketAddr) -> Self {
        let browser = Self::new(address);
        browser.begin();
        browser
    }

    pub(crate) fn begin(&self) {
        let session = self.get("/desk/v1/session").good();
        self.take_token(&session);
    }

    fn take_token(&self, session: &Value) {
        session["csrf"].as_str().unwrap().clone_into(&mut self.csrf.lock().unwrap());
    }

    pub(crate) fn cookie(&self) -> Option<String> {
        self.cookie.lock().unwrap().clone()
    }

    pub(crate) fn set_cookie(&self, cookie: Option<String>) {
        *self.cookie.lock().unwrap() = cookie;
    }

    pub(crate) fn csrf(&self) -> String {
        self.csrf.lock().unwrap().clone()
    }

    /// Any request; the cookie goes along.
    pub(crate) fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.base));
        if let Some(cookie) = self.cookie() {
            request = request.header("cookie", cookie);
        }
        if let Some(bearer) = &self.bearer {
            request = request.header("authorization", format!("Bearer {bearer}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = if method == "GET" {
            self.agent.run(request.body(()).unwrap())
        } else {
            self.agent.run(request.body(body).unwrap())
        }
        .unwrap();
        let header = |(name, value): (&ureq::http::HeaderName, &ureq::http::HeaderValue)| {
            (name.to_string(), value.to_str().unwrap_or_default().to_owned())
        };
        let headers: Vec<_> = response.headers().iter().map(header).collect();
        let body = response.body_mut().read_to_vec().unwrap();
        let answer = Answer { status: response.status().as_u16(), headers, body };
        if let Some(pair) = answer.header("set-cookie").split(';').next().filter(|pair| !pair.is_empty()) {
            self.set_cookie(Some(pair.to_owned()).filter(|pair| !pair.ends_with('=')));
        }
        answer
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], b"")
    }

    /// As the desk's own pages do it.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_as(path, "application/json", body.to_string().as_bytes())
    }

    pub(crate) fn post_as(&self, path: &str, kind: &str, body: &[u8]) -> Answer {
        let csrf = self.csrf();
        let headers = [("content-type", kind), ("origin", ORIGIN), ("x-csrf-token", &*csrf)];
        self.send("POST", path, &headers, body)
    }

    /// A page. Its forms' token is the session's from now on.
    #[track_caller]
    pub(crate) fn page(&self, path: &str) -> Answer {
        let answer = self.get(path);
        self.take_page_token(&answer);
        answer
    }

    fn take_page_token(&self, answer: &Answer) {
        if let Some((_, rest)) = answer.text().split_once("name=\"csrf\" value=\"") {
            rest.split('"').next().unwrap().clone_into(&mut self.csrf.lock().unwrap());
        }
    }

    /// Sends a form as a browser without a script does, and goes where the answer leads.
    pub(crate) fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.form_only(path, fields);
        if answer.status == 303 { self.page(answer.header("location")) } else { answer }
    }

    /// Sends a form.
    pub(crate) fn form_only(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf();
        let mut body = format!("csrf={csrf}");
        for (name, text) in fields {
            body.extend(["&", name, "=", &escaped(text)]);
        }
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("origin", ORIGIN)];
        let answer = self.send("POST", path, &headers, body.as_bytes());
        self.take_page_token(&answer);
        answer
    }

    /// Sends a form with a file.
    pub(crate) fn upload(&self, path: &str, fields: &[(&str, &str)], file: &[u8]) -> Answer {
        self.upload_form(path, fields, &[file])
    }

    /// Sends a form with several files.
    pub(crate) fn upload_all(&self, path: &str, files: &[&[u8]]) -> Answer {
        self.upload_form(path, &[], files)
    }

    fn upload_form(&self, path: &str, fields: &[(&str, &str)], files: &[&[u8]]) -> Answer {
        let csrf = self.csrf();
        let mut body = Vec::new();
        for (name, text) in fields.iter().chain(&[("csrf", &*csrf)]) {
            let part = format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        for file in files {
            let head = "--x\r\nContent-Disposition: form-data; name=\"attachment\"; filename=\"a\"\r\n\r\n";
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(file);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--x--\r\n");
        let headers = [("content-type", "multipart/form-data; boundary=x"), ("origin", ORIGIN)];
        let answer = self.send("POST", path, &headers, &body);
        if answer.status == 303 { self.page(answer.header("location")) } else { answer }
    }

    /// What the server wants signed, as it came.
    pub(crate) fn server_nonce(&self) -> [u8; 32] {
        let challenge = self.post("/desk/v1/sign-in/challenge", &json!({})).good();
        parse_hex32(challenge["server_nonce"].as_str().unwrap()).unwrap()
    }

    /// What the page gives to the card.
    pub(crate) fn challenge(&self) -> String {
        nonce_text(&sign_in_nonce(&self.server_nonce()))
    }

    pub(crate) fn answer(&self, token: &str) -> Answer {
        let answer = self.post("/desk/v1/sign-in", &json!({ "token": token }));
        if answer.status == 200 {
            self.take_token(&answer.json()["session"]);
        }
        answer
    }

    /// Signs in with a card.
    pub(crate) fn sign_in(&self, card: &DemoCard) -> Answer {
        self.answer(&card.authenticate(ORIGIN, &self.challenge()))
    }
}
