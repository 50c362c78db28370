//! The commands that speak HTTP, as a person runs them, over real sockets.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod boards;
mod cast;
mod follow;
mod verify;
mod web;
mod whole;
mod witness;

use std::{
    path::Path,
    process::{Command, Output},
};

fn tabella(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tabella")).args(arguments).output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}
