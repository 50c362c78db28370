//! Left-over bytes, large heads, random bytes (A20, A21, A23).

use std::collections::BTreeMap;

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use rand_core::RngCore as _;
use tabella_board::{
    BoardState, Entry, EntryError, PostedEntry, authorise_batch, verify_authorised, verify_batch,
    verify_posted,
};
use tabella_crypto::{authorisation::Purpose, cbor::Writer};
use tabella_election::{Election, ManifestError};
use tabella_tests::{Fixture, Setup, drafts::contest};

use crate::{
    encodings::mixed,
    open, refused,
    weak::{Forged, cast_entry, tracker},
};

/// Bytes before or after, another spelling of the same, a manifest that two parsers could read in two ways.
#[test]
fn a20_second_encodings() {
    let (mut fixture, voter, honest) = mixed();
    let entry = honest.entry(&voter.secret, &mut fixture.rng);
    let good = entry.bytes().to_vec();
    let with_blob = |bytes: Vec<u8>| Entry::with_blob(bytes, vec![]);
    refused(&mut fixture, with_blob([&good[..], &[0]].concat()).unwrap(), "encoding");
    assert!(with_blob([&[0], &good[..]].concat()).is_err());
    let long = [&good[..], &vec![0; 1 << 20]].concat();
    assert!(matches!(with_blob(long), Err(EntryError::TooLong(_))));
    // the same with a longer head, with an indefinite array, with an indefinite string
    for head in [&[0x98, 4][..], &[0x99, 0, 4], &[0x9f]] {
        let end: &[u8] = if head == [0x9f] { &[0xff] } else { &[] };
        let bytes = [head, &good[1..], end].concat();
        assert!(with_blob(bytes).map_or(true, |entry| fixture.clone().refuse(entry).name() == "encoding"));
    }
    // a ballot with a byte more or less inside
    let ballot = honest.encode();
    for other in
        [[&ballot[..], &[0]].concat(), [&[0], &ballot[..]].concat(), ballot[..ballot.len() - 1].to_vec()]
    {
        refused(&mut fixture, cast_entry(&other, &[0; 32], &[0; 32]), "encoding");
    }
    // every integer and string head spelled longer: version 1 as 0x1801
    let mut longer = ballot.clone();
    longer.splice(1..2, [0x18, 0x01]);
    refused(&mut fixture, cast_entry(&longer, &[0; 32], &[0; 32]), "encoding");

    let manifest = String::from_utf8(fixture.election.bytes().to_vec()).unwrap();
    assert!(Election::parse(manifest.as_bytes()).is_ok());
    let replace = |from: &str, to: &str| {
        assert!(manifest.contains(from), "{from}");
        manifest.replacen(from, to, 1)
    };
    let key = fixture.election.manifest().authority.key.clone();
    for bad in [
        replace("\"version\": 1", "\"version\": 1, \"version\": 1"),
        replace("\"version\": 1", "\"version\": 1.0"),
        replace("\"version\": 1", "\"version\": 1e0"),
        replace("\"version\": 1", "\"version\": \"1\""),
        replace("\"version\": 1", "\"version\": 1, \"extra\": null"),
        replace("\"option_max\": 1", "\"option_max\": 1, \"option_max\": 2"),
        replace("\"option_max\": 1", "\"option_max\": -1"),
        replace("\"option_max\": 1", "\"option_max\": 01"),
        replace(&key, &key.to_uppercase()),
        replace(&key, &format!("{key}00")),
        format!("{manifest}{{}}"),
        format!("\u{feff}{manifest}"),
    ] {
        assert!(Election::parse(bad.as_bytes()).is_err());
    }
    let mut not_text = manifest.clone().into_bytes();
    let at = manifest.find("Contest 1").unwrap();
    not_text[at] = 0xff;
    assert!(matches!(Election::parse(&not_text), Err(ManifestError::NotUtf8 { .. })));
}

