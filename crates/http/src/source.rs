//! A board's files over HTTP.

use std::{collections::BTreeMap, io};

use tabella_tlog::{
    Source, SourceError,
    hash::HASH_BYTES,
    note::MAX_NOTE_BYTES,
    reader::CHECKPOINT_PATH,
    tile::{MAX_ENTRY_BYTES, TILE_WIDTH},
};
use tabella_verifier::{INDEX_PATH, WITNESSED_MAX};

use super::{HttpClient, HttpError};

/// Greatest blob that is read: room for the shares of 1,000 reporting units with 4,000 options.
const BLOB_MAX: u64 = 128 << 20;

/// A board at a URL.
pub struct HttpSource {
    client: HttpClient,
    /// What is shown as it was when the board was opened.
    pinned: BTreeMap<&'static str, Option<Vec<u8>>>,
}

impl HttpSource {
    /// The board as it is now: its checkpoint is read once, and the kept checkpoints are none that are newer. A board that
    /// goes on growing is then read as one tree.
    ///
    /// # Errors
    /// [`HttpError`]; [`HttpError::Refused`] with 404 if there is no checkpoint.
    pub fn open(client: HttpClient) -> Result<Self, HttpError> {
        let mut board = Self::live(client);
        // in this order: a list of kept checkpoints that is older than the checkpoint lacks nothing of its tree
        let index = board.get(INDEX_PATH)?;
        let checkpoint = board.get(CHECKPOINT_PATH)?;
        if checkpoint.is_none() {
            let words = "there is no board here".to_owned();
            let url = format!("{}/{CHECKPOINT_PATH}", board.client.url());
            return Err(HttpError::Refused { url, status: 404, words });
        }
        board.pinned.extend([(INDEX_PATH, index), (CHECKPOINT_PATH, checkpoint)]);
        Ok(board)
    }

    /// The board as it is each time that something is read.
    pub fn live(client: HttpClient) -> Self {
        Self { client, pinned: BTreeMap::new() }
    }

    /// The service that it is read from.
    pub fn client(&self) -> &HttpClient {
        &self.client
    }

    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, HttpError> {
        self.client.get(path, limit(path))
    }
}

impl Source for HttpSource {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        if let Some(pinned) = self.pinned.get(path) {
            return Ok(pinned.clone());
        }
        self.get(path).map_err(|error| SourceError::new(path, io::Error::other(error)))
    }
}

/// Greatest length of the file at a path.
fn limit(path: &str) -> u64 {
    let width = u64::from(TILE_WIDTH);
    if path == INDEX_PATH {
        // a number has at most 20 digits
        WITNESSED_MAX as u64 * 21
    } else if path.starts_with("tile/entries/") {
        width * (2 + MAX_ENTRY_BYTES as u64)
    } else if path.starts_with("tile/") {
        width * HASH_BYTES as u64
    } else if path.starts_with("blob/") {
        BLOB_MAX
    } else {
        MAX_NOTE_BYTES as u64
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read as _, Write as _},
        net::TcpListener,
        thread,
    };

    use super::*;
    use crate::Patience;
    use crate::testing::Server;

    #[test]
    fn limits() {
        assert_eq!(limit("checkpoint"), 524_288);
        assert_eq!(limit("witnessed/12"), 524_288);
        assert_eq!(limit("tile/0/000.p/1"), 8192);
        assert_eq!(limit("tile/entries/000"), 256 * 65_537);
        assert_eq!(limit("witnessed/index"), 210_000);
        assert_eq!(limit(&format!("blob/sha256/{}", "07".repeat(32))), 134_217_728);
    }

    #[test]
    fn a_blob_ends_where_none_can_be_longer() {
        let path = format!("blob/sha256/{}", "07".repeat(32));
        // a length that is told, and bytes without end
        for head in ["content-length: 134217729", "transfer-encoding: chunked"] {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let url = format!("http://{}", listener.local_addr().unwrap());
            let sent = thread::spawn(move || {
                let (mut stream, _) = listener.accept().unwrap();
                assert!(stream.read(&mut [0; 4096]).unwrap() > 0);
                stream.write_all(format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n").as_bytes()).unwrap();
                let chunk = [b"100000\r\n", &vec![0; 1 << 20][..], b"\r\n"].concat();
                (0..1_000).take_while(|_| stream.write_all(&chunk).is_ok()).count()
            });
            let client = HttpClient::new(&url, Patience { attempts: 1, ..Patience::default() }).unwrap();
            let error = HttpSource::live(client).read(&path).unwrap_err().to_string();
            assert!(error.contains("more than 134217728 bytes"), "{error}");
            assert!(sent.join().unwrap() < 300, "the server is not read to its end");
        }
    }

    #[test]
    fn a_board_that_grows_is_read_as_it_was() {
        let server = Server::files([("checkpoint", "one"), ("witnessed/index", "1\n")]);
        let client = HttpClient::new(&server.url(), Patience::default()).unwrap();
        let (board, live) = (HttpSource::open(client.clone()).unwrap(), HttpSource::live(client));
        server.put("checkpoint", "two");
        server.put("witnessed/index", "1\n2\n");
        let text = |board: &HttpSource, path: &str| {
            board.read(path).unwrap().map(|bytes| String::from_utf8(bytes).unwrap())
        };
        assert_eq!(text(&board, "checkpoint").as_deref(), Some("one"));
        assert_eq!(text(&board, "witnessed/index").as_deref(), Some("1\n"));
        assert_eq!(text(&live, "checkpoint").as_deref(), Some("two"));
        assert_eq!(text(&board, "tile/0/000"), None);
    }

    #[test]
    fn nothing_there() {
        let server = Server::files([]);
        let client = HttpClient::new(&server.url(), Patience::default()).unwrap();
        let said = HttpSource::open(client).err().unwrap().to_string();
        assert!(said.contains("/checkpoint: the server answers 404: there is no board here"), "{said}");
    }
}
