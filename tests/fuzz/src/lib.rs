//! What the fuzz targets share: the election of the vectors, and encoders of their own.
#![forbid(unsafe_code)]

use std::sync::{Arc, OnceLock};

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use serde_json::Value;
use tabella_ballot::{EncryptedBallot, Posted, Styles};
use tabella_board::{BoardState, Context, Entry, EntrySource, ReadError, admit};
use tabella_crypto::{CompressedRistretto, cbor::Writer};
use tabella_election::{Election, Message, Signed, TallyStatement};

/// The board of tests/vectors/board.json.
pub struct Board {
    pub election: Arc<Election>,
    pub entries: Vec<Entry>,
    /// The state before each entry is appended; one more after the last.
    pub states: Vec<BoardState>,
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn bytes(value: &Value) -> Vec<u8> {
    data_encoding::HEXLOWER.decode(value.as_str().unwrap().as_bytes()).unwrap()
}

pub struct Entries<'a>(pub &'a [Entry]);

impl EntrySource for Entries<'_> {
    fn entry(&self, index: u64) -> Result<Vec<u8>, ReadError> {
        let entry = usize::try_from(index).ok().and_then(|index| self.0.get(index));
        entry.map(|entry| entry.bytes().to_vec()).ok_or_else(|| ReadError("no such entry".into()))
    }
}

pub fn rng() -> ChaCha20Rng {
    ChaCha20Rng::from_seed([7; 32])
}

/// The board, replayed once.
pub fn board() -> &'static Board {
    static BOARD: OnceLock<Board> = OnceLock::new();
    BOARD.get_or_init(|| {
        let manifests = json(include_str!("../../vectors/manifest.json"));
        let manifest = manifests["manifests"][0]["manifest"].as_str().unwrap().as_bytes().to_vec();
        let election = Arc::new(Election::parse(&manifest).unwrap());
        let file = json(include_str!("../../vectors/board.json"));
        let entries: Vec<Entry> = file["entries"]
            .as_array()
            .unwrap()
            .iter()
            .enumerate()
            .map(|(index, entry)| {
                let blob = if index == 0 { manifest.clone() } else { entry.get("blob").map(bytes).unwrap_or_default() };
                Entry::with_blob(bytes(&entry["bytes"]), blob).unwrap()
            })
            .collect();
        let mut state = BoardState::new(Arc::clone(&election));
        let mut states = vec![state.clone()];
        for entry in &entries {
            let verdicts = admit(&mut state, vec![entry.clone()], &Entries(&entries), &mut rng()).unwrap();
            assert!(verdicts.iter().all(Result::is_ok));
            states.push(state.clone());
        }
        Board { election, entries, states }
    })
}

impl Board {
    pub fn last(&self) -> &BoardState {
        self.states.last().unwrap()
    }

    pub fn context(&self) -> Context {
        self.last().context()
    }

    pub fn styles(&self) -> &Styles {
        self.last().styles().unwrap()
    }

    pub fn statement(&self) -> &TallyStatement {
        self.last().statement().unwrap()
    }
}

/// A ballot's bytes from its fields.
pub fn encode_ballot(ballot: &EncryptedBallot) -> Vec<u8> {
    let list = |writer: Writer, points: &[CompressedRistretto]| writer.list(points.iter().map(|p| p.as_bytes()));
    let (ciphertexts, proof) = (&ballot.ciphertexts, &ballot.proof);
    let writer = Writer::new()
        .array(11)
        .uint(1)
        .bytes(&board().election.id().0)
        .text(board().election.styles()[ballot.style].id.as_str())
        .bytes(ballot.credential.as_bytes())
        .bytes(&ballot.previous.0)
        .bytes(ciphertexts.a.as_bytes());
    let writer = list(list(writer, &ciphertexts.b), &proof.commitments).list(&proof.f).list(&proof.z);
    match &proof.points {
        None => writer.null(),
        Some(points) => {
            let writer = list(list(writer.array(5), &ciphertexts.points_b), &points.v).bytes(&points.range);
            list(writer, &points.t).list(&points.z)
        }
    }
    .finish()
}

/// Whether the bytes are a ballot or challenge entry; asserts that they are its only encoding.
pub fn check_posted(data: &[u8]) {
    if let Ok(posted) = Posted::decode(data, board().styles()) {
        assert_eq!(posted.encode(), data);
        assert_eq!(encode_ballot(posted.ballot()), posted.ballot().encode());
    }
}

/// As [`check_posted`] for a signed message.
pub fn check_signed<M: Message>(data: &[u8]) {
    if let Ok(signed) = Signed::<M>::decode(data) {
        let writer = signed.message.write(Writer::new().array(M::FIELDS + 2).text(M::TYPE));
        assert_eq!(writer.bytes(&signed.signature).finish(), data);
        assert_eq!(signed.encode(), data);
    }
}

/// Changes bytes as the input says: pairs of a position (u16) and what to exclusive-or there.
pub fn alter(bytes: &[u8], edits: &[u8]) -> Vec<u8> {
    let mut altered = bytes.to_vec();
    for edit in edits.chunks_exact(3) {
        let at = usize::from(u16::from_be_bytes([edit[0], edit[1]])) % altered.len();
        altered[at] ^= edit[2];
    }
    altered
}
