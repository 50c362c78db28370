//! elastic-elgamal 0.3.1's single-choice ballot: one ciphertext per option, a ring proof each, one proof of their sum.
//! It has no batch verification, no authorisation, and is handed decoded points.

use elastic_elgamal::{
    Keypair,
    app::{ChoiceParams, EncryptedChoice},
    group::Ristretto,
};

use super::rng;
use crate::measure::Contender;

/// About as much work per round as a batch of ours: nothing is shared between ballots, so their number does not matter.
const CIPHERTEXTS: usize = 500;

pub(super) fn contender<'a>(options: usize) -> Contender<'a> {
    let mut random = rng(5);
    let (receiver, _) = Keypair::<Ristretto>::generate(&mut random).into_tuple();
    let parameters = ChoiceParams::single(receiver, options);
    let ballots: Vec<_> = (0..CIPHERTEXTS.div_ceil(options))
        .map(|number| EncryptedChoice::single(&parameters, number % options, &mut random))
        .collect();
    Contender::new(ballots.len(), move || {
        for ballot in &ballots {
            assert!(ballot.verify(&parameters).is_ok(), "a lawful ballot was refused");
        }
    })
}
