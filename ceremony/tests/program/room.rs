//! A room with trustees, their machines (directories) and one medium.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};
use tabella_crypto::{hash::hex, signature::SigningKey};
use tabella_election::{Election, draft};
use tabella_tlog::Vkey;
use tempfile::TempDir;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_ceremony");
const SMALL: &[u8] = include_bytes!("../../../tests/data/small.draft.json");

/// Keys of the officials, by number.
pub(crate) fn official(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32])
}

pub(crate) const AUTHORITY: u8 = 10;
pub(crate) const REGISTRAR: u8 = 11;
pub(crate) const LOG: u8 = 13;
pub(crate) const WITNESS: u8 = 20;

pub(crate) struct Room {
    dir: TempDir,
    n: u16,
    public: Vec<Value>,
}

/// What a run of the program came to.
pub(crate) struct Ran {
    pub(crate) ok: bool,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// The line for programs.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.stdout.lines().count(), 1, "{}", self.stdout);
        serde_json::from_str(&self.stdout).unwrap()
    }

    pub(crate) fn done(self) -> Value {
        assert!(self.ok, "{}", self.stderr);
        self.json()
    }

    /// It failed with this kind of problem; everything that is said to a person.
    pub(crate) fn failed(&self, kind: &str) -> String {
        assert!(!self.ok, "{}", self.stdout);
        let problem = self.json();
        assert_eq!(problem["error"], kind, "{}", self.stderr);
        for sentence in ["what", "what_to_do", "lost"] {
            let sentence = problem[sentence].as_str().unwrap();
            assert!(self.stderr.contains(sentence), "{sentence:?} in {}", self.stderr);
            assert!(sentence.len() > 20 && sentence.ends_with('.'), "{sentence:?}");
        }
        assert!(problem["lost"].as_str().unwrap().starts_with("Nothing was lost"));
        self.stderr.clone()
    }
}

pub(crate) fn ran(output: &Output) -> Ran {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Ran { ok: output.status.success(), stdout: text(&output.stdout), stderr: text(&output.stderr) }
}

impl Room {
    /// n trustees with keys, and a manifest that names them.
    pub(crate) fn new(threshold: u16, n: u16) -> Self {
        let mut room = Self { dir: tempfile::tempdir().unwrap(), n, public: Vec::new() };
        fs::create_dir(room.media()).unwrap();
        for k in 1..=n {
            fs::create_dir(room.machine(k)).unwrap();
            fs::write(room.passphrase(k), format!("the passphrase of trustee {k}\n")).unwrap();
            let public =
                room.run(k, &["new", "--name", &format!("Trustee {k}"), "--out", &room.key_file(k)]).done();
            room.public.push(public);
        }
        fs::write(room.manifest(), room.filled(threshold, "A small election")).unwrap();
        room
    }