/// Heads that announce gigabytes, and arrays in arrays in arrays.
#[test]
fn a21_large_heads() {
    let (mut fixture, _, honest) = mixed();
    let ballot = honest.encode();
    // every byte string's head (0x58, one byte of length) with a length of 2, 4 and 8 bytes
    let heads: Vec<usize> = (0..ballot.len() - 1).filter(|i| ballot[*i] == 0x58).collect();
    assert!(heads.len() > 10);
    for at in heads {
        for head in
            [&[0x59, 0xff, 0xff][..], &[0x5a, 0xff, 0xff, 0xff, 0xff], &[0x5b, 0x80, 0, 0, 0, 0, 0, 0, 0]]
        {
            let mut bytes = ballot.clone();
            bytes.splice(at..at + 2, head.iter().copied());
            refused(&mut fixture, cast_entry(&bytes, &[0; 32], &[0; 32]), "encoding");
        }
    }
    for array in
        [&[0x9a, 0xff, 0xff, 0xff, 0xff][..], &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]]
    {
        let mut bytes = ballot.clone();
        bytes.splice(0..1, array.iter().copied());
        refused(&mut fixture, cast_entry(&bytes, &[0; 32], &[0; 32]), "encoding");
    }
    let nested = vec![0x81; 60_000];
    assert!(Entry::with_blob(nested.clone(), vec![]).is_err());
    refused(&mut fixture, cast_entry(&nested, &[0; 32], &[0; 32]), "encoding");
    let json = "[".repeat(100_000);
    assert!(Election::parse(json.as_bytes()).is_err());
    // blobs
    fixture.end();
    fixture.close();
    let trustee = fixture.trustees()[0];
    for blob in [nested, vec![0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], vec![0x9a, 0, 0, 0, 2]] {
        let hash = tabella_crypto::BlobHash::of(&blob);
        let message = tabella_election::message::DecryptionShare { trustee, share_hash: hash };
        let entry = fixture.signed(message, &fixture.trustee(trustee).signing, blob.clone());
        refused(&mut fixture, entry, "encoding");
        let message = tabella_election::message::ResultPosted { result_hash: hash };
        let entry = fixture.signed(message, &fixture.people.authority, blob);
        refused(&mut fixture, entry, "encoding");
    }
}

/// Random changes of every kind of entry and of its blob, before and after their place: errors, never a panic, never
/// accepted. Sampled: 40 changes of each entry of a whole election.
#[test]
fn a23_no_bytes_make_a_verifier_panic() {
    let mut fixture = Fixture::new(&Setup::with_contests(&[contest(2, 1, 0, 1), contest(1, 1000, 0, 1000)]));
    let voter = fixture.credential(0, 1);
    fixture.challenge(&voter, &[0, 0, 3]);
    fixture.cast(&voter, &[1, 0, 5]);
    let new = fixture.replace(&voter);
    let entry = fixture.notice(1, None);
    fixture.expect(entry);
    let other = fixture.credential(0, 2);
    fixture.revoke(&other, tabella_election::message::Reason::Paper);
    fixture.cast(&new, &[0, 1, 1000]);
    fixture.finish();

    let mut rng = ChaCha20Rng::seed_from_u64(23);
    let mut state = BoardState::new(std::sync::Arc::clone(&fixture.election));
    for entry in &fixture.entries {
        let context = state.context();
        let mut changed = Vec::new();
        for _ in 0..40 {
            let mut bytes = entry.bytes().to_vec();
            let mut blob = entry.blob().to_vec();
            let target = if !blob.is_empty() && rng.next_u32() % 2 == 0 { &mut blob } else { &mut bytes };
            mutate(target, &mut rng);
            // with the hash that was signed, and with the right one
            changed.extend(Entry::with_blob(bytes, blob).ok());
        }
        let unchanged = changed.iter().position(|other| other == entry);
        for (i, verdict) in verify_batch(&context, changed, &mut rng).into_iter().enumerate() {
            assert!(verdict.is_err() || Some(i) == unchanged, "a changed {} entry verified", entry.kind());
        }
        let source = tabella_tests::MemoryBoard(&fixture.entries);
        tabella_board::admit(&mut state, vec![entry.clone()], &source, &mut rng).unwrap().remove(0).unwrap();
    }
    // blobs under a good signature: the trustee itself is hostile
    let statement = fixture.statement();
    let trustee = fixture.trustees()[0];
    let good = fixture.share(trustee, &statement).encode();
    for _ in 0..200 {
        let mut blob = good.clone();
        mutate(&mut blob, &mut rng);
        if let Ok(share) = tabella_election::share::TallyShare::decode(&blob, &statement) {
            let keys = fixture.state.ceremony().unwrap();
            assert!(tabella_tally::verify_share(&statement, keys, trustee, &share).is_err() || blob == good);
        }
    }
    let empty = [vec![], vec![0x80], vec![0x81, 0x60], Writer::new().array(1).text("ballot").finish()];
    for bytes in empty {
        if let Ok(entry) = Entry::with_blob(bytes, vec![]) {
            assert!(verify_batch(&fixture.state.context(), vec![entry], &mut rng)[0].is_err());
        }
    }
}

