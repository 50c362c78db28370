//! A web server for tests: files of a directory, and whatever a handler answers first.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

/// Method, path without its slash, body → status and body; `None` leaves it to the files.
pub(crate) type Handler = dyn Fn(&str, &str, &[u8]) -> Option<(u16, Vec<u8>)> + Send + Sync;

struct Shared {
    root: Mutex<PathBuf>,
    handler: Box<Handler>,
    stop: AtomicBool,
}

pub(crate) struct Web {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Web {
    pub(crate) fn of(root: &Path) -> Self {
        Self::with(root, |_, _, _| None)
    }

    pub(crate) fn with(
        root: &Path,
        handler: impl Fn(&str, &str, &[u8]) -> Option<(u16, Vec<u8>)> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            root: Mutex::new(root.into()),
            handler: Box::new(handler),
            stop: AtomicBool::new(false),
        });
        let inner = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if inner.stop.load(Ordering::SeqCst) {
                    return;
                }
                let inner = Arc::clone(&inner);
                thread::spawn(move || serve(&inner, &stream.unwrap()));
            }
        });
        Self { address, shared }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Shows another directory from now on.
    pub(crate) fn show(&self, root: &Path) {
        *self.shared.root.lock().unwrap() = root.into();
    }
}

impl Drop for Web {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
    }
}

/// Requests of one connection, until the client ends it.
fn serve(shared: &Shared, mut stream: &TcpStream) {
    let mut reader = BufReader::new(stream);
    loop {
        let mut first = String::new();
        if !matches!(reader.read_line(&mut first), Ok(1..)) {
            return;
        }
        let mut length = 0;
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
        let mut words = first.split(' ');
        let (method, path) = (words.next().unwrap(), words.next().unwrap().trim_start_matches('/'));
        let (status, bytes) = (shared.handler)(method, path, &body).unwrap_or_else(|| {
            let file = shared.root.lock().unwrap().join(path);
            fs::read(file).map_or((404, Vec::new()), |bytes| (200, bytes))
        });
        let head = format!("HTTP/1.1 {status} -\r\nContent-Length: {}\r\n\r\n", bytes.len());
        if stream.write_all(&[head.as_bytes(), &bytes].concat()).is_err() {
            return;
        }
    }
}
