//! Boards that are not as they should be.
#![expect(
    clippy::unnecessary_wraps,
    reason = "some mutations cannot be made of every board, and all have one type"
)]

use ed25519_dalek::{Signer as _, SigningKey};
use rand_chacha::ChaCha20Rng;
use rand_core::RngCore as _;
use tabella_board::Kind;
use tabella_crypto::{
    BlobHash, CompressedRistretto, ElectionId, TrusteeIndex,
    authorisation::{CredentialSecret, Purpose},
    hash::sha256,
};
use tabella_election::message::{Credential, Notice};
use tabella_tlog::{Checkpoint, Hash, TreeSize};

use crate::{
    cbor::{Item, change_bytes},
    files::{Files, Raw, log, signed},
    valid::{Family, below},
};

/// A board that differs from a lawful one.
pub(crate) struct Mutated {
    /// How it differs.
    pub(crate) name: String,
    /// Its files.
    pub(crate) files: Files,
    /// Whether the authority is trusted, in place of the election.
    pub(crate) by_authority: bool,
}

type Mutation = fn(&Family, &Files, &mut ChaCha20Rng) -> Option<(String, Files)>;

/// With how many of thirty-odd mutations each is drawn.
const MUTATIONS: &[(usize, Mutation)] = &[
    (5, byte_of_a_file),
    (1, file_gone),
    (1, file_length),
    (1, checkpoint_changed),
    (1, kept_notes),
    (1, entries_swapped_in_place),
    (3, byte_of_an_entry),
    (2, entries_moved),
    (2, times_and_witnesses),
    (7, element_of_an_entry),
    (5, element_of_a_blob),
    (4, ballot_authorised_again),
    (2, challenge_authorised_again),
    (2, odd_encoding),
    (1, other_count),
    (1, two_faults),
    (2, other_signer),
    (2, entry_out_of_place),
    (1, manifest_changed),
];

/// Another board than the family's.
pub(crate) fn mutate(family: &Family, lawful: &Files, rng: &mut ChaCha20Rng) -> Mutated {
    let all: usize = MUTATIONS.iter().map(|(weight, _)| weight).sum();
    loop {
        let mut at = below(rng, all);
        let (_, mutation) = MUTATIONS
            .iter()
            .find(|(weight, _)| {
                let found = at < *weight;
                at = at.wrapping_sub(*weight);
                found
            })
            .unwrap();
        if let Some((name, files)) = mutation(family, lawful, rng)
            && files != *lawful
        {
            let by_authority = name.starts_with("manifest") || below(rng, 10) == 0;
            return Mutated { name, files, by_authority };
        }
    }
}

/// Path of the last bundle.
fn last_bundle(family: &Family) -> String {
    let (full, rest) = (family.entries.len() / 256, family.entries.len() % 256);
    if rest == 0 {
        format!("tile/entries/{:03}", full - 1)
    } else {
        format!("tile/entries/{full:03}.p/{rest}")
    }
}

fn pick<'a>(files: &'a Files, rng: &mut ChaCha20Rng) -> (&'a String, &'a Vec<u8>) {
    files.iter().nth(below(rng, files.len())).unwrap()
}

// Files alone: whoever does this has no keys.

fn byte_of_a_file(family: &Family, lawful: &Files, rng: &mut ChaCha20Rng) -> Option<(String, Files)> {
    let mut files = lawful.clone();
    let (path, bytes) = pick(lawful, rng);
    // half of them where the entries are
    let entries = last_bundle(family);
    let (path, length) =
        if below(rng, 2) == 0 { (&entries, lawful[&entries].len()) } else { (path, bytes.len()) };
    let at = below(rng, length);
    files.get_mut(path)?[at] ^= 1 << below(rng, 8);
    Some((format!("byte {at} of {path}"), files))
}

fn file_gone(_: &Family, lawful: &Files, rng: &mut ChaCha20Rng) -> Option<(String, Files)> {
    let mut files = lawful.clone();
    let (path, _) = pick(lawful, rng);
    files.remove(path);
    Some((format!("no {path}"), files))
}

