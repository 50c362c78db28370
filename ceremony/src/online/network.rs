//! What is done with the network around a step, and `carry`: the same for somebody without keys.

use std::{path::PathBuf, time::Duration};

use serde_json::{Map, Value};
use tabella_crypto::TrusteeIndex;
use tabella_election::{Election, ceremony::Round2Package};
use tabella_trustee::{
    key_ceremony::Fault,
    seal::{Header, Sealed},
};

use super::{
    Awaited,
    board::Board,
    patience::{Look, wait},
    relay::Relay,
};
use crate::{
    cli::{Carry, Ceremony, Decrypt, Online},
    files::{self, Access},
    load,
    paths::OnMedium,
    problem::{Outcome, Problem, who},
    steps,
    talk::Talk,
};

/// The kinds of entries in the order in which they can stand on the board.
const ORDER: [&str; 5] = ["commitment-", "complaint-", "joint-keys-", "test-share-", "decryption-share-"];

fn patience(online: &Online) -> Duration {
    Duration::from_secs(online.wait.saturating_mul(60))
}

/// A step of the key ceremony: what it needs is fetched, what it made is handed in.
pub(super) fn step(
    talk: &Talk,
    address: &str,
    args: &Ceremony,
    awaited: Awaited,
    run: fn(&Talk, &Ceremony) -> Outcome<Value>,
) -> Outcome<Value> {
    let relay = Relay::of(address)?;
    talk.say(&format!(
        "ONLINE\n\
         What the other trustees made is fetched from {}\n\
         and checked like files on a stick. Your keys are opened only after that, and nothing is sent before you\n\
         say yes to it. Only for whom the election authority allowed it in public: a machine without a network is\n\
         better. If you stop here, nothing changes.\n",
        relay.address()
    ))?;
    files::medium(&args.media)?;
    let election = manifest(talk, &relay, args)?;
    let me = me(&election, args)?;
    let mut board = Board::of(&relay);
    let fetched = wait(talk, patience(&args.online), || {
        board.read_on(&election, &args.media)?;
        missing(&relay, &board, &election, args, me, awaited)
    });
    let medium = OnMedium::new(&args.media, args.attempt);
    if let Err(problem) = fetched {
        let complaint = medium.complaint(me);
        if problem.kind == "complaint" && complaint.exists() && !board.has_complaint(args.attempt, me) {
            // made before, but its way was interrupted: the others wait for a ceremony that is over
            talk.say(&format!("\n{}", problem.what))?;
            hand_in(talk, &relay, &args.media, &[complaint])?;
        }
        return Err(problem);
    }
    drop(board);
    talk.say("All that this step needs is on the medium.\n")?;

    let done = run(talk, args);
    if let Err(problem) = done {
        let complaint = medium.complaint(me);
        if problem.kind == "bad-share" && complaint.exists() {
            // the others must not wait for a ceremony that is over
            talk.say(&format!("\n{}", problem.what))?;
            hand_in(talk, &relay, &args.media, &[complaint])?;
        }
        return Err(problem);
    }
    let made = match awaited {
        Awaited::Manifest => vec![medium.commitment(me)],
        Awaited::Commitments => {
            others(&election, me).map(|recipient| medium.package(me, recipient)).collect()
        }
        Awaited::Packages => vec![medium.joint_keys(me), medium.test_share(me)],
    };
    let placed = hand_in(talk, &relay, &args.media, &made)?;
    done.map(|done| with(done, placed))
}

/// The decryption: the closed board is fetched, the share handed in.
pub(super) fn decrypt(talk: &Talk, address: &str, args: &Decrypt) -> Outcome<Value> {
    let relay = Relay::of(address)?;
    files::medium(&args.media)?;
    let election = load::election(&args.manifest)?;
    same_election(&relay, &election)?;
    let me = seat(&election, &files::read(&args.trustee)?, &args.trustee)?;
    let share = OnMedium::new(&args.media, 1).decryption_share(me);
    // a share whose way was interrupted is made once only
    let done = if share.exists() {
        talk.say(&format!("You have decrypted before: {} is handed in as it is.", share.display()))?;
        Value::Object(Map::new())
    } else {
        let board = if let Some(board) = &args.board {
            board.clone()
        } else {
            let board = args.media.join("board");
            wait(talk, patience(&args.online), || relay.is_closed())?;
            talk.say(&format!("The board is fetched from {} to {}.", relay.board.url(), board.display()))?;
            relay.copy(&election, &board)?;
            board
        };
        steps::decrypt::run(talk, args, &board)?
    };
    let placed = hand_in(talk, &relay, &args.media, &[share])?;
    Ok(with(done, placed))
}

