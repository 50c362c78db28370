//! How long each step takes, by the office's own measure.

use std::collections::BTreeMap;

use tabella_identity::UnixTime;

use crate::machine::State;

/// Fewer requests say nothing about the next one, and too much about themselves.
pub const COUNT_MIN: usize = 5;

/// How long requests stay in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Half of them were faster, in seconds.
    pub median: u64,
    /// How many were measured.
    pub count: usize,
}

/// A time as people say it, rounded up: nobody is promised less than was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// So many minutes, up to 90.
    Minutes(u64),
    /// So many hours, up to 36.
    Hours(u64),
    /// So many days.
    Days(u64),
}

impl Expected {
    /// As people say it.
    pub fn span(self) -> Span {
        match (self.median.div_ceil(60), self.median.div_ceil(3600)) {
            (minutes, _) if minutes <= 90 => Span::Minutes(minutes.max(1)),
            (_, hours) if hours <= 36 => Span::Hours(hours),
            _ => Span::Days(self.median.div_ceil(86_400)),
        }
    }
}

/// The median time in each state, of stays that ended: state, begin, end. States with fewer than [`COUNT_MIN`] are left
/// out, and so are stays that end before they begin.
pub fn medians(stays: impl IntoIterator<Item = (State, UnixTime, UnixTime)>) -> BTreeMap<State, Expected> {
    let mut seconds = BTreeMap::<State, Vec<u64>>::new();
    for (state, from, to) in stays {
        if let Ok(stay) = u64::try_from(to.0.saturating_sub(from.0)) {
            seconds.entry(state).or_default().push(stay);
        }
    }
    let median = |mut stays: Vec<u64>| {
        stays.sort_unstable();
        let median = stays.get(stays.len() / 2).copied()?;
        (stays.len() >= COUNT_MIN).then_some(Expected { median, count: stays.len() })
    };
    seconds.into_iter().filter_map(|(state, stays)| Some((state, median(stays)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_were_faster() {
        let stay = |state, seconds: i64| (state, UnixTime(1000), UnixTime(1000 + seconds));
        let mut stays: Vec<_> =
            [50, 10, 30, 20, 1_000_000].map(|seconds| stay(State::Submitted, seconds)).to_vec();
        stays.extend([1, 2, 3, 4].map(|seconds| stay(State::UnderReview, seconds)));
        // a clock that was set back
        stays.push(stay(State::UnderReview, -5));
        let medians = medians(stays);
        assert_eq!(medians[&State::Submitted], Expected { median: 30, count: 5 });
        assert_eq!(medians.get(&State::UnderReview), None);
    }

    #[test]
    fn as_people_say_it() {
        for (median, span) in [
            (0, Span::Minutes(1)),
            (61, Span::Minutes(2)),
            (5400, Span::Minutes(90)),
            (5401, Span::Hours(2)),
            (36 * 3600, Span::Hours(36)),
            (36 * 3600 + 1, Span::Days(2)),
            (3 * 86_400, Span::Days(3)),
        ] {
            assert_eq!(Expected { median, count: 9 }.span(), span, "{median}");
        }
    }
}