fn file_length(_: &Family, lawful: &Files, rng: &mut ChaCha20Rng) -> Option<(String, Files)> {
    let mut files = lawful.clone();
    let (path, _) = pick(lawful, rng);
    let bytes = files.get_mut(path)?;
    let what = match below(rng, 4) {
        0 => {
            bytes.push(0);
            "a byte more"
        }
        1 => {
            bytes.pop();
            "a byte less"
        }
        2 => {
            bytes.truncate(bytes.len() / 2);
            "the first half"
        }
        _ => {
            bytes.clear();
            "nothing"
        }
    };
    Some((format!("{what} in {path}"), files))
}

/// Where each entry of the last bundle lies, its length included.
fn places(bundle: &[u8]) -> Vec<std::ops::Range<usize>> {
    let (mut places, mut at) = (Vec::new(), 0);
    while at < bundle.len() {
        let end = at + 2 + usize::from(u16::from_be_bytes([bundle[at], bundle[at + 1]]));
        places.push(at..end);
        at = end;
    }
    places
}

fn entries_swapped_in_place(
    family: &Family,
    lawful: &Files,
    rng: &mut ChaCha20Rng,
) -> Option<(String, Files)> {
    let mut files = lawful.clone();
    let path = last_bundle(family);
    let bundle = &lawful[&path];
    let mut entries = places(bundle);
    let (one, other) = (below(rng, entries.len()), below(rng, entries.len()));
    entries.swap(one, other);
    let swapped = entries.into_iter().flat_map(|place| bundle[place].to_vec()).collect();
    files.insert(path.clone(), swapped);
    Some((format!("entries {one} and {other} of {path} swapped"), files))
}

// The log signs another tree, or another note.

fn checkpoint_changed(family: &Family, lawful: &Files, rng: &mut ChaCha20Rng) -> Option<(String, Files)> {
    let mut files = lawful.clone();
    let (people, size) = (&family.fixture.people, family.entries.len() as u64);
    let (origin, root) = (tabella_tests::LOG_NAME, family.fixture.state.tree().root());
    let head = match below(rng, 5) {
        0 => Checkpoint::new(origin, TreeSize(size), Hash([1; 32])),
        1 => Checkpoint::new(origin, TreeSize(size + 1), root),
        // no leaves have one root, and the log signs no other
        2 if size > 1 => Checkpoint::new(origin, TreeSize(size - 1), root),
        3 => {
            let kept: Vec<_> = lawful.iter().filter(|(path, _)| path.starts_with("witnessed/")).collect();
            let (path, note) = kept[below(rng, kept.len())];
            files.insert("checkpoint".into(), note.clone());
            return Some((format!("{path} for the checkpoint"), files));
        }
        _ => Checkpoint::new(origin, TreeSize(0), tabella_tlog::EMPTY_ROOT),
    };
    let note = signed(people, &head, family.signers.after, &family.signers.witnesses);
    files.insert("checkpoint".into(), note.encode().into_bytes());
    Some((format!("a checkpoint of size {} with root {}", head.size.0, head.root), files))
}

fn kept_notes(family: &Family, lawful: &Files, rng: &mut ChaCha20Rng) -> Option<(String, Files)> {
    let mut files = lawful.clone();
    let size = family.entries.len() as u64;
    let index = String::from_utf8(lawful["witnessed/index"].clone()).unwrap();
    let what = match below(rng, 5) {
        0 => {
            let mut lines: Vec<&str> = index.split_inclusive('\n').collect();
            lines.reverse();
            files.insert("witnessed/index".into(), lines.concat().into());
            "index the other way round".to_owned()
        }
        1 => {
            let more = ["0\n", "007\n", "\n", "9999\n", "x\n", "9999"][below(rng, 6)];
            files.insert("witnessed/index".into(), [&index, more].concat().into());
            format!("index with {more:?}")
        }
        2 => {
            let at = 1 + rng.next_u64() % size;
            let head = Checkpoint::new(tabella_tests::LOG_NAME, TreeSize(at), Hash([1; 32]));
            let note = signed(&family.fixture.people, &head, family.signers.open, &family.signers.witnesses);
            files.insert(format!("witnessed/{at}"), note.encode().into());
            files.insert("witnessed/index".into(), format!("{at}\n").into());
            format!("another root at {at}")
        }
        3 => {
            let lines: Vec<&str> = index.split_inclusive('\n').collect();
            let at = below(rng, lines.len().max(1));
            let rest = lines.iter().enumerate().filter(|(line, _)| *line != at).map(|(_, line)| *line);
            files.insert("witnessed/index".into(), rest.collect::<String>().into());
            format!("line {at} of the index gone")
        }
        _ => {
            files.insert(format!("witnessed/{}", size + 1), lawful["checkpoint"].clone());
            files.insert("witnessed/index".into(), format!("{index}{}\n", size + 1).into());
            "a note of another size".to_owned()
        }
    };
    Some((format!("kept notes: {what}"), files))
}

