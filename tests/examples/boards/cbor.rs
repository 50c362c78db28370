//! Just enough CBOR to take an entry apart, change it anywhere and put it together again.

use rand_chacha::ChaCha20Rng;
use rand_core::RngCore as _;

use crate::valid::below;

/// A data item of the board.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    Uint(u64),
    Bytes(Vec<u8>),
    Text(Vec<u8>),
    Array(Vec<Item>),
    Null,
}

impl Item {
    /// Reads an item that the library has written.
    pub(crate) fn decode(bytes: &[u8]) -> Self {
        let mut rest = bytes;
        let item = Self::read(&mut rest);
        assert!(rest.is_empty());
        item
    }

    fn read(rest: &mut &[u8]) -> Self {
        let first = take(rest, 1)[0];
        let argument = match first & 31 {
            small @ 0..24 => u64::from(small),
            length @ 24..28 => {
                take(rest, 1 << (length - 24)).iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte))
            }
            _ => return Self::Null,
        };
        let length = usize::try_from(argument).unwrap();
        match first >> 5 {
            0 => Self::Uint(argument),
            2 => Self::Bytes(take(rest, length).to_vec()),
            3 => Self::Text(take(rest, length).to_vec()),
            4 => Self::Array((0..length).map(|_| Self::read(rest)).collect()),
            _ => Self::Null,
        }
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out, None, &mut 0);
        out
    }

    /// As [`Self::encode`], with the head of item number `odd` one size longer than needed.
    pub(crate) fn encode_oddly(&self, odd: usize) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out, Some(odd), &mut 0);
        out
    }

    fn write(&self, out: &mut Vec<u8>, odd: Option<usize>, number: &mut usize) {
        let long = odd == Some(*number);
        *number += 1;
        match self {
            Self::Uint(value) => head(out, 0, *value, long),
            Self::Bytes(bytes) => {
                head(out, 2, bytes.len() as u64, long);
                out.extend(bytes);
            }
            Self::Text(bytes) => {
                head(out, 3, bytes.len() as u64, long);
                out.extend(bytes);
            }
            Self::Array(items) => {
                head(out, 4, items.len() as u64, long);
                for item in items {
                    item.write(out, odd, number);
                }
            }
            Self::Null => out.push(0xf6),
        }
    }

    /// How many items there are, this one and all within it.
    pub(crate) fn count(&self) -> usize {
        match self {
            Self::Array(items) => 1 + items.iter().map(Self::count).sum::<usize>(),
            _ => 1,
        }
    }

    pub(crate) fn elements(&mut self) -> &mut Vec<Item> {
        match self {
            Self::Array(items) => items,
            other => panic!("not an array: {other:?}"),
        }
    }

    /// The bytes of a byte string.
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            other => panic!("not a byte string: {other:?}"),
        }
    }

    /// Changes this item or one within it, and says how.
    pub(crate) fn change(&mut self, rng: &mut ChaCha20Rng) -> &'static str {
        match self {
            Self::Uint(value) => match below(rng, 5) {
                0 => {
                    *value = rng.next_u64();
                    "another number"
                }
                1 => {
                    *value = 0;
                    "zero"
                }
                2 => {
                    *value = value.wrapping_sub(1);
                    "one less"
                }
                _ => {
                    *value = value.wrapping_add(1);
                    "one more"
                }
            },
            Self::Bytes(bytes) => change_bytes(bytes, rng),
            Self::Text(bytes) => match below(rng, 3) {
                0 => {
                    bytes.push(b'x');
                    "longer text"
                }
                1 => {
                    bytes.push(0xff);
                    "text that is not UTF-8"
                }
                _ => {
                    bytes.clear();
                    "empty text"
                }
            },
            Self::Null => {
                *self = match below(rng, 3) {
                    0 => Self::Uint(7),
                    1 => Self::Bytes(vec![0; 32]),
                    _ => Self::Array(Vec::new()),
                };
                "something for null"
            }
            Self::Array(items) if items.is_empty() => {
                items.push(Self::Uint(0));
                "an element in an empty array"
            }
            Self::Array(items) => {
                let at = below(rng, items.len());
                match below(rng, 16) {
                    0 => {
                        items.remove(at);
                        "an element less"
                    }
                    1 => {
                        let copy = items[at].clone();
                        items.push(copy);
                        "an element more"
                    }
                    2 => {
                        items[at] = Self::Null;
                        "null"
                    }
                    3 if items.len() > 1 => {
                        let next = (at + 1) % items.len();
                        items.swap(at, next);
                        "elements swapped"
                    }
                    _ => items[at].change(rng),
                }
            }
        }
    }
}

/// Changes a byte string: most are lists of points and scalars.
pub(crate) fn change_bytes(bytes: &mut Vec<u8>, rng: &mut ChaCha20Rng) -> &'static str {
    let chunks = bytes.len() / 32;
    if chunks == 0 || !bytes.len().is_multiple_of(32) {
        return match bytes.len() {
            0 => {
                bytes.resize(32, 0);
                "32 bytes for none"
            }
            length => {
                bytes[below(rng, length)] ^= 1 << below(rng, 8);
                "a bit"
            }
        };
    }
    let at = 32 * below(rng, chunks);
    let (chunk, other) = (at..at + 32, 32 * below(rng, chunks));
    match below(rng, 12) {
        0 => {
            bytes.truncate(bytes.len() - 32);
            "32 bytes less"
        }
        1 => {
            bytes.extend([0; 32]);
            "32 bytes more"
        }
        2 => {
            bytes[chunk].fill(0);
            "zeros"
        }
        3 => {
            // neither a point nor a scalar
            bytes[chunk].fill(0xff);
            "ones"
        }
        4 => {
            // the order of the group
            let order = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";
            bytes[chunk].copy_from_slice(&data_encoding::HEXLOWER.decode(order.as_bytes()).unwrap());
            "the group's order"
        }
        5 => {
            // a lawful point and a lawful scalar that belongs to something else
            let point = "6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919";
            bytes[chunk].copy_from_slice(&data_encoding::HEXLOWER.decode(point.as_bytes()).unwrap());
            "4·G"
        }
        6 if other != at => {
            for i in 0..32 {
                bytes.swap(at + i, other + i);
            }
            "two of a list swapped"
        }
        7 => {
            bytes[at] ^= 1;
            "the lowest bit of one of a list"
        }
        8 => {
            bytes[at] ^= 2;
            "a low bit of one of a list"
        }
        _ => {
            let position = at + below(rng, 32);
            bytes[position] ^= 1 << below(rng, 8);
            "a bit"
        }
    }
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> &'a [u8] {
    let (taken, left) = rest.split_at(count);
    *rest = left;
    taken
}

fn head(out: &mut Vec<u8>, major: u8, argument: u64, long: bool) {
    let size = match argument {
        0..24 => 0,
        24..0x100 => 1,
        0x100..0x1_0000 => 2,
        0x1_0000..0x1_0000_0000 => 4,
        _ => 8,
    };
    let size = match (long, size) {
        (false, size) => size,
        (true, 0) => 1,
        (true, size) => (2 * size).min(8),
    };
    let code =
        [(0, 0), (1, 24), (2, 25), (4, 26), (8, 27)].iter().find(|(bytes, _)| *bytes == size).unwrap().1;
    if size == 0 {
        out.push(major << 5 | argument.to_be_bytes()[7]);
    } else {
        out.push(major << 5 | code);
        out.extend(&argument.to_be_bytes()[8 - size..]);
    }
}
