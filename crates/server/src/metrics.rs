//! What the servers' numbers have in common.

use prometheus_client::{
    encoding::{EncodeLabelSet, text},
    registry::Registry,
};

/// Media type of [`encode`].
pub(crate) const METRICS_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Why something was refused, by the problem's name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct Reason {
    pub(crate) reason: &'static str,
}

/// The text format of OpenMetrics.
pub(crate) fn encode(registry: &Registry) -> String {
    let mut encoded = String::new();
    // writing to a string does not fail
    let _ = text::encode(&mut encoded, registry);
    encoded
}

/// A number as a gauge takes it.
pub(crate) fn gauge(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