/// For trustees whose machines have no network: what lies on their medium is handed in, and what others made is put on it.
pub(crate) fn carry(talk: &Talk, args: &Carry) -> Outcome<Value> {
    let relay = Relay::of(&args.relay)?;
    talk.say(&format!(
        "CARRYING\n\
         This hands in what trustees put on the medium, at {},\n\
         and puts on it what others have made. It needs no key. If you stop here, nothing changes.\n",
        relay.address()
    ))?;
    files::medium(&args.media)?;
    let election = load::election(&args.manifest)?;
    same_election(&relay, &election)?;
    let mut board = Board::of(&relay);
    board.read_on(&election, &args.media)?;
    let attempt = board.attempt.max(1);
    let mut files = Vec::new();
    for kind in ORDER {
        files.extend(files::matching(&args.media, kind, ".entry")?);
    }
    let ceremony = board.ceremony(&election, attempt);
    let mut left = Vec::new();
    for path in files::matching(&args.media, "round2-", ".message")? {
        let package = Round2Package::decode(&files::read(&path)?);
        let goes = package.is_ok_and(|package| ceremony == Some(package.ceremony));
        if goes { &mut files } else { &mut left }.push(path);
    }
    if !left.is_empty() {
        talk.say(&format!(
            "These stay where they are: they are not for the commitments that are on the board now.\n{}\
             If the attempt is over, nobody needs them. If commitments are still on their way, carry once more later.\n",
            steps::listed(&left)
        ))?;
    }
    let placed = if files.is_empty() { Map::new() } else { hand_in(talk, &relay, &args.media, &files)? };
    board.read_on(&election, &args.media)?;
    let attempt = board.attempt.max(1);
    for recipient in TrusteeIndex::all(election.trustee_count()) {
        packages(&relay, &board, &election, &OnMedium::new(&args.media, attempt), recipient)?;
    }
    talk.say("Done. What is on the board of this key ceremony, and the packages that are there, are on the medium.")?;
    Ok(with(Value::Object(Map::new()), placed))
}

/// The manifest; where there is no such file yet, it is fetched.
fn manifest(talk: &Talk, relay: &Relay, args: &Ceremony) -> Outcome<Election> {
    if !args.manifest.exists() {
        let mut found = None;
        wait(talk, patience(&args.online), || {
            found = Board::of(relay).manifest()?;
            Ok(if found.is_some() {
                Look::Done
            } else {
                Look::Waiting("the manifest: the election authority hands it in".into())
            })
        })?;
        let bytes = found.unwrap_or_default();
        let is_it = Election::parse(&bytes).is_ok_and(|election| election.id().to_string() == relay.election);
        if !is_it {
            return Err(relay.not_authentic("the manifest of another election"));
        }
        files::write_new(&args.manifest, &bytes, Access::Public)?;
        talk.say(&format!("The manifest was fetched to {}.", args.manifest.display()))?;
    }
    let election = load::election(&args.manifest)?;
    same_election(relay, &election)?;
    Ok(election)
}

fn same_election(relay: &Relay, election: &Election) -> Outcome<()> {
    if election.id().to_string() == relay.election {
        return Ok(());
    }
    Err(Problem::new(
        "wrong-address",
        format!("The address is of election {}, the manifest of election {}.", relay.election, election.id()),
        "Compare the election id with the wall. Give the address and the manifest of the same election.",
    ))
}

fn me(election: &Election, args: &Ceremony) -> Outcome<TrusteeIndex> {
    seat(election, &files::read(&args.trustee)?, &args.trustee)
}

/// Whose key file it is, as its open part says: only what is fetched depends on it, until the passphrase has opened the rest.
fn seat(election: &Election, key_file: &[u8], path: &std::path::Path) -> Outcome<TrusteeIndex> {
    let sealed = Sealed::parse(key_file).map_err(|error| Problem::sealed(path, &error))?;
    let Header::Keys(public) = &sealed.header else {
        return Err(Problem::new(
            "wrong-file",
            format!("{} holds {}, expected a trustee's keys.", path.display(), sealed.header.holds()),
            "Give your own key file. `ceremony inspect FILE` says what a file is.",
        ));
    };
    let all = TrusteeIndex::all(election.trustee_count());
    let mine = |trustee: &TrusteeIndex| {
        election.trustee_key(*trustee).is_some_and(|key| *key.as_bytes() == public.key)
    };
    all.into_iter().find(mine).ok_or_else(|| {
        Problem::new(
            "not-a-trustee",
            format!("The manifest of election {} does not name the key {} among its trustees.", election.id(), public.key_hex()),
            "Check that you gave the right key file and the right manifest. If both are right, the election authority must correct the manifest.",
        )
    })
}

