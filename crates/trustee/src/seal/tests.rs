use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

use super::*;
use crate::{
    keys::TrusteeKeys,
    testing::{CHEAP, passphrase},
};

fn keys() -> TrusteeKeys {
    TrusteeKeys::generate("Ada", &mut ChaCha20Rng::from_seed([1; 32]))
}

#[test]
fn the_right_passphrase_opens() {
    let keys = keys();
    let file = keys.seal(&passphrase(), CHEAP).unwrap();
    assert_eq!(TrusteeKeys::open(&file, &passphrase()).unwrap().public(), keys.public());
    assert_eq!(Sealed::parse(&file).unwrap().header, Header::Keys(keys.public()));
    let other = Passphrase::new("incorrect horse battery staple".into()).unwrap();
    assert!(matches!(TrusteeKeys::open(&file, &other), Err(SealError::Passphrase)));
    assert!(matches!(
        Passphrase::new("elf letters".into()),
        Err(SealError::ShortPassphrase { characters: 11 })
    ));
}

#[test]
fn the_secret_is_not_in_the_file() {
    let keys = keys();
    let file = keys.seal(&passphrase(), CHEAP).unwrap();
    let identity = keys.identity().to_string();
    for secret in [keys.signing().as_bytes().as_slice(), identity.expose_secret().as_bytes()] {
        assert!(!file.windows(secret.len()).any(|window| window == secret));
    }
    assert_ne!(file, keys.seal(&passphrase(), CHEAP).unwrap(), "salted");
}

#[test]
fn a_changed_file_is_refused() {
    let file = keys().seal(&passphrase(), CHEAP).unwrap();
    for position in 0..file.len() {
        let mut changed = file.clone();
        changed[position] ^= 1;
        assert!(TrusteeKeys::open(&changed, &passphrase()).is_err(), "byte {position}");
    }
    // a readable header that says something else
    let name = file.windows(3).position(|window| window == b"Ada").unwrap();
    let mut changed = file.clone();
    changed[name..name + 3].copy_from_slice(b"Eve");
    assert!(matches!(TrusteeKeys::open(&changed, &passphrase()), Err(SealError::Tampered)));
    assert!(TrusteeKeys::open(&file[..file.len() - 1], &passphrase()).is_err());
    assert!(TrusteeKeys::open(&[&file[..], &[0]].concat(), &passphrase()).is_err());
}

#[test]
fn other_files_are_named() {
    assert!(matches!(Sealed::parse(b"{}"), Err(SealError::NotSealed)));
    assert!(matches!(Sealed::parse(&[]), Err(SealError::NotSealed)));
    let future = Writer::new().array(4).text(MAGIC).uint(2).null().null().finish();
    assert!(matches!(Sealed::parse(&future), Err(SealError::Version { version: 2 })));
}

#[test]
fn a_file_cannot_ask_for_all_memory() {
    assert_eq!(WorkFactor::new(0), None);
    assert_eq!(WorkFactor::new(21), None);
    assert_eq!(WorkFactor::new(20), Some(WorkFactor::MAX));
    let file = keys().seal(&passphrase(), CHEAP).unwrap();
    // age writes `-> scrypt <salt> 1`; a longer number would need a new header, a larger digit does not
    let marker = b"-> scrypt ";
    let start = file.windows(marker.len()).position(|window| window == marker).unwrap();
    let end = start + file[start..].iter().position(|byte| *byte == b'\n').unwrap();
    let mut ciphertext = Sealed::parse(&file).unwrap().ciphertext.to_vec();
    let end = end - (file.len() - ciphertext.len());
    ciphertext.splice(end - 1..end, *b"40");
    let header = Header::Keys(keys().public()).encode();
    let file = Writer::new().array(4).text(MAGIC).uint(VERSION).raw(&header).bytes(&ciphertext).finish();
    assert!(matches!(TrusteeKeys::open(&file, &passphrase()), Err(SealError::Work)));
}