/// Flips, cuts, repeats or overwrites a little.
fn mutate(bytes: &mut Vec<u8>, rng: &mut ChaCha20Rng) {
    let at = rng.next_u32() as usize % bytes.len();
    match rng.next_u32() % 5 {
        0 => bytes[at] ^= 1 << (rng.next_u32() % 8),
        1 => bytes.truncate(at),
        2 => {
            let tail = bytes[at..].to_vec();
            bytes.extend(tail);
        }
        3 => {
            let end = bytes.len().min(at + 32);
            rng.fill_bytes(&mut bytes[at..end]);
        }
        _ => bytes.insert(at, rng.next_u32() as u8),
    }
}

/// A ballot box decodes first and asks in steps, an observer asks once: whichever way, one ballot has one verdict. The holder of the
/// credential authorises each wrong ballot, so that more than the authorisation is asked.
#[test]
fn every_way_to_ask_gives_one_verdict() {
    let mut fixture = open(&[contest(2, 1, 0, 1), contest(2, 300, 0, 300)]);
    let voter = fixture.credential(0, 1);
    let (posted, _) = fixture.ballot(&voter, &[1, 0, 100, 200]);
    let good = Forged::of(&fixture, &posted).encode();
    let (context, styles, id) = (fixture.state.context(), fixture.styles(), *fixture.election.id());
    let mut verdicts: BTreeMap<String, u32> = BTreeMap::new();
    let mut ask = |entry: Entry, what: &str| {
        let Ok(decoded) = PostedEntry::decode(&entry, &styles) else { return };
        let mut rng = ChaCha20Rng::seed_from_u64(7);
        let mut ahead = decoded.clone();
        ahead.decode_ahead();
        let once = verify_batch(&context, vec![entry], &mut rng).remove(0).err();
        for posted in [decoded.clone(), ahead] {
            assert_eq!(verify_posted(&context, vec![posted], &mut rng).remove(0).err(), once, "{what}");
        }
        let authorised = authorise_batch(&context, vec![decoded], &mut rng).remove(0);
        let in_steps =
            authorised.and_then(|ballot| verify_authorised(&context, vec![ballot], &mut rng).remove(0));
        assert_eq!(in_steps.err(), once, "{what}");
        let name = once.map_or("none".to_owned(), |rejection| rejection.name().to_string());
        *verdicts.entry(name).or_default() += 1;
    };
    // as it is, and with each seventh byte changed
    for place in std::iter::once(None).chain((0..good.len()).step_by(7).map(Some)) {
        let mut ballot = good.clone();
        if let Some(place) = place {
            ballot[place] ^= 1;
        }
        let own = voter.secret.authorise(&id, Purpose::Cast, &tracker(&ballot), &mut fixture.rng);
        ask(cast_entry(&ballot, own.key.as_bytes(), &own.z), &format!("byte {place:?}"));
    }
    let other = voter.secret.authorise(&id, Purpose::Cast, &[0; 32], &mut fixture.rng);
    ask(cast_entry(&good, other.key.as_bytes(), &other.z), "another ballot's authorisation");
    let count = |name: &str| verdicts.get(name).copied().unwrap_or_default();
    assert_eq!(count("none"), 1, "{verdicts:?}");
    assert!(count("ballot-proof") > 20 && count("point") > 20 && count("authorisation") > 0, "{verdicts:?}");
}
