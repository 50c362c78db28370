//! Writes seeds for every target into tests/fuzz/corpus, made from tests/vectors.

use std::{fs, path::PathBuf};

use serde_json::Value;
use tabella_board::Kind;
use tabella_crypto::cbor::Writer;
use tabella_fuzz::board;

fn put(target: &str, name: impl std::fmt::Display, bytes: impl AsRef<[u8]>) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(format!("seed-{name}")), bytes).unwrap();
}

fn main() {
    let board = board();
    for (index, entry) in board.entries.iter().enumerate() {
        let bytes = entry.bytes();
        put("cbor", index, bytes);
        let length = u16::try_from(bytes.len()).unwrap().to_be_bytes();
        put("entry", index, [&length, bytes, entry.blob()].concat());
        put("altered_entry", index, [u8::try_from(index).unwrap(), 0, 0, 40, 1]);
        put("altered_entry", format!("{index}-blob"), [u8::try_from(index).unwrap(), 1, 0, 40, 1]);
        let keys = u8::try_from(board.election.key_count()).unwrap();
        match entry.kind() {
            Kind::Ballot | Kind::Challenge => {
                put("challenge", index, bytes);
                let posted = tabella_ballot::Posted::decode(bytes, board.styles()).unwrap();
                put("ballot", index, posted.ballot().encode());
            }
            kind => {
                put("signed_message", index, bytes);
                match kind {
                    Kind::Manifest => put("manifest", index, entry.blob()),
                    Kind::TrusteeCommitment => {
                        let counts = keys << 4 | u8::try_from(board.election.threshold().0).unwrap();
                        put("commitment_package", index, [&[counts], entry.blob()].concat());
                    }
                    Kind::TestShare => put("test_share", index, [&[keys], entry.blob()].concat()),
                    Kind::DecryptionShare => put("tally_share", index, entry.blob()),
                    Kind::Result => put("result", index, entry.blob()),
                    _ => {}
                }
            }
        }
    }
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let file: Value = serde_json::from_str(include_str!("../../vectors/checkpoint.json")).unwrap();
    let note = text(&file["note"]);
    put("note", "good", &note);
    put("checkpoint", "good", note.split("\n\n").next().unwrap().to_owned() + "\n");
    put("tlog_proof", "good", text(&file["proof"]["tlog_proof"]));
    for (w, key) in file["witnesses"].as_array().unwrap().iter().chain([&file["log"]]).enumerate() {
        put("vkey", w, text(&key["vkey"]));
    }
    for (n, path) in ["tile/0/x001/234.p/5", "tile/entries/x001/x234/067", "tile/63/000"].iter().enumerate() {
        put("tile_path", n, path);
    }
    put("entry_bundle", "two", b"\x01\x00\x02ab\x00\x00");
    put("entry_bundle", "tile", [[0; 1].as_slice(), &[7; 64]].concat());
    put("tracker_text", "good", "Z000-0001-0000-0000-0000-0000-01");
    put("witnessed_index", "good", "1\n20\n300\n");
    put("points_proof", "same", "");
    put("points_proof", "other", [0, 9, 1]);
    put("archive", "empty", [0; 1024]);
    let mut header = [0; 512];
    header[..10].copy_from_slice(b"checkpoint");
    header[100..108].copy_from_slice(b"0000644\0");
    header[124..136].copy_from_slice(b"00000000001\0");
    header[156] = b'0';
    header[257..265].copy_from_slice(b"ustar\x0000");
    header[148..156].fill(b' ');
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let mut content = [0; 512];
    content[0] = b'c';
    put("archive", "one", [&header[..], &content, &[0; 1024]].concat());
    let round2 = Writer::new().array(6).text("round2").uint(1).uint(2).bytes(&[1; 32]);
    put("round2_package", "good", round2.bytes(&[2; 80]).bytes(&[3; 64]).finish());
}
