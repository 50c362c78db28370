//! Numbers for operators, in the text format of OpenMetrics. Sums only: nothing here tells who or what.

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::{Registry, Unit},
};

pub(super) use crate::metrics::{METRICS_TYPE, gauge};
use crate::metrics::{Reason, encode};

/// Which witness, and whether it cosigned.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Asked {
    witness: String,
    outcome: &'static str,
}

/// In which order what a ballot says is asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Way {
    way: &'static str,
}

/// The urn's numbers.
pub(super) struct Metrics {
    registry: Registry,
    pub(super) appended: Counter,
    refused: Family<Reason, Counter>,
    asked: Family<Asked, Counter>,
    verified: Family<Way, Counter>,
    pub(super) bad: Counter,
    pub(super) waiting: Gauge,
    pub(super) suspects: Counter,
    pub(super) size: Gauge,
    pub(super) published: Gauge,
    pub(super) ready: Gauge,
    pub(super) batch_entries: Histogram,
    pub(super) verify_seconds: Histogram,
    pub(super) append_seconds: Histogram,
    pub(super) publish_seconds: Histogram,
}

impl Metrics {
    pub(super) fn new() -> Self {
        let seconds = || Histogram::new(exponential_buckets(0.001, 2.0, 16));
        let metrics = Self {
            registry: Registry::with_prefix("tabella_urn"),
            appended: Counter::default(),
            refused: Family::default(),
            asked: Family::default(),
            verified: Family::default(),
            bad: Counter::default(),
            waiting: Gauge::default(),
            suspects: Counter::default(),
            size: Gauge::default(),
            published: Gauge::default(),
            ready: Gauge::default(),
            batch_entries: Histogram::new(exponential_buckets(1.0, 2.0, 13)),
            verify_seconds: seconds(),
            append_seconds: seconds(),
            publish_seconds: seconds(),
        };
        metrics.registered()
    }

    fn registered(mut self) -> Self {
        let registry = &mut self.registry;
        registry.register("appended", "Entries made durable", self.appended.clone());
        registry.register("refused", "Requests refused, by problem", self.refused.clone());
        registry.register("witness_asked", "Requests to witnesses, by outcome", self.asked.clone());
        let help = "Ballots verified well: asked everything at once, or their authorisation first";
        registry.register("verified", help, self.verified.clone());
        registry.register("bad", "Ballots refused as forged, wrong or one too many", self.bad.clone());
        registry.register("waiting", "Entries that wait to be verified", self.waiting.clone());
        registry.register("suspects", "Chains whose ballot failed its proof", self.suspects.clone());
        registry.register("size", "Entries in the log", self.size.clone());
        registry.register("published", "Entries in the last witnessed checkpoint", self.published.clone());
        registry.register("ready", "1 if entries are taken", self.ready.clone());
        registry.register("batch_entries", "Entries verified together", self.batch_entries.clone());
        for (name, help, histogram) in [
            ("verify", "Verifying a batch", &self.verify_seconds),
            ("append", "Making a batch durable", &self.append_seconds),
            ("publish", "Collecting cosignatures and publishing", &self.publish_seconds),
        ] {
            registry.register_with_unit(name, help, Unit::Seconds, histogram.clone());
        }
        self
    }

    pub(super) fn count_refused(&self, reason: &'static str) {
        self.refused.get_or_create(&Reason { reason }).inc();
    }

    pub(super) fn count_asked(&self, witness: &str, outcome: &'static str) {
        self.asked.get_or_create(&Asked { witness: witness.to_owned(), outcome }).inc();
    }

    /// Counts ballots that were verified well: those whose authorisation was checked together with the proof, and those of which it
    /// was checked before.
    pub(super) fn count_verified(&self, at_once: usize, by_steps: usize) {
        for (way, count) in [("at_once", at_once), ("by_steps", by_steps)] {
            self.verified.get_or_create(&Way { way }).inc_by(count as u64);
        }
    }

    pub(super) fn text(&self) -> String {
        encode(&self.registry)
    }
}