    /// A manifest of one contest with two options for these trustees.
    pub(crate) fn filled(&self, threshold: u16, title: &str) -> Vec<u8> {
        let mut draft: Value = serde_json::from_slice(SMALL).unwrap();
        draft["title"]["en"] = title.into();
        draft["min_reporting_unit"] = 1.into();
        draft["contests"].as_array_mut().unwrap().truncate(1);
        draft["contests"][0]["options"].as_array_mut().unwrap().truncate(2);
        draft["styles"].as_array_mut().unwrap().truncate(1);
        draft["styles"][0]["contests"] = json!([draft["contests"][0]["id"]]);
        let key = |number| hex(official(number).verifying_key().as_bytes());
        let checkpoint = Vkey::ed25519("box.example", official(LOG).verifying_key()).unwrap();
        let witness = Vkey::cosignature("witness.example", official(WITNESS).verifying_key()).unwrap();
        let members: Vec<Value> = self
            .public
            .iter()
            .map(|public| {
                json!({"name": public["name"], "key": public["key"], "encryption_key": public["encryption_key"]})
            })
            .collect();
        let keys = serde_json::from_value(json!({
            "authority": {"name": "Authority", "key": key(AUTHORITY)},
            "trustees": {"threshold": threshold, "members": members},
            "registrar": {"name": "Registrar", "key": key(REGISTRAR)},
            "ballot_box": {"name": "Box", "receipt_key": key(12), "checkpoint_key": checkpoint.to_string()},
            "witnesses": {"quorum": 1, "members": [witness.to_string()]},
        }));
        draft::fill(&serde_json::to_vec(&draft).unwrap(), keys.unwrap()).unwrap()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn machine(&self, k: u16) -> PathBuf {
        self.path(&format!("machine-{k}"))
    }

    pub(crate) fn own(&self, k: u16, name: &str) -> PathBuf {
        self.machine(k).join(name)
    }

    pub(crate) fn key_file(&self, k: u16) -> String {
        self.own(k, "own.trustee").display().to_string()
    }

    pub(crate) fn passphrase(&self, k: u16) -> PathBuf {
        self.own(k, "passphrase")
    }

    pub(crate) fn media(&self) -> PathBuf {
        self.path("media")
    }

    pub(crate) fn on_media(&self, name: &str) -> PathBuf {
        self.media().join(name)
    }

    pub(crate) fn manifest(&self) -> PathBuf {
        self.path("manifest.json")
    }

    pub(crate) fn election(&self) -> Election {
        Election::parse(&fs::read(self.manifest()).unwrap()).unwrap()
    }

    /// The signing key in a sealed key file, read with nothing but age: for tests in which a trustee misbehaves.
    pub(crate) fn signing_key(&self, k: u16) -> SigningKey {
        let file = fs::read(self.key_file(k)).unwrap();
        let start = file.windows(18).position(|window| window == b"age-encryption.org").unwrap();
        let passphrase = format!("the passphrase of trustee {k}");
        let identity = age::scrypt::Identity::new(passphrase.into());
        let plaintext = age::decrypt(&identity, &file[start..]).unwrap();
        // u32be(length of header) || header || seed || age identity
        let header = usize::try_from(u32::from_be_bytes(plaintext[..4].try_into().unwrap())).unwrap();
        SigningKey::from_bytes(plaintext[4 + header..4 + header + 32].try_into().unwrap())
    }

    /// The command with everything that scripts give.
    pub(crate) fn command(&self, k: u16) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(["--yes", "--json", "--work-factor", "1", "--passphrase-file"]).arg(self.passphrase(k));
        command.stdin(Stdio::null()).current_dir(self.dir.path());
        command
    }

    pub(crate) fn run(&self, k: u16, args: &[&str]) -> Ran {
        ran(&self.command(k).args(args).output().unwrap())
    }

    /// The arguments of a step.
    pub(crate) fn args(&self, step: &str, k: u16) -> Vec<String> {
        let paths = [self.manifest(), self.media()].map(|path| path.display().to_string());
        let [manifest, media] = paths;
        [step, "--trustee", &self.key_file(k), "--manifest", &manifest, "--media", &media]
            .map(str::to_owned)
            .to_vec()
    }

    pub(crate) fn step(&self, step: &str, k: u16) -> Ran {
        ran(&self.command(k).args(self.args(step, k)).output().unwrap())
    }

    pub(crate) fn step_with(&self, step: &str, k: u16, more: &[&str]) -> Ran {
        ran(&self.command(k).args(self.args(step, k)).args(more).output().unwrap())
    }

    /// All trustees do these steps.
    pub(crate) fn all(&self, steps: &[&str]) {
        for step in steps {
            for k in 1..=self.n {
                self.step(step, k).done();
            }
        }
    }
}

/// Names in a directory.
pub(crate) fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(directory)
        .unwrap()
        .map(|item| item.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Changes one byte of a file.
pub(crate) fn damage(path: &Path, position_from_end: usize) {
    let mut bytes = fs::read(path).unwrap();
    let position = bytes.len() - position_from_end;
    bytes[position] ^= 1;
    fs::write(path, bytes).unwrap();
}
