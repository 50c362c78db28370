//! Paths of tiles and of entry bundles.

use std::{fmt, str::FromStr};

use super::{MAX_LEVEL, TILE_WIDTH};
use crate::hash::{TreeSize, parse_decimal};

/// A text that is not the path of a tile or of an entry bundle.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a path of tlog-tiles: {0:?}")]
pub struct PathError(pub String);

/// Position and width of a tile of hashes: `tile/<L>/<N>[.p/<W>]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TilePath {
    level: u8,
    index: u64,
    width: u16,
}

impl TilePath {
    /// A tile of `width` hashes, 1 to 256; `None` for another width or a level above [`MAX_LEVEL`].
    pub fn new(level: u8, index: u64, width: u16) -> Option<Self> {
        (level <= MAX_LEVEL && (1..=TILE_WIDTH).contains(&width)).then_some(Self { level, index, width })
    }

    /// The tile as it stands in a tree of `size` leaves: full, partial, or `None` if the tree has no such tile.
    pub fn in_tree(level: u8, index: u64, size: TreeSize) -> Option<Self> {
        let nodes = size.0.checked_shr(8 * u32::from(level)).unwrap_or(0);
        Self::new(level, index, width_of(index, nodes)?)
    }

    /// Level: 0 for leaves.
    pub fn level(&self) -> u8 {
        self.level
    }

    /// Position within its level.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// Number of hashes, 1 to 256.
    pub fn width(&self) -> u16 {
        self.width
    }

    /// Whether it has less than 256 hashes.
    pub fn is_partial(&self) -> bool {
        self.width < TILE_WIDTH
    }

    /// The full tile at the same place.
    #[must_use]
    pub fn to_full(self) -> Self {
        Self { width: TILE_WIDTH, ..self }
    }
}

/// Position and width of an entry bundle: `tile/entries/<N>[.p/<W>]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BundlePath {
    index: u64,
    width: u16,
}

impl BundlePath {
    /// A bundle of `width` entries, 1 to 256; `None` for another width.
    pub fn new(index: u64, width: u16) -> Option<Self> {
        (1..=TILE_WIDTH).contains(&width).then_some(Self { index, width })
    }

    /// The bundle as it stands in a tree of `size` leaves: full, partial, or `None` if the tree has no such bundle.
    pub fn in_tree(index: u64, size: TreeSize) -> Option<Self> {
        Self::new(index, width_of(index, size.0)?)
    }

    /// Position among the bundles.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// Number of entries, 1 to 256.
    pub fn width(&self) -> u16 {
        self.width
    }

    /// Whether it has less than 256 entries.
    pub fn is_partial(&self) -> bool {
        self.width < TILE_WIDTH
    }

    /// The full bundle at the same place.
    #[must_use]
    pub fn to_full(self) -> Self {
        Self { width: TILE_WIDTH, ..self }
    }
}

/// How many of `nodes` nodes lie in tile `index`; `None` if none does.
fn width_of(index: u64, nodes: u64) -> Option<u16> {
    let before = index.checked_mul(TILE_WIDTH.into())?;
    let width = nodes.checked_sub(before)?.min(TILE_WIDTH.into());
    u16::try_from(width).ok().filter(|&width| width > 0)
}

fn write_place(f: &mut fmt::Formatter<'_>, index: u64, width: u16) -> fmt::Result {
    let mut groups = vec![index % 1000];
    let mut rest = index / 1000;
    while rest > 0 {
        groups.push(rest % 1000);
        rest /= 1000;
    }
    for (depth, group) in groups.iter().enumerate().rev() {
        if depth > 0 { write!(f, "x{group:03}/") } else { write!(f, "{group:03}") }?;
    }
    if width < TILE_WIDTH { write!(f, ".p/{width}") } else { Ok(()) }
}

/// Reads `<N>[.p/<W>]`, not minding whether it is the one way to write it.
fn parse_place(text: &str) -> Option<(u64, u16)> {
    let (place, width) = match text.split_once(".p/") {
        Some((place, width)) => (place, u16::try_from(parse_decimal(width)?).ok()?),
        None => (text, TILE_WIDTH),
    };
    let mut index: u64 = 0;
    for group in place.split('/') {
        let digits = group.strip_prefix('x').unwrap_or(group);
        if digits.len() != 3 || !digits.bytes().all(|c| c.is_ascii_digit()) {
            return None;
        }
        index = index.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
    }
    Some((index, width))
}

