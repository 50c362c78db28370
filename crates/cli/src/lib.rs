//! The tabella binary: demo, verify, board and operator commands.
//!
//! One module for each command; `main.rs` only asks which. Here the program meets the world: arguments, files, the clock and
//! the operating system's randomness.
#![forbid(unsafe_code)]

pub mod audit;
pub mod board;
pub mod board_dir;
pub mod cast;
pub mod challenge;
pub mod client;
pub mod credential;
pub mod demo;
pub mod eid;
pub mod evidence;
pub mod follow;
pub mod office;
pub mod publish;
pub mod seats;
pub mod serve;
pub mod verify;
pub mod witness;
pub mod witness_service;

pub use tabella_http as http;

mod files;
mod terminal;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Exit code of a command that could not do what it was asked: wrong arguments, missing files.
pub const EXIT_USAGE: u8 = 2;

/// Online voting that anyone can verify.
#[derive(Parser)]
#[command(name = "tabella", version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Hold a whole election on this machine: keys, votes, decryption, verification
    Demo(demo::DemoArgs),
    /// Hold an election to come once before, with known votes and other keys, and compare the counts with them
    Rehearse(demo::RehearseArgs),
    /// Verify an election from its public board
    Verify(verify::VerifyArgs),
    /// For the auditor: hold every credential and revocation on a board against evidence and roll
    AuditEligibility(audit::AuditArgs),
    /// Look at a board, archive it, or post entries to it
    #[command(subcommand)]
    Board(board::BoardCommand),
    /// Run the election's servers
    #[command(subcommand)]
    Serve(serve::ServeCommand),
    /// Say what would stand in the way of a server's start
    Doctor(serve::DoctorArgs),
    /// Make keys and the manifest, and sign what the election authority and the registrar say
    #[command(subcommand)]
    Office(office::OfficeCommand),
    /// Give seats by votes, with the working shown: Estonia's Riigikogu, D'Hondt, Sainte-Laguë, Hagenbach-Bischoff, plurality
    Seats(seats::SeatsArgs),
    /// Publish a verified result: pages, tables, open data, seats
    Publish(publish::PublishArgs),
    /// Cosign checkpoints that extend what was cosigned before: one that is at hand, or as a service
    Witness(WitnessCommand),
    /// Look into an e-ID: why a card is refused
    #[command(subcommand)]
    Eid(eid::EidCommand),
    /// Keep a board's checkpoints, and shout if one takes back what an earlier one said
    Follow(follow::FollowArgs),
    /// Look into evidence that a board was shown in two ways
    #[command(subcommand)]
    Evidence(evidence::EvidenceCommand),
    /// Make what a voter's device needs in order to vote
    #[command(subcommand)]
    Credential(credential::CredentialCommand),
    /// Vote: encrypt, cast or check, verify the receipt
    Cast(cast::CastArgs),
    /// Check the pages with which people vote
    #[command(subcommand)]
    Client(client::ClientCommand),
    /// Check a ballot that a voter had opened instead of casting it
    #[command(subcommand)]
    Challenge(challenge::ChallengeCommand),
}

/// An error as it is printed: words of strangers in it stay on their lines.
pub fn printed(error: &anyhow::Error) -> String {
    terminal::lines(&format!("error: {}", terminal::chain(error)))
}

/// A witness's deeds.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
struct WitnessCommand {
    #[command(subcommand)]
    service: Option<witness_service::ServiceCommand>,
    #[command(flatten)]
    at_hand: Option<witness::WitnessArgs>,
}

impl Cli {
    /// Does what was asked.
    ///
    /// # Errors
    /// What stood in the way, for people.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self.command {
            Command::Demo(arguments) => demo::run(&arguments).map(|()| ExitCode::SUCCESS),
            Command::Rehearse(arguments) => demo::rehearse(&arguments).map(|()| ExitCode::SUCCESS),
            Command::Verify(arguments) => verify::run(&arguments),
            Command::AuditEligibility(arguments) => audit::run(&arguments),
            Command::Board(command) => board::run(command).map(|()| ExitCode::SUCCESS),
            Command::Serve(command) => serve::run(&command).map(|()| ExitCode::SUCCESS),
            Command::Doctor(arguments) => serve::doctor(&arguments),
            Command::Office(command) => office::run(&command).map(|()| ExitCode::SUCCESS),
            Command::Seats(arguments) => seats::run(&arguments),
            Command::Publish(arguments) => publish::run(&arguments),
            Command::Witness(WitnessCommand { service, at_hand }) => {
                service.iter().try_for_each(witness_service::run)?;
                at_hand.iter().try_for_each(witness::run)?;
                Ok(ExitCode::SUCCESS)
            }
            Command::Eid(command) => eid::run(command),
            Command::Evidence(command) => evidence::run(&command),
            Command::Follow(arguments) => follow::run(&arguments),
            Command::Credential(command) => credential::run(&command).map(|()| ExitCode::SUCCESS),
            Command::Client(command) => client::run(&command),
            Command::Challenge(command) => challenge::run(&command),
            Command::Cast(arguments) => cast::run(&arguments).map(|()| ExitCode::SUCCESS),
        }
    }
}
