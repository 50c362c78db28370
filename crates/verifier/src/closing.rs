//! What can be said of a board whose entries were all taken: V5 to V15.

use tabella_board::{Counters, Kind, Phase};
use tabella_crypto::TrusteeIndex;
use tabella_election::{Election, UnitId, manifest::UtcTime};
use tabella_tlog::SignedNote;

use crate::{
    check::{CheckId, Failure},
    replay::Replay,
    report::Report,
    witnessed::Witnessed,
};

/// V5: a quorum cosigned the latest checkpoint.
pub(crate) fn witnesses(report: &mut Report, election: &Election, note: &SignedNote) {
    match election.witness_policy().check(note) {
        Ok(cosignatures) => {
            let names: Vec<&str> = cosignatures.iter().map(|cosignature| cosignature.name.as_str()).collect();
            let quorum = u64::from(election.manifest().witnesses.quorum);
            let numbers = [("cosignatures", names.len() as u64), ("quorum", quorum)];
            report.pass(CheckId::Witnesses, format!("cosigned by {}", names.join(", ")), &numbers);
        }
        Err(error) => report.fail(Failure::new(CheckId::Witnesses, "quorum", error.to_string())),
    }
}

/// A trustee asks for cosignatures of the tree that ends with `close`, which is not known before it was read.
pub(crate) fn witnesses_pending(report: &mut Report) {
    report.pending(CheckId::Witnesses, "there is no close yet");
}

/// V5 to V15 of a board without failure so far. `checkpoints` are all of it, the latest last.
pub(crate) fn report(report: &mut Report, replay: &Replay<'_>, checkpoints: &[Witnessed], until_close: bool) {
    if until_close {
        close_witnessed(report, replay, checkpoints);
    }
    setup(report, replay);
    voting(report, replay);
    end(report, replay, checkpoints);
    close(report, replay);
    if until_close {
        return;
    }
    shares_and_result(report, replay);
    counting(report, replay);
}

/// V5 of a trustee: a quorum cosigned the very tree whose last leaf is `close`.
fn close_witnessed(report: &mut Report, replay: &Replay<'_>, checkpoints: &[Witnessed]) {
    let (Some((size, root)), election) = (replay.state.close(), replay.state.election()) else { return };
    let of_close = |w: &&Witnessed| w.checkpoint.size.0 == size && w.checkpoint.root.0 == root.0;
    let notes: Vec<&SignedNote> = checkpoints.iter().filter(of_close).map(|w| &w.note).collect();
    let policy = election.witness_policy();
    if let Some(note) = notes.iter().find(|note| policy.check(note).is_ok()).or(notes.last()) {
        return witnesses(report, election, note);
    }
    let words = format!("the board keeps no checkpoint of the {size} entries up to close");
    report.fail(Failure::new(CheckId::Witnesses, "quorum", words));
}

