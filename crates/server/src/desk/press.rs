//! The program that lays out what is printed (crates/documents): an order goes in as JSON, a PDF comes out. It runs in a process
//! of its own for each document, so that nothing that it stands on is in the memory in which the desk's keys are; whoever no longer
//! waits for it ends it. Its user, files and network are the desk's, unless who runs the desk takes them away.

use std::{
    io,
    path::{Path, PathBuf},
    process::Stdio,
};

use tabella_documents::{Order, PDF, PROGRAM};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy, sink},
    process::Command,
    sync::{Semaphore, SemaphorePermit},
    try_join,
};

use super::problem::Problem;

/// Documents that are laid out at once: each keeps a processor busy, and holds all of its people.
const RUNNING: usize = 2;
/// Documents that wait for that.
const WAITING: usize = 64;

/// Longest document, in bytes.
const FILE_MAX: u64 = 256 << 20;
/// What is kept of the program's own words, in bytes.
const WORDS_MAX: u64 = 1024;

/// Lays out documents, a few at once.
pub(super) struct Press {
    program: Option<PathBuf>,
    running: Semaphore,
    waiting: Semaphore,
}

/// Somebody's turn at the press.
pub(super) struct Turn<'a> {
    program: &'a Path,
    _running: SemaphorePermit<'a>,
    _place: SemaphorePermit<'a>,
}

impl Press {
    /// The office's, with this program.
    pub(super) fn of_office(program: Option<PathBuf>) -> Self {
        Self::with(program, RUNNING, WAITING)
    }

    /// Everybody else's: nobody who asks for many confirmations keeps the office from printing.
    pub(super) fn of_people(program: Option<PathBuf>) -> Self {
        Self::with(program, 1, WAITING)
    }

    fn with(program: Option<PathBuf>, running: usize, waiting: usize) -> Self {
        Self { program, running: Semaphore::new(running), waiting: Semaphore::new(running + waiting) }
    }

    /// Whether anything can be printed here.
    pub(super) fn is_there(&self) -> bool {
        self.program.is_some()
    }

    /// Waits for a turn; to be had before anything is opened that is to be printed.
    ///
    /// # Errors
    /// `no-press`, `too-slow`.
    pub(super) async fn turn(&self) -> Result<Turn<'_>, Problem> {
        let none = || Problem::no_press("there is no tabella-documents");
        let program = self.program.as_deref().filter(|path| path.is_file()).ok_or_else(none)?;
        let place = self.waiting.try_acquire().map_err(|_| Problem::too_late())?;
        // never closed
        let running = self.running.acquire().await.map_err(Problem::internal)?;
        Ok(Turn { program, _running: running, _place: place })
    }
}

impl Turn<'_> {
    /// Makes the file.
    ///
    /// # Errors
    /// `no-press`, `internal`.
    pub(super) async fn print(self, order: &Order) -> Result<Vec<u8>, Problem> {
        let order = serde_json::to_vec(order).map_err(Problem::internal)?;
        let program = self.program;
        let mut child = Command::new(program)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| {
                Problem::no_press(format!("{} cannot be started: {error}", program.display()))
            })?;
        let (Some(mut stdin), Some(stdout), Some(mut stderr)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(Problem::internal("a program without pipes"));
        };
        let hand_over = async move {
            match stdin.write_all(&order).await {
                // it has ended, and its words say why
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
                _ => Ok(()),
            }
        };
        let (mut file, mut words) = (Vec::new(), Vec::new());
        let mut stdout = stdout.take(FILE_MAX + 1);
        let listen = async {
            (&mut stderr).take(WORDS_MAX).read_to_end(&mut words).await?;
            // what nobody reads would stop it
            copy(&mut stderr, &mut sink()).await
        };
        try_join!(hand_over, stdout.read_to_end(&mut file), listen).map_err(Problem::internal)?;
        if file.len() as u64 > FILE_MAX {
            return Err(Problem::internal(format!("a document of more than {FILE_MAX} bytes")));
        }
        let status = child.wait().await.map_err(Problem::internal)?;
        if !status.success() || !file.starts_with(PDF) {
            return Err(Problem::internal(format!("{PROGRAM} ended with {status}: {}", own(&words))));
        }
        Ok(file)
    }
}

