//! The rules of the house, checked from `cargo metadata` and the files that git knows.
//!
//! Each rule is a function from the [`House`] to the sentences it has to say; [`RULES`] lists them all.

mod arrows;
mod files;
mod house;
mod words;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::shell::Workspace;
use house::House;

type Rule = fn(&House) -> Vec<String>;

const RULES: &[Rule] = &[
    arrows::every_room_has_a_floor,
    arrows::floors_go_down,
    arrows::walls_stand,
    arrows::demo_is_asked_for,
    arrows::the_offline_program_has_no_network,
    arrows::one_curve,
    files::descriptions_open_the_crate,
    files::libraries_forbid_unsafe_code,
    files::no_mod_rs,
    files::nothing_built_is_kept,
    files::long_files_say_why,
    words::nothing_is_left_to_do,
    words::desk_and_urn_do_not_name_each_other,
    words::pure_floors_are_pure,
    words::only_the_verifier_supposes,
];

/// Prints what breaks a rule.
pub(crate) fn run(workspace: &Workspace) -> Result<ExitCode> {
    check(workspace)?;
    Ok(ExitCode::SUCCESS)
}

/// Fails if any rule is broken, after saying where and why.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let house = House::read(workspace)?;
    let violations: Vec<String> = RULES.iter().flat_map(|rule| rule(&house)).collect();
    for violation in &violations {
        eprintln!("tidy: {violation}");
    }
    if !violations.is_empty() {
        bail!("{} breaches of the rules", violations.len());
    }
    println!("{} rules hold over {} crates and {} files", RULES.len(), house.rooms.len(), house.files.len());
    Ok(())
}

/// A crate that must build without an operating system.
pub(crate) struct PureRoom {
    /// The package.
    pub(crate) name: String,
    /// Its folder, absolute.
    pub(crate) folder: String,
}

/// The crates of the pure floors that build for the browser.
pub(crate) fn pure_rooms(workspace: &Workspace) -> Vec<PureRoom> {
    let members = workspace.metadata.workspace_packages();
    members
        .into_iter()
        .filter(|package| arrows::builds_for_browser(&package.name))
        .filter_map(|package| {
            let folder = package.manifest_path.parent()?.to_string();
            Some(PureRoom { name: package.name.to_string(), folder })
        })
        .collect()
}
