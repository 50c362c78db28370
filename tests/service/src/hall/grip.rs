//! What a test of faults does to processes beyond starting and killing them.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};

use super::{Hall, Running, START};

/// A signal that a process is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// End in order.
    Terminate,
    /// Stand still.
    Stop,
    /// Go on.
    Continue,
}

/// Sends a signal to a process that this one started.
///
/// # Errors
/// If `kill` cannot be run. A process that is gone is none.
pub fn signal(process: u32, signal: Signal) -> Result<()> {
    let name = match signal {
        Signal::Terminate => "-TERM",
        Signal::Stop => "-STOP",
        Signal::Continue => "-CONT",
    };
    let mut kill = Command::new("kill");
    kill.args([name, &process.to_string()]).stderr(Stdio::null()).status().context("cannot run kill")?;
    Ok(())
}

impl Hall {
    /// The process of a ballot box, if it was started.
    pub fn box_process(&self, number: usize) -> Option<u32> {
        self.boxes.get(number)?.as_ref().map(|running| running.0.id())
    }

    /// The process of a witness, numbered from 0.
    pub fn witness_process(&self, number: usize) -> Option<u32> {
        self.witnesses.get(number).map(|running| running.0.id())
    }

    /// Waits until a ballot box ended by itself; whether it did in time.
    ///
    /// # Errors
    /// If the system does not tell.
    pub fn wait_end(&mut self, number: usize, time: Duration) -> Result<bool> {
        let Some(Some(running)) = self.boxes.get_mut(number) else { return Ok(true) };
        let start = Instant::now();
        loop {
            if running.0.try_wait()?.is_some() {
                return Ok(true);
            }
            if start.elapsed() > time {
                return Ok(false);
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// The SQLite database and what SQLite keeps beside it.
    pub fn database_files(&self) -> Vec<PathBuf> {
        let names = ["urn.db", "urn.db-wal", "urn.db-shm", "urn.db-journal"];
        names.map(|name| self.folder.path().join(name)).into()
    }

    /// A witness's memory: the folder, and every file that is in it or will be.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn witness_files(&self, number: usize) -> Result<Vec<PathBuf>> {
        let state = self.witness_folder(number).join("state");
        let mut files = vec![state.clone()];
        for file in fs::read_dir(&state)? {
            let path = file?.path();
            let mut temporary = path.clone().into_os_string();
            temporary.push(".new");
            files.extend([path, temporary.into()]);
        }
        Ok(files)
    }

    fn witness_folder(&self, number: usize) -> PathBuf {
        self.folder.path().join(format!("witness-{}", number + 1))
    }

    /// Kills a witness and waits until it is gone.
    pub fn kill_witness(&mut self, number: usize) {
        if let Some(Running(child)) = self.witnesses.get_mut(number) {
            // it may be gone already
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Kills a witness, starts it again with the memory that it has, and waits until it listens.
    ///
    /// # Errors
    /// With what it wrote, if it does not come up.
    pub fn restart_witness(&mut self, number: usize) -> Result<()> {
        self.kill_witness(number);
        let folder = self.witness_folder(number);
        let config = fs::read_to_string(folder.join("witness.toml"))?;
        let address = config.lines().find_map(|line| line.strip_prefix("listen = ")).context("no address")?;
        let address = address.trim_matches('"');
        let log = fs::OpenOptions::new().append(true).open(folder.join("log"))?;
        let child = Command::new(&self.program)
            .args(["witness", "serve", "--config"])
            .arg(folder.join("witness.toml"))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        *self.witnesses.get_mut(number).context("no such witness")? = Running(child);
        let start = Instant::now();
        while std::net::TcpStream::connect(address).is_err() {
            let ended = self.witnesses.get_mut(number).map(|running| running.0.try_wait()).transpose()?;
            if ended.flatten().is_some() {
                bail!("witness {number} does not come up: {}", fs::read_to_string(folder.join("log"))?);
            }
            ensure!(start.elapsed() < START, "witness {number} does not listen");
            thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    /// Runs `tabella follow --once` with one memory for the whole life of this hall: it keeps every checkpoint that it saw,
    /// and demands that each continues the ones before.
    ///
    /// # Errors
    /// What it says if it does not end with "all is well".
    pub fn follow(&self) -> Result<()> {
        let output = Command::new(&self.program)
            .args(["follow", "--once", "--json", "--election-id", &self.fixture.election.id().to_string()])
            .arg("--state")
            .arg(self.folder.path().join("followed"))
            .arg(self.url(0))
            .stdin(Stdio::null())
            .output()?;
        let said = [output.stdout, output.stderr].concat();
        ensure!(output.status.success(), "tabella follow: {}", String::from_utf8_lossy(&said));
        Ok(())
    }
}