fn times_and_witnesses(family: &Family, _: &Files, rng: &mut ChaCha20Rng) -> Option<(String, Files)> {
    let mut signers = family.signers.clone();
    let closes = u64::try_from(family.fixture.state.closes()).unwrap();
    let grace = u64::try_from(family.fixture.election.grace()).unwrap();
    let what = match below(rng, 6) {
        0 => {
            signers.end = closes + grace - 2;
            "end seen at the last moment"
        }
        1 => {
            signers.end = closes + grace + 1;
            "end seen late"
        }
        2 => {
            signers.end = closes + grace;
            "end seen by one in time"
        }
        3 => {
            signers.witnesses = vec![below(rng, 3)];
            "one witness"
        }
        4 => {
            signers.witnesses = Vec::new();
            "no witness"
        }
        _ => {
            signers.not_kept = [Kind::End, Kind::Close, Kind::Open].into_iter().collect();
            "only the last checkpoint kept"
        }
    };
    Some((what.to_owned(), log(&family.fixture.people, &family.entries, &signers)))
}

// Other entries, in a sound log.

fn sound(family: &Family, name: String, entries: &[Raw]) -> Option<(String, Files)> {
    (!entries.is_empty()).then(|| (name, log(&family.fixture.people, entries, &family.signers)))
}

fn byte_of_an_entry(family: &Family, _: &Files, rng: &mut ChaCha20Rng) -> Option<(String, Files)> {
    let mut entries = family.entries.clone();
    let index = below(rng, entries.len());
    let bytes = &mut entries[index].bytes;
    let at = below(rng, bytes.len());
    let what = match below(rng, 8) {
        0 => {
            bytes.truncate(at);
            "cut at byte"
        }
        1 => {
            bytes.push(0);
            "a byte more than"
        }
        _ => {
            bytes[at] ^= 1 << below(rng, 8);
            "byte"
        }
    };
    sound(family, format!("{} {index}: {what} {at}", entries[index].kind), &entries)
}

fn entries_moved(family: &Family, _: &Files, rng: &mut ChaCha20Rng) -> Option<(String, Files)> {
    let mut entries = family.entries.clone();
    let (one, other) = (below(rng, entries.len()), below(rng, entries.len()));
    let name = match below(rng, 4) {
        0 => {
            entries.swap(one, other);
            format!("entries {one} and {other} swapped in a sound log")
        }
        1 => {
            entries.remove(one);
            format!("entry {one} left out")
        }
        2 => {
            let copy = entries[one].clone();
            entries.insert(other, copy);
            format!("entry {one} once more at {other}")
        }
        _ => {
            let moved = entries.remove(one);
            entries.insert(other.min(entries.len()), moved);
            format!("entry {one} moved to {other}")
        }
    };
    sound(family, name, &entries)
}

/// Who may sign an entry.
fn author<'a>(family: &'a Family, kind: Kind, entry: &mut Item) -> Option<&'a SigningKey> {
    let people = &family.fixture.people;
    Some(match kind {
        Kind::Manifest | Kind::Open | Kind::Notice | Kind::End | Kind::Close | Kind::Result => {
            &people.authority
        }
        Kind::Credential | Kind::Revocation => &people.registrar,
        Kind::Ballot | Kind::Challenge => return None,
        _ => {
            let position = match entry.elements().get(1) {
                Some(Item::Uint(trustee)) => usize::try_from(trustee.wrapping_sub(1)).unwrap_or(usize::MAX),
                _ => 0,
            };
            &people.trustees.get(position).unwrap_or(&people.trustees[0]).signing
        }
    })
}

/// Signs an entry again, whatever it says.
fn sign(family: &Family, entry: &mut Item, key: &SigningKey) {
    let id = family.fixture.election.id().0;
    let elements = entry.elements();
    let Some(Item::Text(kind)) = elements.first().cloned() else { return };
    elements.pop();
    let message = [&b"tabella/v1/"[..], &kind, &[0], &id, &entry.encode()].concat();
    entry.elements().push(Item::Bytes(key.sign(&message).to_bytes().to_vec()));
}

