//! Numbers for operators, in the text format of OpenMetrics. Sums only: nothing here tells who.

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

use tabella_crypto::ElectionId;

use super::register::Unanswered;
pub(super) use crate::metrics::{METRICS_TYPE, gauge};
use crate::metrics::{Reason, encode};

/// Of which election.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Of {
    election: String,
}

/// The desk's numbers.
pub(super) struct Metrics {
    registry: Registry,
    refused: Family<Reason, Counter>,
    pub(super) sign_ins: Counter,
    pub(super) sign_ins_unchecked: Counter,
    pub(super) credentials: Counter,
    pub(super) looks: Counter,
    pub(super) placed: Counter,
    pub(super) never_placed: Counter,
    pub(super) mailed: Counter,
    pub(super) unmailed: Counter,
    register: Family<Reason, Counter>,
    waiting: Family<Of, Gauge>,
    pub(super) card_seconds: Histogram,
    pub(super) responder_seconds: Histogram,
    pub(super) transaction_seconds: Histogram,
}

impl Metrics {
    pub(super) fn new() -> Self {
        let seconds = || Histogram::new(exponential_buckets(0.0001, 2.0, 17));
        let mut metrics = Self {
            registry: Registry::with_prefix("tabella_desk"),
            refused: Family::default(),
            sign_ins: Counter::default(),
            sign_ins_unchecked: Counter::default(),
            credentials: Counter::default(),
            looks: Counter::default(),
            placed: Counter::default(),
            never_placed: Counter::default(),
            mailed: Counter::default(),
            unmailed: Counter::default(),
            register: Family::default(),
            waiting: Family::default(),
            card_seconds: seconds(),
            responder_seconds: seconds(),
            transaction_seconds: seconds(),
        };
        let registry = &mut metrics.registry;
        registry.register("refused", "Requests refused, by problem", metrics.refused.clone());
        registry.register(
            "register_asked",
            "Questions to the population register, by what became of them",
            metrics.register.clone(),
        );
        for (name, help, counter) in [
            ("sign_ins", "People who signed in", &metrics.sign_ins),
            ("sign_ins_unchecked", "Sign-ins in a declared outage", &metrics.sign_ins_unchecked),
            ("credentials", "Credentials given", &metrics.credentials),
            ("looks", "Looks of officials at lines", &metrics.looks),
            ("placed", "Entries that the board has taken", &metrics.placed),
            ("mailed", "Messages that the mail server has taken", &metrics.mailed),
            ("unmailed", "Messages that it has not taken, each try counted", &metrics.unmailed),
            ("never_placed", "Entries that the board will never take: look at once", &metrics.never_placed),
        ] {
            registry.register(name, help, counter.clone());
        }
        registry.register(
            "waiting",
            "Entries that wait for the board, a thousand or more counted as a thousand",
            metrics.waiting.clone(),
        );
        for (name, help, histogram) in [
            ("card", "Verifying a card's answer", &metrics.card_seconds),
            ("responder", "Asking whether a card is revoked", &metrics.responder_seconds),
            ("transaction", "Giving a credential, from lock to commit", &metrics.transaction_seconds),
        ] {
            registry.register_with_unit(name, help, Unit::Seconds, histogram.clone());
        }
        metrics
    }

    pub(super) fn waiting(&self, election: &ElectionId) -> Gauge {
        self.waiting.get_or_create_owned(&Of { election: election.to_string() })
    }

    pub(super) fn count_refused(&self, reason: &'static str) {
        self.refused.get_or_create(&Reason { reason }).inc();
    }

    pub(super) fn count_register(&self, unanswered: Option<&Unanswered>) {
        let reason = unanswered.map_or("answered", Unanswered::name);
        self.register.get_or_create(&Reason { reason }).inc();
    }

    pub(super) fn text(&self) -> String {
        encode(&self.registry)
    }
}
