//! The fingerprint of RSA keys whose primes are `k·M + 65537^a mod M` for a primorial M: such a modulus is itself a power of
//! 65537 modulo every small prime (Nemec, Sys, Svenda, Klinec, Matyas: The Return of Coppersmith's Attack, CCS 2017, section
//! 3.4; CVE-2017-15361).

/// The primes of the smallest primorial that the generator used; those of longer keys include them.
const PRIMES: [u16; 38] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103,
    107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/// Whether the modulus (big-endian) could come from that generator. Another modulus passes for one of them with a
/// probability of about 2^-27.
pub(super) fn has_fingerprint(modulus: &[u8]) -> bool {
    PRIMES.iter().all(|prime| {
        let prime = u32::from(*prime);
        let residue = modulus.iter().fold(0, |rest, byte| (rest * 256 + u32::from(*byte)) % prime);
        let generator = 65_537 % prime;
        let mut power = 1;
        loop {
            if power == residue {
                return true;
            }
            power = power * generator % prime;
            if power == 1 {
                return false;
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Little-endian numbers of 32-bit digits are enough to make a modulus like the generator's.
    fn times_plus(number: &mut Vec<u32>, factor: u32, summand: u32) {
        let mut carry = u64::from(summand);
        for digit in number.iter_mut() {
            carry += u64::from(*digit) * u64::from(factor);
            *digit = u32::try_from(carry & 0xffff_ffff).unwrap();
            carry >>= 32;
        }
        if carry > 0 {
            number.push(u32::try_from(carry).unwrap());
        }
    }

    fn bytes(number: &[u32]) -> Vec<u8> {
        number.iter().rev().flat_map(|digit| digit.to_be_bytes()).collect()
    }

    #[test]
    fn f06_roca_fingerprint() {
        // M·k + 65537: a modulus of the generator with a = 1, whatever k is.
        let mut faulty = vec![1];
        for prime in std::iter::once(2).chain(PRIMES) {
            times_plus(&mut faulty, u32::from(prime), 0);
        }
        while faulty.len() < 64 {
            times_plus(&mut faulty, 0xdead_beef, 0);
        }
        times_plus(&mut faulty, 1, 65_537);
        assert!(has_fingerprint(&bytes(&faulty)));
        // 65537^5 is one, too.
        let mut power = vec![1];
        (0..5).for_each(|_| times_plus(&mut power, 65_537, 0));
        assert!(has_fingerprint(&bytes(&power)));
        // Its neighbours are not.
        times_plus(&mut faulty, 1, 2);
        assert!(!has_fingerprint(&bytes(&faulty)));
        times_plus(&mut power, 1, 2);
        assert!(!has_fingerprint(&bytes(&power)));
    }

    #[test]
    fn other_moduli_do_not_have_it() {
        let mut state = 1u64;
        for _ in 0..2_000 {
            let modulus: Vec<u8> = std::iter::repeat_with(|| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                u8::try_from(state >> 56).unwrap()
            })
            .take(256)
            .collect();
            assert!(!has_fingerprint(&modulus));
        }
    }
}
