//! The two addresses behind the address of the room's page: the board, and the room, where packages are.

use std::{path::Path, time::Duration};

use serde::Deserialize;
use tabella_board::{Entry, EntryError};
use tabella_crypto::{CeremonyHash, TrusteeIndex};
use tabella_election::{Election, ceremony::Round2Package};
use tabella_http::{HttpClient, HttpError, HttpSource, Patience, mirror_blobs, mirror_tree};
use tabella_tlog::{
    Checkpoint, CompactRange, DirectorySource, LeafIndex, LogReader, SignedNote, Source as _,
};
use tabella_verifier::SourceBlobs;

use super::{board::OTHER_TREE, patience::Look};
use crate::{
    files,
    problem::{Outcome, Problem},
    talk::line,
};

/// Longest package: as the room takes them.
const PACKAGE_MAX: u64 = 256 * 1024;
/// Longest answer in JSON.
const ANSWER_MAX: u64 = 64 * 1024;
/// What passes is tried again so often; whoever waits looks again anyway.
const PATIENCE: Patience = Patience { attempts: 3, first_wait: Duration::from_millis(250) };

/// Where files are fetched and handed in.
pub(super) struct Relay {
    pub(super) board: HttpClient,
    room: HttpClient,
    /// The election's id, as the address has it.
    pub(super) election: String,
}

/// What the ballot box says of itself.
#[derive(Deserialize)]
struct Status {
    phase: Option<String>,
    log: Option<Tree>,
    published: Option<Tree>,
}

#[derive(Deserialize)]
struct Tree {
    size: u64,
}

impl Relay {
    /// Of the address of a room's page. Nothing is sent yet.
    pub(super) fn of(address: &str) -> Outcome<Self> {
        let wrong = || {
            Problem::new(
                "wrong-address",
                format!("{} is not the address of a room's page.", line(address)),
                "Give the address that the browser shows for the page that hangs on the wall: https://…/room/ and 64 characters.",
            )
        };
        let page = address.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
        let (origin, election) = page.rsplit_once("/room/").ok_or_else(wrong)?;
        if election.len() != 64 || !election.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        let election = election.to_ascii_lowercase();
        let client = |path: &str| {
            HttpClient::new(&format!("{origin}/{path}/{election}"), PATIENCE).map_err(|_| wrong())
        };
        Ok(Self { board: client("board")?, room: client("room")?, election })
    }

    /// The address of the room's page.
    pub(super) fn address(&self) -> &str {
        self.room.url()
    }

    /// The package of a sender for a recipient, if it is there: signed by the sender for these commitments.
    pub(super) fn package(
        &self,
        election: &Election,
        ceremony: &CeremonyHash,
        sender: TrusteeIndex,
        recipient: TrusteeIndex,
    ) -> Outcome<Option<Vec<u8>>> {
        let path = format!("packages/{ceremony}/{sender}/{recipient}");
        let Some(bytes) = self.room.get(&path, PACKAGE_MAX).map_err(|error| no_answer(&error))? else {
            return Ok(None);
        };
        let is_it = Round2Package::decode(&bytes).is_ok_and(|package| {
            (package.sender, package.recipient, package.ceremony) == (sender, recipient, *ceremony)
                && package.is_signed(election)
        });
        if is_it {
            Ok(Some(bytes))
        } else {
            Err(self.not_authentic("a package that its sender did not sign"))
        }
    }

    /// Whether the board is closed, and its close published.
    pub(super) fn is_closed(&self) -> Outcome<Look> {
        let waiting = || {
            Ok(Look::Waiting(
                "the close of the board: the election authority closes it, and witnesses sign".into(),
            ))
        };
        let said = self.board.get("api/v1/status", ANSWER_MAX).map_err(|error| no_answer(&error))?;
        let Some(said) = said else { return waiting() };
        let status: Status = serde_json::from_slice(&said)
            .map_err(|_| self.not_authentic("something else than a ballot box says"))?;
        let closed = matches!(status.phase.as_deref(), Some("closed" | "complete"));
        match (status.log, status.published) {
            (Some(log), Some(published)) if closed && published.size >= log.size => Ok(Look::Done),
            _ => waiting(),
        }
    }

    /// A tree that the election's log and a quorum of its witnesses signed.
    pub(super) fn checkpoint(&self, election: &Election, note: &[u8]) -> Outcome<Checkpoint> {
        let forged = || {
            self.not_authentic(
                "a board that the election's ballot box did not sign, or too few of its witnesses",
            )
        };
        let note = SignedNote::parse(note).map_err(|_| forged())?;
        let checkpoint = Checkpoint::open(&note, election.checkpoint_key()).map_err(|_| forged())?;
        election.witness_policy().check(&note).map_err(|_| forged())?;
        Ok(checkpoint)
    }

