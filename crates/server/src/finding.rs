//! What a look at a config found.

use std::{
    fmt::Display,
    io,
    net::{SocketAddr, TcpListener},
};

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub what: &'static str,
    /// What was found, or what is wrong with it.
    pub result: Result<String, String>,
    /// A start may succeed although this is as it is.
    pub is_doubt: bool,
}

impl Finding {
    /// What keeps a server from its start.
    pub(crate) fn wrong(what: &'static str, words: impl Into<String>) -> Self {
        Self { what, result: Err(words.into()), is_doubt: false }
    }

    /// What a server starts with, and somebody should look at.
    pub(crate) fn doubt(what: &'static str, words: impl Into<String>) -> Self {
        Self { what, result: Err(words.into()), is_doubt: true }
    }
}

/// Whether a start may succeed.
pub fn is_well(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.result.is_ok() || finding.is_doubt)
}

/// Whether a server could listen here. Whoever listens there already may be this very server.
pub(crate) fn port(listen: SocketAddr) -> Finding {
    let what = "port";
    match TcpListener::bind(listen) {
        Ok(_) => Finding { what, result: Ok(format!("{listen} is free")), is_doubt: false },
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            let words = "is taken: unless it is this server that runs already, name another port (listen)";
            Finding::doubt(what, format!("{listen} {words}"))
        }
        Err(error) => {
            Finding::wrong(what, format!("{listen}: {error}; name an address of this machine (listen)"))
        }
    }
}

/// What a database says, and where to look. Its URL, which may hold a password, is not repeated.
pub(crate) fn of_database(url: &str, error: impl Display) -> String {
    let look = if url.starts_with("postgres") {
        "does PostgreSQL run, and do host, port, user and database of the URL exist there?"
    } else {
        "is the folder there, and may this user write in it?"
    };
    format!("{error}; {look}")
}

/// What is wrong with a config file: line and column stand in it.
pub(crate) fn of_toml(error: &toml::de::Error, sample: &str) -> String {
    format!("{}\n{sample} is a sample with every name", error.to_string().trim_end())
}

/// Writes down what was found; gives what is well.
pub(crate) fn finding<T>(
    findings: &mut Vec<Finding>,
    what: &'static str,
    result: Result<T, impl Display>,
    words: impl FnOnce(&T) -> String,
) -> Option<T> {
    let result = result.map_err(|error| error.to_string());
    let shown = result.as_ref().map(words).map_err(Clone::clone);
    findings.push(Finding { what, result: shown, is_doubt: false });
    result.ok()
}
