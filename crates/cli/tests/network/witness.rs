//! `witness new`, `witness serve`: a process that is stopped and goes on where it was.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Child, Command, Stdio},
};

use tabella_server::witness::Request;
use tabella_tlog::{
    Checkpoint, CompactRange, ConsistencyProof, NoteSigner, TreeSize, Vkey, checkpoint::verify_cosignature,
};

use crate::{code, path, tabella, text};

struct Serving(Child, String);

impl Serving {
    fn start(config: &Path, more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tabella"))
            .args(["witness", "serve", "--config", path(config)])
            .args(more)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.starts_with("http://127.0.0.1:"), "{line}");
        Self(child, format!("{}/add-checkpoint", line.trim_end()))
    }

    fn post(&self, body: &str) -> (u16, String) {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        let mut answer = agent.post(&self.1).send(body).unwrap();
        (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap())
    }

    /// Asks it to end, as an operator does.
    fn stop(mut self) {
        let id = self.0.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        assert!(self.0.wait().unwrap().success());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_witness_from_its_key_to_its_second_start() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    let new =
        || tabella(&["witness", "new", "--name", "witness.example.org/1", "--out", path(&at("witness.key"))]);
    let output = new();
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let vkey = Vkey::parse(text(&output.stdout).trim_end()).unwrap();
    assert_eq!(vkey.name(), "witness.example.org/1");
    let key = fs::read_to_string(at("witness.key")).unwrap();
    assert_eq!(fs::metadata(at("witness.key")).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!text(&output.stdout).contains(key.trim_end()));
    // never overwritten
    assert_eq!(code(&new()), 2);
    assert_eq!(fs::read_to_string(at("witness.key")).unwrap(), key);

    let log = NoteSigner::new("log.example.org", ed25519_dalek::SigningKey::from_bytes(&[1; 32])).unwrap();
    let config = format!(
        "name = \"witness.example.org/1\"\nkey = \"witness.key\"\nstate = \"state\"\nlisten = \"127.0.0.1:0\"\n\n\
         [[log]]\nvkey = \"{}\"\n",
        log.vkey().unwrap()
    );
    fs::write(at("witness.toml"), config).unwrap();
    // a memory is not made by itself
    let output = tabella(&["witness", "serve", "--config", path(&at("witness.toml"))]);
    assert_eq!(code(&output), 2);
    assert!(text(&output.stderr).contains("--first"), "{}", text(&output.stderr));

    let head = |entries: &[&str]| {
        let mut tree = CompactRange::new();
        for entry in entries {
            tree.push_bytes(entry.as_bytes());
        }
        Checkpoint::new("log.example.org", tree.size(), tree.root()).sign(&log).unwrap()
    };
    let request = |old: u64, entries: &[&str]| {
        Request::encode(TreeSize(old), &ConsistencyProof { hashes: vec![] }, &head(entries))
    };
    let witness = Serving::start(&at("witness.toml"), &["--first"]);
    let (status, line) = witness.post(&request(0, &["a", "b"]));
    assert_eq!(status, 200, "{line}");
    let mut note = head(&["a", "b"]);
    note.add_signature(line.trim_end().parse().unwrap()).unwrap();
    let seen = now();
    assert!(verify_cosignature(&note, &vkey).unwrap().time.abs_diff(seen) < 600);
    witness.stop();

    let output = tabella(&["witness", "serve", "--config", path(&at("witness.toml")), "--first"]);
    assert_eq!(code(&output), 2);
    let witness = Serving::start(&at("witness.toml"), &[]);
    assert_eq!(witness.post(&request(0, &["a", "c"])), (409, "2\n".into()));
    assert_eq!(witness.post(&request(2, &["a", "b"])).0, 200);
}

#[expect(clippy::disallowed_methods, reason = "the witness's clock is compared with the test's")]
fn now() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()
}

#[test]
fn a_server_ends_with_the_process_that_holds_its_input() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    let output =
        tabella(&["witness", "new", "--name", "witness.example.org/1", "--out", path(&at("witness.key"))]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let log = tabella(&["office", "key", "--checkpoint", "board.example.org", "--out", path(&at("log.key"))]);
    let config = at("witness.toml");
    let words = format!(
        "name = \"witness.example.org/1\"\nkey = \"witness.key\"\nstate = \"state\"\nlisten = \"127.0.0.1:0\"\n\n\
         [[log]]\nvkey = \"{}\"\n",
        text(&log.stdout).trim_end()
    );
    fs::write(&config, words).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_tabella"))
        .args(["witness", "serve", "--first", "--with-input", "--config", path(&config)])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with("http://"), "{line}");
    assert_eq!(child.try_wait().unwrap(), None);
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
}
