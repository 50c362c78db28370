//! What a voter's device must know before it encrypts: the election and its joint keys, from the board and from nobody's word.

use std::sync::Arc;

use anyhow::Context as _;
use rand_chacha::ChaCha20Rng;
use rand_core::{OsRng, SeedableRng as _};
use tabella_ballot::Styles;
use tabella_election::Election;
use tabella_tlog::{Included, LeafIndex, TlogProof};
use tabella_verifier::{Opened, Trust};

use crate::http::HttpSource;

/// An election that is open, as its board shows it.
pub(crate) struct Booth {
    pub(crate) election: Arc<Election>,
    pub(crate) styles: Arc<Styles>,
    source: HttpSource,
    opened: Opened,
}

impl Booth {
    /// Reads the board up to `open` and verifies it like an observer ([`Opened::read`]).
    pub(crate) fn enter(source: HttpSource, trust: &Trust) -> anyhow::Result<Self> {
        let opened = Opened::read(&source, trust, &mut ChaCha20Rng::from_rng(OsRng)?)?;
        let (election, styles) = (Arc::clone(&opened.election), Arc::clone(&opened.styles));
        Ok(Self { election, styles, source, opened })
    }

    /// Position of a ballot style.
    pub(crate) fn style(&self, id: &str) -> anyhow::Result<usize> {
        let position = self.election.styles().iter().position(|style| style.id.as_str() == id);
        position.with_context(|| {
            format!("the ballot box names the ballot style {id:?}, which the manifest does not have")
        })
    }

    /// Verifies that an entry stands at this index of the log ([`Opened::included`]).
    pub(crate) fn included(
        &self,
        proof: &TlogProof,
        index: LeafIndex,
        entry: &[u8],
    ) -> anyhow::Result<Included> {
        Ok(self.opened.included(&self.source, proof, index, entry)?)
    }
}
