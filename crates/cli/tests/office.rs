//! What the authority signs, what witnesses cosign, and what both refuse.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use std::{fs, os::unix::fs::PermissionsExt as _, path::PathBuf, process::Command, sync::Arc};

use tabella_board::Entry;
use tabella_cli::board_dir::BoardDir;
use tabella_crypto::hash::hex;
use tabella_tests::{Fixture, LOG_NAME, Setup, drafts::contest};
use tabella_tlog::{Cosigner, NoteSigner};

/// An election up to `open`, and a folder with everyone's keys.
struct Office {
    fixture: Fixture,
    folder: tempfile::TempDir,
}

impl Office {
    fn new() -> Self {
        let fixture = Fixture::new(&Setup::with_contests(&[contest(2, 1, 0, 1)]));
        let office = Self { fixture, folder: tempfile::tempdir().unwrap() };
        let people = &office.fixture.people;
        for (name, key) in [
            ("authority", &people.authority),
            ("registrar", &people.registrar),
            ("checkpoint", &people.checkpoint),
            ("receipt", &people.receipt),
            ("witness", people.witnesses.first().unwrap()),
            ("other", people.witnesses.get(1).unwrap()),
        ] {
            fs::write(office.path(name), hex(&key.to_bytes())).unwrap();
            fs::set_permissions(office.path(name), fs::Permissions::from_mode(0o600)).unwrap();
        }
        office
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn id(&self) -> String {
        self.fixture.election.id().to_string()
    }

    /// A published board of these entries.
    fn board(&self, name: &str, entries: &[Entry]) -> BoardDir {
        let mut board = BoardDir::create(&self.path(name), Arc::clone(&self.fixture.election)).unwrap();
        self.add(&mut board, entries);
        board
    }

    fn add(&self, board: &mut BoardDir, entries: &[Entry]) {
        assert!(board.admit(entries.to_vec()).unwrap().iter().all(Result::is_ok));
        let witnesses: Vec<Cosigner> = (1..)
            .zip(&self.fixture.people.witnesses)
            .map(|(number, key)| {
                Cosigner::new(&format!("witness.example.org/{number}"), key.clone()).unwrap()
            })
            .collect();
        board.publish(&self.log(), &witnesses, 1).unwrap();
    }

    fn log(&self) -> NoteSigner {
        NoteSigner::new(LOG_NAME, self.fixture.people.checkpoint.clone()).unwrap()
    }

    /// The head of a board in a file, not yet cosigned.
    fn head(&self, board: &mut BoardDir, name: &str) {
        fs::write(self.path(name), board.sign_head(&self.log()).unwrap().encode()).unwrap();
    }

    fn run(&self, line: &str) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tabella"));
        let output = command.args(line.split(' ')).current_dir(self.folder.path()).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    }

    fn done(&self, line: &str) -> String {
        let (code, said) = self.run(line);
        assert_eq!(code, 0, "{line}: {said}");
        said
    }

    fn refused(&self, line: &str, because: &str) {
        let (code, said) = self.run(line);
        assert!(code == 2 && said.contains(because), "{line}: exit {code}: {said}");
    }

    fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }
}

#[test]
fn the_authority_signs_only_what_the_board_would_take() {
    let office = Office::new();
    let (open, setup) = office.fixture.entries.split_last().unwrap();
    let mut board = office.board("board", setup);
    office.refused("office sign end --board board --key authority --out .", "(phase)");
    office.refused("office sign close --board board --key authority --out .", "(phase)");
    office.refused("office sign result --board board --key authority --out .", "there is no result yet");
    office.refused(
        "office sign open --board board --key receipt --out .",
        "not the key of this election's authority",
    );
    office.refused(
        "office sign open --board board --key authority --out nowhere",
        "there is no directory nowhere",
    );
    assert!(!office.has("end.entry") && !office.has("open.entry"));
    office.done("office sign open --board board --key authority --out .");
    // Ed25519 is deterministic: the fixture's authority says the same
    assert_eq!(fs::read(office.path("open.entry")).unwrap(), open.bytes());
    office.add(&mut board, std::slice::from_ref(open));
    office.refused("office sign open --board board --key authority --out .", "(phase)");
    office.done("office sign notice --text hello --board board --key authority --out .");
    let longer = "office sign notice --text longer --closes 2001-01-01T00:00:00Z --board board --key authority --out .";
    office.refused(longer, "(extension)");
    office.done("office sign end --board board --key authority --out .");
    // of the board as it is only read, nothing changed
    drop(board);
    office.done("board archive --board board --out board.tar");
    fs::remove_file(office.path("end.entry")).unwrap();
    office.done("office sign end --board board.tar --key authority --out .");
}

