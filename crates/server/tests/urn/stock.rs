//! A client of transparency logs that others wrote reads the board: notes, tiles, inclusion and consistency are checked by
//! their code (`signed_note`, `tlog_tiles`, ported from Go's), only the addresses are ours: theirs are of before C2SP.

use std::{cell::RefCell, collections::BTreeMap};

use signed_note::{Note, StandardVerifier, VerifierList};
use tlog_tiles::{
    Checkpoint, Error, Tile, TileHashReader, TileReader, check_record, check_tree, prove_record, prove_tree,
    record_hash,
};

use crate::stand::{Client, Stand};

/// Tiles over HTTP.
struct Tiles {
    client: Client,
    /// What was read. A full tile never changes, and the log's head was checked once.
    kept: RefCell<BTreeMap<String, Vec<u8>>>,
}

impl TileReader for Tiles {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, Error> {
        let read = |tile: &Tile| {
            // tile/8/<level>/… and .p/<width>: C2SP has no height in it
            let path = tile.path().replacen("tile/8/", "/tile/", 1);
            let read = |path: &String| {
                let answer = self.client.get(path);
                assert_eq!(answer.status, 200, "{path}");
                answer.body
            };
            self.kept.borrow_mut().entry(path).or_insert_with_key(read).clone()
        };
        Ok(tiles.iter().map(read).collect())
    }

    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}

/// The published checkpoint, its note checked under the log's key.
fn checkpoint(stand: &Stand) -> Checkpoint {
    let answer = stand.client().get("/checkpoint");
    let note = Note::from_bytes(&answer.body).unwrap();
    let key = stand.fixture.election.checkpoint_key().to_string();
    let known = VerifierList::new(vec![Box::new(StandardVerifier::new(&key).unwrap())]);
    let (verified, others) = note.verify(&known).unwrap();
    assert_eq!((verified.len(), others.len() >= 2), (1, true), "the log signs, the witnesses cosign");
    Checkpoint::from_bytes(note.text()).unwrap()
}

/// The entries of a full or partial bundle: two bytes of length before each.
fn entries(mut bundle: &[u8]) -> Vec<&[u8]> {
    let mut entries = Vec::new();
    while let Some((length, rest)) = bundle.split_first_chunk() {
        let (entry, rest) = rest.split_at(usize::from(u16::from_be_bytes(*length)));
        entries.push(entry);
        bundle = rest;
    }
    entries
}

#[test]
fn a_client_that_others_wrote_reads_the_board() {
    let mut stand = Stand::open(|_| {});
    stand.wait_published(stand.fixture.entries.len() as u64);
    let before = checkpoint(&stand);
    // past a full tile
    while stand.fixture.entries.len() < 300 {
        stand.fixture.credential(0, 1);
        stand.send_last();
    }
    stand.wait_published(300);
    let now = checkpoint(&stand);
    assert_eq!((before.origin(), now.size()), (now.origin(), 300));

    let tiles = Tiles { client: stand.client(), kept: RefCell::default() };
    let reader = TileHashReader::new(now.size(), *now.hash(), &tiles);
    let bundles = ["/tile/entries/000", "/tile/entries/001.p/44"].map(|path| stand.client().get(path).body);
    let entries: Vec<&[u8]> = bundles.iter().flat_map(|bundle| entries(bundle)).collect();
    assert_eq!(entries.len(), 300);
    for (index, entry) in (0..).zip(&entries) {
        assert_eq!(*entry, stand.fixture.entries[usize::try_from(index).unwrap()].bytes());
        let proof = prove_record(now.size(), index, &reader).unwrap();
        check_record(&proof, now.size(), *now.hash(), index, record_hash(entry)).unwrap();
    }
    let proof = prove_tree(now.size(), before.size(), &reader).unwrap();
    check_tree(&proof, now.size(), *now.hash(), before.size(), *before.hash()).unwrap();
    for path in ["/tile/0/000", "/tile/0/001.p/44", "/tile/1/000.p/1"] {
        assert!(tiles.kept.borrow().contains_key(path), "{path} was not needed");
    }
}
