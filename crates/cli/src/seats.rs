//! Seats from votes: which list has how many, who is elected, and each number on the way.

mod report;

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum, builder::PossibleValuesParser, builder::TypedValueParser as _};
use tabella_seats::{
    Counts, Definition, Election, Method, allocate,
    raw::{self, Shape},
};

use crate::terminal;

/// Exit code if lots have to be drawn before every seat is given.
const EXIT_UNDECIDED: u8 = 3;

/// Where the form of the counts is explained in full.
const FORM: &str = r#"The counts:
  {"contests": {"d1": {"101": 736, "102": 18}, "d2": {"113": 24}},
   "seats": {"d1": 10, "d2": 13},
   "lists": {"PP": [113, 101], "IE": ["102"]}}

  contests      votes by contest (district) and candidate; every method needs it
  seats         seats of each contest, or one number for all (plurality: 1 where it is left out)
  lists         candidates of each list in the list's own order; ee-riigikogu: the national list
  affiliations  {"102": "IE"}: the list of a candidate whom `lists` does not place
  names, list_names   what people read
  consolidated  candidates in the order of the consolidated list, if their ids are not numbers in that order
  lots          candidates or lists as lots were drawn, the preferred one first
  declined      elected candidates who do not take the seat: ee-riigikogu then seats alternates, too
  source, licence, ballots   allowed, not used

  A candidate on no list is independent. With neither `lists` nor `affiliations` nor --definition each entry of a contest
  stands for a list. ee-riigikogu also takes Estonia's published files, in any order:
    results  [{"number": 101, "district": 1, "votes": 736, "name": "…", "party": "…"}, …]
    mandates {"1": 10, "2": 13}
    lists    {"PP": [138, 156, …]}

Exit code: 0 if every seat is given, 3 if lots have to be drawn, 2 if the files cannot be used."#;

/// What is counted, and how.
#[derive(Args)]
#[command(after_long_help = FORM)]
pub struct SeatsArgs {
    /// How seats follow from votes
    #[arg(value_parser = PossibleValuesParser::new(Method::ALL.map(Method::name)).try_map(|name| name.parse::<Method>()))]
    method: Method,
    /// The counts; or Estonia's published results, mandates and national lists
    #[arg(required = true, num_args = 1..=3, value_name = "COUNTS.JSON")]
    files: Vec<PathBuf>,
    /// What the files are; without it, they are told apart by what is in them
    #[arg(long)]
    from: Option<Form>,
    /// The election's manifest or draft: names, lists, and options that are no candidates
    #[arg(long, value_name = "MANIFEST.JSON")]
    definition: Option<PathBuf>,
    /// Print JSON, with the whole working
    #[arg(long)]
    json: bool,
}

/// A form of the files.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// The project's counts: one file
    Counts,
    /// Estonia's published results, mandates and national lists: three files
    EeRaw,
}

/// Does what was asked.
///
/// # Errors
/// If a file cannot be read, or what is in it does not fit together.
pub fn run(arguments: &SeatsArgs) -> anyhow::Result<ExitCode> {
    let counts = counts(arguments)?;
    let definition = arguments.definition.as_deref().map(definition).transpose()?;
    let whole = || format!("the counts in {}", names(&arguments.files));
    let election = Election::new(counts, definition.as_ref()).with_context(whole)?;
    let outcome = allocate(arguments.method, &election).with_context(whole)?;
    if arguments.json {
        println!("{}", terminal::json(&outcome)?);
    } else {
        print!("{}", terminal::lines(&report::as_text(&outcome)));
    }
    Ok(if outcome.decided { ExitCode::SUCCESS } else { ExitCode::from(EXIT_UNDECIDED) })
}

fn counts(arguments: &SeatsArgs) -> anyhow::Result<Counts> {
    let files = arguments.files.iter().map(|path| read(path)).collect::<anyhow::Result<Vec<_>>>()?;
    if let ([file], true) = (files.as_slice(), arguments.from != Some(Form::EeRaw)) {
        let path = names(&arguments.files);
        if arguments.from.is_none() && matches!(Shape::of(file), Ok(Shape::Results)) {
            bail!(
                "{path} has Estonia's results only; give the files of mandates and of national lists beside it, such as: \
                 tabella seats ee-riigikogu res.json dists.json yler.json"
            );
        }
        return Counts::from_json(file).with_context(|| path);
    }
    if arguments.from == Some(Form::Counts) {
        bail!("the project's counts are one file, and these are {}", files.len());
    }
    let mut shapes = Vec::new();
    for (path, file) in arguments.files.iter().zip(&files) {
        shapes.push((Shape::of(file).with_context(|| format!("{} is no JSON", path.display()))?, file));
    }
    let of = |shape, what| {
        let mut found = shapes.iter().filter(|(of, _)| *of == shape);
        match (found.next(), found.next()) {
            (Some((_, file)), None) => Ok(*file),
            (None, _) => bail!("none of {} has {what}; give one file of each", names(&arguments.files)),
            (Some(_), Some(_)) => {
                bail!("two of {} have {what}; give one file of each", names(&arguments.files))
            }
        }
    };
    let results = of(Shape::Results, "the results, a list of candidates with `district` and `votes`")?;
    let districts = of(Shape::Districts, r#"the mandates, such as {"1": 10}"#)?;
    let lists = of(Shape::Lists, r#"the national lists, such as {"PP": [138, 156]}"#)?;
    Ok(raw::counts(results, districts, lists)?)
}

fn definition(path: &Path) -> anyhow::Result<Definition> {
    Definition::from_json(&read(path)?).with_context(|| format!("{} is no manifest or draft", path.display()))
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn names(files: &[PathBuf]) -> String {
    files.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}
