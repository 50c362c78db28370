//! Everyone who takes part, each with a folder, and one stick.

use std::{
    fmt::Write as _,
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use serde_json::{Value, json};
use tabella_crypto::signature::{self, SigningKey};
use tabella_election::{Election, ceremony};
use tabella_trustee::key_ceremony::Round2Package;
use tempfile::TempDir;

use crate::page::{Block, Page};

const SMALL: &[u8] = include_bytes!("../../../tests/data/small.draft.json");
const TRUSTEES: u16 = 5;
const WITNESSES: u16 = 3;

pub(crate) struct People {
    dir: TempDir,
}

impl People {
    pub(crate) fn in_a_room() -> Self {
        let people = Self { dir: tempfile::tempdir().unwrap() };
        for folder in ["stick", "bin", "authority", "board", "observer"] {
            fs::create_dir(people.path(folder)).unwrap();
        }
        let trustees = (1..=TRUSTEES).map(|k| format!("trustee-{k}"));
        let witnesses = (1..=WITNESSES).map(|k| format!("witness-{k}"));
        for folder in trustees.chain(witnesses) {
            fs::create_dir(people.path(&folder)).unwrap();
            fs::write(people.path(&folder).join("passphrase"), format!("the passphrase of {folder}\n"))
                .unwrap();
        }
        for folder in fs::read_dir(people.dir.path()).unwrap() {
            let _ = symlink("../stick", folder.unwrap().path().join("stick"));
        }
        fs::remove_file(people.path("stick").join("stick")).unwrap();
        // what a person answers; and scrypt as in rehearsals
        let answers = format!(
            "#!/bin/sh\nexec '{}' --yes --passphrase-file passphrase --work-factor 1 \"$@\"\n",
            env!("CARGO_BIN_EXE_ceremony")
        );
        let program = people.path("bin/ceremony");
        fs::write(&program, answers).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        symlink(tabella(), people.path("bin/tabella")).unwrap();
        fs::write(people.path("authority/draft.json"), draft()).unwrap();
        people
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn election(&self) -> Election {
        Election::parse(&fs::read(self.path("authority/manifest.json")).unwrap()).unwrap()
    }

    /// Types the blocks of these sections, each as all who are to type it.
    pub(crate) fn follow(&self, page: &Page, sections: impl Fn(&str) -> bool) {
        self.type_all(page, sections, |said, part| said.contains(part));
    }

    /// As [`Self::follow`], with other numbers of entries than the page has.
    pub(crate) fn follow_without_numbers(&self, page: &Page, sections: impl Fn(&str) -> bool) {
        let plain = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "");
        self.type_all(page, sections, |said, part| plain(said).contains(&plain(part)));
    }

    fn type_all(&self, page: &Page, sections: impl Fn(&str) -> bool, sees: impl Fn(&str, &str) -> bool) {
        let mut typed = 0;
        for block in page.blocks.iter().filter(|block| sections(&block.section)) {
            let said = self.type_block(block);
            for part in &block.seen {
                assert!(sees(&said, part), "{}: {part:?} is not seen in\n{said}", block.place);
            }
            typed += 1;
        }
        assert!(typed > 0, "no such section");
    }

    fn type_block(&self, block: &Block) -> String {
        let folders: Vec<String> = match block.who.as_str() {
            "trustee" => (1..=TRUSTEES).map(|k| format!("trustee-{k}")).collect(),
            "witness" => (1..=WITNESSES).map(|k| format!("witness-{k}")).collect(),
            "authority" | "board" | "observer" => vec![block.who.clone()],
            other => panic!("{}: who is {other:?}?", block.place),
        };
        if block.commands.contains("office manifest") {
            self.authority_writes_the_keys();
        }
        let mut all = String::new();
        for folder in folders {
            // everyone has a name of their own
            let commands = block.commands.replace("Ada Berg", &name(&folder));
            // the page's example of a day, within this election
            let commands = commands.replace("2027-03-05", "2999-03-05");
            let commands = match block.who.as_str() {
                "witness" => commands.replace("witness-1", &folder),
                _ => commands,
            };
            let (code, said) = self.shell(&folder, &commands);
            // an observer is told by the exit code that checks are pending
            let fine = code == 0 || (block.who == "observer" && code == 3);
            assert!(fine, "{} by {folder}: exit {code}\n{commands}\n{said}", block.place);
            all.push_str(&said);
        }
        all.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Runs commands in a folder: exit code, and everything that the screen shows.
    pub(crate) fn shell(&self, folder: &str, commands: &str) -> (i32, String) {
        let path = format!("{}:{}", self.path("bin").display(), std::env::var("PATH").unwrap());
        let mut command = Command::new("sh");
        command.args(["-e", "-c", commands]).current_dir(self.path(folder)).env("PATH", path);
        let output = command.output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code().unwrap_or(-1), String::from_utf8(said).unwrap())
    }

    /// What a trustee sees whose command is refused.
    pub(crate) fn refused(&self, trustee: u16, command: &str) -> String {
        let (code, said) = self.shell(&format!("trustee-{trustee}"), command);
        assert_ne!(code, 0, "{said}");
        said
    }

    pub(crate) fn observer_sees_the_result(&self) -> String {
        let command = "tabella verify stick/board.tar --election-id \"$(cat stick/election-id)\" --counts";
        let (code, said) = self.shell("observer", command);
        assert_eq!(code, 0, "{said}");
        said
    }

    /// Public keys from the files on the stick, as the page says.
    fn authority_writes_the_keys(&self) {
        let on_stick = |file: String| fs::read_to_string(self.path("stick").join(file)).unwrap();
        let only = |file: &str| Value::from(on_stick(file.to_owned()).trim());
        let members: Vec<Value> = (1..=TRUSTEES)
            .map(|k| {
                let name = name(&format!("trustee-{k}"));
                let text = on_stick(format!("{name}.txt"));
                let after = |label: &str| {
                    let line = text.lines().find_map(|line| line.trim().strip_prefix(label));
                    line.unwrap().trim().to_owned()
                };
                json!({"name": name, "key": after("Key:"), "encryption_key": after("Encryption key:")})
            })
            .collect();
        let witnesses: Vec<Value> = (1..=WITNESSES).map(|k| only(&format!("witness-{k}.txt"))).collect();
        let keys = json!({
            "authority": {"name": "Election authority", "key": only("authority.txt")},
            "trustees": {"threshold": 3, "members": members},
            "registrar": {"name": "Registrar", "key": only("registrar.txt")},
            "ballot_box": {"name": "Ballot box", "receipt_key": only("receipt.txt"), "checkpoint_key": only("checkpoint.txt")},
            "witnesses": {"quorum": 2, "members": witnesses},
        });
        fs::write(self.path("authority/keys.json"), keys.to_string()).unwrap();
    }

    /// Signed by trustee 3, so that it is no damage on the way.
    pub(crate) fn trustee_3_sends_trustee_1_what_nobody_can_read(&self) {
        let path = self.path("stick/round2-3-to-1.message");
        let mut package = Round2Package::decode(&fs::read(&path).unwrap()).unwrap();
        *package.ciphertext.last_mut().unwrap() ^= 1;
        let message = ceremony::round2_message(
            &package.ceremony,
            package.sender,
            package.recipient,
            &package.ciphertext,
        );
        let key = self.signing_key("trustee-3");
        package.signature = signature::sign(&key, ceremony::ROUND2, self.election().id(), &message);
        fs::write(&path, package.encode()).unwrap();
    }

    /// The signing key in a sealed key file, read with nothing but age.
    fn signing_key(&self, folder: &str) -> SigningKey {
        let file = fs::read(self.path(folder).join("own.trustee")).unwrap();
        let start = file.windows(18).position(|window| window == b"age-encryption.org").unwrap();
        let identity = age::scrypt::Identity::new(format!("the passphrase of {folder}").into());
        let plaintext = age::decrypt(&identity, &file[start..]).unwrap();
        // u32be(length of header) || header || seed || age identity
        let header = usize::try_from(u32::from_be_bytes(plaintext[..4].try_into().unwrap())).unwrap();
        SigningKey::from_bytes(plaintext[4 + header..4 + header + 32].try_into().unwrap())
    }
}

fn name(folder: &str) -> String {
    folder.replacen('t', "T", 1).replace('-', " ")
}

/// One contest with two options; its end lies so far ahead that witnesses are always in time.
fn draft() -> Vec<u8> {
    let mut draft: Value = serde_json::from_slice(SMALL).unwrap();
    draft["schedule"]["opens"] = "2999-03-01T08:00:00Z".into();
    draft["schedule"]["closes"] = "2999-03-05T17:00:00Z".into();
    draft["min_reporting_unit"] = 1.into();
    draft["contests"].as_array_mut().unwrap().truncate(1);
    draft["contests"][0]["options"].as_array_mut().unwrap().truncate(2);
    draft["styles"].as_array_mut().unwrap().truncate(1);
    draft["styles"][0]["contests"] = json!([draft["contests"][0]["id"]]);
    serde_json::to_vec(&draft).unwrap()
}

/// The other program, beside the one that is tested. `cargo test --workspace` has built it; this crate alone has not.
fn tabella() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let place = Path::new(env!("CARGO_BIN_EXE_ceremony")).parent().unwrap();
        let program = place.join("tabella");
        if !program.exists() {
            let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
            cargo.args(["build", "--package", "tabella-cli", "--target-dir"]).arg(place.parent().unwrap());
            if !cfg!(debug_assertions) {
                cargo.arg("--release");
            }
            assert!(cargo.status().unwrap().success());
        }
        program
    })
}

/// The text of every source file of the program.
pub(crate) fn source_of_the_program() -> Vec<String> {
    let mut texts = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for item in fs::read_dir(&folder).unwrap() {
            let path = item.unwrap().path();
            if path.is_dir() { folders.push(path) } else { texts.push(fs::read_to_string(path).unwrap()) }
        }
    }
    texts
}

/// The arguments that post these entries with two witnesses at hand.
pub(crate) fn post(entries: &[String]) -> String {
    let mut command = "tabella board post --board board --checkpoint-key checkpoint.key".to_owned();
    for k in 1..3 {
        let _ = write!(command, " --witness-key ../witness-{k}/witness.key");
    }
    entries.iter().fold(command, |command, entry| command + " " + entry)
}
