//! `tabella-bindgen MODULE FOLDER NAME`: what wasm-bindgen makes of a compiled module, for the web, as `FOLDER/NAME.js`.

use std::env;

use anyhow::{Context as _, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [module, folder, name] = &arguments[..] else { bail!("tabella-bindgen MODULE FOLDER NAME") };
    let mut bindgen = Bindgen::new();
    bindgen.input_path(module).out_name(name).typescript(true).omit_default_module_path(true);
    bindgen.web(true)?;
    bindgen.generate(folder).with_context(|| format!("cannot bind {module}"))
}
