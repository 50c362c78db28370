//! Steps that go well, and steps that are run again.

use std::fs;

use serde_json::json;
use tabella_election::Election;

use crate::room::{Room, names, ran};

#[test]
fn a_whole_ceremony() {
    let room = Room::new(2, 3);
    room.all(&["round1"]);
    assert!(room.own(2, "own.attempt-1.round1").exists());
    room.all(&["round2"]);
    let packages: Vec<String> =
        names(&room.media()).into_iter().filter(|name| name.starts_with("round2-")).collect();
    assert_eq!(packages.len(), 6);
    let results: Vec<_> = (1..=3).map(|k| room.step("finish", k).done()).collect();
    assert!(results.iter().all(|result| result["keys"] == results[0]["keys"]));
    assert_eq!(results[2]["agreeing"], 3);
    for k in 1..=3 {
        // what is no longer needed is gone
        assert_eq!(names(&room.machine(k)), ["own.attempt-1.share", "own.trustee", "passphrase"]);
        for kind in ["commitment", "joint-keys", "test-share"] {
            assert!(room.on_media(&format!("{kind}-{k}.entry")).exists());
        }
    }
}

#[test]
fn the_key_ceremony_is_rehearsed_alone() {
    let room = Room::new(2, 2);
    let folder = room.path("practice");
    let rehearse = |threshold: &str| {
        let mut command = room.command(1);
        command.args(["rehearse", "--name", "Anna", "--trustees", "5", "--threshold", threshold, "--out"]);
        ran(&command.arg(&folder).output().unwrap())
    };
    let said = rehearse("6").failed("no-threshold");
    assert!(said.contains("6 of 5 trustees cannot decrypt"), "{said}");
    let rehearsed = rehearse("3");
    // what is typed on the day
    for step in ["new --name", "round1 --trustee", "round2 --trustee", "finish --trustee"] {
        assert!(rehearsed.stderr.contains(&format!("On the day: ceremony {step}")), "{step}");
    }
    let result = rehearsed.done();
    assert_eq!((&result["agreeing"], &result["tested"]), (&json!(5), &json!(5)));
    let election = Election::parse(&fs::read(folder.join("manifest.json")).unwrap()).unwrap();
    assert_eq!((election.trustee_count(), election.threshold().0), (5, 3));
    assert_eq!(result["election"], election.id().to_string());
    assert_eq!(names(&folder.join("your-machine")), ["own.attempt-1.share", "own.trustee"]);
    // the share is of one's own passphrase, and of these keys
    let own = folder.join("your-machine/own.trustee").display().to_string();
    let again = room.run(
        1,
        &[
            "finish",
            "--trustee",
            &own,
            "--manifest",
            &folder.join("manifest.json").display().to_string(),
            "--media",
            &folder.join("stick").display().to_string(),
        ],
    );
    assert_eq!(again.done()["keys"], result["keys"]);
    rehearse("3").failed("file-exists");
}

#[cfg(unix)]
#[test]
fn secrets_are_their_owners_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let room = Room::new(2, 2);
    room.all(&["round1", "round2"]);
    let mode = |name: &str| fs::metadata(room.own(1, name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("own.trustee"), 0o600);
    assert_eq!(mode("own.attempt-1.round1"), 0o600);
    assert_eq!(mode("own.attempt-1.round2"), 0o600);
    room.all(&["finish"]);
    assert_eq!(mode("own.attempt-1.share"), 0o600);
}

#[test]
fn a_step_can_be_run_again() {
    let room = Room::new(2, 3);
    room.all(&["round1"]);
    let entry = fs::read(room.on_media("commitment-1.entry")).unwrap();
    // the medium was lost: the same commitment comes back, never another
    fs::remove_file(room.on_media("commitment-1.entry")).unwrap();
    room.step("round1", 1).done();
    assert_eq!(fs::read(room.on_media("commitment-1.entry")).unwrap(), entry);

    room.all(&["round2"]);
    let package = room.on_media("round2-1-to-2.message");
    let first = fs::read(&package).unwrap();
    fs::remove_file(room.on_media("round2-1-to-3.message")).unwrap();
    room.step("round2", 1).done();
    assert_eq!(fs::read(&package).unwrap(), first, "what is there stays");
    assert!(room.on_media("round2-1-to-3.message").exists());

    room.step("finish", 1).done();
    for name in ["joint-keys-1.entry", "test-share-1.entry"] {
        fs::remove_file(room.on_media(name)).unwrap();
    }
    room.step("finish", 1).done();
    room.step("finish", 2).done();
    assert_eq!(room.step("finish", 3).done()["agreeing"], 3);
}

