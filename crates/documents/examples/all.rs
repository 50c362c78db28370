//! Writes a document of each kind in each language into a folder, to be looked at: in this folder, `cargo run --example all
//! FOLDER`.

#[path = "../tests/documents/samples.rs"]
mod samples;

use std::{env, error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args_os().nth(1).ok_or("name a folder")?);
    fs::create_dir_all(&folder)?;
    for language in samples::LANGUAGES {
        for (name, order) in samples::all(language) {
            let paper = order.render().map_err(|error| format!("{error}: {}", error.expose_words()))?;
            fs::write(folder.join(format!("{name}-{language}.pdf")), paper.into_bytes())?;
        }
    }
    Ok(())
}
