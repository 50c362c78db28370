//! `tabella serve house`: desk, ballot boxes and the booth's pages under one address.

use std::{path::PathBuf, sync::Arc};

use anyhow::{Context as _, bail};
use clap::Args;
use tabella_server::{
    doctor::Kind,
    house::{Clock, Config, House},
};
use tokio::{
    runtime::Runtime,
    signal::unix::{SignalKind, signal},
};

use super::{end_with_input, log, now, refused};

/// Arguments of `tabella serve house`.
#[derive(Args)]
pub struct HouseArgs {
    /// The config file; house.example.toml is a sample
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Write the log as JSON, one event on each line (the default if nobody looks on)
    #[arg(long)]
    json_log: bool,
    /// End when standard input ends, with whoever started this
    #[arg(long, hide = true)]
    with_input: bool,
}

/// Runs the command.
pub(super) fn run(arguments: &HouseArgs) -> anyhow::Result<()> {
    let config =
        Config::load(&arguments.config).map_err(|error| refused(&arguments.config, Kind::House, error))?;
    log(arguments.json_log);
    if arguments.with_input {
        end_with_input();
    }
    let clock: Clock = Arc::new(now);
    let runtime = Runtime::new().context("no runtime")?;
    runtime.block_on(async {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let running = House::start(config, clock).await?;
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