#[test]
fn another_attempt_has_its_own_files() {
    let room = Room::new(2, 2);
    room.all(&["round1"]);
    for step in ["round1", "round2", "finish"] {
        for k in [1, 2] {
            room.step_with(step, k, &["--attempt", "2"]).done();
        }
    }
    assert!(room.own(1, "own.attempt-2.share").exists());
    assert!(room.on_media("commitment-1-attempt-2.entry").exists());
    room.step("round2", 1).failed("later-attempt");
}

#[test]
fn every_step_explains_itself() {
    let room = Room::new(2, 2);
    // without --json the words go to the standard output
    let say = |step: &str, k: u16| {
        let mut args = room.args(step, k);
        args.extend(["--yes", "--work-factor", "1", "--passphrase-file"].map(str::to_owned));
        args.push(room.passphrase(k).display().to_string());
        let output = std::process::Command::new(crate::room::PROGRAM).args(args).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    for step in ["round1", "round2", "finish"] {
        for k in [1, 2] {
            let text = say(step, k);
            for part in ["A small election", "You are trustee", "Next:", "If you stop here"] {
                assert!(text.contains(part), "{step}: {part:?} in {text}");
            }
            assert!(text.matches("If you stop here").count() >= 2, "before and after: {text}");
        }
    }
}

#[test]
fn secrets_are_never_said() {
    let room = Room::new(2, 2);
    for step in ["round1", "round2", "finish"] {
        for k in [1, 2] {
            let ran = room.step(step, k);
            let said = ran.stdout + &ran.stderr;
            assert!(!said.contains("AGE-SECRET-KEY") && !said.contains("passphrase of trustee"), "{said}");
        }
    }
    // nor is a key in any file outside its age encryption
    for k in [1, 2] {
        for name in names(&room.machine(k)) {
            let bytes = fs::read(room.own(k, &name)).unwrap();
            assert!(!bytes.windows(14).any(|window| window == b"AGE-SECRET-KEY"), "{name}");
        }
    }
}

#[test]
fn inspect_explains_every_file() {
    let room = Room::new(2, 2);
    let inspect = |path: std::path::PathBuf| {
        let path = path.display().to_string();
        let found = room.run(1, &["inspect", &path]).done();
        found[0]["type"].as_str().unwrap().to_owned()
    };
    assert_eq!(inspect(room.own(1, "own.trustee")), "keys");
    assert_eq!(inspect(room.manifest()), "manifest");
    room.all(&["round1", "round2"]);
    assert_eq!(inspect(room.own(1, "own.attempt-1.round1")), "round1");
    assert_eq!(inspect(room.own(1, "own.attempt-1.round2")), "round2");
    assert_eq!(inspect(room.on_media("commitment-2.entry")), "trustee-commitment");
    assert_eq!(inspect(room.on_media("round2-1-to-2.message")), "round2");
    room.all(&["finish"]);
    assert_eq!(inspect(room.own(1, "own.attempt-1.share")), "share");
    assert_eq!(inspect(room.on_media("joint-keys-1.entry")), "joint-keys");
    assert_eq!(inspect(room.on_media("test-share-1.entry")), "test-share");
    let unknown = room.passphrase(1).display().to_string();
    // what is wrong with one is said, and the others are explained
    let folder = room.machine(1).display().to_string();
    let missing = room.path("missing").display().to_string();
    let manifest = room.manifest().display().to_string();
    let ran = room.run(1, &["inspect", &unknown, &folder, &missing, &manifest]);
    assert!(!ran.ok);
    let found = ran.json();
    let kinds: Vec<&str> =
        found.as_array().unwrap().iter().filter_map(|file| file["error"].as_str()).collect();
    assert_eq!(kinds, ["unknown-file", "wrong-file", "missing-file"]);
    assert_eq!(found[3]["type"], "manifest");
    for words in
        ["is no file that this program", "is a directory", "There is no file", "Public: the manifest"]
    {
        assert!(ran.stderr.contains(words), "{}", ran.stderr);
    }
}
