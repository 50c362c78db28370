//! A tree hash as words, for people who compare it by voice.

use bip39::{Language, Mnemonic};
use tabella_crypto::RootHash;

/// The 32 bytes as 24 English words (BIP 39: 256 bits and a checksum of 8), separated by single spaces.
pub fn root_words(root: &RootHash) -> String {
    // 32 bytes are a lawful length, so there is always a mnemonic
    Mnemonic::from_entropy_in(Language::English, root.as_bytes())
        .map(|words| words.to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_bip39() {
        // the first vectors of 256 bits in BIP 39's reference
        let zeros = format!("{}art", "abandon ".repeat(23));
        assert_eq!(root_words(&RootHash([0; 32])), zeros);
        let ones = format!("{}vote", "zoo ".repeat(23));
        assert_eq!(root_words(&RootHash([0xff; 32])), ones);
        let mut root = [0xff; 32];
        root[31] ^= 1;
        assert_ne!(root_words(&RootHash(root)), ones);
    }
}
