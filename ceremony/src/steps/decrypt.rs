//! `ceremony decrypt`: the trustee's part of the result.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use rand_core::OsRng;
use serde_json::{Value, json};
use tabella_tlog::{DirectorySource, Source};
use tabella_trustee::{
    Closed, DecryptError, TrusteeShare, decrypt, root_words,
    seal::{Header, Sealed, Session},
};
use tabella_verifier::{ArchiveSource, ClosedBoard, Progress, Report, Trust, verify_closed};

use crate::{
    cli::Decrypt,
    files::{self, Access},
    load::{Inputs, Party},
    paths::{self, OnMedium},
    problem::{Outcome, Problem},
    steps::{listed, shown},
    talk::{Talk, line},
};

pub(crate) fn run(talk: &Talk, args: &Decrypt, board: &Path) -> Outcome<Value> {
    talk.say(
        "DECRYPTION\n\
         This verifies the whole board, from the manifest to the close, computes the encrypted totals by\n\
         itself, and decrypts your part of them. Single ballots are never decrypted.\n\
         If you stop here, nothing changes.\n",
    )?;
    let inputs = Inputs { trustee: &args.trustee, manifest: &args.manifest, media: &args.media };
    let party = Party::load(talk, &inputs, None)?;
    let entry_path = OnMedium::new(&args.media, 1).decryption_share(party.me());
    if entry_path.exists() {
        return Err(Problem::new(
            "file-exists",
            format!("{} is there already: you have decrypted.", entry_path.display()),
            "Publish that file. To decrypt again for the same close, use an empty medium.",
        ));
    }
    let board = verified(talk, board, &party)?;
    let mut copies = find_share(&args.trustee, &party, &board)?;

    let closed = Closed::of(board.statement());
    let words = root_words(&closed.root);
    confirm_close(talk, args, &closed, &words)?;
    // before anything is decrypted: the share must never serve a second close, whichever copy is taken then
    let fresh: Vec<bool> = copies.iter().map(|(_, share)| share.closed().is_none()).collect();
    for (_, share) in &mut copies {
        share.remember(closed).map_err(|error| refused(&error.into()))?;
    }
    for ((path, share), _) in copies.iter().zip(fresh).filter(|(_, fresh)| *fresh) {
        keep(talk, &party, path, share)?;
    }
    let Some((_, share)) = copies.first() else { return Err(missing_share(0)) };
    let decrypted = decrypt(share, &party.keys, board.statement(), board.keys(), &mut OsRng)
        .map_err(|error| refused(&error))?;
    // the blob first: an entry without it would be refused
    let blob_path = files::write_blob(&args.media, &decrypted.blob)?;
    files::write_new(&entry_path, decrypted.entry.encode(), Access::Public)?;

    let written = [entry_path, blob_path];
    talk.say(&format!(
        "Done. Your part of the decryption is on the medium:\n{}\n\
         Next: publish these files. {} of {} trustees must do so for there to be a result.\n\
         Keep your share until the result is published and verified; then destroy all copies.\n\
         If you stop here, your part is missing; it can be published later.",
        listed(&written),
        party.election.threshold().0,
        party.election.trustee_count(),
    ))?;
    Ok(json!({
        "trustee": party.me().get(),
        "election": party.election.id().to_string(),
        "size": closed.size,
        "root": closed.root.to_string(),
        "words": words,
        "files": shown(&written),
    }))
}

/// Verifies the board whole, up to and including `close`.
fn verified(talk: &Talk, path: &Path, party: &Party) -> Outcome<ClosedBoard> {
    let source: Box<dyn Source> = if path.is_dir() {
        Box::new(DirectorySource::new(path))
    } else {
        let file = File::open(path).map_err(|error| Problem::read(path, &error))?;
        Box::new(ArchiveSource::open(file).map_err(|error| {
            Problem::new(
                "wrong-file",
                format!("{} is no archive of a board: {error}.", path.display()),
                "Give the board's directory, or its archive as it was published.",
            )
        })?)
    };
    let is_board = matches!(source.read("checkpoint"), Ok(Some(_)));
    if !is_board {
        return Err(Problem::new(
            "wrong-file",
            format!("{} is no board: it has no file named checkpoint.", path.display()),
            "Give the board's directory, or its archive as it was published.",
        ));
    }
    talk.say("Verifying the board. On a large election this takes minutes.")?;
    let mut tenth = 0;
    let mut progress = |now: Progress| {
        let tenths = (now.done * 10).checked_div(now.total).unwrap_or_default();
        if tenths > tenth {
            tenth = tenths;
            // verification matters, not the words about it
            let _ = talk.say(&format!("  {} of {} entries", now.done, now.total));
        }
    };
    let trust = Trust::Election(*party.election.id());
    let board = verify_closed(source.as_ref(), &trust, &mut progress, &mut OsRng)
        .map_err(|report| unverified(path, &report))?;
    talk.say("The board is valid and closed, and enough witnesses have seen its close.\n")?;
    Ok(board)
}

