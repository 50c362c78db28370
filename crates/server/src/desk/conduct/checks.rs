//! What must be in order before the authority says something, each as a sentence.

use tabella_desk_store::AuthorityEntry;

use super::{
    At,
    look::{Phase, Situation},
    paper,
};
use crate::desk::{
    page::{Check, Standing},
    texts::Texts,
};

/// Longest notice, in characters.
pub(super) const NOTICE_MAX: usize = 2_000;

/// What the authority can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Open,
    Notice,
    End,
    Close,
    Result,
    /// Nothing: what was said before and the ballot box does not answer is sent no more.
    GiveUp,
}

impl What {
    pub(super) const ALL: [Self; 6] =
        [Self::Open, Self::Notice, Self::End, Self::Close, Self::Result, Self::GiveUp];

    /// The type of its entry; a word of its own where there is none.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Notice => "notice",
            Self::End => "end",
            Self::Close => "close",
            Self::Result => "result",
            Self::GiveUp => "give-up",
        }
    }

    /// The steps at which it may be said.
    pub(super) fn phases(self) -> &'static [Phase] {
        match self {
            Self::Open => &[Phase::Setup],
            Self::Notice => &[Phase::Setup, Phase::Voting, Phase::Ended],
            Self::End => &[Phase::Voting],
            Self::Close => &[Phase::Ended],
            Self::Result => &[Phase::Closed],
            Self::GiveUp => &Phase::ALL,
        }
    }
}

/// A check list in the making.
struct List<'a> {
    t: &'a Texts,
    checks: Vec<Check>,
}

impl List<'_> {
    fn put(&mut self, standing: Standing, words: String) {
        self.checks.push(Check { standing, words });
    }

    /// In order, or not.
    fn must(&mut self, good: bool, yes: impl FnOnce(&Texts) -> String, no: impl FnOnce(&Texts) -> String) {
        let (standing, words) =
            if good { (Standing::Good, yes(self.t)) } else { (Standing::Bad, no(self.t)) };
        self.put(standing, words);
    }

    fn board_answers(&mut self, situation: &Situation) {
        match &situation.board {
            Ok(board) => self.must(
                board.ready && board.phase.is_some(),
                |t| t.get("check-answers"),
                |t| t.with("check-answers-not", &[("what", board.server.as_str().into())]),
            ),
            Err(error) => {
                let words = self.t.with("check-answers-not", &[("what", error.to_string().into())]);
                self.put(Standing::Bad, words);
            }
        }
    }

    /// Whether a quorum of witnesses signed all there is; who did not.
    fn witnesses(&mut self, situation: &Situation) {
        let quorum = situation.witnessed.as_ref().is_some_and(|seen| seen.signed && seen.quorum);
        let all = situation.is_witnessed_whole();
        self.must(
            quorum && all,
            |t| t.get("check-witnessed"),
            |t| t.with("check-witnessed-not", &[("entries", situation.unwitnessed().into())]),
        );
        let missing = situation.witnessed.as_ref().map(|seen| seen.missing.join(", ")).unwrap_or_default();
        if !missing.is_empty() {
            let words = self.t.with("alarm-witness", &[("names", missing.into())]);
            self.put(Standing::Doubt, words);
        }
    }

    fn before_result(&mut self, situation: &Situation) {
        let (there, needed) =
            situation.tally.as_ref().map_or((0, 0), |tally| (tally.shares.len() as u64, tally.needed));
        let has_counts = situation.tally.as_ref().is_some_and(|tally| tally.counts.is_some());
        let numbers = [("there", there.into()), ("needed", u64::from(needed).into())];
        self.must(has_counts, |t| t.with("check-shares", &numbers), |t| t.with("check-shares-not", &numbers));
        self.witnesses(situation);
    }
}