/// What a step still waits for. An attempt that is over is not waited for.
fn missing(
    relay: &Relay,
    board: &Board<'_>,
    election: &Election,
    args: &Ceremony,
    me: TrusteeIndex,
    awaited: Awaited,
) -> Outcome<Look> {
    if !board.is_begun() {
        return Ok(Look::Waiting("the manifest on the board: the election authority hands it in".into()));
    }
    if awaited == Awaited::Manifest {
        return Ok(Look::Done);
    }
    if let Some(trustee) = board.begun_by.filter(|_| board.attempt > args.attempt) {
        let fault = Fault::LaterAttempt { trustee, theirs: board.attempt, ours: args.attempt };
        return Err(Problem::fault(&fault, election, args.attempt));
    }
    load::refuse_after_complaint(election, args.attempt, &args.media)?;
    let without = board.without_commitment(election, args.attempt);
    if !without.is_empty() {
        return Ok(Look::Waiting(format!("the commitments of: {}", names(election, &without))));
    }
    if awaited == Awaited::Packages {
        let medium = OnMedium::new(&args.media, args.attempt);
        let without = packages(relay, board, election, &medium, me)?;
        if !without.is_empty() {
            return Ok(Look::Waiting(format!("the packages for you of: {}", names(election, &without))));
        }
    }
    Ok(Look::Done)
}

/// Fetches the packages for a trustee; whose are not there.
fn packages(
    relay: &Relay,
    board: &Board<'_>,
    election: &Election,
    medium: &OnMedium<'_>,
    recipient: TrusteeIndex,
) -> Outcome<Vec<TrusteeIndex>> {
    let mut without = Vec::new();
    let Some(ceremony) = board.ceremony(election, medium.attempt()) else { return Ok(without) };
    for sender in others(election, recipient) {
        let path = medium.package(sender, recipient);
        if path.exists() {
            continue;
        }
        match relay.package(election, &ceremony, sender, recipient)? {
            Some(package) => files::write_new(&path, &package, Access::Public)?,
            None => without.push(sender),
        }
    }
    Ok(without)
}

/// Shows what goes out, asks, and sends it. The same files again get the same places.
fn hand_in(
    talk: &Talk,
    relay: &Relay,
    media: &std::path::Path,
    files: &[PathBuf],
) -> Outcome<Map<String, Value>> {
    talk.say(&format!(
        "These files are handed in, with their contents, at {}:\n{}\
         They are public or encrypted for one trustee: nothing in them is secret. What stands on the board stays there.\n\
         If you stop here, they wait on the medium; the same command goes on.",
        relay.address(),
        steps::listed(files)
    ))?;
    talk.confirm("Hand them in?")?;
    let mut placed = Map::new();
    let mut first = None;
    for path in files {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let sent = if name.ends_with(".message") {
            relay.hand_in_package(path).map(|()| (Value::Bool(true), format!("{name} is with the relay.")))
        } else {
            relay
                .hand_in_entry(media, path)
                .map(|index| (index.into(), format!("{name} is entry {index} of the board.")))
        };
        match sent {
            Ok((place, words)) => {
                talk.say(&format!("  {words}"))?;
                placed.insert(name.to_owned(), place);
            }
            // what one did wrong does not keep the others' from the board
            Err(problem) if problem.kind == "board-refuses" => {
                talk.say(&format!("  {}", problem.what))?;
                first.get_or_insert(problem);
            }
            Err(problem) => return Err(problem),
        }
    }
    talk.say("")?;
    first.map_or(Ok(placed), Err)
}

fn others(election: &Election, me: TrusteeIndex) -> impl Iterator<Item = TrusteeIndex> {
    TrusteeIndex::all(election.trustee_count()).filter(move |trustee| *trustee != me)
}

fn names(election: &Election, trustees: &[TrusteeIndex]) -> String {
    trustees.iter().map(|trustee| who(election, *trustee)).collect::<Vec<_>>().join(", ")
}

/// The result of a step, with the places of what was handed in.
fn with(mut done: Value, placed: Map<String, Value>) -> Value {
    if let Value::Object(fields) = &mut done {
        fields.insert("handed_in".into(), Value::Object(placed));
    }
    done
}