/// The lines that the program wrote as such: they quote nobody, which what stands below it might.
fn own(words: &[u8]) -> String {
    let words = String::from_utf8_lossy(words);
    let own: Vec<&str> =
        words.lines().filter_map(|line| line.strip_prefix(PROGRAM)?.strip_prefix(": ")).collect();
    own.join("; ")
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        os::unix::fs::PermissionsExt as _,
        sync::Arc,
        time::{Duration, Instant},
    };

    use tabella_documents::{Reconciliation, program, version};
    use tempfile::TempDir;
    use tokio::time::sleep;

    use super::*;

    fn order(name: &str) -> Order {
        Order::Reconciliation(Reconciliation {
            language: "en".into(),
            whole: true,
            election: name.into(),
            balances: Vec::new(),
            made: String::new(),
            at: 0,
        })
    }

    /// A program of the shell, in a folder of its own.
    fn shell(script: &str) -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(PROGRAM);
        fs::write(&path, format!("#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        (folder, path)
    }

    #[tokio::test]
    async fn what_it_gives_is_a_pdf_or_nothing() {
        let (_folder, echo) = shell("printf '%%PDF-'; cat");
        let file =
            Press::of_office(Some(echo)).turn().await.unwrap().print(&order("Town Council")).await.unwrap();
        let text = String::from_utf8(file).unwrap();
        let json = text.strip_prefix("%PDF-").unwrap();
        assert!(json.contains(r#""document":"reconciliation""#) && json.contains("Town Council"), "{json}");

        for script in [
            "cat",
            "exec false",
            "printf '%%PDF-'; exit 1",
            "exec 0<&-; printf no; exit 0",
            "head -c 300000 /dev/zero >&2; exit 1",
        ] {
            let (_folder, program) = shell(script);
            // larger than a pipe: it must not hang where the program does not read
            let press = Press::of_office(Some(program));
            let problem = press.turn().await.unwrap().print(&order(&"x".repeat(1 << 20))).await.unwrap_err();
            assert_eq!(problem.name(), "internal", "{script}");
        }
        for press in [None, Some("/nowhere/tabella-documents".into())] {
            let press = Press::of_office(press);
            assert_eq!(press.turn().await.err().unwrap().name(), "no-press");
        }
    }

    #[tokio::test]
    async fn it_has_neither_environment_nor_folder_of_the_desk() {
        let (_folder, program) = shell("printf '%%PDF-'; env; pwd; cat > /dev/null");
        let file = Press::of_office(Some(program)).turn().await.unwrap().print(&order("")).await.unwrap();
        let text = String::from_utf8(file).unwrap();
        let names: Vec<&str> = text
            .trim_start_matches("%PDF-")
            .lines()
            .filter_map(|line| Some(line.split_once('=')?.0))
            .collect();
        assert!(names.iter().all(|name| ["PATH", "PWD", "OLDPWD", "SHLVL", "_"].contains(name)), "{text}");
        assert!(text.ends_with("\n/\n"), "{text}");
    }

    /// Two at once, three that wait, and the sixth is sent away; one that nobody waits for is ended.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn few_at_once() {
        let (folder, program) = shell("cat > /dev/null; cd \"${0%/*}\"; echo $$ > run.$$; exec sleep 600");
        let press = Arc::new(Press::with(Some(program), 2, 3));
        let begin = || {
            let press = Arc::clone(&press);
            tokio::spawn(async move { press.turn().await?.print(&order("")).await.map(drop) })
        };
        let all: Vec<_> = (0..5).map(|_| begin()).collect();
        let running = || {
            let names = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
            let numbers = names.filter_map(|name| name.to_str()?.strip_prefix("run.").map(str::to_owned));
            numbers.collect::<Vec<_>>()
        };
        let deadline = Instant::now() + Duration::from_secs(60);
        while running().len() < 2 || press.waiting.available_permits() > 0 {
            assert!(Instant::now() < deadline, "two should run, and three wait");
            sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(begin().await.unwrap().unwrap_err().name(), "too-slow");
        let first = running();
        assert_eq!(first.len(), 2);
        all.iter().for_each(tokio::task::JoinHandle::abort);
        let lives = |number: &String| Path::new("/proc").join(number).join("fd").read_dir().is_ok();
        while press.waiting.available_permits() < 5 || first.iter().any(lives) {
            assert!(Instant::now() < deadline, "whoever is not waited for should end");
            sleep(Duration::from_millis(5)).await;
        }
    }

    #[test]
    fn only_its_own_words_are_kept() {
        let said = own(
            b"thread 'main' panicked at Lea Weber\ntabella-documents: labels.typ cannot be laid out\nWeber",
        );
        assert_eq!(said, "labels.typ cannot be laid out");
    }

    #[test]
    fn it_says_its_name() {
        let (_folder, right) = shell("echo \"tabella-documents 1\"");
        assert_eq!(version(&right).unwrap(), "tabella-documents 1");
        let (_folder, other) = shell("echo other");
        assert!(version(&other).is_err());
        assert_eq!(program(Some(&right)), Some(right));
    }
}
