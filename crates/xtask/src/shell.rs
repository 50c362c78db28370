//! The workspace, and programs run in it.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, ExitCode, ExitStatus, Stdio},
};

use anyhow::{Context as _, Result, bail};
use cargo_metadata::{Metadata, MetadataCommand};

/// How something is built.
#[derive(Clone, Copy)]
pub(crate) enum Profile {
    /// As tests are.
    Dev,
    /// As it is shipped.
    Release,
}

impl Profile {
    /// The name for cargo.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "release",
        }
    }

    /// Where cargo puts it in the target directory.
    fn folder(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "release",
        }
    }
}

/// Where the project lies and what cargo knows of it.
pub(crate) struct Workspace {
    pub(crate) metadata: Metadata,
    /// Whether what is built is linted as it is built.
    lints: bool,
}

impl Workspace {
    /// Asks cargo.
    pub(crate) fn find() -> Result<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let metadata = MetadataCommand::new()
            .manifest_path(manifest)
            .other_options(vec!["--locked".to_owned()])
            .exec()
            .context("cargo metadata failed (is Cargo.lock up to date?)")?;
        Ok(Self { metadata, lints: false })
    }

    /// The same, in which everything of ours that is built as tests are is linted on the way, and a warning is an error. A run of
    /// clippy by itself would compile what others wrote once more: it asks for less of it than a build does, and shares nothing. What
    /// clippy builds runs as rustc's does, but for optimisations before LLVM's and for checks of raw pointers, of which there are
    /// none here: no crate of ours has unsafe code.
    pub(crate) fn with_lints(&self) -> Self {
        Self { metadata: self.metadata.clone(), lints: true }
    }

    pub(crate) fn root(&self) -> &Path {
        self.metadata.workspace_root.as_std_path()
    }

    /// The path of a binary after it was built.
    pub(crate) fn binary(&self, profile: Profile, name: &str) -> PathBuf {
        let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        self.metadata.target_directory.as_std_path().join(profile.folder()).join(file)
    }

    /// The path of a release binary after it was built.
    pub(crate) fn release_binary(&self, name: &str) -> PathBuf {
        self.binary(Profile::Release, name)
    }

    /// A program to be run in the project's root.
    pub(crate) fn program(&self, name: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(name);
        command.current_dir(self.root());
        command
    }

    /// cargo with these arguments.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        // by name, not by $CARGO: `+nightly` is understood by rustup's cargo alone
        let mut command = self.program("cargo");
        command.args(arguments);
        // `cargo run` says what it runs: a build script that looks at its own would be run again, and all that stands on it
        for (name, _) in std::env::vars_os() {
            if name.to_str().is_some_and(is_of_the_package) {
                command.env_remove(name);
            }
        }
        command
    }

    /// cargo that builds something as tests are built.
    pub(crate) fn cargo_as_tested(&self, arguments: &[&str]) -> Command {
        let mut command = self.cargo(arguments);
        if self.lints {
            // as `cargo clippy` calls it
            command.env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver");
            command.env("CLIPPY_ARGS", "--deny=warnings__CLIPPY_HACKERY__");
        }
        command
    }

    /// Whether a program runs and says that all is well; its output goes nowhere.
    pub(crate) fn has(&self, program: &str, arguments: &[&str]) -> bool {
        let mut command = self.program(program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }
}

/// Runs to the end; the program writes where we do.
pub(crate) fn status(command: &mut Command) -> Result<ExitStatus> {
    command.status().with_context(|| format!("cannot run {}", line(command)))
}

/// Runs to the end, and fails if the program does.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = status(command)?;
    if !status.success() {
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
}

/// Builds every program with the features that the tests build it with: after the tests, nothing is left to compile.
pub(crate) fn build_as_tested(workspace: &Workspace) -> Result<()> {
    run(&mut workspace.cargo_as_tested(&["build", "--locked", "--workspace", "--bins", "--tests"]))
}

/// Whether cargo sets this variable for the package that it runs.
fn is_of_the_package(name: &str) -> bool {
    name == "CARGO"
        || ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"].iter().any(|start| name.starts_with(start))
}

/// What the program ended with, as what we end with.
pub(crate) fn pass_on(status: ExitStatus) -> ExitCode {
    // a program that a signal killed has no code
    status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// The command as one would type it.
pub(crate) fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}
