//! `tabella board show`: one entry, decoded.

use std::path::PathBuf;

use anyhow::{Context as _, ensure};
use clap::Args;
use serde_json::Value;
use tabella_board::{Entry, view};
use tabella_tlog::{Checkpoint, LeafIndex, LogReader};
use tabella_verifier::SourceBlobs;

use crate::{
    files::open_board,
    terminal::{json, one_line},
};

/// Elements of a list that are printed as text; JSON has all.
const SHOWN: usize = 4;

#[derive(Args)]
pub struct ShowArgs {
    /// Which entry, from 0
    index: u64,
    /// The board: a directory, an archive, or a URL
    #[arg(long, value_name = "DIR|ARCHIVE|URL")]
    board: PathBuf,
    /// Print JSON, with everything in it
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &ShowArgs) -> anyhow::Result<()> {
    let source = open_board(&arguments.board)?;
    let log = LogReader::new(&*source);
    let size = Checkpoint::parse(log.checkpoint()?.text())?.size;
    let index = LeafIndex(arguments.index);
    ensure!(index.0 < size.0, "there is no entry {index}: the board has {size}, counted from 0");
    let bytes = log.entry(index, size)?;
    let entry = Entry::read(bytes, &SourceBlobs(&*source)).with_context(|| format!("entry {index}"))?;
    let value =
        view::entry(index, &entry).with_context(|| format!("entry {index} is not what its type says"))?;
    if arguments.json {
        println!("{}", json(&value)?);
    } else {
        let mut text = String::new();
        print(&mut text, &value, 0);
        print!("{text}");
    }
    Ok(())
}

/// One line for each value, indented below its name.
fn print(text: &mut String, value: &Value, depth: usize) {
    let indent = "  ".repeat(depth);
    let put = |text: &mut String, name: &str, value: &Value| {
        text.push_str(&indent);
        text.push_str(&one_line(name));
        match value {
            Value::Object(_) | Value::Array(_) if !is_empty(value) => {
                text.push('\n');
                print(text, value, depth + 1);
            }
            Value::String(words) => {
                text.push(' ');
                text.push_str(&one_line(words));
                text.push('\n');
            }
            other => {
                text.push(' ');
                text.push_str(&other.to_string());
                text.push('\n');
            }
        }
    };
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| put(text, &format!("{name}:"), value));
        }
        Value::Array(elements) => {
            elements.iter().take(SHOWN).for_each(|element| put(text, "-", element));
            if elements.len() > SHOWN {
                let more = elements.len() - SHOWN;
                text.extend([&*indent, "… ", &more.to_string(), " more (--json shows all)\n"]);
            }
        }
        _ => {}
    }
}

fn is_empty(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(serde_json::Map::is_empty)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_notice_writes_no_other_line() {
        let value = json!({"text": "\u{1b}[2J\u{9b}1A\ntype: close", "\rlist": ["\u{202e}"]});
        let mut text = String::new();
        print(&mut text, &value, 0);
        assert_eq!(text, "text: \u{fffd}[2J\u{fffd}1A\u{fffd}type: close\n\u{fffd}list:\n  - \u{fffd}\n");
    }

    #[test]
    fn text_is_indented_and_cut() {
        let value = json!({"type": "x", "list": [1, 2, 3, 4, 5, 6], "inner": {"none": null, "empty": []}});
        let mut text = String::new();
        print(&mut text, &value, 0);
        let expected = "type: x\nlist:\n  - 1\n  - 2\n  - 3\n  - 4\n  … 2 more (--json shows all)\ninner:\n  none: null\n  \
                        empty: []\n";
        assert_eq!(text, expected);
    }
}
