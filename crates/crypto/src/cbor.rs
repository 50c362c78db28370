//! CBOR in the core deterministic encoding of RFC 8949 §4.2.1, as far as the board uses it.
//!
//! The board knows unsigned integers, byte strings, text strings, arrays and null. [`Reader`] accepts each value in its
//! one shortest spelling only, and nothing after the last, so what it reads would be written back to the same bytes.

use minicbor::{Decoder, Encoder, data::Type};

/// Why bytes are not the one encoding of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Another type or length stands where this one is expected, or the bytes end.
    #[error("expected {expected} at byte {at}")]
    Expected {
        /// What the layout demands here.
        expected: &'static str,
        /// Offset from the start of the value being read.
        at: usize,
    },
    /// A longer or indefinite spelling of a value (RFC 8949 §4.2.1).
    #[error("not the shortest encoding at byte {at}")]
    NotShortest {
        /// Offset from the start of the value being read.
        at: usize,
    },
    /// Bytes after the value.
    #[error("{count} bytes after the end of the value")]
    Trailing {
        /// How many.
        count: usize,
    },
}

/// Writes one value.
#[derive(Default)]
pub struct Writer(Vec<u8>);

/// Unwrap safety: writing to a `Vec` cannot fail.
macro_rules! put {
    ($self:ident, $call:ident ( $($arg:expr),* )) => {{
        let written = Encoder::new(&mut $self.0).$call($($arg),*).map(|_| ());
        debug_assert!(written.is_ok());
        $self
    }};
}

impl Writer {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The head of an array of `len` elements, which the next `len` calls write.
    #[must_use]
    pub fn array(mut self, len: usize) -> Self {
        put!(self, array(len as u64))
    }

    /// An unsigned integer.
    #[must_use]
    pub fn uint(mut self, value: u64) -> Self {
        put!(self, u64(value))
    }

    /// A byte string.
    #[must_use]
    pub fn bytes(mut self, value: &[u8]) -> Self {
        put!(self, bytes(value))
    }

    /// A list of points or scalars: one byte string, the 32-byte elements concatenated in order.
    #[must_use]
    pub fn list<'a>(self, elements: impl IntoIterator<Item = &'a [u8; 32]>) -> Self {
        let joined: Vec<u8> = elements.into_iter().flatten().copied().collect();
        self.bytes(&joined)
    }

    /// A text string.
    #[must_use]
    pub fn text(mut self, value: &str) -> Self {
        put!(self, str(value))
    }

    /// `null`.
    #[must_use]
    pub fn null(mut self) -> Self {
        put!(self, null())
    }

    /// Encoded values, appended as they are.
    #[must_use]
    pub fn raw(mut self, encoded: &[u8]) -> Self {
        self.0.extend_from_slice(encoded);
        self
    }

    /// The bytes.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.0
    }
}

/// Reads one value strictly.
#[derive(Clone)]
pub struct Reader<'b>(Decoder<'b>);

impl<'b> Reader<'b> {
    /// Reads from the start of `bytes`.
    pub fn new(bytes: &'b [u8]) -> Self {
        Self(Decoder::new(bytes))
    }

    /// How many bytes were read.
    pub fn position(&self) -> usize {
        self.0.position()
    }

    /// Runs one decoding step that consumes a head for `argument` and then `payload` bytes, and holds the head to its
    /// shortest spelling.
    fn strict<T>(
        &mut self,
        expected: &'static str,
        decode: impl FnOnce(&mut Decoder<'b>) -> Option<T>,
        argument_and_payload: impl FnOnce(&T) -> (u64, usize),
    ) -> Result<T, DecodeError> {
        let at = self.0.position();
        let value = decode(&mut self.0).ok_or(DecodeError::Expected { expected, at })?;
        let (argument, payload) = argument_and_payload(&value);
        let shortest = match argument {
            0..=23 => 1,
            24..=0xff => 2,
            0x100..=0xffff => 3,
            0x1_0000..=0xffff_ffff => 5,
            _ => 9,
        };
        if self.0.position() - at - payload == shortest {
            Ok(value)
        } else {
            Err(DecodeError::NotShortest { at })
        }
    }

    /// The head of an array; its length.
    ///
    /// # Errors
    /// [`DecodeError`] for anything else. The length is the peer's word: allocate nothing by it.
    pub fn array(&mut self) -> Result<u64, DecodeError> {
        self.strict("an array of definite length", |d| d.array().ok().flatten(), |len| (*len, 0))
    }

    /// The head of an array of exactly `len` elements.
    ///
    /// # Errors
    /// [`DecodeError`] for anything else.
    pub fn array_of(&mut self, len: usize) -> Result<(), DecodeError> {
        let at = self.position();
        if self.array()? == len as u64 {
            Ok(())
        } else {
            Err(DecodeError::Expected { expected: "an array of the right length", at })
        }
    }

    /// An unsigned integer.
    ///
    /// # Errors
    /// [`DecodeError`] for anything else.
    pub fn uint(&mut self) -> Result<u64, DecodeError> {
        self.strict("an unsigned integer", |d| d.u64().ok(), |value| (*value, 0))
    }

    /// An unsigned integer that fits `T`.
    ///
    /// # Errors
    /// [`DecodeError`] for anything else.
    pub fn uint_as<T: TryFrom<u64>>(&mut self) -> Result<T, DecodeError> {
        let at = self.position();
        T::try_from(self.uint()?).map_err(|_| DecodeError::Expected { expected: "a smaller integer", at })
    }

    /// A byte string of any length.
    ///
    /// # Errors
    /// [`DecodeError`] for anything else.
    pub fn bytes(&mut self) -> Result<&'b [u8], DecodeError> {
        self.strict("a byte string", |d| d.bytes().ok(), |bytes| (bytes.len() as u64, bytes.len()))
    }

