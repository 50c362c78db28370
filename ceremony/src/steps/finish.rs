//! `ceremony finish`: the trustee's share.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rand_core::OsRng;
use serde_json::{Value, json};
use tabella_crypto::TrusteeIndex;
use tabella_election::message::JointKeysSigned;
use tabella_trustee::{
    TrusteeShare,
    key_ceremony::{AwaitingShares, CommitmentView, Fault, Round2Package, disagreements},
};

use crate::{
    cli::Ceremony,
    files::{self, Access},
    load::{Party, refuse_after_complaint, signed},
    paths::{OnMedium, Own, beside},
    problem::{Outcome, Problem, who},
    steps::{listed, out_of_order, shown},
    talk::Talk,
};

pub(crate) fn run(talk: &Talk, args: &Ceremony) -> Outcome<Value> {
    talk.say(
        "THE END OF THE KEY CEREMONY\n\
         This opens the packages that the other trustees made for you, checks every one against its\n\
         sender's commitment, and makes your share of the election key. If you stop here, nothing changes.\n",
    )?;
    let party = Party::load(talk, &args.into(), Some(args.attempt))?;
    let (own, medium) = (Own::new(&args.trustee, args.attempt), OnMedium::new(&args.media, args.attempt));
    let sealed_share = files::read_if_there(&own.share())?;
    let sealed_state = files::read_if_there(&own.round2())?;
    if sealed_share.is_none() && sealed_state.is_none() {
        let began = own.round1().exists();
        let (missing, step) = if began { (own.round2(), "round2") } else { (own.round1(), "round1") };
        return Err(out_of_order(&missing, step));
    }
    refuse_after_complaint(&party.election, party.attempt(), &args.media)?;
    let view = party.commitments(&args.media)?;
    let agreeing = agreeing(&party, &view, &args.media)?;

    let share = match (sealed_share, sealed_state) {
        (Some(sealed), _) => {
            talk.say("Your share was made before: only what is missing on the medium is written.")?;
            let share = open_share(&party, &own, &sealed)?;
            let (expected, got) = (*share.ceremony(), view.keys().hash);
            if expected != got {
                return Err(party.problem(&Fault::ViewChanged { expected, got }));
            }
            share
        }
        (None, sealed) => {
            let sealed = sealed.unwrap_or_default();
            let share = make_share(&party, &own, &medium, &view, &sealed)?;
            let sealed = share.seal(&party.passphrase, talk.work());
            let sealed = sealed.map_err(|error| Problem::sealed(&own.share(), &error))?;
            files::write_new(&own.share(), &sealed, Access::Secret)?;
            // what cannot be read again now would be found out when the election waits for its result
            open_share(&party, &own, &files::read(&own.share())?)?
        }
    };
    let written = publish(&party, &medium, &view, &share, &args.media)?;
    for spent in [own.round1(), own.round2()] {
        if spent.exists() {
            fs::remove_file(&spent).map_err(|error| Problem::write(&spent, &error))?;
        }
    }

    let n = party.election.trustee_count();
    talk.say(&format!(
        "Done. Your share rests in {}; it was opened again as a check. The files of the two rounds\n\
         were removed. On the medium:\n{}\n\
         Hash of the election's keys:\n  {}\n\
         Trustees on this medium who signed the same keys, you included: {} of {n}.\n\
         \n\
         Next: publish these files, and compare the hash of the keys with the other trustees. Copy the\n\
         share and your key file to a second medium and lock them away: {} of {n} trustees must decrypt.\n\
         After the election is closed, run `ceremony decrypt`.\n\
         If you stop here before publishing, voting cannot open.",
        own.share().display(),
        listed(&written),
        share.keys_hash(),
        agreeing + 1,
        party.election.threshold().0,
    ))?;
    Ok(json!({
        "trustee": party.me().get(),
        "attempt": args.attempt,
        "ceremony": share.ceremony().to_string(),
        "keys": share.keys_hash().to_string(),
        "agreeing": agreeing + 1,
        "share": own.share().display().to_string(),
        "files": shown(&written),
    }))
}

fn open_share(party: &Party, own: &Own, sealed: &[u8]) -> Outcome<TrusteeShare> {
    TrusteeShare::open(sealed, &party.passphrase, &party.session)
        .map_err(|error| Problem::sealed(&own.share(), &error))
}

