//! The WebAssembly modules, the booth's and the observer's: cargo → wasm-bindgen → wasm-opt.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, bail, ensure};

use super::{Packages, folder};
use crate::{
    shell::{self, Workspace},
    wasm,
};

/// Crates that are a module each, and the name of its files.
const MODULES: [(&str, &str); 2] = [BOOTH, ("tabella-observer", "observer")];

/// What voters download.
const BOOTH: (&str, &str) = ("tabella-wasm", "tabella");

/// The profile in the root Cargo.toml.
const PROFILE: &str = "browser";

/// What wasm-opt may use: what rustc's target uses.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-mutable-globals",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// A part of the files' text that the vectors are noticed by: the first ballot's tracker.
const IN_VECTORS: &[u8] = b"596X-QJ3S-TZ03-CBXJ-P7DA-1448-7M";

/// Which of curve25519-dalek's backends.
#[derive(Clone, Copy)]
enum Backend {
    /// curve25519-dalek's own choice for the target: 32 bits.
    Usual,
    /// Words of so many bits.
    Bits(u8),
}

/// cargo for the browser. Paths of this machine stay out of the module.
fn cargo(workspace: &Workspace, arguments: &[&str], backend: Backend) -> Command {
    let mut command = workspace.cargo(arguments);
    command.args(["--locked", "--profile", PROFILE, "--target", wasm::TARGET]);
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo"))).unwrap_or_default();
    // 0x1f stands between arguments: paths may have spaces
    let mut flags = format!(
        "--remap-path-prefix={}=/tabella\u{1f}--remap-path-prefix={}=/cargo",
        workspace.root().display(),
        home.display()
    );
    if let Backend::Bits(bits) = backend {
        let _ = write!(flags, "\u{1f}--cfg\u{1f}curve25519_dalek_bits=\"{bits}\"");
    }
    command.env("CARGO_ENCODED_RUSTFLAGS", flags);
    // it changes every symbol's name, and cargo does not notice: a stable compiler's bytes are those of its stable self
    command.env_remove("RUSTC_BOOTSTRAP");
    command
}

fn output(workspace: &Workspace) -> PathBuf {
    let target = workspace.metadata.target_directory.as_std_path();
    target.join(wasm::TARGET).join(PROFILE)
}

/// `target/client/module/tabella.js` and `tabella_bg.wasm`, and the same of the observer's.
pub(super) fn build(workspace: &Workspace, packages: &Packages) -> Result<()> {
    if !wasm::is_installed(workspace) {
        bail!("the client needs the target {0}: rustup target add {0}", wasm::TARGET);
    }
    let module = folder(workspace).join("module");
    MODULES.into_iter().try_for_each(|which| make(workspace, packages, which, Backend::Usual, &module))
}

fn make(
    workspace: &Workspace,
    packages: &Packages,
    (package, name): (&str, &str),
    backend: Backend,
    into: &Path,
) -> Result<()> {
    shell::run(&mut cargo(workspace, &["build", "--package", package], backend))?;
    let compiled = output(workspace).join(format!("{}.wasm", package.replace('-', "_")));
    let bytes = fs::read(&compiled).with_context(|| format!("cannot read {}", compiled.display()))?;
    // what was made of the same bytes is there already
    let stamp = into.join(format!("{name}.compiled.wasm"));
    let bound = into.join(format!("{name}_bg.wasm"));
    if fs::read(&stamp).ok().as_ref() == Some(&bytes) && bound.exists() {
        return Ok(());
    }
    bind(workspace, &compiled, into, name)?;
    let mut optimise = packages.run("wasm-opt", &["-Os", "--strip-debug", "--strip-producers"]);
    shell::run(optimise.args(FEATURES).arg(&bound).arg("-o").arg(&bound))?;
    fs::write(stamp, bytes)?;
    Ok(())
}

/// JavaScript for a module.
fn bind(workspace: &Workspace, compiled: &Path, into: &Path, name: &str) -> Result<()> {
    let target = workspace.metadata.target_directory.as_std_path().join("bindgen");
    let mut bindgen = workspace.cargo(&[
        "run",
        "--quiet",
        "--locked",
        "--manifest-path",
        "crates/xtask/bindgen/Cargo.toml",
    ]);
    bindgen.arg("--target-dir").arg(target).arg("--").args([compiled, into]).arg(name);
    shell::run(&mut bindgen)
}

/// The tests of tests/vectors_test, compiled as the shipped module is. They must pass; and must not once a vector is changed.
pub(super) fn vectors(workspace: &Workspace) -> Result<()> {
    let arguments =
        ["test", "--no-run", "--package", "tabella-wasm", "--features", "vectors", "--test", "vectors"];
    let mut build = cargo(workspace, &arguments, Backend::Usual);
    build.args(["--message-format", "json-render-diagnostics"]);
    let built = build.stderr(std::process::Stdio::inherit()).output().context("cannot run cargo")?;
    ensure!(built.status.success(), "`{}` failed", shell::line(&build));
    let messages = String::from_utf8_lossy(&built.stdout);
    let compiled = messages
        .lines()
        .filter_map(|line| line.split_once("\"executable\":\"")?.1.split_once('"').map(|(path, _)| path))
        .next_back()
        .context("cargo names no test")?
        .to_owned();
    let into = folder(workspace).join("vectors");
    bind(workspace, Path::new(&compiled), &into, "vectors")?;
    let run = |file: &Path| -> Result<bool> {
        let mut node = workspace.program("node");
        node.arg("tests/browser/vectors.mjs").arg(into.join("vectors.js")).arg(file);
        Ok(shell::status(&mut node)?.success())
    };
    let module = into.join("vectors_bg.wasm");
    ensure!(run(&module)?, "the vectors fail in WebAssembly (and pass natively?)");
    let mut bytes = fs::read(&module)?;
    let at = bytes.windows(IN_VECTORS.len()).position(|part| part == IN_VECTORS);
    let at = at.context("the vectors are not in the module")?;
    if let Some(digit) = bytes.get_mut(at) {
        *digit = b'6';
    }
    let changed = into.join("changed.wasm");
    fs::write(&changed, bytes)?;
    ensure!(!run(&changed)?, "a changed vector goes unnoticed: the tests do not run");
    println!("the vectors hold in WebAssembly; a changed one does not");
    Ok(())
}

/// Modules with both backends, measured one after the other.
pub(super) fn compare_backends(workspace: &Workspace) -> Result<()> {
    let packages = Packages::install(workspace, "web")?;
    for bits in [32, 64] {
        let into = folder(workspace).join(format!("module-{bits}"));
        make(workspace, &packages, BOOTH, Backend::Bits(bits), &into)?;
        println!("curve25519-dalek with {bits} bits:");
        shell::run(workspace.program("node").arg("tests/browser/measure.mjs").arg(&into))?;
    }
    Ok(())
}
