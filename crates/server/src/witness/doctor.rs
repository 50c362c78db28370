//! What would stand in the way of a witness's start, found without changing anything.

use std::path::Path;

use super::Config;
use crate::finding::{Finding, finding, port};

/// Looks at config, key, logs and memory.
pub fn doctor(path: &Path) -> Vec<Finding> {
    let mut findings = Vec::new();
    let list = &mut findings;
    let config = finding(list, "config", Config::load(path), |_| path.display().to_string());
    let Some(config) = config else { return findings };
    let logs = finding(list, "logs", config.log_keys(), |logs| match logs.len() {
        1 => "1 log".into(),
        several => format!("{several} logs"),
    });
    finding(list, "key", config.cosigner(), |cosigner| {
        cosigner.vkey().map_or_else(|_| String::new(), |vkey| vkey.to_string())
    });
    if let Ok(listen) = config.listen.parse() {
        list.push(port(listen));
    }
    if logs.is_some() {
        // a memory that another process holds is one that is there
        finding(list, "memory", config.memory(), |words| (*words).to_owned());
    }
    findings
}
