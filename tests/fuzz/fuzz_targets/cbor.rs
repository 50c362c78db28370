//! Items of CBOR: what is read is written to the same bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tabella_crypto::cbor::{Reader, Writer};

/// Reads any item, writes it again; `None` if it cannot be read.
fn item(reader: &mut Reader<'_>, writer: Writer, depth: usize) -> Option<Writer> {
    let mut ahead = reader.clone();
    if ahead.null().ok()? {
        *reader = ahead;
        return Some(writer.null());
    }
    macro_rules! scalar {
        ($read:ident) => {
            let mut ahead = reader.clone();
            if let Ok(value) = ahead.$read() {
                *reader = ahead;
                return Some(writer.$read(value));
            }
        };
    }
    scalar!(uint);
    scalar!(bytes);
    scalar!(text);
    let length = reader.array().ok().filter(|_| depth < 16)?;
    let mut writer = writer.array(usize::try_from(length).ok()?);
    for _ in 0..length {
        writer = item(reader, writer, depth + 1)?;
    }
    Some(writer)
}

fuzz_target!(|data: &[u8]| {
    let mut reader = Reader::new(data);
    let written = item(&mut reader, Writer::new(), 0);
    if let (Some(written), Ok(())) = (written, reader.finish()) {
        assert_eq!(written.finish(), data);
    }
});