impl fmt::Display for TilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tile/{}/", self.level)?;
        write_place(f, self.index, self.width)
    }
}

impl fmt::Display for BundlePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("tile/entries/")?;
        write_place(f, self.index, self.width)
    }
}

/// Only the text that [`fmt::Display`] writes is read: no second spelling of a path.
fn canonical<T: fmt::Display>(path: Option<T>, text: &str) -> Result<T, PathError> {
    path.filter(|path| path.to_string() == text).ok_or_else(|| PathError(text.into()))
}

impl FromStr for TilePath {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let parse = || {
            let (level, place) = text.strip_prefix("tile/")?.split_once('/')?;
            let (index, width) = parse_place(place)?;
            Self::new(u8::try_from(parse_decimal(level)?).ok()?, index, width)
        };
        canonical(parse(), text)
    }
}

impl FromStr for BundlePath {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let parse = || {
            let (index, width) = parse_place(text.strip_prefix("tile/entries/")?)?;
            Self::new(index, width)
        };
        canonical(parse(), text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn golden_paths() {
        for (level, index, width, text) in [
            (0, 0, 256, "tile/0/000"),
            (0, 0, 1, "tile/0/000.p/1"),
            (1, 999, 255, "tile/1/999.p/255"),
            (0, 1000, 256, "tile/0/x001/000"),
            (0, 1234, 5, "tile/0/x001/234.p/5"),
            (0, 1_234_067, 256, "tile/0/x001/x234/067"),
            (63, u64::MAX, 256, "tile/63/x018/x446/x744/x073/x709/x551/615"),
        ] {
            let path = TilePath::new(level, index, width).unwrap();
            assert_eq!(path.to_string(), text);
            assert_eq!(text.parse(), Ok(path));
        }
        for (index, width, text) in [
            (0, 256, "tile/entries/000"),
            (7, 15, "tile/entries/007.p/15"),
            (273_000, 256, "tile/entries/x273/000"),
        ] {
            let path = BundlePath::new(index, width).unwrap();
            assert_eq!(path.to_string(), text);
            assert_eq!(text.parse(), Ok(path));
        }
    }

    #[test]
    fn one_spelling() {
        for bad in [
            "",
            "tile",
            "tile/0",
            "tile/0/",
            "tile/0/0",
            "tile/0/0000",
            "tile/00/000",
            "tile/64/000",
            "tile/256/000",
            "tile/-1/000",
            "tile/0/x000/001",
            "tile/0/001/000",
            "tile/0/x001",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/01",
            "tile/0/000.p/",
            "tile/0/000.p",
            "tile/0/000.p/1/",
            "tile/0/000/",
            "/tile/0/000",
            "tile/0/000.p/1.p/1",
            "tile/0/x018/x446/x744/x073/x709/x551/616",
            "tile/0/+01",
            "tile/entries/000",
        ] {
            assert_eq!(bad.parse::<TilePath>(), Err(PathError(bad.into())));
        }
        for bad in [
            "tile/0/000",
            "tile/entries/0",
            "tile/entries/000.p/256",
            "tile/entries/x000/000",
            "tile/entries/",
        ] {
            assert_eq!(bad.parse::<BundlePath>(), Err(PathError(bad.into())));
        }
        assert_eq!(TilePath::new(0, 0, 0), None);
        assert_eq!(TilePath::new(64, 0, 1), None);
        assert_eq!(BundlePath::new(0, 257), None);
    }

    /// The example of tlog-tiles.
    #[test]
    fn tree_of_70000() {
        let of =
            |level, index| TilePath::in_tree(level, index, TreeSize(70_000)).map(|path| path.to_string());
        assert_eq!(of(0, 272).as_deref(), Some("tile/0/272"));
        assert_eq!(of(0, 273).as_deref(), Some("tile/0/273.p/112"));
        assert_eq!(of(0, 274), None);
        assert_eq!(of(1, 0).as_deref(), Some("tile/1/000"));
        assert_eq!(of(1, 1).as_deref(), Some("tile/1/001.p/17"));
        assert_eq!(of(2, 0).as_deref(), Some("tile/2/000.p/1"));
        assert_eq!(of(3, 0), None);
        assert_eq!(of(63, 0), None);
        assert_eq!(of(0, u64::MAX), None);
        assert_eq!(TilePath::in_tree(1, 0, TreeSize(256)).map(|path| path.width()), Some(1));
        assert_eq!(BundlePath::in_tree(0, TreeSize(0)), None);
    }
}
