//! What went wrong, for people: what happened, what to do, and that nothing was lost.

use std::{fmt, io, path::Path};

use tabella_crypto::TrusteeIndex;
use tabella_election::Election;
use tabella_trustee::{
    SeatError,
    key_ceremony::Fault,
    seal::{Passphrase, SealError},
};

use crate::talk::line;

/// A sentence each.
#[derive(Debug)]
pub(crate) struct Problem {
    /// One word for programs.
    pub(crate) kind: &'static str,
    pub(crate) what: String,
    pub(crate) what_to_do: String,
    pub(crate) lost: &'static str,
}

pub(crate) type Outcome<T> = Result<T, Problem>;

const NOTHING_LOST: &str = "Nothing was lost: no file was changed.";
const RUN_AGAIN: &str =
    "Nothing was lost: files that were written are whole, and the same command goes on where it stopped.";

impl Problem {
    pub(crate) fn new(kind: &'static str, what: impl Into<String>, what_to_do: impl Into<String>) -> Self {
        Self { kind, what: what.into(), what_to_do: what_to_do.into(), lost: NOTHING_LOST }
    }

    /// When some files may already have been written.
    pub(crate) fn partly_done(self) -> Self {
        Self { lost: RUN_AGAIN, ..self }
    }

    /// A file or directory cannot be read.
    pub(crate) fn read(path: &Path, error: &io::Error) -> Self {
        let shown = path.display();
        match error.kind() {
            io::ErrorKind::NotFound => Self::new(
                "missing-file",
                format!("There is no file {shown}."),
                "Check the spelling of the path, and that the medium is plugged in and mounted. Then run the same command again.",
            ),
            io::ErrorKind::IsADirectory => Self::new(
                "wrong-file",
                format!("{shown} is a directory, not a file."),
                "Give the path of the file itself, and run the command again.",
            ),
            _ => Self::new(
                "unreadable-file",
                format!("{shown} cannot be read: {error}."),
                "Check that the medium is plugged in and that you may read the file. Then run the same command again.",
            ),
        }
    }

