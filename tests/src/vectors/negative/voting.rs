//! Credentials, chains, notices.

use tabella_ballot::{Choices, Posted, Prepared, Seed, Tracker};
use tabella_crypto::{CompressedRistretto, EvidenceCommitment, cbor::Writer};
use tabella_election::message::{Credential, Notice, Reason, Revocation};

use super::{Cases, ballots, raw, setup::NOT_CANONICAL};
use crate::{Voter, entry_of};

/// Everything between `open` and `end`.
pub(super) fn cases(cases: &mut Cases) {
    credentials(cases);
    let voter = cases.fixture.credential(0, 1);
    let fund = cases.fixture.credential(1, 2);
    ballots::choice(cases, &voter);
    ballots::points(cases, &fund);
    chains(cases, &voter, &fund);
    notices(cases);
}

fn credential(cases: &Cases, message: Credential) -> tabella_board::Entry {
    cases.fixture.signed(message, &cases.fixture.people.registrar, Vec::new())
}

fn credentials(cases: &mut Cases) {
    let voter = cases.fixture.stranger(0, 1);
    let good = Credential {
        credential: *voter.secret.public(),
        style: "choice".into(),
        weight: 1,
        evidence: EvidenceCommitment([7; 32]),
        replaces: None,
    };
    let mut refuse = |name: &str, message: Credential, rejection: &str, why: &str| {
        let entry = credential(cases, message);
        cases.refuse(name, entry, rejection, why);
    };
    let identity = CompressedRistretto([0; 32]);
    refuse(
        "P is the identity",
        Credential { credential: identity, ..good.clone() },
        "point",
        "Everybody knows the secret of the identity.",
    );
    let wrong = CompressedRistretto(NOT_CANONICAL);
    refuse(
        "P not canonical",
        Credential { credential: wrong, ..good.clone() },
        "point",
        "A point has one encoding.",
    );
    refuse(
        "unknown style",
        Credential { style: "none".into(), ..good.clone() },
        "unknown-style",
        "The manifest has no such style.",
    );
    refuse(
        "weight 0",
        Credential { weight: 0, ..good.clone() },
        "weight",
        "Weights are from 1 to weight_max.",
    );
    refuse(
        "weight 3 of 2",
        Credential { weight: 3, ..good.clone() },
        "weight",
        "Weights are from 1 to weight_max.",
    );
    let stranger = CompressedRistretto(curve25519_dalek::constants::RISTRETTO_BASEPOINT_COMPRESSED.0);
    refuse(
        "replaces an unknown credential",
        Credential { replaces: Some(stranger), ..good.clone() },
        "not-live",
        "Only a live credential can be replaced.",
    );
    let f = &cases.fixture;
    let entry = f.signed(good, &f.people.authority, Vec::new());
    cases.refuse(
        "credential signed by the authority",
        entry,
        "signature",
        "Only the registrar admits voters.",
    );
    let writer = Writer::new().array(5).text("revocation").bytes(&stranger.0).text("whim").bytes(&[0; 32]);
    cases.refuse(
        "revocation for another reason",
        raw::entry(writer.bytes(&[0; 64]).finish()),
        "encoding",
        "The reasons are paper and administrative.",
    );
    let revocation =
        Revocation { credential: stranger, reason: Reason::Paper, evidence: EvidenceCommitment([0; 32]) };
    let f = &cases.fixture;
    let entry = f.signed(revocation, &f.people.registrar, Vec::new());
    cases.refuse(
        "revocation of an unknown credential",
        entry,
        "not-live",
        "Only a live credential can be revoked.",
    );
}

fn again(voter: &Voter) -> Voter {
    let secret = tabella_ballot::CredentialSecret::from_bytes(&voter.secret.expose_bytes()).unwrap();
    Voter { secret, style: voter.style, weight: voter.weight }
}

