//! Slips of the hand and failing machines: each has its sentence, and nothing is lost.

use std::{
    fs::{self, File},
    process::{Command, Stdio},
};

use crate::room::{PROGRAM, Room, damage, names, ran};

#[test]
fn wrong_passphrase() {
    let room = Room::new(2, 2);
    fs::write(room.passphrase(1), "the passphrase of somebody\n").unwrap();
    let text = room.step("round1", 1).failed("wrong-passphrase");
    assert!(text.contains("own.trustee") && text.contains("Type it again"), "{text}");
    assert_eq!(names(&room.media()), [""; 0]);
    assert_eq!(names(&room.machine(1)), ["own.trustee", "passphrase"]);
}

#[test]
fn short_passphrase() {
    let room = Room::new(2, 2);
    fs::write(room.passphrase(1), "too short\n").unwrap();
    let out = room.own(1, "new.trustee").display().to_string();
    let text = room.run(1, &["new", "--name", "A", "--out", &out]).failed("short-passphrase");
    assert!(text.contains("at least 12") && text.contains("random words"), "{text}");
    assert!(!room.own(1, "new.trustee").exists());
}

#[test]
fn a_file_without_a_passphrase() {
    let room = Room::new(2, 2);
    let fails = || room.step("round1", 1).failed("wrong-file");
    fs::write(room.passphrase(1), "x".repeat(5000)).unwrap();
    assert!(fails().contains("is no passphrase"));
    fs::write(room.passphrase(1), b"\xff\xfe five random words").unwrap();
    fails();
    #[cfg(target_os = "linux")]
    {
        fs::remove_file(room.passphrase(1)).unwrap();
        std::os::unix::fs::symlink("/dev/zero", room.passphrase(1)).unwrap();
        fails();
    }
}

#[test]
fn a_name_that_cannot_be_read() {
    let room = Room::new(2, 2);
    let out = room.own(1, "new.trustee").display().to_string();
    for name in ["", "  ", "Ada\nBerg", "Ada \u{1b}[31mBerg"] {
        room.run(1, &["new", "--name", name, "--out", &out]).failed("no-name");
    }
    assert!(!room.own(1, "new.trustee").exists());
}

#[test]
fn no_terminal_to_ask() {
    let room = Room::new(2, 2);
    let mut command = Command::new("setsid");
    command.arg("--wait").arg(PROGRAM).args(room.args("round1", 1)).args(["--yes", "--json"]);
    let output = command.stdin(Stdio::null()).output().unwrap();
    ran(&output).failed("no-terminal");
}

#[test]
fn missing_files() {
    let room = Room::new(2, 2);
    for (name, kind) in
        [("--trustee", "missing-file"), ("--manifest", "missing-file"), ("--media", "no-medium")]
    {
        let mut args = room.args("round1", 1);
        let position = args.iter().position(|arg| arg == name).unwrap() + 1;
        args[position] = "nowhere/at-all".into();
        let text = ran(&room.command(1).args(args).output().unwrap()).failed(kind);
        assert!(text.contains("nowhere/at-all"), "{text}");
    }
    let mut args = room.args("round1", 1);
    args.extend(["--passphrase-file".to_owned(), "nowhere/at-all".to_owned()]);
    let output = Command::new(PROGRAM).args(args).args(["--yes", "--json"]).output().unwrap();
    ran(&output).failed("missing-file");
    // the content that an entry names
    room.all(&["round1"]);
    let blobs = room.on_media("blob/sha256");
    fs::remove_file(blobs.join(&names(&blobs)[0])).unwrap();
    let text = room.step("round2", 1).failed("missing-file");
    assert!(text.contains("Copy the directory blob"), "{text}");
}