    /// A file cannot be written.
    pub(crate) fn write(path: &Path, error: &io::Error) -> Self {
        let shown = path.display();
        let problem = match error.kind() {
            io::ErrorKind::AlreadyExists => return Self::exists(path),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::new(
                    "disk-full",
                    format!("There is no room for {shown}: {error}."),
                    "Make room on that disk or medium, or use a larger one. Then run the same command again.",
                )
            }
            _ => Self::new(
                "unwritable-file",
                format!("{shown} cannot be written: {error}."),
                "Check that the disk or medium is plugged in, not write-protected, and that you may write there. Then run the same command again.",
            ),
        };
        problem.partly_done()
    }

    /// A directory cannot be made.
    pub(crate) fn directory(path: &Path, error: &io::Error) -> Self {
        // a file or a dangling link in its place "exists", too: that is no file of ours
        let taken = error.kind() == io::ErrorKind::AlreadyExists;
        let not_one = io::Error::from(io::ErrorKind::NotADirectory);
        Self::write(path, if taken { &not_one } else { error })
    }

    /// A file is there already.
    pub(crate) fn exists(path: &Path) -> Self {
        Self::new(
            "file-exists",
            format!(
                "{} exists already; this program never overwrites a file.",
                path.display()
            ),
            "If it is a file of another ceremony, use an empty medium or another name. If you are not sure, run `ceremony inspect` on it.",
        )
        .partly_done()
    }

    /// A sealed file cannot be opened.
    pub(crate) fn sealed(path: &Path, error: &SealError) -> Self {
        let shown = path.display();
        let what = format!("{shown}: {error}.");
        match error {
            SealError::Passphrase => Self::new(
                "wrong-passphrase",
                format!("The passphrase does not open {shown}."),
                "Type it again, exactly as when the file was made: capital letters and spaces count. If it still fails, take your second copy of the file.",
            ),
            SealError::ShortPassphrase { characters } => Self::new(
                "short-passphrase",
                format!(
                    "The passphrase has {characters} characters; it needs at least {}.",
                    Passphrase::CHARACTERS_MIN
                ),
                "Take five or more random words, write them down, and keep the paper apart from the file.",
            ),
            SealError::NotSealed | SealError::Kind { .. } => Self::new(
                "wrong-file",
                what,
                "Give the file that the step asks for. `ceremony inspect FILE` says what a file is.",
            ),
            SealError::Version { .. } => {
                Self::new("wrong-version", what, "Use the program that wrote this file.")
            }
            SealError::Other { .. } => Self::new(
                "wrong-file",
                what,
                "Use the manifest, key file and attempt that belong together. `ceremony inspect FILE` says what a file belongs to.",
            ),
            SealError::Layout(_) | SealError::Tampered | SealError::Work => {
                Self::new("damaged-file", what, "Take your second copy of the file. Do not use this one.")
            }
            _ => Self::new("encryption", what, "Run the same command again."),
        }
    }

    /// A step of the ceremony is refused.
    pub(crate) fn fault(fault: &Fault, election: &Election, attempt: u64) -> Self {
        let whole =
            |kind, to_do: String| Self::new(kind, format!("{}.", capital(&named(fault, election))), to_do);
        let next = attempt.saturating_add(1);
        match fault {
            Fault::Seat(SeatError::NotNamed { .. }) => whole(
                "not-a-trustee",
                "Check that you gave the right key file and the right manifest. If both are right, the election authority must correct the manifest.".into(),
            ),
            Fault::Seat(SeatError::EncryptionKey { .. }) | Fault::Recipient { .. } => whole(
                "manifest-key",
                "Stop. The election authority must correct the manifest; `ceremony inspect` on your key file shows your two public keys.".into(),
            ),
            Fault::MissingCommitment { trustee, .. } => whole(
                "missing-commitment",
                format!("Ask {} to run `ceremony round1`, and bring that file and the directory blob to this medium. Then run the same command again.", who(election, *trustee)),
            ),
            Fault::MissingPackage { trustee } => whole(
                "missing-package",
                format!("Ask {} to run `ceremony round2`, and bring the package for you to this medium. Then run the same command again.", who(election, *trustee)),
            ),
            Fault::Entry { .. }
            | Fault::NoSuchTrustee { .. }
            | Fault::EntrySignature { .. }
            | Fault::Blob { .. }
            | Fault::PackageSignature { .. }
            | Fault::NotForMe { .. } => whole(
                "not-authentic",
                "Do not go on with this file: it is damaged, of another election, or forged. Get it again from its author by another way. If the fault stays, tell all trustees.".into(),
            ),
            Fault::LaterAttempt { theirs, .. } => {
                whole("later-attempt", format!("This attempt is over. Go on with --attempt {theirs}."))
            }
            Fault::OtherCeremony { .. } | Fault::ViewChanged { .. } | Fault::NotMine => whole(
                "other-view",
                format!("Stop and tell all trustees: you were not shown the same files, or a file is of another attempt. Compare the ceremony hashes aloud. If they differ, start again together with --attempt {next}."),
            ),
            Fault::BadShare(bad) => Self::new(
                "bad-share",
                format!(
                    "{}: the complaint is of {} against {}. Whose fault it is, of these two, is undecided.",
                    capital(&bad.reason.to_string()),
                    who(election, bad.complainant),
                    who(election, bad.accused)
                ),
                format!("This attempt is over. Publish the complaint, and start again together with --attempt {next}."),
            )
            .partly_done(),
            Fault::OtherSession(error) => Self::new(
                "wrong-file",
                format!("{}.", capital(&error.to_string())),
                "Use the manifest, key file and attempt that belong together.",
            ),
            Fault::Frost { .. } | Fault::WrongSum { .. } => whole(
                "machine",
                "Stop, and repeat the step on another machine with your second copy of the files.".into(),
            ),
            _ => whole(
                "misbehaviour",
                format!("Stop and tell all trustees: this was signed by the trustee who is named. Decide together; a new ceremony has --attempt {next}."),
            ),
        }
    }
}

/// The fault's own sentence, with names after the numbers.
fn named(fault: &Fault, election: &Election) -> String {
    let names: Vec<String> =
        TrusteeIndex::all(election.trustee_count()).map(|trustee| who(election, trustee)).collect();
    let text = fault.to_string();
    let mut parts = text.split("trustee ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, rest) = part.split_at(digits);
        let name = number.parse::<usize>().ok().and_then(|k| names.get(k.checked_sub(1)?));
        match name {
            Some(name) => out.push_str(name),
            None => out.extend(["trustee ", number]),
        }
        out.push_str(rest);
    }
    out
}

/// A trustee for people: `trustee 2 (Ada)`.
pub(crate) fn who(election: &Election, trustee: TrusteeIndex) -> String {
    match election.manifest().trustees.members.get(trustee.zero_based()) {
        Some(member) => format!("trustee {trustee} ({})", line(&member.name)),
        None => format!("trustee {trustee}"),
    }
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.what)?;
        writeln!(f, "{}", self.what_to_do)?;
        write!(f, "{}", self.lost)
    }
}