fn with_seed(cases: &mut Cases, voter: &Voter, seed: [u8; 32], choices: &[u32]) -> Prepared {
    let f = &mut cases.fixture;
    let (styles, previous) = (f.styles(), f.previous(voter));
    let choices = Choices::from_values(choices.to_vec());
    let seed = Seed::from_bytes(seed);
    Prepared::with_seed(&styles, voter.style, &voter.secret, previous, choices, seed, &mut f.rng).unwrap()
}

/// One ballot and its successors.
#[expect(clippy::too_many_lines, reason = "one case after another")]
fn chains(cases: &mut Cases, voter: &Voter, fund: &Voter) {
    let stranger = cases.fixture.stranger(0, 1);
    let entry = entry_of(&cases.fixture.ballot(&stranger, &[1, 0]).0);
    cases.refuse("ballot of an unknown credential", entry, "not-live", "The registrar has not admitted P.");
    let elsewhere = Voter { style: 1, ..again(voter) };
    let entry = entry_of(&cases.fixture.ballot(&elsewhere, &[500, 500]).0);
    cases.refuse("ballot of another style", entry, "other-style", "The credential is for another style.");
    let prepared = cases.fixture.prepare_after(voter, Tracker([1; 32]), &[1, 0]);
    let styles = cases.fixture.styles();
    let entry = entry_of(&prepared.cast(&voter.secret, &mut cases.fixture.rng, &styles).0);
    cases.refuse(
        "first ballot with a previous",
        entry,
        "previous",
        "The chain has no ballot yet: previous must be zeros.",
    );

    // a challenge, then the same ballot
    let prepared = with_seed(cases, voter, [11; 32], &[1, 0]);
    let ballot = prepared.ballot().encode().to_vec();
    let challenge = entry_of(&prepared.challenge(&voter.secret, &mut cases.fixture.rng, &styles));
    cases.fixture.expect(challenge.clone());
    let entry = raw::cast(&mut cases.fixture, &ballot, &voter.secret);
    cases.refuse("challenged ballot is cast", entry, "randomness-reused", "Its seed is public.");
    let second = cases.fixture.challenged(voter, &[0, 1]);
    cases.refuse(
        "one challenge too many",
        entry_of(&second),
        "chain-limit",
        "limits.challenges_per_chain is 1.",
    );

    let prepared = with_seed(cases, voter, [12; 32], &[1, 0]);
    let first = entry_of(&prepared.cast(&voter.secret, &mut cases.fixture.rng, &styles).0);
    cases.fixture.expect(first.clone());
    cases.refuse("ballot replayed", first, "previous", "The chain's last tracker is now its own.");
    let prepared = with_seed(cases, voter, [12; 32], &[0, 1]);
    let entry = entry_of(&prepared.cast(&voter.secret, &mut cases.fixture.rng, &styles).0);
    cases.refuse(
        "seed used for a second ballot",
        entry,
        "randomness-reused",
        "The same r gives the same A; B − B' would show both votes.",
    );
    let prepared = cases.fixture.prepare_after(voter, Tracker::NONE, &[0, 1]);
    let entry = entry_of(&prepared.cast(&voter.secret, &mut cases.fixture.rng, &styles).0);
    cases.refuse(
        "ballot that skips its predecessor",
        entry,
        "previous",
        "previous must be the tracker of the chain's last ballot.",
    );

    let entry = cases.fixture.credential_entry(voter, None);
    cases.refuse("credential admitted twice", entry, "credential-reused", "A P is admitted once.");
    let heavier = Voter { secret: cases.fixture.stranger(0, 2).secret, style: 0, weight: 2 };
    let entry = cases.fixture.credential_entry(&heavier, Some(*voter.secret.public()));
    cases.refuse("replacement with another weight", entry, "replacement", "Style and weight stay.");
    let elsewhere = cases.fixture.stranger(1, 1);
    let entry = cases.fixture.credential_entry(&elsewhere, Some(*voter.secret.public()));
    cases.refuse("replacement with another style", entry, "replacement", "Style and weight stay.");
    let new = cases.fixture.replace(voter);
    let entry = entry_of(&cases.fixture.ballot(voter, &[1, 0]).0);
    cases.refuse("ballot of a replaced credential", entry, "not-live", "The person has signed in again.");
    let third = cases.fixture.stranger(0, 1);
    let entry = cases.fixture.credential_entry(&third, Some(*new.secret.public()));
    cases.refuse("one credential too many", entry, "chain-limit", "limits.credentials_per_chain is 2.");
    let entry = cases.fixture.credential_entry(&third, Some(*voter.secret.public()));
    cases.refuse(
        "replaces a replaced credential",
        entry,
        "not-live",
        "Only the chain's last credential can be replaced.",
    );
    let prepared = cases.fixture.prepare_after(&new, Tracker::NONE, &[0, 1]);
    let entry = entry_of(&prepared.cast(&new.secret, &mut cases.fixture.rng, &styles).0);
    cases.refuse(
        "new device forgets the chain",
        entry,
        "previous",
        "A chain goes on with its new credential.",
    );
    cases.fixture.cast(&new, &[0, 1]);
    let entry = entry_of(&cases.fixture.ballot(&new, &[1, 0]).0);
    cases.refuse(
        "one ballot too many",
        entry,
        "chain-limit",
        "limits.ballots_per_chain is 2, counted over all credentials of the chain.",
    );

    let (paper, last) = (cases.fixture.credential(0, 1), cases.fixture.credential(0, 2));
    let entry = cases.fixture.credential_entry(&third, None);
    cases.refuse("one voter too many", entry, "too-many-voters", "voters_max is 4.");
    cases.fixture.cast(&paper, &[1, 0]);
    cases.fixture.cast(&last, &[1, 0]);
    cases.fixture.cast(fund, &[400, 600]);
    cases.fixture.revoke(&paper, Reason::Paper);
    let entry = entry_of(&cases.fixture.ballot(&paper, &[1, 0]).0);
    cases.refuse("ballot of a revoked credential", entry, "not-live", "The vote came by post.");
    let entry = cases.fixture.revocation(&paper, Reason::Administrative);
    cases.refuse("revocation twice", entry, "not-live", "It is revoked already.");
    let entry = cases.fixture.credential_entry(&paper, None);
    cases.refuse(
        "revoked credential admitted again",
        entry,
        "credential-reused",
        "Not even after its revocation.",
    );
    let entry = cases.fixture.credential_entry(&third, Some(*paper.secret.public()));
    cases.refuse("replaces a revoked credential", entry, "not-live", "A chain ends with its revocation.");
}

