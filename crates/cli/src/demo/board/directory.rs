//! A board in a directory, without servers: one process writes, witnesses are at hand.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context as _;
use indicatif::ProgressBar;
use tabella_board::{BoardState, Entry};
use tabella_election::Election;

use super::Board;
use crate::{
    board_dir::BoardDir,
    demo::{
        cast::{CastTimes, PlainTally, Polling, STAGES, Step},
        officials::Officials,
    },
};

pub(crate) struct InDirectory<'a> {
    board: BoardDir,
    path: PathBuf,
    officials: &'a Officials,
}

impl<'a> InDirectory<'a> {
    /// An empty board.
    pub(crate) fn create(
        path: &Path,
        election: &Arc<Election>,
        officials: &'a Officials,
    ) -> anyhow::Result<Self> {
        let board = BoardDir::create(path, Arc::clone(election))?;
        Ok(Self { board, path: path.to_owned(), officials })
    }
}

impl Board for InDirectory<'_> {
    fn post(&mut self, entries: Vec<Entry>) -> anyhow::Result<()> {
        for verdict in self.board.admit(entries)? {
            verdict.context("the board refused an entry of the demo")?;
        }
        Ok(())
    }

    fn vote(&mut self, polling: &Polling<'_>, bar: &ProgressBar) -> anyhow::Result<(PlainTally, CastTimes)> {
        polling.run(|visits| {
            let voters = visits.len() as u64;
            let mut stages: [Vec<Entry>; STAGES] = Default::default();
            for visit in visits {
                for (stage, step) in stages.iter_mut().zip(visit.stages) {
                    let Some(Step::Registrar(entry) | Step::Voter { entry, .. }) = step else { continue };
                    stage.push(Entry::with_blob(entry, Vec::new())?);
                }
            }
            stages.into_iter().try_for_each(|stage| self.post(stage))?;
            bar.inc(voters);
            Ok(())
        })
    }

    fn publish(&mut self, time: i64) -> anyhow::Result<()> {
        let witnesses = self.officials.witnesses.iter().map(|witness| &witness.cosigner);
        self.board.publish(&self.officials.log, witnesses, u64::try_from(time)?)
    }

    fn state(&self) -> &BoardState {
        self.board.state()
    }

    fn for_trustees(&self) -> anyhow::Result<PathBuf> {
        Ok(self.path.clone())
    }

    fn target(&self) -> PathBuf {
        self.path.clone()
    }

    fn keep(&self) -> anyhow::Result<PathBuf> {
        Ok(self.path.clone())
    }
}