#[test]
fn wrong_files() {
    let room = Room::new(2, 2);
    room.all(&["round1"]);
    let with = |name: &str, path: std::path::PathBuf| {
        let mut args = room.args("round2", 1);
        let position = args.iter().position(|arg| arg == name).unwrap() + 1;
        args[position] = path.display().to_string();
        ran(&room.command(1).args(args).output().unwrap())
    };
    let text = with("--trustee", room.own(1, "own.attempt-1.round1")).failed("wrong-file");
    assert!(text.contains("holds the state after round 1, expected a trustee's keys"), "{text}");
    with("--trustee", room.manifest()).failed("wrong-file");
    with("--trustee", room.machine(1)).failed("wrong-file");
    with("--manifest", room.own(1, "own.trustee")).failed("wrong-manifest");
    // keys of somebody else: the passphrase does not open them; with it, the state is not theirs
    with("--trustee", room.own(2, "own.trustee")).failed("wrong-passphrase");
    // the manifest of another election with the same trustees
    fs::write(room.path("other.json"), room.filled(2, "Another election")).unwrap();
    let text = with("--manifest", room.path("other.json")).failed("not-authentic");
    assert!(text.contains("not signed with that trustee's key for this election"), "{text}");
    fs::remove_file(room.on_media("commitment-1.entry")).unwrap();
    fs::remove_file(room.on_media("commitment-2.entry")).unwrap();
    let mut args = room.args("round1", 1);
    let position = args.iter().position(|arg| arg == "--manifest").unwrap() + 1;
    args[position] = room.path("other.json").display().to_string();
    let text = ran(&room.command(1).args(args).output().unwrap()).failed("wrong-file");
    assert!(text.contains("belongs to another election"), "{text}");
    // a manifest without these keys
    let stranger = room.own(1, "stranger.trustee").display().to_string();
    room.run(1, &["new", "--name", "Stranger", "--out", &stranger]).done();
    let text = with("--trustee", room.own(1, "stranger.trustee")).failed("not-a-trustee");
    assert!(text.contains("does not name the key"), "{text}");
}

#[test]
fn damaged_files() {
    let room = Room::new(2, 2);
    room.all(&["round1"]);
    let key_file = room.own(1, "own.trustee");
    let whole = fs::read(&key_file).unwrap();
    damage(&key_file, 1);
    let text = room.step("round2", 1).failed("damaged-file");
    assert!(text.contains("second copy"), "{text}");
    fs::write(&key_file, &whole[..whole.len() / 2]).unwrap();
    room.step("round2", 1).failed("damaged-file");
    fs::write(&key_file, whole).unwrap();
    damage(&room.own(1, "own.attempt-1.round1"), 1);
    room.step("round2", 1).failed("damaged-file");
}

#[test]
fn wrong_order() {
    let room = Room::new(2, 2);
    let text = room.step("round2", 1).failed("wrong-order");
    assert!(text.contains("`ceremony round1` first"), "{text}");
    let text = room.step("finish", 1).failed("wrong-order");
    assert!(text.contains("`ceremony round1` first"), "{text}");
    room.step("round1", 1).done();
    let text = room.step("finish", 1).failed("wrong-order");
    assert!(text.contains("`ceremony round2` first"), "{text}");
    let text = room.step("round2", 1).failed("missing-commitment");
    assert!(text.contains("Ask trustee 2 (Trustee 2) to run `ceremony round1`"), "{text}");
    room.step("round1", 2).done();
    room.step("round2", 1).done();
    let text = room.step("finish", 1).failed("missing-package");
    assert!(text.contains("Ask trustee 2 (Trustee 2) to run `ceremony round2`"), "{text}");
    room.step("round2", 2).done();
    room.all(&["finish"]);
    for step in ["round1", "round2"] {
        let text = room.step(step, 1).failed("wrong-order");
        assert!(text.contains("You have finished this attempt"), "{text}");
    }
}

