//! JSON with one reading: no repeated keys, no numbers but plain integers, nothing that the type does not say.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, DeserializeOwned, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};

use super::ManifestError;

/// Reads a `T` whose serialisation says exactly what the bytes say.
///
/// The bytes are read twice. serde's derived readers alone would take an array for a struct, `null` for an absent
/// field, and let the last of two equal keys win in maps.
///
/// # Errors
/// [`ManifestError::NotUtf8`], [`ManifestError::Json`] with line and column, [`ManifestError::OtherReading`] with path.
pub fn parse<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Result<T, ManifestError> {
    let text = std::str::from_utf8(bytes).map_err(|e| ManifestError::NotUtf8 { at: e.valid_up_to() })?;
    let Strict(written) = serde_json::from_str(text).map_err(json_error)?;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let typed: T = read(&mut deserializer)?;
    let read = serde_json::to_value(&typed).map_err(json_error)?;
    match first_difference(&written, &read) {
        None => Ok(typed),
        Some(path) => Err(ManifestError::OtherReading { path }),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
fn json_error(error: serde_json::Error) -> ManifestError {
    ManifestError::Json { message: error.to_string() }
}

/// Reads a `T` from a value that was made, whose lines would tell nobody anything.
///
/// # Errors
/// [`ManifestError::Json`] with the place.
pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, ManifestError> {
    read(value)
}

fn read<'de, T: Deserialize<'de>>(
    deserializer: impl Deserializer<'de, Error = serde_json::Error>,
) -> Result<T, ManifestError> {
    #[cfg(not(target_family = "wasm"))]
    let read = serde_path_to_error::deserialize(deserializer)
        .map_err(|error| unlike(place(error.path()), error.inner()));
    // who votes in a browser waits for every byte, and writes no manifests: a line and a column are enough there
    #[cfg(target_family = "wasm")]
    let read = T::deserialize(deserializer).map_err(|error| unlike(String::new(), &error));
    read
}

/// Where in a value, each part with a slash behind it.
#[cfg(not(target_family = "wasm"))]
fn place(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut place = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => place.push_str(&index.to_string()),
            Segment::Map { key } => place.push_str(key),
            // what it lies in is named already
            Segment::Enum { .. } | Segment::Unknown => continue,
        }
        place.push('/');
    }
    place
}

/// A sentence about a value that is not what the type says: where, what, and the line if there is one.
fn unlike(mut place: String, error: &serde_json::Error) -> ManifestError {
    let (line, column, words) = (error.line(), error.column(), error.to_string());
    let words = words.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&words);
    let quoted = |text: &str| text.replace('`', "\"");
    let sentence = if let Some(field) = words.strip_prefix("missing field ") {
        format!("the field {} is missing", quoted(field))
    } else if let Some(field) = words.strip_prefix("unknown field ") {
        // a path ends with the field itself
        place = place
            .trim_end_matches('/')
            .rsplit_once('/')
            .map_or(String::new(), |(outer, _)| format!("{outer}/"));
        format!("there is no field {}", quoted(field).replacen(", expected", ", but", 1))
    } else {
        words.to_owned()
    };
    let place = place.strip_suffix('/').map(|place| format!("{place}: ")).unwrap_or_default();
    let at = if line == 0 { String::new() } else { format!(" (line {line}, column {column})") };
    ManifestError::Json { message: format!("{place}{sentence}{at}") }
}

