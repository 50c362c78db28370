//! `ceremony round1`: the trustee's secret and the commitment to it.

use rand_core::OsRng;
use serde_json::{Value, json};
use tabella_trustee::key_ceremony::AwaitingCommitments;

use crate::{
    cli::Ceremony,
    files::{self, Access},
    load::Party,
    paths::{OnMedium, Own},
    problem::{Outcome, Problem},
    steps::{listed, shown},
    talk::Talk,
};

pub(crate) fn run(talk: &Talk, args: &Ceremony) -> Outcome<Value> {
    talk.say(
        "ROUND 1 OF THE KEY CEREMONY\n\
         This draws your secret, seals it beside your key file, and writes a commitment to it on the\n\
         medium. The commitment is public. If you stop here, nothing is made.\n",
    )?;
    let party = Party::load(talk, &args.into(), Some(args.attempt))?;
    let (own, medium) = (Own::new(&args.trustee, args.attempt), OnMedium::new(&args.media, args.attempt));
    let (state_path, entry_path) = (own.round1(), medium.commitment(party.me()));
    let problem = |error| Problem::sealed(&state_path, &error);

    let state = if let Some(sealed) = files::read_if_there(&state_path)? {
        talk.say("Round 1 was done before: the same commitment is written again.")?;
        AwaitingCommitments::open(&sealed, &party.passphrase, &party.session, &party.election)
            .map_err(problem)?
    } else {
        refuse_second_secret(&own, &medium, &party)?;
        talk.confirm("Is this the election, and is its id the one that the authority published?")?;
        let state = AwaitingCommitments::begin(&party.election, &party.keys, args.attempt, &mut OsRng)
            .map_err(|fault| party.problem(&fault))?;
        let sealed = state.seal(&party.passphrase, talk.work()).map_err(problem)?;
        // the secret first: a commitment without its secret would be of no use
        files::write_new(&state_path, &sealed, Access::Secret)?;
        state
    };
    let commitment = state.commitment(&party.keys);
    let blob_path = files::write_blob(&args.media, &commitment.blob)?;
    files::write_new(&entry_path, commitment.entry.encode(), Access::Public)?;

    let written = [entry_path, blob_path];
    talk.say(&format!(
        "Done. Your secret rests in {}. On the medium:\n{}\n\
         Next: publish the commitment. When those of all trustees are on one medium (the files\n\
         commitment-*.entry and the directory blob), run `ceremony round2`.\n\
         If you stop here, the ceremony waits for you. Your secret is of no use to anyone yet.",
        state_path.display(),
        listed(&written),
    ))?;
    Ok(json!({
        "trustee": party.me().get(),
        "attempt": args.attempt,
        "election": party.election.id().to_string(),
        "state": state_path.display().to_string(),
        "files": shown(&written),
    }))
}

/// One attempt has one secret: once a commitment is out, another for the same attempt would be misbehaviour.
fn refuse_second_secret(own: &Own, medium: &OnMedium<'_>, party: &Party) -> Outcome<()> {
    let next = party.attempt().saturating_add(1);
    if own.share().exists() {
        return Err(Problem::new(
            "wrong-order",
            format!("You have finished this attempt: {} is there.", own.share().display()),
            format!("There is nothing to do. If all trustees agreed to start again, use --attempt {next}."),
        ));
    }
    let entry = medium.commitment(party.me());
    if entry.exists() {
        return Err(Problem::new(
            "wrong-order",
            format!(
                "Your commitment for this attempt is on the medium, but {} is missing.",
                own.round1().display()
            ),
            format!(
                "Bring that file back beside your key file. If it is gone, all trustees must start again with --attempt {next}."
            ),
        ));
    }
    Ok(())
}