    /// A byte string of exactly `N` bytes.
    ///
    /// # Errors
    /// [`DecodeError`] for anything else.
    pub fn fixed<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let at = self.position();
        let expected = "a byte string of the right length";
        self.bytes()?.try_into().map_err(|_| DecodeError::Expected { expected, at })
    }

    /// A list of exactly `len` points or scalars: one byte string of `32·len` bytes.
    ///
    /// # Errors
    /// [`DecodeError`] for anything else.
    pub fn list(&mut self, len: usize) -> Result<Vec<[u8; 32]>, DecodeError> {
        let at = self.position();
        let bytes = self.bytes()?;
        if bytes.len() != 32 * len {
            return Err(DecodeError::Expected { expected: "a list of the right length", at });
        }
        Ok(bytes.chunks_exact(32).filter_map(|chunk| chunk.try_into().ok()).collect())
    }

    /// A text string.
    ///
    /// # Errors
    /// [`DecodeError`] for anything else, malformed UTF-8 included.
    pub fn text(&mut self) -> Result<&'b str, DecodeError> {
        self.strict("a text string", |d| d.str().ok(), |text| (text.len() as u64, text.len()))
    }

    /// Whether `null` stands here; if so it is read.
    ///
    /// # Errors
    /// [`DecodeError`] if the bytes end here.
    pub fn null(&mut self) -> Result<bool, DecodeError> {
        let at = self.position();
        let found = self.0.datatype().map_err(|_| DecodeError::Expected { expected: "a value", at })?;
        if found == Type::Null {
            self.0.null().map_err(|_| DecodeError::Expected { expected: "null", at })?;
        }
        Ok(found == Type::Null)
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// [`DecodeError::Trailing`] if bytes are left over.
    pub fn finish(self) -> Result<(), DecodeError> {
        match self.0.input().len() - self.0.position() {
            0 => Ok(()),
            count => Err(DecodeError::Trailing { count }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_spellings_are_refused() {
        for (bytes, ok) in [
            (&[0x17][..], true),
            (&[0x18, 0x17], false),
            (&[0x18, 0x18], true),
            (&[0x19, 0x00, 0xff], false),
            (&[0x1a, 0x00, 0x00, 0xff, 0xff], false),
            (&[0x1b, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff], false),
            (&[0x1b, 0, 0, 0, 1, 0, 0, 0, 0], true),
            (&[0x20], false),
            (&[0x17, 0x00], false),
        ] {
            let mut reader = Reader::new(bytes);
            assert_eq!(reader.uint().is_ok() && reader.finish().is_ok(), ok, "{bytes:02x?}");
        }
    }

    #[test]
    fn indefinite_lengths_are_refused() {
        assert!(Reader::new(&[0x9f, 0xff]).array().is_err());
        assert!(Reader::new(&[0x5f, 0x41, 0x00, 0xff]).bytes().is_err());
        assert!(Reader::new(&[0x7f, 0x61, 0x61, 0xff]).text().is_err());
        assert!(Reader::new(&[0x58, 0x01, 0x00]).bytes().is_err(), "length 1 in two bytes");
        assert!(Reader::new(&[0x61, 0xff]).text().is_err(), "not UTF-8");
    }

    #[test]
    fn what_is_written_is_read() {
        let bytes =
            Writer::new().array(5).uint(65_536).bytes(&[7; 300]).text("ö").null().list([&[1; 32]]).finish();
        let mut reader = Reader::new(&bytes);
        reader.array_of(5).unwrap();
        assert_eq!(reader.uint(), Ok(65_536));
        assert_eq!(reader.bytes(), Ok(&[7; 300][..]));
        assert_eq!(reader.text(), Ok("ö"));
        assert_eq!(reader.null(), Ok(true));
        assert_eq!(reader.list(1), Ok(vec![[1; 32]]));
        assert_eq!(reader.finish(), Ok(()));
    }
}
