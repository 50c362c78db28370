//! Decryption of closed boards, and only of those.

use std::fs;

use rand_core::OsRng;
use tabella_crypto::{BlobHash, Threshold, TrusteeIndex};
use tabella_election::{Signed, message::DecryptionShare, share::TallyShare};
use tabella_tally::{TallyError, combine, verify_share};
use tabella_tlog::DirectorySource;
use tabella_trustee::root_words;
use tabella_verifier::{Trust, verify_closed};

use crate::{
    board::Board,
    room::{Ran, Room, damage, names, ran},
};

fn room() -> Room {
    let room = Room::new(2, 3);
    room.all(&["round1", "round2", "finish"]);
    room
}

/// A closed board with three votes for the first option and one for the second.
fn closed(room: &Room) -> Board {
    let mut board = Board::open(room, 3, "board");
    for option in [0, 1, 0, 0] {
        board.vote(option);
    }
    board.end();
    board.close();
    board
}

fn decrypt(room: &Room, k: u16, board: &std::path::Path, more: &[&str]) -> Ran {
    let mut args = room.args("decrypt", k);
    args.extend(["--board".to_owned(), board.display().to_string()]);
    ran(&room.command(k).args(args).args(more).output().unwrap())
}

#[test]
fn two_of_three_decrypt() {
    let room = room();
    let board = closed(&room);
    let trust = Trust::Election(*board.election.id());
    let source = DirectorySource::new(&board.path);
    let verified = verify_closed(&source, &trust, &mut |_| {}, &mut OsRng).unwrap();
    let statement = verified.statement();

    let first = decrypt(&room, 1, &board.path, &[]).done();
    assert_eq!(
        (&first["size"], &first["root"]),
        (&verified.size().into(), &verified.root().to_string().into())
    );
    assert_eq!(first["words"], root_words(verified.root()));
    // an archive of the board is as good
    let archive = room.path("board.tar");
    board.archive(&archive);
    assert_eq!(decrypt(&room, 3, &archive, &[]).done()["root"], first["root"]);

    let share = |k: u16| {
        let entry = fs::read(room.on_media(&format!("decryption-share-{k}.entry"))).unwrap();
        let entry = Signed::<DecryptionShare>::decode(&entry).unwrap();
        let trustee = TrusteeIndex::new(k).unwrap();
        entry.verify(board.election.id(), board.election.trustee_key(trustee).unwrap()).unwrap();
        let blob = fs::read(room.on_media(&format!("blob/sha256/{}", entry.message.share_hash))).unwrap();
        assert_eq!(BlobHash::of(&blob), entry.message.share_hash);
        let share = TallyShare::decode(&blob, statement).unwrap();
        verify_share(statement, verified.keys(), trustee, &share).unwrap()
    };
    let (one, three) = (share(1), share(3));
    let counts = combine(statement, &[one.clone(), three], Threshold(2), 3).unwrap();
    assert_eq!(counts.0, [[[3, 1]]]);
    // one alone gets nothing, and the missing are named
    let error = combine(statement, &[one], Threshold(2), 3).unwrap_err();
    assert!(matches!(&error, TallyError::Missing { missing, .. } if missing.len() == 2), "{error}");

    let inspected = room.on_media("decryption-share-1.entry").display().to_string();
    assert_eq!(room.run(1, &["inspect", &inspected]).done()[0]["type"], "decryption-share");
    // again for the same close: on an empty medium, as the first was used
    decrypt(&room, 1, &board.path, &[]).failed("file-exists");
    fs::remove_file(room.on_media("decryption-share-1.entry")).unwrap();
    decrypt(&room, 1, &board.path, &[]).done();
}

#[test]
fn the_words_of_the_close_decide() {
    let room = room();
    let board = closed(&room);
    let text = decrypt(&room, 1, &board.path, &["--expect-words", "zoo zoo zoo"]).failed("other-close");
    assert!(text.contains("Do not decrypt"), "{text}");
    // not saying yes, either
    let mut args = room.args("decrypt", 1);
    args.extend(["--board".to_owned(), board.path.display().to_string()]);
    let mut command = std::process::Command::new(crate::room::PROGRAM);
    command.args(args).args(["--json", "--work-factor", "1", "--passphrase-file"]).arg(room.passphrase(1));
    let stopped = ran(&command.stdin(std::process::Stdio::null()).output().unwrap());
    stopped.failed("stopped");
    assert!(names(&room.media()).iter().all(|name| !name.starts_with("decryption")));
    // the words are shown, and they do instead of yes
    let trust = Trust::Election(*board.election.id());
    let source = DirectorySource::new(&board.path);
    let verified = verify_closed(&source, &trust, &mut |_| {}, &mut OsRng).unwrap();
    let words = root_words(verified.root());
    for line in words.split(' ').collect::<Vec<_>>().chunks(6) {
        assert!(stopped.stderr.contains(&line.join(" ")), "{}", stopped.stderr);
    }
    assert!(stopped.stderr.contains(&format!("{} entries", verified.size())));
    let mut args = room.args("decrypt", 1);
    args.extend(["--board".to_owned(), board.path.display().to_string()]);
    let typed = format!("  {}  ", words.to_uppercase().replace(' ', "  "));
    let mut command = std::process::Command::new(crate::room::PROGRAM);
    command.args(args).args(["--json", "--work-factor", "1", "--passphrase-file"]).arg(room.passphrase(1));
    let output =
        command.args(["--expect-words", &typed]).stdin(std::process::Stdio::null()).output().unwrap();
    ran(&output).done();
}