/// So many things: 1 ballot, 2 ballots.
fn of(number: u64, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

/// V6.
fn setup(report: &mut Report, replay: &Replay<'_>) {
    let state = &replay.state;
    if state.phase() < Phase::Voting {
        return report.pending(CheckId::KeyCeremony, "the board is not open yet");
    }
    let (election, keys) = (state.election(), state.election().key_count() as u64);
    let (n, t) = (election.trustee_count(), election.threshold().0);
    let words = format!(
        "{n} trustees, any {t} of whom can decrypt, made {} and showed their shares",
        of(keys, "joint key")
    );
    let numbers = [
        ("trustees", u64::from(n)),
        ("threshold", u64::from(t)),
        ("joint_keys", keys),
        ("commitments", replay.count(Kind::TrusteeCommitment)),
        ("complaints", replay.count(Kind::Complaint)),
    ];
    report.pass(CheckId::KeyCeremony, words, &numbers);
}

/// V7, V8, V9.
fn voting(report: &mut Report, replay: &Replay<'_>) {
    let checks = [CheckId::Credentials, CheckId::Ballots, CheckId::Challenges];
    if replay.state.phase() < Phase::Voting {
        return checks.into_iter().for_each(|id| report.pending(id, "the board is not open yet"));
    }
    let Counters {
        credentials,
        replacements,
        revoked_paper,
        revoked_administrative,
        ballots,
        challenges,
        ..
    } = replay.state.counters();
    let revocations = revoked_paper + revoked_administrative;
    report.pass(
        CheckId::Credentials,
        format!(
            "{}, {} among them; {}",
            of(credentials, "credential"),
            of(replacements, "replacement"),
            of(revocations, "revocation")
        ),
        &[("credentials", credentials), ("replacements", replacements), ("revocations", revocations)],
    );
    let words = format!("{}: encoding, proofs, authorisations, chains", of(ballots, "ballot"));
    report.pass(CheckId::Ballots, words, &[("ballots", ballots)]);
    let words = format!("{} made again from seed and choices", of(challenges, "challenged ballot"));
    report.pass(CheckId::Challenges, words, &[("challenges", challenges)]);
}

/// V10: the earliest quorum that saw `end`.
fn end(report: &mut Report, replay: &Replay<'_>, checkpoints: &[Witnessed]) {
    let (state, election) = (&replay.state, replay.state.election());
    let Some(index) = state.end_index() else {
        return report.pending(CheckId::End, "voting has not ended yet");
    };
    let limit = state.closes().saturating_add(election.grace());
    let (policy, quorum) = (election.witness_policy(), election.witness_policy().quorum);
    let in_time = |time: u64| i64::try_from(time).is_ok_and(|time| time <= limit);
    let mut late = None;
    for witnessed in checkpoints.iter().filter(|w| w.checkpoint.size.0 > index) {
        let Ok(cosignatures) = policy.check(&witnessed.note) else { continue };
        let mut times: Vec<u64> = cosignatures.iter().map(|cosignature| cosignature.time).collect();
        times.sort_unstable();
        // the moment at which the quorum was complete
        let Some(time) = quorum.checked_sub(1).and_then(|last| times.get(last)).copied() else { continue };
        if in_time(time) {
            let size = witnessed.checkpoint.size;
            let words = format!(
                "entry {index}; a quorum cosigned {size} entries at {}, the limit was {}",
                moment(time),
                UtcTime(limit)
            );
            let limit = u64::try_from(limit).unwrap_or(0);
            let numbers =
                [("index", index), ("seen", time), ("limit", limit), ("notices", state.counters().notices)];
            return report.pass(CheckId::End, words, &numbers);
        }
        late.get_or_insert(time);
    }
    match late {
        Some(time) => {
            let words = format!(
                "a quorum of witnesses saw the end at {} only, the limit was {}",
                moment(time),
                UtcTime(limit)
            );
            report.fail(Failure::new(CheckId::End, "late", words).at(index));
        }
        None if state.phase() == Phase::Ended => {
            report.pending(CheckId::End, "no quorum of witnesses has cosigned the end yet");
        }
        None => {
            let words = "no quorum of witnesses cosigned a checkpoint that covers the end";
            report.fail(Failure::new(CheckId::End, "quorum", words).at(index));
        }
    }
}

/// A witness's time, which is at most 2^63 − 1.
fn moment(time: u64) -> UtcTime {
    UtcTime(i64::try_from(time).unwrap_or(i64::MAX))
}

/// V11, V12.
fn close(report: &mut Report, replay: &Replay<'_>) {
    let state = &replay.state;
    let (Some((size, root)), Some(statement)) = (state.close(), state.statement()) else {
        report.pending(CheckId::Close, "the board is not closed yet");
        return report.pending(CheckId::Tally, "the board is not closed yet");
    };
    report.pass(CheckId::Close, format!("{size} entries with close, root {root}"), &[("size", size)]);
    let groups: usize = statement.contests.iter().map(|contest| contest.groups.len()).sum();
    let undecrypted: Vec<&str> = statement
        .contests
        .iter()
        .filter(|contest| contest.groups.is_empty())
        .map(|contest| contest.contest_id.as_str())
        .collect();
    let counted = state.counters().counted;
    let contests = statement.contests.len();
    let counting =
        if counted == 1 { "1 ballot counts".to_owned() } else { format!("{counted} ballots count") };
    let (groups, contests) = (groups as u64, contests as u64);
    let mut words = format!("{counting}; {} of {}", of(groups, "group"), of(contests, "contest"));
    if !undecrypted.is_empty() {
        words = format!("{words}; too few ballots to decrypt: {}", undecrypted.join(", "));
    }
    let numbers = [
        ("counted", counted),
        ("contests", contests),
        ("groups", groups),
        ("not_decrypted", undecrypted.len() as u64),
    ];
    report.pass(CheckId::Tally, words, &numbers);
}

/// V13, V14.
fn shares_and_result(report: &mut Report, replay: &Replay<'_>) {
    let state = &replay.state;
    if state.phase() < Phase::Closed {
        report.pending(CheckId::Shares, "the board is not closed yet");
        return report.pending(CheckId::Result, "the board is not closed yet");
    }
    let election = state.election();
    let name = |trustee: TrusteeIndex| {
        let member = election.manifest().trustees.members.get(trustee.zero_based());
        format!("{trustee} ({})", member.map_or("", |member| member.name.as_str()))
    };
    let list =
        |trustees: &mut dyn Iterator<Item = TrusteeIndex>| trustees.map(name).collect::<Vec<_>>().join(", ");
    let present: Vec<TrusteeIndex> = state.shares().collect();
    let mut missing =
        TrusteeIndex::all(election.trustee_count()).filter(|trustee| !present.contains(trustee));
    let missing = list(&mut missing);
    let (needed, given) = (u64::from(election.threshold().0), present.len() as u64);
    let words = match (given, missing.is_empty()) {
        (0, _) => format!("no shares of {needed} needed"),
        (_, true) => format!("of all trustees: {}", list(&mut present.iter().copied())),
        (_, false) => format!("of trustees {}; none of {missing}", list(&mut present.iter().copied())),
    };
    if given >= needed {
        report.pass(CheckId::Shares, words, &[("shares", given), ("needed", needed)]);
    } else {
        report.pending(CheckId::Shares, format!("{given} of {needed} needed shares: {words}"));
    }
    match state.result() {
        None => report.pending(CheckId::Result, "there is no result yet"),
        Some(result) => {
            let counts = result.counts.0.iter().flatten().map(|group| group.len() as u64).sum();
            let words = format!("{counts} counts are what the shares give");
            report.pass(
                CheckId::Result,
                words,
                &[("counts", counts), ("postal_protocols", result.postal.len() as u64)],
            );
        }
    }
}

/// V15: the reducer's numbers against the entries as they were counted here, and against each other.
fn counting(report: &mut Report, replay: &Replay<'_>) {
    let state = &replay.state;
    if state.phase() < Phase::Closed {
        return report.pending(CheckId::Counting, "the board is not closed yet");
    }
    let numbers = state.counters();
    let revoked = numbers.revoked_paper_with_ballot + numbers.revoked_administrative_with_ballot;
    let superseded = numbers.ballots.checked_sub(numbers.counted + revoked);
    let entries = [
        (Kind::Credential, numbers.credentials),
        (Kind::Ballot, numbers.ballots),
        (Kind::Challenge, numbers.challenges),
        (Kind::Revocation, numbers.revoked_paper + numbers.revoked_administrative),
        (Kind::Notice, numbers.notices),
    ];
    if let Some((kind, number)) = entries.into_iter().find(|(kind, number)| replay.count(*kind) != *number) {
        let words = format!("{number} {kind} entries in the report, {} on the board", replay.count(kind));
        return report.fail(Failure::new(CheckId::Counting, "counters", words));
    }
    let Some(superseded) = superseded else {
        let words = "more ballots count or were revoked than were cast";
        return report.fail(Failure::new(CheckId::Counting, "counters", words));
    };
    if let Some(words) = implausible(replay, numbers.counted) {
        return report.fail(Failure::new(CheckId::Counting, "counts", words));
    }
    let words = format!(
        "{} cast = {} counted + {superseded} replaced by a later one + {revoked} revoked; revocations: {} \
         because of paper ({} with a ballot), {} administrative ({} with a ballot)",
        of(numbers.ballots, "ballot"),
        numbers.counted,
        numbers.revoked_paper,
        numbers.revoked_paper_with_ballot,
        numbers.revoked_administrative,
        numbers.revoked_administrative_with_ballot,
    );
    let numbers = [
        ("ballots", numbers.ballots),
        ("counted", numbers.counted),
        ("superseded", superseded),
        ("challenges", numbers.challenges),
        ("revoked_paper", numbers.revoked_paper),
        ("revoked_paper_with_ballot", numbers.revoked_paper_with_ballot),
        ("revoked_administrative", numbers.revoked_administrative),
        ("revoked_administrative_with_ballot", numbers.revoked_administrative_with_ballot),
    ];
    report.pass(CheckId::Counting, words, &numbers);
}

/// Groups with more ballots than are counted, and counts that no lawful ballots add up to.
fn implausible(replay: &Replay<'_>, counted: u64) -> Option<String> {
    let statement = replay.state.statement()?;
    let contests = &replay.state.election().manifest().contests;
    for (position, (tally, contest)) in statement.contests.iter().zip(contests).enumerate() {
        let ballots: u64 = tally.groups.iter().map(|group| group.ballots).sum();
        if ballots > counted {
            return Some(format!("contest {}: {ballots} ballots in groups, {counted} counted", contest.id));
        }
        let Some(counts) = replay.state.result().and_then(|result| result.counts.0.get(position)) else {
            continue;
        };
        for (group, counts) in tally.groups.iter().zip(counts) {
            let votes: u128 = counts.iter().copied().map(u128::from).sum();
            let times = |total: u64| u128::from(total) * u128::from(group.weight);
            let (least, most) = (times(contest.rule.total_min.into()), times(contest.rule.total_max.into()));
            if !(least..=most).contains(&votes) {
                let units: Vec<&str> = group.units.iter().map(UnitId::as_str).collect();
                let units = units.join(", ");
                return Some(format!(
                    "contest {}, {units}: {votes} votes, {least} to {most} are possible",
                    contest.id
                ));
            }
        }
    }
    None
}
