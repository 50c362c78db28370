//! `ceremony round2`: a package for each other trustee.

use serde_json::{Value, json};
use tabella_crypto::CeremonyHash;
use tabella_trustee::key_ceremony::{
    AwaitingCommitments, AwaitingShares, Fault, Round2Package, verify_package,
};

use crate::{
    cli::Ceremony,
    files::{self, Access},
    load::Party,
    paths::{OnMedium, Own},
    problem::{Outcome, Problem},
    steps::{listed, out_of_order, shown},
    talk::Talk,
};

pub(crate) fn run(talk: &Talk, args: &Ceremony) -> Outcome<Value> {
    talk.say(
        "ROUND 2 OF THE KEY CEREMONY\n\
         This checks the commitments of all trustees and writes one package for each other trustee on\n\
         the medium, encrypted so that only that trustee can read it. If you stop here, nothing changes.\n",
    )?;
    let party = Party::load(talk, &args.into(), Some(args.attempt))?;
    let (own, medium) = (Own::new(&args.trustee, args.attempt), OnMedium::new(&args.media, args.attempt));
    if own.share().exists() {
        return Err(Problem::new(
            "wrong-order",
            format!("You have finished this attempt: {} is there.", own.share().display()),
            "There is nothing to do. Your packages were written before; take them from the medium of that day.",
        ));
    }
    let Some(sealed) = files::read_if_there(&own.round1())? else {
        return Err(out_of_order(&own.round1(), "round1"));
    };
    let view = party.commitments(&args.media)?;
    let ceremony = view.keys().hash;
    talk.say(&format!("All commitments are there and valid. Ceremony hash:\n  {ceremony}"))?;

    let state = AwaitingCommitments::open(&sealed, &party.passphrase, &party.session, &party.election)
        .map_err(|error| Problem::sealed(&own.round1(), &error))?;
    let (next, packages) =
        state.distribute(&party.election, &party.keys, &view).map_err(|fault| party.problem(&fault))?;
    if let Some(sealed) = files::read_if_there(&own.round2())? {
        talk.say("Round 2 was done before: only packages that are missing are written.")?;
        same_view(&party, &own, &sealed, ceremony)?;
    } else {
        talk.confirm("Do all trustees see this ceremony hash?")?;
        let sealed = next.seal(&party.passphrase, talk.work());
        let sealed = sealed.map_err(|error| Problem::sealed(&own.round2(), &error))?;
        files::write_new(&own.round2(), &sealed, Access::Secret)?;
    }
    let mut written = Vec::new();
    for package in &packages {
        let path = medium.package(party.me(), package.recipient);
        match files::read_if_there(&path)? {
            // encryption differs every time: the first package stays
            Some(found) if is_same(&party, package, &found) => {}
            Some(_) => return Err(Problem::exists(&path).partly_done()),
            None => files::write_new(&path, &package.encode(), Access::Public)?,
        }
        written.push(path);
    }

    talk.say(&format!(
        "Done. On the medium:\n{}\n\
         Next: bring each package to its trustee, by any way. When the packages of all others for you\n\
         are on the medium, run `ceremony finish`.\n\
         If you stop here, the ceremony waits for you; no one can finish without your packages.",
        listed(&written),
    ))?;
    Ok(json!({
        "trustee": party.me().get(),
        "attempt": args.attempt,
        "ceremony": ceremony.to_string(),
        "state": own.round2().display().to_string(),
        "files": shown(&written),
    }))
}

/// The commitments must be those for which packages were made before.
fn same_view(party: &Party, own: &Own, sealed: &[u8], got: CeremonyHash) -> Outcome<()> {
    let before = AwaitingShares::open(sealed, &party.passphrase, &party.session)
        .map_err(|error| Problem::sealed(&own.round2(), &error))?;
    let expected = *before.ceremony();
    if expected == got { Ok(()) } else { Err(party.problem(&Fault::ViewChanged { expected, got })) }
}

/// Whether a file holds this trustee's package for the same recipient and ceremony.
fn is_same(party: &Party, package: &Round2Package, found: &[u8]) -> bool {
    Round2Package::decode(found).is_ok_and(|found| {
        found.sender == package.sender
            && verify_package(&found, &party.election, package.recipient, &package.ceremony).is_ok()
    })
}