    /// Copies the board into a directory. What it says is not verified yet; but what is signed says how much there is to copy, so
    /// that nobody fills the disk.
    pub(super) fn copy(&self, election: &Election, place: &Path) -> Outcome<()> {
        let source = HttpSource::open(self.board.clone()).map_err(|error| no_answer(&error))?;
        let broken = |words: &str| {
            Problem::new(
                "no-answer",
                format!("The board at {} cannot be fetched: {}.", self.board.url(), line(words)),
                "Look whether this machine is connected and has room on its disk. Then run the same command again.",
            )
        };
        let note = source.read("checkpoint").map_err(|error| broken(&error.to_string()))?;
        let signed = self.checkpoint(election, &note.unwrap_or_default())?;
        mirror_tree(&source, place).map_err(|error| broken(&format!("{error:#}")))?;
        // entries name what else is fetched
        let copied = DirectorySource::new(place);
        let mut tree = CompactRange::new();
        for entry in LogReader::new(&copied).entries(LeafIndex(0), signed.size) {
            tree.push_bytes(&entry.map_err(|error| broken(&error.to_string()))?);
        }
        if tree.root() != signed.root {
            return Err(self.not_authentic(OTHER_TREE));
        }
        mirror_blobs(&copied, &source, signed.size, place).map_err(|error| broken(&format!("{error:#}")))
    }

    /// Hands in an entry with its content; where it stands.
    pub(super) fn hand_in_entry(&self, media: &Path, path: &Path) -> Outcome<u64> {
        let bytes = files::read(path)?;
        let medium = DirectorySource::new(media);
        let entry = Entry::read(bytes, &SourceBlobs(&medium)).map_err(|error| {
            let what = match &error {
                EntryError::BlobMissing(hash) => {
                    format!(
                        "The content of {} is not on the medium: {}.",
                        path.display(),
                        files::blob_path(media, hash).display()
                    )
                }
                error => format!("{} is no entry of a board: {error}.", path.display()),
            };
            Problem::new("wrong-file", what, "Get the file and the directory blob again from its author.")
        })?;
        let placed = tabella_http::send(&self.board, &entry);
        placed.map(|index| index.0).map_err(|error| match error.downcast_ref::<HttpError>() {
            Some(error) => refused_or_silent(path, error),
            None => self.not_authentic("something else than a ballot box says"),
        })
    }

    /// Hands in a package.
    pub(super) fn hand_in_package(&self, path: &Path) -> Outcome<()> {
        let bytes = files::read(path)?;
        let taken = self.room.post("packages", "application/cbor", &bytes, ANSWER_MAX);
        taken.map(drop).map_err(|error| refused_or_silent(path, &error))
    }

    /// What comes from the address is not what it says.
    pub(super) fn not_authentic(&self, what: &str) -> Problem {
        Problem::new(
            "not-authentic",
            format!("{} gave {what}.", self.address()),
            "Do not go on: the address is wrong, or somebody forges. Compare the address with the wall, and tell all trustees.",
        )
    }
}

/// Nobody answers, or not so that one can go on.
pub(super) fn no_answer(error: &HttpError) -> Problem {
    Problem::new(
        "no-answer",
        format!("The relay does not answer: {}.", line(&error.to_string())),
        "Look whether this machine is connected and the address is right. Then run the same command again.",
    )
    .partly_done()
}

fn refused_or_silent(path: &Path, error: &HttpError) -> Problem {
    let HttpError::Refused { status: 400 | 404 | 409 | 413 | 422, words, .. } = error else {
        return no_answer(error);
    };
    Problem::new(
        "board-refuses",
        format!("{} is refused: {}.", path.display(), line(words).trim_end_matches('.')),
        "The file is on the medium as it was made. Read the sentence aloud, and look on the room's page what it waits for.",
    )
    .partly_done()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let id = "0f".repeat(32);
        for (given, board) in [
            (format!("https://vote.example/room/{id}"), format!("https://vote.example/board/{id}")),
            (
                format!("https://vote.example/a/room/{id}/?still"),
                format!("https://vote.example/a/board/{id}"),
            ),
            (
                format!("https://vote.example/room/{}", id.to_uppercase()),
                format!("https://vote.example/board/{id}"),
            ),
            (format!("http://127.0.0.1:7/room/{id}#x"), format!("http://127.0.0.1:7/board/{id}")),
        ] {
            let relay = Relay::of(&given).unwrap();
            assert_eq!((relay.board.url(), &*relay.election), (&*board, &*id), "{given}");
        }
        for given in
            ["", "stick", "https://vote.example", "https://vote.example/room/0f", "/room/", "ftp://a/room/"]
        {
            let given = if given.ends_with('/') { format!("{given}{id}") } else { given.to_owned() };
            assert_eq!(Relay::of(&given).err().map(|problem| problem.kind), Some("wrong-address"), "{given}");
        }
    }
}
