//! What follows from the manifest: key indices, ballot styles, the tree of reporting units; and the limits on them.

use std::collections::{BTreeMap, BTreeSet};

use tabella_crypto::{
    ballot_proof::{ContestShape, Shape},
    points_proof::range_proof_len,
};

use crate::{
    election::Style,
    manifest::{BallotStyle, Manifest, ManifestError},
};

/// Most joint keys, W (section 3).
const KEYS_MAX: usize = 4096;
/// Most options in points contests that one style may have (section 3).
const POINTS_OPTIONS_MAX: usize = 128;
/// Most bytes of one entry of the board (section 8).
const ENTRY_MAX: usize = 65_535;

/// Positions in place of ids.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// Per reporting unit, the position of its parent.
    pub(crate) parents: Vec<Option<usize>>,
    /// In manifest order.
    pub(crate) styles: Vec<Style>,
    /// Per contest, the key index (from 1) of each option.
    pub(crate) key_indices: Vec<Vec<usize>>,
    /// W.
    pub(crate) key_count: usize,
}

impl Layout {
    pub(crate) fn new(manifest: &Manifest) -> Result<Self, ManifestError> {
        let parents = parents(manifest)?;
        let contests_of_styles = contests_of_styles(manifest)?;
        let key_indices = key_indices(manifest, &contests_of_styles)?;
        let key_count = key_indices.iter().flatten().copied().max().unwrap_or(0);
        let units = positions(manifest.reporting_units.iter().map(|unit| unit.id.as_str()));
        let inner: BTreeSet<usize> = parents.iter().flatten().copied().collect();
        let styles = manifest
            .styles
            .iter()
            .zip(contests_of_styles)
            .map(|(style, contests)| {
                let unit = style.reporting_unit.as_str();
                let position = *units.get(unit).ok_or_else(|| ManifestError::Unknown {
                    place: format!("styles/{}/reporting_unit", style.id),
                    id: unit.to_owned(),
                })?;
                if inner.contains(&position) {
                    return Err(ManifestError::NoLeaf { style: style.id.to_string(), unit: unit.to_owned() });
                }
                let shape = shape(manifest, &key_indices, &contests);
                check_size(style, &shape)?;
                Ok(Style { id: style.id.clone(), unit: position, contests, shape })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { parents, styles, key_indices, key_count })
    }
}

fn positions<'a>(ids: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    ids.enumerate().map(|(position, id)| (id, position)).collect()
}

/// The parent of each unit; refuses unknown parents and circles.
fn parents(manifest: &Manifest) -> Result<Vec<Option<usize>>, ManifestError> {
    let units = positions(manifest.reporting_units.iter().map(|unit| unit.id.as_str()));
    let parents = manifest
        .reporting_units
        .iter()
        .map(|unit| match &unit.parent {
            None => Ok(None),
            Some(parent) => units.get(parent.as_str()).map(|position| Some(*position)).ok_or_else(|| {
                ManifestError::Unknown {
                    place: format!("reporting_units/{}/parent", unit.id),
                    id: parent.to_string(),
                }
            }),
        })
        .collect::<Result<Vec<_>, _>>()?;
    for (position, unit) in manifest.reporting_units.iter().enumerate() {
        // a way up without a circle visits each unit once at most
        if ancestors(&parents, position).nth(parents.len()).is_some() {
            return Err(ManifestError::UnitCycle { unit: unit.id.to_string() });
        }
    }
    Ok(parents)
}

/// A unit and all that contain it, from itself upwards.
pub(crate) fn ancestors(parents: &[Option<usize>], unit: usize) -> impl Iterator<Item = usize> + '_ {
    std::iter::successors(Some(unit), |unit| parents.get(*unit).copied().flatten())
}

/// Positions of each style's contests, in manifest order; refuses unknown contests and contests in no style. That no
/// style names one twice was checked with the ids.
fn contests_of_styles(manifest: &Manifest) -> Result<Vec<Vec<usize>>, ManifestError> {
    let contests = positions(manifest.contests.iter().map(|contest| contest.id.as_str()));
    let mut used: BTreeSet<usize> = BTreeSet::new();
    let mut all = Vec::with_capacity(manifest.styles.len());
    for style in &manifest.styles {
        let mut of_style = BTreeSet::new();
        for contest in &style.contests {
            let position = contests.get(contest.as_str()).ok_or_else(|| ManifestError::Unknown {
                place: format!("styles/{}/contests", style.id),
                id: contest.to_string(),
            })?;
            of_style.insert(*position);
        }
        used.extend(&of_style);
        all.push(of_style.into_iter().collect());
    }
    match manifest.contests.iter().enumerate().find(|(position, _)| !used.contains(position)) {
        Some((_, contest)) => Err(ManifestError::UnusedContest { contest: contest.id.to_string() }),
        None => Ok(all),
    }
}

