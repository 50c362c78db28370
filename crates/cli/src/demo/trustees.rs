//! The demo's trustees: each step runs the real `ceremony` program, as a trustee would on its own machine.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, bail, ensure};
use rayon::prelude::*;
use tabella_board::Entry;
use tabella_crypto::BlobHash;
use tabella_election::manifest::Trustee;

/// Where the trustees' files lie, and the program that they use.
pub(super) struct TrusteeRoom {
    program: PathBuf,
    dir: PathBuf,
    pub(super) count: u16,
}

/// The ceremony program: the one that was named, or the one beside this program, or in PATH.
pub(super) fn find_program(named: Option<&Path>) -> anyhow::Result<PathBuf> {
    let build = "build it with `cargo build --release -p tabella-ceremony`, or name it with --ceremony";
    if let Some(path) = named {
        ensure!(path.is_file(), "the ceremony program is not at {}; {build}", path.display());
        return Ok(path.to_owned());
    }
    let here = env::current_exe().ok().and_then(|program| program.parent().map(Path::to_path_buf));
    let path = env::var_os("PATH").unwrap_or_default();
    let file = format!("ceremony{}", env::consts::EXE_SUFFIX);
    let mut candidates = here.iter().cloned().chain(env::split_paths(&path)).map(|folder| folder.join(&file));
    candidates.find(|candidate| candidate.is_file()).with_context(|| {
        let here = here.unwrap_or_default();
        format!("the ceremony program is neither in {} nor in PATH; {build}", here.display())
    })
}

impl TrusteeRoom {
    pub(super) fn new(program: &Path, dir: &Path, count: u16) -> anyhow::Result<Self> {
        fs::create_dir_all(dir.join("media"))?;
        // one passphrase for all demo trustees: real ones each have their own, typed twice
        fs::write(dir.join("passphrase"), "demo trustees share this passphrase\n")?;
        Ok(Self { program: program.to_owned(), dir: dir.to_owned(), count })
    }

    /// The stick that goes from trustee to trustee.
    pub(super) fn media(&self) -> PathBuf {
        self.dir.join("media")
    }

    fn sealed(&self, trustee: u16) -> PathBuf {
        self.dir.join(format!("trustee-{trustee}.trustee"))
    }

    fn run(&self, arguments: &[&str]) -> anyhow::Result<serde_json::Value> {
        let passphrase = self.dir.join("passphrase");
        let output = Command::new(&self.program)
            .args(arguments)
            .args(["--yes", "--json", "--work-factor", "10", "--passphrase-file"])
            .arg(&passphrase)
            .stdin(Stdio::null())
            .output()
            .with_context(|| format!("cannot run {}", self.program.display()))?;
        if !output.status.success() {
            bail!("ceremony {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim());
        }
        let stdout = String::from_utf8_lossy(&output.stdout);
        let last = stdout.lines().last().unwrap_or("null");
        serde_json::from_str(last).with_context(|| format!("ceremony {} printed {last}", arguments.join(" ")))
    }

    /// Every trustee makes its keys; what the manifest says of them.
    pub(super) fn make_keys(&self) -> anyhow::Result<Vec<Trustee>> {
        (1..=self.count)
            .into_par_iter()
            .map(|trustee| {
                let name = format!("Demo trustee {trustee}");
                let file = self.sealed(trustee);
                let keys = self.run(&["new", "--name", &name, "--out", &file.to_string_lossy()])?;
                let field = |field: &str| {
                    let text = keys.get(field).and_then(serde_json::Value::as_str);
                    text.map(str::to_owned).with_context(|| format!("ceremony new printed no {field}"))
                };
                Ok(Trustee { name, key: field("key")?, encryption_key: field("encryption_key")? })
            })
            .collect()
    }

    /// One step of the key ceremony by every trustee.
    pub(super) fn step(&self, step: &str, manifest: &Path) -> anyhow::Result<()> {
        (1..=self.count).into_par_iter().try_for_each(|trustee| {
            let (sealed, media) = (self.sealed(trustee), self.media());
            let arguments = [
                step,
                "--trustee",
                &sealed.to_string_lossy(),
                "--manifest",
                &manifest.to_string_lossy(),
                "--media",
                &media.to_string_lossy(),
            ];
            self.run(&arguments).map(|_| ())
        })
    }

    /// These trustees verify the closed board and decrypt, one after the other: each uses all cores.
    pub(super) fn decrypt(&self, trustees: &[u16], manifest: &Path, board: &Path) -> anyhow::Result<()> {
        for trustee in trustees {
            let (sealed, media) = (self.sealed(*trustee), self.media());
            self.run(&[
                "decrypt",
                "--trustee",
                &sealed.to_string_lossy(),
                "--manifest",
                &manifest.to_string_lossy(),
                "--board",
                &board.to_string_lossy(),
                "--media",
                &media.to_string_lossy(),
            ])?;
        }
        Ok(())
    }

    /// The entries of this kind that trustees left on the stick, with their blobs.
    pub(super) fn entries(
        &self,
        kind: &str,
        trustees: impl IntoIterator<Item = u16>,
    ) -> anyhow::Result<Vec<Entry>> {
        let media = self.media();
        let entry = |trustee| {
            let path = media.join(format!("{kind}-{trustee}.entry"));
            let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            Ok(Entry::read(bytes, &MediaBlobs(&media))?)
        };
        trustees.into_iter().map(entry).collect()
    }
}

/// The blobs on a stick.
struct MediaBlobs<'a>(&'a Path);

impl tabella_board::Blobs for MediaBlobs<'_> {
    fn blob(&self, hash: &BlobHash) -> Result<Option<Vec<u8>>, tabella_board::ReadError> {
        let path = self.0.join("blob/sha256").join(hash.to_string());
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(tabella_board::ReadError(format!("{}: {error}", path.display()))),
        }
    }
}
