//! How much of the verifier's speed is left at the end of the wire. Measured by hand, on a machine that does nothing else:
//! `cargo test --release -p tabella-server --test urn -- --ignored --nocapture`.

use std::{
    collections::VecDeque,
    num::NonZeroU32,
    sync::Mutex,
    time::{Duration, Instant},
};

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use tabella_board::{Entry, verify_batch};
use tabella_tests::entry_of;

use crate::stand::Stand;

const CLIENTS: usize = 64;
const BALLOTS: u32 = 1_000;

#[test]
#[ignore = "measures"]
fn end_to_end_against_verification_alone() {
    let much = NonZeroU32::new(1_000_000).unwrap();
    let mut stand = Stand::open(|config| {
        config.limits.address_burst = much;
        config.limits.address_per_second = much;
    });
    let ballots: Vec<Entry> = (0..BALLOTS)
        .map(|_| {
            let voter = stand.fixture.credential(0, 1);
            stand.send_last();
            entry_of(&stand.fixture.ballot(&voter, &[1, 0]).0)
        })
        .collect();

    let (context, mut rng) = (stand.fixture.state.context(), ChaCha20Rng::from_seed([5; 32]));
    let started = Instant::now();
    for chunk in ballots.chunks(500) {
        assert!(verify_batch(&context, chunk.to_vec(), &mut rng).iter().all(Result::is_ok));
    }
    let alone = started.elapsed();

    let waiting: Mutex<VecDeque<&Entry>> = Mutex::new(ballots.iter().collect());
    let started = Instant::now();
    let mut times: Vec<Duration> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..CLIENTS)
            .map(|_| {
                scope.spawn(|| {
                    let (client, mut times) = (stand.client(), Vec::new());
                    loop {
                        let Some(entry) = waiting.lock().unwrap().pop_front() else { break times };
                        let started = Instant::now();
                        let answer = client.cast(entry.bytes());
                        assert_eq!(answer.status, 200, "{answer:?}");
                        times.push(started.elapsed());
                    }
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let whole = started.elapsed();
    times.sort_unstable();
    let per_second = |time: Duration| f64::from(BALLOTS) / time.as_secs_f64();
    println!(
        "alone {:.0}/s, end to end {:.0}/s, ratio {:.2}, p50 {:?}, p99 {:?}",
        per_second(alone),
        per_second(whole),
        per_second(whole) / per_second(alone),
        times[times.len() / 2],
        times[times.len() * 99 / 100],
    );
}
