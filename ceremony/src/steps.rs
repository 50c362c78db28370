//! The steps of the ceremony, one file each.

pub(crate) mod decrypt;
pub(crate) mod finish;
pub(crate) mod inspect;
pub(crate) mod new;
pub(crate) mod rehearse;
pub(crate) mod round1;
pub(crate) mod round2;

use std::path::{Path, PathBuf};

/// Paths as JSON shows them.
pub(crate) fn shown(paths: &[PathBuf]) -> Vec<String> {
    paths.iter().map(|path| path.display().to_string()).collect()
}

/// Paths as a list for people.
pub(crate) fn listed(paths: &[PathBuf]) -> String {
    paths.iter().fold(String::new(), |text, path| text + "  " + &path.display().to_string() + "\n")
}

/// A step before this one was not done.
pub(crate) fn out_of_order(missing: &Path, step: &str) -> crate::problem::Problem {
    crate::problem::Problem::new(
        "wrong-order",
        format!(
            "{} is not beside your key file: that step was not done here, or with another --attempt.",
            missing.display()
        ),
        format!(
            "Run `ceremony {step}` first, with the same key file, manifest and attempt, or bring the file back to its place."
        ),
    )
}
