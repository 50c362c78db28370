//! An order in JSON on standard input, the PDF on standard output. It ends with 0, with 1 if the document cannot be made, with 2
//! if the order cannot be read; what it says then quotes nobody.
#![forbid(unsafe_code)]

use std::{
    io::{self, Read as _, Write as _},
    process::ExitCode,
};

use tabella_documents::Order;

/// Longest order in bytes: thousands of packs.
const ORDER_MAX: u64 = 64 << 20;

fn main() -> ExitCode {
    // a panic's own words may quote what it was about
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map_or_else(String::new, |place| format!(" at {}:{}", place.file(), place.line()));
        eprintln!("tabella-documents: a defect{place}");
    }));
    match std::env::args().nth(1).as_deref() {
        None => make(),
        Some("--version") => {
            println!("tabella-documents {}", env!("CARGO_PKG_VERSION"));
            ExitCode::SUCCESS
        }
        Some(_) => refuse(2, "it takes an order (JSON) on standard input and no arguments but --version"),
    }
}

fn make() -> ExitCode {
    let mut order = Vec::new();
    match io::stdin().lock().take(ORDER_MAX + 1).read_to_end(&mut order) {
        Ok(read) if read as u64 > ORDER_MAX => return refuse(2, "the order is longer than 64 MiB"),
        Ok(_) => {}
        Err(error) => return refuse(2, &format!("the order cannot be read: {error}")),
    }
    let order: Order = match serde_json::from_slice(&order) {
        Ok(order) => order,
        // its own words would quote what it could not read
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            return refuse(2, &format!("this is no order: line {line}, column {column}"));
        }
    };
    let written = order.render().map(|paper| io::stdout().lock().write_all(&paper.into_bytes()));
    match written {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(error)) => refuse(1, &format!("the file cannot be written: {error}")),
        Err(error) => refuse(1, &error.to_string()),
    }
}

fn refuse(code: u8, why: &str) -> ExitCode {
    eprintln!("tabella-documents: {why}");
    ExitCode::from(code)
}
