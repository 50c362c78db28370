//! Bytes as text: hexadecimal digits in lower case, and base64 (RFC 4648, section 4). Each has one spelling; no other is read.

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The bytes of lower-case hexadecimal digits.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |c: u8| match c {
        b'0'..=b'9' => Some(c - b'0'),
        b'a'..=b'f' => Some(c - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks();
    let bytes = pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?));
    if rest.is_empty() { bytes.collect() } else { None }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base64 with its padding.
pub fn base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0_u32, |bits, at| bits << 8 | u32::from(group.get(at).copied().unwrap_or(0)));
        for at in 0..4 {
            // as many digits as the bytes need, and padding
            let digit = ALPHABET.get((bits >> (18 - 6 * at) & 63) as usize).filter(|_| at <= group.len());
            text.push(digit.copied().unwrap_or(b'=').into());
        }
    }
    text
}

/// The bytes of base64 with its padding; digits that are not all used must end with zeroes.
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    let digit = |c: u8| match c {
        b'A'..=b'Z' => Some(c - b'A'),
        b'a'..=b'z' => Some(c - b'a' + 26),
        b'0'..=b'9' => Some(c - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let (groups, rest) = text.as_bytes().as_chunks::<4>();
    let mut bytes = Vec::with_capacity(groups.len() * 3);
    for (at, group) in groups.iter().enumerate() {
        let padding = if at + 1 == groups.len() {
            group.iter().rev().take(2).take_while(|c| **c == b'=').count()
        } else {
            0
        };
        let digits = group.iter().take(4 - padding).map(|c| digit(*c).map(u32::from));
        let bits =
            digits.chain([Some(0), Some(0)]).take(4).try_fold(0_u32, |bits, d| Some(bits << 6 | d?))?;
        let [_, taken @ ..] = bits.to_be_bytes();
        let (whole, unused) = taken.split_at_checked(3 - padding)?;
        if unused.iter().any(|byte| *byte != 0) {
            return None;
        }
        bytes.extend(whole);
    }
    rest.is_empty().then_some(bytes)
}

#[cfg(test)]
mod tests {
    use data_encoding::{BASE64, HEXLOWER};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn as_others_write_it(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            prop_assert_eq!(hex(&bytes), HEXLOWER.encode(&bytes));
            prop_assert_eq!(base64(&bytes), BASE64.encode(&bytes));
            prop_assert_eq!(from_hex(&hex(&bytes)), Some(bytes.clone()));
            prop_assert_eq!(from_base64(&base64(&bytes)), Some(bytes));
        }

        #[test]
        fn as_others_read_it(text in "[AQgw+/=]{0,12}|[0-9a-gA]{0,8}|.{0,8}") {
            // which takes padding also between groups: then there would be two texts for the same bytes
            let base64 = BASE64.decode(text.as_bytes()).ok().filter(|bytes| BASE64.encode(bytes) == text);
            prop_assert_eq!(from_base64(&text), base64);
            prop_assert_eq!(from_hex(&text), HEXLOWER.decode(text.as_bytes()).ok());
        }
    }

    #[test]
    fn one_spelling() {
        assert_eq!(from_base64("AAA="), Some(vec![0, 0]));
        for bad in ["AAB=", "AB==", "A===", "====", "AA=A", "AA==AAAA", "AAA", "AA A", "AA-_", "AAAA\n"] {
            assert_eq!(from_base64(bad), None, "{bad}");
        }
        for bad in ["0", "0G", "AA", "é"] {
            assert_eq!(from_hex(bad), None, "{bad}");
        }
    }
}