#[test]
fn the_registrar_signs_only_what_the_board_would_take() {
    let office = Office::new();
    drop(office.board("board", &office.fixture.entries));
    let public = office.done("credential new --out secret").lines().next().unwrap().to_owned();
    let (evidence, style) = ("07".repeat(32), office.fixture.election.styles()[0].id.to_string());
    let on = format!("--evidence {evidence} --board board --out .");
    let credential =
        |style: &str| format!("office sign credential --credential {public} --style {style} {on}");
    office.refused(
        &format!("{} --key authority", credential(&style)),
        "not the key of this election's registrar",
    );
    office.refused(&format!("{} --key registrar", credential("none")), "(unknown-style)");
    let revocation =
        format!("office sign revocation --credential {public} --reason paper {on} --key registrar");
    office.refused(&revocation, "(not-live)");
    assert!(
        !fs::read_dir(office.folder.path())
            .unwrap()
            .any(|file| { file.unwrap().path().extension().is_some_and(|extension| extension == "entry") })
    );
    let post =
        "board post --board board --checkpoint-key checkpoint --witness-key witness --witness-key other";
    office.done(&format!("{} --key registrar", credential(&style)));
    office.done(&format!("{post} credential-{}.entry", public.get(..16).unwrap()));
    office.refused(&format!("{} --weight 1 --key registrar", credential(&style)), "(credential-reused)");
    let next = office.done("credential new --out next").lines().next().unwrap().to_owned();
    let replacing = credential(&style).replace(&public, &next);
    office.done(&format!("{replacing} --replaces {public} --key registrar"));
    office.done(&revocation);
    office.done(&format!("{post} revocation-{}.entry", public.get(..16).unwrap()));
    office.refused(&revocation, "(not-live)");
}

