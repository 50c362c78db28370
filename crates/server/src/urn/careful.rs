//! When ballots are asked step by step.

use std::{
    sync::{PoisonError, RwLock},
    time::{Duration, Instant},
};

/// So long after a ballot that was forged, wrong or one too many, what costs little is asked before what costs much.
const CAREFUL: Duration = Duration::from_secs(10);

/// When such a ballot came last.
#[derive(Debug, Default)]
pub(super) struct Careful {
    last: RwLock<Option<Instant>>,
}

impl Careful {
    /// One came now. Threads that note theirs at the same time may do so in either order: the later counts.
    pub(super) fn note(&self, now: Instant) {
        let mut last = self.last.write().unwrap_or_else(PoisonError::into_inner);
        *last = (*last).max(Some(now));
    }

    /// Whether one came lately.
    pub(super) fn is(&self, now: Instant) -> bool {
        let last = *self.last.read().unwrap_or_else(PoisonError::into_inner);
        last.is_some_and(|last| now.saturating_duration_since(last) < CAREFUL)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever forges one ballot now and then finds an urn that asks step by step all the time, not one that is taken in again and
    /// again.
    #[test]
    fn ten_seconds_from_the_last() {
        let (careful, start) = (Careful::default(), Instant::now());
        let at = |milliseconds| start + Duration::from_millis(milliseconds);
        assert!(!careful.is(at(0)));
        careful.note(at(0));
        assert!(careful.is(at(0)) && careful.is(at(9_999)) && !careful.is(at(10_000)));
        careful.note(at(6_000));
        assert!(careful.is(at(15_999)) && !careful.is(at(16_000)));
        // noted late
        careful.note(at(1_000));
        assert!(careful.is(at(15_999)) && !careful.is(at(16_000)));
        // looked at early
        assert!(careful.is(at(5_000)));
    }
}
