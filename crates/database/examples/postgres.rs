//! A PostgreSQL of one's own: prints the URL of an empty database, and is gone when standard input ends.

use std::{
    error::Error,
    io::{self, Write as _},
};

use tabella_database::testing::PostgresServer;

fn main() -> Result<(), Box<dyn Error>> {
    let server = PostgresServer::start()?;
    println!("{}", server.database()?);
    io::stdout().flush()?;
    // whoever holds the other end may die in any way
    io::copy(&mut io::stdin(), &mut io::sink())?;
    drop(server);
    Ok(())
}
