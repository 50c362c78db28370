//! Whether the pure floors build for the browser.

use std::fs;

use anyhow::{Context as _, Result};

use crate::{
    shell::{self, Workspace},
    tidy,
};

/// The browser's target.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Whether the target is there, after asking rustup for it if it is not.
pub(crate) fn is_installed(workspace: &Workspace) -> bool {
    workspace.has("rustup", &["target", "add", TARGET])
}

/// Checks every crate of the pure floors for the browser.
///
/// Whoever builds for the browser says that randomness comes from JavaScript (`getrandom`'s feature `js`) and that no C
/// compiler is needed to clear memory (`clear_on_drop`'s `no_cc`; bulletproofs uses it). No pure floor may say so itself:
/// they are checked from a small package that depends on them as the browser's does.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let folder = workspace.metadata.target_directory.as_std_path().join("wasm-check");
    let rooms = tidy::pure_rooms(workspace);
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("src/lib.rs"), "")?;
    fs::write(folder.join("Cargo.toml"), manifest(&rooms))?;
    fs::copy(workspace.root().join("Cargo.lock"), folder.join("Cargo.lock"))
        .context("cannot copy Cargo.lock, whose versions the check uses")?;
    let mut command = workspace.cargo(&["check", "--target", TARGET, "--target-dir"]);
    command.arg(workspace.metadata.target_directory.as_std_path());
    shell::run(command.current_dir(&folder))
}

fn manifest(rooms: &[tidy::PureRoom]) -> String {
    use std::fmt::Write as _;
    let mut text = String::from(
        "[workspace]\n[package]\nname = \"wasm-check\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         getrandom = { version = \"0.2\", features = [\"js\"] }\n\
         clear_on_drop = { version = \"0.2\", features = [\"no_cc\"] }\n",
    );
    for room in rooms {
        // {:?} quotes as TOML's basic strings do
        let _ = writeln!(text, "{} = {{ path = {:?} }}", room.name, room.folder);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_room_is_a_dependency() {
        let room = tidy::PureRoom { name: "tabella-x".into(), folder: "/a b/x".into() };
        assert!(manifest(&[room]).ends_with("tabella-x = { path = \"/a b/x\" }\n"));
    }
}
