//! `tabella serve`: the election's servers; `tabella doctor`: what would stand in the way of a start.

mod desk;
mod house;
#[cfg(feature = "demo")]
mod register;

use std::{
    io::{self, IsTerminal as _},
    path::{Path, PathBuf},
    process::{self, ExitCode},
    sync::Arc,
    thread,
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use tabella_server::{
    doctor::{Kind, Section, examine},
    urn::{Clock, Config, Cores, Urn},
};
use tokio::{
    runtime::Runtime,
    signal::unix::{SignalKind, signal},
};
use tracing_subscriber::EnvFilter;

/// Which server.
#[derive(Subcommand)]
pub enum ServeCommand {
    /// The ballot box with its public bulletin board. Ends in order on SIGTERM
    Urn(UrnArgs),
    /// Sign-in with an e-ID, the electoral roll, credentials, the office. Ends in order on SIGTERM
    Desk(desk::DeskArgs),
    /// Desk, ballot boxes and the booth's pages under one address. Ends in order on SIGTERM
    House(house::HouseArgs),
    /// A demonstration's population register, of people who do not exist. Ends in order on SIGTERM
    #[cfg(feature = "demo")]
    #[command(hide = true)]
    Register(register::RegisterArgs),
}

/// Arguments of `tabella serve urn`.
#[derive(Args)]
pub struct UrnArgs {
    /// The config file; urn.example.toml is a sample
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Write the log as JSON, one event on each line (the default if nobody looks on)
    #[arg(long)]
    json_log: bool,
    /// End when standard input ends, with whoever started this
    #[arg(long, hide = true)]
    with_input: bool,
}

/// Arguments of `tabella doctor`.
#[derive(Args)]
pub struct DoctorArgs {
    /// The config file of an urn, a desk, a house (then also those that it names) or a witness
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

/// Runs the command.
///
/// # Errors
/// Why the server did not start or had to end, for people.
pub fn run(command: &ServeCommand) -> anyhow::Result<()> {
    match command {
        ServeCommand::Urn(arguments) => serve_urn(arguments),
        ServeCommand::Desk(arguments) => desk::run(arguments),
        ServeCommand::House(arguments) => house::run(arguments),
        #[cfg(feature = "demo")]
        ServeCommand::Register(arguments) => register::run(arguments),
    }
}

/// Why a config is refused, and whose it is if it is not this server's.
pub(crate) fn refused(path: &Path, own: Kind, error: impl Into<anyhow::Error>) -> anyhow::Error {
    match Kind::of_file(path).filter(|kind| *kind != own) {
        None => error.into(),
        Some(kind) => error.into().context(format!(
            "{} looks like the config of another server ({kind}): `{}` starts it",
            path.display(),
            kind.command()
        )),
    }
}

/// The clock of this machine, in seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "here the program meets the world")]
fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    i64::try_from(now).unwrap_or(i64::MAX)
}

/// Logs to standard error; `RUST_LOG` chooses, `info` otherwise. No event names an address or a credential.
pub(crate) fn log(json: bool) {
    // the database's own words hold statements with their values, at most at debug: never shown by default
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json || !std::io::stderr().is_terminal() { builder.json().init() } else { builder.init() }
}

/// Ends this process when its standard input ends: the other end of the pipe closes however its holder ends, SIGKILL
/// included. What was acknowledged is on disk.
pub(crate) fn end_with_input() {
    thread::spawn(|| {
        // an input that breaks off has ended, too
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        process::exit(0);
    });
}

fn serve_urn(arguments: &UrnArgs) -> anyhow::Result<()> {
    let config =
        Config::load(&arguments.config).map_err(|error| refused(&arguments.config, Kind::Urn, error))?;
    log(arguments.json_log);
    if arguments.with_input {
        end_with_input();
    }
    let clock: Clock = Arc::new(now);
    // before the urn has threads: each begins with the cores of whoever starts it
    let cores = config.pool.own_cores.then(Cores::share_out).transpose()?;
    let runtime = Runtime::new().context("no runtime")?;
    runtime.block_on(async {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let running = Urn::start_on(cores, config, clock).await?;
        // scripts wait for this line: with port 0 it tells the port
        println!("http://{}", running.address());
        let failed = tokio::select! {
            why = running.failed() => Some(why),
            _ = terminate.recv() => None,
            _ = interrupt.recv() => None,
        };
        running.stop().await;
        match failed {
            Some(why) => bail!("{why}"),
            None => Ok(()),
        }
    })
}

/// Runs `tabella doctor`.
///
/// # Errors
/// If there is no runtime, or the file is no server's config.
pub fn doctor(arguments: &DoctorArgs) -> anyhow::Result<ExitCode> {
    let runtime = Runtime::new().context("no runtime")?;
    let sections = runtime.block_on(examine(&arguments.config))?;
    for Section { kind, path, findings } in &sections {
        println!("{kind}: {}", path.display());
        for finding in findings {
            match &finding.result {
                Ok(words) => println!("  ok     {:<10} {words}", finding.what),
                // what a tool said may have several lines
                Err(words) => {
                    let verdict = if finding.is_doubt { "doubt" } else { "wrong" };
                    println!(
                        "  {verdict}  {:<10} {}",
                        finding.what,
                        words.replace('\n', "\n                    ")
                    );
                }
            }
        }
    }
    Ok(if sections.iter().all(Section::is_well) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
