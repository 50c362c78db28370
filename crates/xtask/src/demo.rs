//! An election to try: builds the programs and the booth, and hands over to `tabella demo`.

mod postgres;

use std::{
    ffi::OsString,
    path::PathBuf,
    process::{Command, ExitCode},
};

use anyhow::{Result, bail};
use clap::Args;

use self::postgres::Postgres;
use crate::{
    client, documents,
    shell::{self, Profile, Workspace},
};

/// The database for which a server is started here.
const OWN_POSTGRES: &str = "postgres";

/// Voters of a demo for which nobody gave a number.
const VOTERS: u64 = 300;

#[derive(Args, Default)]
pub(crate) struct Options {
    /// Only the terminal: simulated voters, no pages
    #[arg(long)]
    pub(crate) headless: bool,
    /// Only a part of it: postal, the service for votes by post (a desk without an urn and without a booth)
    #[arg(long, value_parser = ["postal"], conflicts_with_all = ["headless", "voters", "scale", "database", "directory", "json"])]
    pub(crate) only: Option<String>,
    /// The port of the pages [default: 8080]
    #[arg(long, conflicts_with = "headless")]
    pub(crate) port: Option<u16>,
    /// How many simulated voters take part [default: 300, or 30 beside people with browsers]
    #[arg(long, conflicts_with = "scale")]
    pub(crate) voters: Option<u64>,
    /// The share of the published ballots to cast; 1 casts all
    #[arg(long)]
    pub(crate) scale: Option<f64>,
    /// town, small, ee2023, lu-panachage, or a draft file
    #[arg(long)]
    pub(crate) election: Option<String>,
    /// sqlite, postgres (a server for this demo alone), or the URL of an empty database, postgres://user@host/name; implies
    /// --headless, as the next three do
    #[arg(long, conflicts_with = "directory")]
    pub(crate) database: Option<String>,
    /// Without servers: the board is written into a directory; so it is with --scale 1, unless a database is named
    #[arg(long)]
    pub(crate) directory: bool,
    /// End with one JSON object on one line
    #[arg(long)]
    pub(crate) json: bool,
    /// Where the board and the ceremony's files go
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
    /// More arguments for `tabella demo`, after `--`
    #[arg(last = true)]
    pub(crate) more: Vec<OsString>,
}

/// Builds and runs. The exit code is the election's.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    build(workspace, Profile::Release)?;
    if has_booth(options) {
        if !client::has_node(workspace) {
            bail!(
                "the pages are built with Node 18 and npm (`apt-get install nodejs npm`); without them there is `cargo xtask demo \
                 --headless`"
            );
        }
        client::build(workspace)?;
    }
    let mut command = command(workspace, Profile::Release, options)?;
    if !is_headless(options) {
        command.arg("--documents").arg(documents::build(workspace)?);
    }
    // it ends when this function does, and when this process does
    let mut own = None;
    if options.database.as_deref() == Some(OWN_POSTGRES) {
        command.arg("--database").arg(own.insert(Postgres::start(workspace)?).url());
    }
    Ok(shell::pass_on(shell::status(&mut command)?))
}

/// Whether nobody with a browser takes part.
fn is_headless(options: &Options) -> bool {
    options.headless
        || options.json
        || options.directory
        || options.scale.is_some()
        || options.database.is_some()
}

/// Whether people with browsers vote.
fn has_booth(options: &Options) -> bool {
    !is_headless(options) && options.only.is_none()
}

/// Builds the two programs, with demo cards; cargo's words go to standard error.
pub(crate) fn build(workspace: &Workspace, profile: Profile) -> Result<()> {
    let name = format!("--profile={}", profile.name());
    let packages = ["--package=tabella-cli", "--package=tabella-ceremony", "--features=tabella-cli/demo"];
    let arguments = [&["build", "--locked", &name], &packages[..]].concat();
    shell::run(&mut workspace.cargo(&arguments))
}

