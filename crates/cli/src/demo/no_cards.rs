//! In place of `live` where the program was built without demo cards: `demo::run` refuses before any of this is reached.

use std::path::Path;

use anyhow::bail;
use tabella_crypto::ElectionId;
use tabella_election::Election;

use super::{Pages, children::Children, officials::Officials};

const WHY: &str = "this program was built without demo cards";

pub(super) fn draft(_: &[u8], _: &Pages) -> anyhow::Result<Vec<u8>> {
    bail!(WHY)
}

pub(super) fn start(
    _: &Children,
    _: &Path,
    _: &Officials,
    _: &Pages,
    _: &Election,
) -> anyhow::Result<String> {
    bail!(WHY)
}

pub(super) fn serve_postal(_: &Children, _: &Path, _: &[u8], _: &Path, _: &Pages) -> anyhow::Result<()> {
    bail!(WHY)
}

pub(super) fn fill_roll(_: &str, _: &Election) -> anyhow::Result<()> {
    bail!(WHY)
}

pub(super) fn wait_for_people(_: &str, _: &Path, _: &Election) {}

pub(super) fn wait_for_end(_: &str, _: &ElectionId) {}