fn unverified(path: &Path, report: &Report) -> Problem {
    let shown = path.display();
    match &report.first_failure {
        Some(failure) => Problem::new(
            "board-invalid",
            format!("The board in {shown} does not verify: {}.", line(&failure.to_string())),
            "Do not decrypt. Get the board again from its source; if it still fails, tell the other trustees and the election authority.",
        ),
        None => Problem::new(
            "board-not-closed",
            format!("The board in {shown} is not closed, or too few witnesses have seen its close."),
            "Wait until the election authority has closed the board and the witnesses have signed it; then get the board again. Trustees never decrypt before.",
        ),
    }
}

/// The trustee's share of the keys that the board was opened with, among those beside the key file: every copy of it.
fn find_share(key_file: &Path, party: &Party, board: &ClosedBoard) -> Outcome<Vec<(PathBuf, TrusteeShare)>> {
    let (mut copies, mut others) = (Vec::new(), 0);
    for path in paths::shares(key_file)? {
        let bytes = files::read(&path)?;
        let sealed = Sealed::parse(&bytes).map_err(|error| Problem::sealed(&path, &error))?;
        match sealed.header {
            Header::Share(found, ceremony, _) if ceremony == board.keys().hash => {
                let session = Session { attempt: found.attempt, ..party.session };
                let share = TrusteeShare::open(&bytes, &party.passphrase, &session)
                    .map_err(|error| Problem::sealed(&path, &error))?;
                copies.push((path, share));
            }
            _ => others += 1,
        }
    }
    if copies.is_empty() { Err(missing_share(others)) } else { Ok(copies) }
}

fn missing_share(others: usize) -> Problem {
    let what = if others == 0 {
        "Your share is not beside your key file (its name ends in .share).".to_owned()
    } else {
        format!("Of the {others} shares beside your key file none is of the keys of this board.")
    };
    Problem::new(
        "missing-share",
        what,
        "Bring your second copy of the share beside the key file. Without it you cannot decrypt; other trustees can.",
    )
}

/// Shows the close, and stops unless it is the one that the trustees agreed on.
fn confirm_close(talk: &Talk, args: &Decrypt, closed: &Closed, words: &str) -> Outcome<()> {
    let mut lines = String::new();
    let all: Vec<&str> = words.split(' ').collect();
    for line in all.chunks(6) {
        lines.push_str("\n    ");
        lines.push_str(&line.join(" "));
    }
    talk.say(&format!(
        "The close of this board:\n\n  {} entries\n{lines}\n\n\
         Compare this number and these 24 words with the other trustees, over the telephone or in one room.\n\
         Whoever sees others must stop: somebody shows you different boards.",
        closed.size
    ))?;
    let Some(expected) = &args.expect_words else {
        return talk.confirm("Do all trustees see this number and these words?");
    };
    let plain = |text: &str| text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    if plain(expected) == words {
        return Ok(());
    }
    Err(Problem::new(
        "other-close",
        "The words of this board's close are not those that you expected.",
        "Do not decrypt. Compare the words again; if they differ, tell all trustees: there are two boards.",
    ))
}

/// Seals the share again with what it remembers.
fn keep(talk: &Talk, party: &Party, path: &Path, share: &TrusteeShare) -> Outcome<()> {
    let problem = |error| Problem::sealed(path, &error);
    let sealed = share.seal(&party.passphrase, talk.work()).map_err(problem)?;
    // the old file goes only when the new one is known to open
    TrusteeShare::open(&sealed, &party.passphrase, share.session()).map_err(problem)?;
    files::replace(path, &sealed, Access::Secret)
}

fn refused(error: &DecryptError) -> Problem {
    let what = format!("Decryption is refused: {error}.");
    match error {
        DecryptError::SecondClose(_) => Problem::new(
            "second-close",
            what,
            "Do not decrypt. There are two boards of one election, and decrypting both could show single votes. Tell all trustees and the election authority.",
        ),
        _ => Problem::new(
            "wrong-share",
            what,
            "Check that key file, share and board belong to the same election, with `ceremony inspect`.",
        ),
    }
}