/// An entry that somebody signs.
fn some_signed(family: &Family, rng: &mut ChaCha20Rng) -> (usize, Kind, Item) {
    loop {
        let index = below(rng, family.entries.len());
        let Raw { bytes, kind, .. } = &family.entries[index];
        // credentials are many, and of few kinds
        if !matches!(kind, Kind::Ballot | Kind::Challenge)
            && (*kind != Kind::Credential || below(rng, 4) == 0)
        {
            return (index, *kind, Item::decode(bytes));
        }
    }
}

fn element_of_an_entry(family: &Family, _: &Files, rng: &mut ChaCha20Rng) -> Option<(String, Files)> {
    let mut entries = family.entries.clone();
    let (index, kind, mut entry) = some_signed(family, rng);
    // not the type, not the signature
    let last = entry.elements().len() - 2;
    let at = 1 + below(rng, last);
    let what = entry.elements()[at].change(rng);
    let key = author(family, kind, &mut entry)?;
    sign(family, &mut entry, key);
    entries[index].bytes = entry.encode();
    sound(family, format!("{kind} {index}, signed again: {what} in element {at}"), &entries)
}

fn element_of_a_blob(family: &Family, _: &Files, rng: &mut ChaCha20Rng) -> Option<(String, Files)> {
    let mut entries = family.entries.clone();
    let with_blobs: Vec<usize> = (1..entries.len()).filter(|index| entries[*index].blob.is_some()).collect();
    let index = *with_blobs.get(below(rng, with_blobs.len().max(1)))?;
    let (kind, mut entry) = (entries[index].kind, Item::decode(&entries[index].bytes));
    let mut blob = Item::decode(entries[index].blob.as_ref()?);
    let mut what = blob.change(rng);
    let mut blob = if below(rng, 16) == 0 {
        what = "an odd head";
        blob.encode_oddly(below(rng, blob.count()))
    } else {
        blob.encode()
    };
    if below(rng, 24) == 0 {
        blob.push(0);
        what = "a byte too much";
    }
    // the hash stands before the signature
    let at = entry.elements().len() - 2;
    entry.elements()[at] = Item::Bytes(BlobHash::of(&blob).0.to_vec());
    let key = author(family, kind, &mut entry)?;
    sign(family, &mut entry, key);
    entries[index].bytes = entry.encode();
    entries[index].blob = Some(blob);
    sound(family, format!("{kind} {index}, signed again: {what} in its blob"), &entries)
}

/// The secret of a credential, if we have it.
fn secret<'a>(family: &'a Family, credential: &[u8]) -> Option<&'a CredentialSecret> {
    let known = |secret: &&CredentialSecret| secret.public().as_bytes().as_slice() == credential;
    family.voters.iter().map(|voter| &voter.secret).find(known)
}

fn some_of(family: &Family, kind: Kind, rng: &mut ChaCha20Rng) -> Option<usize> {
    let all: Vec<usize> = (0..family.entries.len()).filter(|i| family.entries[*i].kind == kind).collect();
    all.get(below(rng, all.len().max(1))).copied()
}

/// Authorises a ballot or challenge again, whatever it says.
fn authorise(family: &Family, entry: &mut Item, secret: &CredentialSecret, rng: &mut ChaCha20Rng) {
    let election = family.fixture.election.id();
    let elements = entry.elements();
    let tracker = sha256(b"tabella/v1/tracker", &[elements[1].bytes()]);
    let seed: Option<[u8; 32]> = if elements.len() > 4 { elements[2].bytes().try_into().ok() } else { None };
    let purpose = seed.as_ref().map_or(Purpose::Cast, |seed| Purpose::Challenge { seed });
    let authorisation = secret.authorise(election, purpose, &tracker, rng);
    let length = elements.len();
    elements[length - 2] = Item::Bytes(authorisation.key.as_bytes().to_vec());
    elements[length - 1] = Item::Bytes(authorisation.z.to_vec());
}

