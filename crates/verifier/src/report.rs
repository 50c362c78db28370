//! What a run of the verifier found.

use std::collections::BTreeMap;

use serde::Serialize;
use tabella_board::{BoardState, Counters, Phase};
use tabella_crypto::ElectionId;
use tabella_election::{ContestId, OptionId, UnitId};
use tabella_tally::Counts;
use tabella_tlog::Hash;

use crate::{
    check::{CheckId, CheckVerdict, Failure},
    plain::one_line,
};

/// One check with its verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Which.
    #[serde(rename = "check")]
    pub id: CheckId,
    /// Its short name.
    pub name: &'static str,
    /// Its verdict.
    pub verdict: CheckVerdict,
    /// What was found, or what is wrong.
    pub words: String,
    /// What was counted.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub numbers: BTreeMap<&'static str, u64>,
    /// What is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
}

/// The verdict over all checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Every check passed.
    Verified,
    /// None failed, some are pending.
    Incomplete,
    /// At least one failed.
    Failed,
}

impl Verdict {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Incomplete => "incomplete",
            Self::Failed => "failed",
        }
    }
}

/// Counts of one group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GroupOutcome {
    /// Its reporting units.
    pub units: Vec<UnitId>,
    /// Counted ballots that carry the contest.
    pub ballots: u64,
    /// Sum of their weights.
    pub weight: u64,
    /// Votes per option, in manifest order.
    pub counts: Vec<(OptionId, u64)>,
    /// Postal votes per option over all protocols, as the authority says; not verified here.
    pub postal: Vec<(OptionId, u64)>,
}

/// What one paper protocol says of a contest, as the authority signed it; not verified here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProtocolOutcome {
    /// Which protocol.
    pub reference: String,
    /// Its votes over all groups and options.
    pub votes: u64,
}

/// Verified counts of one contest; no groups where it is not decrypted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ContestOutcome {
    /// The contest.
    pub contest: ContestId,
    /// Its groups.
    pub groups: Vec<GroupOutcome>,
    /// Votes per option over all groups, in manifest order.
    pub totals: Vec<(OptionId, u64)>,
    /// Postal votes per option over all groups and protocols, as the authority says; not verified here.
    pub postal: Vec<(OptionId, u64)>,
    /// The paper protocols behind them.
    pub protocols: Vec<ProtocolOutcome>,
}

/// What a run of the verifier found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The verdict over all checks.
    pub verdict: Verdict,
    /// The election, once the manifest was read.
    pub election: Option<ElectionId>,
    /// Size of the tree that the board's checkpoint names.
    pub size: u64,
    /// Its root.
    pub root: Option<Hash>,
    /// What the board is at.
    #[serde(serialize_with = "phase")]
    pub phase: Option<Phase>,
    /// Size at which an earlier run of this verifier had stopped and this one went on.
    pub resumed_from: Option<u64>,
    /// The failing entry with the lowest index, or else the failure of the lowest check.
    pub first_failure: Option<Failure>,
    /// V1 … V15.
    pub checks: Vec<Check>,
    /// The counting report, for a board without failure.
    pub counters: Option<Counters>,
    /// The verified counts, for a complete board without failure.
    pub result: Option<Vec<ContestOutcome>>,
}

#[expect(clippy::trivially_copy_pass_by_ref, clippy::ref_option, reason = "the signature that serde calls")]
fn phase<S: serde::Serializer>(phase: &Option<Phase>, serializer: S) -> Result<S::Ok, S::Error> {
    match phase {
        Some(phase) => serializer.collect_str(phase),
        None => serializer.serialize_none(),
    }
}

impl Report {
    /// Nothing is checked yet.
    pub(crate) fn new() -> Self {
        let pending = |id: CheckId| Check {
            id,
            name: id.name(),
            verdict: CheckVerdict::Pending,
            words: "not reached".into(),
            numbers: BTreeMap::new(),
            failure: None,
        };
        Self {
            verdict: Verdict::Incomplete,
            election: None,
            size: 0,
            root: None,
            phase: None,
            resumed_from: None,
            first_failure: None,
            checks: CheckId::ALL.into_iter().map(pending).collect(),
            counters: None,
            result: None,
        }
    }

