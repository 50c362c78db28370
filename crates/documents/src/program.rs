//! Where the program lies, and how it is asked.

use std::{
    env,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::Order;

/// The program's name.
pub const PROGRAM: &str = "tabella-documents";

/// How every PDF begins (ISO 32000-1, 7.5.2).
pub const PDF: &[u8] = b"%PDF-";

/// The program that somebody names, or else the one that lies beside the one that runs; none if there is neither.
pub fn program(named: Option<&Path>) -> Option<PathBuf> {
    let beside = || Some(env::current_exe().ok()?.with_file_name(PROGRAM)).filter(|path| path.is_file());
    named.map(Path::to_path_buf).or_else(beside)
}

/// Has the program make a document, and waits for it.
///
/// # Errors
/// If it cannot be started or makes no document; its words quote nobody.
pub fn make(program: &Path, order: &Order) -> io::Result<Vec<u8>> {
    let mut child = Command::new(program)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    // it reads all of it before it writes
    let handed = child.stdin.take().map_or(Ok(()), |mut stdin| stdin.write_all(&serde_json::to_vec(order)?));
    let made = child.wait_with_output()?;
    if !made.status.success() || !made.stdout.starts_with(PDF) {
        let words = String::from_utf8_lossy(&made.stderr);
        return Err(io::Error::other(format!("{PROGRAM} ended with {}: {}", made.status, words.trim())));
    }
    handed.map(|()| made.stdout)
}

/// Its version, as it says itself.
///
/// # Errors
/// If it cannot be started, or does not say that it is this program.
pub fn version(program: &Path) -> io::Result<String> {
    let said = Command::new(program).arg("--version").env_clear().stdin(Stdio::null()).output()?;
    let text = String::from_utf8_lossy(&said.stdout).trim().to_owned();
    if said.status.success() && text.starts_with(PROGRAM) {
        Ok(text)
    } else {
        Err(io::Error::other(format!("it does not say that it is {PROGRAM}")))
    }
}
