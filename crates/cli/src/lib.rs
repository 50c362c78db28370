//! The tabella binary: demo, verify, board and operator commands.
//!
//! One module for each command; `main.rs` only asks which. Here the program meets the world: arguments, files, the clock and
//! the operating system's randomness.
#![forbid(unsafe_code)]

pub mod board_dir;