/// Opens and adds up the packages; a bad one becomes a complaint on the medium.
fn make_share(
    party: &Party,
    own: &Own,
    medium: &OnMedium<'_>,
    view: &CommitmentView,
    sealed: &[u8],
) -> Outcome<TrusteeShare> {
    let state = AwaitingShares::open(sealed, &party.passphrase, &party.session)
        .map_err(|error| Problem::sealed(&own.round2(), &error))?;
    let packages = packages(party, medium)?;
    state.finish(&party.election, &party.keys, view, &packages).map_err(|fault| {
        if let Fault::BadShare(bad) = &fault {
            let complaint = bad.complaint(&party.session, &party.keys);
            let path = medium.complaint(party.me());
            if let Err(problem) = files::write_new(&path, complaint.encode(), Access::Public) {
                return problem;
            }
        }
        party.problem(&fault)
    })
}

/// The packages of this attempt for this trustee that are on the medium.
fn packages(party: &Party, medium: &OnMedium<'_>) -> Outcome<Vec<Round2Package>> {
    let mut packages = Vec::new();
    for sender in TrusteeIndex::all(party.election.trustee_count()) {
        let path = medium.package(sender, party.me());
        if sender == party.me() || !path.exists() {
            continue;
        }
        let package = Round2Package::decode(&files::read(&path)?).map_err(|error| {
            Problem::new(
                "wrong-file",
                format!("{} is not a package of round 2: {error}.", path.display()),
                format!("Get the file again from {}.", who(&party.election, sender)),
            )
        })?;
        if package.sender != sender {
            return Err(Problem::new(
                "wrong-file",
                format!("{} holds a package of trustee {}.", path.display(), package.sender),
                format!("The file was renamed. Get the package of {} again.", who(&party.election, sender)),
            ));
        }
        packages.push(package);
    }
    Ok(packages)
}

/// How many others signed the same keys; a trustee who signed others is named.
fn agreeing(party: &Party, view: &CommitmentView, media: &Path) -> Outcome<usize> {
    let mut entries = Vec::new();
    for path in files::matching(media, "joint-keys-", ".entry")? {
        let entry = signed::<JointKeysSigned>(&path)?;
        let named = OnMedium::new(media, party.attempt()).joint_keys(entry.message.trustee);
        let of_attempt = path == named || path == beside(&named);
        if of_attempt && entry.message.trustee != party.me() {
            entries.push(entry);
        }
    }
    let differing = disagreements(&party.election, view, &entries);
    if differing.is_empty() {
        return Ok(entries.len());
    }
    let names: Vec<String> = differing.iter().map(|trustee| who(&party.election, *trustee)).collect();
    Err(Problem::new(
        "other-view",
        format!(
            "Your keys are not those that were signed by: {}. You were shown other commitments, or they signed something else.",
            names.join(", ")
        ),
        format!(
            "Stop and tell all trustees. Compare the files commitment-*.entry: where they are the same, the trustees named here signed \
             something else. Start again together with --attempt {}.",
            party.attempt().saturating_add(1)
        ),
    ))
}

/// Writes the trustee's word on the keys, and the proof that it holds its share.
fn publish(
    party: &Party,
    medium: &OnMedium<'_>,
    view: &CommitmentView,
    share: &TrusteeShare,
    media: &Path,
) -> Outcome<Vec<PathBuf>> {
    let (joint_keys, test_share) = (medium.joint_keys(party.me()), medium.test_share(party.me()));
    let mut written = vec![joint_keys.clone(), test_share.clone()];
    files::write_new(&joint_keys, share.joint_keys(&party.keys).encode(), Access::Public)?;
    if !test_share.exists() {
        let (entry, blob) = share.test_share(&party.keys, view.keys(), &mut OsRng).map_err(|error| {
            Problem::new(
                "machine",
                format!("The test share cannot be made: {error}."),
                "Repeat the step on another machine.",
            )
        })?;
        // the blob first: an entry without it would be refused
        written.push(files::write_blob(media, &blob)?);
        files::write_new(&test_share, entry.encode(), Access::Public)?;
    }
    Ok(written)
}
