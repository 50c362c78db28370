//! Steps at a connected machine. The steps themselves read and write files as ever: what others published is fetched to the
//! medium before the passphrase is asked for, and what was made is handed in when the keys are closed again.

use serde_json::Value;

use crate::{
    cli::{Ceremony, Decrypt},
    problem::{Outcome, Problem},
    steps,
    talk::Talk,
};

#[cfg(feature = "online")]
mod board;
#[cfg(feature = "online")]
mod network;
#[cfg(feature = "online")]
mod patience;
#[cfg(feature = "online")]
mod relay;

#[cfg(feature = "online")]
pub(crate) use network::carry;

/// What a step waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Awaited {
    /// The authority's manifest on the board.
    Manifest,
    /// The commitments of all trustees.
    Commitments,
    /// Those, and the packages of all others for this trustee.
    Packages,
}

/// A step of the key ceremony, with the network around it if that is asked for.
pub(crate) fn step(
    talk: &Talk,
    args: &Ceremony,
    awaited: Awaited,
    run: fn(&Talk, &Ceremony) -> Outcome<Value>,
) -> Outcome<Value> {
    match &args.online.relay {
        None => run(talk, args),
        Some(address) => network::step(talk, address, args, awaited, run),
    }
}

/// The decryption, with the network around it if that is asked for.
pub(crate) fn decrypt(talk: &Talk, args: &Decrypt) -> Outcome<Value> {
    match (&args.online.relay, &args.board) {
        (Some(address), _) => network::decrypt(talk, address, args),
        (None, Some(board)) => steps::decrypt::run(talk, args, board),
        (None, None) => Err(Problem::new(
            "missing-file",
            "No board was given.",
            "Give the board's directory or its archive after --board. Then run the same command again.",
        )),
    }
}

/// A program that cannot speak with any network.
#[cfg(not(feature = "online"))]
mod network {
    use super::{Awaited, Ceremony, Decrypt, Outcome, Problem, Talk, Value};

    fn none<T>() -> Outcome<T> {
        Err(Problem::new(
            "no-network",
            "This is the offline program: there is no code in it that speaks with a network.",
            "Leave out --relay, and carry the files on a stick; or take the program for connected machines.",
        ))
    }

    pub(super) fn step(
        _: &Talk,
        _: &str,
        _: &Ceremony,
        _: Awaited,
        _: fn(&Talk, &Ceremony) -> Outcome<Value>,
    ) -> Outcome<Value> {
        none()
    }

    pub(super) fn decrypt(_: &Talk, _: &str, _: &Decrypt) -> Outcome<Value> {
        none()
    }
}
