//! JSON in which no key is repeated, and that is no longer in memory than a multiple of the file. Numbers may be of any kind: where
//! ballots are laid out on paper, some are not whole.

use std::{cell::Cell, fmt};

use serde::{
    Deserializer,
    de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};

use super::Wrong;

/// Most values in a file: a text or a number is one, an object or a list as many as it takes the memory of. The smallest object
/// takes a hundred times what it takes in the file.
const VALUES_MAX: usize = 2_000_000;
/// An object or a list.
const OF_MANY: usize = 8;

/// Reads a value; what is wrong, in the words of the reader, if it is none.
pub(super) fn parse(bytes: &[u8]) -> Result<Value, (Wrong, String)> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let left = Cell::new(VALUES_MAX);
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Once(&left).deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    value.map_err(|error| match left.get() {
        0 => (Wrong::TooLarge, String::new()),
        _ => (Wrong::Json, error.to_string()),
    })
}

/// A value, as long as so many may still come.
#[derive(Clone, Copy)]
struct Once<'c>(&'c Cell<usize>);

impl Once<'_> {
    fn take<E: de::Error>(self, values: usize) -> Result<(), E> {
        self.0.set(self.0.get().saturating_sub(values));
        if self.0.get() == 0 { Err(E::custom("too many values")) } else { Ok(()) }
    }
}

impl<'de> DeserializeSeed<'de> for Once<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.take(1)?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Once<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        self.take(OF_MANY)?;
        let mut array = Vec::new();
        while let Some(element) = seq.next_element_seed(self)? {
            array.push(element);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        self.take(OF_MANY)?;
        let mut object = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            if object.contains_key(&key) {
                return Err(de::Error::custom(format_args!("the key {key:?} is repeated")));
            }
            object.insert(key, entries.next_value_seed(self)?);
        }
        Ok(Value::Object(object))
    }
}
