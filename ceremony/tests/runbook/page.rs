//! A page of the runbook: its blocks of commands, and what it says that one sees.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Commands that one kind of people type, one after the other.
pub(crate) struct Block {
    /// Heading of the second level.
    pub(crate) section: String,
    pub(crate) who: String,
    pub(crate) commands: String,
    /// Parts of what the screen says.
    pub(crate) seen: Vec<String>,
    /// Where the block stands.
    pub(crate) place: String,
}

pub(crate) struct Page {
    pub(crate) blocks: Vec<Block>,
}

pub(crate) fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("runbook")
}

impl Page {
    pub(crate) fn read(name: &str) -> Self {
        let text = fs::read_to_string(directory().join(name)).unwrap();
        let (mut section, mut open, mut after) = (String::new(), None::<Block>, String::new());
        let mut blocks: Vec<Block> = Vec::new();
        let mut inside = false;
        for (number, line) in (1..).zip(text.lines()) {
            let trimmed = line.trim();
            if let Some(kind) = trimmed.strip_prefix("```") {
                inside = !inside;
                if let Some(block) = open.take() {
                    blocks.push(block);
                } else if let Some(who) = kind.strip_prefix("sh ") {
                    finish(&mut blocks, &mut after);
                    open = Some(Block {
                        section: section.clone(),
                        who: who.to_owned(),
                        commands: String::new(),
                        seen: Vec::new(),
                        place: format!("{name}:{number}"),
                    });
                }
            } else if let Some(block) = &mut open {
                block.commands.extend([trimmed, "\n"]);
            } else if let Some(heading) = trimmed.strip_prefix("## ") {
                finish(&mut blocks, &mut after);
                heading.clone_into(&mut section);
            } else if !inside {
                after.extend([trimmed, " "]);
            }
        }
        assert!(!inside && !blocks.is_empty(), "{name}");
        finish(&mut blocks, &mut after);
        Self { blocks }
    }
}

/// The text after the last block says what one sees.
fn finish(blocks: &mut [Block], after: &mut String) {
    let text = std::mem::take(after);
    if let Some(block) = blocks.last_mut() {
        block.seen.extend(text.split("You see ").skip(1).flat_map(quoted));
    }
}

/// What stands between backticks up to the end of the sentence, without the dots for what differs.
fn quoted(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    for (position, part) in text.split('`').enumerate() {
        if position % 2 == 1 {
            parts.extend(part.split('…').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()));
        } else if part.contains(". ") {
            break;
        }
    }
    parts
}