/// `tabella demo …`, run where the person stands.
pub(crate) fn command(workspace: &Workspace, profile: Profile, options: &Options) -> Result<Command> {
    let mut command = workspace.program(workspace.binary(profile, "tabella"));
    command.arg("demo").arg("--ceremony").arg(workspace.binary(profile, "ceremony"));
    command.args(arguments(options, &std::env::current_dir()?));
    if has_booth(options) {
        command.arg("--client").arg(client::folder(workspace).join("dist"));
    }
    Ok(command)
}

/// The arguments of `tabella demo`. It runs in the project's root: files are named from `here`.
fn arguments(options: &Options, here: &std::path::Path) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = Vec::new();
    let mut put = |name: &str, value: Option<OsString>| {
        if let Some(value) = value {
            arguments.extend([name.into(), value]);
        }
    };
    let headless = is_headless(options);
    let default = (options.scale.is_none() && headless).then_some(VOTERS);
    put("--only", options.only.as_ref().map(Into::into));
    put("--port", options.port.map(|port| port.to_string().into()));
    put("--voters", options.voters.or(default).map(|voters| voters.to_string().into()));
    put("--scale", options.scale.map(|scale| scale.to_string().into()));
    put(
        "--election",
        options.election.as_ref().map(|name| {
            let file = here.join(name);
            if file.is_file() { file.into() } else { name.into() }
        }),
    );
    put("--database", options.database.as_ref().filter(|name| *name != OWN_POSTGRES).map(Into::into));
    put("--out", options.out.as_ref().map(|out| here.join(out).into()));
    if options.directory {
        arguments.push("--directory".into());
    }
    if headless {
        arguments.push("--headless".into());
    }
    if options.json {
        arguments.push("--json".into());
    }
    arguments.extend(options.more.iter().cloned());
    arguments
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn words(options: &Options) -> Vec<String> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        arguments(options, here).iter().map(|word| word.to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_demo_without_a_number_is_small() {
        assert_eq!(words(&Options::default()), Vec::<String>::new());
        let headless = Options { headless: true, ..Options::default() };
        assert_eq!(words(&headless), ["--voters", "300", "--headless"]);
        let whole = Options { scale: Some(1.0), headless: true, ..Options::default() };
        assert_eq!(words(&whole), ["--scale", "1", "--headless"]);
    }

    #[test]
    fn a_database_is_passed_on_unless_it_is_ours() {
        let with = |database: &str| Options { database: Some(database.into()), ..Options::default() };
        assert_eq!(words(&with("sqlite")), ["--voters", "300", "--database", "sqlite", "--headless"]);
        assert_eq!(
            words(&with("postgres://x/y")),
            ["--voters", "300", "--database", "postgres://x/y", "--headless"]
        );
        assert_eq!(words(&with("postgres")), ["--voters", "300", "--headless"]);
        let directory = Options { directory: true, ..Options::default() };
        assert_eq!(words(&directory), ["--voters", "300", "--directory", "--headless"]);
    }

    #[test]
    fn the_postal_service_needs_no_booth() {
        let options = Options { only: Some("postal".into()), port: Some(0), ..Options::default() };
        assert_eq!(words(&options), ["--only", "postal", "--port", "0"]);
        assert!(!has_booth(&options) && has_booth(&Options::default()));
        assert!(!has_booth(&Options { headless: true, ..Options::default() }));
    }

    #[test]
    fn files_are_named_from_where_the_person_stands() {
        let here = env!("CARGO_MANIFEST_DIR");
        let options = Options {
            voters: Some(5),
            election: Some("Cargo.toml".into()),
            out: Some("board".into()),
            json: true,
            more: vec!["--seed=1".into()],
            ..Options::default()
        };
        let file = format!("{here}/Cargo.toml");
        let out = format!("{here}/board");
        let expected =
            ["--voters", "5", "--election", &file, "--out", &out, "--headless", "--json", "--seed=1"];
        assert_eq!(words(&options), expected);
        let named = Options { election: Some("ee2023".into()), ..Options::default() };
        assert_eq!(words(&named), ["--election", "ee2023"]);
        let named = Options { headless: true, ..named };
        assert_eq!(words(&named), ["--voters", "300", "--election", "ee2023", "--headless"]);
    }
}
