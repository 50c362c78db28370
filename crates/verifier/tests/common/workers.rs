//! A judge and its seconds, one after the other.

use std::num::NonZeroU32;

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use tabella_tlog::Source;
use tabella_verifier::{Report, Second, SecondStep, Shared, Step, Trust, Turn, Voucher};

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::from_seed([2; 32])
}

/// A judge where it waits; or its report, if it went on alone.
pub(crate) fn judge<'a>(source: &'a dyn Source, trust: &Trust, of: u32) -> Result<Shared<'a>, Box<Report>> {
    let mut judge = Shared::new(source, trust.clone(), NonZeroU32::new(of).unwrap());
    loop {
        match judge.step(&mut |_| {}, &mut rng()) {
            Step::Onwards => {}
            Step::Waiting => return Ok(judge),
            Step::Report(report) => return Err(report),
        }
    }
}

/// What comes of a judge that waits for nobody.
pub(crate) fn concluded(mut judge: Shared<'_>) -> Box<Report> {
    loop {
        match judge.step(&mut |_| {}, &mut rng()) {
            Step::Onwards => {}
            Step::Waiting => panic!("the judge waits"),
            Step::Report(report) => return report,
        }
    }
}

/// What a second vouches for, if it does.
pub(crate) fn second(source: &dyn Source, trust: &Trust, note: Vec<u8>, turn: Turn) -> Option<Voucher> {
    let mut second = Second::new(source, trust.clone(), note, turn);
    loop {
        match second.step(&mut |_| {}, &mut rng()) {
            SecondStep::Onwards => {}
            SecondStep::Voucher(voucher) => {
                assert_eq!(Voucher::decode(&voucher.encode()).as_ref(), Some(&*voucher));
                return Some(*voucher);
            }
            SecondStep::Nothing(_) => return None,
        }
    }
}

/// The report of so many workers.
pub(crate) fn shared(source: &dyn Source, trust: &Trust, of: u32) -> Report {
    let mut judge = match judge(source, trust, of) {
        Ok(judge) => judge,
        Err(report) => return *report,
    };
    let note = judge.note().unwrap();
    let vouchers: Option<Vec<Voucher>> =
        (1..of).map(|number| second(source, trust, note.clone(), Turn::new(number, of).unwrap())).collect();
    match vouchers {
        Some(vouchers) => judge.vouch(&vouchers).unwrap(),
        None => judge.alone(),
    }
    *concluded(judge)
}
