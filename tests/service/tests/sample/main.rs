//! A few kills and a few faults, so that neither the ballot box nor what attacks it can rot.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[cfg(target_os = "linux")]
mod cores;

use std::{
    env,
    path::Path,
    process::{Command, Stdio},
    sync::Mutex,
};

/// One attack at a time: they measure how long a process takes to be ready.
static TURN: Mutex<()> = Mutex::new(());

/// Runs the program `service`; the last line that it prints.
fn service(arguments: &[&str]) -> serde_json::Value {
    let _turn = TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let program = Path::new(env!("CARGO_BIN_EXE_service"));
    build_tabella(program.parent().unwrap());
    let output = Command::new(program).args(arguments).stderr(Stdio::inherit()).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}");
    serde_json::from_str(said.lines().last().unwrap()).unwrap()
}

/// The program that is attacked, beside the one that attacks. `cargo test --workspace` has built it; this crate alone has not.
fn build_tabella(place: &Path) {
    if place.join("tabella").exists() {
        return;
    }
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--package", "tabella-cli", "--target-dir"]).arg(place.parent().unwrap());
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    assert!(cargo.status().unwrap().success());
}

#[test]
fn three_kills() {
    let report = service(&["soak", "--kills", "3", "--json"]);
    assert_eq!((&report["lost"], &report["doubled"]), (&0.into(), &0.into()), "{report}");
    assert_eq!(report["verdict"], "verified", "{report}");
}

#[test]
fn some_faults() {
    if Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_err() {
        eprintln!("skipped: strace is not here (apt-get install strace)");
        return;
    }
    let report = service(&["faults", "--quick", "--json"]);
    assert!(report["struck"].as_u64().unwrap() > 0, "{report}");
    assert_eq!((&report["broken_promises"], &report["verdict"]), (&0.into(), &"verified".into()), "{report}");
}
