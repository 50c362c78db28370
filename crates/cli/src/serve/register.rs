//! `tabella serve register`: a demonstration's population register.

use std::{fs, net::SocketAddr, path::PathBuf};

use anyhow::Context as _;
use clap::Args;
use tabella_server::desk::DemoRegister;
use tokio::{
    net::TcpListener,
    runtime::Runtime,
    signal::unix::{SignalKind, signal},
};

use super::{end_with_input, log};

/// Arguments of `tabella serve register`.
#[derive(Args)]
pub struct RegisterArgs {
    /// The people: a JSON object with a record for each personal code
    #[arg(long, value_name = "FILE")]
    people: PathBuf,
    /// Where it listens; only on this machine
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Write the log as JSON, one event on each line (the default if nobody looks on)
    #[arg(long)]
    json_log: bool,
    /// End when standard input ends, with whoever started this
    #[arg(long, hide = true)]
    with_input: bool,
}

/// Runs the command.
pub(super) fn run(arguments: &RegisterArgs) -> anyhow::Result<()> {
    anyhow::ensure!(arguments.listen.ip().is_loopback(), "a demonstration stays on its machine");
    let people = fs::read(&arguments.people);
    let people = people.with_context(|| format!("cannot read {}", arguments.people.display()))?;
    // serde's words would quote the file
    let register = DemoRegister::new(&people).map_err(|_| anyhow::anyhow!("no JSON object of records"))?;
    log(arguments.json_log);
    if arguments.with_input {
        end_with_input();
    }
    let runtime = Runtime::new().context("no runtime")?;
    runtime.block_on(async {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let listener = TcpListener::bind(arguments.listen).await?;
        // scripts wait for this line: with port 0 it tells the port
        println!("http://{}", listener.local_addr()?);
        let stop = async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        };
        register.serve(listener, stop).await;
        Ok(())
    })
}
