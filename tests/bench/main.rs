//! What proving and verifying cost, each beside what it cannot cost less than and beside another implementation.
//!
//! `cargo xtask bench [--quick] [--json] [PART OF A NAME…]`. One thread throughout, its processor time. Figures of one
//! case are taken in alternating rounds, so that whatever else the machine does falls on all of them alike; medians
//! count.
//!
//! One file per group of cases: a function that takes [`Run`] and reports its [`Case`]s.

mod ballots;
mod boards;
mod measure;
mod report;

use std::time::Duration;

pub(crate) use measure::alternate;
pub(crate) use report::{Case, Report};

/// What the person asked for.
pub(crate) struct Run {
    /// Parts of names; all cases if empty.
    wanted: Vec<String>,
    /// How long the rounds of one case may take together.
    pub(crate) time: Duration,
    /// How many rounds a case has at least.
    pub(crate) rounds: usize,
    /// Fewer rounds and smaller boards.
    pub(crate) quick: bool,
}

impl Run {
    /// Whether a case is to be measured.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.wanted.is_empty() || self.wanted.iter().any(|part| name.contains(part.as_str()))
    }
}

fn main() {
    let (mut quick, mut json, mut wanted) = (false, false, Vec::new());
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--quick" => quick = true,
            "--json" => json = true,
            // cargo bench says so to every benchmark
            "--bench" => {}
            flag if flag.starts_with('-') => {
                eprintln!("unknown option {flag}; there are --quick and --json");
                std::process::exit(2);
            }
            part => wanted.push(part.to_owned()),
        }
    }
    let (seconds, rounds) = if quick { (3, 9) } else { (12, 11) };
    let run = Run { wanted, time: Duration::from_secs(seconds), rounds, quick };
    let mut report = Report::new();
    ballots::measure(&run, &mut report);
    boards::measure(&run, &mut report);
    report.finish(json);
}
