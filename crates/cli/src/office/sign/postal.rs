//! Postal counts from a file.

use std::{fs, path::Path};

use anyhow::{Context as _, ensure};
use serde::Deserialize;
use tabella_election::TallyStatement;
use tabella_tally::{Counts, PostalCounts};

/// One protocol, as `tabella board show` prints it of a result.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Protocol {
    reference: String,
    /// Per contest, group and option.
    counts: Vec<Vec<Vec<u64>>>,
}

/// Reads `[{"reference": "…", "counts": [[[votes, …], …], …]}, …]`: per protocol the votes per contest, group and option,
/// in the groups that are decrypted and in the order of the manifest.
///
/// # Errors
/// If the file is of another shape; the error names contest and groups.
pub(super) fn read(path: &Path, statement: &TallyStatement) -> anyhow::Result<Vec<PostalCounts>> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    parse(&bytes, statement).with_context(|| format!("the postal counts in {}", path.display()))
}

fn parse(bytes: &[u8], statement: &TallyStatement) -> anyhow::Result<Vec<PostalCounts>> {
    let protocols: Vec<Protocol> = serde_json::from_slice(bytes).context(
        r#"expected [{"reference": "…", "counts": [[[1, 2]]]}], the counts per contest, group and option"#,
    )?;
    protocols
        .into_iter()
        .map(|protocol| {
            fits(&protocol.counts, statement)
                .with_context(|| format!("protocol {:?}", protocol.reference))?;
            Ok(PostalCounts { reference: protocol.reference, counts: Counts(protocol.counts) })
        })
        .collect()
}

/// Whether there is a number for each contest, group and option.
fn fits(counts: &[Vec<Vec<u64>>], statement: &TallyStatement) -> anyhow::Result<()> {
    let (found, contests) = (counts.len(), statement.contests.len());
    ensure!(found == contests, "{found} contests, and the manifest has {contests}");
    for (groups, contest) in counts.iter().zip(&statement.contests) {
        let names = || {
            let units = |group: &tabella_election::GroupTally| {
                group.units.iter().map(ToString::to_string).collect::<Vec<_>>().join("+")
            };
            contest.groups.iter().map(units).collect::<Vec<_>>().join(", ")
        };
        let (id, options) = (&contest.contest_id, contest.key_indices.len());
        ensure!(
            groups.len() == contest.groups.len(),
            "contest {id}: {} groups, and decrypted are {} of reporting units ({})",
            groups.len(),
            contest.groups.len(),
            names()
        );
        for group in groups {
            ensure!(group.len() == options, "contest {id}: {} votes for {options} options", group.len());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use tabella_crypto::{ElectionId, RistrettoPoint, RootHash};
    use tabella_election::{ContestTally, GroupTally};

    use super::*;

    fn statement() -> TallyStatement {
        let group = |unit: &str| GroupTally {
            units: vec![unit.into()],
            ballots: 0,
            weight: 0,
            a: RistrettoPoint::default(),
            b: Vec::new(),
            bound: 0,
        };
        let contest = |id: &str, options: usize, groups| ContestTally {
            contest: 0,
            contest_id: id.into(),
            key_indices: (1..=options).collect(),
            groups,
        };
        let contests =
            vec![contest("mayor", 2, vec![group("north"), group("south")]), contest("few", 3, vec![])];
        TallyStatement { election: ElectionId([0; 32]), root: RootHash([0; 32]), size: 1, contests }
    }

    #[test]
    fn counts_of_the_tally_s_shape() {
        let good = br#"[{"reference":"p 1","counts":[[[1,2],[0,4]],[]]},{"reference":"p 2","counts":[[[0,0],[0,0]],[]]}]"#;
        let read = parse(good, &statement()).unwrap();
        assert_eq!((read[0].reference.as_str(), read.len()), ("p 1", 2));
        assert_eq!(read[0].counts, Counts(vec![vec![vec![1, 2], vec![0, 4]], vec![]]));
        assert!(parse(b"[]", &statement()).unwrap().is_empty());
        for (bad, words) in [
            (r#"[{"reference":"p","counts":[[[1,2],[0,4]]]}]"#, "1 contests, and the manifest has 2"),
            (
                r#"[{"reference":"p","counts":[[[1,2]],[]]}]"#,
                "contest mayor: 1 groups, and decrypted are 2 of reporting units (north, south)",
            ),
            (r#"[{"reference":"p","counts":[[[1,2],[0]],[]]}]"#, "contest mayor: 1 votes for 2 options"),
            (r#"[{"reference":"p","counts":[[[1,2],[0,-4]],[]]}]"#, "expected [{"),
            (r#"[{"counts":[]}]"#, "expected [{"),
            ("{}", "expected [{"),
        ] {
            let said = format!("{:#}", parse(bad.as_bytes(), &statement()).err().unwrap());
            assert!(said.contains(words), "{bad}: {said}");
        }
    }
}
