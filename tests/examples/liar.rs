//! A trustee who lies: another share of the decryption than that of the key, signed with the trustee's own key.
//!
//! `liar OWN.trustee PASSPHRASE-FILE MANIFEST SHARE.entry SHARE-BLOB OUT` writes the lie's entry to `OUT.entry`, and its content to
//! `OUT`. No program of the project makes one, so the sealed key file is read here with nothing but age. For tests.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a program for tests that cannot go on must stop"
)]

use std::{fs, process::ExitCode};

use tabella_crypto::{BlobHash, signature::SigningKey};
use tabella_election::{Election, Signed, message::DecryptionShare};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [own, passphrase, manifest, entry, blob, out] = &arguments[..] else {
        eprintln!("usage: liar OWN.trustee PASSPHRASE-FILE MANIFEST SHARE.entry SHARE-BLOB OUT");
        return ExitCode::from(2);
    };
    let election = Election::parse(&fs::read(manifest).unwrap()).unwrap();
    let honest = Signed::<DecryptionShare>::decode(&fs::read(entry).unwrap()).unwrap().message;
    let mut lie = fs::read(blob).unwrap();
    assert_eq!(BlobHash::of(&lie), honest.share_hash, "the content of another entry");
    // the proof's last scalar, in its lowest byte: it stays a scalar, and the proof fails
    let position = lie.len() - 32;
    lie[position] ^= 1;
    let message = DecryptionShare { trustee: honest.trustee, share_hash: BlobHash::of(&lie) };
    let signed = Signed::sign(message, election.id(), &signing_key(own, passphrase));
    let key = election.trustee_key(honest.trustee).unwrap();
    signed.verify(election.id(), key).expect("the key file is that of the share's trustee");
    fs::write(format!("{out}.entry"), signed.encode()).unwrap();
    fs::write(out, lie).unwrap();
    ExitCode::SUCCESS
}

/// The signing key in a sealed key file.
fn signing_key(path: &str, passphrase: &str) -> SigningKey {
    let file = fs::read(path).unwrap();
    let start = file.windows(18).position(|window| window == b"age-encryption.org").unwrap();
    let passphrase = fs::read_to_string(passphrase).unwrap();
    let words = passphrase.lines().next().unwrap().to_owned();
    let opened = age::decrypt(&age::scrypt::Identity::new(words.into()), &file[start..]).unwrap();
    // u32be(length of header) || header || seed || age identity
    let header = usize::try_from(u32::from_be_bytes(opened[..4].try_into().unwrap())).unwrap();
    SigningKey::from_bytes(opened[4 + header..4 + header + 32].try_into().unwrap())
}
