//! Seats one after the other to the highest quotient: the core of every method with divisors.

use std::cmp::Ordering;

use crate::{
    prefer::Open,
    series::{Quotient, Series},
};

/// Who takes part.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) votes: u64,
    /// Seats won before: that many divisors are passed over.
    pub(crate) won: u32,
    /// Seats that can be filled beyond these.
    pub(crate) room: u32,
}

/// A seat given: to which entry, by which quotient.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Given {
    pub(crate) entry: usize,
    pub(crate) quotient: Quotient,
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Run {
    /// In the order in which the seats were given.
    pub(crate) given: Vec<Given>,
    /// Entries with equal quotients for fewer seats.
    pub(crate) tied: Option<Vec<usize>>,
    /// Seats that are open because of them.
    pub(crate) open: u32,
    /// Seats that nobody with votes has room for.
    pub(crate) unfilled: u32,
    /// Of each entry that could take another seat, the first quotient without one, highest first.
    pub(crate) next: Vec<Given>,
}

/// Which of equal entries get so many seats.
pub(crate) type Decide<'a> = dyn Fn(&[usize], usize) -> Result<Vec<usize>, Open<usize>> + 'a;

/// Gives `seats` to the highest quotients. Of entries with equal quotients for fewer seats `decide` says which; if it cannot, the rest
/// stays open. Nobody without votes gets a seat.
pub(crate) fn highest(series: Series, entries: &[Entry], seats: u32, decide: &Decide) -> Run {
    let mut entries = entries.to_vec();
    let mut run = Run::default();
    let mut left = seats;
    loop {
        run.next = standing(series, &entries);
        let Some(first) = run.next.first().copied() else {
            run.unfilled = left;
            return run;
        };
        if left == 0 {
            return run;
        }
        let equal = |given: &&Given| series.compare(given.quotient, first.quotient) == Ordering::Equal;
        let mut best: Vec<usize> = run.next.iter().take_while(equal).map(|given| given.entry).collect();
        let places = usize::try_from(left).unwrap_or(usize::MAX);
        if best.len() > places {
            best = decide(&best, places).unwrap_or_else(|open| {
                run.tied = Some(open.equals);
                open.sure
            });
        }
        for at in best {
            if let Some(entry) = entries.get_mut(at) {
                run.given.push(Given { entry: at, quotient: quotient(entry) });
                entry.won += 1;
                entry.room -= 1;
                left -= 1;
            }
        }
        if run.tied.is_some() {
            run.open = left;
            return run;
        }
    }
}

fn quotient(entry: &Entry) -> Quotient {
    Quotient { votes: entry.votes, place: entry.won + 1 }
}

/// The next quotient of each entry that can take a seat, highest first, equal ones in the order of the entries.
fn standing(series: Series, entries: &[Entry]) -> Vec<Given> {
    let able = entries.iter().enumerate().filter(|(_, entry)| entry.votes > 0 && entry.room > 0);
    let mut standing: Vec<Given> =
        able.map(|(at, entry)| Given { entry: at, quotient: quotient(entry) }).collect();
    standing.sort_by(|a, b| series.compare(b.quotient, a.quotient));
    standing
}
