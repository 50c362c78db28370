//! What the demo is doing, how long it takes and how much memory.

use std::{
    fs,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Map, Value};

/// Phases one after another, told on standard error.
pub(super) struct Phases {
    current: Option<(&'static str, Instant)>,
    /// Name, duration, peak memory of this process in MB (children are counted where they run).
    done: Vec<(&'static str, Duration, Option<u64>)>,
}

impl Phases {
    pub(super) fn new() -> Self {
        Self { current: None, done: Vec::new() }
    }

    /// Ends the phase before and starts another.
    pub(super) fn start(&mut self, name: &'static str, words: &str) {
        self.end();
        eprintln!("• {words}");
        // asks the kernel to forget the peak so far; where it cannot, the peak of the phase is that of the run
        let _ = fs::write("/proc/self/clear_refs", "5");
        self.current = Some((name, Instant::now()));
    }

    pub(super) fn end(&mut self) {
        if let Some((name, start)) = self.current.take() {
            self.done.push((name, start.elapsed(), peak_mb()));
        }
    }

    /// A part of the current phase.
    pub(super) fn note(&mut self, name: &'static str, duration: Duration) {
        self.done.push((name, duration, None));
    }

    /// A bar for something that takes long.
    pub(super) fn bar(length: u64) -> ProgressBar {
        let style =
            ProgressStyle::with_template("  {bar:40} {pos}/{len}  {elapsed} so far, about {eta} to go");
        ProgressBar::new(length).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
    }

    pub(super) fn print_table(&self) {
        for (name, duration, peak) in &self.done {
            let peak = peak.map(|mb| format!("{mb:>6} MB at most")).unwrap_or_default();
            eprintln!("  {name:<12} {:>9.1} s {peak}", duration.as_secs_f64());
        }
    }

    pub(super) fn timings_ms(&self) -> Value {
        let entry = |(name, duration, _): &(&'static str, Duration, _)| {
            ((*name).to_owned(), Value::from(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)))
        };
        Value::Object(self.done.iter().map(entry).collect())
    }

    pub(super) fn peaks_mb(&self) -> Value {
        let peaks =
            self.done.iter().filter_map(|(name, _, peak)| Some(((*name).to_owned(), Value::from((*peak)?))));
        Value::Object(peaks.collect::<Map<_, _>>())
    }
}

/// Peak resident memory of this process since it was last forgotten, where the system tells.
fn peak_mb() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes / 1024)
}
