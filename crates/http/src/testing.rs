//! A server for tests: files from memory, or answers in a row.

use std::{
    collections::{BTreeMap, VecDeque},
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

type Files = BTreeMap<String, Vec<u8>>;

#[derive(Default)]
struct Shared {
    files: Mutex<Files>,
    /// Raw answers that come before files.
    answers: Mutex<VecDeque<Vec<u8>>>,
    /// First lines of requests, and their bodies.
    asked: Mutex<Vec<(String, Vec<u8>)>>,
    stop: AtomicBool,
}

pub(crate) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Server {
    pub(crate) fn files<const N: usize>(files: [(&str, &str); N]) -> Self {
        let server = Self::start();
        for (path, text) in files {
            server.put(path, text);
        }
        server
    }

    pub(crate) fn answers(answers: &[&str]) -> Self {
        let server = Self::start();
        server.shared.answers.lock().unwrap().extend(answers.iter().map(|text| text.as_bytes().to_vec()));
        server
    }

    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, shared) = (listener.local_addr().unwrap(), Arc::<Shared>::default());
        let inner = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if inner.stop.load(Ordering::SeqCst) {
                    return;
                }
                let inner = Arc::clone(&inner);
                thread::spawn(move || answer(&inner, &stream.unwrap()));
            }
        });
        Self { address, shared }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn put(&self, path: &str, bytes: impl AsRef<[u8]>) {
        self.shared.files.lock().unwrap().insert(path.into(), bytes.as_ref().to_vec());
    }

    pub(crate) fn asked(&self) -> Vec<(String, Vec<u8>)> {
        self.shared.asked.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
    }
}

/// One request for each connection.
fn answer(shared: &Shared, mut stream: &TcpStream) {
    let mut reader = BufReader::new(stream);
    let (mut first, mut length) = (String::new(), 0);
    reader.read_line(&mut first).unwrap();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let path = first.split(' ').nth(1).unwrap_or_default().trim_start_matches('/').to_owned();
    shared.asked.lock().unwrap().push((first.trim().to_owned(), body));
    let prepared = shared.answers.lock().unwrap().pop_front();
    let bytes = prepared.unwrap_or_else(|| match shared.files.lock().unwrap().get(&path) {
        Some(bytes) => {
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n", bytes.len());
            [head.as_bytes(), b"Connection: close\r\n\r\n", bytes].concat()
        }
        None => b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec(),
    });
    let _ = stream.write_all(&bytes);
}