/// A JSON value without repeated keys, whose numbers are unsigned integers in plain digits.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Strict;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object, an array, a text, a truth value or an unsigned integer in plain digits")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Strict, E> {
        Ok(Strict(Value::Bool(value)))
    }

    // serde_json calls this for digits alone; `1.0`, `1e0` and `-0` come as f64, negative numbers as i64
    fn visit_u64<E>(self, value: u64) -> Result<Strict, E> {
        Ok(Strict(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Strict, E> {
        Ok(Strict(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Strict, A::Error> {
        let mut array = Vec::new();
        while let Some(Strict(element)) = seq.next_element()? {
            array.push(element);
        }
        Ok(Strict(Value::Array(array)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Strict, A::Error> {
        let mut object = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            if object.contains_key(&key) {
                return Err(de::Error::custom(format_args!("the key {key:?} is repeated")));
            }
            let Strict(value) = entries.next_value()?;
            object.insert(key, value);
        }
        Ok(Strict(Value::Object(object)))
    }
}

/// Path (JSON pointer) of the first place where two values differ.
fn first_difference(written: &Value, read: &Value) -> Option<String> {
    match (written, read) {
        (Value::Object(a), Value::Object(b)) => {
            let mut only_read =
                b.iter().filter(|(key, value)| !a.contains_key(*key) && !is_default(key, value));
            a.iter()
                .find_map(|(key, value)| match b.get(key) {
                    Some(other) => first_difference(value, other).map(|rest| format!("/{key}{rest}")),
                    None => Some(format!("/{key}")),
                })
                .or_else(|| only_read.next().map(|(key, _)| format!("/{key}")))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(position, (a, b))| {
                first_difference(a, b).map(|rest| format!("/{position}{rest}"))
            })
        }
        _ => (written != read).then(String::new),
    }
}

/// The one field with a default value (section 3).
fn is_default(key: &str, value: &Value) -> bool {
    key == "weight_max" && *value == 1
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Thing {
        number: u64,
        texts: BTreeMap<String, String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        inner: Option<Box<Thing>>,
    }

    #[test]
    fn one_reading() {
        let good =
            br#" {"texts":{"b":"1","a":"2"},"number":18446744073709551615,"inner":{"number":0,"texts":{}}} "#;
        assert_eq!(parse::<Thing>(good).unwrap().number, u64::MAX);

        let bad: [(&[u8], &str); 19] = [
            (br#"{"number":1,"number":1,"texts":{}}"#, "\"number\" is repeated at line 1 column 20"),
            (br#"{"number":1,"texts":{"a":"","a":""}}"#, "\"a\" is repeated"),
            (br#"{"number":1,"texts":{"a":"","\u0061":""}}"#, "\"a\" is repeated"),
            (
                br#"{"number":1,"texts":{},"inner":{"number":1,"texts":{},"texts":{}}}"#,
                "\"texts\" is repeated",
            ),
            (br#"{"number":1.0,"texts":{}}"#, "floating point `1.0`"),
            (br#"{"number":1e0,"texts":{}}"#, "floating point `1.0`"),
            (br#"{"number":-0,"texts":{}}"#, "floating point `-0.0`"),
            (br#"{"number":-1,"texts":{}}"#, "integer `-1`"),
            (br#"{"number":01,"texts":{}}"#, "invalid number"),
            (br#"{"number":18446744073709551616,"texts":{}}"#, "floating point"),
            (br#"{"number":1,"texts":{},"inner":null}"#, "null"),
            (br#"{"number":1,"texts":{},"more":1}"#, "there is no field \"more\", but"),
            (br#"{"number":"1","texts":{}}"#, "invalid type: string \"1\""),
            (br#"{"texts":{}}"#, "the field \"number\" is missing (line 1, column 12)"),
            (br#"{"number":1,"texts":{},"inner":{"texts":{}}}"#, "inner: the field \"number\" is missing"),
            (br#"{"number":1,"texts":{"a":1}}"#, "texts/a: invalid type: integer"),
            (br#"{"number":1,"texts":{}}{}"#, "trailing characters"),
            (b"\xef\xbb\xbf{\"number\":1,\"texts\":{}}", "expected value"),
            (b"{\"number\":1,\"texts\":{\"a\":\"\xff\"}}", "not UTF-8 at byte 26"),
        ];
        for (text, message) in bad {
            let error = parse::<Thing>(text).unwrap_err().to_string();
            assert!(error.contains(message), "{}: {error}", String::from_utf8_lossy(text));
        }
        let other = |text: &[u8], place: &str| {
            assert_eq!(parse::<Thing>(text).unwrap_err(), ManifestError::OtherReading { path: place.into() });
        };
        // a field that a reader would make up, except the one with a default
        let difference = |written, read| first_difference(&written, &read);
        assert_eq!(difference(json!({"a": {}}), json!({"a": {"made_up": 1}})), Some("/a/made_up".into()));
        assert_eq!(difference(json!({}), json!({"weight_max": 1})), None);
        assert_eq!(difference(json!({}), json!({"weight_max": 2})), Some("/weight_max".into()));
        other(br#"[1,{},{"number":1,"texts":{}}]"#, "");
        other(br#"{"number":1,"texts":{},"inner":[1,{},{"number":1,"texts":{}}]}"#, "/inner");

        let deep = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
        assert!(matches!(parse::<Value>(&deep), Err(ManifestError::Json { .. })), "the stack holds");
    }
}
