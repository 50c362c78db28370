//! Sign-ins and credentials per second over HTTP, and what each step costs: `cargo xtask sign-ins`.
//!
//! First one browser does one thing after another: what a step costs. Then many at once: how many fit into a second, and when the
//! last of them stands on the board. Cards, responder and urn are the demo's and run on the same machine; a real card signs
//! elsewhere, and real responders and urns are a network away.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a measurement that cannot go on must stop, and it measures time"
)]

use std::{
    collections::BTreeMap,
    sync::{
        Barrier,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tabella_database::testing::TestDatabase;

#[expect(dead_code, reason = "the tests use all of it")]
#[path = "../tests/desk/browser.rs"]
mod browser;
#[path = "../tests/desk/device.rs"]
mod device;
#[expect(dead_code, reason = "the tests use all of it")]
#[path = "../tests/desk/stand.rs"]
mod stand;
#[expect(dead_code, reason = "the tests use all of it")]
#[path = "../tests/urn/stand.rs"]
mod urn;

use device::Device;
use stand::{ORIGIN, Stand, card};

/// What to measure.
struct Options {
    people: u64,
    clients: u64,
    postgres: bool,
    json: bool,
}

impl Options {
    fn read() -> Self {
        let mut options = Self { people: 400, clients: 16, postgres: false, json: false };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            let mut number = || words.next().and_then(|word| word.parse().ok());
            match &*word {
                "--people" => options.people = number().expect("--people N"),
                "--clients" => options.clients = number().expect("--clients N"),
                "--postgres" => options.postgres = true,
                "--json" => options.json = true,
                // cargo's
                "--bench" => {}
                other => panic!("{other}: --people N, --clients N, --postgres, --json"),
            }
        }
        options
    }
}

/// Times by step.
#[derive(Default)]
struct Times(BTreeMap<&'static str, Vec<Duration>>);

impl Times {
    fn take<T>(&mut self, step: &'static str, deed: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let done = deed();
        self.0.entry(step).or_default().push(started.elapsed());
        done
    }
}

/// One person from the first request to the credential.
fn vote(stand: &Stand, number: u64, times: &mut Times) {
    let browser = browser::Browser::new(stand.address());
    let (card, mut device) = (card(number), Device::new(number));
    times.take("1 session", || browser.begin());
    let nonce = times.take("2 challenge", || browser.challenge());
    let token = times.take("3 the card signs", || card.authenticate(ORIGIN, &nonce));
    times.take("4 sign-in", || browser.answer(&token)).good();
    let path = stand.of_election("credential");
    let asked =
        times.take("5 credential challenge", || browser.post(&format!("{path}/challenge"), &json!({})));
    let asked = asked.good();
    let request = times.take("6 the card signs", || device.request(stand.election.id(), &asked, &card));
    times.take("7 credential", || browser.post(&path, &request)).good();
}

/// Waits until so many credentials stand on the board.
fn wait_placed(stand: &Stand, people: u64) {
    let desk = browser::Browser::new(stand.address());
    let goal = format!("tabella_desk_placed_total {people}");
    while !desk.get("/metrics").text().lines().any(|line| line == goal) {
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Mean of a histogram of the desk, in milliseconds.
fn mean(metrics: &str, name: &str) -> f64 {
    let value = |end: &str| -> f64 {
        let head = format!("tabella_desk_{name}_seconds_{end} ");
        metrics.lines().find_map(|line| line.strip_prefix(&head)).unwrap().parse().unwrap()
    };
    value("sum") / value("count") * 1e3
}

fn main() {
    let options = Options::read();
    let database = if options.postgres { TestDatabase::postgres() } else { TestDatabase::sqlite() };
    let alone = options.people / 4;
    eprintln!("a desk with {} people on its roll …", options.people);
    // opened in haste, then as an urn is by default
    let mut board = urn::Stand::with(&stand::setup());
    board.time.store(board.fixture.election.opens() + 1_000, Ordering::Relaxed);
    board.open_board();
    board.stop();
    board.config.pool.milliseconds = 1_000;
    board.start().unwrap();
    let url = format!("http://{}", board.client().address());
    let stand = Stand::with(database, &board.fixture, &url, options.people, "", None);

    let before = browser::Browser::new(stand.address()).get("/metrics").text();
    assert!(before.contains("tabella_desk_sign_ins_total"), "{before}");
    let mut times = Times::default();
    (1..=alone).for_each(|number| vote(&stand, number, &mut times));
    wait_placed(&stand, alone);
    let metrics = browser::Browser::new(stand.address()).get("/metrics").text();
    let mut steps = serde_json::Map::new();
    eprintln!("{:<34}{:>9}{:>9}   one browser, one after another, ms", "", "half", "99 %");
    for (step, times) in &mut times.0 {
        times.sort_unstable();
        let at =
            |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)].as_secs_f64() * 1e3;
        eprintln!("{step:<34}{:>9.2}{:>9.2}", at(50), at(99));
        steps.insert((*step).to_owned(), json!(at(50)));
    }
    for (name, words) in [
        ("card", "  of 4, 7: the answer is verified"),
        ("responder", "  of 4, 7: the responder is asked"),
        ("transaction", "  of 7: the transaction"),
    ] {
        let mean = mean(&metrics, name);
        eprintln!("{words:<34}{mean:>9.2}");
        steps.insert(name.to_owned(), json!(mean));
    }

    let (next, all) =
        (AtomicU64::new(alone + 1), Barrier::new(usize::try_from(options.clients).unwrap() + 1));
    let (elapsed, started) = std::thread::scope(|scope| {
        for _ in 0..options.clients {
            scope.spawn(|| {
                all.wait();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number > options.people {
                        break;
                    }
                    vote(&stand, number, &mut Times::default());
                }
                all.wait();
            });
        }
        all.wait();
        let started = Instant::now();
        all.wait();
        (started.elapsed(), started)
    });
    wait_placed(&stand, options.people);
    let placed = started.elapsed().as_secs_f64();
    let many = options.people - alone;
    #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
    let per_second = many as f64 / elapsed.as_secs_f64();
    eprintln!(
        "{per_second:.0} people/s from the first request to the credential, {} at once, cards and responder included",
        options.clients
    );
    eprintln!(
        "the last of {many} stands on the board {placed:.1} s after the first request; the urn's pool is 1 s"
    );
    let report: Value = json!({
        "people_per_s": per_second,
        "clients": options.clients,
        "milliseconds": steps,
        "placed_after_s": placed,
    });
    println!("{}", if options.json { report.to_string() } else { format!("{report:#}") });
}
