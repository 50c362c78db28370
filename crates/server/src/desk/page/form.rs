//! What a form sends: names and texts, and files, where a page takes some. Either `application/x-www-form-urlencoded` or
//! `multipart/form-data` (RFC 7578).

use std::collections::BTreeMap;

use axum::http::{HeaderMap, header};

use crate::desk::problem::Problem;

/// Most fields of a form.
const FIELDS_MAX: usize = 2_000;
/// Most files of a form: what lies on a stick.
const FILES_MAX: usize = 100;

/// The fields of a form. `Debug` does not print them.
#[derive(Clone, Default, PartialEq, Eq)]
pub(in crate::desk) struct Sent {
    fields: BTreeMap<String, Vec<String>>,
    files: Vec<Vec<u8>>,
}

impl Sent {
    /// Reads a body.
    pub(in crate::desk) fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self, Problem> {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let (kind, rest) = kind.split_once(';').unwrap_or((kind, ""));
        let sent = match kind.trim() {
            "application/x-www-form-urlencoded" => url_encoded(body),
            "multipart/form-data" => {
                let boundary = rest.trim().strip_prefix("boundary=").map(|text| text.trim_matches('"'));
                boundary.filter(|text| !text.is_empty()).and_then(|boundary| multipart(body, boundary))
            }
            _ => return Err(Problem::media_type("a form")),
        };
        sent.ok_or_else(|| Problem::malformed("this form cannot be read"))
    }

    fn put(&mut self, name: String, text: String) -> Option<()> {
        if self.fields.values().map(Vec::len).sum::<usize>() >= FIELDS_MAX {
            return None;
        }
        self.fields.entry(name).or_default().push(text);
        Some(())
    }

    /// What was typed into a field; empty if there is no such field.
    pub(in crate::desk) fn text(&self, name: &str) -> &str {
        self.all(name).first().map_or("", String::as_str)
    }

    /// Everything under one name.
    pub(in crate::desk) fn all(&self, name: &str) -> &[String] {
        self.fields.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a box was ticked.
    pub(in crate::desk) fn ticked(&self, name: &str) -> bool {
        self.text(name) == "yes"
    }

    /// The file, if one was chosen, and only one.
    pub(in crate::desk) fn file(&self) -> Option<&[u8]> {
        let mut files = self.files();
        files.next().filter(|_| files.next().is_none())
    }

    /// The files that were chosen.
    pub(in crate::desk) fn files(&self) -> impl Iterator<Item = &[u8]> {
        self.files.iter().map(Vec::as_slice).filter(|bytes| !bytes.is_empty())
    }
}

fn url_encoded(body: &[u8]) -> Option<Sent> {
    let mut sent = Sent::default();
    for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let (name, text) = (halves.next()?, halves.next().unwrap_or_default());
        sent.put(decode(name)?, decode(text)?)?;
    }
    Some(sent)
}

/// Percent-decoding; a plus sign is a space.
fn decode(text: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |byte: Option<&u8>| char::from(*byte?).to_digit(16);
                let value = digit(rest.next())? * 16 + digit(rest.next())?;
                u8::try_from(value).ok()?
            }
            byte => *byte,
        });
    }
    String::from_utf8(bytes).ok()
}

fn multipart(body: &[u8], boundary: &str) -> Option<Sent> {
    let mut sent = Sent::default();
    let line = format!("--{boundary}");
    let mut rest = body.strip_prefix(line.as_bytes())?;
    let delimiter = format!("\r\n{line}");
    while let Some(part) = rest.strip_prefix(b"\r\n") {
        let end = position(part, delimiter.as_bytes())?;
        let (part, after) = part.split_at_checked(end)?;
        rest = after.strip_prefix(delimiter.as_bytes())?;
        let end = position(part, b"\r\n\r\n")?;
        let (head, content) = part.split_at_checked(end)?;
        let head = std::str::from_utf8(head).ok()?;
        let content = content.strip_prefix(b"\r\n\r\n")?;
        let disposition = head.lines().find(|line| {
            line.get(..20).is_some_and(|name| name.eq_ignore_ascii_case("content-disposition:"))
        })?;
        let quoted = |name: &str| {
            let (_, rest) = disposition.split_once(&format!("; {name}=\""))?;
            rest.split_once('"').map(|(text, _)| text.to_owned())
        };
        let name = quoted("name")?;
        if quoted("filename").is_some() {
            // its name and what it says of itself are nobody's concern
            if sent.files.len() >= FILES_MAX {
                return None;
            }
            sent.files.push(content.to_vec());
        } else {
            sent.put(name, String::from_utf8(content.to_vec()).ok()?)?;
        }
    }
    rest.starts_with(b"--").then_some(sent)
}

fn position(bytes: &[u8], pattern: &[u8]) -> Option<usize> {
    bytes.windows(pattern.len()).position(|window| window == pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: &'static str, body: &[u8]) -> Option<Sent> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
        Sent::read(&headers, body).ok()
    }

    #[test]
    fn forms_as_browsers_send_them() {
        let sent = read("application/x-www-form-urlencoded", b"a=1+2&b=%C3%A9%26&a=3&c").unwrap();
        assert_eq!(
            (sent.text("a"), sent.all("a").len(), sent.text("b"), sent.text("c")),
            ("1 2", 2, "é&", "")
        );
        assert_eq!(sent.text("d"), "");
        for wrong in [&b"a=%C3"[..], b"a=%4", b"a=%zz"] {
            assert!(read("application/x-www-form-urlencoded", wrong).is_none());
        }
        assert!(read("application/json", b"{}").is_none());
        let many = "a=1&".repeat(FIELDS_MAX + 1);
        assert!(read("application/x-www-form-urlencoded", many.as_bytes()).is_none());
    }

    #[test]
    fn files_are_bytes() {
        let body = b"--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nabc\r\n--x\r\ncontent-disposition: form-data; \
                     name=\"file\"; filename=\"../../a.jpg\"\r\nContent-Type: text/html\r\n\r\n\xff\xd8\r\n--y\r\n--x--\r\n";
        let sent = read("multipart/form-data; boundary=x", body).unwrap();
        assert_eq!((sent.text("csrf"), sent.file()), ("abc", Some(&b"\xff\xd8\r\n--y"[..])));
        for cut in 0..body.len() - 4 {
            assert!(read("multipart/form-data; boundary=x", &body[..cut]).is_none(), "{cut}");
        }
        assert!(read("multipart/form-data; boundary=", body).is_none());
    }
}