#[test]
fn a_result_takes_the_paper_ballots_counts() {
    let mut office = Office::new();
    let fixture = &mut office.fixture;
    for choice in 0..2 {
        let voter = fixture.credential(0, 1);
        fixture.cast(&voter, &[choice, 1 - choice]);
    }
    fixture.finish();
    let (result, before) = office.fixture.entries.split_last().unwrap();
    drop(office.board("board", before));
    let sign = "office sign result --board board --key authority --out";
    let said = office.done(&format!("{sign} ."));
    assert!(said.contains("no postal counts"), "{said}");
    assert_eq!(fs::read(office.path("result.entry")).unwrap(), result.bytes());

    fs::create_dir(office.path("postal")).unwrap();
    fs::write(office.path("counts"), r#"[{"reference":"protocol 1","counts":[[[3,4]]]}]"#).unwrap();
    let said = office.done(&format!("{sign} postal --postal counts"));
    assert!(said.contains("postal counts of 1 protocols"), "{said}");
    office.done("board post --board board --checkpoint-key checkpoint --witness-key witness --witness-key other postal/result.entry");
    let (code, said) = office.run(&format!("verify board --election-id {} --counts", office.id()));
    assert_eq!(code, 0, "{said}");
    assert!(said.contains(" 3 by post") && said.contains(" 4 by post"), "{said}");

    fs::remove_dir_all(office.path("board")).unwrap();
    drop(office.board("board", before));
    fs::write(office.path("counts"), r#"[{"reference":" ","counts":[[[3,4]]]}]"#).unwrap();
    office.refused(&format!("{sign} postal --postal counts"), "(postal-reference)");
    fs::write(office.path("counts"), r#"[{"reference":"protocol 1","counts":[[[3]]]}]"#).unwrap();
    office.refused(&format!("{sign} postal --postal counts"), "1 votes for 2 options");
}

#[test]
fn what_is_missing_in_a_draft_has_a_place() {
    let office = Office::new();
    let manifest = "office manifest --draft draft --keys keys --out manifest";
    fs::write(office.path("draft"), "{}").unwrap();
    fs::write(office.path("keys"), "{}").unwrap();
    office.refused(manifest, "keys does not hold the public keys. Write authority, trustees,");
    office.refused(manifest, ": the field \"authority\" is missing (line 1, column 2)");
    let mut whole: serde_json::Value = serde_json::from_slice(office.fixture.election.bytes()).unwrap();
    let mut keys = serde_json::Map::new();
    for name in ["authority", "trustees", "registrar", "ballot_box", "witnesses"] {
        keys.insert(name.into(), whole.as_object_mut().unwrap().remove(name).unwrap());
    }
    fs::write(office.path("keys"), serde_json::to_vec(&keys).unwrap()).unwrap();
    whole["contests"][0]["options"][1].as_object_mut().unwrap().remove("id");
    fs::write(office.path("draft"), whole.to_string()).unwrap();
    office.refused(manifest, "try again: contests/0/options/1: the field \"id\" is missing");
}

#[test]
fn a_ballot_definition_goes_out_and_comes_in() {
    let office = Office::new();
    fs::write(office.path("manifest"), office.fixture.election.bytes()).unwrap();
    let said = office.done("office to-nist --draft manifest --out definition --at 2027-01-01T00:00:00Z");
    assert!(said.contains("postal_deadlines") && said.contains("trustees"), "{said}");
    let said = office.done("office from-nist --definition definition --out draft");
    assert!(said.contains("Issued by:"), "{said}");
    // with everyone's keys the same ballot is voted on
    let read = |name: &str| -> serde_json::Value {
        serde_json::from_slice(&fs::read(office.path(name)).unwrap()).unwrap()
    };
    let (manifest, draft) = (read("manifest"), read("draft"));
    for field in ["title", "languages", "reporting_units", "contests", "styles"] {
        assert_eq!(draft[field], manifest[field], "{field}");
    }
    assert!(draft.get("authority").is_none() && draft.get("trustees").is_none());
    // another moment is another file, and none is overwritten
    office.refused(
        "office to-nist --draft manifest --out definition --at 2027-01-02T00:00:00Z",
        "is there already",
    );
    // what would be left out is named, and only then left out
    let mut definition = read("definition");
    definition["IsTest"] = true.into();
    fs::write(office.path("test"), definition.to_string()).unwrap();
    let from = "office from-nist --definition test --out without";
    office.refused(from, "IsTest: a draft has no place for this: BallotDefinition.IsTest");
    assert!(!office.path("without").exists());
    office.done(&format!("{from} --leave-out"));
    assert_eq!(read("without"), draft);
    definition["Election"][0]["Contest"][0]["VoteVariation"] = "borda".into();
    fs::write(office.path("ranks"), definition.to_string()).unwrap();
    office.refused(
        "office from-nist --definition ranks --out third --leave-out",
        "Election/0/Contest/0/VoteVariation: votes of this kind cannot be cast here: borda",
    );
    fs::write(office.path("empty"), "{}").unwrap();
    office.refused("office to-nist --draft empty --out third", "schedule/opens: a moment is missing");
}

#[test]
fn an_unfinished_ceremony_is_not_opened() {
    let office = Office::new();
    let without = office.fixture.entries.len() - 2;
    office.board("board", office.fixture.entries.get(..without).unwrap());
    office.refused("office sign open --board board --key authority --out .", "(ceremony-incomplete)");
    let manifest = office.fixture.entries.get(..1).unwrap();
    office.board("begun", manifest);
    office.refused(
        "office sign open --board begun --key authority --out .",
        "ceremony on the board is not complete",
    );
}

#[test]
fn a_witness_signs_only_what_extends_what_it_signed() {
    let office = Office::new();
    let entries = &office.fixture.entries;
    let (open, setup) = entries.split_last().unwrap();
    let mut board = office.board("board", setup);
    office.head(&mut board, "head-1");
    let witness = |board: &str, head: &str, out: &str| {
        let id = office.id();
        format!(
            "witness --board {board} --election-id {id} --head {head} --key witness --memory memory --out {out}"
        )
    };
    office.refused(&witness("board", "head-1", "out-1"), "there is no memory memory");
    office.done(&(witness("board", "head-1", "out-1") + " --first"));
    office.refused(&(witness("board", "head-1", "out-2") + " --first"), "is a memory already");
    // another run has not ended yet
    let lock = fs::File::open(office.path("memory.lock")).unwrap();
    lock.lock().unwrap();
    office.refused(&witness("board", "head-1", "out-2"), "memory is in use by another process");
    assert!(!office.has("out-2"));
    drop(lock);
    // once more the same, and what comes after
    office.done(&witness("board", "head-1", "out-2"));
    office.add(&mut board, std::slice::from_ref(open));
    office.head(&mut board, "head-2");
    office.done(&witness("board", "head-2", "out-3"));
    // shorter, and as long but another
    let remembered = fs::read(office.path("memory")).unwrap();
    office.refused(&witness("board", "head-1", "out-4"), "does not extend");
    let mut fork = office.board("fork", setup);
    office.add(&mut fork, &[office.fixture.notice(1, None)]);
    office.head(&mut fork, "head-3");
    office.refused(&witness("fork", "head-3", "out-4"), "does not extend");
    office.add(&mut fork, std::slice::from_ref(open));
    office.head(&mut fork, "head-4");
    office.refused(&witness("fork", "head-4", "out-4"), "does not extend");
    assert!(!office.has("out-4"));
    assert_eq!(fs::read(office.path("memory")).unwrap(), remembered);
    // of another election, with another key
    let other = witness("board", "head-2", "out-4");
    office.refused(&other.replace(&office.id(), &"0".repeat(64)), "of another election");
    office.refused(&other.replace("--key witness", "--key receipt"), "the key of no witness");
}

#[test]
fn a_board_is_published_with_cosignatures_from_elsewhere() {
    let office = Office::new();
    let setup = office.fixture.entries.split_last().unwrap().1;
    drop(office.board("board", setup));
    office.done("office sign open --board board --key authority --out .");
    let before = fs::read(office.path("board/checkpoint")).unwrap();
    let post = "board post --board board --checkpoint-key checkpoint";
    office.done(&format!("{post} --head head open.entry"));
    assert_eq!(fs::read(office.path("board/checkpoint")).unwrap(), before, "nothing is published");
    for key in ["witness", "other"] {
        let id = office.id();
        office.done(&format!(
            "witness --first --board board --election-id {id} --head head --key {key} --memory memory-{key} --out head-{key}"
        ));
    }
    // too few; other entries; then the right ones
    let few = "1 cosignatures, 2 are needed; missing: witness.example.org/2";
    office.refused(&format!("{post} --cosigned head-witness open.entry"), few);
    office.done("office sign notice --text hello --board board --key authority --out .");
    office.refused(
        &format!("{post} --cosigned head-witness --cosigned head-other notice-1.entry open.entry"),
        "of another checkpoint",
    );
    assert_eq!(fs::read(office.path("board/checkpoint")).unwrap(), before);
    office.done(&format!("{post} --cosigned head-witness --cosigned head-other open.entry"));
    assert_ne!(fs::read(office.path("board/checkpoint")).unwrap(), before);
    office.refused(&format!("{post} --head head-2 open.entry"), "open.entry is refused (phase)");
    assert!(!office.has("head-2"));
}

#[test]
fn two_writers_would_destroy_a_board() {
    let office = Office::new();
    let setup = office.fixture.entries.split_last().unwrap().1;
    drop(office.board("board", setup));
    office.done("office sign open --board board --key authority --out .");
    let post = "board post --board board --checkpoint-key checkpoint --witness-key witness --witness-key other open.entry";
    let lock = fs::File::create(office.path("board/.lock")).unwrap();
    lock.lock().unwrap();
    let before = fs::read(office.path("board/checkpoint")).unwrap();
    office.refused(post, "another program is writing");
    assert_eq!(fs::read(office.path("board/checkpoint")).unwrap(), before);
    drop(lock);
    assert!(office.done(post).starts_with("entry "));
}

#[cfg(unix)]
#[test]
fn keys_are_their_owners_only() {
    let office = Office::new();
    for (name, options) in [("a", ""), ("b", " --checkpoint board.example"), ("c", " --witness w.example")] {
        let said = office.done(&format!("office key --out {name}{options}"));
        assert_eq!(fs::metadata(office.path(name)).unwrap().permissions().mode() & 0o777, 0o600);
        let secret = fs::read_to_string(office.path(name)).unwrap();
        assert!(secret.len() == 65 && !said.contains(secret.trim()), "{said}");
        office.refused(&format!("office key --out {name}"), "never overwritten");
        assert_eq!(fs::read_to_string(office.path(name)).unwrap(), secret);
    }
}
