//! A mail server (RFC 5321) that keeps what it is given, and can be told to refuse it, or to fall silent after taking it.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

/// How it answers once it has a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    /// Takes it.
    Kind,
    /// Later, perhaps.
    Busy,
    /// Never.
    Strict,
    /// Has it, and the connection breaks before it says so.
    Broken,
}

/// A letter as it came: to whom, and the whole of it.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub(crate) to: String,
    pub(crate) text: String,
}

impl Letter {
    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> String {
        let head = self.text.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
        let found = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        found.unwrap_or_default().to_owned()
    }

    /// The text, decoded as far as these letters need it.
    pub(crate) fn body(&self) -> String {
        let body = self.text.split_once("\r\n\r\n").unwrap().1;
        if self.header("Content-Transfer-Encoding") == "base64" {
            let packed: String = body.split_whitespace().collect();
            return String::from_utf8(data_encoding::BASE64.decode(packed.as_bytes()).unwrap()).unwrap();
        }
        body.replace("=\r\n", "").replace("=E2=80=93", "–").replace("\r\n", "\n")
    }
}

/// The server.
#[derive(Clone)]
pub(crate) struct MailServer {
    pub(crate) port: u16,
    letters: Arc<Mutex<Vec<Letter>>>,
    mood: Arc<Mutex<Mood>>,
}

impl MailServer {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            letters: Arc::default(),
            mood: Arc::new(Mutex::new(Mood::Kind)),
        };
        let own = server.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let own = own.clone();
                // who hangs up is gone
                std::thread::spawn(move || drop(own.serve(&stream)));
            }
        });
        server
    }

    pub(crate) fn be(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    pub(crate) fn letters(&self) -> Vec<Letter> {
        self.letters.lock().unwrap().clone()
    }

    /// The lines of config that lead to it.
    pub(crate) fn config(&self) -> String {
        format!(
            "---\n[mail]\nserver = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\nfrom = \
             \"Election Office <votes@office.example.org>\"\n",
            self.port
        )
    }

    fn serve(&self, stream: &TcpStream) -> std::io::Result<()> {
        let mut out = stream;
        let mut lines = BufReader::new(stream).lines();
        let mut say = |text: &str| out.write_all(format!("{text}\r\n").as_bytes());
        say("220 test")?;
        let mut to = String::new();
        while let Some(line) = lines.next() {
            let line = line?;
            let word = line.get(..4).unwrap_or_default().to_ascii_uppercase();
            match &*word {
                "EHLO" => say("250-test\r\n250 8BITMIME")?,
                "RCPT" => {
                    line.split(['<', '>']).nth(1).unwrap_or_default().clone_into(&mut to);
                    say("250 ok")?;
                }
                "DATA" => {
                    say("354 go on")?;
                    let mut text = String::new();
                    for line in lines.by_ref() {
                        let line = line?;
                        if line == "." {
                            break;
                        }
                        text.push_str(line.strip_prefix('.').unwrap_or(&line));
                        text.push_str("\r\n");
                    }
                    let mood = *self.mood.lock().unwrap();
                    if matches!(mood, Mood::Kind | Mood::Broken) {
                        self.letters.lock().unwrap().push(Letter { to: to.clone(), text });
                    }
                    match mood {
                        Mood::Kind => say("250 taken")?,
                        Mood::Busy => say("451 later")?,
                        Mood::Strict => say("550 never")?,
                        Mood::Broken => return Ok(()),
                    }
                }
                "QUIT" => return say("221 bye"),
                _ => say("250 ok")?,
            }
        }
        Ok(())
    }
}