#[test]
fn a_lost_state_is_not_replaced_by_another_secret() {
    let room = Room::new(2, 2);
    room.step("round1", 1).done();
    let entry = fs::read(room.on_media("commitment-1.entry")).unwrap();
    fs::remove_file(room.own(1, "own.attempt-1.round1")).unwrap();
    let text = room.step("round1", 1).failed("wrong-order");
    assert!(text.contains("--attempt 2"), "{text}");
    assert!(!room.own(1, "own.attempt-1.round1").exists());
    assert_eq!(fs::read(room.on_media("commitment-1.entry")).unwrap(), entry);
}

#[test]
fn nothing_is_overwritten() {
    let room = Room::new(2, 2);
    let key_file = fs::read(room.own(1, "own.trustee")).unwrap();
    let text = room.run(1, &["new", "--name", "A", "--out", &room.key_file(1)]).failed("file-exists");
    assert!(text.contains("never overwrites"), "{text}");
    assert_eq!(fs::read(room.own(1, "own.trustee")).unwrap(), key_file);

    room.all(&["round1"]);
    fs::write(room.on_media("round2-1-to-2.message"), b"somebody's").unwrap();
    room.step("round2", 1).failed("file-exists");
    assert_eq!(fs::read(room.on_media("round2-1-to-2.message")).unwrap(), b"somebody's");
    fs::remove_file(room.on_media("round2-1-to-2.message")).unwrap();
    room.step("round2", 1).done();
}

#[test]
fn saying_no_stops() {
    let room = Room::new(2, 2);
    let mut command = Command::new(PROGRAM);
    command.args(room.args("round1", 1)).args(["--json", "--work-factor", "1", "--passphrase-file"]);
    command.arg(room.passphrase(1)).stdin(Stdio::null());
    ran(&command.output().unwrap()).failed("stopped");
    assert_eq!(names(&room.machine(1)), ["own.trustee", "passphrase"]);
    assert_eq!(names(&room.media()), [""; 0]);
}

/// No file may grow: every write fails as on a full disk.
#[cfg(target_os = "linux")]
#[test]
fn no_room_on_the_disk() {
    let room = Room::new(2, 2);
    let limited = |step: &str, blocks: u32| {
        let mut command = Command::new("sh");
        command
            .arg("-c")
            .arg(format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\""))
            .arg("sh")
            .arg(PROGRAM);
        command.args(["--yes", "--json", "--work-factor", "1", "--passphrase-file"]).arg(room.passphrase(1));
        let mut child = command.args(room.args(step, 1));
        child = child.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        ran(&child.output().unwrap())
    };
    let text = limited("round1", 0).failed("disk-full");
    assert!(text.contains("no room for") && text.contains("Make room"), "{text}");
    assert_eq!(names(&room.machine(1)), ["own.trustee", "passphrase"], "nothing half-written is left");
    room.all(&["round1"]);
    limited("round2", 0).failed("disk-full");
    room.all(&["round2"]);
    limited("finish", 0).failed("disk-full");
    assert!(!room.own(1, "own.attempt-1.share").exists() && room.own(1, "own.attempt-1.round2").exists());
    // with room again, the same command goes on
    room.all(&["finish"]);
}

#[cfg(target_os = "linux")]
#[test]
fn no_room_for_the_output() {
    let room = Room::new(2, 2);
    let full = File::options().write(true).open("/dev/full").unwrap();
    let mut command = room.command(1);
    let output = command.args(room.args("round1", 1)).stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert!(!output.status.success());
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("cannot write what it has to say") && text.contains("Nothing was lost"), "{text}");
    // the same command again gives the same commitment and says so
    room.step("round1", 1).done();
}

#[cfg(unix)]
#[test]
fn a_medium_that_cannot_be_written() {
    use std::os::unix::fs::symlink;
    let room = Room::new(2, 2);
    // a dangling link in place of the blobs: works for root, too, who may write anywhere
    symlink(room.path("nowhere/at-all"), room.on_media("blob")).unwrap();
    let text = room.step("round1", 1).failed("unwritable-file");
    assert!(text.contains("write-protected"), "{text}");
    fs::remove_file(room.on_media("blob")).unwrap();
    room.step("round1", 1).done();
}
