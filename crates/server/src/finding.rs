//! What a look at a config found.

use std::fmt::Display;

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub what: &'static str,
    /// What was found, or what is wrong with it.
    pub result: Result<String, String>,
}

/// Whether a start may succeed.
pub fn is_well(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.result.is_ok())
}

/// Writes down what was found; gives what is well.
pub(crate) fn finding<T>(
    findings: &mut Vec<Finding>,
    what: &'static str,
    result: Result<T, impl Display>,
    words: impl FnOnce(&T) -> String,
) -> Option<T> {
    let result = result.map_err(|error| error.to_string());
    let shown = result.as_ref().map(words).map_err(Clone::clone);
    findings.push(Finding { what, result: shown });
    result.ok()
}
