//! The table and the JSON line.

use serde_json::{Value, json};

/// What was measured.
pub(crate) struct Case {
    /// `what/rule`.
    pub(crate) name: String,
    /// Microseconds per ballot.
    pub(crate) us_per_ballot: f64,
    /// What decoding the new points, multiplying them and hashing the bytes takes by itself.
    pub(crate) floor_us: Option<f64>,
    /// What elastic-elgamal takes.
    pub(crate) peer_us: Option<f64>,
    /// Size of one ballot's entry on the board.
    pub(crate) bytes: Option<usize>,
}

/// Shows each case as it comes.
pub(crate) struct Report(Vec<Value>);

impl Report {
    pub(crate) fn new() -> Self {
        println!(
            "{:<28} {:>11} {:>11} {:>8} {:>11} {:>8} {:>7}",
            "case", "µs/ballot", "floor µs", "× floor", "peer µs", "peer ×", "bytes"
        );
        Self(Vec::new())
    }

    pub(crate) fn add(&mut self, case: &Case) {
        let own = case.us_per_ballot;
        let cell = |value: Option<f64>, decimals| value.map_or(String::new(), |v| format!("{v:.decimals$}"));
        println!(
            "{:<28} {:>11.1} {:>11} {:>8} {:>11} {:>8} {:>7}",
            case.name,
            own,
            cell(case.floor_us, 1),
            cell(case.floor_us.map(|floor| own / floor), 2),
            cell(case.peer_us, 1),
            cell(case.peer_us.map(|peer| peer / own), 1),
            case.bytes.map_or(String::new(), |bytes| bytes.to_string()),
        );
        let tenths = |value: f64| (value * 10.0).round() / 10.0;
        self.0.push(json!({
            "name": case.name,
            "us_per_ballot": tenths(own),
            "floor_us": case.floor_us.map(tenths),
            "peer_us": case.peer_us.map(tenths),
            "bytes": case.bytes,
        }));
    }

    pub(crate) fn finish(self, json: bool) {
        println!(
            "\n× floor: how many times the floor; peer ×: how many times faster than elastic-elgamal 0.3.1's single choice"
        );
        if json {
            println!("{}", json!({ "cases": self.0 }));
        }
    }
}