/// Key indices of every contest: `offset + 1, offset + 2, …`, with the smallest offset, in manifest order, such that
/// contests which share a style have none in common.
fn key_indices(
    manifest: &Manifest,
    contests_of_styles: &[Vec<usize>],
) -> Result<Vec<Vec<usize>>, ManifestError> {
    let sizes: Vec<usize> = manifest.contests.iter().map(|contest| contest.options.len()).collect();
    let offsets = offsets(&sizes, contests_of_styles);
    for ((contest, offset), size) in manifest.contests.iter().zip(&offsets).zip(&sizes) {
        if offset + size > KEYS_MAX {
            let (contest, index) = (contest.id.to_string(), offset + size);
            return Err(ManifestError::TooManyKeys { contest, index, max: KEYS_MAX });
        }
    }
    Ok(offsets.iter().zip(sizes).map(|(offset, size)| (offset + 1..=offset + size).collect()).collect())
}

/// The greedy rule of section 3 on contests of these sizes.
fn offsets(sizes: &[usize], contests_of_styles: &[Vec<usize>]) -> Vec<usize> {
    let mut earlier_neighbours = vec![BTreeSet::new(); sizes.len()];
    for contests in contests_of_styles {
        for (position, contest) in contests.iter().enumerate() {
            if let Some(neighbours) = earlier_neighbours.get_mut(*contest) {
                neighbours.extend(contests.iter().take(position).copied());
            }
        }
    }
    let mut offsets: Vec<usize> = Vec::with_capacity(sizes.len());
    for (size, neighbours) in sizes.iter().zip(earlier_neighbours) {
        let mut taken: Vec<(usize, usize)> = neighbours
            .into_iter()
            .filter_map(|neighbour| Some((*offsets.get(neighbour)?, *sizes.get(neighbour)?)))
            .collect();
        taken.sort_unstable();
        let mut offset = 0;
        for (start, length) in taken {
            if start >= offset + size {
                break;
            }
            offset = offset.max(start + length);
        }
        offsets.push(offset);
    }
    offsets
}

fn shape(manifest: &Manifest, key_indices: &[Vec<usize>], contests: &[usize]) -> Shape {
    let contests = contests.iter().filter_map(|position| {
        let rule = manifest.contests.get(*position)?.rule;
        let key_indices = key_indices.get(*position)?.clone();
        let (option_max, total_min, total_max) = (rule.option_max, rule.total_min, rule.total_max);
        Some(ContestShape { key_indices, option_max, total_min, total_max })
    });
    Shape::new(contests.collect())
}

fn check_size(style: &BallotStyle, shape: &Shape) -> Result<(), ManifestError> {
    let count = shape.points_options();
    if count > POINTS_OPTIONS_MAX {
        let style = style.id.to_string();
        return Err(ManifestError::TooManyPointsOptions { style, count, max: POINTS_OPTIONS_MAX });
    }
    let bytes = challenge_len(style.id.as_str().len(), shape);
    if bytes > ENTRY_MAX {
        return Err(ManifestError::ChallengeTooLong { style: style.id.to_string(), bytes, max: ENTRY_MAX });
    }
    Ok(())
}

/// Bytes of a string of `len` bytes in CBOR, or of the head of an array.
const fn with_head(head_of: usize, payload: usize) -> usize {
    let head = match head_of {
        0..=23 => 1,
        24..=0xff => 2,
        0x100..=0xffff => 3,
        0x1_0000..=0xffff_ffff => 5,
        _ => 9,
    };
    head + payload
}

const fn string(len: usize) -> usize {
    with_head(len, len)
}

/// The largest `challenge` entry of a style, five bytes for each choice.
pub(crate) fn challenge_len(style_id: usize, shape: &Shape) -> usize {
    let (m, j) = (shape.options(), shape.points_options());
    let points =
        if j == 0 { 1 } else { 1 + 2 * string(32 * j) + string(range_proof_len(shape)) + 2 * string(96) };
    let ballot = 1 // array of 11
        + 1 // version
        + string(32) // election id
        + string(style_id)
        + 3 * string(32) // P, previous, A
        + string(32 * m)
        + string(192)
        + string(32 * shape.bits())
        + string(96)
        + points;
    let choices = with_head(m + j, 5 * (m + j));
    1 + string("challenge".len()) + string(ballot) + string(32) + choices + 2 * string(32)
}

#[cfg(test)]
mod tests;
