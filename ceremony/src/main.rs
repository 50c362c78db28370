//! The program.
#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    tabella_ceremony::main()
}
