//! What section 3 demands of ids, texts, rules and numbers.

use std::collections::BTreeSet;

use super::{Contest, EVERY_LANGUAGE, Manifest, ManifestError, Text};

/// Checks everything but keys (`keys.rs`) and what needs the layout (`layout.rs`).
pub(super) fn facts(manifest: &Manifest) -> Result<(), ManifestError> {
    if manifest.version != 1 {
        return Err(ManifestError::Version { found: manifest.version });
    }
    languages(manifest)?;
    schedule(manifest)?;
    for (field, value) in [
        ("voters_max", manifest.voters_max),
        ("weight_max", manifest.weight_max),
        ("min_reporting_unit", manifest.min_reporting_unit),
    ] {
        positive(field, value)?;
    }
    ids("reporting_units", manifest.reporting_units.iter().map(|unit| unit.id.as_str()))?;
    for unit in &manifest.reporting_units {
        name(manifest, &format!("reporting_units/{}/name", unit.id), &unit.name)?;
    }
    ids("contests", manifest.contests.iter().map(|contest| contest.id.as_str()))?;
    manifest.contests.iter().try_for_each(|contest| check_contest(manifest, contest))?;
    ids("styles", manifest.styles.iter().map(|style| style.id.as_str()))?;
    for style in &manifest.styles {
        let place = format!("styles/{}/contests", style.id);
        ids(&place, style.contests.iter().map(super::ContestId::as_str))?;
    }
    manifest.eid.check()?;
    clients(manifest)
}

fn languages(manifest: &Manifest) -> Result<(), ManifestError> {
    ids("languages", manifest.languages.iter().map(String::as_str))?;
    for language in &manifest.languages {
        let tag = language
            .split('-')
            .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_alphanumeric()));
        if !tag || language == EVERY_LANGUAGE {
            return Err(text("languages", language, "the tag of an offered language"));
        }
    }
    every_language(manifest, "title", &manifest.title)
}

fn schedule(manifest: &Manifest) -> Result<(), ManifestError> {
    let schedule = &manifest.schedule;
    if schedule.closes <= schedule.opens {
        return Err(ManifestError::Schedule { opens: schedule.opens, closes: schedule.closes });
    }
    let zone = &schedule.time_zone;
    if zone.is_empty() || !zone.bytes().all(|c| c.is_ascii_alphanumeric() || b"/_+-".contains(&c)) {
        return Err(text("schedule/time_zone", zone, "the IANA name of a time zone"));
    }
    let kinds = schedule.postal_deadlines.iter().map(|deadline| deadline.kind.as_str());
    unique("schedule/postal_deadlines", kinds)
}

fn check_contest(manifest: &Manifest, contest: &Contest) -> Result<(), ManifestError> {
    let place = format!("contests/{}", contest.id);
    every_language(manifest, &format!("{place}/title"), &contest.title)?;
    unique(&format!("{place}/lists"), contest.lists.iter().map(|list| list.id.as_str()))?;
    for list in &contest.lists {
        name(manifest, &format!("{place}/lists/{}/name", list.id), &list.name)?;
    }
    ids(&format!("{place}/options"), contest.options.iter().map(|option| option.id.as_str()))?;
    let lists: BTreeSet<&str> = contest.lists.iter().map(|list| list.id.as_str()).collect();
    for option in &contest.options {
        let place = format!("{place}/options/{}", option.id);
        name(manifest, &format!("{place}/name"), &option.name)?;
        if let Some(list) = option.list.as_ref().filter(|list| !lists.contains(list.as_str())) {
            return Err(ManifestError::Unknown { place: format!("{place}/list"), id: list.clone() });
        }
    }
    check_rule(manifest, contest, &place)
}

fn check_rule(manifest: &Manifest, contest: &Contest, place: &str) -> Result<(), ManifestError> {
    let rule = contest.rule;
    positive(&format!("{place}/rule/option_max"), rule.option_max.into())?;
    let most = contest.options.len() as u64 * u64::from(rule.option_max);
    if rule.total_min > rule.total_max || u64::from(rule.total_max) > most {
        let (contest, min, max) = (contest.id.to_string(), rule.total_min, rule.total_max);
        return Err(ManifestError::Totals { contest, min, max, most });
    }
    let blank_options = contest.options.iter().filter(|option| option.blank).count();
    if blank_options + usize::from(rule.total_min == 0) > 1 {
        return Err(ManifestError::Blank { contest: contest.id.to_string() });
    }
    // three factors below 2^64 need 192 bits: the first product alone decides if it is too large
    let weight = u128::from(manifest.voters_max) * u128::from(manifest.weight_max);
    match weight.checked_mul(rule.option_max.into()) {
        Some(votes) if votes <= 1 << 48 => Ok(()),
        _ => Err(ManifestError::TooManyVotes { contest: contest.id.to_string() }),
    }
}

fn clients(manifest: &Manifest) -> Result<(), ManifestError> {
    unique("clients", manifest.clients.iter().map(|client| client.name.as_str()))?;
    manifest
        .clients
        .iter()
        .try_for_each(|client| sha256(&format!("clients/{}/sha256", client.name), &client.sha256))
}

pub(super) fn sha256(place: &str, found: &str) -> Result<(), ManifestError> {
    match tabella_crypto::hash::parse_hex32(found) {
        Ok(_) => Ok(()),
        Err(_) => Err(text(place, found, "64 lower-case hexadecimal digits")),
    }
}

pub(super) fn text(place: &str, found: &str, expected: &'static str) -> ManifestError {
    ManifestError::Text { place: place.into(), found: found.into(), expected }
}

fn positive(place: &str, value: u64) -> Result<(), ManifestError> {
    if value == 0 { Err(ManifestError::Zero { place: place.into() }) } else { Ok(()) }
}

/// At least one id, none empty, none repeated.
fn ids<'a>(place: &str, ids: impl Iterator<Item = &'a str> + Clone) -> Result<(), ManifestError> {
    if ids.clone().next().is_none() {
        return Err(ManifestError::Empty { place: place.into() });
    }
    unique(place, ids)
}

/// None empty, none repeated.
pub(super) fn unique<'a>(place: &str, ids: impl Iterator<Item = &'a str>) -> Result<(), ManifestError> {
    let mut seen = BTreeSet::new();
    for id in ids {
        if id.is_empty() {
            return Err(text(place, id, "an id"));
        }
        if !seen.insert(id) {
            return Err(ManifestError::Repeated { place: place.into(), id: id.into() });
        }
    }
    Ok(())
}

/// A text in exactly the offered languages.
fn every_language(manifest: &Manifest, place: &str, text: &Text) -> Result<(), ManifestError> {
    let offered: BTreeSet<&String> = manifest.languages.iter().collect();
    if text.0.keys().eq(offered) {
        return Ok(());
    }
    let found = text.0.keys().cloned().collect::<Vec<_>>().join(", ");
    Err(ManifestError::Languages { place: place.into(), expected: manifest.languages.join(", "), found })
}

/// A name: a text in every language, or one that is the same in every language.
fn name(manifest: &Manifest, place: &str, text: &Text) -> Result<(), ManifestError> {
    if text.0.keys().eq([EVERY_LANGUAGE]) { Ok(()) } else { every_language(manifest, place, text) }
}
