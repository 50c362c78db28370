//! Cores that only verify, and cores that have all the rest: for an urn that has a machine to itself. A scheduler that may choose
//! starts what verifies a batch on the core of whoever handed it over, which is then missing to the requests that come in meanwhile.

use std::{io, thread};

use tabella_crypto::parallel;

/// Most threads that verify small batches: each holds one that waits to be written.
const VERIFYING: usize = 8;

/// On how many cores small batches are verified: half of them, up to [`VERIFYING`]. All the rest, HTTP, receipts and the database, takes as much time,
/// and has to be there at once when it is needed. With more, batches are smaller and wait longer to be written.
pub(super) fn verifying() -> usize {
    (parallel::cores() / 2).clamp(1, VERIFYING)
}

/// Why cores cannot be shared out.
#[derive(Debug, thiserror::Error)]
pub enum CoresError {
    /// Too few of them.
    #[error(
        "own_cores needs two cores, this process may use {0}: let it use more (taskset, CPUAffinity, CPUQuota, --cpus), or leave it out of [pool]"
    )]
    TooFew(usize),
    /// The process does other things, too.
    #[error(
        "own_cores is for an urn that is a process of its own (tabella serve urn): leave it out of [pool]"
    )]
    Shared,
    /// The system refuses, or cannot do it at all.
    #[error(
        "own_cores: the system does not say or change which cores a thread may use ({0}): leave it out of [pool]"
    )]
    System(#[from] io::Error),
}

/// The cores of this process, shared out.
#[derive(Clone, Debug)]
pub struct Cores {
    all: system::Set,
    /// One for each thread that verifies.
    verifying: Vec<usize>,
}

impl Cores {
    /// Shares out the cores that this thread may use. From now on this thread, and every one that it starts and those start, keeps
    /// off the cores that verify. To be called before anything else of the urn, its runtime too.
    ///
    /// # Errors
    /// [`CoresError`]; nothing is changed then.
    pub fn share_out() -> Result<Self, CoresError> {
        let cores = Self::look()?;
        let rest: Vec<usize> =
            system::members(&cores.all).filter(|core| !cores.verifying.contains(core)).collect();
        system::keep_to(&system::set(&rest))?;
        Ok(cores)
    }

    /// What [`Cores::share_out`] would do. Keeps no thread to any core.
    ///
    /// # Errors
    /// [`CoresError`].
    pub(super) fn look() -> Result<Self, CoresError> {
        let all = system::current()?;
        let mut cores: Vec<usize> = system::members(&all).collect();
        // a container may have less time than cores
        let usable = cores.len().min(thread::available_parallelism()?.get());
        if usable < 2 {
            return Err(CoresError::TooFew(usable));
        }
        // this starts rayon's own threads, now, while they may use every core
        let verifying = verifying().min(usable / 2);
        // the first core is where most systems begin
        let verifying = cores.split_off(cores.len() - verifying);
        Ok(Self { all, verifying })
    }

    /// How many only verify, and how many have the rest.
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.verifying.len(), system::members(&self.all).count() - self.verifying.len())
    }

    /// Keeps this thread, one of those that verify small batches, to a core of its own.
    pub(super) fn keep_to_own(&self, number: usize) {
        if let Some(&core) = self.verifying.get(number) {
            warn(system::keep_to(&system::set(&[core])));
        }
    }

    /// Lets this thread use every core again.
    pub(super) fn use_all(&self) {
        warn(system::keep_to(&self.all));
    }
}

/// It was allowed when the cores were shared out. Where it is not any more, it is slower, and nothing is wrong.
fn warn(result: io::Result<()>) {
    if let Err(error) = result {
        tracing::warn!(%error, "a thread cannot be kept to its cores");
    }
}

#[cfg(target_os = "linux")]
mod system {
    use std::io;

    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

    pub(super) type Set = CpuSet;

    pub(super) fn current() -> io::Result<Set> {
        Ok(sched_getaffinity(None)?)
    }

    pub(super) fn keep_to(set: &Set) -> io::Result<()> {
        Ok(sched_setaffinity(None, set)?)
    }

    pub(super) fn set(cores: &[usize]) -> Set {
        let mut set = CpuSet::new();
        for &core in cores {
            set.set(core);
        }
        set
    }

    pub(super) fn members(set: &Set) -> impl Iterator<Item = usize> {
        (0..CpuSet::MAX_CPU).filter(|&core| set.is_set(core))
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::io;

    pub(super) type Set = Vec<usize>;

    pub(super) fn current() -> io::Result<Set> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(super) fn keep_to(_: &Set) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(super) fn set(cores: &[usize]) -> Set {
        cores.to_vec()
    }

    pub(super) fn members(set: &Set) -> impl Iterator<Item = usize> {
        set.iter().copied()
    }
}
