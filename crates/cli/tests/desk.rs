//! `tabella serve desk`, and the demonstration's register: processes that start, answer, and end when they are told to.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must stop")]

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _},
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use serde_json::{Value, json};
use tabella_crypto::hash::{hex, sha256};
use tabella_identity::demo::DemoAuthority;
use tabella_tests::{Fixture, Setup, drafts};

const ORIGIN: &str = "https://vote.example.org";

fn desk(config: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tabella"));
    command.args(["serve", "desk", "--json-log", "--config"]).arg(config).env_remove("RUST_LOG");
    command
}

fn write_secret(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// A folder with everything that a desk needs.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let mut draft = drafts::small();
    let anchor = hex(&sha256(b"", &[DemoAuthority::new().certificate()]));
    draft["eid"] = json!({ "trust_anchors": [anchor], "origins": [ORIGIN] });
    let fixture = Fixture::unannounced(&Setup { draft, ..Setup::default() });
    fs::write(at("manifest.json"), fixture.election.bytes()).unwrap();
    write_secret(&at("registrar.key"), &hex(&fixture.people.registrar.to_bytes()));
    write_secret(&at("desk.key"), &"5a".repeat(32));
    let config = format!(
        "listen = \"127.0.0.1:0\"\norigin = \"{ORIGIN}\"\ndatabase = \"sqlite:desk.db\"\nkey = \"desk.key\"\ndemo = true\n\
         [[election]]\nmanifest = \"manifest.json\"\nregistrar_key = \"registrar.key\"\nurn = \"http://127.0.0.1:9\"\n"
    );
    fs::write(at("desk.toml"), config).unwrap();
    folder
}

struct Serving {
    child: Child,
    url: String,
}

impl Serving {
    fn start(config: &Path) -> Self {
        Self::run(desk(config))
    }

    fn run(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, url: line.trim_end().to_owned() }
    }

    fn get(&self, path: &str) -> (u16, String) {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        let mut answer = agent.get(format!("{}{path}", self.url)).call().unwrap();
        (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap())
    }

    /// Asks it to end, as an operator does; what it logged.
    fn stop(mut self) -> Vec<Value> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        log.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_desk_starts_answers_and_ends() {
    let folder = folder();
    // twice: what the first left is what the second finds
    for _ in 0..2 {
        let serving = Serving::start(&folder.path().join("desk.toml"));
        assert!(serving.url.starts_with("http://127.0.0.1:"), "{}", serving.url);
        assert_eq!(serving.get("/readyz"), (200, "ready\n".into()));
        let (status, session) = serving.get("/desk/v1/session");
        assert_eq!((status, session.contains("\"signed_in\":false")), (200, true), "{session}");
        assert_eq!(serving.get("/desk/v1/me").0, 401);
        let log = serving.stop();
        assert!(log.iter().any(|line| line["fields"]["message"] == "listening"), "{log:?}");
    }
    assert!(folder.path().join("desk.db").exists(), "beside its config");
}

/// What it says is marked, and is an answer to the question.
#[test]
fn a_register_of_people_who_do_not_exist() {
    let folder = tempfile::tempdir().unwrap();
    let people = folder.path().join("people.json");
    let record = json!({
        "given_names": "Mari", "surname": "Maasikas", "birth_date": "1971-01-01", "deceased": false,
    });
    fs::write(&people, json!({ "PNOEE-47101010033": record }).to_string()).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_tabella"));
    command.args(["serve", "register", "--json-log", "--people"]).arg(&people);
    let serving = Serving::run(command);
    let ask = |code: &str| {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        let question = json!({ "personal_code": code, "purpose": "vote-by-post" }).to_string();
        let post = agent.post(format!("{}/r1/DEMO/GOV/0/population-register/person", serving.url));
        let mut answer = post.header("x-road-id", "7").send(question).unwrap();
        assert_eq!((answer.status().as_u16(), &answer.headers()["x-road-id"]), (200, &"7".parse().unwrap()));
        assert!(answer.headers().contains_key("x-tabella-demo"));
        serde_json::from_str::<Value>(&answer.body_mut().read_to_string().unwrap()).unwrap()
    };
    let mari = ask("PNOEE-47101010033");
    assert_eq!(
        (&mari["personal_code"], &mari["person"]["surname"]),
        (&json!("PNOEE-47101010033"), &json!("Maasikas"))
    );
    assert_eq!(ask("PNOEE-38001085718")["person"], Value::Null);
    serving.stop();
}

fn fails(config: &Path) -> String {
    let Output { status, stderr, .. } = desk(config).output().unwrap();
    assert!(!status.success());
    String::from_utf8(stderr).unwrap()
}

#[test]
fn a_desk_says_why_it_does_not_start() {
    let folder = folder();
    let config = folder.path().join("desk.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text.replace("demo = true", "demo = true\npasword = 1")).unwrap();
    assert!(fails(&config).contains("unknown field `pasword`"));
    fs::write(&config, text.replace("demo = true\n", "")).unwrap();
    assert!(fails(&config).contains("issuers: name the certificates"));
    fs::write(&config, text).unwrap();
    fs::set_permissions(folder.path().join("desk.key"), fs::Permissions::from_mode(0o644)).unwrap();
    assert!(fails(&config).contains("can be read by others"));
}
