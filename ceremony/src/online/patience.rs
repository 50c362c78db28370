//! Waiting for others: asking seldom, and saying for whom.

use std::{
    thread,
    time::{Duration, Instant},
};

use crate::{
    problem::{Outcome, Problem},
    talk::Talk,
};

/// Pause between two looks: short at first, then longer.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(15));

/// What a look found.
pub(super) enum Look {
    /// All is there.
    Done,
    /// What is still awaited.
    Waiting(String),
}

/// Looks until all is there. An address that does not answer for a while is waited for as people are.
pub(super) fn wait(talk: &Talk, longest: Duration, mut look: impl FnMut() -> Outcome<Look>) -> Outcome<()> {
    let started = Instant::now();
    let (mut pause, mut said) = (PAUSES.0, String::new());
    loop {
        let (words, problem) = match look() {
            Ok(Look::Done) => return Ok(()),
            Ok(Look::Waiting(what)) => (format!("Waiting for {what}."), None),
            Err(problem) if problem.kind == "no-answer" => (problem.what.clone(), Some(problem)),
            Err(problem) => return Err(problem),
        };
        if started.elapsed() + pause > longest {
            return Err(problem.unwrap_or_else(|| {
                Problem::new(
                    "still-waiting",
                    format!("What this step needs is not there yet. {words}"),
                    "Ask those who are named, and run the same command again: it goes on here. --wait says for how many minutes to wait.",
                )
            }));
        }
        if words != said {
            talk.say(&format!("{words}\n  Ctrl-C stops the program; the same command goes on here."))?;
            (pause, said) = (PAUSES.0, words);
        }
        thread::sleep(pause);
        pause = (pause * 3 / 2).min(PAUSES.1);
    }
}