fn notices(cases: &mut Cases) {
    let f = cases.fixture.clone();
    let closes = u64::try_from(f.election.closes()).unwrap();
    cases.refuse("first notice has number 2", f.notice(2, None), "sequence", "Notices are numbered from 1.");
    cases.refuse(
        "extension to the same time",
        f.notice(1, Some(closes)),
        "extension",
        "An extension is later than the closing time in force.",
    );
    cases.refuse(
        "extension beyond all time",
        f.notice(1, Some(u64::MAX)),
        "extension",
        "A time is below 2^63.",
    );
    let message = Notice { sequence: 1, text: "All is well.".into(), closes: None };
    let entry = f.signed(message, &f.people.registrar, Vec::new());
    cases.refuse("notice signed by the registrar", entry, "signature", "Only the election authority tells.");
    cases.fixture.expect(f.notice(1, Some(closes + 600)));
    cases.refuse("notice twice", f.notice(1, None), "sequence", "The next number is 2.");
    cases.refuse(
        "extension takes back an extension",
        f.notice(2, Some(closes + 300)),
        "extension",
        "The closing time in force is that of the last extension.",
    );
}

/// For other modules: a ballot of a voter, before it is authorised.
pub(super) fn prepared_bytes(cases: &mut Cases, voter: &Voter, choices: &[u32]) -> (Posted, raw::RawBallot) {
    let (posted, _) = cases.fixture.ballot(voter, choices);
    let raw = raw::RawBallot::of(&cases.fixture, posted.ballot());
    (posted, raw)
}
