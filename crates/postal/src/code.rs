//! Codes that people read out and type: the reference of a request and the code on an envelope.

use std::{fmt, str::FromStr};

use rand_core::{CryptoRng, RngCore};

/// Digits and capital letters that are not taken for each other: no I, L, O, U, Z. As many as a prime number.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKMNPQRSTVWXY";
/// How many characters are random: 54 bits.
const RANDOM: usize = 11;
/// Letters and digits of a code, the check character among them.
pub const LENGTH: usize = RANDOM + 1;
/// Characters between two hyphens.
const GROUP: usize = 4;

/// Why a text is not such a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Too short or too long.
    #[error("a code has {LENGTH} letters and digits: type all of them")]
    Length,
    /// A character that no code has.
    #[error("a code has only letters and digits, without U and Z")]
    Character,
    /// A slip: one character is wrong, or two changed places.
    #[error("one of the characters is wrong, or two are in the wrong order: compare it with the letter")]
    Check,
}

/// The place of a character in the alphabet. What is easily mistaken is read as what it is taken for.
fn value(c: char) -> Option<u32> {
    let c = match c.to_ascii_uppercase() {
        'I' | 'L' => '1',
        'O' => '0',
        c => c,
    };
    ALPHABET.iter().position(|known| char::from(*known) == c).and_then(|at| u32::try_from(at).ok())
}

/// Weights are different modulo the prime 31, the check character's -1 included: one wrong character is noticed, and any two
/// in each other's place.
/// `kind` keeps codes of one kind from being read as codes of another.
fn check(values: &[u32], kind: u32) -> u32 {
    let weighted = values.iter().zip(1..).map(|(value, weight)| value * weight);
    (kind + weighted.sum::<u32>()) % 31
}

fn character(value: u32) -> char {
    // Index safety: values are below 31, the length of the alphabet.
    usize::try_from(value).ok().and_then(|at| ALPHABET.get(at)).map_or('0', |c| char::from(*c))
}

fn generate(kind: u32, rng: &mut (impl RngCore + CryptoRng)) -> String {
    let mut values = Vec::with_capacity(LENGTH);
    while values.len() < RANDOM {
        // 31 of 32 values: no character is likelier than another
        let value = rng.next_u32() >> 27;
        if value < 31 {
            values.push(value);
        }
    }
    values.push(check(&values, kind));
    values.into_iter().map(character).collect()
}

fn read(text: &str, kind: u32) -> Result<String, CodeError> {
    let typed = text.chars().filter(|c| !c.is_whitespace() && *c != '-');
    let values: Vec<u32> = typed.map(|c| value(c).ok_or(CodeError::Character)).collect::<Result<_, _>>()?;
    let (last, random) = values.split_last().ok_or(CodeError::Length)?;
    if random.len() != RANDOM {
        return Err(CodeError::Length);
    }
    if check(random, kind) != *last {
        return Err(CodeError::Check);
    }
    Ok(values.into_iter().map(character).collect())
}

fn write(code: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (position, c) in code.chars().enumerate() {
        if position > 0 && position % GROUP == 0 {
            f.write_str("-")?;
        }
        write!(f, "{c}")?;
    }
    Ok(())
}

macro_rules! code {
    ($(#[$doc:meta])* $name:ident, $kind:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// A new one. Nobody guesses it, and it says nothing of how many there are.
            pub fn generate(rng: &mut (impl RngCore + CryptoRng)) -> Self {
                Self(generate($kind, rng))
            }
        }

        /// Such as `0123-4567-89A6`.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write(&self.0, f)
            }
        }

        /// As it is typed: small letters, spaces and missing hyphens are taken, O is 0, I and L are 1.
        impl FromStr for $name {
            type Err = CodeError;

            fn from_str(text: &str) -> Result<Self, CodeError> {
                read(text, $kind).map(Self)
            }
        }
    };
}

code!(
    /// The number of a request, for the person and the office. Whose it is stands nowhere in it: it opens nothing by itself.
    Reference,
    0
);
code!(
    /// The code on an envelope, in letters and as a picture. A pack that is sent again has a new one.
    PackCode,
    7
);

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    use super::*;

    fn reference(seed: u64) -> Reference {
        Reference::generate(&mut ChaCha20Rng::seed_from_u64(seed))
    }

    #[test]
    fn read_as_it_is_typed() {
        let code: Reference = "0123-4567-89A6".parse().unwrap();
        assert_eq!(code.to_string(), "0123-4567-89A6");
        for typed in ["o123 4567 89a6", "0I23-456789A6", " 0l23456789A6 "] {
            assert_eq!(typed.parse(), Ok(code.clone()), "{typed}");
        }
        assert_eq!("0123-4567-89A".parse::<Reference>(), Err(CodeError::Length));
        assert_eq!("".parse::<Reference>(), Err(CodeError::Length));
        assert_eq!("0123-4567-89A69".parse::<Reference>(), Err(CodeError::Length));
        assert_eq!("0123-4567-89AU".parse::<Reference>(), Err(CodeError::Character));
        assert_eq!("0123-4567-89AA".parse::<Reference>(), Err(CodeError::Check));
    }

    #[test]
    fn a_reference_is_no_pack_code() {
        for seed in 0..50 {
            assert_eq!(reference(seed).to_string().parse::<PackCode>(), Err(CodeError::Check));
        }
    }

    #[test]
    fn different_and_evenly_drawn() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let codes: BTreeSet<_> = (0..20_000).map(|_| Reference::generate(&mut rng)).collect();
        assert_eq!(codes.len(), 20_000);
        let first = codes.iter().filter(|code| code.0.starts_with('0')).count();
        // 645 expected; 25 is the standard deviation
        assert!((500..800).contains(&first), "{first}");
    }

    proptest! {
        #[test]
        fn every_slip_is_noticed(seed: u64, at in 0..LENGTH, other in 0..LENGTH, c in 0..31_u32) {
            let code = reference(seed);
            prop_assert_eq!(code.to_string().parse::<Reference>(), Ok(code.clone()));
            let characters: Vec<char> = code.0.chars().collect();

            let mut wrong = characters.clone();
            wrong[at] = character(c);
            let read = wrong.iter().collect::<String>().parse::<Reference>();
            prop_assert_eq!(read.is_ok(), wrong == characters);

            let mut swapped = characters.clone();
            swapped.swap(at, other);
            let read = swapped.iter().collect::<String>().parse::<Reference>();
            prop_assert_eq!(read.is_ok(), swapped == characters);
        }
    }
}