/// The voter's own device lies.
fn ballot_authorised_again(family: &Family, _: &Files, rng: &mut ChaCha20Rng) -> Option<(String, Files)> {
    let mut entries = family.entries.clone();
    let kind = if below(rng, 5) == 0 { Kind::Challenge } else { Kind::Ballot };
    let index = some_of(family, kind, rng)?;
    let mut entry = Item::decode(&entries[index].bytes);
    let mut ballot = Item::decode(entry.elements()[1].bytes());
    let secret = secret(family, ballot.elements()[3].bytes())?;
    let points = ballot.elements().len() - 1;
    // rarely the array as a whole
    let (at, what) = match below(rng, 12) {
        0 => (11, ballot.change(rng)),
        1..4 => (points, ballot.elements()[points].change(rng)),
        _ => {
            let at = below(rng, 11);
            (at, ballot.elements()[at].change(rng))
        }
    };
    entry.elements()[1] = Item::Bytes(ballot.encode());
    authorise(family, &mut entry, secret, rng);
    entries[index].bytes = entry.encode();
    sound(family, format!("{kind} {index}, authorised again: {what} in element {at} of the ballot"), &entries)
}

fn challenge_authorised_again(family: &Family, _: &Files, rng: &mut ChaCha20Rng) -> Option<(String, Files)> {
    let mut entries = family.entries.clone();
    let index = some_of(family, Kind::Challenge, rng)?;
    let mut entry = Item::decode(&entries[index].bytes);
    let ballot = Item::decode(entry.elements()[1].bytes()).elements()[3].bytes().to_vec();
    let secret = secret(family, &ballot)?;
    let at = 2 + below(rng, 2);
    let what = if at == 2 {
        match &mut entry.elements()[2] {
            Item::Bytes(seed) => change_bytes(seed, rng),
            _ => return None,
        }
    } else {
        entry.elements()[3].change(rng)
    };
    authorise(family, &mut entry, secret, rng);
    entries[index].bytes = entry.encode();
    sound(family, format!("challenge {index}, authorised again: {what} in element {at}"), &entries)
}

/// A head that is longer than needed, in the entry or in the ballot within.
fn odd_encoding(family: &Family, _: &Files, rng: &mut ChaCha20Rng) -> Option<(String, Files)> {
    let mut entries = family.entries.clone();
    let index = below(rng, entries.len());
    let kind = entries[index].kind;
    let mut entry = Item::decode(&entries[index].bytes);
    let bytes = if matches!(kind, Kind::Ballot | Kind::Challenge) && below(rng, 2) == 0 {
        let ballot = Item::decode(entry.elements()[1].bytes());
        entry.elements()[1] = Item::Bytes(ballot.encode_oddly(below(rng, ballot.count())));
        entry.encode()
    } else {
        entry.encode_oddly(below(rng, entry.count()))
    };
    entries[index].bytes = bytes;
    sound(family, format!("{kind} {index}: an odd head"), &entries)
}

/// The entry says that it has more or fewer elements than follow.
fn other_count(family: &Family, _: &Files, rng: &mut ChaCha20Rng) -> Option<(String, Files)> {
    let mut entries = family.entries.clone();
    let index = below(rng, entries.len());
    let count = u8::try_from(below(rng, 9)).unwrap();
    entries[index].bytes[0] = 0x80 | count;
    sound(family, format!("{} {index} says that it has {count} elements", entries[index].kind), &entries)
}

/// An entry that breaks a rule in a sound log, and a byte of a file: which is found first?
fn two_faults(family: &Family, lawful: &Files, rng: &mut ChaCha20Rng) -> Option<(String, Files)> {
    let first: [Mutation; 4] = [byte_of_an_entry, element_of_an_entry, element_of_a_blob, entries_moved];
    let (one, files) = first[below(rng, 4)](family, lawful, rng)?;
    let second: [Mutation; 3] = [byte_of_a_file, file_gone, file_length];
    // a board with as many entries has the same last bundle
    files.contains_key(&last_bundle(family)).then_some(())?;
    let (other, files) = second[below(rng, 3)](family, &files, rng)?;
    Some((format!("{one}; {other}"), files))
}

fn other_signer(family: &Family, _: &Files, rng: &mut ChaCha20Rng) -> Option<(String, Files)> {
    let mut entries = family.entries.clone();
    let (index, kind, mut entry) = some_signed(family, rng);
    let people = &family.fixture.people;
    let keys = [&people.authority, &people.registrar, &people.receipt, &people.trustees[0].signing];
    sign(family, &mut entry, keys[below(rng, keys.len())]);
    entries[index].bytes = entry.encode();
    sound(family, format!("{kind} {index} signed by another"), &entries)
}