    /// The verdict over all checks.
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// The checks as a table for people, with the first failure and the verdict below. Names from the board cannot break
    /// out of their lines.
    pub fn summary(&self) -> String {
        use std::fmt::Write as _;
        let mut text = String::new();
        for check in &self.checks {
            let (id, title) = (check.id.to_string(), check.id.title());
            let words = one_line(&check.words);
            // writing to a text cannot fail
            let _ = writeln!(text, "{id:<4}{:<8} {title:<40} {words}", check.verdict.as_str());
        }
        if let Some(failure) = &self.first_failure {
            let _ = writeln!(text, "\nFirst failure: {}", one_line(&failure.to_string()));
        }
        let _ = write!(text, "\nVerdict: {}", self.verdict.as_str());
        text
    }

    /// A check by its id.
    pub fn check(&self, id: CheckId) -> Option<&Check> {
        self.checks.get(id.number() - 1)
    }

    /// Whether the check passed.
    pub fn passed(&self, id: CheckId) -> bool {
        self.check(id).is_some_and(|check| check.verdict == CheckVerdict::Passed)
    }

    pub(crate) fn pass(&mut self, id: CheckId, words: impl Into<String>, numbers: &[(&'static str, u64)]) {
        self.set(id, CheckVerdict::Passed, words.into(), numbers);
    }

    pub(crate) fn pending(&mut self, id: CheckId, words: impl Into<String>) {
        self.set(id, CheckVerdict::Pending, words.into(), &[]);
    }

    /// A check that failed stays failed.
    fn set(&mut self, id: CheckId, verdict: CheckVerdict, words: String, numbers: &[(&'static str, u64)]) {
        if let Some(check) =
            self.checks.get_mut(id.number() - 1).filter(|c| c.verdict != CheckVerdict::Failed)
        {
            check.verdict = verdict;
            check.words = words;
            check.numbers = numbers.iter().copied().collect();
        }
    }

    pub(crate) fn fail(&mut self, failure: Failure) {
        if let Some(check) = self.checks.get_mut(failure.check.number() - 1)
            && check.failure.is_none()
        {
            check.verdict = CheckVerdict::Failed;
            check.words.clone_from(&failure.words);
            check.numbers.clear();
            check.failure = Some(failure);
        }
    }

    /// Draws the verdict over all checks.
    pub(crate) fn conclude(mut self) -> Self {
        let failures = self.checks.iter().filter_map(|check| check.failure.as_ref());
        let rank = |failure: &&Failure| (failure.index.is_none(), failure.index, failure.check);
        self.first_failure = failures.min_by_key(rank).cloned();
        let all_passed = self.checks.iter().all(|check| check.verdict == CheckVerdict::Passed);
        self.verdict = match (&self.first_failure, all_passed) {
            (Some(_), _) => Verdict::Failed,
            (None, true) => Verdict::Verified,
            (None, false) => Verdict::Incomplete,
        };
        if self.verdict == Verdict::Failed {
            (self.counters, self.result) = (None, None);
        }
        self
    }
}

/// The verified counts with the names of their options; `None` before there is a result.
pub(crate) fn outcome(state: &BoardState) -> Option<Vec<ContestOutcome>> {
    let (statement, result) = (state.statement()?, state.result()?);
    let manifest = state.election().manifest();
    let outcome = |(contest, tally): (usize, &tabella_election::ContestTally)| {
        let options =
            manifest.contests.get(contest).map(|contest| contest.options.as_slice()).unwrap_or_default();
        let ids = || options.iter().map(|option| option.id.clone());
        let total = |of: &[&Counts]| {
            let groups = of.iter().filter_map(|counts| counts.0.get(contest)).flatten();
            let mut sums = vec![0u64; options.len()];
            for group in groups {
                for (sum, count) in sums.iter_mut().zip(group) {
                    // postal counts are only claimed: they may be any number
                    *sum = sum.saturating_add(*count);
                }
            }
            ids().zip(sums).collect()
        };
        let counted = result.counts.0.get(contest).map(Vec::as_slice).unwrap_or_default();
        // postal counts of one group, protocol by protocol
        let by_post = |group: usize| {
            let mut sums = vec![0u64; options.len()];
            let protocols =
                result.postal.iter().filter_map(|postal| postal.counts.0.get(contest)?.get(group));
            for counts in protocols {
                for (sum, count) in sums.iter_mut().zip(counts) {
                    *sum = sum.saturating_add(*count);
                }
            }
            ids().zip(sums).collect()
        };
        let of_protocol = |counts: &Counts| {
            let votes = counts.0.get(contest).into_iter().flatten().flatten();
            votes.fold(0, |sum: u64, count| sum.saturating_add(*count))
        };
        ContestOutcome {
            contest: tally.contest_id.clone(),
            groups: tally
                .groups
                .iter()
                .zip(counted)
                .enumerate()
                .map(|(position, (group, counts))| GroupOutcome {
                    units: group.units.clone(),
                    ballots: group.ballots,
                    weight: group.weight,
                    counts: ids().zip(counts.iter().copied()).collect(),
                    postal: by_post(position),
                })
                .collect(),
            totals: total(&[&result.counts]),
            postal: total(&result.postal.iter().map(|postal| &postal.counts).collect::<Vec<_>>()),
            protocols: result
                .postal
                .iter()
                .map(|postal| ProtocolOutcome {
                    reference: postal.reference.clone(),
                    votes: of_protocol(&postal.counts),
                })
                .collect(),
        }
    };
    Some(statement.contests.iter().enumerate().map(outcome).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdict_over_all() {
        assert_eq!(Report::new().conclude().verdict, Verdict::Incomplete);
        let mut report = Report::new();
        for id in CheckId::ALL {
            report.pass(id, "", &[]);
        }
        assert_eq!(report.clone().conclude().verdict, Verdict::Verified);
        report.pending(CheckId::Result, "");
        assert_eq!(report.clone().conclude().verdict, Verdict::Incomplete);
        report.fail(Failure::new(CheckId::Witnesses, "quorum", "too few"));
        assert_eq!(report.conclude().verdict, Verdict::Failed);
    }

    #[test]
    fn first_failure_is_that_of_the_lowest_entry() {
        let mut report = Report::new();
        report.fail(Failure::new(CheckId::Checkpoint, "note", ""));
        report.fail(Failure::new(CheckId::Ballots, "ballot-proof", "").at(7));
        report.fail(Failure::new(CheckId::Log, "leaf-hash", "").at(7));
        report.fail(Failure::new(CheckId::Credentials, "weight", "").at(9));
        let first = report.conclude().first_failure.unwrap();
        assert_eq!((first.index, first.check), (Some(7), CheckId::Log));
    }

    #[test]
    fn failed_stays_failed() {
        let mut report = Report::new();
        report.fail(Failure::new(CheckId::Log, "root", "first"));
        report.fail(Failure::new(CheckId::Log, "tile", "second"));
        report.pass(CheckId::Log, "", &[]);
        let check = report.check(CheckId::Log).unwrap();
        assert_eq!((check.verdict, check.words.as_str()), (CheckVerdict::Failed, "first"));
    }

    #[test]
    fn a_name_cannot_write_a_verdict() {
        let mut report = Report::new();
        report.pass(CheckId::Manifest, "of \u{1b}[2J\nVerdict: verified", &[]);
        report.fail(Failure::new(CheckId::Log, "root", "\nVerdict: verified\r"));
        let summary = report.conclude().summary();
        assert_eq!(summary.lines().filter(|line| line.starts_with("Verdict: ")).count(), 1, "{summary}");
        assert!(summary.chars().all(|c| c == '\n' || !c.is_control()), "{summary:?}");
    }

    #[test]
    fn numbers_are_those_of_the_protocol() {
        for (position, id) in CheckId::ALL.into_iter().enumerate() {
            assert_eq!(id.to_string(), format!("V{}", position + 1));
        }
    }
}