impl At<'_> {
    /// The check list before something is said. `early`: whether somebody gave a reason to end before the time.
    pub(super) fn checks(&self, t: &Texts, situation: &Situation, what: What, early: bool) -> Vec<Check> {
        let mut list = List { t, checks: Vec::new() };
        if what == What::GiveUp {
            // the ballot box need not answer: that is why
            let waits = situation.entries.iter().any(AuthorityEntry::waits);
            list.must(waits, |t| t.get("check-waits"), |t| t.get("check-waits-not"));
            return list.checks;
        }
        list.board_answers(situation);
        let phase = situation.phase();
        let right = phase.is_some_and(|phase| what.phases().contains(&phase));
        let is_at = |t: &Texts| phase.map_or_else(|| t.get("phase-unknown"), |phase| phase_words(t, phase));
        list.must(
            right,
            |t| t.with("check-step", &[("step", is_at(t).into())]),
            |t| {
                let needed: Vec<String> = what.phases().iter().map(|phase| phase_words(t, *phase)).collect();
                t.with("check-step-not", &[("step", is_at(t).into()), ("needed", needed.join(" / ").into())])
            },
        );
        let waits = situation.entries.iter().any(AuthorityEntry::waits);
        list.must(!waits, |t| t.get("check-alone"), |t| t.get("check-alone-not"));
        if !right {
            return list.checks;
        }
        match what {
            What::Open => self.before_open(&mut list, situation),
            What::Notice | What::GiveUp => {}
            What::End => self.before_end(&mut list, situation, early),
            What::Close => self.before_close(&mut list, situation),
            What::Result => list.before_result(situation),
        }
        list.checks
    }

    fn before_open(&self, list: &mut List<'_>, situation: &Situation) {
        let ceremony = &situation.ceremony;
        list.must(
            ceremony.complaints.is_empty(),
            |t| t.get("check-complaint"),
            |t| t.get("check-complaint-not"),
        );
        let lacking = (1_u16..).zip(&ceremony.trustees).filter(|(_, done)| !(done.keys && done.test));
        let lacking: Vec<String> = lacking.map(|(place, _)| self.trustee(place)).collect();
        list.must(
            ceremony.is_complete(),
            |t| t.get("check-ceremony"),
            |t| t.with("check-ceremony-not", &[("names", lacking.join(", ").into())]),
        );
        let named = situation.board.as_ref().ok().and_then(|board| board.keys_hash.clone());
        let signed = ceremony.hashes.first().map(|(keys, _)| keys.to_string());
        list.must(
            named.is_some() && named == signed && ceremony.hashes.len() == 1,
            |t| t.get("check-keys"),
            |t| t.get("check-keys-not"),
        );
        let opens = self.served.election.opens();
        list.must(
            situation.now >= opens,
            |t| t.with("check-opens", &[("opens", self.moment(t, opens).into())]),
            |t| t.with("check-opens-not", &[("opens", self.moment(t, opens).into())]),
        );
        let closes = situation.closes(self.served.election.closes());
        list.must(
            situation.now < closes,
            |t| t.with("check-ahead", &[("closes", self.moment(t, closes).into())]),
            |t| t.with("check-ahead-not", &[("closes", self.moment(t, closes).into())]),
        );
        list.witnesses(situation);
    }

    fn before_end(&self, list: &mut List<'_>, situation: &Situation, early: bool) {
        let closes = situation.closes(self.served.election.closes());
        if situation.now >= closes {
            let words = list.t.with("check-over", &[("closes", self.moment(list.t, closes).into())]);
            list.put(Standing::Good, words);
            let last = closes + self.served.election.grace();
            if situation.now >= last {
                let words = list.t.with("check-grace-not", &[("until", self.moment(list.t, last).into())]);
                list.put(Standing::Doubt, words);
            } else {
                let words = list.t.with("check-grace", &[("until", self.moment(list.t, last).into())]);
                list.put(Standing::Good, words);
            }
        } else {
            let words = list.t.with("check-over-not", &[("closes", self.moment(list.t, closes).into())]);
            list.put(if early { Standing::Doubt } else { Standing::Bad }, words);
        }
        let missing = situation.witnessed.as_ref().map(|seen| seen.missing.join(", ")).unwrap_or_default();
        if missing.is_empty() {
            list.put(Standing::Good, list.t.get("check-witnesses"));
        } else {
            let words = list.t.with("alarm-witness", &[("names", missing.into())]);
            list.put(Standing::Doubt, words);
        }
        let queue = situation.waiting as u64;
        if queue == 0 {
            list.put(Standing::Good, list.t.get("check-queue"));
        } else {
            let words = list.t.with("check-queue-not", &[("count", queue.into())]);
            list.put(Standing::Doubt, words);
        }
    }

    fn before_close(&self, list: &mut List<'_>, situation: &Situation) {
        let deadlines = self.served.election.manifest().schedule.postal_deadlines.iter();
        let last = deadlines.map(|deadline| deadline.return_until.0).max();
        match last {
            None => list.put(Standing::Good, list.t.get("check-no-post")),
            Some(last) => list.must(
                situation.now >= last,
                |t| t.with("check-post", &[("until", self.moment(t, last).into())]),
                |t| t.with("check-post-not", &[("until", self.moment(t, last).into())]),
            ),
        }
        let queue = situation.waiting as u64;
        list.must(
            queue == 0,
            |t| t.get("check-queue"),
            |t| t.with("check-queue-not", &[("count", queue.into())]),
        );
        if situation.refused > 0 {
            let words = list.t.with("alarm-refused", &[("count", (situation.refused as u64).into())]);
            list.put(Standing::Doubt, words);
        }
        list.witnesses(situation);
    }
}

/// How far the votes on paper are.
pub(super) fn check_paper(t: &Texts, papers: &[paper::Protocol]) -> Check {
    let open =
        papers.iter().filter(|protocol| !protocol.is_accepted()).map(|protocol| protocol.reference.clone());
    let open: Vec<String> = open.collect();
    let (standing, words) = if papers.is_empty() {
        (Standing::Good, t.get("check-paper-none"))
    } else if open.is_empty() {
        (Standing::Good, t.with("check-paper", &[("number", (papers.len() as u64).into())]))
    } else {
        (Standing::Bad, t.with("check-paper-not", &[("names", open.join(", ").into())]))
    };
    Check { standing, words }
}

/// Where an election is, in words.
pub(super) fn phase_words(t: &Texts, phase: Phase) -> String {
    t.get(&format!("phase-{}", phase.name()))
}

/// What stands in the way.
pub(super) fn in_the_way(checks: &[Check]) -> Vec<String> {
    let bad = checks.iter().filter(|check| check.standing == Standing::Bad);
    bad.map(|check| check.words.clone()).collect()
}
