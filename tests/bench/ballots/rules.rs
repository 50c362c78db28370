//! The rules that are measured.

use tabella_crypto::ballot_proof::ContestShape;

pub(crate) struct Rule {
    pub(crate) name: &'static str,
    pub(crate) contest: ContestShape,
    /// Lawful choices, different for each number.
    pub(crate) choices: Box<dyn Fn(usize) -> Vec<u32> + Send + Sync>,
    /// Whether elastic-elgamal's single choice says the same.
    pub(crate) single_choice: bool,
}

fn contest(options: usize, option_max: u32, total_min: u32, total_max: u32) -> ContestShape {
    ContestShape { key_indices: (1..=options).collect(), option_max, total_min, total_max }
}

/// One of n; blank allowed if `total_min` is 0.
fn one_of(name: &'static str, options: usize, total_min: u32) -> Rule {
    Rule {
        name,
        contest: contest(options, 1, total_min, 1),
        choices: Box::new(move |number| spread(options, [(number, 1)])),
        single_choice: true,
    }
}

/// Zeros, but for these options (counted round and round).
fn spread(options: usize, values: impl IntoIterator<Item = (usize, u32)>) -> Vec<u32> {
    let mut choices = vec![0; options];
    for (option, value) in values {
        *choices.get_mut(option % options).expect("within") = value;
    }
    choices
}

pub(crate) fn all() -> Vec<Rule> {
    let rule = |name, contest: ContestShape, choices: fn(usize) -> Vec<u32>| Rule {
        name,
        contest,
        choices: Box::new(choices),
        single_choice: false,
    };
    vec![
        one_of("1-of-2", 2, 1),
        one_of("1-of-5", 5, 1),
        one_of("1-of-20", 20, 1),
        one_of("1-of-60", 60, 1),
        // with a blank ballot
        one_of("1-of-80", 80, 0),
        rule("approval-20", contest(20, 1, 0, 20), |number| {
            spread(20, (0..number % 20).map(|i| (number + 3 * i, 1)))
        }),
        rule("5-of-20", contest(20, 1, 0, 5), |number| spread(20, (0..5).map(|i| (number + 3 * i, 1)))),
        // Luxembourg's ballot in its largest constituency
        rule("panachage-60", contest(60, 2, 0, 23), |number| {
            spread(60, (0..12).map(|i| (number + 5 * i, if i == 0 { 1 } else { 2 })))
        }),
        rule("points-5", contest(5, 1000, 0, 1000), |number| spread(5, (0..4).map(|i| (number + i, 250)))),
    ]
}
