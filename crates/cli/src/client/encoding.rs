//! Answers as browsers get them: compressed, in whichever encoding the server chose.

use std::io::Read;

/// What is asked for, one after the other: as it is, each compression alone, and all together as browsers do.
pub(super) const ALL: [&str; 4] = ["identity", "gzip", "br", "gzip, deflate, br, zstd"];

/// Size of the buffer of Brotli's decoder, in bytes.
const BUFFER: usize = 4096;

/// The bytes behind a `Content-Encoding`, at most `limit` of them.
///
/// # Errors
/// In words: an encoding that is not known here, bytes that are not of it, or too many.
pub(super) fn decode(bytes: Vec<u8>, encoding: &str, limit: u64) -> Result<Vec<u8>, String> {
    match encoding {
        "" | "identity" => Ok(bytes),
        "gzip" => read(flate2::read::MultiGzDecoder::new(&*bytes), encoding, limit),
        "br" => read(brotli_decompressor::Decompressor::new(&*bytes, BUFFER), encoding, limit),
        other => {
            let other: String = other.chars().filter(char::is_ascii_graphic).take(40).collect();
            Err(format!("the server answers in the encoding {other:?}, which cannot be compared here"))
        }
    }
}

fn read(decoder: impl Read, encoding: &str, limit: u64) -> Result<Vec<u8>, String> {
    let mut plain = Vec::new();
    let read = decoder.take(limit + 1).read_to_end(&mut plain);
    read.map_err(|error| format!("the server's {encoding} cannot be decoded: {error}"))?;
    if plain.len() as u64 > limit {
        return Err(format!("the server's {encoding} holds more than {limit} bytes"));
    }
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn gzip(plain: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(plain).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn every_encoding_of_browsers_or_words() {
        assert_eq!(decode(b"vote()".to_vec(), "", 9).as_deref(), Ok(&b"vote()"[..]));
        assert_eq!(decode(gzip(b"vote()"), "gzip", 9).as_deref(), Ok(&b"vote()"[..]));
        // RFC 7932, appendix A's empty stream, and one of stored bytes
        assert_eq!(decode(vec![0x06], "br", 9).as_deref(), Ok(&b""[..]));
        let stored = [&[0x0b, 0x02, 0x80][..], b"vote(", &[0x03]].concat();
        assert_eq!(decode(stored, "br", 9).as_deref(), Ok(&b"vote("[..]));
        assert!(decode(b"vote()".to_vec(), "gzip", 9).unwrap_err().contains("cannot be decoded"));
        assert!(decode(b"vote()".to_vec(), "br", 9).is_err());
        assert!(decode(gzip(&[0; 5000]), "gzip", 4999).unwrap_err().contains("more than 4999 bytes"));
        let unknown = decode(Vec::new(), "zs\u{1b}td", 9).unwrap_err();
        assert!(unknown.contains("\"zstd\""), "{unknown}");
    }
}
