//! Time, taken fairly: the processor's time of the one thread that works, so that a busy machine does not count.

use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

use crate::Run;

/// Something to measure, and how many things (ballots) one call handles.
pub(crate) struct Contender<'a> {
    pub(crate) handles: usize,
    pub(crate) call: Box<dyn FnMut() + Send + 'a>,
}

impl<'a> Contender<'a> {
    pub(crate) fn new(handles: usize, call: impl FnMut() + Send + 'a) -> Self {
        Self { handles, call: Box::new(call) }
    }
}

/// Microseconds per thing handled, on one thread. Every round calls each contender once, in alternating order. The first
/// figure is the median of its rounds. The others are such that their ratio to the first is the median of the rounds'
/// ratios: a processor that is faster in one round than in the next is so for all of them.
pub(crate) fn alternate(run: &Run, contenders: Vec<Contender<'_>>) -> Vec<f64> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("one thread");
    pool.install(|| rounds(run, contenders))
}

fn rounds(run: &Run, mut contenders: Vec<Contender<'_>>) -> Vec<f64> {
    for contender in &mut contenders {
        // tables are built and pages touched
        (contender.call)();
    }
    let mut times: Vec<Vec<f64>> = contenders.iter().map(|_| Vec::new()).collect();
    let start = Instant::now();
    for round in 0.. {
        if round >= run.rounds && start.elapsed() >= run.time {
            break;
        }
        let mut pairs: Vec<_> = contenders.iter_mut().zip(&mut times).collect();
        if round % 2 == 1 {
            pairs.reverse();
        }
        for (contender, times) in pairs {
            let begun = thread_time();
            (contender.call)();
            times.push(thread_time().saturating_sub(begun).as_secs_f64());
        }
    }
    let handles =
        contenders.iter().map(|contender| u32::try_from(contender.handles).expect("a small number"));
    times.into_iter().zip(handles).map(|(times, handles)| median(times) * 1e6 / f64::from(handles)).collect()
}

/// How long this thread has run on a processor.
fn thread_time() -> Duration {
    clock_gettime(ClockId::ThreadCPUTime).try_into().expect("time runs forward")
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    *times.get(times.len() / 2).expect("at least one round")
}