#[test]
fn a_board_that_is_not_closed_is_refused() {
    let room = room();
    let mut board = Board::open(&room, 3, "board");
    board.vote(0);
    board.vote(1);
    let refused = |path: &std::path::Path, kind| {
        let text = decrypt(&room, 1, path, &[]).failed(kind);
        assert!(names(&room.media()).iter().all(|name| !name.starts_with("decryption")));
        text
    };
    let text = refused(&board.path, "board-not-closed");
    assert!(text.contains("never decrypt before"), "{text}");
    board.end();
    refused(&board.path, "board-not-closed");
    // closed by somebody else, or unseen by witnesses
    board.forged_close();
    refused(&board.path, "board-invalid");
    let mut unseen = Board::open(&room, 3, "unseen");
    unseen.vote(0);
    unseen.end();
    unseen.unwitnessed_close();
    refused(&unseen.path, "board-invalid");
    // a board that is none
    let text = refused(&room.media(), "wrong-file");
    assert!(text.contains("has no file named checkpoint"), "{text}");
    refused(&room.manifest(), "wrong-file");
    refused(&room.path("nowhere"), "missing-file");
}

#[test]
fn a_changed_board_is_refused() {
    let room = room();
    let board = closed(&room);
    let bundle = board.path.join("tile/entries");
    let partial = fs::read_dir(bundle.join("000.p")).unwrap();
    let newest =
        partial.map(|item| item.unwrap().path()).max_by_key(|path| fs::metadata(path).unwrap().len());
    damage(&newest.unwrap(), 1_000);
    let text = decrypt(&room, 1, &board.path, &[]).failed("board-invalid");
    assert!(text.contains("Do not decrypt") && text.contains("does not verify"), "{text}");
}

#[test]
fn a_second_different_close_is_refused() {
    let room = room();
    let first = closed(&room);
    decrypt(&room, 1, &first.path, &[]).done();
    fs::remove_file(room.on_media("decryption-share-1.entry")).unwrap();
    // the same election closed once more, with one ballot fewer: the difference would be that ballot
    let mut second = Board::open(&room, 3, "second");
    second.vote(0);
    second.end();
    second.close();
    let text = decrypt(&room, 1, &second.path, &[]).failed("second-close");
    assert!(text.contains("two boards") && text.contains("single votes"), "{text}");
    assert!(!room.on_media("decryption-share-1.entry").exists());
    // a trustee who saw only the second has nothing to refuse; the first close still serves trustee 1
    decrypt(&room, 1, &first.path, &[]).done();
}

#[test]
fn every_copy_of_the_share_remembers() {
    let room = room();
    let first = closed(&room);
    let share = room.own(1, "own.attempt-1.share");
    fs::copy(&share, room.own(1, "own.attempt-1.copy.share")).unwrap();
    decrypt(&room, 1, &first.path, &[]).done();
    fs::remove_file(room.on_media("decryption-share-1.entry")).unwrap();
    let mut second = Board::open(&room, 3, "second");
    second.vote(0);
    second.end();
    second.close();
    for name in ["own.attempt-1.copy.share", "own.attempt-1.share"] {
        decrypt(&room, 1, &second.path, &[]).failed("second-close");
        fs::remove_file(room.own(1, name)).unwrap();
    }
    decrypt(&room, 1, &second.path, &[]).failed("missing-share");
}

#[test]
fn a_share_that_is_not_there() {
    let room = room();
    let board = closed(&room);
    let share = room.own(1, "own.attempt-1.share");
    let bytes = fs::read(&share).unwrap();
    fs::remove_file(&share).unwrap();
    let text = decrypt(&room, 1, &board.path, &[]).failed("missing-share");
    assert!(text.contains("second copy"), "{text}");
    fs::write(&share, &bytes).unwrap();
    damage(&share, 1);
    decrypt(&room, 1, &board.path, &[]).failed("damaged-file");
    // another trustee's share
    fs::copy(room.own(2, "own.attempt-1.share"), &share).unwrap();
    let text = decrypt(&room, 1, &board.path, &[]).failed("wrong-file");
    assert!(text.contains("another trustee"), "{text}");
    // any share of other keys is not taken
    fs::remove_file(&share).unwrap();
    fs::write(&share, bytes).unwrap();
    decrypt(&room, 1, &board.path, &[]).done();
}

#[cfg(target_os = "linux")]
#[test]
fn no_room_for_the_memory_of_the_close() {
    let room = room();
    let board = closed(&room);
    let share = fs::read(room.own(1, "own.attempt-1.share")).unwrap();
    let mut args = room.args("decrypt", 1);
    args.extend(["--board".to_owned(), board.path.display().to_string()]);
    let mut command = std::process::Command::new("sh");
    command.args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "sh", crate::room::PROGRAM]);
    command.args(["--yes", "--json", "--work-factor", "1", "--passphrase-file"]).arg(room.passphrase(1));
    ran(&command.args(args).output().unwrap()).failed("disk-full");
    assert_eq!(fs::read(room.own(1, "own.attempt-1.share")).unwrap(), share, "the share is whole");
    assert!(!room.on_media("decryption-share-1.entry").exists(), "nothing was decrypted");
    decrypt(&room, 1, &board.path, &[]).done();
}
