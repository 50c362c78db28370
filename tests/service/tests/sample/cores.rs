//! The urn of the load keeps what verifies and all the rest apart, thread by thread.

use std::{collections::BTreeSet, fs, path::Path, sync::PoisonError, thread::available_parallelism};

use tabella_service::{Database, Hall, Pace};

/// Name, and on which of the cores it may be, of every thread.
fn threads(process: u32) -> Vec<(String, BTreeSet<usize>)> {
    let thread = |folder: &Path| {
        // it may have ended since it was listed
        let name = fs::read_to_string(folder.join("comm")).ok()?;
        let status = fs::read_to_string(folder.join("status")).ok()?;
        let cores = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).unwrap();
        // what rayon shares out is done by threads with the first one's name
        let is_first = folder.ends_with(process.to_string());
        let name = if is_first { "first" } else { name.trim() };
        Some((name.to_owned(), list(cores.trim())))
    };
    let folders = fs::read_dir(format!("/proc/{process}/task")).unwrap();
    folders.filter_map(|folder| thread(&folder.unwrap().path())).collect()
}

/// `0-2,5` as the kernel writes it.
fn list(text: &str) -> BTreeSet<usize> {
    let range = |part: &str| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        first.parse().unwrap()..=last.parse().unwrap()
    };
    text.split(',').flat_map(range).collect()
}

#[test]
fn what_verifies_has_cores_of_its_own_and_the_rest_keeps_off_them() {
    if available_parallelism().unwrap().get() < 2 {
        eprintln!("skipped: this machine has one core");
        return;
    }
    let _turn = crate::TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let own = fs::read_to_string("/proc/self/status").unwrap();
    let all = list(own.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).unwrap().trim());
    crate::build_tabella(Path::new(env!("CARGO_BIN_EXE_service")).parent().unwrap());
    let hall = Hall::open(Database::Sqlite, Pace::Measured { own_cores: true }, 1).unwrap();
    let threads = threads(hall.process(0).unwrap());
    let of = |name: &str| -> Vec<&BTreeSet<usize>> {
        let of_name: Vec<_> =
            threads.iter().filter(|(other, _)| other.starts_with(name)).map(|(_, cores)| cores).collect();
        assert!(!of_name.is_empty(), "no thread {name}: {threads:?}");
        of_name
    };
    let verifying: BTreeSet<usize> = of("gather").into_iter().flatten().copied().collect();
    assert_eq!(verifying.len(), of("gather").len(), "each has one of its own: {threads:?}");
    let rest: BTreeSet<usize> = all.difference(&verifying).copied().collect();
    for name in ["first", "tokio-rt-worker", "append", "suspects", "sqlx-sqlite-wor"] {
        for cores in of(name) {
            assert_eq!(cores, &rest, "{name}: {threads:?}");
        }
    }
    // a large batch, and a start that verifies what is there, have the whole machine
    for cores in [of("wide"), of("tabella")].concat() {
        assert_eq!(cores, &all, "{threads:?}");
    }
}
