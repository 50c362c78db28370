//! Boards on disk.

use std::{fs, path::Path, sync::Arc};

use tabella_board::{Entry, Kind};
use tabella_cli::board_dir::BoardDir;
use tabella_tests::{Fixture, LOG_NAME, Setup, drafts::contest};
use tabella_tlog::{Cosigner, NoteSigner};

pub(crate) fn election() -> Fixture {
    Fixture::new(&Setup::with_contests(&[contest(3, 1, 0, 1), contest(2, 1000, 0, 1000)]))
}

pub(crate) struct Signers {
    pub(crate) log: NoteSigner,
    pub(crate) witnesses: Vec<Cosigner>,
    time: u64,
}

impl Signers {
    pub(crate) fn of(fixture: &Fixture) -> Self {
        let witness = |(number, key): (u32, &ed25519_dalek::SigningKey)| {
            Cosigner::new(&format!("witness.example.org/{number}"), key.clone()).unwrap()
        };
        Self {
            log: NoteSigner::new(LOG_NAME, fixture.people.checkpoint.clone()).unwrap(),
            witnesses: (1..).zip(&fixture.people.witnesses).map(witness).collect(),
            time: u64::try_from(fixture.election.closes()).unwrap(),
        }
    }

    pub(crate) fn publish(&self, board: &mut BoardDir) {
        board.publish(&self.log, &self.witnesses, self.time).unwrap();
    }
}

/// Posts entries, publishing at every change of phase.
pub(crate) fn post(fixture: &Fixture, board: &mut BoardDir, entries: &[Entry]) {
    let signers = Signers::of(fixture);
    let changes = |entry: &Entry| matches!(entry.kind(), Kind::Open | Kind::End | Kind::Close | Kind::Result);
    for chunk in entries.split_inclusive(changes) {
        assert!(board.admit(chunk.to_vec()).unwrap().iter().all(Result::is_ok));
        signers.publish(board);
    }
}

/// The board of a fixture's entries in a new directory.
pub(crate) fn write(fixture: &Fixture, directory: &Path) -> BoardDir {
    let mut board = BoardDir::create(directory, Arc::clone(&fixture.election)).unwrap();
    post(fixture, &mut board, &fixture.entries);
    board
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (entry, to) = (entry.as_ref().unwrap().path(), to.join(entry.as_ref().unwrap().file_name()));
        if entry.is_dir() {
            copy(&entry, &to);
        } else {
            fs::copy(&entry, &to).unwrap();
        }
    }
}
