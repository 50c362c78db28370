//! Where the demo's board is kept: behind servers, as in a real election, or in a directory.

mod directory;
mod online;
mod replica;

use std::path::PathBuf;

use indicatif::ProgressBar;
use tabella_board::{BoardState, Entry};

pub(super) use self::{directory::InDirectory, online::Online};
use super::cast::{CastTimes, PlainTally, Polling};

/// A board that the demo's people use.
pub(super) trait Board {
    /// Gives in entries of officials and trustees, in this order.
    fn post(&mut self, entries: Vec<Entry>) -> anyhow::Result<()>;

    /// Everybody votes; the bar goes on by one for each voter.
    fn vote(&mut self, polling: &Polling<'_>, bar: &ProgressBar) -> anyhow::Result<(PlainTally, CastTimes)>;

    /// Comes back once witnesses cosigned everything and everyone can see it. `time`, in seconds since 1970, is for witnesses
    /// that have no clock.
    fn publish(&mut self, time: i64) -> anyhow::Result<()>;

    /// Reads everything that is on the board, also what others sent.
    fn catch_up(&mut self) -> anyhow::Result<()> {
        Ok(())
    }

    /// What everything that is published adds up to.
    fn state(&self) -> &BoardState;

    /// What a trustee is given: a directory, or an archive.
    fn for_trustees(&self) -> anyhow::Result<PathBuf>;

    /// What an observer verifies: a directory, or a URL.
    fn target(&self) -> PathBuf;

    /// The board as a directory that stays when the demo is over.
    fn keep(&self) -> anyhow::Result<PathBuf>;
}
