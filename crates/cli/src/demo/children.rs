//! The demo's servers: runs of this very program that end when the demo does, however it ends.

use std::{
    env,
    ffi::OsStr,
    fs::{self, File},
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{self, Child, Command, Stdio},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use anyhow::Context as _;
use tokio::{
    runtime::Builder,
    signal::unix::{SignalKind, signal},
};

/// How long a server may take until it says where it listens.
const START: Duration = Duration::from_secs(60);

/// Exit code of a program that was interrupted.
const INTERRUPTED: i32 = 130;

/// Lines of a server's log that are shown when it does not start.
const TAIL: usize = 10;

/// Servers that end with this.
#[derive(Default)]
pub(super) struct Children {
    running: Mutex<Vec<Child>>,
    interrupted: AtomicBool,
}

impl Children {
    fn running(&self) -> MutexGuard<'_, Vec<Child>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs this program as a server that writes about itself into `log`; its URL, once it listens.
    pub(super) fn serve(&self, arguments: &[&OsStr], log: &Path) -> anyhow::Result<String> {
        let program = env::current_exe().context("the path of this program")?;
        let mut child = Command::new(&program)
            .args(arguments)
            // held open until this process ends: what watches it ends then, even if nobody could end it
            .arg("--with-input")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(File::create(log).with_context(|| format!("cannot write {}", log.display()))?)
            .spawn()
            .with_context(|| format!("cannot run {}", program.display()))?;
        let stdout = child.stdout.take();
        self.running().push(child);
        // the pipe is read to its end, or the server could fail to write
        let (said, first) = mpsc::channel();
        thread::spawn(move || {
            for line in stdout.into_iter().flat_map(|pipe| BufReader::new(pipe).lines().map_while(Result::ok))
            {
                // nobody waits for later lines
                let _ = said.send(line);
            }
        });
        first.recv_timeout(START).map_err(|_| {
            let text = fs::read_to_string(log).unwrap_or_default();
            let lines: Vec<&str> = text.lines().collect();
            let tail = lines.get(lines.len().saturating_sub(TAIL)..).unwrap_or_default().join("\n");
            anyhow::anyhow!("a server does not start; the end of {}:\n{tail}", log.display())
        })
    }

    /// Ends all servers. What they acknowledged is on disk.
    pub(super) fn end(&self) {
        for mut child in self.running().drain(..) {
            // it may be gone already
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Whatever fails after an interrupt fails because of it: waits for the end of this process.
    pub(super) fn say_nothing_if_interrupted(&self) {
        while self.interrupted.load(Ordering::SeqCst) {
            thread::park();
        }
    }

    /// On SIGINT, SIGTERM or SIGHUP: ends all servers, removes what is `temporary`, and ends this process.
    pub(super) fn end_when_interrupted(self: &Arc<Self>, temporary: Option<PathBuf>) -> anyhow::Result<()> {
        let runtime = Builder::new_current_thread().enable_all().build().context("no runtime")?;
        let mut signals = {
            let _entered = runtime.enter();
            [
                signal(SignalKind::interrupt())?,
                signal(SignalKind::terminate())?,
                signal(SignalKind::hangup())?,
            ]
        };
        let children = Arc::clone(self);
        thread::spawn(move || {
            runtime.block_on(async {
                let [interrupt, terminate, hangup] = &mut signals;
                tokio::select! {
                    _ = interrupt.recv() => {}
                    _ = terminate.recv() => {}
                    _ = hangup.recv() => {}
                }
            });
            children.interrupted.store(true, Ordering::SeqCst);
            children.end();
            if let Some(folder) = temporary {
                // what cannot be removed lies in the system's temporary folder
                let _ = fs::remove_dir_all(folder);
            }
            eprintln!("interrupted");
            process::exit(INTERRUPTED);
        });
        Ok(())
    }
}

impl Drop for Children {
    fn drop(&mut self) {
        self.end();
    }
}
