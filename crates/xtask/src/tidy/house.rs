//! What the rules look at.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, bail};
use cargo_metadata::{DependencyKind, Metadata, Package, TargetKind};

use crate::shell::Workspace;

/// The project as the rules see it.
#[derive(Default)]
pub(crate) struct House {
    /// The workspace's own crates.
    pub(crate) rooms: Vec<Room>,
    /// Who needs whom to run (build and dev dependencies left out), by package name, the whole tree.
    pub(crate) arrows: BTreeMap<String, BTreeSet<String>>,
    /// Every package in the tree, with its versions.
    pub(crate) versions: BTreeMap<String, BTreeSet<String>>,
    /// What the trustees' program is made of as it is built for a machine without a network.
    pub(crate) offline: BTreeSet<String>,
    /// Every file that git tracks or would add.
    pub(crate) files: Vec<File>,
}

/// One crate of the workspace.
#[derive(Clone, Default)]
pub(crate) struct Room {
    /// The package.
    pub(crate) name: String,
    /// From Cargo.toml.
    pub(crate) description: String,
    /// `lib.rs`, or `main.rs` of a crate that is only a program; from the project's root.
    pub(crate) root: String,
    /// Whether the crate has a library.
    pub(crate) is_library: bool,
    /// Where its sources lie, with the final `/`; from the project's root.
    pub(crate) sources: String,
    /// What switches a feature `demo` on although nobody asked: dependencies by name, or the crate's own defaults.
    pub(crate) demo_unasked: Vec<String>,
}

/// One file.
#[derive(Clone, Default)]
pub(crate) struct File {
    /// From the project's root, with `/`.
    pub(crate) path: String,
    /// What it says; empty if it is not code.
    pub(crate) text: String,
}

/// The trustees' program.
pub(crate) const CEREMONY: &str = "tabella-ceremony";

/// The feature with the cards that anyone can make.
const DEMO: &str = "demo";

/// Files in which lines are counted and words looked for.
const CODE: &[&str] = &["rs", "ts", "tsx", "js", "css", "sql", "py", "sh"];

impl House {
    pub(crate) fn read(workspace: &Workspace) -> Result<Self> {
        let metadata = &workspace.metadata;
        let mut versions = BTreeMap::<String, BTreeSet<String>>::new();
        for package in &metadata.packages {
            versions.entry(package.name.to_string()).or_default().insert(package.version.to_string());
        }
        let rooms = metadata
            .workspace_packages()
            .into_iter()
            .map(|package| Room::of(package, metadata))
            .collect::<Result<_>>()?;
        Ok(Self {
            rooms,
            arrows: arrows(metadata)?,
            versions,
            offline: offline(workspace)?,
            files: files(workspace)?,
        })
    }

    /// The crate's source files with the place of each.
    pub(crate) fn sources<'a>(&'a self, room: &'a Room) -> impl Iterator<Item = &'a File> {
        self.files.iter().filter(|file| file.path.starts_with(&room.sources) && is_rust(&file.path))
    }
}

pub(crate) fn is_rust(path: &str) -> bool {
    extension(path) == "rs"
}

fn extension(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, extension)| extension)
}

impl Room {
    fn of(package: &Package, metadata: &Metadata) -> Result<Self> {
        let is_library = |kind: &TargetKind| {
            matches!(kind, TargetKind::Lib | TargetKind::RLib | TargetKind::CDyLib | TargetKind::ProcMacro)
        };
        let library = package.targets.iter().find(|target| target.kind.iter().any(is_library));
        let root = library
            .or_else(|| package.targets.iter().find(|target| target.kind.contains(&TargetKind::Bin)))
            .with_context(|| format!("{} has neither a library nor a program", package.name))?;
        let within = |path: &cargo_metadata::camino::Utf8Path| {
            path.strip_prefix(&metadata.workspace_root).unwrap_or(path).as_str().replace('\\', "/")
        };
        let folder = package.manifest_path.parent().context("a manifest lies in a folder")?;
        Ok(Self {
            name: package.name.to_string(),
            description: package.description.clone().unwrap_or_default(),
            root: within(&root.src_path),
            is_library: library.is_some(),
            sources: within(&folder.join("src")) + "/",
            demo_unasked: demo_unasked(package),
        })
    }
}

fn demo_unasked(package: &Package) -> Vec<String> {
    let asks = |feature: &String| feature == DEMO || feature.ends_with("/demo");
    let run = package.dependencies.iter().filter(|needed| needed.kind != DependencyKind::Development);
    let needed = run.filter(|needed| needed.features.iter().any(asks)).map(|needed| needed.name.clone());
    let default = package.features.get("default").is_some_and(|features| features.iter().any(asks));
    needed.chain(default.then(|| "default".to_owned())).collect()
}

fn arrows(metadata: &Metadata) -> Result<BTreeMap<String, BTreeSet<String>>> {
    let names: BTreeMap<_, _> =
        metadata.packages.iter().map(|package| (&package.id, &package.name)).collect();
    let resolve = metadata.resolve.as_ref().context("cargo metadata gave no tree")?;
    let mut arrows = BTreeMap::<String, BTreeSet<String>>::new();
    for node in &resolve.nodes {
        let Some(from) = names.get(&node.id) else { continue };
        let needed = node
            .deps
            .iter()
            .filter(|dep| dep.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal))
            .filter_map(|dep| names.get(&dep.pkg))
            .map(ToString::to_string);
        arrows.entry(from.to_string()).or_default().extend(needed);
    }
    Ok(arrows)
}

/// Asked of cargo itself: the tree above has what tests switch on, too.
fn offline(workspace: &Workspace) -> Result<BTreeSet<String>> {
    let arguments =
        ["tree", "--locked", "--package", CEREMONY, "--edges", "normal,build", "--prefix", "none"];
    let mut command = workspace.cargo(&arguments);
    // features of other crates are none of its own
    command.args(["--format", "{p}"]).env_remove("CARGO_RESOLVER_FEATURE_UNIFICATION");
    let output = command.output().context("cannot run cargo tree")?;
    if !output.status.success() {
        bail!("cargo tree: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let listing = String::from_utf8(output.stdout).context("a crate's name is not UTF-8")?;
    let names = listing.lines().filter_map(|line| line.split_whitespace().next());
    Ok(names.map(str::to_owned).collect())
}

fn files(workspace: &Workspace) -> Result<Vec<File>> {
    let output = workspace
        .program("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .output()
        .context("cannot run git, which knows the project's files")?;
    if !output.status.success() {
        bail!("git ls-files: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let listing = String::from_utf8(output.stdout).context("a file's name is not UTF-8")?;
    let mut files = Vec::new();
    for path in listing.split_terminator('\0') {
        let place = workspace.root().join(path);
        // deleted, but not yet for git
        if !place.exists() {
            continue;
        }
        let text = if CODE.contains(&extension(path)) {
            std::fs::read_to_string(&place).with_context(|| format!("cannot read {path}"))?
        } else {
            String::new()
        };
        files.push(File { path: path.to_owned(), text });
    }
    Ok(files)
}
