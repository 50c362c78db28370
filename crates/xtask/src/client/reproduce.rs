//! The same bytes from the same sources, in another folder.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, bail, ensure};

use super::{folder, hashes};
use crate::shell::{self, Workspace};

/// What of `web` the pages are made of.
const SOURCES: [&str; 5] = ["build.mjs", "package.json", "src", "texts", "tsconfig.json"];

/// Bundles the pages again from a copy of their sources, around the modules that were built, and compares every file.
pub(super) fn pages(workspace: &Workspace) -> Result<()> {
    let elsewhere = tempfile::Builder::new().prefix("another folder ").tempdir()?;
    let (web, out) = (elsewhere.path().join("web"), elsewhere.path().join("client"));
    fs::create_dir_all(&web)?;
    for name in SOURCES {
        copy(&workspace.root().join("web").join(name), &web.join(name))?;
    }
    copy(&folder(workspace).join("module"), &out.join("module"))?;
    // the packages are those of the lock file in either folder
    std::os::unix::fs::symlink(workspace.root().join("web/node_modules"), web.join("node_modules"))?;
    let mut bundle = Command::new("node");
    shell::run(bundle.current_dir(&web).arg("build.mjs").arg(&out).stdout(Stdio::null()))?;
    let count = compare(&folder(workspace).join("dist"), &out.join("dist"))?;
    println!("the pages bundled in another folder: the same {count} files");
    Ok(())
}

/// Builds everything again from the last commit, with nothing that was built before, as anyone would; and compares every file.
pub(super) fn all(workspace: &Workspace) -> Result<()> {
    let git = |arguments: &[&str]| -> Result<String> {
        let mut git = workspace.program("git");
        let said = git.args(arguments).output().context("cannot run git")?;
        ensure!(said.status.success(), "`{}` failed", shell::line(&git));
        Ok(String::from_utf8_lossy(&said.stdout).trim().to_owned())
    };
    let changed = git(&["status", "--porcelain", "--untracked-files=no"])?;
    ensure!(changed.is_empty(), "what is not committed cannot be built elsewhere:\n{changed}");
    let elsewhere = tempfile::tempdir()?;
    let copied = elsewhere.path().join("tabella");
    let origin = workspace.root().to_str().context("the folder's name is no text")?;
    git(&["clone", "--quiet", "--no-hardlinks", origin, copied.to_str().context("no text")?])?;
    let mut build = Command::new("cargo");
    build.args(["xtask", "client"]).current_dir(&copied).env_remove("CARGO_TARGET_DIR");
    shell::run(&mut build)?;
    let count = compare(&folder(workspace).join("dist"), &copied.join("target/client/dist"))?;
    println!("{} built in another folder: the same {count} files", git(&["rev-parse", "HEAD"])?);
    Ok(())
}

/// How many files, all of which are the same.
fn compare(one: &Path, other: &Path) -> Result<usize> {
    let (first, second) = (hashes(one)?, hashes(other)?);
    match difference(&first, &second) {
        None => Ok(first.len()),
        Some(path) => bail!("two builds differ, first in {path}: {} and {}", one.display(), other.display()),
    }
}

/// The first file that is not the same in both.
fn difference<'a>(
    first: &'a BTreeMap<String, String>,
    second: &'a BTreeMap<String, String>,
) -> Option<&'a String> {
    first.keys().chain(second.keys()).find(|path| first.get(*path) != second.get(*path))
}

/// A file, or a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> Result<()> {
    if from.is_file() {
        fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))?;
        return Ok(());
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let name = entry?.file_name();
        copy(&from.join(&name), &to.join(&name))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_differs_is_named() {
        let of = |files: &[(&str, &str)]| -> BTreeMap<String, String> {
            files.iter().map(|(path, hash)| ((*path).into(), (*hash).into())).collect()
        };
        let one = of(&[("a", "1"), ("b", "2")]);
        assert_eq!(difference(&one, &one), None);
        assert_eq!(difference(&one, &of(&[("a", "1"), ("b", "3")])).unwrap(), "b");
        assert_eq!(difference(&one, &of(&[("a", "1")])).unwrap(), "b");
        assert_eq!(difference(&of(&[("a", "1")]), &one).unwrap(), "b");
    }

    #[test]
    fn folders_are_copied_whole() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        fs::create_dir_all(from.join("a/b")).unwrap();
        fs::write(from.join("a/b/c"), b"c").unwrap();
        copy(&from, &to).unwrap();
        assert_eq!(fs::read(to.join("a/b/c")).unwrap(), b"c");
    }
}
