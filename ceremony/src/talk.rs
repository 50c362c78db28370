//! What the program says and asks.

use std::{
    fs::File,
    io::{self, BufRead as _, Read as _, Write as _},
    path::PathBuf,
};

use serde_json::{Value, json};
use tabella_trustee::seal::{Passphrase, WorkFactor};
/// A text of somebody else's on one line.
pub(crate) use tabella_verifier::one_line as line;
use zeroize::Zeroizing;

use crate::{
    cli::Common,
    problem::{Outcome, Problem},
};

/// Most bytes that are read of a file with a passphrase.
const PASSPHRASE_FILE_MAX: usize = 4096;

pub(crate) struct Talk {
    passphrase_file: Option<PathBuf>,
    yes: bool,
    json: bool,
    work: WorkFactor,
    /// The passphrase of somebody whom the program plays: nothing is said or asked then.
    played: Option<Zeroizing<String>>,
}

impl Talk {
    pub(crate) fn new(common: Common) -> Self {
        let Common { passphrase_file, yes, json, work_factor } = common;
        Self { passphrase_file, yes, json, work: work_factor.unwrap_or(WorkFactor::DEFAULT), played: None }
    }

    /// Of somebody whom the program plays in a rehearsal.
    pub(crate) fn played(passphrase: Zeroizing<String>, work: WorkFactor) -> Self {
        Self { passphrase_file: None, yes: true, json: false, work, played: Some(passphrase) }
    }

    pub(crate) fn work(&self) -> WorkFactor {
        self.work
    }

    /// Says something to the trustee.
    pub(crate) fn say(&self, text: &str) -> Outcome<()> {
        if self.played.is_some() {
            return Ok(());
        }
        if self.json {
            // the result is on the standard output; whoever reads it may have closed the other
            let _ = writeln!(io::stderr(), "{text}");
            return Ok(());
        }
        writeln!(io::stdout(), "{text}").map_err(|error| unspoken(&error))
    }

    /// The result as one line for programs, if asked for.
    pub(crate) fn result(&self, result: &Value) -> Outcome<()> {
        if !self.json {
            return Ok(());
        }
        writeln!(io::stdout(), "{result}").map_err(|error| unspoken(&error))
    }

    /// Says what went wrong.
    pub(crate) fn problem(&self, problem: &Problem) {
        let _ = writeln!(io::stderr(), "\n{problem}");
        if self.json {
            let Problem { kind, what, what_to_do, lost } = problem;
            let line = json!({"error": kind, "what": what, "what_to_do": what_to_do, "lost": lost});
            let _ = writeln!(io::stdout(), "{line}");
        }
    }

    /// Asks whether to go on.
    pub(crate) fn confirm(&self, question: &str) -> Outcome<()> {
        if self.yes {
            return Ok(());
        }
        let mut answer = String::new();
        let asked =
            write!(io::stderr(), "\n{question} Type yes to go on: ").and_then(|()| io::stderr().flush());
        let read = asked.and_then(|()| io::stdin().lock().read_line(&mut answer));
        if read.is_ok() && answer.trim().eq_ignore_ascii_case("yes") {
            return Ok(());
        }
        Err(Problem::new(
            "stopped",
            "You did not say yes, so the program stopped.",
            "Run the same command again when you are ready.",
        ))
    }

    /// The passphrase of a file that exists.
    pub(crate) fn passphrase(&self) -> Outcome<Passphrase> {
        match self.words_in_file()? {
            Some(words) => checked(words),
            None => checked(ask("Your passphrase: ")?),
        }
    }

    /// A passphrase for a new file, asked for twice.
    pub(crate) fn new_passphrase(&self) -> Outcome<Passphrase> {
        match self.words_in_file()? {
            Some(words) => checked(words),
            None => twice(&mut ask),
        }
    }

    fn words_in_file(&self) -> Outcome<Option<Zeroizing<String>>> {
        if self.played.is_some() {
            return Ok(self.played.clone());
        }
        let Some(path) = &self.passphrase_file else { return Ok(None) };
        // of one size, so that no copy stays behind; a device or a pipe may never end
        let mut bytes = Zeroizing::new(Vec::with_capacity(PASSPHRASE_FILE_MAX));
        let problem = |error: io::Error| Problem::read(path, &error);
        let limit = PASSPHRASE_FILE_MAX as u64;
        File::open(path).map_err(problem)?.take(limit).read_to_end(&mut bytes).map_err(problem)?;
        let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let words = std::str::from_utf8(line).ok().filter(|_| line.len() < PASSPHRASE_FILE_MAX);
        let words = words.ok_or_else(|| {
            Problem::new(
                "wrong-file",
                format!(
                    "The first line of {} is no passphrase: it is too long, or not text.",
                    path.display()
                ),
                "Write the passphrase into the first line of a text file, and give that file.",
            )
        })?;
        Ok(Some(Zeroizing::new(words.strip_suffix('\r').unwrap_or(words).to_owned())))
    }
}

fn unspoken(error: &io::Error) -> Problem {
    Problem::new(
        "no-output",
        format!("The program cannot write what it has to say: {error}."),
        "If the output goes to a file, make room for it. Then run the same command again.",
    )
    .partly_done()
}

fn checked(mut words: Zeroizing<String>) -> Outcome<Passphrase> {
    Passphrase::new(std::mem::take(&mut *words))
        .map_err(|error| Problem::sealed(std::path::Path::new(""), &error))
}

fn ask(prompt: &str) -> Outcome<Zeroizing<String>> {
    rpassword::prompt_password(prompt).map(Zeroizing::new).map_err(|error| {
        Problem::new(
            "no-terminal",
            format!("There is no terminal to ask for the passphrase: {error}."),
            "Run the program in a terminal, or give --passphrase-file.",
        )
    })
}

/// Asks until the passphrase was typed twice alike; three times at most.
fn twice(ask: &mut dyn FnMut(&str) -> Outcome<Zeroizing<String>>) -> Outcome<Passphrase> {
    for _ in 0..3 {
        let first = ask("Choose a passphrase: ")?;
        let second = ask("The same once more:  ")?;
        if *first == *second {
            return checked(first);
        }
    }
    Err(Problem::new(
        "passphrases-differ",
        "The two passphrases were not the same, three times.",
        "Write the passphrase down before you type it. Then run the same command again.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(words: &[&str]) -> (Outcome<Passphrase>, usize) {
        let mut asked = 0;
        let result = twice(&mut |_| {
            asked += 1;
            Ok(Zeroizing::new(words[asked - 1].to_owned()))
        });
        (result, asked)
    }

    #[test]
    fn a_new_passphrase_is_typed_twice() {
        let (result, asked) = typed(&["five random words here", "five random words here"]);
        assert!(result.is_ok());
        assert_eq!(asked, 2);
        let (result, asked) =
            typed(&["five random words here", "a slip", "once more with care", "once more with care"]);
        assert!(result.is_ok());
        assert_eq!(asked, 4);
        let (result, asked) = typed(&["a", "b", "a", "b", "a", "b"]);
        assert_eq!((result.err().unwrap().kind, asked), ("passphrases-differ", 6));
        let (result, _) = typed(&["short", "short"]);
        assert_eq!(result.err().unwrap().kind, "short-passphrase");
    }
}
