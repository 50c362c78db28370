//! Node and the npm packages of a folder with a lock file; and the browser.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result};

use crate::shell::{self, Workspace};

/// A folder's packages, as its lock file says.
pub(crate) struct Packages {
    folder: PathBuf,
}

impl Packages {
    /// Installs them with `npm ci`, unless they are there: no scripts of packages are run.
    pub(crate) fn install(workspace: &Workspace, folder: &str) -> Result<Self> {
        let folder = workspace.root().join(folder);
        let lock = folder.join("package-lock.json");
        let wanted = fs::read(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
        let stamp = folder.join("node_modules/.lock");
        if fs::read(&stamp).ok().as_ref() != Some(&wanted) {
            let mut install = Command::new("npm");
            install.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
            shell::run(install.current_dir(&folder))
                .context("the client needs Node and npm (`apt-get install nodejs npm`)")?;
            fs::write(&stamp, &wanted)?;
        }
        Ok(Self { folder })
    }

    /// A program of a package.
    pub(crate) fn run(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.folder.join("node_modules/.bin").join(program));
        command.current_dir(&self.folder).args(arguments);
        command
    }

    /// Node, in the folder.
    pub(crate) fn node(&self) -> Command {
        let mut command = Command::new("node");
        command.current_dir(&self.folder);
        command
    }
}

/// Whether Node (of a version that the tools run on) and npm are there.
pub(crate) fn has_node(workspace: &Workspace) -> bool {
    let recent = "process.exit(Number(process.versions.node.split('.')[0]) >= 18 ? 0 : 1)";
    workspace.has("node", &["--eval", recent]) && workspace.has("npm", &["--version"])
}

/// A Chromium that tests can drive: `$CHROMIUM`, or where Debian puts it.
pub(crate) fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    named.into_iter().chain(usual.map(PathBuf::from)).find(|path| Path::new(path).exists())
}