/// Somebody who may sign says something at a place where it may or may not be said.
fn entry_out_of_place(family: &Family, _: &Files, rng: &mut ChaCha20Rng) -> Option<(String, Files)> {
    let mut entries = family.entries.clone();
    let at = 1 + below(rng, entries.len());
    let fixture = &family.fixture;
    let people = &fixture.people;
    let some = |rng: &mut ChaCha20Rng| family.voters.get(below(rng, family.voters.len().max(1)));
    let (name, entry) = match below(rng, 6) {
        0 => {
            let sequence = 1 + rng.next_u64() % 3;
            let closes = u64::try_from(fixture.state.closes()).unwrap();
            let closes =
                [None, Some(0), Some(closes + 5), Some(u64::MAX), Some(i64::MAX as u64)][below(rng, 5)];
            let message = Notice { sequence, text: String::new(), closes };
            let name = format!("notice {sequence} with closing time {closes:?}");
            (name, fixture.signed(message, &people.authority, Vec::new()))
        }
        1 => {
            let secret = CredentialSecret::generate(rng);
            let identity = below(rng, 4) == 0;
            let message = Credential {
                credential: if identity { CompressedRistretto([0; 32]) } else { *secret.public() },
                style: fixture.election.styles()[below(rng, fixture.election.styles().len())].id.clone(),
                weight: rng.next_u64() % 5,
                evidence: tabella_crypto::EvidenceCommitment([5; 32]),
                replaces: some(rng).filter(|_| below(rng, 2) == 0).map(|voter| *voter.secret.public()),
            };
            let name = format!("credential of weight {}", message.weight);
            (name, fixture.signed(message, &people.registrar, Vec::new()))
        }
        2 => {
            let reason = tabella_election::message::Reason::Administrative;
            ("revocation".to_owned(), fixture.revocation(some(rng)?, reason))
        }
        3 => {
            let all = fixture.trustees();
            let message = tabella_election::message::Complaint {
                trustee: all[below(rng, all.len())],
                attempt: rng.next_u64() % 3,
                accused: TrusteeIndex::new(1 + u16::try_from(below(rng, 5)).unwrap()).unwrap(),
                reason: String::new(),
            };
            let key = fixture.trustee(message.trustee).signing.clone();
            ("complaint".to_owned(), fixture.signed(message, &key, Vec::new()))
        }
        4 => {
            fixture.state.ceremony()?;
            ("end".to_owned(), fixture.end_entry())
        }
        _ => ("close".to_owned(), fixture.close_entry()),
    };
    entries.insert(at, Raw::from(&entry));
    sound(family, format!("{name} put in at {at}"), &entries)
}

/// Another manifest, signed by the authority that is trusted.
fn manifest_changed(family: &Family, _: &Files, rng: &mut ChaCha20Rng) -> Option<(String, Files)> {
    let mut entries = family.entries.clone();
    let mut blob = entries[0].blob.clone()?;
    let digits: Vec<usize> = (0..blob.len()).filter(|at| blob[*at].is_ascii_digit()).collect();
    let at = if below(rng, 2) == 0 { digits[below(rng, digits.len())] } else { below(rng, blob.len()) };
    blob[at] = match below(rng, 3) {
        0 => blob[at] ^ 1,
        1 => b"0123456789"[below(rng, 10)],
        _ => b"\"{}[],: \\ntf-.e\n\0\xff"[below(rng, 18)],
    };
    let mut entry = Item::decode(&entries[0].bytes);
    entry.elements()[1] = Item::Bytes(BlobHash::of(&blob).0.to_vec());
    let id = ElectionId::of_manifest(&blob).0;
    let elements = entry.elements();
    elements.pop();
    let message = [&b"tabella/v1/manifest\0"[..], &id, &entry.encode()].concat();
    let signature = family.fixture.people.authority.sign(&message).to_bytes().to_vec();
    entry.elements().push(Item::Bytes(signature));
    entries[0].bytes = entry.encode();
    entries[0].blob = Some(blob);
    sound(family, format!("manifest with another byte {at}"), &entries)
}
