//! strace, which sees every call of a process and can answer in the system's place.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use anyhow::{Context as _, Result, bail};
use tabella_service::{Signal, signal};

/// Calls by which a file is changed or its bytes reach the disk.
const CALLS: &str = "write,pwrite64,fsync,fdatasync,ftruncate,rename,renameat,renameat2";

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The disk failed.
    Io,
    /// The disk is full.
    NoSpace,
    /// The process is killed instead.
    Kill,
}

impl Fault {
    pub(crate) const ALL: [Self; 3] = [Self::Io, Self::NoSpace, Self::Kill];

    fn words(self) -> &'static str {
        match self {
            Self::Io => "error=EIO",
            Self::NoSpace => "error=ENOSPC",
            Self::Kill => "signal=KILL",
        }
    }
}

/// Which call of a thread fails, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Injection {
    pub(crate) call: String,
    /// From 1, counted by each thread since strace holds it.
    pub(crate) nth: u32,
    pub(crate) fault: Fault,
}

/// A process that is held, with all its threads.
pub(crate) struct Strace {
    child: Child,
    trace: PathBuf,
}

/// Says what to do if strace cannot be run.
pub(crate) fn check() -> Result<()> {
    let found = Command::new("strace").arg("-V").stdout(Stdio::null()).stderr(Stdio::null()).status();
    found.map(|_| ()).context("strace is not here: apt-get install strace")
}

impl Strace {
    /// Holds a process and looks at the calls that write to these files; other files and sockets are left alone.
    pub(crate) fn hold(process: u32, files: &[PathBuf], injection: Option<&Injection>) -> Result<Self> {
        let trace = tempfile::NamedTempFile::new()?.into_temp_path().keep()?;
        let mut strace = Command::new("strace");
        strace.args(["-f", "-p", &process.to_string(), "-e", &format!("trace={CALLS}"), "-o"]).arg(&trace);
        for file in files {
            strace.arg("-P").arg(file);
        }
        if let Some(Injection { call, nth, fault }) = injection {
            strace.args(["-e", &format!("inject={call}:{}:when={nth}", fault.words())]);
        }
        let mut child = strace.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let mut said = BufReader::new(child.stderr.take().context("no pipe")?);
        let (mut line, mut words) = (String::new(), String::new());
        while said.read_line(&mut line)? > 0 {
            if line.contains(" attached") {
                // what else it says must not fill the pipe
                std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
                return Ok(Self { child, trace });
            }
            words.push_str(&std::mem::take(&mut line));
        }
        child.wait()?;
        bail!(
            "strace cannot hold the ballot box: {}\nIf it is not permitted: run this as root, or first \
             sysctl kernel.yama.ptrace_scope=0",
            words.trim()
        )
    }

    /// Lets go. What was seen, a line for each call.
    pub(crate) fn release(mut self) -> Result<Seen> {
        if self.child.try_wait()?.is_none() {
            signal(self.child.id(), Signal::Terminate)?;
        }
        self.child.wait()?;
        let mut lines = Vec::new();
        for line in BufReader::new(File::open(&self.trace)?).split(b'\n') {
            lines.push(String::from_utf8_lossy(&line?).into_owned());
        }
        Ok(Seen(lines))
    }
}

impl Drop for Strace {
    fn drop(&mut self) {
        // it may be gone already
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_file(&self.trace);
    }
}

/// What a process did to its files while it was held.
pub(crate) struct Seen(Vec<String>);

impl Seen {
    /// Whether the fault struck.
    pub(crate) fn struck(&self) -> bool {
        self.0.iter().any(|line| line.contains("(INJECTED)") || line.contains("+++ killed by SIGKILL +++"))
    }

    /// For each call how often the busiest thread made it: no injection of a higher number strikes.
    pub(crate) fn calls(&self) -> BTreeMap<String, u32> {
        let mut threads: BTreeMap<(&str, &str), u32> = BTreeMap::new();
        for line in &self.0 {
            // 4711  pwrite64(12, …
            let Some((thread, rest)) = line.split_once(char::is_whitespace) else { continue };
            let Some((call, _)) = rest.trim_start().split_once('(') else { continue };
            if CALLS.split(',').any(|name| name == call) {
                *threads.entry((thread, call)).or_default() += 1;
            }
        }
        let mut calls = BTreeMap::new();
        for ((_, call), count) in threads {
            let most: &mut u32 = calls.entry(call.to_owned()).or_default();
            *most = count.max(*most);
        }
        calls
    }
}
